"""Leaves, bundles and verify: what binds a bundle's file, and what is said where no leaf does."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import pytest

from fonds.api import Archive
from fonds.formats.statement import bundle_leaf, parse_leaf
from fonds.formats.zip import reader as zip_read
from fonds.log import entries
from fonds.verify import VerifyReport
from fonds.verify.log.logged import LoggedBundle
from support.archives import files, new_archive, reopened

UNBOUND = "bundles whose file no leaf binds"


def of_version_1(bundle: str, versions: int, manifest: str, file: str) -> bytes:
    return bundle_leaf(bundle, versions, manifest)


@pytest.fixture(params=[1, 2])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    """An archive of one bundle, its leaf of version 1 or 2."""
    source = files(tmp_path / "in", a_txt="goes", b_txt="stays")
    make = of_version_1 if request.param == 1 else bundle_leaf
    with new_archive(tmp_path) as archive:
        with mock.patch("fonds.commit.publish.bundle_leaf", make):
            archive.ingest([str(source)], jobs=0)
        yield archive


def bundle_of(archive: Archive) -> Path:
    (bundle,) = (archive.path / "bundles").rglob("*.wacz")
    return bundle


def pad(path: Path) -> None:
    """Flip a bit that no reader sees: one behind the end of a deflated member's stream."""
    data = bytearray(path.read_bytes())
    with path.open("rb") as file:
        member = next(m for m in zip_read.members(file) if m.name == "fonds/readme.txt")
    data[member.data + member.compressed - 1] ^= 0x80
    path.unlink()
    path.write_bytes(data)


def errors(report: VerifyReport) -> set[str]:
    return {finding.code for finding in report.findings if finding.severity == "error"}


def leaves(archive: Archive) -> list[dict[str, object]]:
    state = archive.handle.state
    found = map(parse_leaf, entries(archive.handle.store, state, 0, state.size))
    return [fields for fields in found if fields["k"] == "bundle"]


def version_of(archive: Archive) -> object:
    return leaves(archive)[0]["v"]


@pytest.mark.parametrize("quick", [True, False])
def test_a_bit_that_pads_is_found_where_a_leaf_binds_it(archive: Archive, quick: bool) -> None:
    pad(bundle_of(archive))
    bound = version_of(archive) == 2
    report = archive.verify(quick=quick, jobs=0)
    assert errors(report) == ({"V209"} if bound else set())
    assert report.claim("integrity").counts.get(UNBOUND, 0) == (0 if bound else 1)


def test_quick_still_says_which_member_was_damaged(archive: Archive) -> None:
    path = bundle_of(archive)
    with path.open("rb") as file:
        member = next(m for m in zip_read.members(file) if m.name == "archive/data.warc.gz")
    data = bytearray(path.read_bytes())
    data[member.data + 20] ^= 1
    path.unlink()
    path.write_bytes(data)
    report = archive.verify(quick=True, jobs=0)
    assert errors(report) >= {"V208"}
    assert any(finding.place.member == member.name for finding in report.findings)


def test_a_withdrawal_binds_the_file_that_it_made(archive: Archive, tmp_path: Path) -> None:
    old = shutil.copy(bundle_of(archive), tmp_path / "old.wacz")
    archive.withdraw("a.txt", reason="why", authority="who")
    assert [leaf["v"] for leaf in leaves(archive)] == [version_of(archive), 2]
    assert errors(archive.verify(quick=True)) == set()
    pad(bundle_of(archive))
    assert errors(archive.verify(quick=True)) == {"V209"}
    bundle_of(archive).unlink()
    shutil.copy(old, archive.path / leaves_name(archive))
    assert {"V206", "V209"} <= errors(archive.verify(quick=True))


def leaves_name(archive: Archive) -> str:
    return next(iter(archive.handle.catalog.bundles())).name


def test_a_bundle_that_a_crash_left_is_bound_when_it_is_logged(tmp_path: Path) -> None:
    source = files(tmp_path / "in", a_txt="goes", b_txt="stays")
    with new_archive(tmp_path) as archive:
        with (
            mock.patch("fonds.ingest.run.log_bundle", side_effect=KeyboardInterrupt),
            pytest.raises(KeyboardInterrupt),
        ):
            archive.ingest([str(source)], jobs=0)
        assert leaves(archive) == []
    with reopened(tmp_path) as archive:
        archive.ingest([str(source)], jobs=0)
        assert [leaf["v"] for leaf in leaves(archive)] == [2]
        assert archive.verify(quick=True).claim("integrity").counts.get(UNBOUND) is None


HEAVY = {"isal", "blake3", "zlib_ng", "warcio", "sqlite3", "multiprocessing", "concurrent.futures",
         "cryptography.x509", "rfc3161_client", "fonds.extraction", "fonds.cleaning"}  # fmt: skip
PROGRAM = """
import sys
from pathlib import Path
from fonds.verify import verify_path
assert verify_path(Path(sys.argv[1]), Path(sys.argv[2]), quick=True).ok
print(*sys.modules)
"""


def test_quick_imports_nothing_that_it_does_not_need(archive: Archive, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(archive.path), str(tmp_path / "key")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    needed = set() if version_of(archive) == 2 else {"isal", "zlib_ng"}
    here = {name for name in needed if find_spec(name)}  # zlib-ng is an extra
    assert set(printed.split()) & HEAVY == here


def test_while_a_withdrawal_is_under_way_either_file_will_do() -> None:
    logged = LoggedBundle(0, 1, ("new", "old"), None, ("1" * 64, ""))
    assert logged.admits_file("1" * 64, "new")
    assert not logged.admits_file("2" * 64, "new")
    assert logged.admits_file("2" * 64, "old")  # its leaf of version 1 binds no file
    assert logged.admits_file("2" * 64, None)
    assert not logged.binds_file
    bound = LoggedBundle(0, 1, ("new", "old"), None, ("1" * 64, "2" * 64))
    assert bound.admits_file("2" * 64, "old")
    assert not bound.admits_file("2" * 64, "new")
    assert not bound.admits_file("3" * 64, None)
