"""The library as a newcomer uses it: single things, memory, what is shown, what is closed."""

import inspect
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import attrs
import pytest

import fonds
from fonds.errors import ClosedError, FondsError, SourceError, UnknownDocumentError, UsageError
from fonds.ingest.keywords import IngestKeywords, ProcessingKeywords
from fonds.model import Status
from fonds.verify import VerifyKeywords, VerifyOptions
from support.archives import files, new_archive, randomness, reopened


# --- a single thing is one thing ------------------------------------------------------------
@pytest.mark.parametrize("kind", [str, Path])
def test_a_single_path_is_a_single_source(tmp_path, monkeypatch, kind):
    """A path of letters that are themselves files: taken apart, it would archive those."""
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    files(tmp_path / "ab", c_txt="the one that is meant")
    monkeypatch.chdir(tmp_path)
    with new_archive(tmp_path) as archive:
        report = archive.ingest(kind("ab"))
        assert [document.identifier for document in archive.documents()] == ["file:///ab/c.txt"]
    assert report.new == 1


def test_a_generator_of_paths_and_captures_is_taken_lazily(tmp_path):
    source = files(tmp_path / "in", a_txt="one", b_txt="two")

    def given():
        yield source / "a.txt"
        yield fonds.BytesCapture(b"three", "urn:x:three")
        yield str(source / "b.txt")

    with new_archive(tmp_path) as archive:
        assert archive.ingest(given()).new == 3
        assert archive.get("urn:x:three").raw == b"three"


def test_a_source_of_ones_own_is_any_object_that_yields_captures(tmp_path):
    class Rows:
        def captures(self):
            for number in range(3):
                yield fonds.BytesCapture(b"row %d" % number, f"urn:row:{number}")

    with new_archive(tmp_path) as archive:
        assert archive.ingest(Rows()).new == 3
        assert archive.ingest([Rows()]).unchanged == 3
        one = fonds.BytesCapture(b"alone", "urn:x:alone")
        assert archive.ingest(one).new == 1


def test_bytes_are_no_list_of_paths(tmp_path):
    with new_archive(tmp_path) as archive, pytest.raises(UsageError, match="add"):
        archive.ingest(b"some bytes")


def test_names_may_be_one_or_several(tmp_path):
    source = files(tmp_path / "in", a_txt="one", b_txt="two")
    with new_archive(tmp_path) as archive:
        archive.ingest(source)
        assert len(archive.prove("a.txt", tmp_path / "1.wacz").versions) == 1
        assert len(archive.prove(["a.txt", "b.txt"], tmp_path / "2.wacz").versions) == 2
        assert archive.verify("a.txt").ok
        assert archive.verify(["a.txt", "b.txt"]).ok
        assert archive.get(Path("in/a.txt")).raw == b"one"
        with pytest.raises(UnknownDocumentError):
            archive.prove("c.txt", tmp_path / "3.wacz")


def test_an_option_for_one_document_is_refused_for_several_and_for_a_folder_that_holds_several(
    tmp_path,
):
    source = files(tmp_path / "in", a_txt="one", b_txt="two")
    with new_archive(tmp_path) as archive:
        with pytest.raises(UsageError):
            archive.ingest([source / "a.txt", source / "b.txt"], title="x")
        with pytest.raises(UsageError):
            archive.ingest(source, identifier="x")
        assert archive.ingest(source / "a.txt", identifier="urn:x", title="x").new == 1


# --- what is in memory ------------------------------------------------------------------------
def test_other_bytes_under_an_identifier_are_its_next_version(tmp_path):
    with new_archive(tmp_path) as archive:
        first = archive.add(b"one\n", "https://example.org/a", title="A", metadata={"rights": "x"})
        assert (first.number, first.raw, first.identifier) == (1, b"one\n", "https://example.org/a")
        assert first.stated == {"rights": "x", "title": "A"}
        assert archive.add(b"one\n", "https://example.org/a").number == 1
        second = archive.add("zwei: ä\n", "https://example.org/a")
        assert (second.number, second.raw) == (2, "zwei: ä\n".encode())
        assert second.text == "zwei: ä\n"
        assert archive.get("https://example.org/a@1").raw == b"one\n"
        assert archive.verify().ok


def test_an_identifier_need_not_be_a_uri_and_a_name_tells_of_the_type(tmp_path):
    with new_archive(tmp_path) as archive:
        version = archive.add(b"a,b\n1,2\n", "row 12 of Ännchen", name="../table.csv")
        assert archive.get("row 12 of Ännchen").raw == b"a,b\n1,2\n"
        assert version.statement.target == "file:///../table.csv"
        assert version.statement.records[0].media_type == "text/csv"
        other = archive.add(b"a;b\n1;2\n", "urn:x", media_type="text/csv")
        assert other.statement.records[0].media_type == "text/csv"
        assert archive.verify().ok


@pytest.mark.parametrize(("data", "identifier"), [("\udc80", "urn:x"), (b"x", "")])
def test_what_cannot_be_added_is_refused(tmp_path, data, identifier):
    with new_archive(tmp_path) as archive, pytest.raises(UsageError):
        archive.add(data, identifier)


def test_a_document_in_memory_that_fails_raises_its_own_error(tmp_path):
    limits = fonds.Limits(document_bytes=3)
    with new_archive(tmp_path) as archive:
        with pytest.raises(SourceError, match="limit"):
            archive.add(b"four", "urn:x", limits=limits)
        assert list(archive.documents()) == []


# --- options and reports ----------------------------------------------------------------------
def test_keywords_are_the_fields_of_the_options_with_their_types():
    assert set(ProcessingKeywords.__annotations__) <= set(IngestKeywords.__annotations__)
    for keywords, options in ((IngestKeywords, fonds.Options), (VerifyKeywords, VerifyOptions)):
        fields = {field.name for field in attrs.fields(options)}
        given = set(get_type_hints(keywords))
        assert given == fields - ({"bundles"} if options is VerifyOptions else set())
        hints = get_type_hints(options)
        assert all(hints[name] == hint for name, hint in get_type_hints(keywords).items())


def test_an_option_has_one_name_on_the_command_line_and_here():
    from fonds.cli.ingest import ingest

    elsewhere = {  # where it is an argument of another method, or means nothing in a program
        *("from-file", "null", "base", "collection", "gone", "archive", "key", "wait"),
        *("timestamp", "tsa", "json", "jsonl", "quiet"),
        "no-clean",  # profile=None
        *("exclude", "include", "no-default-excludes"),  # exclude=, default_excludes= of ingest
        *("requisites", "ignore-robots", "delay", "port", "allow-loopback"),  # of archive.web
        "help",
    }
    fields = {field.name for field in attrs.fields(fonds.Options)}
    options = {
        name.removeprefix("--")
        for parameter in ingest.params
        for name in [max(parameter.opts, key=len)]
        if name.startswith("--")
    }
    assert {name.replace("-", "_") for name in options - elsewhere} == fields - {"limits"}
    arguments = inspect.signature(fonds.Archive.ingest).parameters
    assert {"base", "collection", "wait", "exclude", "default_excludes"} <= set(arguments)


def test_what_is_misspelt_is_refused(tmp_path):
    with new_archive(tmp_path) as archive, pytest.raises(TypeError, match="capture_olny"):
        archive.ingest(tmp_path, capture_olny=True)


def test_a_report_says_what_is_new_changed_unchanged_and_failed(tmp_path):
    source = files(tmp_path / "in", a_txt="one", b_txt="two")
    outcomes = []
    with new_archive(tmp_path) as archive:
        report = archive.ingest(source)
        assert (report.new, report.changed, report.unchanged, report.failed) == (2, 0, 0, 0)
    files(source, a_txt="one!", c_txt="three", d_meta_toml="not [toml", d="four")
    with reopened(tmp_path) as archive:
        report = archive.ingest(source, acknowledge=outcomes.append, capture_only=True)
        assert (report.new, report.changed, report.unchanged, report.failed) == (1, 1, 1, 1)
        assert archive.get("c.txt").text is None
    assert sorted(outcome.status for outcome in outcomes) == sorted(
        set(Status) - {Status.WITHDRAWN}
    )
    assert repr(report) == "<IngestReport new=1, changed=1, unchanged=1, failed=1>"


# --- the rest of what commands do -------------------------------------------------------------
def test_head_rotation_and_withdrawal_have_methods(tmp_path):
    with new_archive(tmp_path) as archive:
        archive.add(b"one", "urn:x:1")
        archive.add(b"two", "urn:x:2")
        head = archive.head()
        assert b"\n2\n" not in head  # bundles have leaves too: the size is the log's
        assert archive.verify(heads=(("mine", head),)).ok
        before = str(archive.handle.state.ring.newest.key)
        after = archive.rotate_key(randomness=randomness("other"))
        assert after == str(archive.handle.state.ring.newest.key) != before
        planned = archive.plan_withdrawal("urn:x:1")
        assert [target.number for target in planned.targets] == [1]
        done = archive.withdraw("urn:x:1", reason="asked for", authority="the author")
        assert len(done.tombstones) == 1
        assert archive.verify(heads=(("mine", head),)).ok


def test_explain_tells_edits_in_their_context(tmp_path):
    text = 'Le port [caption id="attachment_7" width="300"] de Brest, dit-on, dort.\n' * 2
    with new_archive(tmp_path) as archive:
        archive.add(text, "urn:x:1")
        archive.add("Nothing here.\n", "urn:x:2")
        told = archive.explain("urn:x:1")
        assert [one.removed for one in told if one.kind == "edit"]
        assert "Le port" in told[0].before
        assert archive.explain("urn:x:2") == []


def test_time_stamps_are_asked_of_each_authority_by_the_network_that_is_given(tmp_path):
    asked = []

    def fetch(url: str, query: bytes) -> bytes:
        asked.append(url)
        return b"no token"

    with new_archive(tmp_path) as archive:
        with pytest.raises(UsageError):
            archive.timestamp("http://one.invalid", fetch=fetch)
        archive.add(b"one", "urn:x")
        (one,) = archive.timestamp("http://one.invalid", fetch=fetch)
        assert isinstance(one.error, FondsError)
        assert len(archive.timestamp(["http://one.invalid", "http://two"], fetch=fetch)) == 2
    assert asked == ["http://one.invalid", "http://one.invalid", "http://two"]


# --- what is shown and what is there ----------------------------------------------------------
def test_everything_is_shown_on_one_line_without_binary(tmp_path):
    source = files(tmp_path / "in", a_txt="one " * 500)
    with new_archive(tmp_path) as archive:
        report = archive.ingest(source)
        (document,) = archive.documents()
        capture = fonds.BytesCapture(b"\0" * 1000, "urn:x")
        for value in (archive, document, document.latest, report, capture):
            assert len(repr(value)) < 200
            assert "\n" not in repr(value)
            assert "\\x" not in repr(value)
        assert "a.txt" in repr(document)
        assert "a.txt" in repr(document.latest)
        assert str(archive.path) in repr(archive)
    assert "closed" in repr(archive)


def test_help_is_readable():
    from pydoc import plain, render_doc

    text = plain(render_doc(fonds.Archive))
    assert "<function" not in text
    assert "Limits(" not in text
    for name, method in inspect.getmembers(fonds.Archive, inspect.isfunction):
        if not name.startswith("_"):
            assert method.__doc__, name
    arguments = set(inspect.signature(fonds.Archive.ingest).parameters) - {"self"}
    assert all(f"{name}: " in str(fonds.Archive.ingest.__doc__) for name in arguments)
    assert "text" in inspect.signature(fonds.clean).parameters


def test_public_names_are_there_after_a_plain_import():
    code = (
        "import fonds\n"
        "fonds.errors.UsageError, fonds.Options(), fonds.Version\n"
        "fonds.IngestReport, fonds.IngestOutcome\n"
        "from fonds import *\n"
        "print(all(hasattr(fonds, name) for name in fonds.__all__), callable(fonds.clean))\n"
        "import fonds.cleaning.explain\n"
        "print(callable(fonds.clean))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout == "True True\nTrue\n", ran.stderr
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = fonds.nothing_of_the_kind


def test_a_closed_archive_says_so(tmp_path):
    source = files(tmp_path / "in", a_txt="one")
    with new_archive(tmp_path) as archive:
        archive.ingest(source)
        version = archive.get("a.txt")
    for ask in (
        lambda: archive.get("a.txt"),
        lambda: list(archive.documents()),
        lambda: archive.ingest(source),
        lambda: archive.verify(),
        lambda: archive.head(),
        lambda: version.raw,
    ):
        with pytest.raises(ClosedError):
            ask()
    archive.close()
