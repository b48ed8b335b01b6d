"""The bytes of a web archive that others wrote, unpacked, and where in the file they come from.

Plain, one gzip member a record, one gzip member in all, or zstd frames. Damage ends a feed only
until ``resume`` finds the next record behind it. Source: WARC 1.1 annex D; WARC zstd (IIPC, 2021).
"""

import re
import zlib
from collections import deque
from typing import Any, BinaryIO

_PIECE = 1 << 16
_GZIP, _ZSTD, _DICTIONARY = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"
_TRIED = 512  # packed bytes of a member that are looked at
_MOST_TRIED = 5_000_000  # members that begin with no record before the search is given up
_OVERLAP = 16 * 1024  # bytes that the beginning of a record may need to be known by
_MOST_DICTIONARY = 16 << 20

RECORD = re.compile(
    rb"WARC/[0-9]\.[0-9]{1,2}[ \t]*\r?\n"
    rb"|[A-Za-z][A-Za-z0-9+.-]{1,20}:[^\r\n]{0,8000} [0-9a-fA-F.:]{2,45} [0-9]{14} [^\r\n]{1,300}"
    rb" [0-9]{1,15}\r?\n"
)
"""How a record begins: the version of WARC, or the line of an ARC record."""

_MAYBE = re.compile(rb"WARC/[0-9]\.[0-9]{1,2}[ \t]{0,8}\r?\n| [0-9]{1,15}\r?\n")
"""What cannot be missing where a record begins; cheap to look for in anything."""


def find_start(data: bytes) -> int | None:
    """Return where in some bytes a record begins, which is never at their own beginning."""
    for found in _MAYBE.finditer(data):
        begin = data.rfind(b"\n", 0, found.start()) + 1
        if begin and RECORD.match(data, begin):
            return begin
    return None


class FeedError(Exception):
    """The bytes at ``offset`` of the file cannot be unpacked."""

    def __init__(self, sentence: str, offset: int) -> None:
        super().__init__(sentence, offset)
        self.sentence, self.offset = sentence, offset


class Feed:
    """Unpacked bytes from a file that can be sought. Cost: linear; some 64 KiB are held."""

    def __init__(self, file: BinaryIO, start: int = 0) -> None:
        file.seek(start)
        head = file.read(4)
        self._file = file
        self._magic = next((m for m in (_GZIP, _ZSTD) if head.startswith(m)), b"")
        self._dictionary: Any = None
        self._raw, self._raw_at, self._member = b"", 0, 0  # packed bytes read, and where they begin
        self._held, self._at, self._base = b"", 0, 0
        self._error: FeedError | None = None
        self._from = 0  # where unpacking began
        self._marks: deque[tuple[int, int]] = deque()
        self._unpacker: Any = None
        if head == _DICTIONARY:
            self._magic = _ZSTD
        self._go(start)

    @property
    def is_packed(self) -> bool:
        """Whether the file is packed; where it is not, ``offset`` is exact."""
        return bool(self._magic)

    @property
    def offset(self) -> int:
        """Where the next byte comes from: of a packed file, where its member begins."""
        position = self._position
        while len(self._marks) > 1 and self._marks[1][0] <= position:
            self._marks.popleft()
        start, raw = self._marks[0]
        return raw if self._magic else raw + position - start

    @property
    def at_member(self) -> bool:
        """Whether the next byte is the first of a packed member."""
        return bool(self._magic) and any(start == self._position for start, _ in self._marks)

    @property
    def place(self) -> tuple[int, int]:
        """The present place, for ``go_back``."""
        return self._from, self._position

    def go_back(self, place: tuple[int, int]) -> None:
        """Go to a place that was passed. Cost: unpacks what is before it. Raises: FeedError."""
        start, position = place
        self._go(start)
        while self._position < position and self.read(position - self._position):
            pass

    def read(self, size: int) -> bytes:
        """Return some of the next bytes of one member, none at the end. Raises: FeedError."""
        if self._at == len(self._held) and not self._fill():
            return b""
        position = self._position
        for start, _ in self._marks:
            if position < start < position + size:
                size = start - position
                break
        piece = self._held[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def peek(self, size: int) -> bytes:
        """Return the next bytes without taking them; fewer at the end. Raises: FeedError."""
        while len(self._held) - self._at < size and self._fill():
            pass
        return self._held[self._at : self._at + size]

    def line(self, limit: int) -> bytes:
        """Return the next line with its end, or ``limit`` bytes of it. Raises: FeedError."""
        searched = self._at
        while True:
            end = self._held.find(b"\n", searched, self._at + limit)
            if end >= 0 or len(self._held) - self._at >= limit:
                stop = end + 1 if end >= 0 else self._at + limit
                break
            searched = len(self._held) - self._at
            if not self._fill():
                stop = len(self._held)
                break
            searched += self._at
        line = self._held[self._at : stop]
        self._at = stop
        return line

    def skip_line_ends(self) -> bool:
        """Pass over line ends; False where nothing follows. Raises: FeedError."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in b"\r\n":
                    return True
                self._at += 1
            if not self._fill():
                return False

    def held_header(self, limit: int) -> bytes | None:
        """Return the lines up to an empty one, and pass over it; None where that is not simple."""
        held, at = self._held, self._at
        end = held.find(b"\r\n\r\n", at, at + limit)
        if end < 0 or held.find(b"\n\n", at, end) >= 0 or held.startswith(b"\r\n", at):
            return None
        self._at = end + 4
        return held[at:end]

    def look(self, offset: int, size: int) -> bytes:
        """Return bytes of a file that is not packed, from anywhere in it."""
        here = self._file.tell()
        self._file.seek(offset)
        data = self._file.read(size)
        self._file.seek(here)
        return data

    def find_record(self, offset: int) -> int:
        """Return where, in a file that is not packed, the next record begins; else its size."""
        here = self._file.tell()
        self._file.seek(offset)
        held, base = b"", offset
        try:
            while piece := self._file.read(_PIECE):
                held += piece
                if (at := find_start(held)) is not None:
                    return base + at
                base += max(0, len(held) - _OVERLAP)
                held = held[-_OVERLAP:]
            return base + len(held)
        finally:
            self._file.seek(here)

    def resume(self) -> bool:
        """Go to the next record after the present place; False where there is none."""
        while True:
            try:
                return self._found_inside()
            except FeedError as e:
                raw = self._next_member(e.offset + 1)
                if raw is None:
                    return False
                self._go(raw)
                return True

    def _found_inside(self) -> bool:
        """Pass over bytes until a record begins. Raises: FeedError."""
        first = self._position
        while True:
            at = find_start(self._held[self._at :])
            starts = [start for start, _ in self._marks if start > first]
            found = [start for start in starts if self._is_record_at(start)]
            if at is not None:
                found.append(self._position + at)
            if found:
                self._at += min(found) - self._position
                return True
            self._at = max(self._at, len(self._held) - _OVERLAP)
            if not self._fill():
                self._at = len(self._held)
                if self._error is not None:
                    raise self._error
                return False

    def _is_record_at(self, position: int) -> bool:
        index = self._at + position - self._position
        return index >= 0 and RECORD.match(self._held, index) is not None

    def starts_record(self) -> bool:
        """Whether a record begins here. Raises: FeedError."""
        start = self.peek(5)
        return RECORD.match(self.peek(16 if start == b"WARC/" else 9000)) is not None

    @property
    def _position(self) -> int:
        return self._base + self._at

    def _go(self, raw: int) -> None:
        self._file.seek(raw)
        self._raw, self._raw_at, self._member, self._from = b"", raw, raw, raw
        self._held, self._at, self._base = b"", 0, 0
        self._error, self._unpacker = None, None
        self._marks = deque([(0, raw)])

    def _fill(self) -> bool:
        """Get more bytes; False at the end.

        Raises: FeedError, once what was unpacked before the damage is taken.
        """
        if self._error is None:
            try:
                return self._filled()
            except FeedError as e:
                self._error = e
        if self._at < len(self._held):
            return False
        raise self._error

    def _filled(self) -> bool:
        if self._at > _PIECE:
            self._held, self._base, self._at = self._held[self._at :], self._position, 0
        if not self._magic:
            more = self._file.read(_PIECE)
            self._held += more
            return bool(more)
        while True:
            if self._unpacker is None and not self._begin():
                return False
            more = self._unpacked()
            if more:
                self._held += more
                return True

    def _more(self, least: int) -> bool:
        while len(self._raw) < least:
            piece = self._file.read(_PIECE)
            if not piece:
                return False
            self._raw += piece
        return True

    def _begin(self) -> bool:
        """Begin the next member; False at the end of the file. Raises: FeedError."""
        if not self._more(4) and not self._raw:
            return False
        while self._raw.startswith(_DICTIONARY):
            self._take_dictionary()
            self._more(4)
        if not self._raw.startswith(self._magic):
            raise FeedError("bytes that belong to no record", self._raw_at)
        end = self._base + len(self._held)
        if self._marks[-1][0] == end:
            self._marks.pop()
        self._marks.append((end, self._raw_at))
        self._member = self._raw_at
        self._unpacker = self._made()
        return True

    def _made(self) -> Any:  # noqa: ANN401 - zlib's or zstandard's
        if self._magic == _GZIP:
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        from zstandard import ZstdDecompressor

        maker = ZstdDecompressor(dict_data=self._dictionary, max_window_size=1 << 27)
        return maker.decompressobj()

    def _take_dictionary(self) -> None:
        size = int.from_bytes(self._raw[4:8], "little") if self._more(8) else 0
        if size > _MOST_DICTIONARY or not self._more(8 + size):
            raise FeedError("a dictionary that is cut short or too large", self._raw_at)
        from zstandard import ZstdCompressionDict, ZstdDecompressor, ZstdError

        data = self._raw[8 : 8 + size]
        if data.startswith(_ZSTD):
            try:
                data = ZstdDecompressor().decompress(data, max_output_size=_MOST_DICTIONARY)
            except ZstdError as e:
                raise FeedError("a dictionary that is damaged", self._raw_at) from e
        self._dictionary = ZstdCompressionDict(data)
        self._raw, self._raw_at = self._raw[8 + size :], self._raw_at + 8 + size

    def _unpacked(self) -> bytes:
        """Unpack some more of the present member. Raises: FeedError."""
        if not self._raw and not self._more(1):
            raise FeedError("the file ends within a member", self._member)
        piece, self._raw = self._raw[:8192], self._raw[8192:]
        try:
            if self._magic == _GZIP:
                out = self._unpacker.decompress(piece, _PIECE)
                rest = self._unpacker.unconsumed_tail or self._unpacker.unused_data
            else:
                out = self._unpacker.decompress(piece)
                rest = self._unpacker.unused_data if self._unpacker.eof else b""
        except Exception as e:  # zlib.error or ZstdError, whose class is not imported for it
            if not isinstance(e, zlib.error) and type(e).__name__ != "ZstdError":
                raise
            raise FeedError("packed bytes that are damaged", self._member) from e
        self._raw = rest + self._raw
        self._raw_at += len(piece) - len(rest)
        if self._unpacker.eof:
            self._unpacker = None
        return bytes(out)

    def _next_member(self, raw: int) -> int | None:
        """Return where the next member begins that begins with a record."""
        tried = 0
        self._file.seek(raw)
        held, base = b"", raw
        while piece := self._file.read(1 << 20):
            held += piece
            at = held.find(self._magic)
            while at >= 0 and at + _TRIED <= len(held):
                tried += 1
                if self._begins_record(held[at : at + _TRIED]):
                    return base + at
                if tried > _MOST_TRIED:
                    return None
                at = held.find(self._magic, at + 1)
            cut = at if at >= 0 else max(0, len(held) - 3)
            base, held = base + cut, held[cut:]
        at = held.find(self._magic)
        while at >= 0:
            if self._begins_record(held[at : at + _TRIED]):
                return base + at
            at = held.find(self._magic, at + 1)
        return None

    def _begins_record(self, packed: bytes) -> bool:
        unpacker = self._made()
        try:
            start = unpacker.decompress(packed)
        except Exception:  # noqa: BLE001 - no member begins here, whatever the reason
            return False
        return RECORD.match(start[:_OVERLAP]) is not None or start[:7] == b"WARC/1."
