"""Which containers an ingest opens: a ZIP that is an office file is a document of its own."""

from typing import BinaryIO

from fonds.ingest.options import Options
from fonds.sources.containers.expansion import Expansion


def expansion(options: Options) -> Expansion:
    """Return what expands the captures of a run; to be closed when the run has ended."""
    return Expansion(
        _is_document, options.limits.expand, options.columns, members_only=options.members_only
    )


def _is_document(head: bytes, file: BinaryIO) -> bool:
    from fonds.identification.container import opinion  # few files are ZIPs

    found = opinion(head, file)
    return found is not None and found.media_type != "application/wacz"
