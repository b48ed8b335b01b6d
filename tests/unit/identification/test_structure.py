"""A text that speaks of a format stays a text; a document of that format is one all the same."""

import pytest

from fonds.identification import HEAD, identify, structure

WARC = (
    b"WARC/%s\r\nWARC-Type: %s\r\n"
    b"WARC-Record-ID: <urn:uuid:0b2f3ad2-0d0c-4f1c-8c0b-0d2f3ad20b2f>\r\n"
    b"WARC-Date: 2011-02-03T04:05:06Z\r\nContent-Type: text/plain\r\n"
    b"Content-Length: 5\r\n\r\nwords\r\n\r\n"
)
ARC = (
    b"filedesc://IA-000001.arc 0.0.0.0 19960923142103 text/plain 76\n1 0 Alexa Internet\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n"
)
MBOX = b"From ann@a.example Thu Nov  5 10:11:12 2009\nFrom: ann@a.example\nTo: bo@b.example\n\nHi\n"
ARMOR = (
    b"-----BEGIN PGP MESSAGE-----\n\nhQEMA8yl0Vg2mQ0oAQf/Zm9v\n=abcd\n-----END PGP MESSAGE-----\n"
)


def label(data, name=None):
    return identify(data[:HEAD], name=name, size=len(data), whole=data).media_type


@pytest.mark.parametrize(
    "line",
    [
        "%PDF-1.7 is what such a file starts with; %%EOF is its end.",
        "%PDF-1.5 and later may hold object streams.\nOlder readers fail.",
        "%!PS-Adobe-3.0 should be the first line, says the manual.",
        "%!PS alone is allowed too.",
        "{\\rtf1\\ansi} opens and closes nothing: a file needs more than that.",
        "{\\rtf1\\ansi\\deff0 is how our exports begin, and nobody knew why.",
        "GIF87a was the first version, GIF89a added animation.",
        "BZh91AY&SY is how bzip2 data begins.",
        "fLaC are the four bytes of FLAC.",
        "SQLite format 3 is written at the start of a database.",
        "<?xml begins a declaration, ?> ends it.",
        "<?xml version='1.0'?> is the declaration that editors put there.",
        "<html> is the element that holds all others.",
        "<!DOCTYPE html> is all that is left of the long ones.",
        "<svg is an element of its own name space.",
        "<title> should be short.",
        "#! at the start of a script names its interpreter.",
        "#!/bin/sh is the line that most of our scripts begin with",
        "From the harbour we went on.\nTo: the mill, and back.",
        "From: a friend of the house\nwho wrote this down",
        "-----BEGIN PGP MESSAGE----- is the line to look for.",
        "-----BEGIN PGP SIGNATURE-----\nthen comes the signature, says the manual\n",
        "WARC/1.0 is the version that most crawlers write.",
        "WARC/1.1\r\nis the newer one\r\n",
        "filedesc:// is the scheme in an ARC file's first line.",
        "WEBVTT is a format for subtitles.",
        "BEGIN:VCARD opens a card.",
        "BEGIN:VCALENDAR opens a calendar.",
        "diff -u shows three lines around each change.",
        "<?php starts a script, and ?> closes it",
        "\\documentclass is what a LaTeX file begins with",
        ".TH is the macro for a manual's title.",
    ],
)
@pytest.mark.parametrize("name", [None, "notes.txt", "notes"])
def test_a_text_that_speaks_of_a_format_stays_a_text(line, name):
    for end in ("", "\n", "\nMore words follow, as they do in a text.\n"):
        assert label((line + end).encode(), name) == "text/plain"


@pytest.mark.parametrize("charset", ["windows-1252", "koi8-r"])
def test_also_in_a_legacy_charset(charset):
    words = {"windows-1252": "dit la règle écrite à l’été, où l’on a déjà été reçu",
             "koi8-r": "так начинается каждый такой файл, говорит книга"}[charset]  # fmt: skip
    found = identify(f"GIF89a, {words}\n".encode(charset), name="a.txt")
    assert (found.media_type, found.charset) == ("text/plain", charset)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (WARC % (b"1.0", b"warcinfo"), "application/warc"),
        (WARC % (b"1.1", b"resource"), "application/warc"),
        (WARC % (b"0.18", b"response"), "application/warc"),
        (WARC % (b"0.17", b"warcinfo"), "application/warc"),
        (WARC % (b"1.0", b"response") + bytes(range(256)) * 40, "application/warc"),
        (ARC, "application/x-internet-archive"),
        (b"%PDF-1.3\r\n%\xe2\xe3\xcf\xd3\r\n1 0 obj\r\n<<>>\r\nendobj\r\n", "application/pdf"),
        (b"%!PS-Adobe-2.0 EPSF-1.2\n%%BoundingBox: 0 0 1 1\n", "application/postscript"),
        (b"%!\n/x 12 def\nshowpage\n", "application/postscript"),
        (b"{\\rtf1\\mac{\\fonttbl}Words.\\par}\n", "text/rtf"),
        (b"{\\rtf1\\ansi{\\b open" + b" words" * 20_000 + b"}}", "text/rtf"),
        (ARMOR, "application/pgp-encrypted"),
    ],
)
@pytest.mark.parametrize("name", [None, "a.txt", "a.dat"])
def test_a_document_of_the_format_is_one_whatever_its_name(data, media_type, name):
    found = identify(data[:HEAD], name=name, size=len(data), whole=data)
    assert found.media_type == media_type
    assert found.charset is None


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (MBOX, "application/mbox"),
        (b"<?xml version='1.0'?>\n<!-- by hand -->\n<list><item/></list>\n", "application/xml"),
        (b"\n<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 3.2//EN'>\n<html><head>", "text/html"),
        (b"<HTML><HEAD><TITLE>Mill</TITLE></HEAD><BODY>x</BODY></HTML>", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>", "image/svg+xml"),
        (b"#!/usr/bin/env python3\nprint(1)\n", "text/x-script.python"),
        (b"#!/bin/bash -e\ncd /\n", "text/x-shellscript"),
        (b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "text/x-diff"),
        (b"From: Ann <a@example.org>\nTo: Bo <b@example.org>\nDate: x\n\nhi\n", "message/rfc822"),
    ],
)  # fmt: skip
def test_a_kind_of_text_without_a_name_is_known_by_its_structure(data, media_type):
    assert label(data) == media_type


def test_a_page_in_utf16_is_a_page():
    page = "<!DOCTYPE html><html><head><title>Müller</title></head><body>x</body></html>"
    for codec in ("utf-16", "utf-16-le"):
        assert label(page.encode(codec)) == "text/html"


@pytest.mark.parametrize(
    "data",
    [
        b"<!--" * 20_000, b"<a " * 20_000, b"<a b=" * 12_000, b"<!DOCTYPE [" * 6000, b"{" * 65_536,
        b"{\\rtf1\\" * 9000, b"<?xml version='1.0'?>" * 3000, b"From " * 13_000, b"A: \n" * 16_000,
        b"%PDF-1.4\n" * 7000, b"WARC/1.0\r\n" * 6000, b"<a" + b" b" * 30_000, b"import " * 9000,
        b"-----BEGIN PGP " * 4000, b"<" + b"a" * 60_000, b"<a b='" + b"x" * 60_000,
    ],
)  # fmt: skip
def test_hostile_text_comes_to_an_end(data):
    for media_type in structure._CHECKS:
        assert structure.agrees_with(media_type, data, complete=True) in (True, False)
    structure.opinion(data)
