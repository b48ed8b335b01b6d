"""WARC files, read strictly. Floor 1: reads a file it is given, opens none.

Every byte must belong to a record: a chain of gzip members, each holding one record and nothing
else; a head of unfolded ``Name: value`` lines in UTF-8; a block of exactly Content-Length bytes;
CRLF CRLF; the end of the member. warcio and most readers pass files that are cut short or lie
about a length; here that is a ``MalformedWarcError`` with the member's ``offset`` in its facts.
Digests are computed, not judged: comparing ``Record.sha256`` with what a head, an index or a
statement says is the caller's.

Source: ISO 28500:2017 sections 4 to 6; FORMAT.md, Records.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import attrs

from fonds.errors import MalformedWarcError
from fonds.formats.gz import CHUNK, MemberReader

MAX_HEAD = 1024 * 1024  # bytes
MAX_FIELDS = 1000
MAX_BLOCK = 8 * 1024 * 1024  # bytes: larger blocks are streamed
_FIRST = 64 * 1024  # bytes asked for at first: most records come whole in one call

_NAME = re.compile(r"\n[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_CONTROLS = bytes((*range(32), 127))
_C1 = re.compile(rb"\xc2[\x80-\x9f]")  # the other control characters, in UTF-8
_REMEMBER = 8 * 1024  # bytes of a head whose names are remembered
_REPEATABLE = "warc-concurrent-to"

Sink = Callable[["Record"], "Callable[[bytes], object] | None"]
"""Given a record whose block is too large to hold, returns what its chunks are fed to."""


@attrs.frozen
class Record:
    """One record: its head as it stands, and ``headers`` by lower-case name.

    ``offset`` and ``size`` are of the gzip member; ``length`` and ``sha256`` are of the block.
    ``block`` is None where it is longer than the limit. A sink is shown such a record before its
    block was read: ``sha256`` is still empty and ``size`` 0.
    """

    offset: int
    size: int
    type: str
    headers: dict[str, str]
    head: bytes
    length: int
    block: bytes | None
    sha256: str

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """All fields, names as they are written, in order."""
        lines = self.head.decode().split("\r\n")[1:-2]
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


def parse_head(head: bytes) -> dict[str, str]:
    """Read a head, without the empty line that ends it; return the fields by lower-case name.

    Of WARC-Concurrent-To, the one field that may be repeated, the first is returned.
    Raises: MalformedWarcError.
    """
    if not head.startswith(b"WARC/1.1\r\n"):
        raise MalformedWarcError("not a WARC/1.1 record", found=ascii(head[:40]))
    count = head.count(b"\n")
    if count > MAX_FIELDS:
        raise MalformedWarcError("too many fields", fields=count)
    if len(head) - len(head.translate(None, _CONTROLS)) != 2 * count or (
        head.count(b"\r\n") != count or (not head.isascii() and _C1.search(head))
    ):
        raise MalformedWarcError("control character in a field")
    try:
        text = head[8:].decode()
    except UnicodeDecodeError as e:
        raise MalformedWarcError("head is not UTF-8") from e
    if text.count(" ") != count:  # there are others than the one after each name
        _check_spaces(text)
    # One split for all: names stand at odd places, each still with the LF before it. A colon and
    # space inside a value puts a name without LF there, and those heads are taken line by line.
    parts = text.replace("\r", ": ").split(": ")
    if len(parts) != 2 * count + 1:
        parts = [""]
        for line in text.split("\r\n")[1:]:
            name, _, value = line.partition(": ")
            parts += ("\n" + name, value)
    # The same few lists of names come again and again; long ones may not fill the memory.
    lower = _names if len(head) < _REMEMBER else _names.__wrapped__
    names = lower(tuple(parts[1::2]))
    values = parts[2::2]
    if "" in values:
        raise MalformedWarcError("field without a value")
    headers = dict(zip(names, values))  # noqa: B905 - of one length by now
    if len(headers) != count:
        headers[_REPEATABLE] = values[names.index(_REPEATABLE)]
    return headers


def _check_spaces(text: str) -> None:
    for line in text.split("\r\n")[1:]:
        value = line.partition(": ")[2]
        if not value or value[0] == " " or value[-1] == " ":
            raise MalformedWarcError("value with space around it", line=ascii(line[:200]))


@functools.lru_cache(maxsize=128)
def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names in lower case, of names each with LF before it. Raises: MalformedWarcError."""
    for name in names:
        if not _NAME.fullmatch(name):
            raise MalformedWarcError("not a field", name=ascii(name[:80]))
    lower = tuple(name[1:].lower() for name in names)
    single = [name for name in lower if name != _REPEATABLE]
    if len(set(single)) != len(single):
        raise MalformedWarcError("field stands twice")
    return lower


def _read(members: MemberReader, limit: int, sink: Sink | None) -> Record:
    """Read the record of a member that was begun; errors say at which offset it stands."""
    try:
        data, split = _head(members)
        headers = parse_head(data[:split])
        kind = headers.get("warc-type")
        if kind is None:
            raise MalformedWarcError("record without a type")
        length = _length(headers)
        head, end = data[: split + 4], split + 4 + length
        if length > limit:
            record = Record(members.offset, 0, kind, headers, head, length, None, "")
            sha256 = _stream(members, data[split + 4 :], length, sink(record) if sink else None)
            return attrs.evolve(record, size=members.position - members.offset, sha256=sha256)
        if not members.ended or len(data) != end + 4:
            data = _rest(members, data, end + 4)
        if not data.endswith(b"\r\n\r\n"):
            raise MalformedWarcError("record does not end after its block", length=length)
    except MalformedWarcError as e:
        if "offset" in e.facts:
            raise
        raise MalformedWarcError(e.sentence, offset=members.offset, **e.facts) from e
    block = data[split + 4 : end]
    sha256 = hashlib.sha256(block).hexdigest()
    size = members.position - members.offset
    return Record(members.offset, size, kind, headers, head, length, block, sha256)


def _head(members: MemberReader) -> tuple[bytes, int]:
    """What was read until the head's end was found, and where that is. Linear in the head."""
    data = members.read(_FIRST)
    split = data.find(b"\r\n\r\n")
    if split >= 0:
        return data, split
    grown = bytearray(data)
    while len(grown) < MAX_HEAD and (data := members.read(_FIRST)):
        searched = max(len(grown) - 3, 0)
        grown += data
        split = grown.find(b"\r\n\r\n", searched)
        if split >= 0:
            return bytes(grown), split
    raise MalformedWarcError("head does not end", read=len(grown))


def _length(headers: dict[str, str]) -> int:
    text = headers.get("content-length", "")
    # Short first: making a number of a long text takes more than linear time.
    if not 0 < len(text) < 19 or not text.isdigit() or str(int(text)) != text:
        raise MalformedWarcError("no Content-Length", found=ascii(text[:40]))
    return int(text)


def _rest(members: MemberReader, begun: bytes, expected: int) -> bytes:
    """The whole record, of which ``begun`` was read, when it has the expected length."""
    parts, size = [begun], len(begun)
    while size <= expected and (data := members.read(min(CHUNK, expected + 1 - size))):
        parts.append(data)
        size += len(data)
    if size != expected:
        raise MalformedWarcError("block is not as long as it says", expected=expected, found=size)
    return b"".join(parts)


def _stream(
    members: MemberReader, begun: bytes, length: int, feed: Callable[[bytes], object] | None
) -> str:
    """Hash a block that is not held. Returns its SHA-256 once the record has ended rightly."""
    sha256 = hashlib.sha256()
    left, data, tail = length, begun, b""
    while data:
        block, tail = data[:left], tail + data[left:]
        left -= len(block)
        sha256.update(block)
        if feed and block:
            feed(block)
        if len(tail) > 4:
            break
        data = members.read(CHUNK)
    if left or tail != b"\r\n\r\n":
        raise MalformedWarcError("block is not as long as it says", length=length)
    return sha256.hexdigest()
