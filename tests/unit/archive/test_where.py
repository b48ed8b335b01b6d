"""Expressions that choose versions: what they choose, and how wrong ones are refused."""

import random

import pytest

from fonds.archive.where import where
from fonds.errors import UsageError
from support.archives import new_archive


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    with new_archive(tmp_path_factory.mktemp("where")) as archive:
        archive.add(
            "one word more than nothing", "a", metadata={"creator": "Ann B", "n": ["x", "y"]}
        )
        archive.add("<p>a page of some length</p>", "b", media_type="text/html", title="Page")
        archive.add(b"\x00\x01\x02" * 50, "c")
        yield {name: archive.get(name) for name in "abc"}


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("type = text/html", "b"),
        ("type != text/html", "ac"),
        ("size > 100", "c"),
        ("size <= 26", "a"),
        ("size > 26 and size < 100", "b"),
        ("status = failed", "c"),
        ("not status = failed", "ab"),
        ("not not status = failed", "c"),
        ("status = ok or status = partial", "ab"),
        ("meta.creator = 'Ann B'", "a"),
        ('meta.creator ~ "ann"', "a"),
        ("meta.creator != 'Ann B'", "bc"),
        ("meta.n = y", "a"),
        ("meta.none = y", ""),
        ("title ~ PAGE", "b"),
        ("kind = capture", "abc"),
        ("at >= 2026-11-23", "abc"),
        ("captured < 2026", ""),
        ("cleaner >= fonds-clean/1", "abc"),
        ("cleaner < 1", ""),
        ("fonds < 99.0", "abc"),
        ("script = Latn", "ab"),
        ("source = a", "a"),
        ("(type = text/html or size > 100) and version = 1", "bc"),
        ("type = text/html or size > 100 and version = 2", "b"),
        ("((((type=text/html))))", "b"),
    ],
)
def test_what_an_expression_chooses(versions, text, chosen):
    test = where(text)
    assert "".join(name for name, version in versions.items() if test(version)) == chosen


@pytest.mark.parametrize(
    ("text", "at", "what"),
    [
        ("", 0, "a field"),
        ("size", 4, "one of ="),
        ("size = ", 6, "a value"),
        ("size = x", 7, "a number"),
        ("nothing = x", 0, "no such field"),
        ("type = a type = b", 9, "`and`"),
        ("(type = a", 9, "not closed"),
        ("type = a)", 8, "`and`"),
        ("type = a and", 12, "a field"),
        ("type = 'a", 7, "no part"),
        ("not", 3, "a field"),
        ("type == a", 6, "a value"),
    ],
)
def test_a_wrong_expression_has_a_caret_under_the_place(text, at, what):
    with pytest.raises(UsageError, match=what) as raised:
        where(text)
    assert raised.value.facts["position"] == at
    assert "^" in str(raised.value)


def test_deep_and_long_expressions_are_refused():
    for text in ("(" * 2_000 + "size = 1" + ")" * 2_000, "size = 1 or " * 20_000 + "size = 1"):
        with pytest.raises(UsageError):
            where(text)
    assert where("not " * 2_000 + "size = 1")
    assert where(" or ".join(["size = 1"] * 2_000))


def test_odd_expressions_are_read_or_refused():
    numbers = random.Random(6)
    pieces = [
        "size",
        "type",
        "=",
        "~",
        "(",
        ")",
        "and",
        "or",
        "not",
        "'x'",
        '"',
        "1",
        " ",
        "\0",
        "é",
    ]
    for _ in range(3_000):
        text = "".join(numbers.choices(pieces, k=numbers.randrange(1, 9)))
        try:
            where(text)
        except UsageError:
            continue


def test_the_command_prints_the_caret_on_a_line_of_its_own(capsys):
    from fonds.cli.terminal import say_error

    with pytest.raises(UsageError) as raised:
        where("size >\n(")
    say_error(raised.value)
    _, shown, caret, _ = capsys.readouterr().err.splitlines()
    assert shown[caret.index("^")] == "("
