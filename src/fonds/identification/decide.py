"""Choose the one media type that a document's records are labelled with.

All opinions are kept beside the label; the label only has to be sound: a reader's program acts
on it, and extraction starts from it.
"""

import re
from collections.abc import Iterable, Sequence

from fonds.model import Opinion

UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"

_SAYS_NOTHING = frozenset({UNKNOWN, PLAIN, "inode/x-empty", "application/x-empty"})

# Textual, though their names do not begin with text/ or end in +xml or +json.
_TEXTUAL = frozenset({
    "application/ecmascript", "application/javascript", "application/json", "application/mbox",
    "application/n-quads", "application/n-triples", "application/sparql-query", "application/sql",
    "application/toml", "application/x-bibtex", "application/x-httpd-php", "application/x-ndjson",
    "application/x-sh", "application/x-subrip", "application/x-tex",
    "application/x-yaml", "application/xml", "application/xml-dtd", "application/yaml",
    "image/x-xpmi", "message/rfc822",
})  # fmt: skip
_NOT_TEXTUAL = frozenset({"text/rtf"})  # written in ASCII, and not to be read as it stands

# What libmagic finds in text is mostly a guess from a few words. These rest on a fixed beginning.
_SOUND_IN_TEXT = frozenset({
    "application/json", "application/x-ndjson", "application/x-subrip", "image/svg+xml",
    "image/x-xpmi", "message/rfc822", "text/calendar", "text/vcard", "text/vtt", "text/x-diff",
    "text/x-gettext-translation", "text/x-perl", "text/x-php", "text/x-script.python",
    "text/x-shellscript", "text/troff", "text/x-tex",
})  # fmt: skip
# Formats that are no text and yet may consist of text characters alone.
_BORNE_BY_TEXT = frozenset({
    "application/pdf", "application/pgp-encrypted", "application/pgp-keys",
    "application/pgp-signature", "application/postscript", "application/rtf", "image/x-eps",
    "text/rtf",
})  # fmt: skip

# What those begin with, wherever that may stand in the first lines.
_OPENINGS = (b"%PDF-", b"%FDF-", b"%!", b"{\\rt", b"{\\urt", b"BEGIN PGP")

# libmagic often knows only what a format is built on; these names say which it is.
_REFINED = {
    "application/x-ole-storage": (
        "application/msword", "application/vnd.ms-excel", "application/vnd.ms-outlook",
        "application/vnd.ms-powerpoint", "application/vnd.visio",
    ),
    "application/cdfv2": (
        "application/msword", "application/vnd.ms-excel", "application/vnd.ms-outlook",
        "application/vnd.ms-powerpoint", "application/vnd.visio",
    ),
    "application/zip": ("application/vnd.comicbook+zip",),
}  # fmt: skip
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
"""Source: RFC 6838 section 4.2."""

_SPELLED = {"application/x-gzip": "application/gzip", "text/xml": "application/xml"}
_SIGNED = ("application/pdf", "application/zip", "application/gzip", "image/", "application/vnd.o")


def is_textual(media_type: str) -> bool:
    """Say whether a media type is made of characters, so that a charset belongs to it."""
    if media_type.startswith("text/"):
        return media_type not in _NOT_TEXTUAL
    return media_type in _TEXTUAL or media_type.endswith(("+xml", "+json"))


def choose(opinions: Sequence[Opinion], *, text: bool, borne_out: bool = True) -> str:
    """Return the label, given all opinions and whether the content is text.

    For text: a structure that is no text, what was declared, a page's structure, the extension,
    what libmagic knows soundly, plain text; a claim that is no text counts only for formats that
    text characters can carry, and libmagic's only where the structure bears it out.
    For the rest: a look inside, libmagic, PRONOM, what was declared, the extension, octet-stream.
    """
    said = {o.basis: _spelled(o.media_type) for o in opinions if o.media_type}
    if not text:
        return _label_binary(said)
    if not borne_out:
        said.pop("content", None)
    return _label_text(said)


def claims_other_format(opinions: Sequence[Opinion]) -> bool:
    """Say whether a look at the content found a format that is not text."""
    found = (o.media_type for o in opinions if o.basis in ("container", "content"))
    return any(m and m not in _SAYS_NOTHING and not is_textual(_spelled(m)) for m in found)


def may_be_other(head: bytes) -> bool:
    """Say whether text begins as a format does that is no text and made of text characters."""
    if b"%" not in head and b"{" not in head and b"BEGIN" not in head:
        return False  # most texts: two looks for a byte cost less than one for a word
    return any(opening in head for opening in _OPENINGS)


def says(named: Opinion | None, declared: str | None) -> bool:
    """Say whether a name or a declaration says more of a text than that it is one."""
    return named is not None or _first_telling(declared) is not None


def all_textual(named: Opinion | None, declared: str | None) -> bool:
    """Say whether what a document is called and declared is all text."""
    said = (named.media_type if named else None, declared)
    return all(is_textual(media_type) for media_type in said if media_type)


def _label_text(said: dict[str, str]) -> str:
    content = said.get("content", UNKNOWN)
    if content in _BORNE_BY_TEXT:
        return content
    start = said.get("structure")
    if start and not is_textual(start):
        return start
    named = [said[basis] for basis in ("declared", "extension") if basis in said]
    for media_type in named:
        # "it is XML" is true of XHTML, SVG and TEI as well, and they say more
        if start == "application/xml" and ("xml" in media_type or "html" in media_type):
            return media_type
    declared = _first_telling(said.get("declared"))
    if declared and is_textual(declared):
        return declared
    if start == "text/html":
        return start
    extension = said.get("extension")
    if extension and is_textual(extension):
        return start if start and extension == PLAIN else extension
    if content in _SOUND_IN_TEXT:
        return content
    return start or PLAIN


def _label_binary(said: dict[str, str]) -> str:
    if "container" in said:
        return said["container"]
    content = said.get("content", UNKNOWN)
    named = [said[basis] for basis in ("declared", "extension") if basis in said]
    for media_type in named:
        if media_type in _REFINED.get(content, ()):
            return media_type
    if content not in _SAYS_NOTHING:
        return content
    if said.get("pronom", UNKNOWN) not in _SAYS_NOTHING:
        return said["pronom"]
    if content == PLAIN:  # characters, but of which charset nobody can say
        return next((m for m in named if is_textual(m)), PLAIN)
    for media_type in named:
        # a format that has a signature would have been known by it
        if not is_textual(media_type) and not media_type.startswith(_SIGNED):
            return media_type
    return UNKNOWN


def _first_telling(media_type: str | None) -> str | None:
    return media_type if media_type and media_type not in _SAYS_NOTHING else None


def _spelled(media_type: str) -> str:
    name = media_type.lower()
    return _SPELLED.get(name, name)


def parse_declared(value: str | None) -> tuple[str | None, str | None]:
    """Split a Content-Type value into media type and charset; None for what is not there.

    >>> parse_declared('Text/HTML; charset="UTF-8"')
    ('text/html', 'UTF-8')
    """
    if not value:
        return None, None
    media_type, *parameters = value[:1024].split(";")
    charset = next(iter(_charsets(parameters)), None)
    name = media_type.strip().lower()
    return (name if _MEDIA_TYPE.fullmatch(name) else None), charset


def _charsets(parameters: Iterable[str]) -> Iterable[str]:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(" \t\"'"):
            yield value.strip(" \t\"'")
