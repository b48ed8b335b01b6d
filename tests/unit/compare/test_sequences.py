"""Runs that differ: they turn one sequence into the other, whatever the two are."""

import random

from hypothesis import given
from hypothesis import strategies as st

from fonds.compare.sequences import changes


def applied(first, second, found):
    """The second sequence, made of what is equal in the first and of what stands in its place."""
    made, at, other_at = [], 0, 0
    for start, end, other, other_end in found:
        assert first[at:start] == second[other_at:other]
        assert start < end or other < other_end
        assert start >= at
        made += first[at:start] + second[other:other_end]
        at, other_at = end, other_end
    assert first[at:] == second[other_at:]
    return made + first[at:]


@given(st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 6), max_size=40))
def test_what_is_equal_and_what_differs_make_up_both(first, second):
    assert applied(first, second, changes(first, second)) == second


def test_equal_sequences_do_not_differ():
    assert changes("abc", "abc") == []
    assert changes("", "") == []
    assert changes("abc", "") == [(0, 3, 0, 0)]


def test_a_word_in_two_hundred_is_found_alone():
    numbers = random.Random(4)
    first = [f"word {numbers.randrange(500)}" for _ in range(20_000)]
    second = list(first)
    changed = sorted(numbers.sample(range(20_000), 100))
    for at in changed:
        second[at] = f"new {at}"
    found = changes(first, second)
    assert applied(first, second, found) == second
    assert sum(end - start for start, end, *_ in found) < 200


def test_what_has_nothing_in_common_ends_soon():
    first, second = list(range(300_000)), list(range(300_000, 600_000))
    assert changes(first, second) == [(0, 300_000, 0, 300_000)]
    assert changes([1] * 100_000, [2] * 100_000) == [(0, 100_000, 0, 100_000)]
    assert applied([1, 2] * 9_000, [2, 1] * 9_000, changes([1, 2] * 9_000, [2, 1] * 9_000))
