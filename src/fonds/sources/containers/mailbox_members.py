"""Read the messages of a mailbox: mbox, in which ``From`` begins a message, and MMDF.

Source: RFC 4155; mbox(5), of which the quoting of mboxrd is undone; mmdf(5).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from fonds.errors import ContainerLimitError, SourceError
from fonds.sources.containers.member import ContainerMember
from fonds.sources.containers.pieces import Message, Stored

MARK = b"\x01\x01\x01\x01\n"
LONGEST_LINE = 1 << 16  # a longer line is read in pieces; only its beginning can be a postmark
POSTMARK = re.compile(rb"From \S+.*\d{2}:\d{2}.*\d{4}")
HEADER = re.compile(rb">?[A-Za-z][A-Za-z0-9-]*:")


def is_mailbox(head: bytes) -> bool:
    """Whether a file begins as a mailbox does: a postmark, and a header after it."""
    if head.startswith(MARK):
        return True
    first, _, rest = head.partition(b"\n")
    return bool(POSTMARK.match(first) and HEADER.match(rest))


def members(file: BinaryIO, most: int) -> Iterator[ContainerMember | tuple[bytes, SourceError]]:
    """Yield the messages, named by their number. Cost: one pass, of which one line is held."""
    file.seek(0)
    with_marks = file.read(len(MARK)) == MARK
    file.seek(0)
    found = _between_marks(file) if with_marks else _after_postmarks(file)
    for number, (start, end) in enumerate(found, 1):
        if number > most:
            yield b"", ContainerLimitError("more messages than the limit", limit=most)
            return
        piece = Stored(start, end - start) if with_marks else Message(start, end - start)
        yield ContainerMember(str(number).encode(), piece)


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Yield where each line begins, the line, and whether it is the beginning of one."""
    at, begins = 0, True
    buffered = _Buffered(file)
    while line := buffered.readline(LONGEST_LINE):
        yield at, line, begins
        at += len(line)
        begins = line.endswith(b"\n")


class _Buffered:
    """A file read by lines from large pieces."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._held, self._at = file, b"", 0

    def readline(self, limit: int) -> bytes:
        while True:
            end = self._held.find(b"\n", self._at, self._at + limit)
            if end >= 0 or len(self._held) - self._at >= limit:
                stop = end + 1 if end >= 0 else self._at + limit
                line = self._held[self._at : stop]
                self._at = stop
                return line
            more = self._file.read(1 << 20)
            if not more:
                line, self._held, self._at = self._held[self._at :], b"", 0
                return line
            self._held, self._at = self._held[self._at :] + more, 0


def _after_postmarks(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """A postmark stands at the beginning, or after an empty line, and a header follows it."""
    start, after_empty, end = None, True, 0
    empty = 0  # bytes of the empty line before, which belongs to neither message
    waiting: tuple[int, int] | None = None  # a postmark whose next line is to be seen
    for at, line, begins in _lines(file):
        end = at + len(line)
        if waiting is not None:
            mark_at, body = waiting
            waiting = None
            if HEADER.match(line) or mark_at == 0:
                if start is not None:
                    yield start, mark_at - empty
                start = body
        if begins and after_empty and line.startswith(b"From ") and POSTMARK.match(line):
            waiting = (at, end)
        after_empty = begins and line in (b"\n", b"\r\n")
        if after_empty:
            empty = len(line)
    if start is not None and end > start:
        yield start, end


def _between_marks(file: BinaryIO) -> Iterator[tuple[int, int]]:
    start, end = None, 0
    for at, line, begins in _lines(file):
        end = at + len(line)
        if begins and line == MARK:
            if start is not None and at > start:
                yield start, at
                start = None
            else:
                start = end
    if start is not None and end > start:
        yield start, end
