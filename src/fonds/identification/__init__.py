"""What a document is: every opinion with its tool, one label, a charset.

Opinions are never merged: a label is chosen (``decide.choose``) and all opinions stay beside it.
Nothing is opened here; what is looked at is handed in.
"""

from typing import BinaryIO

from fonds.errors import UsageError
from fonds.formats.charsets import canonical, codec, is_wide
from fonds.identification import charset as charsets
from fonds.identification import container, decide, extension, libmagic, structure
from fonds.identification import pronom as siegfried
from fonds.identification.charset import CharsetFound
from fonds.identification.language import TOOL as LANGUAGE_TOOL
from fonds.identification.language import languages
from fonds.model import Identification, Opinion

__all__ = [
    "HEAD",
    "LANGUAGE_TOOL",
    "checked_charset",
    "identify",
    "languages",
    "require_pronom",
    "tools",
]

HEAD = 64 * 1024
"""Bytes of a document to hand in as its head; more is not looked at by libmagic."""

# Bytes of a text that libmagic gets: its guesses at kinds of text cost 2 ms in 64 KiB and are
# made within the first lines, mostly within the first few words where a name agrees with them.
# Its rules cost 0.25 ms on any bytes, so whoever has very many texts may want to spare it.
_TEXT_HEAD = 2048
_NAMED_HEAD = 512

require_pronom = siegfried.require


def identify(
    head: bytes,
    *,
    name: str | None = None,
    size: int | None = None,
    whole: bytes | BinaryIO | None = None,
    declared: str | None = None,
    charset: str | None = None,
    pronom: bool = False,
    sparing: bool = False,
    every_opinion: bool = False,  # accepted as before: it is the default now
) -> Identification:
    """Return all opinions on a document and the label for its records.

    Without ``size``, ``head`` is the whole document. Otherwise it is the first ``HEAD`` bytes.
    ``whole`` is the document as bytes, or as an open file that can be sought: a ZIP is looked
    into by its directory. The charset is judged on the whole where that is bytes, else on the
    head. ``declared`` is a media type or a Content-Type value. ``charset`` is what a user states
    the text to be in: it is used as it stands and recorded as the user's opinion. ``pronom`` asks
    pygfried about the whole: only in a process that will not fork afterwards.
    ``sparing`` asks libmagic only where its answer could change the label. It could not where the
    bytes are text, are named as text, and hold the beginning of no other format that text
    characters can carry.
    Cost: about 0.3 ms; ``sparing`` 25 us for a named text; 4 ms more for text in a legacy charset.
    Never raises on content. Raises: UsageError for a ``charset`` that fonds cannot read, and for
    ``pronom`` where pygfried is not installed.
    """
    stated = checked_charset(charset) if charset else None
    if pronom:
        siegfried.require()
    if size is None:
        size, whole = len(head), head
    data = whole if isinstance(whole, bytes) else head
    declared_type, declared_charset = decide.parse_declared(declared)
    found = _charset(data, complete=len(data) == size, stated=stated, declared=declared_charset)
    named = extension.opinion(name)
    text = found.evidence != "none"
    start = _readable(head, found.charset)
    content = _content(head, found, named, declared_type, sparing=sparing)
    opinions = [
        container.opinion(head, whole),
        content,
        structure.opinion(start) if text else None,
        siegfried.opinion(whole) if pronom and whole is not None and size else None,
        named,
        Opinion("source", "", "declared", declared_type, None, declared or "")
        if declared
        else None,
        _charset_opinion(found),
    ]
    kept = tuple(opinion for opinion in opinions if opinion is not None)
    if found.evidence in charsets.GUESSES and charsets.has_controls(head):
        text = text and not decide.claims_other_format(kept)
    label = _empty(kept)
    if size:
        claim = content.media_type if content else None
        borne_out = not (text and claim) or structure.agrees_with(
            claim, start, complete=len(head) == size
        )
        label = decide.choose(kept, text=text, borne_out=borne_out)
    return Identification(label, found.charset if decide.is_textual(label) else None, kept)


def checked_charset(label: str) -> str:
    """Return the IANA name of a charset that a user states.

    Raises: UsageError for a label that fonds does not know or cannot read.
    """
    name = canonical(label)
    if name is None:
        raise UsageError("not a charset that fonds can read", charset=label[:40])
    return name


def _charset(
    data: bytes, *, complete: bool, stated: str | None, declared: str | None
) -> CharsetFound:
    """Take what the user states, unless the bytes are no text in it; else look."""
    if stated and data and not charsets.is_binary(data, stated):
        return CharsetFound(stated, "stated")
    return charsets.detect(data, complete=complete, declared=declared)


def _charset_opinion(found: CharsetFound) -> Opinion | None:
    """Return the opinion on the charset, or on what it may be, for the record."""
    if found.evidence == "stated":
        return Opinion("user", "", "charset", None, None, f"{found.charset} (stated)")
    if found.charset:
        note = f"{found.charset} ({found.evidence})"
    elif found.evidence == "unknown":
        note = "unknown" + (f", maybe {' or '.join(found.candidates)}" if found.candidates else "")
    else:
        return None
    return Opinion(*charsets.TOOL, "charset", None, None, note)


def _readable(head: bytes, charset: str | None) -> bytes:
    """Return the beginning of a text so that its ASCII characters are one byte each."""
    if charset is None or not is_wide(charset):
        return head
    text = head[: 2 * structure.LOOKED_AT].decode(codec(charset) or "", "ignore")
    return text.lstrip("\ufeff").encode("utf-8", "ignore")


def _content(
    head: bytes, found: CharsetFound, named: Opinion | None, declared: str | None, *, sparing: bool
) -> Opinion | None:
    """Ask libmagic, on as few bytes as give its answer; or not, where that was wished."""
    if found.charset is None or found.evidence in charsets.GUESSES:
        return libmagic.opinion(head[:HEAD])
    if decide.may_be_other(head[:_TEXT_HEAD]) or not decide.says(named, declared):
        return libmagic.opinion(head[:_TEXT_HEAD])
    if not decide.all_textual(named, declared):
        return libmagic.opinion_on_text(head[:_TEXT_HEAD])
    return None if sparing else libmagic.opinion(head[:_NAMED_HEAD])


def _empty(opinions: tuple[Opinion, ...]) -> str:
    """Label a document of no bytes: an empty text is a text, if anyone said that it is one."""
    said = [o.media_type for o in opinions if o.basis in ("declared", "extension")]
    return next((m for m in said if m and decide.is_textual(m)), decide.UNKNOWN)


def tools(*, pronom: bool = False) -> tuple[tuple[str, str], ...]:
    """Return the names and versions of all tools that give opinions here, for provenance.

    ``pronom`` includes pygfried, under the same condition as in ``identify``.
    """
    found = [
        (libmagic.TOOL, libmagic.version()),
        container.TOOL,
        extension.TOOL,
        structure.TOOL,
        charsets.TOOL,
    ]
    if pronom and (version := siegfried.version()):
        found.append((siegfried.TOOL, version))
    return tuple(found)
