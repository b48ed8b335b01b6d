"""Say what to take out of a text for a tag that was weighed, and why."""

import html
import re
from collections.abc import Iterator
from typing import Any

from fonds.cleaning.doc import Doc, Proposal
from fonds.cleaning.shortcode import captions, context, known, naming
from fonds.cleaning.shortcode.features import Feature
from fonds.cleaning.shortcode.pairing import Tag
from fonds.cleaning.shortcode.pieces import Closer
from fonds.cleaning.shortcode.words import fold

RULE = "shortcode/2"


def closer_score(tag: Tag) -> float:
    """Return the score of a tag's closer: less sure where half of it was lost."""
    return min(tag.score, 0.8) if tag.closer is not None and tag.closer.half else tag.score


_PICTURE = re.compile(
    r"\s{0,4}(?:<a\b[^<>]{0,1000}>\s{0,4})?<img\b[^<>]{0,2000}>(?:\s{0,4}</a>)?", re.I
)
_SOURCE = re.compile(r"\b(src|alt)\s{0,2}=\s{0,2}(?:\"([^\"<>]{1,900})\"|'([^'<>]{1,900})')", re.I)


def picture(doc: Doc, tag: Tag) -> Iterator[Proposal]:
    """Take the picture's own tag out of a caption that is closed; its address is lifted."""
    if tag.closer is None or not tag.is_caption:
        return
    found = _PICTURE.match(doc.text, tag.end, tag.closer.start)
    if found is None:
        return
    named = {"src": "url", "alt": "alt"}
    lifted = {named[m[1].lower()]: html.unescape(m[2] or m[3]) for m in _SOURCE.finditer(found[0])}
    reason = "picture's tag beside its caption"
    score = closer_score(tag)
    yield Proposal(*found.span(), "", RULE, reason, score, {"tag": "img"} | lifted, tag.start)


def proposal(doc: Doc, tag: Tag) -> Proposal:
    """Return the proposal to take an opening tag out, with all that was lifted of it."""
    reading = tag.reading
    lifted: dict[str, Any] = dict(reading.lifted)
    if tag.closer is not None:
        body = doc.text[tag.end : tag.closer.start]
        for key, value in captions.enclosed(body, tag.is_caption).items():
            lifted.setdefault(key, value)
    elif tag.carries_image and "caption" not in lifted:
        words = captions.provisional(doc.text, tag.end)
        if words:
            lifted |= {"caption": words, "caption_provisional": True}
    group = tag.start if tag.closer is not None else None
    score = round(tag.score, 2)
    return Proposal(tag.start, tag.end, "", RULE, _reason(tag), score, lifted, group)


def _reason(tag: Tag) -> str:
    name = tag.reading.lifted.get("tag") or tag.reading.name.raw or "shortcode"
    told = f" ({', '.join(tag.reasons)})" if tag.reasons else ""
    if Feature.CUT in tag.reading.marks:
        told += ", cut"
    how = "translated tag" if tag.reading.translated else "tag"
    return f"{how} {name}{told}"


def orphan(doc: Doc, closer: Closer, taken: set[str]) -> Iterator[Proposal]:
    """Judge a closing tag whose opener is nowhere: lost, or before the excerpt."""
    name = naming.name_of(closer.name)
    same = fold(closer.name) in taken
    if not (name.level or same):
        return
    signs = context.surroundings(doc, closer.start, closer.end)
    if {
        Feature.LITERAL,
        Feature.LOG,
        Feature.EXPLAINED,
        Feature.FOLLOWED,
        Feature.CODE_LINE,
        Feature.STATEMENT,
        Feature.COMMENT,
    } & signs:
        return
    own = Feature.OWN_LINE in signs
    score = {3: 0.85, 2: 0.75 if own or name.tag == "caption" else 0.6, 1: 0.6, 0: 0.0}[name.level]
    if name.level == 2 and closer.name in known.HIGHLIGHTERS - known.ORDINARY:
        score = 0.75
    if name.translated:
        score = min(score, 0.6)
    if same or (name.level == 1 and own and taken):
        score = max(score, 0.75 if same else 0.7)
    yield Proposal(closer.start, closer.end, "", RULE, "closing tag without an opener", score)
