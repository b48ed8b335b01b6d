"""Read the members of any ZIP file, as other programs write them. Reads a file it is given.

The directory is believed for names and places, the headers before members only for where their
bytes begin; sizes and CRC-32 are checked when a member is read. Source: APPNOTE.TXT 6.3.10.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from fonds.errors import (
    ContainerLimitError,
    DamagedContainerError,
    EncryptedMemberError,
    SourceError,
    UnsupportedMemberError,
)
from fonds.sources.containers.member import ContainerMember
from fonds.sources.containers.pieces import Packed, Piece, Stored

_END, _END64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
_LOCATOR, _CENTRAL, _LOCAL = (
    struct.Struct("<4sLQL"),
    struct.Struct("<4s6H3L5H2L"),
    struct.Struct("<4s5H3L2H"),
)
_TAIL = 65_535 + 22
_FAR, _FAR16 = 0xFFFFFFFF, 0xFFFF
_UTF8, _ENCRYPTED = 0x800, 0x1
_METHODS = {0, 8, 12}
_UNIX, _LINK, _KIND = 3, 0o120000, 0o170000


def members(file: BinaryIO, most: int) -> Iterator[ContainerMember | tuple[bytes, SourceError]]:
    """Yield members in the order of the directory, and what cannot be read, with the reason.

    Folders are passed over. ``most`` is how many entries are read.
    Cost: one pass over the directory, of which one entry is held, and one look at each header.
    Raises: DamagedContainerError where there is no directory.
    """
    start, size, shift = _directory(file)
    end_of_last = 0
    at, number = start, 0
    while at < start + size:
        number += 1
        if number > most:
            yield (
                b"",
                ContainerLimitError("more entries than the limit", limit=most),
            )
            return
        try:
            at, entry = _entry(file, at)
        except struct.error:
            yield b"", DamagedContainerError("the directory is cut short", offset=at)
            return
        if entry is None or entry.is_folder:
            continue
        try:
            piece = _piece(file, entry, shift)
            # Members that share bytes are how a small file becomes a huge one.
            if entry.offset < end_of_last and not isinstance(piece, Stored):
                raise DamagedContainerError("a member lies within another", offset=entry.offset)
            end_of_last = max(end_of_last, entry.offset + entry.packed)
            yield ContainerMember(entry.name, piece, entry.modified)
        except SourceError as e:
            yield entry.name, e


class _Entry:
    """An entry of the directory."""

    def __init__(self, fields: tuple[int, ...], name: bytes, extra: bytes) -> None:
        (_, made_by, _, flags, method, time, date, crc, packed, size) = fields[:10]
        offset, attributes = fields[16], fields[15]
        self.flags, self.method, self.crc = flags, method, crc
        self.size, self.packed, self.offset = _wide(extra, size, packed, offset)
        self.name = _named(name, extra, flags)
        self.modified = _time(time, date)
        self.is_folder = name.endswith(b"/")
        mode = attributes >> 16
        self.is_link = made_by >> 8 == _UNIX and mode & _KIND == _LINK


def _named(name: bytes, extra: bytes, flags: int) -> bytes:
    """Return a name in UTF-8 where it is marked so; else its bytes as they stand."""
    if not flags & _UTF8:
        for kind, data in _extras(extra):
            if kind == 0x7075 and len(data) > 5:  # Info-ZIP's own UTF-8 name
                return data[5:]
    return name


def _time(time: int, date: int) -> str | None:
    """Return the time of a member, which has no zone; None where it is none."""
    year, month, day = (date >> 9) + 1980, date >> 5 & 15, date & 31
    hour, minute, second = time >> 11, time >> 5 & 63, (time & 31) * 2
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 60):
        return None
    if (year, month, day) == (1980, 1, 1) and not time:
        return None  # what is written where no time is known
    return f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return sizes and offset, from the ZIP64 field where they do not fit."""
    wide = next((data for kind, data in _extras(extra) if kind == 1), b"")
    values = [int.from_bytes(wide[n : n + 8], "little") for n in range(0, len(wide) - 7, 8)]
    found = []
    for value in (size, packed, offset):
        found.append(values.pop(0) if value == _FAR and values else value)
    return found[0], found[1], found[2]


def _directory(file: BinaryIO) -> tuple[int, int, int]:
    """Return where the directory lies, its size, and how far all offsets are shifted.

    They are where something stands in front of the first member, as in a program that unpacks
    itself. Raises: DamagedContainerError.
    """
    length = file.seek(0, 2)
    start = max(0, length - _TAIL)
    file.seek(start)
    tail = file.read(_TAIL)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise DamagedContainerError("a ZIP file without a directory: it is cut short")
    *_, size, offset, _ = _END.unpack_from(tail, at)
    end = start + at
    if end >= _LOCATOR.size:
        file.seek(end - _LOCATOR.size)
        mark, _, far, _ = _LOCATOR.unpack(file.read(_LOCATOR.size))
        if mark == b"PK\x06\x07":
            file.seek(far)
            wide = file.read(_END64.size)
            if len(wide) == _END64.size and wide.startswith(b"PK\x06\x06"):
                *_, size, offset = _END64.unpack(wide)
                end = far
    if size > end:
        raise DamagedContainerError("the directory is larger than the file", size=size)
    shift = max(0, end - size - offset)
    return offset + shift, size, shift


def _entry(file: BinaryIO, at: int) -> tuple[int, "_Entry | None"]:
    """Return the entry at a place, and where the next begins. Raises: struct.error."""
    file.seek(at)
    fields = _CENTRAL.unpack(file.read(_CENTRAL.size))
    if fields[0] != b"PK\x01\x02":
        raise struct.error("no entry")
    lengths = fields[10:13]
    rest = file.read(lengths[0] + lengths[1])
    if len(rest) < lengths[0] + lengths[1]:
        raise struct.error("cut short")
    return at + _CENTRAL.size + sum(lengths), _Entry(fields, rest[: lengths[0]], rest[lengths[0] :])


def _piece(file: BinaryIO, entry: _Entry, shift: int) -> Piece:
    """Return where a member's bytes lie. Raises: SourceError."""
    if entry.flags & _ENCRYPTED:
        raise EncryptedMemberError("a member is encrypted")
    if entry.is_link:
        raise UnsupportedMemberError("a member is a symbolic link")
    if entry.method not in _METHODS:
        raise UnsupportedMemberError("a member is packed in an unknown way", method=entry.method)
    file.seek(entry.offset + shift)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise DamagedContainerError("a member does not begin where the directory says")
    *_, name, extra = _LOCAL.unpack(head)
    data = entry.offset + shift + _LOCAL.size + name + extra
    if entry.method == 0:
        return Stored(data, entry.size, entry.crc)
    return Packed(data, entry.packed, entry.size, entry.crc, entry.method)
