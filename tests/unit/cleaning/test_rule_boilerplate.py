"""Text that is not this text: for the thorough profile only."""

import pytest

from fonds.cleaning import clean
from fonds.cleaning.rules import boilerplate
from support.rules import alone

BODY = "The line reopens in May, the council said on Monday. " * 8


@pytest.mark.parametrize(
    "line",
    [
        "Ann Body is a staff writer at Example News. Follow her on Twitter.",
        "Jean Dupont est journaliste à Paris depuis dix ans et couvre la justice.",
        "Иван Петров — журналист, работает в газете «Пример» много лет.",
        "About the author: Ann Body is a reporter who lives in the north.",
        "© 2019 Example News. All rights reserved.",
        "The views expressed in this article are the author's own.",
        "The post The line reopens appeared first on Example News.",
    ],
)
def test_goes(line: str) -> None:
    text = f"{BODY}\n\n{line}"
    assert alone(boilerplate, text, "thorough").text.strip() == BODY.strip()
    assert clean(text).text is text


@pytest.mark.parametrize(
    "text",
    [
        f"Ann Body is a staff writer at Example News.\n\n{BODY}",
        f"{BODY}\n\nThe mayor is a former journalist, she said, and laughed.",
        BODY,
    ],
)
def test_stays(text: str) -> None:
    assert alone(boilerplate, text, "thorough").text is text
