"""A user's own rules: read, tried on their examples, run beside ours, named in the ledger."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonds.cleaning import RULESET, clean
from fonds.cleaning.ownrules import own_rules
from fonds.errors import UsageError
from fonds.ledger import ledger_json

FILE = rb"""
name = "holm-news"
version = "3"

[[rule]]
name = "teaser"
pattern = 'More on this: (?P<title>[^\n]{1,80})'
line = true
lift = { title = "teaser" }
reason = "teaser of Holm News"
matches = ["More on this: The mill"]
spares = ["He had more on this: nothing"]

[[rule]]
name = "prompt"
literal = "Get the app!"
matches = ["x Get the app! y"]
"""
TEXT = "The mill closed. Get the app! It was old.\n\nMore on this: The mill\n\nThe end."


def test_they_run_beside_ours_and_lift() -> None:
    rules = own_rules(FILE)
    cleaned = clean(TEXT, rules=rules)
    assert cleaned.text == "The mill closed. It was old.\n\nThe end."
    assert cleaned.undo() == TEXT
    own = {e.rule: dict(e.lifted) for e in cleaned.edits if e.rule.startswith("own:")}
    assert own == {"own:holm-news.prompt/3": {}, "own:holm-news.teaser/3": {"teaser": "The mill"}}
    digest = hashlib.sha256(FILE).hexdigest()
    ruleset = f"{RULESET}+holm-news/3@sha256:{digest}"
    assert ledger_json(TEXT, cleaned)["ruleset"] == ruleset
    assert clean(TEXT).text is TEXT


def test_a_line_of_its_own_is_asked_for() -> None:
    text = "He said: More on this: The mill"
    assert clean(text, rules=own_rules(FILE)).text is text


def test_code_stays() -> None:
    text = "Words of prose.\n\n```\nGet the app!\n```\n"
    assert clean(text, rules=own_rules(FILE)).text is text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff", "not TOML"),
        (b"x = 1", "need a name"),
        (b'name = "a"\nversion = 1', "need a version"),
        (b'name = "a"\nversion = "1"', "at least one"),
        (b'name = "a"\nversion = "1"\n[[rule]]\nname = "x"\nliteral = "y"', "an example that it"),
        (b'name = "a"\nversion = "1"\n[[rule]]\nname = "x"\nmatches = ["y"]', "either a literal"),
        (
            b'name = "a"\nversion = "1"\n[[rule]]\nname = "x"\nliteral = "y"\nmatches = ["z"]',
            "is not matched",
        ),
        (
            b'name = "a"\nversion = "1"\n[[rule]]\nname = "x"\nliteral = "y"\nmatches = ["y"]\n'
            b'spares = ["yy"]',
            "is matched",
        ),
        (
            b'name = "a"\nversion = "1"\n[[rule]]\nname = "x"\npattern = "(a)\\\\1"\n'
            b'matches = ["aa"]',
            "no pattern of RE2",
        ),
        (
            b'name = "a"\nversion = "1"\n[[rule]]\nname = "x"\npattern = "a"\nmatches = ["a"]\n'
            b'lift = { b = "c" }',
            "no such group",
        ),
        (b'name = "a"\nversion = "1"\nx = 1\n[[rule]]\nname = "x"', "a key that is not known"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        own_rules(data)


@given(st.text(st.sampled_from("aà é\n.Get thp!MorenisTml:\ud800🦊`"), max_size=80))
@settings(max_examples=200, deadline=None)
def test_the_properties_of_the_ledger_hold(text: str) -> None:
    rules = own_rules(FILE)
    for whole in (text, text + "Get the app!" + text, f"{text}\nMore on this: {text}"):
        cleaned = clean(whole, rules=rules)
        assert cleaned.undo() == whole
        again = clean(cleaned.text, rules=rules, text_kind=cleaned.text_kind)
        assert again.text == cleaned.text
        for edit in cleaned.edits:
            cleaned.revert([edit.id])
