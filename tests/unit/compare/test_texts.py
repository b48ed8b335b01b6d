"""Differences of texts, held against `patch` and against the texts themselves."""

import random
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.compare.texts import hunks, patch, word_counts


def applied(first, second):
    made, at = "", 0
    for start, end, other, other_end in hunks(first, second):
        made += first[at:start] + second[other:other_end]
        at = end
    return made + first[at:]


WORDS = st.text("ab \nاب\u064e日本กา\r\u2028", max_size=60)


@given(WORDS, WORDS)
def test_hunks_turn_one_text_into_the_other(first, second):
    assert applied(first, second) == second


@pytest.mark.parametrize(
    ("first", "second", "removed", "added"),
    [
        ("one two three", "one 2 three", "two", "2"),
        ("في البيت الكبير\nسطر", "في الدار الكبير\nسطر", "البيت", "الدار"),
        ("東京都の人", "東京市の人", "都", "市"),
        ("ข้าวสวย", "ข่าวสวย", "ข้", "ข่"),
        ("same\nold line\nsame", "same\nsame", "old line\n", ""),
    ],
)
def test_the_words_that_differ_are_named(first, second, removed, added):
    (one,) = hunks(first, second)
    assert first[one.start : one.end] == removed
    assert second[one.other_start : one.other_end] == added


def test_words_are_counted():
    first, second = "one two, three", "one four five, three"
    assert word_counts(first, second, hunks(first, second)) == (1, 2)


LINES = st.binary(max_size=80).map(lambda data: data.replace(b"\0", b"\n").replace(b"a", b"\n"))


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
def test_patch_makes_the_second_of_the_first(tmp_path):
    numbers = random.Random(8)
    for n in range(60):
        first = [b"%d\xff\r" % numbers.randrange(9) for _ in range(numbers.randrange(40))]
        second = list(first)
        for _ in range(numbers.randrange(1, 5)):
            at = numbers.randrange(len(second) + 1)
            second[at : at + numbers.randrange(3)] = [b"new"] * numbers.randrange(3)
        old, new = b"\n".join(first), b"\n".join(second) + b"\n" * (n % 2)
        if old == new:
            continue
        (tmp_path / "old").write_bytes(old)
        lines = b"".join(patch(old, new, "old", "new"))
        done = subprocess.run(
            ["patch", "--binary", "-s", "-o", "made", "old"],
            input=lines, cwd=tmp_path, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout + done.stderr, lines)
        assert (tmp_path / "made").read_bytes() == new


def test_equal_bytes_have_no_patch():
    assert list(patch(b"x", b"x", "a", "b")) == []


def test_texts_that_are_too_long_are_only_said_to_differ():
    assert hunks("x" * (33 << 20), "y" * (33 << 20)) is None


@pytest.mark.slow
def test_a_line_of_ten_megabytes_and_a_text_without_anything_in_common():
    numbers = random.Random(2)
    words = [f"{numbers.randrange(10**6)}" for _ in range(700_000)]
    other = list(words)
    other[350_000] = "changed"
    (one,) = hunks(" ".join(words), " ".join(other))
    assert " ".join(other)[one.other_start : one.other_end] == "changed"
    assert hunks("a\n" * 500_000, "b\n" * 500_000)
