"""Lists of paths, as ``find`` prints them."""

from collections.abc import Iterator
from typing import BinaryIO

from fonds.errors import UsageError

_UTF_8, _UTF_16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
"""Byte-order marks: some editors put one at the beginning of a text file."""

ENTRY_LIMIT = 64 << 10
"""Bytes of one path: 64 KiB, sixteen times what the system accepts in one call."""

CHUNK = 64 << 10


def listed(stream: BinaryIO, null: bool = False) -> Iterator[bytes]:
    """Yield the paths of a list, one a line (or ended by NUL), lazily; empty ones are passed.

    A path may hold any byte but the one that ends it: carriage returns and blanks belong to it.
    A byte-order mark at the beginning is no part of the first path.
    Cost: holds one chunk and one path.
    Raises: UsageError when a path is longer than 64 KiB or the list is in UTF-16: this is then
    no list of that kind.
    """
    end = b"\0" if null else b"\n"
    rest = _without_mark(stream.read(len(_UTF_8)))
    while chunk := stream.read(CHUNK):
        *whole, rest = (rest + chunk).split(end)
        if len(rest) > ENTRY_LIMIT:
            raise UsageError(
                "a path in the list is longer than 64 KiB; -0 is for lists with NUL between paths",
                begins=repr(rest[:40]),
            )
        yield from filter(None, whole)
    yield from filter(None, rest.split(end))


def _without_mark(begins: bytes) -> bytes:
    """Return the first three bytes of a list without a mark. Raises: UsageError on UTF-16."""
    if begins.startswith(_UTF_16):
        raise UsageError("the list is in UTF-16; save it as UTF-8")
    return begins.removeprefix(_UTF_8)
