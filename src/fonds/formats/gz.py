"""gzip, one member at a time: deterministic writing, strict reading. No disk.

A WARC file is a chain of gzip members, one to a record, so that any record can be read alone.
Members carry neither name nor time: their first eight bytes are always ``HEADER``. What they hold
is named by digests of the content, never of the compressed bytes, so that another build of
another compressor changes nothing that is proven.
"""

import contextlib
import importlib
import zlib
from typing import Any, BinaryIO, Literal

from fonds.errors import FormatError, MalformedWarcError

igzip_lib: Any = None
isal_zlib: Any = None
with contextlib.suppress(ImportError):  # without a build for this machine: the same, more slowly
    from isal import igzip_lib, isal_zlib
_small: Any = zlib
with contextlib.suppress(ImportError):
    _small = importlib.import_module("zlib_ng.zlib_ng")

Level = Literal["fast", "small"]
"""``fast`` is isal 3 (else zlib 1); ``small`` is zlib-ng 6 (else zlib 6): fewer bytes, more CPU."""

HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
"""Magic, deflate, no flags (so no name, comment or extra field), no time."""

_FULL_HEADER = HEADER + b"\x00\xff"  # no word on effort, "unknown system": what isal writes
MEMBER, _RAW = 31, -15  # wbits: a gzip member, a bare deflate stream
# At levels 1 and 2 isal's output depends on what memory holds: of ten thousand small inputs a few
# come out otherwise in another process. Level 3 never did so, and its output is smaller.
_ISAL_LEVEL = 3
CHUNK = 256 * 1024  # bytes: what streaming reads and writes hold at once
_MIN_WINDOW = 4 * 1024  # bytes of input offered to a member at first; most members are smaller
ERRORS: tuple[type[Exception], ...] = (zlib.error, (isal_zlib or zlib).error)
"""What an inflate object raises on damaged input."""


def member(data: bytes, level: Level = "fast") -> bytes:
    """One gzip member that holds ``data``; the same data, level and compressor give it again.

    Cost: 25 us for 5 KB of text at ``fast``, 100 us at ``small``.
    """
    if level == "fast" and igzip_lib is not None:
        return bytes(igzip_lib.compress(data, _ISAL_LEVEL, flag=igzip_lib.COMP_GZIP))
    made = compressor(level, MEMBER)
    packed: bytes = made.compress(data) + made.flush()
    return _FULL_HEADER + packed[len(_FULL_HEADER) :]


def compressor(level: Level = "fast", wbits: int = _RAW) -> Any:  # noqa: ANN401 - C object
    """A deflate object with ``compress(data)`` and ``flush()``; a raw stream by default."""
    if level == "fast":
        if isal_zlib is not None:
            return isal_zlib.compressobj(_ISAL_LEVEL, isal_zlib.DEFLATED, wbits)
        return zlib.compressobj(1, zlib.DEFLATED, wbits)
    return _small.compressobj(6, zlib.DEFLATED, wbits)


def tool(level: Level = "fast") -> str:
    """Name and version of the compressor in use, for provenance: ``isal 1.9.1``."""
    from importlib.metadata import version  # a third of what this module takes to load

    if level == "fast" and isal_zlib is not None:
        return f"isal {version('isal')}"
    if level == "small" and _small is not zlib:
        return f"zlib-ng {version('zlib-ng')}"
    return f"zlib {zlib.ZLIB_RUNTIME_VERSION}"


def crc32(data: bytes | memoryview, start: int = 0) -> int:
    """The CRC-32 of ``data`` after content whose CRC-32 was ``start``."""
    return int((isal_zlib or zlib).crc32(data, start))


def decompressor(wbits: int = _RAW) -> Any:  # noqa: ANN401 - C object
    """An inflate object with the interface of ``zlib.decompressobj``."""
    return (isal_zlib or zlib).decompressobj(wbits)


class MemberWriter:
    """Write one member piece by piece to ``out``; the bytes do not depend on the pieces' sizes.

    Shape: ``size`` is the number of compressed bytes written so far.
    """

    def __init__(self, out: BinaryIO, level: Level = "fast") -> None:
        self._out = out
        self._deflate = compressor(level, MEMBER)
        self._header = _FULL_HEADER
        self.size = 0

    def write(self, data: bytes) -> int:
        """Add ``data``."""
        self._put(self._deflate.compress(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: a member is ended by ``close`` alone (warcio flushes as it likes)."""

    def close(self) -> None:
        """End the member; ``out`` stays open."""
        self._put(self._deflate.flush())

    def _put(self, data: bytes) -> None:
        if self._header and data:  # compressors give their header with their first bytes
            data = self._header + data[len(self._header) :]
            self._header = b""
        self._out.write(data)
        self.size += len(data)


class MemberReader:
    """Read the gzip members in ``file[start:end]`` one after the other, and nothing but them.

    ``begin`` goes to the next member, ``read`` gives its content. After ``read`` gave ``b""`` the
    member has ended, its CRC and length were right, and ``position`` is where the next begins.
    Every error is raised as ``error`` with the member's offset, counted from ``start``.

    Cost: one pass; holds one input chunk and what a single ``read`` returns.
    """

    def __init__(
        self,
        file: BinaryIO,
        start: int,
        end: int,
        error: type[FormatError] = MalformedWarcError,
    ) -> None:
        self._file = file
        self._start = start
        self._end = end
        self._error = error
        self._chunk = b""  # input that was read; of it, what begins at self._at is not consumed
        self._at = 0
        self._base = 0  # where the chunk begins, counted from start
        self._inflate: Any = None
        self._pending = b""  # input the inflater gave back because its output was full
        self._window = _MIN_WINDOW
        self._next_window = _MIN_WINDOW
        self.offset = 0
        self.ended = True

    @property
    def position(self) -> int:
        """The reader's position, counted from ``start``; exact only between members."""
        return self._base + self._at

    def begin(self) -> bool:
        """Go to the next member; False when there is none. The last one must have ended."""
        assert self.ended, "the member before was not read to its end"  # noqa: S101 - our own use
        while len(self._chunk) - self._at < len(HEADER) and self._fill():
            pass
        self.offset = self._base + self._at
        if not self._chunk.startswith(HEADER, self._at):
            if self._at == len(self._chunk):
                return False
            found = self._chunk[self._at : self._at + len(HEADER)].hex()
            raise self._fail("not a gzip member without name and time", found=found)
        self._inflate = decompressor(MEMBER)
        self._window = self._next_window
        self._pending = b""
        self.ended = False
        return True

    def read(self, size: int) -> bytes:
        """At most ``size`` more bytes of this member; ``b""`` at its end and only there."""
        # The inflater takes input until ``size`` bytes have come out, and gives back the rest of it
        # (``unconsumed_tail``), which is offered again before new input is taken.
        while not self.ended:
            given = self._pending or self._take()
            try:
                data: bytes = self._inflate.decompress(given, size)
            except ERRORS as e:
                raise self._fail("damaged gzip member", because=str(e)) from e
            self._pending = self._inflate.unconsumed_tail
            if self._inflate.eof:
                self._finish()
            elif not given and not data:
                raise self._fail("gzip member is cut short")
            if data:
                return data
        return b""

    def read_exactly(self, size: int) -> bytes | None:
        """The content of the next member where that is ``size`` bytes; else None.

        Not raised but None, too, where the member is damaged or not all of it is available; then
        the reader may be at another place: ``reset`` to a ``mark``. ``offset`` is the member's.
        Cost: as ``begin`` and ``read``, without its loop.
        """
        # The most input that ``size`` bytes can come from: a stored block costs 5 bytes in 64 KiB,
        # gzip itself 18. A member that needs more is left to ``read``.
        need = size + size // 1024 + 64
        if len(self._chunk) - self._at < need:
            self._fill()
        at = self._at
        if not self._chunk.startswith(HEADER, at):
            return None
        inflate = decompressor(MEMBER)
        given = self._chunk[at : at + need]
        try:
            data: bytes = inflate.decompress(given, size + 1)
        except ERRORS:
            return None
        if not inflate.eof or len(data) != size:
            return None
        self.offset = self._base + at
        self._at = at + len(given) - len(inflate.unused_data)
        return data

    def mark(self) -> tuple[bytes, int, int]:
        """The reader's position, between members."""
        return self._chunk, self._at, self._base

    def reset(self, mark: tuple[bytes, int, int]) -> None:
        """Go back to a position that ``mark`` returned."""
        self._chunk, self._at, self._base = mark

    def read_all(self, limit: int) -> bytes | None:
        """The rest of this member, or None when it is longer than ``limit`` bytes.

        Cost: holds at most ``limit`` and one chunk; after None the member is lost.
        """
        data = self.read(limit + 1)
        if self.ended:
            return data if len(data) <= limit else None
        parts, size = [data], len(data)
        while size <= limit and (data := self.read(min(CHUNK, limit + 1 - size))):
            parts.append(data)
            size += len(data)
        return b"".join(parts) if size <= limit else None

    def _finish(self) -> None:
        self.ended = True
        self._at -= len(self._inflate.unused_data)  # taken, and belongs to the next member
        size = self._base + self._at - self.offset
        # The next member is probably about as long: offering much more would be copied back.
        self._next_window = min(max(2 * size, _MIN_WINDOW), CHUNK)
        self._inflate = None

    def _take(self) -> bytes:
        """The next input for the inflater; empty at the end of the range."""
        if self._at == len(self._chunk):
            self._fill()
        taken = self._chunk[self._at : self._at + self._window]
        self._at += len(taken)
        self._window = min(2 * self._window, CHUNK)
        return taken

    def _fill(self) -> bool:
        """Drop what is consumed of the chunk and read on; False at the end of the range."""
        rest = self._chunk[self._at :]
        fetched = self._start + self._base + len(self._chunk)
        want = min(4 * CHUNK, self._end - fetched)
        if want <= 0:
            return False
        self._file.seek(fetched)  # others may read the same file between two calls
        data = self._file.read(want)
        if not data:
            raise self._fail("file ends before the member does", end=self._end)
        self._base, self._chunk, self._at = self._base + self._at, rest + data, 0
        return True

    def _fail(self, sentence: str, **facts: object) -> FormatError:
        return self._error(sentence, offset=self.offset, **facts)
