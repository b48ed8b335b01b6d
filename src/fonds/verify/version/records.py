"""Read the records of a bundle: in the order of its statements, or by the index.

What fonds writes is known to the byte once a statement is known, so a record is right when it
begins with the header that is expected and its block has the digests that are stated: that is the
fast way, and it is strict. Only a record that differs is taken apart to say how.
"""

import hashlib
from collections.abc import Callable
from typing import Any, BinaryIO

import attrs
from blake3 import blake3

from fonds.errors import MalformedWarcError
from fonds.formats.gz import CHUNK, MemberReader
from fonds.formats.swhid import git_blob
from fonds.formats.warc import reader as warc_reader

HELD = 32 * 1024 * 1024
"""Bytes of a block that is held; a longer one is hashed as it comes. Texts are shorter."""

_END = b"\r\n\r\n"
_BEGINNING = 64 * 1024  # bytes read of a record of which only the beginning is wanted


class OutOfOrderError(Exception):
    """The next record is not the one whose turn it is. The answer is to look for each by name."""


@attrs.define
class ReadRecord:
    """A record as it was read. ``header`` is its own; ``block`` is None where it is too long."""

    offset: int
    size: int
    header: bytes
    length: int
    block: bytes | None
    sha256: str
    blake3: str
    blob: bytes = b""  # the digest in the block's SWHID, where the block is too long to be held


ExpectedRecord = tuple[int, int, bytes]
"""A record that is as expected: its offset and size in the member, and its block."""


class Stream:
    """The records of one WARC, one after the other, each read with the header it ought to have."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, end
        self._base = 0  # where the reader begins, counted from start
        self._members = self._reader()

    def next(self, header: bytes | None, length: int) -> ReadRecord | None:
        """Read the next record, in which ``header`` and a block of ``length`` are expected.

        None at the end. Without a header, or where another one is, it is read strictly and
        given as it is. Raises: MalformedWarcError.
        """
        members = self._members
        if not members.begin():
            return None
        offset = self._base + members.offset
        if header is not None:
            if length > HELD:
                record = self._long(offset, header, length)
            else:
                record = self._short(offset, header, length)
            if record is not None:
                return record
        return self._strict(offset)

    def read_expected(
        self, header: bytes, length: int, sha256: str, b3: str
    ) -> ExpectedRecord | None:
        """Read the next record where it is just the one expected; else None: then go ``reset``."""
        members, front = self._members, len(header)
        data = members.read_exactly(front + length + 4)
        if data is None or not (data.startswith(header) and data.endswith(_END)):
            return None
        block = data[front:-4]
        if hashlib.sha256(block).hexdigest() != sha256 or blake3(block).hexdigest() != b3:
            return None
        return self._base + members.offset, members.position - members.offset, block

    def mark(self) -> object:
        """The reader's position, between records."""
        return self._members.mark()

    def reset(self, mark: Any) -> None:  # noqa: ANN401 - what ``mark`` gave
        """Stand where ``mark`` was taken; only ``read_expected`` may have been called since."""
        self._members.reset(mark)

    def at_end(self) -> bool:
        """Whether nothing follows. Raises: MalformedWarcError where what follows is no record."""
        return not self._members.begin()

    def _short(self, offset: int, header: bytes, length: int) -> ReadRecord | None:
        members, front = self._members, len(header)
        total = front + length + 4
        data = members.read(total + 1)
        if not members.ended:
            parts, size = [data], len(data)
            while size <= total and (data := members.read(total + 1 - size)):
                parts.append(data)
                size += len(data)
            data = b"".join(parts)
        if len(data) != total or not (data.startswith(header) and data.endswith(_END)):
            return None
        block = data[front:-4]
        size = self._base + members.position - offset
        sha256, b3 = hashlib.sha256(block).hexdigest(), blake3(block).hexdigest()
        return ReadRecord(offset, size, header, length, block, sha256, b3)

    def _long(self, offset: int, header: bytes, length: int) -> ReadRecord | None:
        members = self._members
        data = members.read(CHUNK)
        while len(data) < len(header) and (more := members.read(CHUNK)):
            data += more
        if not data.startswith(header):
            return None
        sha256, b3, left, tail = hashlib.sha256(), blake3(), length, b""
        sha1 = git_blob(length)
        data = data[len(header) :]
        while data:
            piece, tail = data[:left], tail + data[left:]
            left -= len(piece)
            sha256.update(piece)
            b3.update(piece)
            sha1.update(piece)
            if len(tail) > 4:
                return None
            data = members.read(CHUNK)
        if left or tail != _END:
            return None
        size = self._base + members.position - offset
        digests = sha256.hexdigest(), b3.hexdigest(), sha1.digest()
        return ReadRecord(offset, size, header, length, None, *digests)

    def _strict(self, offset: int) -> ReadRecord:
        """Read the record at ``offset`` again, as it is, and continue after it."""
        b3, sha1 = blake3(), git_blob(0)

        def sink(record: warc_reader.Record) -> Callable[[bytes], object]:
            nonlocal sha1
            sha1 = git_blob(record.length)

            def feed(chunk: bytes) -> None:
                b3.update(chunk)
                sha1.update(chunk)

            return feed

        try:
            record = next(
                warc_reader.records(
                    self._file, self._start + offset, self._end, limit=HELD, sink=sink
                )
            )
        except MalformedWarcError as e:
            facts = {**e.facts, "offset": offset + int(e.facts.get("offset", 0))}
            raise MalformedWarcError(e.sentence, **facts) from e
        if record.block is not None:
            b3.update(record.block)
        self._base = offset + record.size
        self._members = self._reader()
        return ReadRecord(
            offset,
            record.size,
            record.header,
            record.length,
            record.block,
            record.sha256,
            b3.hexdigest(),
            sha1.digest(),
        )

    def _reader(self) -> MemberReader:
        return MemberReader(self._file, self._start + self._base, self._end, MalformedWarcError)


def beginning(file: BinaryIO, offset: int, size: int) -> tuple[dict[str, str], bytes]:
    """Return the headers of a record and how its block begins; the rest of it is not read.

    Raises: MalformedWarcError.
    """
    members = MemberReader(file, offset, offset + size, MalformedWarcError)
    data = members.read(_BEGINNING) if members.begin() else b""
    while data.find(_END) < 0 and len(data) < warc_reader.MAX_HEADER:
        more = members.read(_BEGINNING)
        if not more:
            raise MalformedWarcError("header does not end", offset=offset)
        data += more
    header, _, block = data.partition(_END)
    fields = warc_reader.parse_header(header)
    length = fields.get("content-length", "")
    return fields, block[: int(length) if length.isdigit() and len(length) < 19 else 0]


Name = tuple[str, str]
"""Version and role: what a record says it is."""


def name_of(header: bytes) -> Name:
    """Return whose record this is and its role; empty where it does not say. Raises: as parsed."""
    fields = warc_reader.parse_header(header.removesuffix(_END))
    version = fields.get("fonds-version", "").removeprefix("urn:uuid:")
    return version, fields.get("fonds-role", "")


@attrs.define
class SequentialRecords:
    """A member's records in the order of the statements. Raises OutOfStepError at another one."""

    stream: Stream

    def get(self, name: Name, header: bytes | None, length: int) -> ReadRecord | None:
        """Return the record whose turn it is. Raises: OutOfStepError, also on damage."""
        try:
            record = self.stream.next(header, length)
            if record is None or (record.header is not header and name_of(record.header) != name):
                raise OutOfOrderError
        except MalformedWarcError as e:
            raise OutOfOrderError from e
        return record

    def own(self) -> ReadRecord | None:
        """Return the record whose turn it is, one of the bundle itself. Raises: OutOfStepError."""
        return self.get(("", ""), None, 0)

    def finish(self) -> None:
        """Demand that nothing follows. Raises: OutOfStepError."""
        try:
            if not self.stream.at_end():
                raise OutOfOrderError
        except MalformedWarcError as e:
            raise OutOfOrderError from e


@attrs.define
class IndexedRecords:
    """A member's records by name, wherever they lie: for bundles that are not as they should be.

    ``order`` has those of versions as they lie, ``unnamed`` those of the bundle itself, and
    ``broken`` is the error at which reading ended. ``asked`` has the names that were looked for,
    ``missed`` counts those that were not there.
    Cost: one pass to list them; some hundred bytes a record.
    """

    file: BinaryIO
    start: int
    order: list[tuple[Name, int, int]] = attrs.field(factory=list)
    places: dict[Name, tuple[int, int]] = attrs.field(factory=dict)
    twice: list[tuple[Name, int]] = attrs.field(factory=list)
    unnamed: list[tuple[int, int]] = attrs.field(factory=list)
    asked: list[Name] = attrs.field(factory=list)
    broken: MalformedWarcError | None = None
    missed: int = 0
    owned: int = 0  # of the unnamed that were given

    @classmethod
    def scan(cls, file: BinaryIO, start: int, end: int) -> "IndexedRecords":
        """List the records of a WARC up to its end, or to the first that is damaged."""
        listed = cls(file, start)
        try:
            for record in warc_reader.records(file, start, end, limit=HELD):
                version = record.fields.get("fonds-version", "").removeprefix("urn:uuid:")
                name = (version, record.fields.get("fonds-role", ""))
                if name == ("", ""):
                    listed.unnamed.append((record.offset, record.size))
                    continue
                listed.order.append((name, record.offset, record.size))
                if name in listed.places:
                    listed.twice.append((name, record.offset))
                else:
                    listed.places[name] = (record.offset, record.size)
        except MalformedWarcError as e:
            listed.broken = e
        return listed

    def get(self, name: Name, header: bytes | None, length: int) -> ReadRecord | None:
        """Return a record by its name, or None where there is none."""
        self.asked.append(name)
        place = self.places.get(name)
        if place is None:
            self.missed += 1
            return None
        return self._at(*place, header, length)

    def own(self) -> ReadRecord | None:
        """Return the first record of the bundle itself that was not yet given."""
        if self.owned == len(self.unnamed):
            return None
        self.owned += 1
        return self._at(*self.unnamed[self.owned - 1], None, 0)

    def _at(self, offset: int, size: int, header: bytes | None, length: int) -> ReadRecord | None:
        start = self.start + offset
        record = Stream(self.file, start, start + size).next(header, length)
        if record is not None:
            record.offset = offset
        return record


Records = SequentialRecords | IndexedRecords
