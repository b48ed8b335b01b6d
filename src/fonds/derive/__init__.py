"""Derive a document's text: identify, extract, clean and sketch as one pure function.

Ingest calls it on new bytes and ``verify --rederive`` on stored ones, so that what is verified is
what was done.
"""

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import attrs

from fonds.extraction import extract, has_parser, skipped, wants
from fonds.fingerprints import sketch
from fonds.formats.extraction_record import main_text
from fonds.identification import HEAD, LANGUAGE_TOOL, identify, languages
from fonds.model import Extraction, Identification, Language

if TYPE_CHECKING:
    from fonds.ledger import Cleaned

__all__ = ["HEAD", "LANGUAGE_TOOL", "DeriveOptions", "Derived", "Given", "derive"]


@attrs.frozen
class DeriveOptions:
    """How a text is derived. ``clean`` is a profile of the cleaner, or None to leave the text.

    ``pronom`` and ``sparing`` are those of ``identify``. ``held_limit`` is how many bytes of
    a document the caller holds: of a longer one no text is made, unless its format has a parser
    and it is no longer than ``parsed_limit``.
    """

    clean: str | None = "standard"
    pronom: bool = False
    sparing: bool = False
    held_limit: int = 8 * 1024 * 1024
    parsed_limit: int = 48 * 1024 * 1024


class Given(NamedTuple):
    """A document as it is handed in: its beginning, its size, and all of it where that is held.

    ``whole`` is its bytes or an open file that can be sought; ``held`` is its bytes, None where
    there are too many. ``name`` and ``declared`` (a media type) are what others say of it;
    ``charset`` and ``text_kind`` are stated by the user and used as they stand.
    """

    head: bytes
    size: int
    held: bytes | None
    whole: bytes | BinaryIO | None = None
    name: str | None = None
    declared: str | None = None
    charset: str | None = None
    text_kind: str | None = None

    @classmethod
    def of_bytes(cls, data: bytes, name: str | None = None) -> "Given":
        """Return a document whose bytes are all here."""
        return cls(data[:HEAD], len(data), data, data, name)


class Derived(NamedTuple):
    """What the stages made of the bytes. ``script`` is an ISO 15924 code."""

    identification: Identification
    extraction: Extraction
    script: str = "Zyyy"
    language: Language | None = None
    cleaned: "Cleaned | None" = None
    sketch: bytes | None = None
    text_kind: str | None = None  # stated, or implied by the media type; None: the cleaner decides

    @property
    def reading(self) -> str | None:
        """The text to read: cleaned where it was cleaned, the main text where there is one."""
        return self.cleaned.text if self.cleaned else self.base

    @property
    def base(self) -> str | None:
        """The text that the cleaner works on: the main text, or all where there is none."""
        text = self.extraction.text
        return None if text is None else main_text(text, self.extraction.main_ranges)


def derive(
    given: Given, options: DeriveOptions, identification: Identification | None = None
) -> Derived:
    """Return what can be made of a document: the same on every machine for the same tools.

    An ``identification`` that is already known is used and not questioned: another libmagic must
    not make a sound archive differ.
    Cost: that of the stages; holds the text beside the bytes. Never raises on content.
    """
    if identification is None:
        identification = identify(
            given.head,
            name=given.name,
            size=given.size,
            whole=given.whole,
            declared=given.declared,
            pronom=options.pronom,
            sparing=options.sparing,
            charset=given.charset,
        )
    held = _held(given, identification, options)
    if held is None:
        parsed = has_parser(identification)
        limit = options.parsed_limit if parsed else options.held_limit
        return Derived(identification, skipped(identification, given.size, limit))
    extraction = extract(held, identification)
    if extraction.text is None:
        return Derived(identification, extraction)
    base = main_text(extraction.text, extraction.main_ranges)
    script, language = languages(base)
    cleaned = None
    kind = given.text_kind or kind_of(identification.media_type)
    if options.clean:
        from fonds.cleaning import clean  # its rules take a tenth of a second to load

        cleaned = clean(base, options.clean, kind)
    near = sketch(cleaned.text if cleaned else base)
    return Derived(identification, extraction, script, language, cleaned, near, kind)


def _held(given: Given, identification: Identification, options: DeriveOptions) -> bytes | None:
    """Return the bytes to extract from, None where there are too many.

    A longer document is read whole only for a parser: a scanned book is longer than any text.
    """
    if not wants(identification, given.size):
        return None
    if given.held is not None or isinstance(given.whole, bytes) or given.whole is None:
        return given.held
    if given.size > options.parsed_limit or not has_parser(identification):
        return None
    given.whole.seek(0)
    return given.whole.read(given.size)


_KINDS = {
    "application/json": "data", "application/x-ndjson": "data", "application/yaml": "data",
    "application/x-yaml": "data", "application/toml": "data", "application/sql": "code",
    "application/javascript": "code", "application/ecmascript": "code", "application/x-sh": "code",
    "application/x-subrip": "subtitles", "text/vtt": "subtitles", "text/csv": "data",
    "text/tab-separated-values": "data", "text/css": "code", "text/javascript": "code",
    "text/x-python": "code", "text/x-c": "code", "text/x-java": "code",
    "text/x-script.python": "code",
    "text/x-shellscript": "code", "text/x-perl": "code", "text/x-ruby": "code",
    "text/x-php": "code",
    "text/x-gettext-translation": "data",
}  # fmt: skip


def kind_of(media_type: str) -> str | None:
    """Return the kind of text that a media type implies, None where the text itself decides.

    >>> kind_of("text/csv"), kind_of("application/geo+json"), kind_of("text/plain")
    ('data', 'data', None)
    """
    return "data" if media_type.endswith("+json") else _KINDS.get(media_type)
