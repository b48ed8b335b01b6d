"""Text that a person reads as it stands: decode it, and say what would not decode.

As it stands is: plain text, Markdown and other light markup, tables in CSV, JSON and YAML, source
code, subtitles, calendars. Not: HTML and XML (tags hide the text, and words in them are not on
the page), RTF, mail (its bodies may be encoded): those are for extractors of their own.
Line ends and everything else that decodes are kept exactly; cleaning is another stage.
"""

from fonds.formats import charsets
from fonds.model import Extraction, Identification, Loss

TOOL, VERSION = "fonds-text", "1"

_NOT_AS_IT_STANDS = frozenset({"text/html", "text/rtf", "text/xml", "text/richtext"})
_AS_IT_STANDS = frozenset({
    "application/ecmascript", "application/javascript", "application/json", "application/n-quads",
    "application/n-triples", "application/sparql-query", "application/sql", "application/toml",
    "application/x-bibtex", "application/x-ndjson", "application/x-sh", "application/x-subrip",
    "application/x-tex", "application/x-yaml", "application/yaml",
})  # fmt: skip

_REPLACEMENT = "\ufffd"


def readable(identification: Identification) -> bool:
    """Say whether a document is text as it stands, in a charset that is known."""
    charset = identification.charset
    return _as_it_stands(identification) and charsets.codec(charset or "") is not None


def unreadable(identification: Identification) -> bool:
    """Say whether a document would be text as it stands, if only its charset were known."""
    return _as_it_stands(identification) and not readable(identification)


def guesses(identification: Identification) -> str:
    """Return ``unknown`` and, where the identification names some, the charsets it may be."""
    notes = [o.note for o in identification.opinions if o.basis == "charset"]
    return next((note for note in notes if note.startswith("unknown")), "unknown")


def _as_it_stands(identification: Identification) -> bool:
    media_type = identification.media_type
    if media_type.startswith("text/"):
        return media_type not in _NOT_AS_IT_STANDS
    return media_type in _AS_IT_STANDS or media_type.endswith("+json")


def extract(data: bytes, identification: Identification) -> Extraction:
    """Decode a text. What does not decode becomes U+FFFD and is a loss of kind ``undecodable``.

    The loss counts the characters that were put in, and its offset is that of the first bad
    byte. A byte order mark is no part of the text, and then ``exact`` is False.
    """
    charset = identification.charset or "utf-8"
    mark = _mark(data, charset)
    codec = _codec(charset, mark)
    body = data[len(mark) :]
    losses: tuple[Loss, ...] = ()
    try:
        text = body.decode(codec)
    except UnicodeError as e:
        start = e.start if isinstance(e, UnicodeDecodeError) else 0
        text = body.decode(codec, "replace")
        # what is U+FFFD in the document itself also survives "ignore", and is no loss
        count = text.count(_REPLACEMENT) - body.decode(codec, "ignore").count(_REPLACEMENT)
        losses = (Loss("undecodable", max(1, count), start + len(mark), f"not {charset}"),)
    settings = {"bom": bool(mark), "charset": charset, "codec": codec}
    exact = not mark and not losses and (codec == "utf-8" or text.encode("utf-8") == data)
    return Extraction(text, TOOL, VERSION, settings, losses, exact)


def _mark(data: bytes, charset: str) -> bytes:
    """Return the byte order mark, if the document begins with one of its own charset."""
    found = charsets.bom(data)
    if found is None:
        return b""
    mark, announced = found
    return mark if charset == announced or charset.startswith(announced) else b""


def _codec(charset: str, mark: bytes) -> str:
    """Return Python's codec with the byte order fixed: the mark decides, else little endian."""
    codec = charsets.codec(charset) or "utf-8"
    if charset in ("utf-16", "utf-32"):
        return f"{codec}-be" if mark in (b"\xfe\xff", b"\x00\x00\xfe\xff") else f"{codec}-le"
    return codec
