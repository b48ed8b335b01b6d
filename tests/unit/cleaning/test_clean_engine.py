"""The engine: choice among proposals, rounds, joints, and one ledger of it all."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.cleaning import clean
from fonds.cleaning.compose import compose
from fonds.cleaning.doc import CODE, Doc, Proposal, Rule, has
from fonds.cleaning.engine import ROUNDS, run
from fonds.cleaning.ruleset import PROFILES
from fonds.cleaning.table import RULES, rules_for
from fonds.errors import UsageError
from fonds.ledger import Edit, apply


def rule(pattern: str, inserted: str = "", score: float = 0.9, **more: object) -> Rule:
    name = str(more.pop("name", "test/1"))

    def find(doc: Doc) -> Iterator[Proposal]:
        for m in re.finditer(pattern, doc.text):
            yield Proposal(m.start(), m.end(), inserted, name, "because", score, {"was": m[0]})

    return Rule(run=find, gate=lambda text: True, **more)  # type: ignore[arg-type]


def cleaned(text: str, *rules: Rule) -> str:
    return run(text, rules, "standard", "test").text


def test_nothing_to_do_gives_the_same_object() -> None:
    text = "".join(["plain", " text"])
    assert run(text, [rule("x{3}")], "standard", "test").text is text


def test_the_higher_score_wins_and_order_breaks_ties() -> None:
    assert cleaned("abc", rule("ab", "1", 0.8), rule("bc", "2", 0.9)) == "a2"
    assert cleaned("abc", rule("ab", "1", 0.9), rule("bc", "2", 0.9)) == "1c"


def test_middle_scores_are_findings_and_low_ones_nothing() -> None:
    result = run("abc", [rule("a", "", 0.5), rule("b", "", 0.3)], "standard", "test")
    assert result.text == "abc"
    assert [(f.text, f.score) for f in result.findings] == [("a", 0.5)]


def test_a_finding_is_told_in_places_of_the_input() -> None:
    result = run("xxabc", [rule("x"), rule("b", "", 0.5)], "standard", "test")
    assert result.text == "abc"
    assert [(f.start, f.end, f.text) for f in result.findings] == [(3, 4, "b")]


def test_protected_spans_are_left_alone_unless_the_rule_may() -> None:
    assert cleaned("x `x` x", rule("x", "y")) == "y `x` y"
    assert cleaned("x `x` x", rule("x", "y", respects=frozenset())) == "y `y` y"
    assert cleaned("x `x` x", rule("x", "y", respects=frozenset({CODE}))) == "y `x` y"


def test_lone_surrogates_are_left_alone() -> None:
    assert cleaned("a\udc80b", rule("\udc80")) == "a\udc80b"


def test_rounds_take_what_a_removal_lays_bare_and_make_one_ledger() -> None:
    text = "(((x))) (y)"
    result = run(text, [rule(r"\(\)"), rule(r"[xy]")], "standard", "test")
    assert result.text == " "
    assert result.undo() == text
    assert [e.removed for e in result.edits] == ["(((x)))", "(y)"]
    assert [e.id for e in result.edits] == [0, 1]
    assert result.edits[0].lifted["was"]


def test_a_rule_that_never_ends_does_nothing_at_all() -> None:
    result = run("a", [rule("a$", "aa")], "standard", "test")
    assert result.text == "a"
    assert result.edits == ()
    grow = run("a" * 3, [rule("^a", "")], "standard", "test")
    assert grow.text == ""
    assert run("a" * (ROUNDS + 1), [rule("^a", "")], "standard", "test").text == "a" * (ROUNDS + 1)


def test_empty_and_idle_proposals_are_dropped() -> None:
    assert cleaned("abc", rule("(?=b)", "x"), rule("c", "c")) == "abc"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a [x] b", "a b"),
        ("a [x], b", "a, b"),
        ("a. [x]. b", "a. b"),
        ("a... [x]. b", "a... . b"),
        ("[x] a", "a"),
        ("a [x]", "a"),
        ("a [x] [x] b", "a b"),
        ("a\n\n[x]\n\nb", "a\n\nb"),
        ("a\n[x]\nb", "a\nb"),
        ("[x]\n\nb", "b"),
        ("a\n\n[x]", "a"),
        ("a\n\n[x]\n", "a\n"),
        ("a\n\n[x] [x]\n\nb", "a\n\nb"),
        ("a  b [x] c", "a  b c"),
        ("a[x]b", "ab"),
        ("a[x] b", "a b"),
        ('He "said" so. " [x] More', 'He "said" so. More'),
        ('He said. "So [x] be it"', 'He said. "So be it"'),
        ("    a\n[x]\n    b", "    a\n    b"),
    ],
)
def test_the_joint_is_mended_and_nothing_else(text: str, after: str) -> None:
    assert cleaned(text, rule(r"\[x\]", mends=True)) == after


def test_a_rule_that_does_not_mend_leaves_the_blanks() -> None:
    assert cleaned("a [x] b", rule(r"\[x\]")) == "a  b"


def test_mending_is_an_edit_of_its_own() -> None:
    text = "a [x] b"
    result = run(text, [rule(r"\[x\]", mends=True)], "standard", "test")
    assert [(e.rule, e.removed) for e in result.edits] == [("test/1", "[x]"), ("joint/1", " ")]
    assert result.revert([1]).text == "a  b"


@given(st.data())
def test_composed_edits_do_what_both_rounds_did(data: st.DataObject) -> None:
    first = data.draw(st.text("abc", max_size=20))

    def edits(text: str) -> tuple[Edit, ...]:
        cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
        return tuple(
            Edit(n, "r/1", "", 1.0, a, b, text[a:b], data.draw(st.text("xyz", max_size=3)))
            for n, (a, b) in enumerate(pairs)
        )

    one = edits(first)
    middle = apply(first, one)
    two = edits(middle)
    both = compose(first, one, middle, two)
    assert apply(first, both) == apply(middle, two)
    assert [e.id for e in both] == list(range(len(both)))


def test_profiles_are_nested() -> None:
    minimal, standard, thorough = (set(rules_for(p)) for p in PROFILES)
    assert minimal < standard
    assert minimal < thorough
    assert standard | thorough == set(RULES)


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(UsageError):
        clean("a", "gentle")


def test_minimal_leaves_shortcodes() -> None:
    text = 'a [caption id="attachment_1" width="3"] b\ufeffc'
    assert clean(text, "minimal").text == text.replace("\ufeff", "")


def test_a_gate_opens_for_any_needle() -> None:
    assert has("a", "b")("xb")
    assert not has("a", "b")("x")


def test_a_group_is_carried_out_together_or_not_at_all() -> None:
    def pair(doc: Doc) -> Iterator[Proposal]:
        for m in re.finditer(r"<(.)(.*?)>", doc.text):
            for at in (m.start(), m.end() - 1):
                yield Proposal(at, at + 1, "", "pair/1", "why", 0.7, {}, m.start())

    both = Rule(run=pair, gate=lambda text: True)
    assert cleaned("<ab> <cd>", both) == "ab cd"
    once = run("<ab> <cd>", [both, rule("<a", "<a ", 0.9)], "standard", "test")
    assert once.undo() == "<ab> <cd>"
    assert ">" not in once.text or "<" in once.text  # never one half of a pair alone


def test_the_names_of_rules_and_profiles_cost_no_import_of_the_rules() -> None:
    """A run that stores nothing asks for them; numpy alone takes twenty times as long."""
    program = (
        "import sys; from fonds.cleaning import PROFILES, RULESET; "
        "before = 'numpy' in sys.modules, "
        "'fonds.cleaning.table' in sys.modules; import fonds; cleaned = fonds.clean('a').text; "
        "print(before, cleaned, 'fonds.cleaning.table' in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert printed.strip() == "(False, False) a True"
