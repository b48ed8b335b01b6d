"""WARC records too large for memory, written through warcio."""

import hashlib
import io

import pytest

from fonds.errors import MalformedWarcError
from fonds.formats.warc import headers as warc_headers
from fonds.formats.warc import reader as warc_reader
from fonds.formats.warc import stream as warc_stream
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


@pytest.mark.parametrize("level", ["fast", "small"])
@pytest.mark.parametrize("kind", KINDS)
def test_warcio_and_the_serialiser_write_the_same_record(kind, level):
    """Streamed through warcio, or built at once: the uncompressed bytes are the same."""
    head, block = bundles.heads("file:///a.txt", "text/plain;charset=utf-8", b"bytes" * 999)[kind]
    out = io.BytesIO()
    size = warc_headers.write_record(out, head, io.BytesIO(block), len(block), level)
    assert size == len(out.getvalue())
    (streamed,), (built,) = read(out.getvalue()), read(warc_headers.record(head, block, level))
    assert (streamed.header, streamed.block) == (built.header, built.block) == (head, block)


def test_warcio_reading_our_head_writes_it_back_unchanged():
    out = io.BytesIO()
    head, block = bundles.heads("file:///a.txt", "text/plain", b"x")["raw"]
    from warcio.recordloader import ArcWarcRecord
    from warcio.statusandheaders import StatusAndHeadersParser

    headers = StatusAndHeadersParser(["WARC/1.1"]).parse(io.BytesIO(head))
    record = ArcWarcRecord(
        "warc", "resource", headers, io.BytesIO(block), None, "text/plain", len(block)
    )
    warc_stream.WarcMemberWriter(out).write_record(record)
    assert out.getvalue() == head + block + b"\r\n\r\n"


def test_warcio_computes_the_digests_we_write():
    """What a head leaves out, the subclass adds as we spell it."""
    from warcio.recordloader import ArcWarcRecord
    from warcio.statusandheaders import StatusAndHeaders

    for kind in ("resource", "metadata"):
        out = io.BytesIO()
        headers = StatusAndHeaders("", [("WARC-Type", kind)], protocol="WARC/1.1")
        record = ArcWarcRecord("warc", kind, headers, io.BytesIO(b"block"), None, "a/b", 5)
        warc_stream.WarcMemberWriter(out).write_record(record)
        digest = f"sha256:{hashlib.sha256(b'block').hexdigest()}"
        found = slow_parse(out.getvalue().partition(b"\r\n\r\n")[0])
        assert found["warc-block-digest"] == digest
        assert found.get("warc-payload-digest") == (digest if kind == "resource" else None)


@pytest.mark.parametrize("length", [0, 4, 6, 10**6])
def test_a_stream_of_another_length_is_refused(length):
    head = warc_headers.resource_header(**RESOURCE | {"length": length})
    with pytest.raises(MalformedWarcError):
        warc_headers.write_record(io.BytesIO(), head, io.BytesIO(b"12345"), length)
