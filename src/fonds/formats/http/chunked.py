"""Undo the chunked transfer coding, and keep what stood around the chunks.

Source: RFC 9112 section 7.1.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAX_LINE = 16 * 1024
"""Bytes of a line with a size and its extensions, or of a trailer."""

_SIZE = re.compile(rb"[ \t]{0,8}([0-9A-Fa-f]{1,16})[ \t]{0,8}(?:;[^\r\n]*)?\r?\n")


class BadChunkError(ValueError):
    """The framing is broken at ``offset``, counted from where the body begins."""

    def __init__(self, sentence: str, offset: int) -> None:
        super().__init__(sentence, offset)
        self.sentence, self.offset = sentence, offset


class BodyRun(NamedTuple):
    """A run of a chunked body: framing bytes, then payload bytes; either may be empty."""

    framing: bytes
    data: bytes


class Dechunker:
    """Takes the bytes of a chunked body as they come, and gives runs.

    Cost: linear; holds one line of framing. ``finished`` says that the last chunk and its trailer
    were seen; what follows is left in ``rest``.
    """

    def __init__(self) -> None:
        self.finished = False
        self.rest = b""
        self._held = b""
        self._left = 0
        self._offset = 0
        self._after_data = False
        self._in_trailer = False

    def feed(self, piece: bytes) -> Iterator[BodyRun]:
        """Yield the runs that a piece completes. Raises: BadChunkError."""
        data = self._held + piece
        at, self._held = 0, b""
        while at < len(data) and not self.finished:
            if self._left:
                part = data[at : at + self._left]
                self._left -= len(part)
                at += len(part)
                self._offset += len(part)
                self._after_data = not self._left
                yield BodyRun(b"", part)
                continue
            end = data.find(b"\n", at)
            if end < 0:
                if len(data) - at > MAX_LINE:
                    raise BadChunkError("a line of the chunked framing is too long", self._offset)
                self._held = data[at:]
                return
            line = data[at : end + 1]
            self._line(line)
            at = end + 1
            self._offset += len(line)
            yield BodyRun(line, b"")
        self.rest += data[at:] if self.finished else b""

    def _line(self, line: bytes) -> None:
        if self._after_data:
            if line not in (b"\r\n", b"\n"):
                raise BadChunkError("a chunk is longer than its size says", self._offset)
            self._after_data = False
        elif self._in_trailer:
            self.finished = line in (b"\r\n", b"\n")
        else:
            found = _SIZE.fullmatch(line)
            if found is None:
                raise BadChunkError("a chunk has no size", self._offset)
            self._left = int(found[1], 16)
            self._in_trailer = not self._left


def dechunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the payload of a chunked body. Raises: BadChunkError, also where it has no end."""
    dechunker, size = Dechunker(), 0
    for piece in pieces:
        size += len(piece)
        for run in dechunker.feed(piece):
            if run.data:
                yield run.data
        if dechunker.finished:
            return
    raise BadChunkError("the body ends before its last chunk", size)
