"""Write the headers of WARC 1.1 records. Values to bytes, no disk.

One function per kind of record gives its *header*: the version line, the named fields and the empty
line, always in one order. The block follows, then CRLF CRLF, and the three make one gzip member.
A header is one f-string: warcio's record objects cost ten to twenty times as much, and a test
holds that both give the same bytes. ``warc_stream`` writes blocks too large for memory.

Refused here: anything but printable ASCII in fields, and URIs with spaces or angle brackets.
What WARC 1.1 forbids on a kind of record (Refers-To on a resource) cannot be said at all.

Source: ISO 28500:2017 sections 5, 6; FORMAT.md, Records.
"""

import hashlib
from collections.abc import Sequence
from typing import BinaryIO

from fonds.errors import MalformedWarcError
from fonds.formats import gz
from fonds.formats.warc.fields import is_field_value

RECORD_END = b"\r\n\r\n"
HTTP_RESPONSE = "application/http;msgtype=response"
HTTP_REQUEST = "application/http;msgtype=request"
FIELDS = "application/warc-fields"
TEXT = "text/plain;charset=utf-8"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()

Extra = Sequence[tuple[str, str]]
"""Further named fields, put before Content-Type."""


def resource_header(
    *,
    record_id: str,
    date: str,
    target: str,
    warcinfo_id: str,
    content_type: str,
    sha256: str,
    length: int,
    version: str,
    role: str,
    blake3: str = "",
    concurrent_to: str = "",
    extra: Extra = (),
) -> bytes:
    """The header of a ``resource``: a captured file, or an access copy (``concurrent_to`` set).

    The payload is the block, so both have one digest. The type is in Content-Type and again in
    WARC-Identified-Payload-Type, because ReplayWeb.page takes the latter and needs its charset.

    Shape: ids are bare UUIDs; digests are hex; ``date`` is RFC 3339 in UTC.
    Raises: MalformedWarcError when a value cannot stand in a field.
    """
    _check(record_id, date, warcinfo_id, content_type, sha256, version, role, blake3, concurrent_to)
    _check_field(content_type)
    _check_uri(target)
    return (
        f"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:{record_id}>\r\n"
        f"WARC-Date: {date}\r\nWARC-Target-URI: {target}\r\n"
        f"WARC-Warcinfo-ID: <urn:uuid:{warcinfo_id}>\r\n{_concurrent(concurrent_to)}"
        f"WARC-Identified-Payload-Type: {content_type}\r\n"
        f"WARC-Payload-Digest: sha256:{sha256}\r\nWARC-Block-Digest: sha256:{sha256}\r\n"
        f"Fonds-Version: urn:uuid:{version}\r\nFonds-Role: {role}\r\n{_blake3(blake3)}"
        f"{_extra(extra)}Content-Type: {content_type}\r\nContent-Length: {length:d}\r\n\r\n"
    ).encode("ascii")


def response_header(
    *,
    record_id: str,
    date: str,
    target: str,
    warcinfo_id: str,
    identified: str,
    payload_sha256: str,
    sha256: str,
    length: int,
    version: str,
    role: str,
    blake3: str,
    ip: str = "",
    extra: Extra = (),
) -> bytes:
    """The header of a ``response``: an HTTP exchange stored verbatim, status line and all.

    ``sha256`` is the block's; ``payload_sha256`` and ``blake3`` are of the HTTP body.
    """
    _check(record_id, date, warcinfo_id, identified, payload_sha256, sha256, version, role, blake3)
    _check_field(identified)
    _check_uri(target)
    address = _field("WARC-IP-Address", ip) if ip else ""
    return (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{record_id}>\r\n"
        f"WARC-Date: {date}\r\nWARC-Target-URI: {target}\r\n"
        f"WARC-Warcinfo-ID: <urn:uuid:{warcinfo_id}>\r\n{address}"
        f"WARC-Identified-Payload-Type: {identified}\r\n"
        f"WARC-Payload-Digest: sha256:{payload_sha256}\r\nWARC-Block-Digest: sha256:{sha256}\r\n"
        f"Fonds-Version: urn:uuid:{version}\r\nFonds-Role: {role}\r\n{_blake3(blake3)}"
        f"{_extra(extra)}Content-Type: {HTTP_RESPONSE}\r\nContent-Length: {length:d}\r\n\r\n"
    ).encode("ascii")


def request_header(
    *,
    record_id: str,
    date: str,
    target: str,
    warcinfo_id: str,
    concurrent_to: str,
    sha256: str,
    length: int,
    version: str,
    role: str,
    extra: Extra = (),
) -> bytes:
    """The header of a ``request``, stored beside the response it led to (``concurrent_to``)."""
    _check(record_id, date, warcinfo_id, concurrent_to, sha256, version, role)
    _check_uri(target)
    return (
        f"WARC/1.1\r\nWARC-Type: request\r\nWARC-Record-ID: <urn:uuid:{record_id}>\r\n"
        f"WARC-Date: {date}\r\nWARC-Target-URI: {target}\r\n"
        f"WARC-Warcinfo-ID: <urn:uuid:{warcinfo_id}>\r\n{_concurrent(concurrent_to)}"
        f"WARC-Block-Digest: sha256:{sha256}\r\n"
        f"Fonds-Version: urn:uuid:{version}\r\nFonds-Role: {role}\r\n"
        f"{_extra(extra)}Content-Type: {HTTP_REQUEST}\r\nContent-Length: {length:d}\r\n\r\n"
    ).encode("ascii")


def conversion_header(
    *,
    record_id: str,
    date: str,
    target: str,
    warcinfo_id: str,
    refers_to: str,
    sha256: str,
    length: int,
    version: str,
    role: str,
    content_type: str = TEXT,
    extra: Extra = (),
) -> bytes:
    """The header of a ``conversion``: a text made from the record ``refers_to``, dated when made.

    ``target`` is the capture's: that is why conversions live in a WARC of their own.
    """
    _check(record_id, date, warcinfo_id, refers_to, sha256, version, role, content_type)
    _check_field(content_type)
    _check_uri(target)
    return (
        f"WARC/1.1\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:{record_id}>\r\n"
        f"WARC-Date: {date}\r\nWARC-Target-URI: {target}\r\n"
        f"WARC-Warcinfo-ID: <urn:uuid:{warcinfo_id}>\r\nWARC-Refers-To: <urn:uuid:{refers_to}>\r\n"
        f"WARC-Payload-Digest: sha256:{sha256}\r\nWARC-Block-Digest: sha256:{sha256}\r\n"
        f"Fonds-Version: urn:uuid:{version}\r\nFonds-Role: {role}\r\n"
        f"{_extra(extra)}Content-Type: {content_type}\r\nContent-Length: {length:d}\r\n\r\n"
    ).encode("ascii")


def metadata_header(
    *,
    record_id: str,
    date: str,
    target: str,
    warcinfo_id: str,
    content_type: str,
    sha256: str,
    length: int,
    version: str = "",
    role: str = "",
    refers_to: str = "",
    extra: Extra = (),
) -> bytes:
    """The header of ``metadata``: provenance or a ledger, about the record ``refers_to``.

    The bundle's own provenance is about no single record: it has neither ``refers_to`` nor
    ``version`` and ``role``. Metadata has no payload, so there is no payload digest.
    """
    _check(record_id, date, warcinfo_id, content_type, sha256, version, role, refers_to)
    _check_field(content_type)
    _check_uri(target)
    about = f"WARC-Refers-To: <urn:uuid:{refers_to}>\r\n" if refers_to else ""
    ours = f"Fonds-Version: urn:uuid:{version}\r\nFonds-Role: {role}\r\n" if version else ""
    return (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{record_id}>\r\n"
        f"WARC-Date: {date}\r\nWARC-Target-URI: {target}\r\n"
        f"WARC-Warcinfo-ID: <urn:uuid:{warcinfo_id}>\r\n{about}"
        f"WARC-Block-Digest: sha256:{sha256}\r\n{ours}"
        f"{_extra(extra)}Content-Type: {content_type}\r\nContent-Length: {length:d}\r\n\r\n"
    ).encode("ascii")


def revisit_header(
    *,
    record_id: str,
    date: str,
    target: str,
    warcinfo_id: str,
    refers_to: str,
    refers_to_target: str,
    refers_to_date: str,
    payload_sha256: str,
    version: str,
    role: str,
    blake3: str,
    extra: Extra = (),
) -> bytes:
    """The header of a ``revisit`` with an empty block: the same bytes as an earlier capture here.

    There is no Content-Type: an empty block has none, and the payload's is the earlier record's.
    """
    _check(record_id, date, warcinfo_id, refers_to, refers_to_date, payload_sha256, version, role)
    _check(blake3)
    _check_uri(target)
    _check_uri(refers_to_target)
    return (
        f"WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Record-ID: <urn:uuid:{record_id}>\r\n"
        f"WARC-Date: {date}\r\nWARC-Target-URI: {target}\r\n"
        f"WARC-Warcinfo-ID: <urn:uuid:{warcinfo_id}>\r\nWARC-Profile: {IDENTICAL}\r\n"
        f"WARC-Refers-To: <urn:uuid:{refers_to}>\r\n"
        f"WARC-Refers-To-Target-URI: {refers_to_target}\r\n"
        f"WARC-Refers-To-Date: {refers_to_date}\r\n"
        f"WARC-Payload-Digest: sha256:{payload_sha256}\r\n"
        f"WARC-Block-Digest: sha256:{EMPTY_SHA256}\r\n"
        f"Fonds-Version: urn:uuid:{version}\r\nFonds-Role: {role}\r\n{_blake3(blake3)}"
        f"{_extra(extra)}Content-Length: 0\r\n\r\n"
    ).encode("ascii")


def warcinfo_header(*, record_id: str, date: str, filename: str, sha256: str, length: int) -> bytes:
    """The header of ``warcinfo``, the first record of each WARC; its block is ``fields_block``."""
    _check(record_id, date, filename, sha256)
    return (
        f"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:{record_id}>\r\n"
        f"WARC-Date: {date}\r\nWARC-Filename: {filename}\r\n"
        f"WARC-Block-Digest: sha256:{sha256}\r\n"
        f"Content-Type: {FIELDS}\r\nContent-Length: {length:d}\r\n\r\n"
    ).encode("ascii")


def fields_block(fields: Sequence[tuple[str, str]]) -> bytes:
    r"""An ``application/warc-fields`` block: ``name: value`` lines, UTF-8, CRLF.

    >>> fields_block([("software", "fonds 0.1"), ("operator", "Łódź")])
    b'software: fonds 0.1\r\noperator: \xc5\x81\xc3\xb3d\xc5\xba\r\n'
    """
    for name, value in fields:
        if not name or not all(c.isascii() and (c.isalnum() or c in "-_") for c in name):
            raise MalformedWarcError("not a field name", name=name)
        if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in value):
            raise MalformedWarcError("control character in a field", name=name)
    try:
        return "".join(f"{name}: {value}\r\n" for name, value in fields).encode()
    except UnicodeEncodeError as e:
        raise MalformedWarcError("a field is not Unicode text", because=str(e)) from e


def record(header: bytes, block: bytes, level: gz.Level = "fast") -> bytes:
    """A whole record as one gzip member. ``block`` must have the length its header states."""
    return gz.member(b"".join((header, block, RECORD_END)), level)


def write_record(
    out: BinaryIO, header: bytes, block: BinaryIO, length: int, level: gz.Level = "fast"
) -> int:
    """Write a record whose block is too large for memory: see ``warc_stream.write_record``."""
    from fonds.formats.warc import stream as warc_stream  # warcio is slow to import, seldom needed

    return warc_stream.write_record(out, header, block, length, level)


def _check(*values: str) -> None:
    """Refuse what could end a field or begin another one. One pass over one joined string."""
    joined = "".join(values)
    if not (joined.isascii() and joined.isprintable()):
        bad = next(v for v in values if not (v.isascii() and v.isprintable()))
        raise MalformedWarcError("not printable ASCII in a field", value=ascii(bad[:200]))


def _check_field(value: str) -> None:
    if not is_field_value(value):
        raise MalformedWarcError("a field is empty, or begins or ends with a space", value=value)


def _check_uri(uri: str) -> None:
    if not uri or not (uri.isascii() and uri.isprintable()) or " " in uri:
        raise MalformedWarcError("URI is not percent-encoded", uri=ascii(uri[:200]))
    if "<" in uri or ">" in uri or ":" not in uri:
        raise MalformedWarcError("not a URI", uri=uri[:200])


def _field(name: str, value: str) -> str:
    _check(name, value)
    _check_field(value)
    return f"{name}: {value}\r\n"


def _extra(extra: Extra) -> str:
    return "".join(_field(name, value) for name, value in extra) if extra else ""


def _concurrent(record_id: str) -> str:
    return f"WARC-Concurrent-To: <urn:uuid:{record_id}>\r\n" if record_id else ""


def _blake3(digest: str) -> str:
    return f"Fonds-Payload-Digest: blake3:{digest}\r\n" if digest else ""
