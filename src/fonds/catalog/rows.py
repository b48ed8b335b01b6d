"""Rows of the catalogue as values, and how their small parts are packed."""

import hashlib
import struct
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import attrs

from fonds.formats.canonical import uuid_bytes
from fonds.model import FileStamp


class VersionRow(NamedTuple):
    """A version as the catalogue holds it. ``places`` is packed by ``pack_places``.

    Of a withdrawn version nothing is held but its leaf, its statement's digest, its place among
    the versions of its document, and the document's id, or a pseudonym.
    """

    leaf: int
    doc: str
    identifier: str
    kind: str
    at: str
    sha256: bytes
    statement: bytes
    size: int
    type: str
    title: str
    places: bytes
    sketch: bytes | None = None
    number: int = 0
    previous: int | None = None
    withdrawn: bool = False
    follows: bytes | None = None  # digest of the statement before: known where a bundle is read


def withdrawn_row(leaf: int, doc: str, statement: bytes) -> VersionRow:
    """Return the row of a version that was withdrawn."""
    return VersionRow(
        leaf=leaf,
        doc=doc,
        identifier="",
        kind="",
        at="",
        sha256=b"",
        statement=statement,
        size=0,
        type="",
        title="",
        places=pack_places({}),
        withdrawn=True,
    )


@attrs.frozen
class BundleRow:
    """A bundle as the catalogue holds it.

    Shape: the starts are where the content of members begins in the file, bytes; ``runs`` is what
    ``fonds.bundle`` says of the statements' runs.
    """

    leaf: int
    name: str
    versions: int
    data_start: int
    text_start: int
    statements_start: int
    runs: bytes


class Latest(NamedTuple):
    """What ingest must know of a document before it looks at it again."""

    leaf: int
    number: int
    sha256: bytes
    statement: bytes
    doc: bytes  # the document's UUID


ROLES = ("raw", "prov", "edits", "access", "text", "cleaned", "extraction", "sensitive")
"""Records of a version in the order in which their places are packed."""

LAST_ROLE = "exchange"
"""What lies behind them, without a bit: few versions have it, and a byte has eight bits."""

DIGEST = 8  # bytes of a row's digest: against damage, not against who can write the file


def row_digest(columns: Sequence[Any]) -> bytes:
    """Return the digest of a row's other columns, which is checked when the row is used.

    Shape: 8 bytes of BLAKE2b over Python's spelling of the integers, texts and None, with each
    blob's length in its place, and then the blobs. Cost: 2 us.
    """
    blobs = [column for column in columns if type(column) is bytes]
    shapes = [(len(column),) if type(column) is bytes else column for column in columns]
    spelt = repr(shapes).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(spelt + b"".join(blobs), digest_size=DIGEST).digest()


_BITS = tuple((1 << at, role) for at, role in enumerate(ROLES))
_STAMP = struct.Struct("<4Q")
_MASK = (1 << 64) - 1  # some file systems keep times of any year, and number inodes up to 2**64

Places = Mapping[str, tuple[int, int]]
"""Role to (offset, length) of its gzip member; text and cleaned lie in text.warc.gz."""


def pack_places(places: Places) -> bytes:
    """Return the places as bytes: a bit for each of ``ROLES`` there, then 6 + 5 bytes each."""
    bits, packed = 0, []
    for bit, role in _BITS:
        if role in places:
            offset, length = places[role]
            bits |= bit
            packed += [offset.to_bytes(6, "little"), length.to_bytes(5, "little")]
    if LAST_ROLE in places:
        offset, length = places[LAST_ROLE]
        packed += [offset.to_bytes(6, "little"), length.to_bytes(5, "little")]
    return bytes((bits,)) + b"".join(packed)


def unpack_places(packed: bytes) -> dict[str, tuple[int, int]]:
    """Return what ``pack_places`` packed."""
    places, at = {}, 1
    bits = packed[0] if packed else 0
    for bit, role in _BITS:
        if bits & bit:
            places[role] = _place_at(packed, at)
            at += 11
    if at < len(packed):
        places[LAST_ROLE] = _place_at(packed, at)
    return places


def place_of(packed: bytes, role: str) -> tuple[int, int] | None:
    """Return one of the places that ``pack_places`` packed, None where there is no such record."""
    at = 1
    bits = packed[0] if packed else 0
    for bit, other in _BITS:
        there = bits & bit
        if other == role:
            if not there:
                return None
            return _place_at(packed, at)
        at += 11 if there else 0
    return _place_at(packed, at) if role == LAST_ROLE and at < len(packed) else None


def _place_at(packed: bytes, at: int) -> tuple[int, int]:
    offset = int.from_bytes(packed[at : at + 6], "little")
    return offset, int.from_bytes(packed[at + 6 : at + 11], "little")


def pack_stamp(stamp: FileStamp | None) -> bytes | None:
    """Return a file's stamp as four numbers of 8 bytes each, so that equal ones look equal.

    Of a number that needs more (a time after the year 2262 or before 1678, in nanoseconds), the
    low 64 bits are kept.
    """
    if stamp is None:
        return None
    return _STAMP.pack(*(number & _MASK for number in stamp))


def document_keys(docs: Sequence[str]) -> tuple[list[bytes], tuple[int, ...]]:
    """Return the UUIDs of documents as bytes, and the integers that SQLite indexes them by.

    For many at a time: a third of what one by one costs, and a run without change does little else.
    """
    raw = uuid_bytes("".join(docs).replace("urn:uuid:", ""))
    return [raw[at : at + 16] for at in range(0, len(raw), 16)], struct.unpack(
        ">" + "8xq" * len(docs), raw
    )


def signed64(eight: bytes) -> int:
    """Return 8 bytes as the signed integer that SQLite indexes."""
    return int.from_bytes(eight, "big", signed=True)
