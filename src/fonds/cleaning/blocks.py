"""Hold back edits in blocks of another kind within a text: a log in a post, a listing in prose.

Asked only where a rule would act, of the lines that stand together around the place; so text that
needs nothing costs nothing. What stands to be removed has no vote. Pure.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import attrs

from fonds.cleaning.doc import ACT, Doc, Proposal
from fonds.cleaning.kinds import lines_kind

LINES = 12  # lines of a block that are looked at, before and after the place
HELD = ACT - 0.1  # score of what is held back: a finding
_LONGEST = 500  # characters of a line; longer ones end a block


def in_their_place(doc: Doc, acted: Sequence[Proposal]) -> tuple[list[Proposal], list[Proposal]]:
    """Return the proposals that may be carried out, and those that a block holds back.

    Shape: ``acted`` by place. Proposals of one group go together. Cost: the lines around each.
    """
    verdicts: dict[int, str | None] = {}
    held: dict[int, str] = {}
    for n, proposal in enumerate(acted):
        line = bisect_right(doc.line_starts, proposal.start) - 1
        if line not in verdicts:
            verdicts[line] = _kind(doc, line, acted)
        if kind := verdicts[line]:
            held[n] = kind
    if not held:
        return list(acted), []
    groups = {(acted[n].rule, acted[n].group): kind for n, kind in held.items()}
    kept, left = [], []
    for n, proposal in enumerate(acted):
        key = proposal.rule, proposal.group
        parted = groups.get(key) if proposal.group is not None else None
        held_by = held.get(n) or parted
        if held_by:
            reason = f"{proposal.reason}; held back in {held_by}"
            left.append(attrs.evolve(proposal, score=HELD, reason=reason))
        else:
            kept.append(proposal)
    return kept, left


def _kind(doc: Doc, line: int, acted: Sequence[Proposal]) -> str | None:
    """Return the kind of the block that holds a line, or None where it has none of its own."""
    first = last = line
    while first > 0 and line - first < LINES and _solid(doc, first - 1):
        first -= 1
    most = len(doc.line_starts) - 1
    while last < most and last - line < LINES and _solid(doc, last + 1):
        last += 1
    if last == first:
        return None
    start = doc.line_starts[first]
    end = doc.line_starts[last + 1] - 1 if last < most else len(doc.text)
    return lines_kind(_without(doc, start, end, acted).split("\n"))


def _solid(doc: Doc, line: int) -> bool:
    """Tell whether a line is not blank, and not so long that it is a paragraph of its own."""
    start = doc.line_starts[line]
    end = doc.line_starts[line + 1] - 1 if line + 1 < len(doc.line_starts) else len(doc.text)
    return end - start <= _LONGEST and bool(doc.text[start:end].strip())


def _without(doc: Doc, start: int, end: int, acted: Sequence[Proposal]) -> str:
    """Return ``text[start:end]`` without what is proposed to go, and without marked code."""
    cuts = [(p.start, p.end) for p in _between(acted, start, end) if not p.inserted]
    cuts += doc.code.within(start, end)
    out: list[str] = []
    done = start
    for first, last in sorted(cuts):
        out.append(doc.text[done : max(done, first)])
        done = max(done, last)
    out.append(doc.text[done:end])
    return "".join(out)


def _between(acted: Sequence[Proposal], start: int, end: int) -> Sequence[Proposal]:
    first = bisect_right(acted, start, key=lambda p: p.end)
    return acted[first : bisect_left(acted, end, key=lambda p: p.start)]
