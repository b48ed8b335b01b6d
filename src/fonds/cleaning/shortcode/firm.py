"""Find tags that were garbled past reading, by what stands firm in them. Pure and linear.

Translation engines let attributes drift out in front of the bracket, make names values and values
names, pair quotes wrongly, turn, escape or lose brackets. What they leave alone: an underscore
and a number, an alignment, a width, signs of equality and quotes in plenty, close together.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import attrs

from fonds.cleaning.doc import ACT, NOTICE, Doc, Proposal, Spans
from fonds.cleaning.shortcode import captions, context, evidence, naming, values
from fonds.cleaning.shortcode.features import Feature
from fonds.cleaning.shortcode.proposals import RULE

LONGEST = 240  # code points of a garbled tag
REACH = 600  # code points after it in which its closer is looked for
MOST = 4000  # ends of brackets in one text, above which it is left to what can be read
_END = re.compile(r"\\?[\]］】)）}\[]|&#93;|&#x5[dD];|&rbrack;")
_SIGN = re.compile(r"[=＝]|&#0?61;")
_QUOTE = re.compile(r"[\"“”„«»「」『』＂'‘’‚]|&quot;|&#0?34;")
_OPENER = re.compile(r"\\?[\[［【(（{\]]|&#91;|&#x5[bB];|&lbrack;")
_ALIGN = re.compile(
    r"\ba\w?[il][iwgn]{2,5}[\s_-]?(none|left|right|cent(?:er|re)\w{0,3}|wide|full|[a-z]{0,2}l?ef\w)\b",
    re.I,
)
_NUMBER = re.compile(
    r"[\"“”„«»「」'‘’=＝]\s{0,2}(\d{2,4})(?:px)?\s{0,2}(?:[\"“”„«»「」'‘’=＝]|\\?[\]）)}])"
)
_ATTACHMENT = re.compile(r"(?<!\d)([^\W\d_]{2,30}\s?)?\\?[_＿]\s?(\d{1,9})|_\s?\\?[\"“”„«»]")
_LOOSE_ID = re.compile(r"[\"“”„«» _]\s?(\d{4,9})\b")
_BOUNDARY = re.compile(r"[.!?…。！？।۔؟][\"”»’)]?[ \u00a0]+|[。！？]|\n")
_WORDS = re.compile(r"[^\W\d_][\w\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e]{1,30}")
_CLOSER = re.compile(
    r"(?:\\?[\[［【(（{\]]|&#91;)?[ \t]{0,2}[/／][ \t]{0,2}([^\[\]［］【】(){}\n/／\"“”=<>.]{1,30}?)[ \t]{0,2}(?:\\?[\]］】)）}\[]|&#93;|(?=\n|\Z))"  # noqa: E501
)
_PROSE = re.compile(  # words in a row, or a whole bracket, within what would be a tag
    r"(?:[^\W\d_]{2,30} ){4}[^\W\d_]{2}|\[[^\[\]=]{1,60}\][ ,.;]|[=\"“”][ ]?\w{1,20}[.!?] [A-ZÀ-ÖА-Я]"  # noqa: E501
)
_BARE = re.compile(r"\s*([^\W\d_]{3,24})\s{1,2}[\w-]{1,24}\s{0,2}[=＝]")
_TEASER = re.compile(r"[\[(](?:…|\.{3})[\])]\Z")  # where an excerpt was cut


@attrs.frozen
class _Found:
    start: int
    end: int
    features: frozenset[Feature]
    lifted: dict[str, Any]
    closer: tuple[int, int] | None


def garbled(doc: Doc, known: Sequence[tuple[int, int]]) -> Iterator[Proposal]:
    """Propose to take out what is surely a garbled caption tag, and its closer.

    ``known``: what was read as a tag and goes already, by place.
    """
    text = doc.text
    if "=" not in text and "＝" not in text:
        return
    done = 0
    ends = list(islice(_ends(text), MOST + 1))
    for end in ends if len(ends) <= MOST else ():
        if end < done or _touches(known, end - 1, end):
            continue
        found = _read(doc, max(done, _last(known, end)), end)
        if found is None:
            continue
        score = evidence.score(found.features)
        if score >= NOTICE:
            yield from _proposals(found, score)
        if score >= ACT:
            done = found.closer[1] if found.closer else found.end


def candidates(doc: Doc) -> Iterator[tuple[int, int, frozenset[Feature]]]:
    """Yield each candidate's place with its features, as the training reads them."""
    for end in _ends(doc.text):
        found = _read(doc, 0, end)
        if found is not None:
            yield found.start, found.end, found.features


def _ends(text: str) -> Iterator[int]:
    """Yield where a bracket closes with two signs of equality, or one and quotes, shortly before."""  # noqa: E501
    sign = -1
    for m in _END.finditer(text):
        if not (sign <= m.start() and m.start() - sign <= LONGEST and sign >= 0):
            sign = max(text.rfind("=", max(0, m.start() - LONGEST), m.start()),
                       text.rfind("＝", max(0, m.start() - LONGEST), m.start()))  # fmt: skip
        if sign >= 0 and m.start() - sign <= LONGEST and text.rfind("\n", sign, m.start()) < 0:
            yield m.end()


def _touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= start:
            low = middle + 1
        else:
            high = middle
    return low < len(spans) and spans[low][0] < end


def _last(spans: Sequence[tuple[int, int]], end: int) -> int:
    """Return where the last span that ends before ``end`` ends."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= end:
            low = middle + 1
        else:
            high = middle
    return spans[low - 1][1] if low else 0


def _read(doc: Doc, first: int, end: int) -> _Found | None:
    """Return what ends at ``end`` when enough stands firm in it to be weighed at all."""
    text = doc.text
    first = max(first, end - LONGEST)
    for boundary in _BOUNDARY.finditer(text, first, end - 1):
        first = boundary.end()
    start = _begin(text, first, end)
    if start is None:
        return None
    piece = text[start:end]
    if piece[-1] == "[" and piece[0] != "]":
        return None  # only mirrored brackets end so
    if _TEASER.search(piece) or _PROSE.search(piece):
        return None
    signs, quotes = len(_SIGN.findall(piece)), len(_QUOTE.findall(piece))
    if signs < 2 or quotes < 3:
        return None
    if any(spans.touches(start, end) for spans in _guards(doc)):
        return None
    features: set[Feature] = {Feature.DRIFTED, Feature.SEVERAL}
    lifted = _lift(piece, features)
    if len({Feature.ALIGN, Feature.SIZE, Feature.ATTACHMENT, Feature.CAPTIONED} & features) < 2:
        return None
    features |= context.surroundings(doc, start, end) & evidence.VETOES
    closer = _closer(text, end)
    if closer is not None:
        features.add(Feature.CLOSER)
        body = text[end : closer[0]]
        lifted |= {"caption": c} if (c := captions.caption(body)) else {}
    return _Found(start, end, frozenset(features), lifted, closer)


def _guards(doc: Doc) -> tuple[Spans, ...]:
    return doc.code, doc.escapes, doc.links, doc.math, doc.urls


def _begin(text: str, first: int, end: int) -> int | None:
    """Return where the tag begins: at its bracket, or where attributes drifted in front of that."""
    bracket = _OPENER.search(text, first, end)
    if bracket is not None and _SIGN.search(text, first, bracket.start()) is None:
        return bracket.start()
    bare = _BARE.match(text, first, end)
    if bare is not None and naming.caption_like(bare[1]):
        return bare.start(1)  # its bracket was lost
    drifted = _ALIGN.search(text, first, end)
    return drifted.start() if drifted else None


def _lift(piece: str, features: set[Feature]) -> dict[str, Any]:
    """Return what the piece carries under standard names; note what stands firm in it."""
    lifted: dict[str, Any] = {"tag": "caption"}
    plain = values.digits(piece).replace("\\", "")
    number = _ATTACHMENT.search(plain)
    loose = _LOOSE_ID.search(plain)
    if number or loose:
        features.add(Feature.ATTACHMENT if number else Feature.NUMBERED)
        found = (number[2] if number else None) or (loose[1] if loose else None)
        if found:
            lifted["attachment_id"] = found
    align = _ALIGN.search(plain)
    if align:
        features.add(Feature.ALIGN)
        side = align[1].lower()
        side = "center" if side.startswith("cent") else side
        if side in ("none", "left", "right", "center", "wide", "full"):
            lifted["align"] = f"align{side}"
    elif side := _side(piece):
        features.add(Feature.ALIGN)
        lifted["align"] = f"align{side}"
    width = _NUMBER.search(plain)
    if width:
        features.add(Feature.SIZE)
        lifted["width"] = width[1]
    if any(naming.caption_like(word) for word in _WORDS.findall(piece)[:12]):
        features.add(Feature.CAPTIONED)
    return lifted


_QUOTED = re.compile(r"[\"“”„«»「」]\s?([^\"“”„«»「」=\[\]]{3,40}?)\s?[\"“”„«»「」]")


def _side(piece: str) -> str | None:
    """Return the side that a value in quotes names in some language."""
    for value in _QUOTED.findall(piece)[:8]:
        if side := values.side(value):
            return side
    return None


def _closer(text: str, end: int) -> tuple[int, int] | None:
    """Return the closer in the same paragraph, whatever became of its brackets."""
    stop = text.find("\n\n", end, end + REACH)
    stop = stop if stop >= 0 else min(len(text), end + REACH)
    for m in _CLOSER.finditer(text, end, stop):
        bracketed = m[0][-1] in "]］】)）}[;" or m[0].lstrip("\\")[0] in "[［【({（]&"
        if (bracketed and not text[m.start() - 1].isalnum()) or (
            naming.caption_like(m[1]) and bracketed
        ):
            return m.span()
    return None


def _proposals(found: _Found, score: float) -> Iterator[Proposal]:
    told = ", ".join(evidence.reasons(found.features))
    group = found.start if found.closer else None
    reason = f"garbled tag caption ({told})"
    yield Proposal(found.start, found.end, "", RULE, reason, score, found.lifted, group)
    if found.closer:
        yield Proposal(*found.closer, "", RULE, "closing tag", score, {}, group)
