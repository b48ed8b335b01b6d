"""ZIP files, written live. Floor 1: writes to a file it is given, opens none.

A bundle is written once, front to back: each member's bytes go to the file as they come, while
size, CRC-32 and SHA-256 are counted; then the member's header is patched in place. There are no
data descriptors, comments, directories or times (all are 1980-01-01), so the same members give
the same file. ZIP64 fields are there only where a size or offset needs them.

Source: APPNOTE.TXT 6.3.10 sections 4.3.7, 4.3.12, 4.3.14-16, 4.5.3; FORMAT.md, ZIP.
"""

import hashlib
import struct
from types import TracebackType
from typing import BinaryIO, Self

import attrs

from fonds.formats import gz

try:
    from isal.isal_zlib import crc32
except ImportError:
    from zlib import crc32

STORED, DEFLATED = 0, 8
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64, LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
VERSION, VERSION64 = 20, 45  # "needed to extract": deflate; ZIP64
MADE_BY = 3 << 8 | 45  # Unix, so that the mode below is read
MODE = 0o100644 << 16  # regular file, rw-r--r--
TIME, DATE = 0, 1 << 5 | 1  # 1980-01-01 00:00:00, the earliest there is
MARK32, MARK16 = 0xFFFFFFFF, 0xFFFF  # in a field: "see the ZIP64 field"
LIMIT32 = MARK32  # from here on a size or offset stands in a ZIP64 field
MAX_NAME = 255  # bytes

LOCAL_HEAD = struct.Struct("<4s5H3L2H")
CENTRAL_HEAD = struct.Struct("<4s6H3L5H2L")
END_RECORD = struct.Struct("<4s4H2LH")
END64_RECORD = struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")
LOCAL_EXTRA = struct.Struct("<2H2Q")  # tag 1, 16 bytes: size, compressed size


@attrs.frozen
class Written:
    """What was written as one member. ``offset`` is of its header, ``data`` of its content."""

    name: str
    method: int
    size: int
    compressed: int
    crc: int
    sha256: str
    offset: int
    data: int
    zip64: bool


class ZipWriter:
    """Write a ZIP to ``file``, which must be empty, seekable and open for writing.

    One member is open at a time. After an exception the file is useless and must be thrown away;
    nothing here makes it durable, that is storage's.
    """

    def __init__(self, file: BinaryIO, level: gz.Level = "fast") -> None:
        self._file = file
        self._level: gz.Level = level
        self._open: MemberSink | None = None
        self._names: set[str] = set()
        self.position = 0
        self.members: list[Written] = []

    def open(self, name: str, *, stored: bool = False, expected: int = 0) -> "MemberSink":
        """Begin a member; ``write`` to what comes back, then ``close`` it (or use ``with``).

        ``expected`` is the size it will have at most; it is needed only where that may reach
        4 GiB, because room for ZIP64 sizes must be left before the content.
        Raises: ValueError on a name that is not relative, plain ASCII and new, or while another
        member is open.
        """
        if self._open is not None:
            raise ValueError("another member is open")
        check_name(name)
        if name.casefold() in self._names:
            raise ValueError(f"member named twice: {name}")
        self._names.add(name.casefold())
        # Deflate may grow what cannot be compressed, by less than one part in a thousand.
        zip64 = expected + expected // 1000 + 1024 >= LIMIT32
        self._open = MemberSink(self, name, STORED if stored else DEFLATED, zip64)
        return self._open

    def add(self, name: str, data: bytes, *, stored: bool = False) -> Written:
        """Write a whole member at once."""
        with self.open(name, stored=stored, expected=len(data)) as member:
            member.write(data)
        return self.members[-1]

    def close(self) -> None:
        """Write the directory. The file stays open, to be fsynced by who opened it."""
        if self._open is not None:
            raise ValueError("a member is still open")
        start = self.position
        for member in self.members:
            self._put(_central(member))
        self._put(_end(len(self.members), start, self.position - start))
        self._file.flush()

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self.position += len(data)

    def _patch(self, offset: int, data: bytes) -> None:
        self._file.seek(offset)
        self._file.write(data)
        self._file.seek(self.position)

    def _finish(self, member: Written) -> None:
        self.members.append(member)
        self._open = None


class MemberSink:
    """The content of one member, counted and digested on its way to the file.

    Shape: ``size`` is the number of bytes written so far: in a stored WARC, the offset at which
    the next record begins.
    """

    def __init__(self, owner: ZipWriter, name: str, method: int, zip64: bool) -> None:
        self._owner = owner
        self._name = name
        self._method = method
        self._zip64 = zip64
        self._offset = owner.position
        self._crc = 0
        self._sha256 = hashlib.sha256()
        self._deflate = gz.compressor(owner._level) if method == DEFLATED else None
        self._closed = False
        self.size = 0
        owner._put(_local(name, method, 0, 0, 0, zip64))
        self._data = owner.position

    def write(self, data: bytes) -> int:
        """Add ``data``. Raises: ValueError past 4 GiB where ``expected`` did not announce it."""
        self._crc = crc32(data, self._crc)
        self._sha256.update(data)
        self.size += len(data)
        if self.size >= LIMIT32 and not self._zip64:
            raise ValueError(f"member outgrew the size it was announced with: {self._name}")
        self._owner._put(self._deflate.compress(data) if self._deflate else data)
        return len(data)

    def flush(self) -> None:
        """Do nothing; a member is complete when it is closed."""

    def close(self) -> Written:
        """End the member, patch its header, and return what was written."""
        if self._closed:
            return self._owner.members[-1]
        if self._deflate:
            self._owner._put(self._deflate.flush())
        compressed = self._owner.position - self._data
        if compressed >= LIMIT32 and not self._zip64:
            raise ValueError(f"member outgrew the size it was announced with: {self._name}")
        head = _local(self._name, self._method, self._crc, self.size, compressed, self._zip64)
        self._owner._patch(self._offset, head)
        written = Written(
            name=self._name,
            method=self._method,
            size=self.size,
            compressed=compressed,
            crc=self._crc,
            sha256=self._sha256.hexdigest(),
            offset=self._offset,
            data=self._data,
            zip64=self._zip64,
        )
        self._closed = True
        self._owner._finish(written)
        return written

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the member, unless an exception already made the file useless."""
        if kind is None:
            self.close()


def check_name(name: str) -> None:
    """Refuse a member name that is not a plain relative path. Raises: ValueError.

    Letters, digits, ``.``, ``_`` and ``-`` between single slashes, no part of dots alone; so it
    means the same on every system and cannot lead out of the folder it is unpacked in.
    """
    parts = name.split("/")
    plain = name.isascii() and name.replace("/", "").translate(_PLAIN) == ""
    if not plain or len(name) > MAX_NAME or any(not part.strip(".") for part in parts):
        raise ValueError(f"not a plain member name: {name[:MAX_NAME]!r}")


_PLAIN = {ord(c): None for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"}


def _local(name: str, method: int, crc: int, size: int, compressed: int, zip64: bool) -> bytes:
    extra = LOCAL_EXTRA.pack(1, 16, size, compressed) if zip64 else b""
    head = LOCAL_HEAD.pack(
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
    return head + name.encode("ascii") + extra


def _central(member: Written) -> bytes:
    """The directory's entry. In its ZIP64 field stand only those of the three that need it."""
    needs = member.zip64 or member.offset >= LIMIT32
    wide: list[int] = [member.size, member.compressed] if member.zip64 else []
    if member.offset >= LIMIT32:
        wide.append(member.offset)
    extra = struct.pack(f"<2H{len(wide)}Q", 1, 8 * len(wide), *wide) if needs else b""
    head = CENTRAL_HEAD.pack(
        CENTRAL,
        MADE_BY,
        VERSION64 if needs else VERSION,
        0,
        member.method,
        TIME,
        DATE,
        member.crc,
        MARK32 if member.zip64 else member.compressed,
        MARK32 if member.zip64 else member.size,
        len(member.name),
        len(extra),
        0,
        0,
        0,
        MODE,
        MARK32 if member.offset >= LIMIT32 else member.offset,
    )
    return head + member.name.encode("ascii") + extra


def _end(count: int, start: int, size: int) -> bytes:
    wide = b""
    if count >= MARK16 or start >= LIMIT32 or size >= LIMIT32:
        wide = END64_RECORD.pack(
            END64, END64_RECORD.size - 12, MADE_BY, VERSION64, 0, 0, count, count, size, start
        ) + LOCATOR.pack(LOCATOR64, 0, start + size, 1)
    short = min(count, MARK16)
    return wide + END_RECORD.pack(
        END,
        0,
        0,
        short,
        short,
        MARK32 if size >= LIMIT32 else size,
        MARK32 if start >= LIMIT32 else start,
        0,
    )
