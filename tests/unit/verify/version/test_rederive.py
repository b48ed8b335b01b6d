"""Texts derived again, where the bytes lie in an earlier version of this or another bundle."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fonds.api import Archive
from fonds.verify import VerifyReport
from fonds.verify.version.derivatives import MISSING, NOTHING
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


def derived(archive: Archive, **settings: object) -> tuple[VerifyReport, dict[str, int]]:
    report = archive.verify(rederive=True, **{"jobs": 0, **settings})
    return report, dict(report.claim("derivation").counts)


def kinds(archive: Archive, name: str) -> list[str]:
    return [version.statement.kind for version in archive.versions(name)]


def test_versions_without_bytes_of_their_own_are_made_again(archive: Archive) -> None:
    assert kinds(archive, "a.txt") == ["capture", "describe", "reprocess"]
    assert kinds(archive, "b.bin") == ["capture", "describe"]
    report, counts = derived(archive)
    assert report.ok
    assert counts["reproducible"] == 3
    assert counts[NOTHING] == 2  # nothing was made of b.bin, so nothing is to be made again
    assert MISSING not in counts


@pytest.mark.slow
def test_several_processes_find_them_too(archive: Archive) -> None:
    assert derived(archive, jobs=2)[1] == derived(archive)[1]


def test_a_difference_is_found_in_each(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    from fonds.ledger import Cleaned

    monkeypatch.setattr(
        "fonds.cleaning.clean", lambda text, profile, kind: Cleaned(text + "more\n")
    )
    report, counts = derived(archive)
    assert [finding.code for finding in report.findings] == ["V801", "V801"]
    assert (counts["different"], counts["reproducible"]) == (2, 1)  # one was not cleaned at all


def test_only_the_bundles_named_are_checked_and_the_bytes_still_found(archive: Archive) -> None:
    _, counts = derived(archive, documents=["a.txt@3"])
    assert counts == {"reproducible": 1}


def test_where_the_bytes_are_gone_it_is_said(archive: Archive) -> None:
    first = archive.get("a.txt", 1)
    name = archive.handle.catalog.bundle_of(first.row.leaf).name
    (archive.path / name).unlink()
    report, counts = derived(archive)
    assert {finding.code for finding in report.findings if finding.severity == "error"} == {"V101"}
    assert counts[MISSING] == 2
