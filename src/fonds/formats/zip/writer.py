"""Write ZIP files in one pass. Writes to a file it is given, opens none.

A bundle is written once, front to back: each member's bytes go to the file as they come, while
size, CRC-32 and SHA-256 are counted; then the member's header is patched in place. There are no
data descriptors, comments, directories or times (all are 1980-01-01), so the same members give
the same file. ZIP64 fields are there only where a size or offset needs them.

Source: FORMAT.md, ZIP; the records' form is in ``zip_records``.
"""

import hashlib
import zlib
from types import TracebackType
from typing import BinaryIO, Self

import attrs

from fonds.formats import gz
from fonds.formats.zip import records as zip_records
from fonds.formats.zip.records import DEFLATED, STORED, check_name


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
        zip64 = expected + expected // 1000 + 1024 >= zip_records.LIMIT32
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
            self._put(
                zip_records.central_header(
                    member.name,
                    member.method,
                    member.crc,
                    member.size,
                    member.compressed,
                    member.offset,
                    member.zip64,
                )
            )
        self._put(zip_records.end_records(len(self.members), start, self.position - start))
        self._file.flush()

    def _put(self, data: bytes | memoryview) -> None:
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
        owner._put(zip_records.local_header(name, method, 0, 0, 0, zip64))
        self._data = owner.position

    def write(self, data: bytes | memoryview) -> int:
        """Add ``data``. Raises: ValueError past 4 GiB where ``expected`` did not announce it."""
        self._crc = gz.crc32(data, self._crc)
        self._sha256.update(data)
        self.size += len(data)
        if self.size >= zip_records.LIMIT32 and not self._zip64:
            raise ValueError(f"member outgrew the size it was announced with: {self._name}")
        self._owner._put(self._deflate.compress(data) if self._deflate else data)
        return len(data)

    def flush(self) -> None:
        """Do nothing; a member is complete when it is closed."""

    def cut(self) -> int:
        """Let unpacking begin here; return the number of packed bytes before this place.

        What follows is packed without looking back, so it costs some bytes.
        """
        if self._deflate:
            self._owner._put(self._deflate.flush(zlib.Z_FULL_FLUSH))
        return self._owner.position - self._data

    def close(self) -> Written:
        """End the member, patch its header, and return what was written."""
        if self._closed:
            return self._owner.members[-1]
        if self._deflate:
            self._owner._put(self._deflate.flush())
        compressed = self._owner.position - self._data
        if compressed >= zip_records.LIMIT32 and not self._zip64:
            raise ValueError(f"member outgrew the size it was announced with: {self._name}")
        header = zip_records.local_header(
            self._name, self._method, self._crc, self.size, compressed, self._zip64
        )
        self._owner._patch(self._offset, header)
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
