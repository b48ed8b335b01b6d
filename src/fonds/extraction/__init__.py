"""The text of a document, what was lost on the way, or why there is none.

Bad content is a loss and never an exception. Text that stands as it is is decoded here; every
other format has a room of its own, named in ``EXTRACTORS``, whose parsers run in a parser process
(``fonds.extraction.isolation``): they read what strangers wrote.
"""

import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fonds.extraction import plain
from fonds.extraction.options import DEFAULTS, ExtractOptions
from fonds.model import Extraction, Identification, Loss

if TYPE_CHECKING:
    from fonds.extraction.isolation import Layer, ParserProcess

__all__ = [
    "EXTRACTORS",
    "ROOMS",
    "TEXT_LIMIT",
    "TOOLS",
    "close_parser",
    "extract",
    "has_parser",
    "isolation_layers",
    "limit_of",
    "skipped",
    "wants",
]

ROOMS = (
    ("fonds.extraction.html", "fonds-html", "1"),
    ("fonds.extraction.pdf", "fonds-pdf", "1"),
    ("fonds.extraction.office", "fonds-office", "1"),
    ("fonds.extraction.mail", "fonds-mail", "1"),
    ("fonds.extraction.image", "fonds-image", "1"),
    ("fonds.extraction.xml", "fonds-xml", "1"),
)
"""The rooms: module, and the tool's name and version that its extractions bear."""

TOOLS = (
    (plain.TOOL, plain.VERSION),
    *((tool, version) for module, tool, version in ROOMS if find_spec(module)),
)
"""Names and versions of the extractors, for provenance; the first is for text as it stands."""

TEXT_LIMIT = DEFAULTS.limits.text
"""Bytes of a plain text of which text is made; a longer one is stored and has no text."""

Extractor = Callable[[bytes, Identification, ExtractOptions], Extraction]

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OFFICE = (
    f"{_OPEN_XML}wordprocessingml.document",
    f"{_OPEN_XML}wordprocessingml.template",
    f"{_OPEN_XML}spreadsheetml.sheet",
    f"{_OPEN_XML}spreadsheetml.template",
    f"{_OPEN_XML}presentationml.presentation",
    f"{_OPEN_XML}presentationml.slideshow",
    f"{_OPEN_XML}presentationml.template",
    "application/vnd.ms-word.document.macroenabled.12",
    "application/vnd.ms-word.template.macroenabled.12",
    "application/vnd.ms-excel.sheet.macroenabled.12",
    "application/vnd.ms-powerpoint.presentation.macroenabled.12",
    f"{_OPEN_DOCUMENT}text",
    f"{_OPEN_DOCUMENT}text-template",
    f"{_OPEN_DOCUMENT}spreadsheet",
    f"{_OPEN_DOCUMENT}presentation",
    "application/epub+zip",
    "application/x-fictionbook+xml",
    "application/rtf",
    "text/rtf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.ms-outlook",
    "application/x-ole-storage",
)
_MAIL = ("message/rfc822", "message/x-emlx", "multipart/related", "application/x-mimearchive")
_IMAGES = ("jpeg", "png", "tiff", "webp", "gif", "heif", "heic", "avif")

EXTRACTORS: Mapping[str, str] = {
    "text/html": "fonds.extraction.html:extract",
    "application/xhtml+xml": "fonds.extraction.html:extract",
    "application/pdf": "fonds.extraction.pdf:extract",
    **dict.fromkeys(_OFFICE, "fonds.extraction.office:extract"),
    **dict.fromkeys(_MAIL, "fonds.extraction.mail:extract"),
    **{f"image/{name}": "fonds.extraction.image:extract" for name in _IMAGES},
    "application/xml": "fonds.extraction.xml:extract",
    "text/xml": "fonds.extraction.xml:extract",
    "image/svg+xml": "fonds.extraction.xml:extract",
}
"""Media type to its extractor as ``module:function``; imported when it is first needed, and by the
parser process. One whose module is not there is no extractor."""

_TOOL = ("fonds-extract", "1")


def wants(identification: Identification, size: int, options: ExtractOptions = DEFAULTS) -> bool:
    """Say whether ``extract`` would make text: only then need a document be held whole."""
    return size <= limit_of(identification, options) and _known(identification)


def has_parser(identification: Identification) -> bool:
    """Whether the format has a parser, which needs the document whole and can be slow."""
    return _room(identification) is not None


def limit_of(identification: Identification, options: ExtractOptions = DEFAULTS) -> int:
    """Return how many bytes of such a document are read; longer ones are only stored."""
    limits = options.limits
    room = _room(identification)
    if room is None:
        return limits.text
    name = room.partition(":")[0].rpartition(".")[2]
    return {"html": limits.html, "mail": limits.mail, "xml": limits.html}.get(name, limits.document)


def extract(
    data: bytes,
    identification: Identification,
    options: ExtractOptions = DEFAULTS,
    *,
    isolated: bool = True,
) -> Extraction:
    """Return the text of a document, by the media type and charset it was identified as.

    Never raises on content: what cannot be decoded or read is a loss. Formats with a parser go
    to this process's parser process, which is started for the first of them and kept;
    ``isolated=False`` calls the parser right here, with nothing to hold it.
    Cost: of text one pass, holding the text beside the bytes; of others that of their room.
    """
    if not wants(identification, len(data), options):
        return skipped(identification, len(data), options=options)
    room = _room(identification)
    if room is None:
        return plain.extract(data, identification)
    if isolated:
        return _parser(options, os.getpid()).extract(room, data, identification, options)
    module, _, function = room.partition(":")
    extractor: Extractor = getattr(import_module(module), function)
    return extractor(data, identification, options)


def skipped(
    identification: Identification,
    size: int,
    limit: int | None = None,
    options: ExtractOptions = DEFAULTS,
) -> Extraction:
    """Return what ``extract`` answers for a document that it does not want, without its bytes.

    ``limit`` is what the caller holds of a document, where that is less than would be read here.
    """
    most = limit_of(identification, options)
    if limit is not None:
        most = min(limit, most)
    if _known(identification):
        loss = Loss("limit", count=size, note=f"over {most} bytes")
    elif plain.unreadable(identification):
        loss = Loss("charset", note=f"text in a charset that is {plain.guesses(identification)}")
    else:
        loss = Loss("no-extractor", note=f"no extractor for {identification.media_type}")
    return Extraction(None, *_TOOL, losses=(loss,))


def isolation_layers() -> "tuple[Layer, ...]":
    """Return which layers of isolation hold on this machine, for ``doctor`` and provenance.

    Cost: that of starting the parser process, where none runs.
    """
    return _parser(DEFAULTS, os.getpid()).layers()


def close_parser() -> None:
    """End this process's parser processes; the next document starts another."""
    for parser in _parsers.values():
        parser.close()
    _parsers.clear()


_parsers: "dict[tuple[int, int, float], ParserProcess]" = {}


def _parser(options: ExtractOptions, owner: int) -> "ParserProcess":
    """Return the process for these limits that ``owner`` started: a fork has none yet."""
    from fonds.extraction.isolation import ParserProcess

    key = (owner, options.limits.memory, options.limits.seconds)
    if key not in _parsers:
        close_parser()  # one at a time: memory is bounded for all of it
        rooms = sorted({room for room in EXTRACTORS.values() if _here(room)})
        _parsers[key] = ParserProcess(rooms, options.limits)
    return _parsers[key]


def _known(identification: Identification) -> bool:
    return _room(identification) is not None or plain.readable(identification)


def _room(identification: Identification) -> str | None:
    room = EXTRACTORS.get(identification.media_type)
    return room if room is not None and _here(room) else None


@cache
def _here(room: str) -> bool:
    """Whether a room's module is there: some come with an extra or a later release."""
    try:
        return find_spec(room.partition(":")[0]) is not None
    except ModuleNotFoundError:
        return False
