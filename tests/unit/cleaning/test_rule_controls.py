"""Control characters and terminal escapes."""

import pytest

from fonds.cleaning.rules import controls
from support.rules import becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Total:\x00 \x08 42 items", "Total:  42 items"),
        ("shipped\x1b[0m to the depot", "shipped to the depot"),
        ("\x1b[1;31mКрасный\x1b[m текст", "Красный текст"),
        ("\x1b]0;title\x07prompt", "prompt"),
        ("N\bNA\bAM\bME\bE", "NAME"),
        ("_\bx and y\b_", "x and y"),
        ("数据\x7f在这里", "数据在这里"),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(controls, text) == after


@pytest.mark.parametrize(
    "text",
    [
        "tab\tand\x0cform feed\x0b and \x1f separators",
        "it is *____\b\b\b\bonly* a joke",
        "said Honor'\be and m^\beme",
        "mode(1) !~# '[\x16vV]'",
        "\x01\x02\x03\x04\x05\x06 binary \x00\x00\x00\x00\x00" * 3,
        "plain",
    ],
)
def test_stays(text: str) -> None:
    assert stays(controls, text)
