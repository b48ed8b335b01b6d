"""Fold two rounds of edits into one: edits of the first text that give the third.

Pure. An edit of the second round that stands clear of the first round's edits keeps its own
identity, told in places of the first text; one that cuts into them is merged with them.
"""

from collections.abc import Sequence
from typing import Any

import attrs

from fonds.ledger import Edit, apply


@attrs.frozen
class _Placed:
    """An edit of the first round with its place in the middle text."""

    start: int
    end: int
    edit: Edit


def compose(first: str, one: Sequence[Edit], middle: str, two: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return edits of ``first`` that do what ``one`` and then ``two`` do, numbered from 0.

    Shape: ``one`` turns ``first`` into ``middle``; each of ``two`` removes at least one character.
    Cost: linear in the number of edits.
    """
    if not one:
        return tuple(two)
    placed: list[_Placed] = []
    shift = 0
    for edit in one:
        start = edit.start + shift
        placed.append(_Placed(start, start + len(edit.inserted), edit))
        shift += len(edit.inserted) - len(edit.removed)
    out: list[tuple[Edit, int]] = []  # with how far it moves
    a = b = 0
    shift = 0  # middle minus first, after the first-round edits passed
    while a < len(placed) or b < len(two):
        if b == len(two) or (a < len(placed) and _before(placed[a], two[b])):
            out.append((placed[a].edit, 0))
            shift = placed[a].end - placed[a].edit.end
            a += 1
        elif a == len(placed) or not _meets(placed[a], two[b].start, two[b].end):
            out.append((two[b], -shift))
            b += 1
        else:
            merged, a, b, shift = _merge(first, placed, a, middle, two, b, shift)
            if merged.removed != merged.inserted:
                out.append((merged, 0))
    return tuple(_moved(edit, by, n) for n, (edit, by) in enumerate(out))


def _moved(edit: Edit, by: int, number: int) -> Edit:
    if not by and edit.id == number:
        return edit
    return Edit(
        number, edit.rule, edit.reason, edit.score, edit.start + by, edit.end + by,
        edit.removed, edit.inserted, edit.lifted,
    )  # fmt: skip


def _before(p: _Placed, edit: Edit) -> bool:
    """Tell whether the first-round edit lies wholly before; at one place, a pure removal does."""
    return p.end <= edit.start


def _meets(p: _Placed, start: int, end: int) -> bool:
    if p.start == p.end:
        return start < p.start < end
    return p.start < end and start < p.end


def _merge(
    first: str,
    placed: Sequence[_Placed],
    a: int,
    middle: str,
    two: Sequence[Edit],
    b: int,
    shift: int,
) -> tuple[Edit, int, int, int]:
    """Join the edits of both rounds that hang together, from ``placed[a]`` and ``two[b]`` on."""
    start, end = min(placed[a].start, two[b].start), two[b].end
    parts: list[Edit] = []
    firsts = seconds = 0
    grown = True
    while grown:
        grown = False
        while a + firsts < len(placed) and _meets(placed[a + firsts], start, end):
            end = max(end, placed[a + firsts].end)
            parts.append(placed[a + firsts].edit)
            firsts += 1
            grown = True
        while b + seconds < len(two) and two[b + seconds].start < end:
            end = max(end, two[b + seconds].end)
            seconds += 1
            grown = True
    later = two[b : b + seconds]
    last = placed[a + firsts - 1]
    begin = start - shift
    shift = last.end - last.edit.end
    stop = end - shift
    moved = [_moved(e, -start, e.id) for e in later]
    main = max([*parts, *later], key=lambda e: (e.score, len(e.removed)))
    merged = attrs.evolve(
        main,
        start=begin,
        end=stop,
        removed=first[begin:stop],
        inserted=apply(middle[start:end], moved),
        reason="; then ".join(dict.fromkeys(e.reason for e in [*parts, *later])),
        lifted=_lifted([*parts, *later]),
    )
    return merged, a + firsts, b + seconds, shift


def _lifted(edits: Sequence[Edit]) -> dict[str, Any]:
    """Keep all that was lifted: the first under its own keys, others under ``also``."""
    full = [dict(e.lifted) for e in edits if e.lifted]
    if not full:
        return {}
    return full[0] if len(full) == 1 else full[0] | {"also": full[1:]}
