"""Split a stream of chunks into lines. Pure."""

from collections.abc import Iterable, Iterator

from fonds.errors import FormatError

MAX_LINE = 64 * 1024 * 1024
"""Bytes: a page's line holds a whole text, of at most 16 MiB before JSON escapes."""


def split_lines(
    chunks: Iterable[bytes], *, limit: int = MAX_LINE, error: type[FormatError] = FormatError
) -> Iterator[bytes]:
    r"""Each line with its LF, however the chunks are cut; the last line must have one too.

    >>> list(split_lines([b"a\nb", b"", b"c\n"]))
    [b'a\n', b'bc\n']

    Cost: linear; holds one line and one chunk. Raises: ``error`` on a line over ``limit`` bytes,
    and when what follows the last LF is not empty.
    """
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            if size + len(end) >= limit:
                raise error("line is too long", limit=limit)
            if parts:
                yield b"".join((*parts, end, b"\n"))
                parts.clear()
                size = 0
            else:
                yield end + b"\n"
        if rest:
            parts.append(rest)
            size += len(rest)
        if size > limit:
            raise error("line is too long", limit=limit)
    if parts:
        raise error("last line has no end", bytes=size)
