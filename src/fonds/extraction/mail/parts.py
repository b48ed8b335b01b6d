"""Split a mail into its parts in one pass.

Our own pass and not the standard library's parser: that one needs sixteen times its input in
memory and recurses into nested parts. A delimiter line ends whatever is open within its
boundary; a boundary that is never closed ends with the message. Source: RFC 2046, section 5.1.
"""

import re
from typing import NamedTuple

from fonds.extraction.mail.headers import Headers
from fonds.model import Loss

MOST_PARTS = 10_000
MOST_HEADER = 1024 * 1024  # bytes of one part's header that are read
_LONGEST_BOUNDARY = 250  # RFC 2046 allows 70
_DELIMITER = re.compile(rb"^--[^\r\n]{1,260}", re.MULTILINE)
_END = re.compile(rb"\r?\n\r?\n|\r\r")
_FIELD = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_FIELD_AFTER = re.compile(rb"\r?\n[!-9;-~]{1,100}:")
_DEFAULT, _DIGEST = "text/plain", "message/rfc822"


class Part(NamedTuple):
    """One leaf of a mail: its number (``1.2``), headers, and the bytes of its body, encoded."""

    number: str
    headers: Headers
    media_type: str
    start: int
    end: int
    within: tuple[str, ...]  # media types of what it is in, from the outside
    group: tuple[str, ...]  # numbers of those


class _Open(NamedTuple):
    boundary: bytes
    number: str
    media_type: str
    start: int


class Splitter:
    """The parts of one message; ``losses`` says what of its structure is wrong."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.losses: list[Loss] = []
        self.parts: list[Part] = []
        self.headers = Headers([], "")
        self._stack: list[_Open] = []
        self._known: dict[bytes, int] = {}
        self._counts: dict[str, int] = {}
        self._leaf: tuple[str, Headers, str, int] | None = None

    def split(self) -> None:
        """Read the headers of the message, then go from delimiter to delimiter."""
        self.headers, body = self._header(0)
        self._begin("", self.headers, body, _DEFAULT)
        if self._stack:
            for found in _DELIMITER.finditer(self.data, body):
                if found.start() >= body:
                    self._delimiter(found[0].rstrip(b" \t"), found.start(), found.end())
                    if len(self.parts) >= MOST_PARTS:
                        self.losses.append(Loss("limit", note=f"more than {MOST_PARTS} parts"))
                        return
        if self._stack:
            note = "a boundary is never closed"
            self.losses.append(Loss("damaged", len(self._stack), note=note))
        self._close_leaf(len(self.data))

    def _delimiter(self, line: bytes, start: int, end: int) -> None:
        name, closes = line[2:], False
        depth = self._known.get(name)
        if depth is None and name.endswith(b"--"):
            depth, closes = self._known.get(name[:-2]), True
        if depth is None:
            return
        self._close_leaf(start)
        within = self._stack[depth]
        if len(self._stack) > depth + 1:
            note = "a boundary is never closed"
            self.losses.append(Loss("damaged", len(self._stack) - depth - 1, note=note))
        self._pop(depth if closes else depth + 1)
        if closes:
            return
        headers, body = self._header(self._next_line(end))
        count = self._counts[within.number] = self._counts.get(within.number, 0) + 1
        number = f"{within.number}.{count}" if within.number else str(count)
        usual = _DIGEST if within.media_type == "multipart/digest" else _DEFAULT
        self._begin(number, headers, body, usual)

    def _pop(self, to: int) -> None:
        while len(self._stack) > to:
            gone = self._stack.pop()
            del self._known[gone.boundary]

    def _next_line(self, at: int) -> int:
        line_end = self.data.find(b"\n", at)
        return len(self.data) if line_end < 0 else line_end + 1

    def _begin(self, number: str, headers: Headers, body: int, usual: str) -> None:
        """Open a part: a multipart by its boundary, anything else as a leaf."""
        media_type = headers.media_type() or usual
        if media_type.startswith("multipart/"):
            boundary = self._boundary(headers, body)
            if boundary is not None and boundary not in self._known:
                self._known[boundary] = len(self._stack)
                self._stack.append(_Open(boundary, number, media_type, body))
                return
            note = "a multipart without a boundary of its own is read as text"
            self.losses.append(Loss("damaged", note=note, place={"part": number}))
            media_type = _DEFAULT
        self._leaf = (number, headers, media_type, body)

    def _boundary(self, headers: Headers, body: int) -> bytes | None:
        stated = headers.parameter("content-type", "boundary")
        if stated:
            return stated.encode("utf-8", "surrogateescape")[:_LONGEST_BOUNDARY].rstrip()
        # it is not stated: a line that begins as a delimiter, and a header after it, tells it
        found = _DELIMITER.search(self.data, body, body + 64 * 1024)
        if found is not None and _FIELD_AFTER.match(self.data, found.end()):
            note = "a boundary that no header states"
            self.losses.append(Loss("damaged", note=note))
            return found[0][2:].rstrip(b" \t")
        return None

    def _close_leaf(self, end: int) -> None:
        if self._leaf is None:
            return
        number, headers, media_type, start = self._leaf
        self._leaf = None
        # the line end before a delimiter belongs to the delimiter
        if (
            self._stack
            and end > start
            and self.data[end - 1 : end] == b"\n"
            and end < len(self.data)
        ):
            end -= 2 if self.data[end - 2 : end] == b"\r\n" else 1
        within = tuple(o.media_type for o in self._stack)
        group = tuple(o.number for o in self._stack)
        part = Part(number or "1", headers, media_type, start, max(start, end), within, group)
        self.parts.append(part)

    def _header(self, start: int) -> tuple[Headers, int]:
        """Read the header at ``start``; return it and where the body begins."""
        data = self.data
        if data.startswith((b"\r\n", b"\n"), start):  # a part without headers
            return Headers([], ""), self._next_line(start)
        found = _END.search(data, max(0, start - 1) if start else 0)
        end, body = (len(data), len(data)) if found is None else (found.start(), found.end())
        lines = data[start : min(end, start + MOST_HEADER)]
        if end - start > MOST_HEADER:
            note = f"a header longer than {MOST_HEADER} bytes is read that far"
            self.losses.append(Loss("limit", note=note))
        fields, stop = _fields(lines)
        if (
            stop < len(lines) and end - start <= MOST_HEADER
        ):  # a line that is no header: the body begins there
            if fields or start:
                self.losses.append(Loss("damaged", note="a line within a header that is no header"))
            body = start + stop
        return Headers(fields, ""), body


def _fields(lines: bytes) -> tuple[list[tuple[str, bytes]], int]:
    """Return names and raw values, unfolded, and where the first line is that is no header."""
    fields: list[tuple[str, bytes]] = []
    at = 0
    names: list[str] = []
    values: list[list[bytes]] = []
    for line in lines.splitlines(keepends=True):
        if line[:1] in b" \t" and values:
            values[-1].append(line)
        elif match := _FIELD.match(line):
            names.append(match[0][:-1].rstrip().decode("ascii"))
            values.append([line[match.end() :]])
        elif line.startswith((b"From ", b">From ")) and not names:
            pass  # the line with which a mailbox begins a message
        elif line.strip():
            break
        at += len(line)
    for name, pieces in zip(names, values, strict=True):
        raw = b"".join(p.rstrip(b"\r\n") for p in pieces)
        fields.append((name, raw.strip(b" \t")))
    return fields, at
