"""The records of our ZIP files, and how each is spelled. Pure.

Writer and strict reader share it: the reader parses a record, prints it again with these
functions and compares, so whatever the writer would not have written is refused.

Source: APPNOTE.TXT 6.3.10 sections 4.3.7, 4.3.12, 4.3.14-16, 4.5.3; FORMAT.md, ZIP.
"""

import struct

STORED, DEFLATED = 0, 8
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64, LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
VERSION, VERSION64 = 20, 45  # "needed to extract": deflate; ZIP64
MADE_BY = 3 << 8 | 45  # Unix, so that the mode below is read
MODE = 0o100644 << 16  # regular file, rw-r--r--
TIME, DATE = 0, 1 << 5 | 1  # 1980-01-01 00:00:00, the earliest there is
MARK32, MARK16 = 0xFFFFFFFF, 0xFFFF  # in a field: "see the ZIP64 field"
LIMIT32 = MARK32  # from here on an offset is in a ZIP64 field
MAX_NAME = 255  # bytes

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
CENTRAL_HEADER = struct.Struct("<4s6H3L5H2L")
END_RECORD = struct.Struct("<4s4H2LH")
END64_RECORD = struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")
LOCAL_EXTRA = struct.Struct("<2H2Q")  # tag 1, 16 bytes: size, compressed size

_PLAIN = {ord(c): None for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"}


def check_name(name: str) -> None:
    """Refuse a member name that is not a plain relative path. Raises: ValueError.

    Letters, digits, ``.``, ``_`` and ``-`` between single slashes, no part of dots alone; so it
    means the same on every system and cannot lead out of the folder it is unpacked in.
    """
    parts = name.split("/")
    plain = name.isascii() and name.replace("/", "").translate(_PLAIN) == ""
    if not plain or len(name) > MAX_NAME or any(not part.strip(".") for part in parts):
        raise ValueError(f"not a plain member name: {name[:MAX_NAME]!r}")


def local_header(
    name: str, method: int, crc: int, size: int, compressed: int, zip64: bool
) -> bytes:
    """The header before a member's content."""
    extra = LOCAL_EXTRA.pack(1, 16, size, compressed) if zip64 else b""
    header = LOCAL_HEADER.pack(
        LOCAL,
        VERSION64 if zip64 else VERSION,
        0,
        method,
        TIME,
        DATE,
        crc,
        MARK32 if zip64 else compressed,
        MARK32 if zip64 else size,
        len(name),
        len(extra),
    )
    return header + name.encode("ascii") + extra


def central_header(
    name: str, method: int, crc: int, size: int, compressed: int, offset: int, zip64: bool
) -> bytes:
    """The directory's entry. In its ZIP64 field stand only those numbers that need it."""
    wide = [size, compressed] if zip64 else []
    if offset >= LIMIT32:
        wide.append(offset)
    extra = struct.pack(f"<2H{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    header = CENTRAL_HEADER.pack(
        CENTRAL,
        MADE_BY,
        VERSION64 if wide else VERSION,
        0,
        method,
        TIME,
        DATE,
        crc,
        MARK32 if zip64 else compressed,
        MARK32 if zip64 else size,
        len(name),
        len(extra),
        0,
        0,
        0,
        MODE,
        _short(offset),
    )
    return header + name.encode("ascii") + extra


def end_records(count: int, start: int, size: int) -> bytes:
    """What follows a directory of ``count`` entries and ``size`` bytes that begins at ``start``."""
    # The size in the ZIP64 record does not count its first 12 bytes; the locator follows it, and
    # says where it begins (right after the directory) and that there is 1 disk.
    wide = b""
    if count >= MARK16 or start >= LIMIT32 or size >= LIMIT32:
        wide = END64_RECORD.pack(
            END64, END64_RECORD.size - 12, MADE_BY, VERSION64, 0, 0, count, count, size, start
        ) + LOCATOR.pack(LOCATOR64, 0, start + size, 1)
    few = min(count, MARK16)
    return wide + END_RECORD.pack(END, 0, 0, few, few, _short(size), _short(start), 0)


def _short(number: int) -> int:
    return MARK32 if number >= LIMIT32 else number
