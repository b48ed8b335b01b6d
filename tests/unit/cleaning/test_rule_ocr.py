"""What a scan leaves."""

import pytest

from fonds.cleaning.rules import ocr
from support.rules import becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "Der Reichs¬\ntag nahm an. ••■ Die Sitzung schloß.",
            "Der Reichstag nahm an. Die Sitzung schloß.",
        ),
        (
            "for up¬\nwards of two hours. (Hear.) ~~~ The House",
            "for upwards of two hours. (Hear.) The House",
        ),
        ("Le gou¬\nvernement a dit. ■■ Puis", "Le gouvernement a dit. Puis"),
        ("Правитель¬\nство решило. ~■ Затем", "Правительство решило. Затем"),
        ("El go¬\nbierno dijo", "El gobierno dijo"),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(ocr, text) == after


@pytest.mark.parametrize(
    "text",
    [
        "p ¬q and ¬ r in logic",
        "~~struck~~ text and ~~~ fences without breaks",
        "a ■■ b without any sign of a scan",
        "# heading ••■",
    ],
)
def test_stays(text: str) -> None:
    assert stays(ocr, text)
