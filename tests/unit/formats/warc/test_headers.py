"""WARC record headers, written: what they hold and what is refused."""

import hashlib
import io

import pytest

from fonds.errors import MalformedStatementError, MalformedWarcError
from fonds.formats import gz
from fonds.formats.statement import print_statement
from fonds.formats.warc import headers as warc_headers
from fonds.formats.warc import reader as warc_reader
from fonds.model import RecordRef, Statement
from support import bundles

KINDS = ["raw", "response", "request", "prov", "access", "cleaned", "revisit"]


ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


RESOURCE = {
    "record_id": ID,
    "date": "2026-11-23T17:00:00.123Z",
    "target": "file:///a.txt",
    "warcinfo_id": ID,
    "content_type": "text/plain;charset=utf-8",
    "sha256": "0" * 64,
    "length": 3,
    "version": ID,
    "role": "raw",
}


def read(data, **options):
    return list(warc_reader.records(io.BytesIO(data), 0, len(data), **options))


def read_one(content, **options):
    """The record in a gzip member of ``content``."""
    (record,) = read(gz.member(content), **options)
    return record


def slow_parse(head):
    """What a head says, written for clarity: the second implementation."""
    lines = head.decode().split("\r\n")
    assert lines[0] == "WARC/1.1"
    headers = {}
    for line in lines[1:]:
        name, value = line.split(": ", 1)
        assert value == value.strip(" ")
        assert value
        assert all(ord(c) >= 32 and not 127 <= ord(c) < 160 for c in value)
        assert all(c.isascii() and (c.isalnum() or c in "!#$%&'*+-.^_`|~") for c in name)
        assert 0 < len(name) <= 64
        assert name.lower() not in headers or name.lower() == "warc-concurrent-to"
        headers.setdefault(name.lower(), value)
    return headers


# --- writing ----------------------------------------------------------------------------------
def test_a_resource_head_is_this():
    assert warc_headers.resource_header(**RESOURCE, blake3="1" * 64).decode().split("\r\n") == [
        "WARC/1.1",
        "WARC-Type: resource",
        f"WARC-Record-ID: <urn:uuid:{ID}>",
        "WARC-Date: 2026-11-23T17:00:00.123Z",
        "WARC-Target-URI: file:///a.txt",
        f"WARC-Warcinfo-ID: <urn:uuid:{ID}>",
        "WARC-Identified-Payload-Type: text/plain;charset=utf-8",
        f"WARC-Payload-Digest: sha256:{'0' * 64}",
        f"WARC-Block-Digest: sha256:{'0' * 64}",
        f"Fonds-Version: urn:uuid:{ID}",
        "Fonds-Role: raw",
        f"Fonds-Payload-Digest: blake3:{'1' * 64}",
        "Content-Type: text/plain;charset=utf-8",
        "Content-Length: 3",
        "",
        "",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_the_rules_of_warc_1_1(kind):
    """ISO 28500 sections 5.5 to 5.20: what a kind must have, and what it must not."""
    head, block = bundles.heads("file:///a.txt", "text/plain;charset=utf-8", b"bytes")[kind]
    headers = slow_parse(head[:-4])
    kind = headers["warc-type"]
    assert {"warc-record-id", "warc-date", "content-length", "warc-target-uri"} <= set(headers)
    assert headers["content-length"] == str(len(block))
    assert headers["warc-block-digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
    assert headers["warc-warcinfo-id"].startswith("<urn:uuid:")
    payload = kind in ("resource", "response", "conversion", "revisit")
    assert ("warc-payload-digest" in headers) == payload
    if kind in ("resource", "conversion"):
        assert headers["warc-payload-digest"] == headers["warc-block-digest"]
    assert ("warc-refers-to" in headers) == (kind in ("metadata", "conversion", "revisit"))
    assert not ("warc-concurrent-to" in headers and kind == "conversion")
    assert ("warc-refers-to-date" in headers) == (kind == "revisit")
    assert not any("blake3" in value for name, value in headers.items() if name[:4] == "warc")


def test_warcinfo_has_no_target_and_names_its_file():
    head = warc_headers.warcinfo_header(
        record_id=ID, date="2026", filename="x.gz", sha256="0", length=0
    )
    headers = slow_parse(head[:-4])
    assert headers["warc-filename"] == "x.gz"
    assert not {"warc-target-uri", "warc-warcinfo-id", "warc-payload-digest"} & set(headers)


@pytest.mark.parametrize("bad", ["\r\nX: y", "\n", "\0", "\x7f", "\x85", "\u2028", "é", "\ud800"])
@pytest.mark.parametrize("field", [name for name in RESOURCE if name != "length"])
def test_no_value_can_smuggle_in_a_field(field, bad):
    with pytest.raises(MalformedWarcError):
        warc_headers.resource_header(**RESOURCE | {field: RESOURCE[field] + bad})


@pytest.mark.parametrize("uri", ["", "file:///a b", "<file:///a>", "no-scheme", "file:///é"])
def test_a_target_must_be_a_percent_encoded_uri(uri):
    with pytest.raises(MalformedWarcError):
        warc_headers.resource_header(**RESOURCE | {"target": uri})


@pytest.mark.parametrize("kind", ["", " ", " a/b", "a/b "])
def test_a_type_is_not_empty_and_has_no_space_at_its_ends(kind):
    """The strict reader refuses such a field: what was written could not be read again."""
    about = {"refers_to": ID, "target": "file:///a.txt"}
    shared = {name: RESOURCE[name] for name in ("record_id", "date", "warcinfo_id", "sha256")}
    shared |= {"length": 3, "version": ID, "role": "raw", "content_type": kind}
    for make in (
        lambda: warc_headers.resource_header(**RESOURCE | {"content_type": kind}),
        lambda: warc_headers.metadata_header(**shared | about),
        lambda: warc_headers.conversion_header(**shared | about),
        lambda: warc_headers.resource_header(**RESOURCE, extra=[("A", kind)]),
    ):
        with pytest.raises(MalformedWarcError):
            make()
    record = RecordRef("raw", "0" * 64, "0" * 64, 3, kind)
    statement = Statement("capture", f"urn:uuid:{ID}", None, "", "", "file:///a", "x", (record,))
    with pytest.raises(MalformedStatementError):
        print_statement(statement)


def test_extra_fields_stand_before_the_type_and_are_checked_too():
    head = warc_headers.resource_header(**RESOURCE, extra=[("WARC-Truncated", "length")])
    assert head.decode().split("\r\n")[-5:-3] == [
        "WARC-Truncated: length",
        "Content-Type: text/plain;charset=utf-8",
    ]
    with pytest.raises(MalformedWarcError):
        warc_headers.resource_header(**RESOURCE, extra=[("A", "b\r\nC: d")])


@pytest.mark.parametrize(
    "field", [("a b", "c"), ("", "c"), ("é", "c"), ("a", "b\nc: d"), ("a", "\ud800")]
)
def test_warcinfo_fields_are_checked(field):
    with pytest.raises(MalformedWarcError):
        warc_headers.fields_block([field])
