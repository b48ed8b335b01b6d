"""Files that a folder had at the last run and has no more."""

import os
from array import array
from collections.abc import Iterable, Iterator

import attrs

from fonds.archive import OpenArchive
from fonds.catalog import OriginRow, Origins
from fonds.formats.canonical import uuid_bytes
from fonds.ingest.options import Gone
from fonds.sources.files.reading import display_of


@attrs.define
class SeenDocuments:
    """Which documents a run has met. Cost: 8 bytes a document."""

    _keys: "array[int]" = attrs.field(factory=lambda: array("Q"), init=False)

    def add(self, doc: str) -> None:
        """Remember a document."""
        self._keys.append(_key(doc))

    def without(self, rows: Iterable[OriginRow]) -> Iterator[OriginRow]:
        """Yield the origins of documents that were not met."""
        met = frozenset(self._keys)
        return (row for row in rows if _key(row.doc) not in met)


def gone(
    archive: OpenArchive,
    origins: Origins,
    seen: SeenDocuments,
    folders: Iterable[bytes],
    first_leaf: int,
) -> Iterator[Gone]:
    """Yield the documents of folders that a whole run through these did not meet.

    A document that this run made (from ``first_leaf`` on) of the same bytes is what it was renamed
    to. Cost: one look at the catalogue for each that is gone.
    """
    for folder in folders:
        for row in seen.without(origins.below(folder)):
            if os.path.lexists(row.path):
                continue  # passed over this time, but there
            latest = archive.catalog.latest(row.doc)
            if latest is None:
                continue  # withdrawn
            now = archive.catalog.same_bytes(latest.sha256, first_leaf - 1, archive.state.size)
            renamed = next((one.identifier for one in now if one.doc != row.doc), None)
            yield Gone(row.identifier, row.doc, display_of(row.path), renamed)


def _key(doc: str) -> int:
    return int.from_bytes(uuid_bytes(doc)[8:], "big")
