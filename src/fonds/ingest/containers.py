"""Which containers an ingest opens: a ZIP that is an office file is a document of its own."""

from collections.abc import Iterator
from typing import BinaryIO

from fonds.archive import OpenArchive, Version
from fonds.formats.statement import document_id
from fonds.ingest.options import Options
from fonds.sources.containers.expansion import Expansion


def expansion(options: Options, archive: OpenArchive) -> Expansion:
    """Return what expands the captures of a run; to be closed when the run has ended."""
    return Expansion(
        _is_document,
        options.limits.expand,
        options.columns,
        members_only=options.members_only,
        earlier=lambda address, date: _earlier(archive, address, date),
    )


def _earlier(archive: OpenArchive, address: str, date: str) -> Iterator[bytes] | None:
    """Return the payload that a revisit in a web archive names by address and second, or None."""
    doc = document_id(archive.info.archive, address)
    for row in archive.catalog.versions_of(doc):
        if not row.withdrawn:
            version = Version(archive, row)
            if version.captured[:19] == date[:19]:
                return version.chunks()
    return None


def _is_document(head: bytes, file: BinaryIO) -> bool:
    from fonds.identification.container import opinion  # few files are ZIPs

    found = opinion(head, file)
    return found is not None and found.media_type != "application/wacz"
