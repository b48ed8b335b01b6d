"""The text of a document, what was lost on the way, or why there is none. Floor 3: a stage.

Bad content is a loss and never an exception. What each extractor understands is in
``EXTRACTORS``; a format without one keeps its bytes and has no text.
"""

from collections.abc import Callable, Mapping

from fonds.extraction import plain
from fonds.model import Extraction, Identification, Loss

__all__ = ["EXTRACTORS", "TEXT_LIMIT", "TOOLS", "extract", "skipped", "wants"]

TOOLS = ((plain.TOOL, plain.VERSION),)
"""Names and versions of the extractors, for provenance; the first is for text as it stands."""

TEXT_LIMIT = 16 * 1024 * 1024
"""Bytes of a document of which text is made; a longer one is stored and has no text."""

Extractor = Callable[[bytes, Identification], Extraction]

EXTRACTORS: Mapping[str, Extractor] = {}
"""Media type to its extractor, for formats that are not text as they stand (HTML, PDF, …)."""

_TOOL = ("fonds-extract", "1")


def wants(identification: Identification, size: int) -> bool:
    """Say whether ``extract`` would make text: only then need a document be held whole."""
    return size <= TEXT_LIMIT and _extractor(identification) is not None


def extract(data: bytes, identification: Identification) -> Extraction:
    """Return the text of a document, by the media type and charset it was identified as.

    Never raises on content: what cannot be decoded or read is a loss.
    Cost: one pass; holds the text beside the bytes.
    """
    extractor = _extractor(identification)
    if extractor is None or len(data) > TEXT_LIMIT:
        return skipped(identification, len(data))
    return extractor(data, identification)


def skipped(identification: Identification, size: int, limit: int = TEXT_LIMIT) -> Extraction:
    """Return what ``extract`` answers for a document that it does not want, without its bytes.

    ``limit`` is what the caller holds of a document, where that is less than would be read here.
    """
    if plain.unreadable(identification):
        loss = Loss("charset", note=f"text in a charset that is {plain.guesses(identification)}")
    elif _extractor(identification) is None:
        loss = Loss("no-extractor", note=f"no extractor for {identification.media_type}")
    else:
        loss = Loss("limit", count=size, note=f"over {min(limit, TEXT_LIMIT)} bytes")
    return Extraction(None, *_TOOL, losses=(loss,))


def _extractor(identification: Identification) -> Extractor | None:
    media_type = identification.media_type
    if media_type in EXTRACTORS:
        return EXTRACTORS[media_type]
    return plain.extract if plain.readable(identification) else None
