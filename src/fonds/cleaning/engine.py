"""Run rules over a text, choose among what they propose, and keep one ledger of it all.

Rules are run to a fixpoint: what one removal lays bare, the next round takes, and the rounds are
folded into edits of the one input. So cleaning what was cleaned changes nothing, for any text:
either the last round found nothing to do, or the bound was hit and nothing was done at all.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from fonds.cleaning.blocks import in_their_place
from fonds.cleaning.compose import compose
from fonds.cleaning.doc import ACT, NOTICE, Doc, Proposal, Rule, Spans
from fonds.cleaning.joints import joints
from fonds.cleaning.kinds import TextKind
from fonds.cleaning.mention import spoken_of
from fonds.ledger import Cleaned, Edit, Finding, apply

_SURROGATE = re.compile("[\ud800-\udfff]")
ROUNDS = 8
"""Rounds after which a text is left as it came: it would need a mind, not a rule."""


Rules = Sequence[Rule] | Callable[[str], Sequence[Rule]]
"""Rules in order, or what chooses from them for a text: those that may find anything in it."""


_PROSE = TextKind("prose", "")


def run(text: str, rules: Rules, profile: str, ruleset: str, kind: TextKind = _PROSE) -> Cleaned:
    """Return ``text`` cleaned by ``rules``; the same object with findings when nothing was done.

    Cost: linear in the text for each round; ordinary text takes one or two. Never raises on
    content.
    """
    current = text
    edits: tuple[Edit, ...] = ()
    memory: dict[object, Any] = {}
    for _ in range(ROUNDS):
        asked = rules(current) if callable(rules) else rules
        doc, acted, noticed = one_round(current, asked, memory)
        if not acted:
            found = _findings(Cleaned(current, edits), text, noticed) if noticed else ()
            return Cleaned(current, edits, found, profile, ruleset, kind.kind, kind.evidence)
        fresh = tuple(_edit(n, doc.text, p) for n, p in enumerate(acted))
        following = apply(current, fresh)
        edits = compose(text, edits, current, fresh)
        current = following
    return Cleaned(text, (), (), profile, ruleset, kind.kind, kind.evidence)


def one_round(  # noqa: C901 - to be taken apart with the cleaner
    text: str, rules: Sequence[Rule], memory: dict[object, Any]
) -> tuple[Doc, list[Proposal], list[Proposal]]:
    """Return the shared facts, the proposals to carry out in order of place, and the rest."""
    doc = Doc(text, memory)
    proposals: list[tuple[float, int, int, Proposal]] = []
    mending: set[str] = set()
    for rank, rule in enumerate(rules):
        if not rule.gate(text):
            continue
        guards: list[Spans] | None = None
        for proposal in rule.run(doc):
            if proposal.score < NOTICE:
                continue
            if guards is None:
                guards = [spans for kind in rule.respects if (spans := doc.protected(kind))]
            if _allowed(doc.text, guards, proposal):
                proposals.append((-proposal.score, rank, proposal.start, proposal))
                if rule.mends:
                    mending.add(proposal.rule)
    if not proposals:
        return doc, [], []
    proposals.sort(key=itemgetter(0, 1, 2))
    taken = bytearray(len(text))
    acted: list[Proposal] = []
    noticed: list[Proposal] = []
    parted: set[tuple[str, int]] = set()
    for *_, proposal in proposals:
        if taken.find(1, proposal.start, proposal.end) >= 0:
            if proposal.group is not None:
                parted.add((proposal.rule, proposal.group))
            continue
        if proposal.score < ACT:
            noticed.append(proposal)
            continue
        taken[proposal.start : proposal.end] = b"\1" * (proposal.end - proposal.start)
        acted.append(proposal)
    if parted:
        acted = [p for p in acted if p.group is None or (p.rule, p.group) not in parted]
    acted.sort(key=lambda p: p.start)
    acted, left = in_their_place(doc, acted)
    noticed += left
    acted, left = spoken_of(doc, acted, noticed)
    noticed += left
    for proposal in joints(doc, [p for p in acted if p.rule in mending and not p.inserted]):
        if taken.find(1, proposal.start, proposal.end) < 0:
            taken[proposal.start : proposal.end] = b"\1" * (proposal.end - proposal.start)
            acted.append(proposal)
    acted.sort(key=lambda p: p.start)
    return doc, acted, noticed


def _allowed(text: str, guards: Sequence[Spans], proposal: Proposal) -> bool:
    start, end, inserted = proposal.start, proposal.end, proposal.inserted
    if not 0 <= start < end <= len(text) or (removed := text[start:end]) == inserted:
        return False
    if not (removed + inserted).isascii() and _SURROGATE.search(removed + inserted):
        return False  # not text; JSON could not hold a lone pair of them
    return not any(spans.touches(start, end) for spans in guards)


def _edit(number: int, text: str, p: Proposal) -> Edit:
    removed = text[p.start : p.end]
    score = round(min(1.0, p.score), 2)
    return Edit(number, p.rule, p.reason, score, p.start, p.end, removed, p.inserted, p.lifted)


def _findings(cleaned: Cleaned, text: str, noticed: Iterable[Proposal]) -> tuple[Finding, ...]:
    """Return what the last round noticed, told in places of the input."""
    found = []
    for p in noticed:
        start, end = p.start, p.end
        if cleaned.edits:
            start, end = cleaned.to_input(start), cleaned.to_input(end - 1) + 1
        score = round(p.score, 2)
        found.append(Finding(p.rule, p.reason, score, start, end, text[start:end], p.lifted))
    found.sort(key=lambda f: (f.start, f.end, f.rule))
    return tuple(found)
