"""Which of many points of a whole command are made to fail in this run: a sample, or every one.

A fault at each call of a whole command takes minutes; `.ci/run` does that in a step of its own
(``FONDS_FAULTS=all``). The README's command takes a sample of the same points: the first, the last,
and those between at equal distances. What is sampled is the same in every run.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

ALL = os.environ.get("FONDS_FAULTS") == "all"


def points(total: int, every: int = 10, first: int = 1) -> Sequence[int]:
    """Return the numbers of calls to fail, out of ``first`` to ``total``."""
    return sample(range(first, total + 1), every)


def sample(cases: Sequence[T], every: int = 10) -> Sequence[T]:
    """Return all cases, or the first, the last and one of ``every`` so many between.

    >>> sample(range(1, 20), every=6) if not ALL else [1, 7, 13, 19]
    [1, 7, 13, 19]
    """
    if ALL or len(cases) <= every:
        return cases
    kept = list(cases[::every])
    return kept if (len(cases) - 1) % every == 0 else [*kept, cases[-1]]


def examples(most: int) -> int:
    """Return how many random examples a property is tried on: a fifth of ``most``, or all."""
    return most if ALL else max(most // 5, 8)
