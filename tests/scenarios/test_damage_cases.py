"""Verify of a whole archive: each file in tests/cases/verify is one harm, named by its finding."""

import io
import json
import shutil
from pathlib import Path

import pytest

from fonds.formats.zip import reader as zip_read
from fonds.verify import CODES, verify_path
from support.damage import forgeries, sealed_wrongly
from support.small_archive import make_archive

CASES = sorted((Path(__file__).parents[1] / "cases" / "verify").glob("*.json"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases")
    make_archive(folder).close()
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_the_finding_is_the_one_in_the_name(made: Path, tmp_path: Path, path: Path) -> None:
    home = Path(shutil.copytree(made, tmp_path / "home"))
    harm(home / "archive", json.loads(path.read_text()))
    report = verify_path(home / "archive", home / "keys" / "key", jobs=0)
    code = path.stem.partition("_")[0]
    found = {finding.code for finding in report.findings}
    assert code in found, sorted(found)
    assert report.exit_status >= CODES[code].status


def harm(root: Path, case: dict[str, object]) -> None:
    """Do what a case says; ``@bundle N`` is the N-th bundle by name."""
    bundles = sorted(str(p.relative_to(root)) for p in (root / "bundles").rglob("*.wacz"))

    def named(name: object) -> Path:
        text = str(name)
        return root / (bundles[int(text[8:])] if text.startswith("@bundle ") else text)

    def put(path: Path, data: bytes) -> None:
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    match case:
        case {"drop": name}:
            named(name).unlink()
        case {"remove": folder}:
            shutil.rmtree(root / str(folder))
        case {"write": name, "text": text}:
            put(named(name), str(text).encode())
        case {"cut": name, "to": size}:
            put(named(name), named(name).read_bytes()[: int(str(size))])
        case {"flip": name, "at": at}:
            data = bytearray(named(name).read_bytes())
            data[int(str(at))] ^= 1
            put(named(name), bytes(data))
        case {"replace": name, "old": old, "new": new}:
            data = bytearray(named(name).read_bytes())
            assert str(old).encode() in data
            put(named(name), bytes(data).replace(str(old).encode(), str(new).encode(), 1))
        case {"pad": name, "member": member}:  # a bit behind the end of its deflate stream
            data = bytearray(named(name).read_bytes())
            table = {m.name: m for m in zip_read.members(io.BytesIO(data))}
            data[table[str(member)].data + table[str(member)].compressed - 1] ^= 0x80
            put(named(name), bytes(data))
        case {"copy": name, "to": goal}:
            put(named(goal), named(name).read_bytes())
        case {"over": name, "with": other}:
            put(named(name), named(other).read_bytes())
        case {"move": name, "to": folder}:
            data = named(name).read_bytes()
            named(name).unlink()
            put(root / str(folder) / named(name).name, data)
        case {"link": name}:
            elsewhere = root.parent / "elsewhere"
            named(name).rename(elsewhere)
            named(name).symlink_to(elsewhere)
        case {"forge": number, "how": how} | {"seal": number, "how": how}:
            path = root / bundles[int(str(number))]
            data = path.read_bytes()
            made = forgeries(data, str(how)) if "forge" in case else sealed_wrongly(data)
            put(path, next(forgery.bundle for forgery in made if forgery.name == how))
        case _:
            raise AssertionError(case)


def test_every_code_has_a_case_or_a_test_of_its_own() -> None:
    here = {path.stem.partition("_")[0] for path in CASES}
    tests = Path(__file__).parents[1]
    told = "".join(path.read_text() for path in tests.rglob("test_*.py"))
    missing = {code for code in CODES if code not in here and f'"{code}"' not in told}
    assert missing <= WITHOUT


WITHOUT = {"V112", "V115", "V507", "V608", "V902", "V905"}
"""Codes whose tests are by what they mean and not by their name, or that only a disk can give."""
