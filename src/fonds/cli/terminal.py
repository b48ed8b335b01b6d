"""What goes to people and to programs: the one place where fonds prints.

Results go to stdout, everything said about them to stderr. Nothing that came from a document, a
name or an error reaches a terminal with its control or bidi characters alive: they are shown,
not obeyed. Right-to-left text is isolated, so that it orders itself and nothing around it.
"""

import contextlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from fonds.errors import FondsError

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate and its end: text between them orders itself."""

# C0 and C1 controls, DEL, bidi marks, embeddings and isolates, line and paragraph separators,
# interlinear marks, tags, lone surrogates (which no stream can encode).
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")


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
    return f"{FSI}{plain}{PDI}" if _RIGHT_TO_LEFT.search(plain) else plain


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

    line = json.dumps(value, ensure_ascii=False, default=str)
    return _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], line)


def say(message: str) -> None:
    """Tell people something on stderr."""
    sys.stderr.write(f"fonds: {message}\n")


def say_error(error: FondsError) -> None:
    """Print an error as one line, and the next step as another."""
    say(f"error {error.code}: {shown(error)}")
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


def table(rows: Sequence[Sequence[object]], header: Sequence[str]) -> None:
    """Print a table on stdout: aligned by what is seen, the last column as wide as it likes."""
    cells = [[shown(cell) for cell in row] for row in rows]
    widths = [
        max([len(title), *(_width(row[i]) for row in cells)]) for i, title in enumerate(header)
    ]
    for line in [list(header), *cells]:
        padded = [
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ]
        out("  ".join(padded).rstrip())


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


def open_closed() -> None:
    """Give a stream that came closed (``>&-``) the null device: what is said there goes nowhere.

    Without this the next file that is opened, one of the archive's perhaps, would be the stream.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open("/dev/null", mode))  # noqa: SIM115 - lives as long as the process


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
