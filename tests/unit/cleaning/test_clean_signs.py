"""Signs: three characters in a row, looked for all at once."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.cleaning.signs import CHUNK, Sign, Signs, Words

ANY = Sign("a")
PAIR = Sign("[(", "A-Z")
LATE = Sign("x", "", "\x80-\uffff")
WIDE = Sign(lambda: "éß", "-0-9")
ALL = Signs((ANY, PAIR, LATE, WIDE, PAIR))


def seen(text: str) -> set[Sign]:
    found = ALL.seen(text)
    return {sign for sign, bit in ALL.bits.items() if found & bit}


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("", set()),
        ("a", {ANY}),
        ("(B", {PAIR}),
        ("[b", set()),
        ("(", set()),
        ("x", set()),
        ("xyé", {LATE}),
        ("xé", set()),
        ("x1🦊", {LATE}),
        ("é-", {WIDE}),
        ("ß7 a(Z", {WIDE, ANY, PAIR}),
        ("\ud800é", set()),
    ],
)
def test_what_a_text_has(text: str, signs: set[Sign]) -> None:
    assert seen(text) == signs


@pytest.mark.parametrize("at", [0, CHUNK - 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_a_sign_is_seen_wherever_it_stands(at: int) -> None:
    assert seen("." * at + "[A") == {PAIR}
    assert seen("." * at + "x.é" + "." * 3) == {LATE}


def test_a_sign_that_stands_twice_has_one_bit() -> None:
    assert sorted(ALL.bits.values()) == [1, 2, 4, 8]


@given(st.text("ab[(ABxé-7 🦊"))
def test_no_sign_is_missed(text: str) -> None:
    pairs = any(one in "[(" and two in "AB" for one, two in itertools.pairwise(text))
    assert (PAIR in seen(text)) == pairs
    assert (ANY in seen(text)) == ("a" in text)


def test_words_are_those_that_are_there() -> None:
    words = Words(("Telegram", "微信", "куки", "ad"))
    assert words.of("a Telegram about куки") == {"Telegram", "куки"}
    assert words.of("在微信上, ad hoc") == {"微信", "ad"}
    assert words.of("nothing of the kind") == frozenset()
