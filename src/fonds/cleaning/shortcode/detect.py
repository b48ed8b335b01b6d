"""Find shortcodes: cut tags by shape, pair them, weigh the evidence, say what to take out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from fonds.cleaning.doc import ACT, NOTICE, Doc, Proposal, Spans
from fonds.cleaning.rules import tags as markup
from fonds.cleaning.shortcode import captions, context, evidence, firm, known, naming, pairing
from fonds.cleaning.shortcode.features import Feature
from fonds.cleaning.shortcode.fields import fields
from fonds.cleaning.shortcode.naming import Name
from fonds.cleaning.shortcode.pairing import Tag
from fonds.cleaning.shortcode.pieces import Closer, Opener
from fonds.cleaning.shortcode.proposals import RULE, closer_score, orphan, picture, proposal
from fonds.cleaning.shortcode.reading import Reading, is_media, read
from fonds.cleaning.shortcode.shape import bare_tags, tags
from fonds.cleaning.shortcode.words import fold

_SENTENCE = re.compile(r"[.!?…。！？।۔؟][\"'”’»)]{0,2}\Z")
_SURE = 0.7
_COMPANY = 0.75
MOST_TAGS = 20_000
"""Brackets shaped like tags in one text; what has more is no text, and is left alone."""


def shortcodes(doc: Doc) -> Iterator[Proposal]:
    """Take out the tags of shortcodes, in any script, and keep the text they enclose.

    Takes: opening, closing and self-closed tags by shape and weighed evidence, also those that a
    translation engine turned into another language, respaced or half lost. Attributes are lifted
    under standard names. Leaves alone: code, escapes, links, selectors, legends, log lines,
    configuration sections, citations and editorial brackets, tags explained in prose, and every
    enclosed character; what has some evidence and not enough becomes a finding.
    """
    read = list(_read_tags(doc))
    sure = sorted((p.start, p.end) for p in read if p.score >= ACT and "cut" not in p.reason)
    garbled = list(firm.garbled(doc, sure))
    better = Spans((p.start, p.end) for p in garbled if p.score >= ACT)
    parted = {p.group for p in read if better.touches(p.start, p.end)}
    for found in read:
        if found.group not in parted and not better.touches(found.start, found.end):
            yield found
    yield from garbled
    yield from fields(doc)


def judged(doc: Doc) -> Iterator[tuple[int, int, frozenset[Feature]]]:
    """Yield each candidate's place with the features that count for it: what the training reads."""
    openers, _ = _paired(doc)
    for tag in openers:
        yield tag.start, tag.end, frozenset(tag.counted)


def _paired(doc: Doc) -> tuple[list[Tag], list[Closer]]:
    """Return the opening tags, each weighed and with its closer, and the closers left over."""
    pieces = _pieces(doc)
    if not pieces:
        return [], []
    openers, orphans = pairing.pair(pieces)
    openers = _mend_pairs(doc, openers)
    bodies = _code_bodies(openers)
    openers = [t for t in openers if not _inside(bodies, t.start)]
    orphans = [c for c in orphans if not _inside(bodies, c.start)]
    _judge(doc, openers)
    return openers, orphans


def _read_tags(doc: Doc) -> Iterator[Proposal]:
    """Propose to take out the tags that can be read, and their closers."""
    openers, orphans = _paired(doc)
    closers = {id(c): t for t in openers if (c := t.closer) is not None}
    for tag in openers:
        if tag.score >= NOTICE:
            yield proposal(doc, tag)
            yield from picture(doc, tag)
    for piece in closers.values():
        closer = piece.closer
        if closer is not None and piece.score > 0:
            score = closer_score(piece)
            yield Proposal(
                closer.start, closer.end, "", RULE, "closing tag", score, group=piece.start
            )
    taken = {fold(tag.reading.name.raw) for tag in openers if tag.score >= _SURE}
    for closer in orphans:
        yield from orphan(doc, closer, taken)


def _pieces(doc: Doc) -> list[Tag | Closer]:
    """Return the tags that stand outside code, escapes, links and forum markup, by place."""
    bare = bare_tags(doc.text)
    if bare is not None and not any(_worth_reading(tag, set(), False) for tag in bare):
        return []
    found = list(islice(tags(doc.text), MOST_TAGS + 1))
    if len(found) > MOST_TAGS:
        return []
    found = pairing.with_halves(doc.text, found)
    closed = {key for c in found if isinstance(c, Closer) for key in pairing.keys(c.name)}
    carrying = any(isinstance(p, Opener) and p.attributes for p in found)
    out: list[Tag | Closer] = []
    for piece in found:
        if isinstance(piece, Closer):
            if piece.name.casefold() not in known.BBCODE and not _protected(doc, piece):
                out.append(piece)
        elif _worth_reading(piece, closed, carrying) and not _protected(doc, piece):
            whole = " ".join(piece.head) if len(piece.head) > 1 and not piece.attributes else ""
            named = bool(whole) and pairing.keys(whole)[0] in closed
            reading = read(piece, (whole, "")) if named else _read(doc, piece)
            loose = len(piece.head) > 1 and not all(a.tight for a in piece.attributes)
            forum = (reading.name.raw or piece.head[0]).casefold() in known.BBCODE
            lone = (
                piece.head[0].casefold() == "url" and len(piece.attributes) == 1
            )  # its slash is the address's
            if not forum or ((piece.self_closed or loose) and not lone):
                out.append(Tag(reading))
    return out


def _read(doc: Doc, opener: Opener) -> Reading:
    """Return what the tag says; a tag that says the same was read before, or in another round."""
    said = (
        opener.head, opener.attributes, opener.self_closed, opener.separators, opener.odd,
        opener.cut,
    )  # fmt: skip
    known = doc.kept("reading", said, lambda: read(opener))
    return Reading(opener, known.name, known.lifted, known.marks)


def _worth_reading(opener: Opener, closed: set[str], carrying: bool) -> bool:
    """Tell at a glance whether a bracket could be a tag: most in any text are plain words.

    ``carrying``: the text has tags with attributes, which a bare word for caption may close.
    """
    if opener.attributes or known.level(opener.head[0]) > 0 or is_media(opener.head):
        return True
    if carrying and naming.caption_like(" ".join(opener.head)):
        return True
    if closed:
        return not closed.isdisjoint(pairing.keys(" ".join(opener.head)))
    name = opener.head[0]
    if opener.self_closed and len(opener.head) == 1 and name == name.lower() and len(name) > 1:
        return True
    if len(opener.head) > 1 or not ("_" in name or "-" in name):
        return False
    return known.widget_like(name, company=True) or ("_" in name and naming.name_of(name).level > 0)


def _protected(doc: Doc, piece: Opener | Closer) -> bool:
    start, end = piece.start, piece.end
    return (
        doc.code.touches(start, end)
        or _escaped(doc, start, end)
        or doc.links.touches(start, end)
        or doc.math.touches(start, end)
        or (start > 0 and doc.text[start - 1] == "!" and isinstance(piece, Opener))
    )


def _escaped(doc: Doc, start: int, end: int) -> bool:
    """Tell whether ``[[…]]`` shares characters with a tag, other than within a value of it."""
    return any(a <= start + 1 or b >= end for a, b in doc.escapes.within(start, end))


def _mend_pairs(doc: Doc, openers: list[Tag]) -> list[Tag]:
    """Find the damaged closers of captions, and drop the tags that turn out to be closers."""
    out: list[Tag] = []
    for n, tag in enumerate(openers):
        if out and pairing.stands_for_closer(doc.text, tag, out[-1]):
            out[-1].closer = Closer(tag.start, tag.end, tag.reading.name.raw, half=True)
            continue
        out.append(tag)
        if tag.closer is None and tag.carries_image:
            limit = openers[n + 1].start if n + 1 < len(openers) else len(doc.text)
            tag.closer = pairing.damaged_closer(doc.text, tag, limit)
    return out


def _code_bodies(openers: Sequence[Tag]) -> list[tuple[int, int]]:
    """Return what highlighters enclose: code, in which nothing is a tag."""
    spans = [
        (t.end, t.closer.start)
        for t in openers
        if t.closer is not None and t.reading.name.tag in known.HIGHLIGHTERS
    ]
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out


def _inside(spans: Sequence[tuple[int, int]], position: int) -> bool:
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= position:
            low = middle + 1
        else:
            high = middle
    return low < len(spans) and spans[low][0] <= position


def _judge(doc: Doc, openers: Sequence[Tag]) -> None:  # noqa: C901 - to be taken apart with the cleaner
    """Give each tag its score; tags beside sure ones, or in their company, gain by it."""
    if not openers:
        return
    everywhere = context.whole(doc)
    literals = _literals(doc.text, openers)
    seen = Counter(t.reading.name.raw for t in openers if t.reading.opener.attributes)
    within = {
        t.reading.name.raw
        for t in openers
        if seen[t.reading.name.raw] > 1 and not context.after_pause(doc.text, t.start)
    }
    signs: list[set[Feature]] = []
    for tag in openers:
        found = context.surroundings(doc, tag.start, tag.end) | everywhere | tag.reading.marks
        found |= _signs_of_pair(doc, tag, found)
        if tag.start in literals:
            found.add(Feature.LITERAL)
        inside = tag.closer is None and not {Feature.OWN_LINE, Feature.ENDS_PARAGRAPH} & found
        camel = tag.reading.name.level == 0 and tag.reading.name.raw != tag.reading.name.raw.lower()
        if inside and camel and not context.after_pause(doc.text, tag.start):
            found.add(Feature.WITHIN)
        if seen[tag.reading.name.raw] > 1:
            found.add(Feature.REPEATED)
            inline = not {Feature.OWN_LINE, Feature.PARAGRAPH} & found and tag.closer is None
            if inline and not tag.carries_image and context.repeated(doc, tag.start, tag.end):
                found.add(Feature.AGAIN)
            if Feature.CANONICAL in found and tag.reading.name.raw not in within:
                found.add(Feature.APART)
        lone = {Feature.OWN_LINE, Feature.ENDS_PARAGRAPH} & found
        raw = tag.reading.name.raw
        apart = Feature.PARAGRAPH in found or not known.widget_like(raw) or raw in known.PLUGINS
        made_up = tag.reading.name.level > 0 or "_" in raw or "-" in raw
        closed = tag.reading.opener.self_closed and made_up and Feature.PARTED in found
        if lone and Feature.BARE in found and apart and (closed or _stands_alone(tag.reading.name)):
            found.add(Feature.ALONE)
        signs.append(found)
        _weigh(tag, found)
    order = list(zip(openers, signs, strict=True))
    if any(tag.score >= _COMPANY for tag in openers):
        for tag, found in order:
            if Feature.OWN_LINE in found and tag.score < _SURE:
                found.add(Feature.COMPANY)
                if Feature.BARE in found and known.widget_like(tag.reading.name.raw, company=True):
                    found.add(Feature.WIDGET)
                _weigh(tag, found)
    for run in (order, order[::-1]):
        for (one, _), (two, found) in pairwise(run):
            if one.score >= _SURE > two.score and pairing.adjacent(doc.text, one, two):
                found.add(Feature.NEIGHBOUR)
                if Feature.BARE in found and two.reading.name.tag in known.LAYOUT:
                    found.add(Feature.LAYOUT)
                _weigh(two, found)


def _weigh(tag: Tag, found: set[Feature]) -> None:
    signs = evidence.counted(tag.reading, found, tag.closer is not None)
    tag.counted = signs
    tag.score = evidence.score(signs)
    tag.reasons = evidence.reasons(signs)


def _signs_of_pair(doc: Doc, tag: Tag, found: set[Feature]) -> set[Feature]:
    """Return the signs that a closer, and what it encloses, give."""
    closer = tag.closer
    if closer is None:
        return set()
    signs = {Feature.CLOSER}
    if any(a.quoted and a.sign and a.key for a in tag.reading.opener.attributes):
        signs.add(Feature.ATTRIBUTED)
    body = doc.text[tag.end : min(closer.start, tag.end + 20_000)]
    line_start, line_end = doc.line_at(closer.start)
    own = not body and doc.line_at(tag.start) == (tag.start, line_end) == (tag.start, closer.end)
    if own:
        signs.add(Feature.OWN_LINE)
    if context.quoted(doc.text, tag.start, closer.end):
        signs.add(Feature.LITERAL)
    bare = Feature.BARE in tag.reading.marks
    if bare and not body.strip() and (tag.reading.name.tag in known.HIGHLIGHTERS or not own):
        signs.add(Feature.EMPTY)
    if body.strip() and not captions.is_example(body):
        signs.add(Feature.ENCLOSES)
        if _SENTENCE.search(body.rstrip()[-3:]) and len(body[:200].split()) > 1:
            signs.add(Feature.SENTENCE)
    if captions.is_address(body[:2000]):
        signs.add(Feature.ADDRESS)
    if Feature.OWN_LINE in found and line_start == closer.start:
        signs.add(Feature.FRAMED)
        if tag.reading.name.tag == "code" and captions.is_code(body):
            signs.add(Feature.CODE_BODY)
    if tag.reading.name.tag in known.HIGHLIGHTERS:
        signs |= _bared(body)
    return signs


def _stands_alone(name: Name) -> bool:
    """Tell whether a name is one that has no need of attributes, and cannot be a word."""
    made_up = name.level == 2 and not name.translated and ("_" in name.raw or "-" in name.raw)
    return name.raw in known.ALONE or made_up


def _literals(text: str, openers: Sequence[Tag]) -> set[int]:
    """Return the starts of tags in runs of tags that quotes enclose, as strings of programs are."""
    edges = sorted(
        {(t.start, t.end) for t in openers}
        | {(c.start, c.end) for t in openers if (c := t.closer) is not None}
    )
    out: set[int] = set()
    run: list[tuple[int, int]] = []
    for edge in [*edges, (len(text) + 2, len(text) + 2)]:
        if run and edge[0] != run[-1][1]:
            if len(run) > 1 and context.quoted(text, run[0][0], run[-1][1]):
                out.update(start for start, _ in run)
            run = []
        run.append(edge)
    return out


def _bared(code: str) -> set[Feature]:
    """Return the sign that code would lose its own tags if its highlighter's were gone."""
    bare = Doc(code)
    if "<" in code and any(p.score >= ACT for p in markup.RULE.run(bare)):
        return {Feature.MARKUP}
    return set()
