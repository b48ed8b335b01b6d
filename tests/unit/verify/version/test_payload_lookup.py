"""Bytes that a version names and another bundle holds."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from fonds.api import Archive
from fonds.verify.version.payload_lookup import find_payloads, read_payload
from support.archives import files, new_archive

TEXT = '[caption id="attachment_1" align="alignleft" width="300"]A caption[/caption] and words.\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return files(tmp_path / "in", a_txt=TEXT, b_bin=bytes(range(256)))


@pytest.fixture
def archive(tmp_path: Path, source: Path) -> Iterator[Archive]:
    """Two documents, each captured, described anew, and the text made anew."""
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        archive.ingest([source / "a.txt"], jobs=0, title="A title")
        archive.ingest([source / "b.bin"], jobs=0, title="Another")
        archive.ingest([source / "a.txt"], jobs=0, title="A title", reprocess=True, profile=None)
        yield archive


def test_bytes_that_are_not_those_named_are_not_taken(archive: Archive, tmp_path: Path) -> None:
    """The index is a hint: what it leads to counts only with the digest that is stated."""
    found = find_payloads({p.stem: p for p in (archive.path / "bundles").rglob("*.wacz")})
    (sha256, held), *_ = next(iter(found.values())).items()
    assert hashlib.sha256(read_payload(held, sha256) or b"").hexdigest() == sha256
    assert read_payload(held, "0" * 64) is None
    assert read_payload(None, sha256) is None
    assert read_payload(attrs.evolve(held, path=tmp_path / "gone"), sha256) is None
    assert read_payload(attrs.evolve(held, offset=held.offset + 1), sha256) is None


def test_damaged_bundles_are_passed_over(archive: Archive) -> None:
    """Looking for bytes finds no fault with anything: the check of each bundle does."""
    paths = sorted((archive.path / "bundles").rglob("*.wacz"))
    paths[0].unlink()
    paths[0].write_bytes(b"PK")
    assert find_payloads({p.stem: p for p in [*paths, archive.path / "none"]})[paths[1].stem] == {}
