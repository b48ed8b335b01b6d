"""Bundles, log and verify: whole, logged and signed bundles whose records contradict each other."""

import hashlib
import io
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import orjson
import pytest

from fonds import log
from fonds.archive.info import Info
from fonds.formats.canonical import canonical
from fonds.formats.statement import bundle_leaf, parse_statement, statement_digest, version_leaf
from fonds.formats.zip import reader as zip_read
from fonds.storage.disk import Disk
from fonds.storage.keys import KeyFile
from fonds.storage.local import LocalStore
from fonds.verify import verify_path
from support.damage import PACKAGE, Parts
from support.small_archive import make_archive

Change = Callable[[dict[str, object]], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("meaning")
    make_archive(folder).close()
    return folder


def sign_anew(root: Path, key: Path) -> None:
    """Log what lies in bundles/, whatever it is, in the order of its names."""
    store = LocalStore(root)
    info = Info.parse(store.read("fonds.json"))
    shutil.rmtree(root / "log")
    signing = KeyFile(key, Disk()).load()
    now = datetime.fromisoformat(info.created)
    state = log.start(store, info.ring, signing, now)
    for path in sorted((root / "bundles").rglob("*.wacz")):
        file = io.BytesIO(path.read_bytes())
        members = {m.name: zip_read.read(file, m, 1 << 30) for m in zip_read.members(file)}
        lines = members["fonds/statements.jsonl"].splitlines()
        manifest = hashlib.sha256(members[PACKAGE]).hexdigest()
        leaves = [bundle_leaf(path.stem, len(lines), manifest)]
        leaves += [version_leaf(statement_digest(line)) for line in lines]
        state = log.append(store, state, leaves, signing, now)
    store.close()


def codes(home: Path) -> set[str]:
    sign_anew(home / "archive", home / "keys" / "key")
    report = verify_path(home / "archive", home / "nowhere", jobs=0)
    return {finding.code for finding in report.findings} - {"V121"}


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


def bundle_at(home: Path, number: int) -> Path:
    return sorted((home / "archive" / "bundles").rglob("*.wacz"))[number]


def reseal(path: Path, change: Callable[[Parts], None]) -> None:
    parts = Parts.of(path.read_bytes())
    change(parts)
    path.unlink()
    path.write_bytes(parts.seal())


def test_the_same_signed_anew_is_well(home: Path) -> None:
    assert codes(home) == set()


def test_a_version_that_follows_another_than_the_last_is_found(home: Path) -> None:
    def change(parts: Parts) -> None:
        fields = orjson.loads(parts.statements[0])
        fields["prev"] = "sha256:" + "0" * 64
        parts.statements[0] = canonical(fields) + b"\n"

    reseal(bundle_at(home, 1), change)
    assert "V404" in codes(home)


def test_a_document_that_begins_twice_is_found(home: Path) -> None:
    def change(parts: Parts) -> None:
        fields = orjson.loads(parts.statements[0])
        assert fields["prev"]
        fields["prev"] = None
        parts.statements[0] = canonical(fields) + b"\n"

    reseal(bundle_at(home, 1), change)
    assert "V404" in codes(home)


def test_bytes_that_no_version_holds_are_found(home: Path) -> None:
    """A description of bytes that were never stored: another digest in statement and provenance."""

    def change(parts: Parts) -> None:
        old = parse_statement(parts.statements[0][:-1]).records[0].sha256
        new = "1" * 64
        prov = next(n for n, (head, _) in enumerate(parts.data) if b"Fonds-Role: prov" in head)
        head, block = parts.data[prov]
        told = block.replace(old.encode(), new.encode())
        was, now = (hashlib.sha256(x).hexdigest().encode() for x in (block, told))
        parts.data[prov] = (head.replace(was, now), told)
        fields = orjson.loads(parts.statements[0])
        from blake3 import blake3

        for record in fields["records"]:
            if record["role"] == "raw":
                record["sha256"] = new
            if record["role"] == "prov":
                record |= {"sha256": now.decode(), "blake3": blake3(told).hexdigest()}
        parts.statements[0] = canonical(fields) + b"\n"

    reseal(bundle_at(home, 2), change)
    found = codes(home)
    assert "V405" in found
    assert "V504" not in found


def prov_changed(change: Change) -> Callable[[Parts], None]:
    """Change the first provenance record, its digests everywhere with it."""

    def on(parts: Parts) -> None:
        from blake3 import blake3

        at = next(n for n, (head, _) in enumerate(parts.data) if b"Fonds-Role: prov" in head)
        head, block = parts.data[at]
        document = orjson.loads(block)
        change(document)
        told = orjson.dumps(document)
        was, now = (hashlib.sha256(x).hexdigest() for x in (block, told))
        length = b"Content-Length: %d" % len(block)
        head = head.replace(was.encode(), now.encode())
        parts.data[at] = (head.replace(length, b"Content-Length: %d" % len(told)), told)
        fields = orjson.loads(parts.statements[0])
        for record in fields["records"]:
            if record["role"] == "prov":
                record |= {"sha256": now, "blake3": blake3(told).hexdigest(), "size": len(told)}
        parts.statements[0] = canonical(fields) + b"\n"

    return on


def nested(document: dict[str, object], *path: str) -> dict[str, object]:
    for name in path:
        document = document[name]  # type: ignore[assignment]
    return document


EARLY = "2000-01-01T00:00:00.000Z"
LIES: dict[str, tuple[str, Change]] = {
    "another run": ("V504", lambda d: nested(d, "prefix").update(run="metadata://fonds/x/run#")),
    "another version": ("V504", lambda d: nested(d, "prefix").update(v="metadata://fonds/x/prov#")),
    "another digest": ("V504", lambda d: nested(d, "entity", "v:raw").update({"f:sha256": "0"})),
    "another document": ("V407", lambda d: nested(d, "entity", "v:raw").update(RENAMED)),
    "no capture": ("V504", lambda d: nested(d, "entity").pop("v:raw")),
    "a thing more": ("V503", lambda d: nested(d, "entity").update({"v:more": {}})),
    "a section more": ("V503", lambda d: d.update(more={})),
    "an activity of no plan": ("V504", lambda d: nested(d, "activity").update({"v:x": {}})),
    "a capture at another time": (
        "V504",
        lambda d: nested(d, "activity", "v:capture").update({"prov:startTime": EARLY}),
    ),
    "an end before the beginning": (
        "V503",
        lambda d: nested(d, "activity", "v:capture").update({"prov:endTime": EARLY}),
    ),
    "more edits": ("V504", lambda d: nested(d, "activity", "v:clean").update({"f:edits": 77})),
    "another title": ("V502", lambda d: nested(d, "entity").update(TITLED)),
    "somebody else's word": ("V503", lambda d: d.update(wasAttributedTo={"_:by0": {}})),
}
RENAMED = {"f:identifier": "file:///x"}
TITLED = {"v:stated": {"dct:title": "A lie"}}


@pytest.mark.parametrize("name", LIES)
def test_provenance_that_lies_is_found(home: Path, name: str) -> None:
    code, change = LIES[name]
    reseal(bundle_at(home, 0), prov_changed(change))
    assert code in codes(home)
