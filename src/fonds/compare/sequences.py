"""Compare two sequences of lines or words: which runs of them differ. Pure.

First what stands at both ends, then what is unique in both and in the same order (the anchors of
*patience diff*), then, between two anchors, the longest runs in common where there is little
enough to compare. So the cost stays linear where most is equal, and bounded where nothing is.
"""

import bisect
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_PAIRS = 250_000
"""Pairs of items that are compared with one another between two anchors; beyond, all differ."""
_DEEPEST = 40
_RUNS = (1, 3, 9)  # items of the runs that are tried as anchors


class Change(NamedTuple):
    """Items ``[start, end)`` of the first sequence stand where those of the second do."""

    start: int
    end: int
    other_start: int
    other_end: int


def changes(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Change]:
    """Return the runs that differ, in order; between two of them both sequences are equal.

    Cost: O(n log n) in the number of items, and at most ``MOST_PAIRS`` for each run that differs.
    """
    whole = Change(0, len(first), 0, len(second))
    found: list[Change] = []
    for one in _changes(first, second, whole, 0):
        if found and found[-1].end == one.start and found[-1].other_end == one.other_start:
            found[-1] = Change(found[-1].start, one.end, found[-1].other_start, one.other_end)
        else:
            found.append(one)
    return found


def _changes(
    first: Sequence[Hashable], second: Sequence[Hashable], part: Change, depth: int
) -> Iterator[Change]:
    start, end, other, other_end = part
    while start < end and other < other_end and first[start] == second[other]:
        start, other = start + 1, other + 1
    while start < end and other < other_end and first[end - 1] == second[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    if start == end and other == other_end:
        return
    part = Change(start, end, other, other_end)
    if start == end or other == other_end:
        yield part
        return
    anchors = _anchors(first, second, part) if depth < _DEEPEST else []
    if not anchors:
        yield from _short(first, second, part)
        return
    for here, there in [*anchors, (end, other_end)]:
        yield from _changes(first, second, Change(start, here, other, there), depth + 1)
        start, other = here, there


def _anchors(
    first: Sequence[Hashable], second: Sequence[Hashable], part: Change
) -> list[tuple[int, int]]:
    """Return where runs stand that are unique in both and in the same order: the most there are.

    Runs of one item, or of several where no single one is unique. Cost: O(n log n).
    """
    for length in _RUNS:
        pairs = _unique_pairs(first, second, part, length)
        if pairs:
            return _rising(pairs)
        if (part.end - part.start) * (part.other_end - part.other_start) <= MOST_PAIRS:
            break  # little enough to compare as it is
    return []


def _unique_pairs(
    first: Sequence[Hashable], second: Sequence[Hashable], part: Change, length: int
) -> list[tuple[int, int]]:
    """Return where runs of so many items begin that are unique in both, in the first's order."""
    start, end, other, other_end = part
    runs = _runs(first, start, end, length)
    other_runs = _runs(second, other, other_end, length)
    count, other_count = Counter(runs), Counter(other_runs)
    places = {run: at for at, run in enumerate(other_runs, other) if other_count[run] == 1}
    return [
        (at, places[run]) for at, run in enumerate(runs, start) if count[run] == 1 and run in places
    ]


def _runs(items: Sequence[Hashable], start: int, end: int, length: int) -> Sequence[Hashable]:
    if length == 1:
        return items[start:end]
    return list(zip(*(items[start + n : end - length + 1 + n] for n in range(length)), strict=True))


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest sequence of pairs in which both places rise, found by bisection."""
    tails: list[int] = []  # the least place at which a rising sequence of each length ends
    ends: list[int] = []  # the pair that is there
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect.bisect_left(tails, place)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [place]
        ends[length : length + 1] = [number]
    chosen: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _short(first: Sequence[Hashable], second: Sequence[Hashable], part: Change) -> Iterator[Change]:
    start, end, other, other_end = part
    if (end - start) * (other_end - other) > MOST_PAIRS:
        yield part
        return
    matcher = SequenceMatcher(None, first[start:end], second[other:other_end], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield Change(start + a, start + b, other + c, other + d)
