"""Rows of the catalogue as values, and how their small parts are packed."""

from collections.abc import Mapping

import attrs

from fonds.model import FileStamp


@attrs.frozen
class VersionRow:
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
    stated: bytes | None = None
    sketch: bytes | None = None
    stamp: FileStamp | None = None
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
    """A bundle as the catalogue holds it."""

    leaf: int
    name: str
    versions: int
    data_start: int
    text_start: int


@attrs.frozen
class Latest:
    """What ingest must know of a document before it looks at it again."""

    leaf: int
    number: int
    sha256: bytes
    statement: bytes
    stated: bytes | None
    stamp: FileStamp | None


ROLES = ("raw", "prov", "edits", "access", "text", "cleaned")
"""Records of a version in the order in which their places are packed."""

Places = Mapping[str, tuple[int, int]]
"""Role to (offset, length) of its gzip member; text and cleaned lie in text.warc.gz."""


def pack_places(places: Places) -> bytes:
    """Return the places as bytes: a bit for each role that is there, then two varints each."""
    present = [role for role in ROLES if role in places]
    packed = bytearray([sum(1 << ROLES.index(role) for role in present)])
    for role in present:
        for number in places[role]:
            _put_varint(packed, number)
    return bytes(packed)


def unpack_places(packed: bytes) -> dict[str, tuple[int, int]]:
    """Return what ``pack_places`` packed."""
    numbers = _varints(packed[1:])
    present = [role for bit, role in enumerate(ROLES) if packed[0] >> bit & 1]
    return dict(zip(present, zip(numbers[::2], numbers[1::2], strict=True), strict=True))


def pack_stamp(stamp: FileStamp | None) -> bytes | None:
    """Return a file's stamp as four varints."""
    if stamp is None:
        return None
    packed = bytearray()
    for number in (stamp.size, stamp.mtime_ns, stamp.ctime_ns, stamp.inode):
        _put_varint(packed, max(number, 0))
    return bytes(packed)


def unpack_stamp(packed: bytes | None) -> FileStamp | None:
    """Return what ``pack_stamp`` packed."""
    return None if packed is None else FileStamp(*_varints(packed))


def signed64(eight: bytes) -> int:
    """Return 8 bytes as the signed integer that SQLite indexes."""
    return int.from_bytes(eight, "big", signed=True)


def _put_varint(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _varints(packed: bytes) -> list[int]:
    numbers, number, shift = [], 0, 0
    for byte in packed:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number, shift = 0, 0
    return numbers
