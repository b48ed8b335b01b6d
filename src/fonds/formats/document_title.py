"""The title that a document gives itself: in its metadata, or as a first line that stands apart.

Decided here once for ingest, which records it, and for the verifier, which compares what is
recorded. Pure. Source: FORMAT.md, Provenance (``f:title``).
"""

from collections.abc import Iterable

from fonds.model import MetadataValue

LIMIT = 200
"""Characters of a title."""

BEGINNING = 2 * LIMIT
"""Characters of a text in which its first line has to end."""


def own_title(metadata: Iterable[MetadataValue], reading: str | None) -> str | None:
    r"""Return what a document states as its title, else its first line where that stands apart.

    ``reading`` is the text to read, or its beginning.

    >>> own_title((), "A title\n\nSome text.\n")
    'A title'
    """
    stated = next(iter(stated_titles(metadata)), None)
    if stated is not None or not reading:
        return stated
    line, rest = _first_line(reading)
    apart = not rest.split("\n", 1)[0].strip()
    return line if line and apart and len(line) <= LIMIT and line.isprintable() else None


def stated_titles(metadata: Iterable[MetadataValue]) -> Iterable[str]:
    """Yield the titles that a document's metadata states, as they are recorded."""
    for one in metadata:
        if one.name == "title" and not one.sensitive and isinstance(one.value, str):
            title = " ".join(one.value.split())
            if title and title.isprintable():
                yield title[:LIMIT]


def is_first_line(title: str, reading: str) -> bool:
    r"""Whether a title is how a text begins, whatever follows: releases differ in what is apart.

    >>> is_first_line("A title", "\tA title \nSome text.\n")
    True
    """
    return title == _first_line(reading)[0]


def _first_line(reading: str) -> tuple[str, str]:
    first, _, rest = reading[:BEGINNING].partition("\n")
    return first.strip(), rest
