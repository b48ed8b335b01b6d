"""Captures of the records of one file: the posts of a WordPress export, the rows of a table."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from fonds.errors import SourceError, UnsupportedMemberError
from fonds.sources import table, wordpress
from fonds.sources.containers.record import RecordCapture
from fonds.sources.source import Stated, Within, quoted

_ADDRESS = re.compile(r"https?://[!-~]+")
_BLOCKS = re.compile(rb"<(?:p|div|h[1-6]|ul|ol|figure|table|blockquote)\b|<!-- wp:", re.IGNORECASE)

Found = Iterator["RecordCapture | tuple[str, SourceError]"]


class HolderFile(NamedTuple):
    """The file that holds the records: its identifier, and its name for messages."""

    target: str
    display: str

    def record(self, data: bytes, place: str, target: str | None, known: Stated) -> RecordCapture:
        """Return a record at a place, under its own address where it has one."""
        return RecordCapture(
            data,
            f"{self.display}!/{place}",
            target or f"{self.target}!/{quoted(place.encode('utf-8', 'surrogatepass'))}",
            Within(self.target, place),
            known,
        )


def posts(stream: BinaryIO, holder: HolderFile) -> Found:
    """Yield the posts of an export, each named by its address; a second of one address is named.

    Raises: SourceError where the export cannot be read at all.
    """
    seen: set[str] = set()
    for one in wordpress.posts(stream):
        if not isinstance(one, wordpress.Post):
            yield one
            continue
        place = f"post {one.number}" if one.number else f"post {len(seen) + 1}"
        target = one.link if _ADDRESS.fullmatch(one.link) else None
        if (target or place) in seen:
            yield place, UnsupportedMemberError("another post has this address", address=one.link)
            continue
        seen.add(target or place)
        metadata = dict(one.metadata)
        if _BLOCKS.search(one.content):
            metadata["format"] = "text/html"
        yield holder.record(one.content, place, target, Stated(metadata, {}, {"charset": "utf-8"}))


def rows(stream: BinaryIO, name: bytes, columns: table.Columns, holder: HolderFile) -> Found:
    """Yield the rows of a table. Those that an id names are the same documents in any file.

    Raises: SourceError where the table cannot be read at all.
    """
    seen: set[str] = set()
    for one in table.rows(stream, name, columns):
        if not isinstance(one, table.Row):
            yield one
            continue
        place = f"row {one.number}"
        target = one.url if _ADDRESS.fullmatch(one.url) else None
        if target is None and one.name:
            target = f"row:{quoted(one.name.encode('utf-8', 'surrogatepass'))}"
        if target in seen:
            yield (
                place,
                UnsupportedMemberError("another row has this name", name=one.name or one.url),
            )
            continue
        if target is not None:
            seen.add(target)
        known = Stated(one.metadata, {}, {"charset": "utf-8"})
        yield holder.record(one.text.encode(), place, target, known)
