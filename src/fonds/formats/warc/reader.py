"""Read WARC records strictly. Reads a file it is given, opens none.

Every byte must belong to a record: a chain of gzip members, each holding one record and nothing
else; a header of unfolded ``Name: value`` lines in UTF-8; a block of exactly Content-Length bytes;
CRLF CRLF; the end of the member. warcio and most readers pass files that are cut short or lie
about a length; here that is a ``MalformedWarcError`` with the member's ``offset`` in its facts.
Digests are computed, not judged: comparing ``Record.sha256`` with what a header, an index or a
statement says is the caller's.

Source: ISO 28500:2017 sections 4 to 6; FORMAT.md, Records.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import attrs

from fonds.errors import MalformedWarcError
from fonds.formats import gz
from fonds.formats.gz import CHUNK, MemberReader

MAX_HEADER = 1024 * 1024  # bytes
MAX_FIELDS = 1000
MAX_BLOCK = 8 * 1024 * 1024  # bytes: larger blocks are streamed
_END = b"\r\n\r\n"  # after a header, and again after a block
_FIRST = 64 * 1024  # bytes asked for at first: most records come whole in one call

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SHAPE = 32  # bytes: version and kind of the record, where kind is the first field as with us
_MAX_SHAPES = 64
_MAX_NAMES = 40
_REPEATABLE = "warc-concurrent-to"

Sink = Callable[["Record"], "Callable[[bytes], object] | None"]
"""Given a record whose block is too large to hold, returns what its chunks are fed to."""


@attrs.frozen
class Record:
    """One record: its header as it is written, and ``fields`` by lower-case name.

    ``offset`` and ``size`` are of the gzip member; ``length`` and ``sha256`` are of the block.
    ``block`` is None where it is longer than the limit. A sink is shown such a record before its
    block was read: ``sha256`` is still empty and ``size`` 0.
    """

    offset: int
    size: int
    type: str
    fields: dict[str, str]
    header: bytes
    length: int
    block: bytes | None
    sha256: str

    @property
    def field_lines(self) -> tuple[tuple[str, str], ...]:
        """All fields, names as they are written, in order."""
        lines = self.header.decode().split("\r\n")[1:-2]
        return tuple((name, value) for name, _, value in (x.partition(": ") for x in lines))


def records(
    file: BinaryIO, start: int, end: int, *, limit: int = MAX_BLOCK, sink: Sink | None = None
) -> Iterator[Record]:
    """Read all records in ``file[start:end]``, a whole WARC; offsets count from ``start``.

    A block longer than ``limit`` is not held but hashed, and fed to what ``sink`` returns.

    Cost: one pass, 20 us for a record of 7 KB; holds one record of at most ``limit`` bytes.
    Raises: MalformedWarcError at the first byte that is not as it must be; nothing after it can
    be trusted to be found, so the iteration ends there.
    """
    members = MemberReader(file, start, end, MalformedWarcError)
    while members.begin():
        yield _read(members, limit, sink)


def read_at(
    file: BinaryIO, offset: int, size: int, *, limit: int = MAX_BLOCK, sink: Sink | None = None
) -> Record:
    """Read the one record that is ``file[offset:offset + size]``; its ``offset`` is 0.

    Raises: MalformedWarcError, also when the record's member ends before or after that.
    """
    members = MemberReader(file, offset, offset + size, MalformedWarcError)
    if not members.begin():
        raise MalformedWarcError("no record here", offset=offset, size=size)
    record = _read(members, limit, sink)
    if record.size != size:
        raise MalformedWarcError(
            "record is not as long as the index says", offset=offset, size=record.size, index=size
        )
    return record


def plain_block(member: bytes, size: int) -> bytes | None:
    """Return the block of ``size`` bytes that ends the one record of a gzip member, held whole.

    None where there is no such record; the header is not looked at, so whoever asks must know the
    block's digest. Cost: as unpacking; a third of ``read_at``. Never raises.
    """
    inflate = gz.decompressor(gz.MEMBER)
    try:
        # Bounded: a member that expands to more is not what was asked for.
        data: bytes = inflate.decompress(member, size + MAX_HEADER)
    except gz.ERRORS:
        return None
    # The block is the last ``size`` bytes before the record's end, and the first empty line must
    # end right before it: else the block begins at another place, and this is not its record.
    start = len(data) - size - len(_END)
    if not inflate.eof or inflate.unused_data or data.find(_END) + 4 != start:
        return None
    return data[start:-4] if data.endswith(_END) else None


def open_at(file: BinaryIO, offset: int, size: int) -> tuple[Record, Iterator[bytes]]:
    """Open the one record that is ``file[offset:offset + size]``: what it is, and its block.

    The block comes in pieces of at most 256 KiB; ``file`` must stay open meanwhile. That the
    record ends where it should is known only when the last piece has been taken, and the digest
    is the caller's: ``block`` is None and ``sha256`` empty.

    Cost: one read; holds one piece and the input chunk. Raises: MalformedWarcError.
    """
    members = MemberReader(file, offset, offset + size, MalformedWarcError)
    if not members.begin():
        raise MalformedWarcError("no record here", offset=offset, size=size)
    data, split, fields, length = _begin(members)
    kind = fields["warc-type"]
    record = Record(0, size, kind, fields, data[: split + 4], length, None, "")

    def pieces() -> Iterator[bytes]:
        yield from _pieces(members, data[split + 4 :], length)
        if members.position != size:
            raise MalformedWarcError("record is not as long as the index says", offset=offset)

    return record, pieces()


def parse_header(header: bytes) -> dict[str, str]:
    """Read a header, without the empty line that ends it; return the fields by lower-case name.

    Of WARC-Concurrent-To, the one field that may be repeated, the first is returned.

    Cost: 3 us for a header with the same names in the same order as one before, else 12 us.
    Raises: MalformedWarcError.
    """
    count = header.count(b"\n")
    shape = (header[:_SHAPE], count)
    if shape in _shapes:
        pattern, names = _shapes[shape]
        if found := pattern.fullmatch(header.decode("latin-1")):
            return dict(zip(names, found.groups()))  # noqa: B905 - a group to a name
    field_lines = _parse_fields(header)
    fields = dict(reversed([(name.lower(), value) for name, value in field_lines]))
    if len(fields) != len(field_lines):
        single = [name.lower() for name, _ in field_lines if name.lower() != _REPEATABLE]
        if len(set(single)) != len(single):
            raise MalformedWarcError("field is there twice")
    else:
        _remember(shape, [name for name, _ in field_lines])
    return fields


def _parse_fields(header: bytes) -> list[tuple[str, str]]:
    """The fields of a header, line by line. Raises: MalformedWarcError."""
    try:
        version, *lines = header.decode().split("\r\n")
    except UnicodeDecodeError as e:
        raise MalformedWarcError("header is not UTF-8") from e
    if version != "WARC/1.1":
        raise MalformedWarcError("not a WARC/1.1 record", found=ascii(version[:40]))
    if len(lines) > MAX_FIELDS:
        raise MalformedWarcError("too many fields", fields=len(lines))
    field_lines = []
    for line in lines:
        name, _, value = line.partition(": ")
        if not _NAME.fullmatch(name) or not value or value[0] == " " or value[-1] == " ":
            raise MalformedWarcError("not a field", line=ascii(line[:200]))
        if _CONTROL.search(value):
            raise MalformedWarcError("control character in a field", name=name)
        field_lines.append((name, value))
    return field_lines


# Almost all headers of a WARC have one of a few shapes: names and their order. A pattern of such a
# shape, with values of printable ASCII without spaces, reads a header in one step; a header that it
# does not fit is read line by line. The pattern never backtracks: a value cannot hold CR.
_shapes: dict[tuple[bytes, int], tuple[re.Pattern[str], tuple[str, ...]]] = {}


def _remember(shape: tuple[bytes, int], names: list[str]) -> None:
    if len(_shapes) >= _MAX_SHAPES or len(names) > _MAX_NAMES:
        return  # a pattern costs much to make, and a hostile file may show ever new shapes
    field_lines = "".join(rf"\r\n{re.escape(name)}: ([!-~]+)" for name in names)
    _shapes[shape] = (re.compile(r"WARC/1\.1" + field_lines), tuple(name.lower() for name in names))


def _read(members: MemberReader, limit: int, sink: Sink | None) -> Record:
    """Read the record of a member that was begun."""
    data, split, fields, length = _begin(members)
    kind, header, end = fields["warc-type"], data[: split + 4], split + 4 + length
    if length > limit:
        record = Record(members.offset, 0, kind, fields, header, length, None, "")
        feed = sink(record) if sink else None
        digest = hashlib.sha256()
        for piece in _pieces(members, data[split + 4 :], length):
            digest.update(piece)
            if feed:
                feed(piece)
        size = members.position - members.offset
        return attrs.evolve(record, size=size, sha256=digest.hexdigest())
    # Most records came whole with the first read; else read on to exactly the stated length.
    if not members.ended or len(data) != end + 4:
        data = _rest(members, data, end + 4)
    if not data.endswith(b"\r\n\r\n"):
        raise MalformedWarcError("record does not end after its block", offset=members.offset)
    block = data[split + 4 : end]
    sha256 = hashlib.sha256(block).hexdigest()
    size = members.position - members.offset
    return Record(members.offset, size, kind, fields, header, length, block, sha256)


def _begin(members: MemberReader) -> tuple[bytes, int, dict[str, str], int]:
    """What was read of a record, where its header ends in it, its fields, and the length."""
    data, split = _header(members)
    try:
        fields = parse_header(data[:split])
        if "warc-type" not in fields:
            raise MalformedWarcError("record without a type")
        return data, split, fields, _length(fields)
    except MalformedWarcError as e:  # say where
        raise MalformedWarcError(e.sentence, offset=members.offset, **e.facts) from e


def _header(members: MemberReader) -> tuple[bytes, int]:
    """What was read until the header's end was found, and where that is. Linear in the header."""
    data = members.read(_FIRST)
    split = data.find(b"\r\n\r\n")
    if split >= 0:
        return data, split
    grown = bytearray(data)
    while len(grown) < MAX_HEADER and (data := members.read(_FIRST)):
        # Search only what is new, and three bytes before it: the empty line may lie across.
        searched = max(len(grown) - 3, 0)
        grown += data
        split = grown.find(b"\r\n\r\n", searched)
        if split >= 0:
            return bytes(grown), split
    raise MalformedWarcError("header does not end", offset=members.offset, read=len(grown))


def _length(fields: dict[str, str]) -> int:
    text = fields.get("content-length", "")
    # Short first: making a number of a long text takes more than linear time.
    if not 0 < len(text) < 19 or not text.isdigit() or str(int(text)) != text:
        raise MalformedWarcError("no Content-Length", found=ascii(text[:40]))
    return int(text)


def _rest(members: MemberReader, begun: bytes, expected: int) -> bytes:
    """The whole record, of which ``begun`` was read, when it has the expected length."""
    # One byte more than expected is asked for: so a record that is too long shows without reading
    # all of it.
    parts, size = [begun], len(begun)
    while size <= expected and (data := members.read(min(CHUNK, expected + 1 - size))):
        parts.append(data)
        size += len(data)
    if size != expected:
        raise MalformedWarcError(
            "block is not as long as it says", offset=members.offset, expected=expected
        )
    return b"".join(parts)


def _pieces(members: MemberReader, begun: bytes, length: int) -> Iterator[bytes]:
    """A block that is not held, as it is unpacked; the record has ended rightly after the last."""
    # ``tail`` collects what comes after the block: it must be CR LF CR LF, and once it is longer
    # the rest need not be read.
    left, data, tail = length, begun, b""
    while True:
        piece, tail = data[:left], tail + data[left:]
        left -= len(piece)
        if piece:
            yield piece
        data = members.read(CHUNK)
        if not data or len(tail) > 4:
            break
    if left or tail != b"\r\n\r\n":
        raise MalformedWarcError("block is not as long as it says", offset=members.offset)
