"""Read ZIP files strictly. Reads a file it is given, opens none.

ZIP readers disagree: some believe the directory, some the headers before each member, some look
for either anywhere. So a file can show different content to different tools. Here it cannot: the
file must be, byte for byte, members in directory order with nothing before, between or after
them, headers and directory spelled as ``zip_records`` spells them. Content is checked for size and
CRC-32 as it is read, and the compressed stream must end where its member does.

Source: FORMAT.md, ZIP; APPNOTE.TXT 6.3.10.
"""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

import attrs

from fonds.errors import MalformedZipError
from fonds.formats import gz
from fonds.formats.zip import records as zip_records
from fonds.formats.zip.records import MARK16, MARK32

MAX_MEMBERS = 10_000
"""A bundle has eight or nine; an export may hold a file per document."""
_WIDE = zip_records.END64_RECORD.size + zip_records.LOCATOR.size
_MAX_ENTRY = zip_records.CENTRAL_HEADER.size + zip_records.MAX_NAME + 4 + 3 * 8


@attrs.frozen
class ZipMember:
    """A member as directory and header agree on it. ``data`` is where its content begins."""

    name: str
    method: int
    crc: int
    size: int
    compressed: int
    offset: int
    data: int
    zip64: bool


def members(file: BinaryIO) -> tuple[ZipMember, ...]:
    """Check the structure and list the members in the order in which they lie in the file.

    Cost: reads the directory and each header, no content: 30 us for eight members.
    Raises: MalformedZipError, with ``offset`` in its facts where one can be named.
    """
    length = file.seek(0, os.SEEK_END)
    # 1. The end records, at the very end: a comment or other bytes after them could hold a second
    #    directory for readers that search backwards.
    count, start, size = _end(file, length)
    if count > MAX_MEMBERS or size > count * _MAX_ENTRY:
        raise MalformedZipError("directory is too large", members=count, bytes=size)
    # 2. The directory, bounded before it is read.
    directory = _read_at(file, start, size)
    found: list[ZipMember] = []
    names: set[str] = set()
    at, position = 0, 0
    for _ in range(count):
        # 3. Each entry, for the member that must begin where the one before it ended; its local
        #    header is printed from the entry and compared, so the two cannot differ.
        at, member = _entry(directory, at, position)
        header = zip_records.local_header(
            member.name, member.method, member.crc, member.size, member.compressed, member.zip64
        )
        if _read_at(file, position, len(header)) != header:
            raise MalformedZipError("header and directory differ", offset=position)
        # On file systems that ignore case the second would overwrite the first.
        if member.name.casefold() in names:
            raise MalformedZipError("two members of one name", name=member.name)
        names.add(member.name.casefold())
        found.append(member)
        position = member.data + member.compressed
        if position > start:
            raise MalformedZipError("member reaches into the directory", offset=member.offset)
    # 4. Nothing between the last entry and the end records, or the last member and the directory.
    if at != size or position != start:
        raise MalformedZipError("bytes that belong to no member", offset=position)
    return tuple(found)


def chunks(file: BinaryIO, member: ZipMember) -> Iterator[bytes]:
    """The content of a member, unpacked, in pieces of at most 256 KiB.

    Only when the iterator has ended without an error was the content what the directory says;
    what came before must not be trusted yet.
    Cost: one read; never gives more than ``member.size`` bytes. Raises: MalformedZipError.
    """
    crc = size = 0
    raw = _stored(file, member) if member.method == zip_records.STORED else _inflated(file, member)
    for chunk in raw:
        crc = gz.crc32(chunk, crc)
        size += len(chunk)
        if size > member.size:
            raise _wrong("member is longer than it says", member)
        yield chunk
    if size != member.size:
        raise _wrong("member is shorter than it says", member)
    if crc != member.crc:
        raise _wrong("member's CRC is wrong", member)


def read(file: BinaryIO, member: ZipMember, limit: int) -> bytes:
    """The whole content of a member of at most ``limit`` bytes. Raises: MalformedZipError."""
    if member.size > limit:
        raise MalformedZipError("member is too large", name=member.name, size=member.size)
    return b"".join(chunks(file, member))


def _end(file: BinaryIO, length: int) -> tuple[int, int, int]:
    """Entries, offset and size of the directory, which must end where the end records begin."""
    if length < zip_records.END_RECORD.size:
        raise MalformedZipError("too short to be a ZIP file", length=length)
    at = length - zip_records.END_RECORD.size
    tail = _read_at(file, at, zip_records.END_RECORD.size)
    sign, _, _, _, count, size, start, _ = zip_records.END_RECORD.unpack(tail)
    if sign != zip_records.END:
        raise MalformedZipError("no end record at the end", offset=at)
    # All ones in a field of the short record mean that the ZIP64 records before it have the number.
    if count == MARK16 or MARK32 in (size, start):
        if at < _WIDE:
            raise MalformedZipError("too short to be a ZIP64 file", length=length)
        at -= _WIDE
        tail = _read_at(file, at, length - at)
        sign, _, _, _, _, _, _, count, size, start = zip_records.END64_RECORD.unpack_from(tail)
    if start + size != at or zip_records.end_records(count, start, size) != tail:
        raise MalformedZipError("end record is not as fonds writes it", offset=at)
    return count, start, size


def _entry(directory: bytes, at: int, position: int) -> tuple[int, ZipMember]:
    """Read one entry of the directory for a member that must begin at ``position``."""
    try:
        fields = zip_records.CENTRAL_HEADER.unpack_from(directory, at)
    except struct.error as e:
        raise MalformedZipError("directory is cut short", entry=at) from e
    method, crc, compressed, size = fields[4], *fields[7:10]
    name_length, extra_length, offset = fields[10], fields[11], fields[16]
    end = at + zip_records.CENTRAL_HEADER.size + name_length + extra_length
    extra = directory[end - extra_length : end]
    # The extra field: tag and length (4 bytes), then 8-byte numbers for those fields that are all
    # ones, in the order size, compressed, offset. Read leniently: the entry is printed again below
    # from what was read, and any other spelling differs.
    zip64 = MARK32 in (size, compressed)
    wide = list(struct.unpack(f"<{len(extra[4:]) // 8}Q", extra[4 : 4 + len(extra[4:]) // 8 * 8]))
    if zip64 and len(wide) >= 2:
        size, compressed = wide[:2]
        wide = wide[2:]
    if offset == MARK32 and wide:
        offset = wide[0]
    name = _name(directory[end - extra_length - name_length : end - extra_length])
    spelled = zip_records.central_header(name, method, crc, size, compressed, offset, zip64)
    if spelled != directory[at:end] or method not in (zip_records.STORED, zip_records.DEFLATED):
        raise MalformedZipError("entry is not as fonds writes it", entry=at, name=name)
    if offset != position:
        raise MalformedZipError("members overlap or leave a gap", offset=position, name=name)
    if method == zip_records.STORED and size != compressed:
        raise MalformedZipError("stored member of two sizes", offset=offset, name=name)
    header = (
        zip_records.LOCAL_HEADER.size + len(name) + (zip_records.LOCAL_EXTRA.size if zip64 else 0)
    )
    return end, ZipMember(name, method, crc, size, compressed, offset, offset + header, zip64)


def _name(raw: bytes) -> str:
    try:
        name = raw.decode("ascii")
        zip_records.check_name(name)
    except ValueError as e:
        raise MalformedZipError("not a plain member name", name=ascii(raw[:80])) from e
    return name


def _stored(file: BinaryIO, member: ZipMember) -> Iterator[bytes]:
    at, end = member.data, member.data + member.compressed
    while at < end:
        chunk = _read_at(file, at, min(gz.CHUNK, end - at))
        at += len(chunk)
        yield chunk


def _inflated(file: BinaryIO, member: ZipMember) -> Iterator[bytes]:
    # Output is asked for in bounded pieces, whatever the input would expand to. What the
    # decompressor leaves of its input because a piece was full is given to it again.
    inflate = gz.decompressor()
    for given in _stored(file, member):
        while given and not inflate.eof:
            try:
                out = inflate.decompress(given, gz.CHUNK)
            except gz.ERRORS as e:
                raise _wrong("damaged deflate stream", member) from e
            given = inflate.unconsumed_tail
            if out:
                yield out
        if inflate.unused_data or given:
            raise _wrong("bytes after the deflate stream", member)
    while not inflate.eof:  # output that was held back because a chunk was full
        out = inflate.decompress(b"", gz.CHUNK)
        if not out and not inflate.eof:
            raise _wrong("deflate stream is cut short", member)
        if out:
            yield out


def _read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Exactly ``size`` bytes at ``offset``."""
    file.seek(offset)
    data = file.read(size)
    if len(data) != size:
        raise MalformedZipError("file is cut short", offset=offset + len(data))
    return data


def _wrong(sentence: str, member: ZipMember) -> MalformedZipError:
    return MalformedZipError(sentence, name=member.name, offset=member.offset)
