"""Lists of paths, as ``find`` prints them."""

from collections.abc import Iterator
from typing import BinaryIO

from fonds.errors import UsageError

ENTRY_LIMIT = 64 << 10
"""Bytes of one path: 64 KiB, sixteen times what the system takes in one piece."""

CHUNK = 64 << 10


def listed(stream: BinaryIO, null: bool = False) -> Iterator[bytes]:
    """Yield the paths of a list, one a line (or ended by NUL), lazily; empty ones are passed.

    A path may hold any byte but the one that ends it: carriage returns and blanks belong to it.
    Cost: holds one chunk and one path.
    Raises: UsageError when a path is longer than 64 KiB, since this is then no list of that kind.
    """
    end = b"\0" if null else b"\n"
    rest = b""
    while chunk := stream.read(CHUNK):
        *whole, rest = (rest + chunk).split(end)
        if len(rest) > ENTRY_LIMIT:
            raise UsageError(
                "a path in the list is longer than 64 KiB; -0 is for lists with NUL between paths",
                begins=repr(rest[:40]),
            )
        yield from filter(None, whole)
    if rest:
        yield rest
