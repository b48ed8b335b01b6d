"""Print to users and to programs: the one place where fonds prints.

Results go to stdout, everything said about them to stderr. Nothing that came from a document, a
name or an error reaches a terminal with its control or bidi characters alive: they are shown,
not obeyed. Right-to-left text is isolated, so that it orders itself and nothing around it.
"""

import contextlib
import io
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, BinaryIO

from fonds.errors import FondsError, UsageError

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate and its end: text between them orders itself."""

# C0 and C1 controls, DEL, bidi marks, embeddings and isolates, line and paragraph separators,
# interlinear marks, tags, lone surrogates (which no stream can encode).
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")


_can_isolate = True
"""Whether both streams have the isolates: in an encoding without them they would be noise."""


def safe(text: object, keep: str = "") -> str:
    r"""Return text that a terminal can only show: ``\x1b`` for an escape, ``\u202e`` for a bidi
    override. ``keep`` names control characters that may stay (``\n\t`` in running text).

    >>> safe("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """

    def show(match: re.Match[str]) -> str:
        c = match[0]
        if c in keep:
            return c
        number = ord(c)
        return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"

    return _UNSAFE.sub(show, str(text))


def shown(text: object, keep: str = "") -> str:
    """Return ``safe`` text, isolated where it has letters that run from right to left."""
    plain = safe(text, keep)
    return f"{FSI}{plain}{PDI}" if _can_isolate and _RIGHT_TO_LEFT.search(plain) else plain


def out(line: str = "") -> None:
    """Print one line of a result."""
    sys.stdout.write(line + "\n")


def out_bytes(data: bytes) -> None:
    """Write a result's bytes as they are."""
    sys.stdout.buffer.write(data)


def out_json(value: Any, *, flush: bool = False) -> None:  # noqa: ANN401 - any JSON value
    """Print one line of JSON. Control characters are escaped by JSON itself; so is bidi here."""
    out(_json_line(value))
    if flush:
        sys.stdout.flush()


def out_json_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Print one JSON object with a list of rows, a row a line, as they come."""
    out(f'{{"{name}": [')
    before = ""
    for row in rows:
        if before:
            out(before + ",")
        before = _json_line(row)
    if before:
        out(before)
    out("]}")


def _json_line(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Inside JSON strings a bidi character is as dangerous to a terminal as anywhere."""
    import json  # not every command prints it

    line = json.dumps(value, ensure_ascii=not _is_unicode(sys.stdout), default=str)
    return _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], line)


def say(message: str) -> None:
    """Tell people something on stderr."""
    sys.stderr.write(f"fonds: {message}\n")


def say_error(error: FondsError) -> None:
    """Print an error as one line, and the next step as another.

    A wrong expression stands on lines of its own, with a caret under its ``position``.
    """
    lines = str(error).split("\n") if "position" in error.facts else [str(error)]
    say("\n".join([f"error {error.code}: {shown(lines[0])}", *(safe(line) for line in lines[1:])]))
    if error.hint:
        say(f"hint: {error.hint}")


def error_json(error: FondsError) -> dict[str, Any]:
    """Return an error as ``--json`` prints it."""
    return {
        "code": error.code,
        "message": error.sentence,
        "hint": error.hint,
        "exit_status": error.exit_status,
        "facts": {name: str(value) for name, value in error.facts.items()},
    }


def table(
    rows: Sequence[Sequence[object]], header: Sequence[str], flexible: Sequence[str] = ()
) -> None:
    """Print a table on stdout, aligned by what is seen.

    On a terminal that is too narrow, cells of the ``flexible`` columns are cut.
    """
    cells = [[safe(cell) for cell in row] for row in rows]
    widths = [
        max([len(title), *(_width(row[i]) for row in cells)]) for i, title in enumerate(header)
    ]
    if flexible and sys.stdout.isatty():
        room = shutil.get_terminal_size().columns
        places = [header.index(name) for name in flexible]
        widths = _fitted(widths, places, room - 2 * (len(widths) - 1))
    for line in [list(header), *cells]:
        padded = [_padded(cell, width) for cell, width in zip(line, widths, strict=True)]
        out("  ".join(padded).rstrip())


LEAST = 8
"""Columns that a cut cell keeps at least."""


def _fitted(widths: Sequence[int], flexible: Sequence[int], room: int) -> list[int]:
    """Narrow flexible columns, the widest first, until all columns have room, or none is left."""
    fitted = list(widths)
    while sum(fitted) > room:
        widest = max(flexible, key=lambda at: fitted[at])
        if fitted[widest] <= LEAST:
            break
        others = max((fitted[at] for at in flexible if at != widest), default=0)
        target = max(fitted[widest] - (sum(fitted) - room), min(others, fitted[widest] - 1), LEAST)
        fitted[widest] = target
    return fitted


def _padded(cell: str, width: int) -> str:
    missing = width - _width(cell)
    if missing < 0:
        cell = _cut(cell, width)
        missing = width - _width(cell)
    return shown(cell) + " " * missing


def _cut(text: str, width: int) -> str:
    """Return the beginning of a text, and an ellipsis, in so many columns."""
    mark = "…" if _can_isolate else "~"
    kept = columns = 0
    for kept, character in enumerate(text):  # noqa: B007 - where it stops is what is wanted
        columns += _width(character)
        if columns > width - 1:
            break
    return text[:kept] + mark


def counted(number: int, thing: str, things: str = "") -> str:
    """Return a number of things in words.

    >>> counted(1, "bundle"), counted(2, "bundle"), counted(0, "entry", "entries")
    ('1 bundle', '2 bundles', '0 entries')
    """
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def _width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    import unicodedata

    return sum(
        0
        if unicodedata.combining(c) or c in (FSI, PDI)
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )


def size_text(count: int) -> str:
    """Return a number of bytes for people."""
    size = float(count)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if size < 1024 or unit == "TiB":
            break
        size /= 1024
    return f"{count} B" if unit == "B" else f"{size:.1f} {unit}"


_closed: set[str] = set()


def open_closed() -> None:
    """Give a stream that came closed (``>&-``) the null device: what is said there goes nowhere.

    Without this the next file that is opened, one of the archive's perhaps, would be the stream.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            _closed.add(name)
            setattr(sys, name, open("/dev/null", mode))  # noqa: SIM115 - lives as long as the process


def standard_input() -> BinaryIO:
    """Return the bytes of standard input. Raises: UsageError where it came closed (``<&-``)."""
    if "stdin" in _closed:
        raise UsageError("standard input is closed: there is nothing to read")
    return sys.stdin.buffer


def print_in_any_encoding() -> None:
    """Make both streams escape what their encoding lacks, instead of failing."""
    global _can_isolate
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            _can_isolate = _can_isolate and _is_unicode(stream)


def _is_unicode(stream: IO[str]) -> bool:
    return str(getattr(stream, "encoding", "utf-8")).lower().replace("-", "").startswith("utf")


@contextlib.contextmanager
def pipe_safe() -> Iterator[None]:
    """Let a closed pipe (``| head``) end the command quietly."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain at exit when it flushes stdout again.
        devnull: IO[str] = open("/dev/null", "w")  # noqa: SIM115 - lives until the process ends
        sys.stdout = devnull
        raise SystemExit(141) from None
