"""An owner who signs what is false: what verify finds, and what stands among what is not proven."""

from pathlib import Path

import pytest

from fonds.verify import verify_path
from support.archives import files, new_archive
from support.evidence import members, refitted
from support.older import storing_access_copies

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
ARABIC = "عنوان النص\n\nهذا نص عربي قصير يكفي لنسخة العرض.\n"


def errors(report):
    return {finding.code for finding in report.findings if finding.severity == "error"}


@pytest.mark.parametrize(
    "page",
    [
        b"<script>alert(1)</script><p>A wholly other text</p>",
        b"",
        "<p dir=auto>هذا نص آخر</p>".encode(),
    ],
)
def test_a_false_access_copy_is_found(tmp_path, page):
    source = files(tmp_path / "in", a_txt=ARABIC)
    with new_archive(tmp_path) as archive:
        with storing_access_copies(lambda *told: page):
            archive.ingest([source], jobs=0)
        report = archive.verify(jobs=0)
        assert {finding.code for finding in report.findings} == {"V508"}
        assert report.exit_status == 30
        archive.prove("a.txt", tmp_path / "e.wacz")
    report = verify_path(tmp_path / "e.wacz")
    assert "V508" in {finding.code for finding in report.findings}


def test_an_access_copy_of_an_older_archive_is_compared(tmp_path):
    source = files(tmp_path / "in", a_txt=ARABIC)
    (source / "b.txt").write_text(ARABIC + ARABIC)
    (source / "b.txt.meta.toml").write_text('title = "عنوان"\nlanguage = "ar"\n')
    with new_archive(tmp_path) as archive, storing_access_copies():
        archive.ingest([source], jobs=0)
        assert archive.get("a.txt").record("access") is not None
        assert archive.verify(jobs=0).ok
        archive.prove("a.txt", tmp_path / "e.wacz")
        assert not errors(verify_path(tmp_path / "e.wacz"))


def test_an_archive_stores_no_access_copies_and_evidence_has_them(tmp_path):
    source = files(tmp_path / "in", a_txt=ARABIC)
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        assert archive.get("a.txt").record("access") is None
        (bundle,) = (tmp_path / "archive" / "bundles").rglob("*.wacz")
        assert b"view.invalid" not in members(bundle.read_bytes())["pages/pages.jsonl"]
        archive.prove("a.txt", tmp_path / "e.wacz")
    assert b"view.invalid" in members((tmp_path / "e.wacz").read_bytes())["pages/pages.jsonl"]
    report = verify_path(tmp_path / "e.wacz")
    assert not errors(report)
    assert report.claim("integrity").counts["reading copies that no statement names"] == 1


@pytest.mark.parametrize("what", ["SWHID", "title", "language"])
def test_what_is_not_checked_is_said_not_to_be_proven(tmp_path, what):
    source = files(tmp_path / "in", a_txt="a")
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        said = " ".join(archive.verify(jobs=0).not_proven)
    assert what.lower() in said.lower()


# --- what a forger can do to an evidence file, who has no key -------------------------------------
@pytest.fixture(scope="module")
def given_away(tmp_path_factory):
    """An evidence file of a document that somebody with a name archived."""
    folder = tmp_path_factory.mktemp("given")
    source = files(folder / "in", a_txt="A title\n\nSome text, in English.\n")
    with new_archive(folder) as archive:
        archive.ingest([source], operator="City archive", jobs=0)
        archive.prove("a.txt", folder / "e.wacz")
        vkey = str(archive.handle.info.ring.newest.key)
    return folder / "e.wacz", vkey


FORGERIES = {
    "the operator": (b"/run\r\n", b"City archive", b"Evil archive"),
    "a longer name": (b"/run\r\n", b"City archive", b"City archive and the ministry"),
    "a tool's version": (b"/run\r\n", b'"f:version":"0', b'"f:version":"9'),
    "a setting": (b"/run\r\n", b'"f:documentLimit":1', b'"f:documentLimit":2'),
    "the cleaner's profile": (b"/run\r\n", b'"standard"', b'"thorough"'),
    "when the run began": (b"/run\r\n", b'startTime":"2026', b'startTime":"2006'),
    "a line more": (b"WARC-Type: warcinfo", b"isPartOf", b"description: certified\r\nisPartOf"),
    "an operator in warcinfo": (b"WARC-Type: warcinfo", b"isPartOf", b"operator: X\r\nisPartOf"),
    "other software": (b"WARC-Type: warcinfo", b"software: fonds", b"software: wget"),
    "another archive": (b"WARC-Type: warcinfo", b"isPartOf: urn:uuid:", b"isPartOf: urn:uuid:0"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forged_evidence_file_is_found(given_away, tmp_path, what):
    path, vkey = given_away
    assert verify_path(path, key_from=vkey).ok
    (tmp_path / "e.wacz").write_bytes(refitted(path.read_bytes(), *FORGERIES[what]))
    assert not verify_path(tmp_path / "e.wacz", key_from=vkey).ok


def test_a_refitted_file_is_as_before_where_nothing_was_changed(given_away, tmp_path):
    path, vkey = given_away
    same = refitted(path.read_bytes(), b"/run\r\n", b"City archive", b"City archive")
    (tmp_path / "e.wacz").write_bytes(same)
    assert verify_path(tmp_path / "e.wacz", key_from=vkey).ok


def test_the_statement_binds_who_archived(given_away):
    said = " ".join(verify_path(given_away[0]).not_proven)
    assert "record of their run" not in said


def test_an_older_file_says_that_the_record_of_the_run_is_not_bound():
    report = verify_path(GOLDEN / "v1" / "caption.wacz")
    assert report.ok
    assert any("record of their run" in line for line in report.not_proven)
