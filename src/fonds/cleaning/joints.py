"""Mend the joint that a removal leaves: a doubled space, an empty line, a stray mark.

Only what the removal itself brought together is touched, and each mending is an edit of its own.
Spaces elsewhere, indentation, columns and verse stay.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fonds.cleaning.doc import Doc, Proposal

RULE = "joint/1"
_WINDOW = 400  # code points looked at on either side


def joints(doc: Doc, removals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the mending of each group of removals with nothing but blanks between them.

    Leaves alone: joints with text on both sides and one space or none between.
    """
    group: list[Proposal] = []
    for removal in removals:
        if group and doc.text[group[-1].end : removal.start].strip(" \t"):
            yield from _mend(doc, group)
            group = []
        group.append(removal)
    if group:
        yield from _mend(doc, group)


def _mend(doc: Doc, group: Sequence[Proposal]) -> Iterator[Proposal]:
    text = doc.text
    start, end = group[0].start, group[-1].end
    for one, two in pairwise(group):
        if one.end < two.start:
            yield _cut(one.end, two.start, "blank between two removals")
    before = text[max(0, start - _WINDOW) : start]
    after = text[end : end + _WINDOW]
    left = len(before) - len(before.rstrip(" \t"))
    right = len(after) - len(after.lstrip(" \t"))
    opens = left == len(before) or before[len(before) - left - 1] == "\n"
    closes = right == len(after) or after[right] == "\n"
    if opens and closes:
        yield from _empty_line(start, end, before, after, left, right)
    elif opens:
        if right:
            yield _cut(end, end + right, "blank at the line's start, left by a removal")
    elif closes:
        if left:
            yield _cut(start - left, start, "blank at the line's end, left by a removal")
    else:
        yield from _inside(doc, start, end, before, after, left, right)


def _empty_line(
    start: int, end: int, before: str, after: str, left: int, right: int
) -> Iterator[Proposal]:
    """The removal was a whole line: take the line with it, so that no blank line is added."""
    if left:
        yield _cut(start - left, start, "blank at the line's end, left by a removal")
    rest = after[right:]
    above = before[: len(before) - left]
    feeds = len(rest) - len(rest.lstrip("\n"))
    if feeds == len(rest) and feeds < 2:  # the end of the text
        size = min(2, len(above) - len(above.rstrip("\n")))
        if right:
            yield _cut(end, end + right, "blank left by a removal")
        if size:
            at = start - left - size
            yield _cut(at, at + size, "empty line left by a removal")
        return
    size = min(feeds, 2) if not above or above.endswith("\n\n") else min(feeds, 1)
    if right + size:
        yield _cut(end, end + right + size, "empty line left by a removal")


def _inside(
    doc: Doc, start: int, end: int, before: str, after: str, left: int, right: int
) -> Iterator[Proposal]:
    """The removal stood inside a line: one space stays, and no mark stays twice."""
    rest = after[right:]
    solid = before[: len(before) - left]
    quote = _stray_quote(doc, start - left, solid)
    if quote:
        yield _cut(quote, start - left, "stray quotation mark before a removed tag")
    full_stop = (
        rest[0] in ".。।۔"
        and solid.endswith(rest[0])
        and not solid.endswith(rest[0] * 2)
        and rest[1:2] != rest[0]
    )
    if full_stop:
        yield _cut(end, end + right + 1, "full stop doubled around a removed tag")
        if left and rest[1:2] == " ":
            yield _cut(start - left, start, "space doubled by a removal")
        return
    if left and right:
        yield _cut(end, end + right, "space doubled by a removal")
    elif left and rest[0] in ",.،。" and not solid.endswith(rest[0]):
        yield _cut(start - left, start, "space before a mark, left by a removal")


def _stray_quote(doc: Doc, end: int, solid: str) -> int:
    """Return where a lone straight quote before the joint begins with its blank, or 0.

    Evidence: it stands apart from any word, right after a sentence's end, and the straight quotes
    of its line do not pair up with it.
    """
    m = re.search(r"[.!?。؟۔][\"”»]?([ \t]+[\"”“„])\Z", solid)
    if not m:
        return 0
    line_start, line_end = doc.line_at(end - 1)
    if line_end - line_start > 20_000:
        return 0
    mark = m[1].strip()
    line = doc.text[line_start:line_end]
    if mark == '"':
        odd = doc.text.count(mark, line_start, end) % 2 == 1
        return end - len(m[1]) if odd and line.count(mark) % 2 == 1 else 0
    opening, closing = line.count("“") + line.count("„"), line.count("”")
    return end - len(m[1]) if opening != closing else 0


def _cut(start: int, end: int, reason: str) -> Proposal:
    return Proposal(start, end, "", RULE, reason, 0.9)
