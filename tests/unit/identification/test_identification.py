import io
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonds.errors import UsageError
from fonds.extraction import extract
from fonds.identification import HEAD, decide, extension, identify, tools
from fonds.model import Identification

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HTML = b"<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>word</p></body></html>\n"
NOISE = random.Random(7).randbytes(1000)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0"


def of(data, name=None, **how):
    return identify(data[:HEAD], name=name, size=len(data), whole=data, **how)


def label(data, name=None, **how):
    found = of(data, name, **how)
    return found.media_type, found.charset


@pytest.mark.parametrize(
    ("data", "name", "declared", "expected"),
    [
        # text: the name refines
        (b"# Title\n\nwords\n", "a.md", None, ("text/markdown", "utf-8")),
        (b"a,b\n1,2\n", "a.CSV", None, ("text/csv", "utf-8")),
        (b"some words\n", None, None, ("text/plain", "utf-8")),
        (b"some words\n", "README", None, ("text/plain", "utf-8")),
        (b"some words\n", "a.unheard", None, ("text/plain", "utf-8")),
        (b"#include <stdio.h>\nint main(void)\n{\n}\n", "a.txt", None, ("text/plain", "utf-8")),
        (b'{"a": [1, 2]}\n', None, None, ("application/json", "utf-8")),
        (b"#!/bin/sh\necho\n", None, None, ("text/x-shellscript", "utf-8")),
        # a fixed beginning outweighs the name
        (HTML, None, None, ("text/html", "utf-8")),
        (HTML, "a.txt", None, ("text/html", "utf-8")),
        (b'<?xml version="1.0"?>\n<a/>', "a.txt", None, ("application/xml", "utf-8")),
        (b'<?xml version="1.0"?>\n<TEI/>', "a.tei", None, ("application/tei+xml", "utf-8")),
        # words with a tag in them are no page
        (b"As in <a href='x'>this</a> case <b>b</b>.\n" * 9, None, None, ("text/plain", "utf-8")),
        (b"As in <a href='x'>this</a> case.\n" * 9, "a.txt", None, ("text/plain", "utf-8")),
        # what was declared outweighs the name
        (b"a;b\n", "a.txt", "text/csv; charset=utf-8", ("text/csv", "utf-8")),
        (b"words", "a.md", "application/octet-stream", ("text/markdown", "utf-8")),
        (b"words", "a.md", "nonsense", ("text/markdown", "utf-8")),
        # other formats behind a text's name
        (PDF, "a.txt", None, ("application/pdf", None)),
        (PDF, "a.txt", "text/plain", ("application/pdf", None)),
        (PNG, "a.txt", "text/html", ("image/png", None)),
        (b"%!PS-Adobe-3.0\nshowpage\n", "a.txt", None, ("application/postscript", None)),
        (b"{\\rtf1\\ansi words}", "a.txt", None, ("text/rtf", None)),
        # unknown bytes
        (NOISE, None, None, ("application/octet-stream", None)),
        (NOISE, "a.txt", None, ("application/octet-stream", None)),
        (NOISE, "a.pdf", None, ("application/octet-stream", None)),
        (NOISE, "a.mobi", None, ("application/x-mobipocket-ebook", None)),
        # nothing
        (b"", None, None, ("application/octet-stream", None)),
        (b"", "a.txt", None, ("text/plain", "utf-8")),
        (b"", "a.png", None, ("application/octet-stream", None)),
    ],
)
def test_the_label(data, name, declared, expected):
    assert label(data, name, declared=declared) == expected


def test_the_founding_document(seed):
    data = seed.read_bytes()
    for name in (seed.name, None):
        assert label(data, name) == ("text/plain", "utf-8")


def test_every_opinion_is_kept_with_its_tool():
    found = of(PDF, "report.txt", declared="text/html; charset=utf-8")
    said = {o.basis: (o.tool, o.media_type) for o in found.opinions}
    assert said["content"] == ("libmagic", "application/pdf")
    assert said["extension"] == ("fonds-extension", "text/plain")
    assert said["declared"] == ("source", "text/html")
    assert all(o.version or o.basis == "declared" for o in found.opinions)


def test_a_file_that_is_not_held_is_judged_by_its_head():
    data = b"words\n" * 100_000
    file = io.BytesIO(data)
    found = identify(data[:HEAD], name=None, size=len(data), whole=file)
    assert (found.media_type, found.charset) == ("text/plain", "utf-8")
    assert file.tell() == 0


def test_the_charset_of_held_bytes_is_judged_on_all_of_them():
    data = b"plain words\n" * 10_000 + "и слова".encode("koi8-r") * 10
    assert of(data).charset == "koi8-r"
    assert identify(data[:HEAD], name=None, size=len(data)).charset == "utf-8"


def test_tools_are_those_that_gave_opinions():
    names = dict(tools())
    for data in (PDF, "Это старый документ".encode("koi8-r")):
        for opinion in of(data, "x.txt").opinions:
            assert names[opinion.tool] == opinion.version


def test_pronom_sees_the_bytes_and_not_a_name():
    pytest.importorskip("pygfried")
    for whole in (PDF, io.BytesIO(PDF)):
        found = identify(PDF, name="x.txt", size=len(PDF), whole=whole, pronom=True)
        puids = [o.puid for o in found.opinions if o.puid]
        assert puids == (["fmt/18"] if isinstance(whole, bytes) else [])
    assert "pygfried" in dict(tools(pronom=True))


def test_pronom_reads_an_open_file(tmp_path):
    pytest.importorskip("pygfried")
    path = tmp_path / "x"
    path.write_bytes(PDF)
    with path.open("rb") as file:
        found = identify(PDF, name="x.txt", size=len(PDF), whole=file, pronom=True)
    assert [o.puid for o in found.opinions if o.puid] == ["fmt/18"]


@settings(deadline=None)
@given(
    st.binary(max_size=300) | st.sampled_from([PDF, HTML, PNG]),
    st.none() | st.text(max_size=20),
    st.none() | st.text(max_size=40),
    st.integers(0, 400),
)
def test_answers_on_anything(data, name, declared, cut):
    found = identify(data[:cut], name=name, size=len(data), whole=data, declared=declared)
    assert isinstance(found, Identification)
    assert "/" in found.media_type
    assert ";" not in found.media_type
    assert found.charset is None or decide.is_textual(found.media_type)


@pytest.mark.parametrize(
    "data",
    [
        b"a" * HEAD, b" " * HEAD, b"\n" * HEAD, b"import " * 9000, b"<" * HEAD, b"[[" * 30_000,
        b"{" * HEAD, b'"' * HEAD, b"a," * 30_000, b"PK\x03\x04" * 10_000, b"%PDF" * 10_000,
        b"\t \n" * 20_000, b"class " * 10_000, b"charset= \t" * 6000, b"\x00\x20" * 30_000,
    ],
)  # fmt: skip
def test_hostile_heads_come_to_an_end(data):
    assert identify(data, name=None, size=len(data), whole=data).opinions


@pytest.mark.parametrize(
    ("value", "parsed"),
    [
        ("text/html; charset=UTF-8", ("text/html", "UTF-8")),
        ('text/html;CHARSET="koi8-r" ; x=y', ("text/html", "koi8-r")),
        ("TEXT/Plain", ("text/plain", None)),
        ("", (None, None)),
        (None, (None, None)),
        ("text", (None, None)),
        ("text/", (None, None)),
        ("te xt/html", (None, None)),
        ("text/html\r\nX-Evil: 1", (None, None)),
        ("; charset=utf-8", (None, "utf-8")),
        ("a/b" + ";" * 100_000, ("a/b", None)),
    ],
)
def test_a_declared_type_is_read(value, parsed):
    assert decide.parse_declared(value) == parsed


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.txt", "text/plain"), ("A.B.HTML", "text/html"), ("تقرير.pdf", "application/pdf"),
        (".txt", None), ("dir.txt/.md", None), ("dir.txt/x", None), ("x.", None), ("", None),
        (None, None), ("x.tar.gz", "application/gzip"), ("x." + "y" * 10_000, None),
    ],
)  # fmt: skip
def test_a_name_says(name, media_type):
    found = extension.opinion(name)
    assert (found and found.media_type) == media_type


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"#!/bin/sh\necho one\n", "text/x-shellscript"),
        (b"<!-- c -->\n<html><head><title>t</title></head></html>", "text/html"),
        (b'{"a": [1, 2, 3]}', "application/json"),
        (b"BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n", "text/vcard"),
    ],
)
@pytest.mark.parametrize("declared", [None, "text/plain", "application/octet-stream"])
def test_libmagic_is_asked_where_nothing_tells_more_than_that_it_is_text(
    content, media_type, declared
):
    asked = identify(content, name="page", declared=declared)
    assert asked.media_type == media_type
    assert asked.media_type == identify(content, name="page", declared=declared,
                                        sparing=True).media_type  # fmt: skip


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"{\\urtf1 \\u1234? text}", "text/rtf"),
        (b"{\\rtf1\\ansi text}", "text/rtf"),
        (b"%!PS-Adobe-3.0\n%%Title: t\n", "application/postscript"),
    ],
)
def test_a_text_that_begins_as_another_format_is_not_taken_by_its_name(content, media_type):
    assert identify(content, name="a.txt").media_type == media_type


@pytest.mark.parametrize(
    "declared", ['text/"plain', "text/\\plain", "a b/c", "text/", "/x", "text/plain\x00", "text/é"]
)
def test_what_is_no_media_type_declares_none(declared):
    assert identify(b"text", name="a", declared=declared).media_type == "text/plain"


PAGE = b"<!DOCTYPE html>\n<html><head><title>Quay</title></head><body><p>x</p></body></html>\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"words and more\n", "a.txt"), (b"# Title\n", "a.md"), (b"a,b\n", "a.csv"),
        (b"words", None),
        ("русский текст".encode("koi8-r") * 3, "a.txt"), (PDF, "a.txt"), (PNG, None), (b"", "x"),
    ],
)  # fmt: skip
def test_libmagic_is_asked_of_every_document(data, name):
    assert "libmagic" in [o.tool for o in of(data, name).opinions]


def test_whoever_spares_it_gets_the_same_label():
    for data, name in ((b"words\n", "a.txt"), (b"a,b\n", "a.csv"), (PDF, "a.txt"), (PAGE, "b.txt")):
        full, spared = of(data, name), of(data, name, sparing=True)
        assert full.media_type == spared.media_type
        assert full.charset == spared.charset
    assert "libmagic" not in [o.tool for o in of(b"words\n", "a.txt", sparing=True).opinions]


@settings(deadline=None)
@given(
    st.sampled_from([PDF, HTML, PNG, PAGE, NOISE, b"words", b"{}", b"#!/bin/sh\n",
                     b"<?xml version='1.0'?><a/>",
                     b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n"]),
    st.sampled_from([None, "a.txt", "a.md", "a.png", "a.pdf", "a.warc", "a.tei"]),
    st.sampled_from([None, "text/csv", "application/pdf", "application/octet-stream"]),
    st.booleans(),
)  # fmt: skip
def test_the_opinion_that_decided_is_among_those_recorded(data, name, declared, sparing):
    found = of(data, name, declared=declared, sparing=sparing)
    said = {decide._spelled(o.media_type) for o in found.opinions if o.media_type}
    text = found.media_type == "text/plain" and "charset" in [o.basis for o in found.opinions]
    assert found.media_type in said or text or found.media_type == "application/octet-stream"


def test_a_page_behind_a_name_of_text_says_why_it_is_one():
    found = of(PAGE, "a.txt", sparing=True)
    assert found.media_type == "text/html"
    assert [o.tool for o in found.opinions if o.media_type == "text/html"] == ["fonds-structure"]


def test_a_charset_that_the_user_states_is_used_and_recorded_as_the_users():
    data = "Да.\n".encode("windows-1251")
    assert of(data, "a.txt").charset is None
    found = of(data, "a.txt", charset="CP1251")
    assert (found.media_type, found.charset) == ("text/plain", "windows-1251")
    told = [o for o in found.opinions if o.basis == "charset"]
    assert [(o.tool, o.note) for o in told] == [("user", "windows-1251 (stated)")]


def test_a_stated_charset_outweighs_what_the_bytes_and_the_source_say():
    data = "naïve".encode()
    found = of(data, "a.txt", charset="latin1", declared="text/plain; charset=utf-8")
    assert found.charset == "iso-8859-1"


@pytest.mark.parametrize("data", [PNG + bytes(range(256)), NOISE, PDF[:9] + bytes(range(256)) * 4])
def test_a_stated_charset_makes_no_text_of_what_is_none(data):
    assert of(data, "a.bin", charset="windows-1252").charset is None
    assert of(data, "a.bin", charset="windows-1252").media_type == of(data, "a.bin").media_type


@pytest.mark.parametrize("label_", ["klingon", "rot13", "", "utf-99", "x" * 500, "\x00"])
def test_a_stated_charset_that_is_none_is_refused(label_):
    if label_ == "":
        assert of(b"words", "a.txt", charset=label_).charset == "utf-8"  # nothing is stated
        return
    with pytest.raises(UsageError):
        of(b"words", "a.txt", charset=label_)


def test_text_in_an_unknown_charset_is_text_and_its_loss_names_candidates():
    data = "Да.\n".encode("windows-1251")
    found = of(data, "a.txt")
    assert (found.media_type, found.charset) == ("text/plain", None)
    made = extract(data, found)
    assert made.text is None
    assert [loss.kind for loss in made.losses] == ["charset"]
    assert "unknown" in made.losses[0].note
    assert "windows-1251" in made.losses[0].note


def test_pronom_without_pygfried_is_refused_with_how_to_get_it(monkeypatch):
    monkeypatch.setattr("fonds.identification.pronom.available", lambda: False)
    with pytest.raises(UsageError, match=r"pip install 'fonds\[pronom\]'"):
        of(b"words", "a.txt", pronom=True)


def test_the_opinion_of_pronom_names_the_release_of_its_signatures():
    pytest.importorskip("pygfried")
    found = of(PDF, "a.pdf", pronom=True)
    notes = [o.note for o in found.opinions if o.basis == "pronom"]
    assert len(notes) == 1
    assert re.search(r"PRONOM V\d+", notes[0])
