"""What a document is: every opinion with its tool, one label, a charset. Floor 3: a stage.

Opinions are never merged: a label is chosen (``decide.choose``) and all opinions stay beside it.
Nothing is opened here; what is looked at is handed in.
"""

from typing import BinaryIO

from fonds.identification import charset as charsets
from fonds.identification import container, decide, extension, libmagic
from fonds.identification import pronom as siegfried
from fonds.identification.language import languages
from fonds.model import Identification, Opinion

__all__ = ["HEAD", "identify", "languages", "tools"]

HEAD = 64 * 1024
"""Bytes of a document to hand in as its head; more is not looked at by libmagic."""

# Bytes of a text that libmagic gets: its guesses at kinds of text cost 2 ms in 64 KiB and are
# made within the first lines, mostly within the first few words where a name agrees with them.
# Its rules cost 0.25 ms on any bytes, so whoever has very many texts may want to spare it.
_TEXT_HEAD = 2048
_NAMED_HEAD = 512


def identify(
    head: bytes,
    *,
    name: str | None = None,
    size: int | None = None,
    whole: bytes | BinaryIO | None = None,
    declared: str | None = None,
    pronom: bool = False,
    every_opinion: bool = False,
) -> Identification:
    """Return all opinions on a document and the label for its records.

    Without ``size``, ``head`` is the whole document. Otherwise it is the first ``HEAD`` bytes.
    ``whole`` is the document as bytes, or as an open file that can be sought: a ZIP is looked
    into by its directory. The charset is judged on the whole where that is bytes, else on the
    head. ``declared`` is a media type or a Content-Type value. ``pronom`` asks pygfried about the
    whole, if it is installed: only in a process that will not fork afterwards.
    libmagic is asked where its answer could change the label. It could not where the bytes are
    text, are named as text, and hold the beginning of no other format that text characters can
    carry; ``every_opinion`` asks it then too, for one opinion more at ten times the cost.
    Cost: about 25 us for a named text, 0.2 to 0.7 ms where libmagic is asked.
    Never raises on content.
    """
    if size is None:
        size, whole = len(head), head
    data = whole if isinstance(whole, bytes) else head
    declared_type, declared_charset = decide.parse_declared(declared)
    charset, evidence = charsets.detect(data, complete=len(data) == size, declared=declared_charset)
    named = extension.opinion(name)
    content: Opinion | None = None
    if charset is None or evidence in charsets.GUESSES:
        content = libmagic.opinion(head[:HEAD])
    elif decide.may_be_other(head[:_TEXT_HEAD]) or not decide.says(named, declared_type):
        content = libmagic.opinion(head[:_TEXT_HEAD])
    elif not decide.all_textual(named, declared_type):
        content = libmagic.opinion_on_text(head[:_TEXT_HEAD])
    elif every_opinion:
        content = libmagic.opinion(head[:_NAMED_HEAD])
    opinions = [
        container.opinion(head, whole),
        content,
        siegfried.opinion(whole) if pronom and whole is not None and size else None,
        named,
        Opinion("source", "", "declared", declared_type, None, declared or "")
        if declared
        else None,
    ]
    kept = tuple(opinion for opinion in opinions if opinion is not None)
    if charset:
        tool = charsets.statistics_tool() if evidence == "statistics" else charsets.TOOL
        kept += (Opinion(*tool, "charset", None, None, f"{charset} ({evidence})"),)
    text = charset is not None and not (
        evidence in charsets.GUESSES and decide.claims_other_format(kept)
    )
    label = decide.choose(kept, head, text=text) if size else _empty(kept)
    return Identification(label, charset if decide.is_textual(label) else None, kept)


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
        charsets.TOOL,
        charsets.statistics_tool(),
    ]
    if pronom and (version := siegfried.version()):
        found.append((siegfried.TOOL, version))
    return tuple(found)
