"""The cleaner against its own published cases, filed by kind of evidence.

``known-failures`` are strict expected failures: a change that mends one must move the case.
"""

from collections import Counter

import pytest

from fonds.cleaning import clean
from support.clean_cases import Case, found, load

WORKING = list(load(("in-the-wild", "negative", "constructed")))
KNOWN_FAILURES = list(load(("known-failures",)))


def judge(case: Case) -> None:
    """Assert that cleaning gives what the case says, lifts what it names, and can be undone."""
    text = case.before
    cleaned = clean(text, case.profile)
    assert case.accepts(cleaned.text), f"{case.note}\n{text!r}\nbecame\n{cleaned.text!r}"
    if case.negative:
        assert cleaned.text is text
        assert cleaned.edits == ()
    lifted = [thing.lifted for thing in (*cleaned.edits, *cleaned.findings)]
    for want in case.lifted:
        assert found(want, lifted), f"{dict(want)} is not among {[dict(x) for x in lifted]}"
    assert cleaned.undo() == text


@pytest.mark.parametrize("case", WORKING, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    judge(case)


@pytest.mark.parametrize("case", KNOWN_FAILURES, ids=lambda case: case.id)
@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_known_failure(case: Case) -> None:
    judge(case)


def test_known_failures_say_why() -> None:
    assert [case.id for case in KNOWN_FAILURES if not case.note] == []


def test_the_cases_are_sound() -> None:
    """Ids are unique, a folder says what a case is, and no text passes by coming back as it was."""
    cases = [*WORKING, *KNOWN_FAILURES]
    assert [i for i, n in Counter(case.id for case in cases).items() if n > 1] == []
    for case in WORKING:
        assert case.negative == (case.folder == "negative"), case.id
        best = "".join(piece.before if piece.either else piece.after for piece in case.pieces)
        assert case.accepts(best), case.id
        if not case.negative and any(p.marked and not p.either for p in case.pieces):
            assert not case.accepts(case.before), case.id


def test_the_cases_cover_the_scripts() -> None:
    """Every kind of leftover that has words in it is shown in many languages."""
    languages: dict[str, set[str]] = {}
    for case in WORKING:
        languages.setdefault(case.kind.partition(":")[0], set()).add(case.lang)
    for kind in ("mt-shortcode", "shortcode", "negative", "entities", "invisible", "wiki",
                 "furniture", "photo-credit", "placeholder", "html-leftover", "bbcode",
                 "punct-space", "mojibake"):  # fmt: skip
        assert len(languages[kind]) >= 10, (kind, languages[kind])
