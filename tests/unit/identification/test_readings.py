"""The weighing of letters against a slow, obvious second way to do it."""

import math
from collections import Counter

import numpy as np
import pytest

from fonds.formats import charsets
from fonds.identification import letters, readings

LINES = [
    ("Ďáblova rybárna stojí u řeky", "windows-1250"),
    ("Лодка ушла на рассвете", "koi8-r"),
    ("Τα πλοία έφυγαν", "iso-8859-7"),
    ("Le bâtiment brûlé a été reconstruit", "macintosh"),
]


def slowly(text, language):
    """Add up the cost of each pair in a loop: all pairs of ASCII, others by their root."""
    model = letters.languages_of()[language]
    total = 0.0
    for (first, second), count in Counter(zip("\n" + text, text, strict=False)).items():
        weight = count if max(first, second) < "\x80" else math.sqrt(count)
        a, b = ord(first), ord(second)
        steps = int(model.pairs[model.classes[a], model.classes[b]]) + int(model.given[b])
        steps += int(letters.case_costs()[letters.cases()[a], letters.cases()[b]])
        total += weight * steps / letters.STEP
    return total


@pytest.mark.parametrize(("line", "charset"), LINES)
def test_the_cost_of_a_reading_is_that_of_its_pairs_one_by_one(line, charset):
    sample = line.encode(charsets.codec(charset))
    prior, spoken = readings.SINGLE[charset]
    found = next(r for r in readings.legacy(sample) if r.charset == charset)
    words = {name: slowly("".join(c for c in line if c < "\x80"), name) for name in spoken.split()}
    assert found.language in words
    # what ASCII may say against a language is bounded, so the loop is never below the reading
    assert found.cost <= min(slowly(line, name) for name in spoken.split()) + prior + 1e-6


@pytest.mark.parametrize(("line", "charset"), LINES)
def test_a_wide_reading_costs_what_the_loop_says(line, charset):
    found = readings.wide(line.encode("utf-16-le"))[0]
    assert found.charset == "utf-16le"
    assert found.cost == pytest.approx(slowly(line, found.language))


@pytest.mark.parametrize(("line", "charset"), LINES)
def test_the_likeliest_reading_is_the_text(line, charset):
    sample = line.encode(charsets.codec(charset))
    ranked = readings.legacy(sample)
    assert sample.decode(charsets.codec(ranked[0].charset)) == line
    assert [r.cost for r in ranked] == sorted(r.cost for r in ranked)
    assert readings.strangeness(sample, ranked[0]) < 5


def test_the_margin_is_to_the_next_reading_with_another_text():
    sample = "é".encode("latin-1") + b" et l'" + "été".encode("latin-1")
    ranked = [
        readings.CharsetReading(10.0, "windows-1252", "fr"),
        readings.CharsetReading(11.0, "iso-8859-15", "fr"),
        readings.CharsetReading(14.0, "koi8-r", "ru"),
    ]
    assert readings.margin(sample, ranked) == 4.0
    assert readings.margin(sample, ranked[:2]) > 4.0
    assert readings.margin(sample, []) == 0.0


def test_every_row_of_the_model_is_a_chance_of_what_may_follow():
    for name, model in letters.languages_of().items():
        chances = np.exp(-model.pairs.astype(float) / letters.STEP).sum(axis=1)
        assert chances.max() < 2.1, name  # ASCII after ASCII is English in other scripts besides
        assert np.median(chances) == pytest.approx(1.0, abs=0.35), name


def test_every_charset_that_is_tried_can_be_read_and_has_languages_in_the_model():
    known = set(letters.languages_of())
    for charset, (prior, spoken) in {**readings.SINGLE, **readings.DOUBLE}.items():
        assert charsets.canonical(charset) == charset
        assert prior >= 0
        assert set(spoken.split()) <= known
