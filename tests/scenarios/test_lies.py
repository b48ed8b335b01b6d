"""An owner who signs what is false: what verify finds, and what stands among what is not proven."""

import hashlib
import re
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest

from fonds.bundle import VersionBuilder, writer
from fonds.formats.evidence_texts import OLDER_READMES, OLDER_SCRIPTS
from fonds.ingest import build_version
from fonds.verify import verify_path
from fonds.verify.evidence import check
from support.archives import files, new_archive
from support.evidence import forged, members, refitted, with_manifest
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


# --- an owner who signs something false in a record that a viewer shows ---------------------------
def in_provenance(section, name, key, value):
    """What signs a version's provenance with one value changed; None takes it away."""

    def lie(monkeypatch):
        tell = build_version.provenance_record

        def told(facts):
            document = orjson.loads(tell(facts))
            entity = document[section].setdefault(name, {})
            if value is None:
                del entity[key]
            else:
                entity[key] = value
            return orjson.dumps(document)

        monkeypatch.setattr(build_version, "provenance_record", told)

    return lie


def in_entry(**changes):
    """What lists a version otherwise in pages or index than it is; the statement stays true."""

    def lie(monkeypatch):
        make = build_version._entry
        monkeypatch.setattr(
            build_version, "_entry", lambda *given: make(*given)._replace(**changes)
        )

    return lie


def in_statement(**changes):
    """What signs a statement with a field changed."""

    def lie(monkeypatch):
        spell = build_version.print_statement
        monkeypatch.setattr(
            build_version, "print_statement", lambda one: spell(one._replace(**changes))
        )

    return lie


def in_text(role, text):
    """What signs another text than the extracted or cleaned one."""

    def lie(monkeypatch):
        put = VersionBuilder.conversion
        monkeypatch.setattr(
            VersionBuilder,
            "conversion",
            lambda self, one, true, made_from: put(
                self, one, text if one == role else true, made_from
            ),
        )

    return lie


def in_record(name, old, new):
    """What signs a ledger or a record of the extraction in which something is changed."""

    def lie(monkeypatch):
        put = getattr(VersionBuilder, name)

        def changed(self, block):
            assert old in block, block
            put(self, block.replace(old, new))

        monkeypatch.setattr(VersionBuilder, name, changed)

    return lie


def in_warcinfo(**changes):
    """What writes a warcinfo with something else in it."""

    def lie(monkeypatch):
        true = writer.warcinfo_fields
        monkeypatch.setattr(
            writer, "warcinfo_fields", lambda *told: [*true(*told), *changes.items()]
        )

    return lie


def in_manifest(**changes):
    """What writes a manifest, which a leaf of the log binds, with something else in it."""

    def lie(monkeypatch):
        true = writer.wacz.datapackage
        ours = SimpleNamespace(**vars(writer.wacz))  # the verifier asks the true one
        ours.datapackage = lambda members, **told: true(members, **(told | changes))
        monkeypatch.setattr(writer, "wacz", ours)

    return lie


SHA1 = "swh:1:cnt:" + "0" * 40
PAGE = "<html><head><title>A page</title></head><body><p>Text of a page.</p></body></html>"
LINES = "A title\n\nSome text, in English, that is long enough to be told what it is in.\n"
CAPTION = LINES + 'And [caption id="attachment_1" align="left"]a picture[/caption] of it.\n'

FOUND = {  # by verify: what is archived, the lie, and the finding
    "SWHID": (LINES, in_provenance("entity", "v:raw", "f:swhid", SHA1), "V509"),
    "no SWHID at all": (LINES, in_provenance("entity", "v:raw", "f:swhid", "swh"), "V509"),
    "title": (LINES, in_provenance("entity", "v:text", "f:title", "Another title"), "V510"),
    "a title's beginning": (LINES, in_provenance("entity", "v:text", "f:title", "A titl"), "V510"),
    "title of a page": (PAGE, in_provenance("entity", "v:text", "f:title", "Text"), "V510"),
    "title of a cleaned text": (
        CAPTION,
        in_provenance("entity", "v:text", "f:title", "And"),
        "V510",
    ),
    "title that is no text": (LINES, in_provenance("entity", "v:text", "f:title", 1), "V510"),
    "digest of the bytes": (LINES, in_provenance("entity", "v:raw", "f:sha256", "0" * 64), "V504"),
    "identifier": (LINES, in_provenance("entity", "v:raw", "f:identifier", "file:///x"), "V407"),
    "digest of the text": (PAGE, in_provenance("entity", "v:text", "f:sha256", "0" * 64), "V504"),
    "where the text is": (LINES, in_provenance("entity", "v:text", "f:sameAs", "other"), "V504"),
    "when it began": (
        LINES,
        in_provenance("activity", "v:capture", "prov:startTime", "2006-11-23T12:00:00.000Z"),
        "V504",
    ),
    "the run": (LINES, in_provenance("activity", "v:capture", "f:run", "0" * 64), "V504"),
    "edits": (CAPTION, in_provenance("activity", "v:clean", "f:edits", 7), "V504"),
    "a step that was none": (LINES, in_provenance("activity", "v:x", "f:edits", 7), "V504"),
    "title in the list": (LINES, in_entry(title="Another title"), "V502"),
    "text in the list": (LINES, in_entry(text="Another text"), "V502"),
    "address in the index": (LINES, in_entry(key="org,example)/"), "V501"),
    "the time of a statement": (LINES, in_statement(at="2006-11-23T12:00:00.000Z"), "V303"),
    "the address of a statement": (LINES, in_statement(target="file:///other"), "V303"),
    "the kind of a statement": (LINES, in_statement(kind="describe"), "V401"),
    "what it follows": (LINES, in_statement(prev="sha256:" + "1" * 64), "V404"),
    "that it follows nothing": (LINES, in_statement(prev="sha256:" + "0" * 64), "V401"),
    "a cleaned text": (CAPTION, in_text("cleaned", "Something else\n"), "V506"),
    "title of a bundle": (LINES, in_manifest(title="Certified"), "V207"),
    "description of a bundle": (LINES, in_manifest(description="Certified"), "V207"),
    "a field more in the manifest": (LINES, in_manifest(extra={"keywords": ["x"]}), "V207"),
    "a line more in warcinfo": (LINES, in_warcinfo(description="certified"), "V310"),
}

DERIVED = {  # by verify --rederive
    "language": (LINES, in_provenance("entity", "v:text", "f:language", "fr 0.99 fonds-letters/1")),
    "no language": (LINES, in_provenance("entity", "v:text", "f:language", None)),
    "script": (LINES, in_provenance("entity", "v:text", "f:script", "Arab")),
    "a loss that was none": (
        LINES, in_provenance("entity", "v:text", "f:loss", ["undecodable x9"])),
    "an extracted text": (PAGE, in_text("text", "A page\n\nWhat nobody wrote.\n")),
    "metadata": (PAGE, in_record("extraction", b'"metadata":[[', b'"metadata":[["creator","X","x"],[')),
    "a finding less": (CAPTION, in_record("edits", b'"score"', b'"scorn"')),
}  # fmt: skip

WORDS = {  # of the archiver alone: in words that a journalist understands
    "what kind of file": in_provenance("entity", "v:raw", "f:opinion", ["content x image/png -"]),
    "what kind of file or text": in_provenance("activity", "v:clean", "f:textKind", "code"),
    "when its file was written": in_provenance("entity", "v:raw", "f:modified_ns", "1"),
    "what was stated": in_provenance("entity", "v:stated", "dct:creator", "Nobody"),
    "its title": in_provenance("entity", "v:stated", "dct:title", "A stated title"),
    "the operator's name": None,
    "tools and settings": None,
    "name and address are claims": in_statement(by="fonds 9.9.9"),
}


def ingested(tmp_path, monkeypatch, lie, content=LINES):
    if lie is not None:
        lie(monkeypatch)
    archive = new_archive(tmp_path)
    source = files(tmp_path / "in", **{("a_html" if content == PAGE else "a_txt"): content})
    report = archive.ingest([source], jobs=0)
    assert report.new == 1
    return archive


@pytest.mark.slow
@pytest.mark.parametrize("what", FOUND)
def test_what_is_signed_false_is_found(tmp_path, monkeypatch, what):
    content, lie, code = FOUND[what]
    with ingested(tmp_path, monkeypatch, lie, content) as archive:
        assert code in errors(archive.verify(jobs=0))


@pytest.mark.parametrize("content", [LINES, PAGE, CAPTION, ARABIC, "", "\n\n x"])
def test_what_is_signed_true_is_not(tmp_path, monkeypatch, content):
    with ingested(tmp_path, monkeypatch, None, content) as archive:
        report = archive.verify(rederive=True, jobs=0)
        assert not errors(report)
        assert not any("--rederive" in line for line in report.not_proven)


@pytest.mark.parametrize("what", DERIVED)
def test_what_tools_are_said_to_have_made_is_found_by_making_it_again(tmp_path, monkeypatch, what):
    content, lie = DERIVED[what]
    with ingested(tmp_path, monkeypatch, lie, content) as archive:
        report = archive.verify(jobs=0)
        said = " ".join(report.not_proven)
        assert errors(report) or ("language" in said and "--rederive" in said)
        assert errors(archive.verify(rederive=True, jobs=0))


@pytest.mark.parametrize("what", WORDS)
def test_what_nobody_can_check_is_said_not_to_be_proven(tmp_path, monkeypatch, what):
    with ingested(tmp_path, monkeypatch, WORDS[what]) as archive:
        for rederive in (False, True):
            assert what in " ".join(archive.verify(rederive=rederive, jobs=0).not_proven)


def test_a_later_version_cannot_tell_another_swhid_of_earlier_bytes(tmp_path, monkeypatch):
    with ingested(tmp_path, monkeypatch, None) as archive:
        assert archive.ingest([tmp_path / "in"], jobs=0, metadata={"creator": "A"}).changed
        assert not errors(archive.verify(jobs=0))
        in_provenance("entity", "v:raw", "f:swhid", SHA1)(monkeypatch)
        assert archive.ingest([tmp_path / "in"], jobs=0, metadata={"creator": "B"}).changed
        assert errors(archive.verify(jobs=0)) == {"V509"}


def test_a_copy_in_one_bundle_cannot_tell_another_swhid(tmp_path, monkeypatch):
    source = files(tmp_path / "in", a_txt=LINES, b_txt=LINES)
    in_provenance("entity", "v:raw", "f:swhid", SHA1)(monkeypatch)
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        report = archive.verify(jobs=0)
    assert [f.code for f in report.findings if f.severity == "error"] == ["V509", "V509"]


def test_the_swhid_of_a_document_too_large_to_hold_is_compared(tmp_path, monkeypatch):
    monkeypatch.setattr("fonds.verify.version.records.HELD", 20_000)
    source = files(tmp_path / "in", a_bin=bytes(range(256)) * 400)
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        assert not errors(archive.verify(jobs=0))
        in_provenance("entity", "v:raw", "f:swhid", SHA1)(monkeypatch)
        archive.ingest([files(tmp_path / "more", b_bin=bytes(range(255)) * 400)], jobs=0)
        assert errors(archive.verify(jobs=0)) == {"V509"}


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


@pytest.mark.parametrize(
    "changed",
    [
        {"description": "certified by the court"},
        {"metadata": {"title": "A title", "desc": "certified by the court"}},
        {"metadata": {"title": "Another title"}},
        {"title": "Another title"},
        {"software": "fonds, certified"},
        {"created": "2006-11-23T12:00:00.000Z"},
        {"keywords": ["certified"]},
        {"title": 1},
    ],
)
def test_a_manifest_that_says_something_else_is_found(given_away, tmp_path, changed):
    path, vkey = given_away
    (tmp_path / "e.wacz").write_bytes(with_manifest(path.read_bytes(), **changed))
    assert "V207" in errors(verify_path(tmp_path / "e.wacz", key_from=vkey))


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
    assert any("script in this file alone" in line for line in report.not_proven)


def test_every_script_and_readme_ever_written_is_accepted(given_away, tmp_path, monkeypatch):
    """By its digest: nobody can write into a file what is not one of them."""
    path, vkey = given_away
    data = path.read_bytes()
    for older in (OLDER_SCRIPTS, OLDER_READMES):
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in older)
    text = b"#!/bin/sh\n# as an older fonds wrote it\n"
    (tmp_path / "e.wacz").write_bytes(forged(data, verify_sh=text))
    assert errors(verify_path(tmp_path / "e.wacz", key_from=vkey)) == {"V905"}
    digest = hashlib.sha256(text).hexdigest()
    known = {check.README: OLDER_READMES, check.SCRIPT: OLDER_SCRIPTS | {digest}}
    monkeypatch.setattr(check, "_OLDER", known)
    report = verify_path(tmp_path / "e.wacz", key_from=vkey)
    assert report.ok
    assert check.OLDER_SCRIPT in report.not_proven
    assert check.OLDER_SCRIPT not in verify_path(path, key_from=vkey).not_proven
