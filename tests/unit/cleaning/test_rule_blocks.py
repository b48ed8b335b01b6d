"""Comments of block editors."""

import pytest

from fonds.cleaning.rules import blocks
from support.rules import becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("<!-- wp:paragraph -->\n<p>x</p>\n<!-- /wp:paragraph -->", "<p>x</p>"),
        ('A.\n\n<!-- wp:image {"id":7,"caption":"a > b"} -->\n\nB.', "A.\n\nB."),
        ("<!-- wp:spacer /-->\nنص", "نص"),
        ("Вступление.<!--more-->Продолжение.", "Вступление.Продолжение."),
        ("前言。\n<!-- more -->\n正文。", "前言。\n正文。"),
        ("<!--nextpage-->पृष्ठ", "पृष्ठ"),
        ("x<!--StartFragment-->y<!--EndFragment-->z", "xyz"),
        ("x<!--[if gte mso 9]><xml>y</xml><![endif]-->z", "xz"),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(blocks, text).strip() == after


@pytest.mark.parametrize(
    "text",
    [
        "<!-- a remark of the author -->",
        "<!-- TODO: wp:paragraph is a block -->",
        "`<!-- wp:paragraph -->` marks a block",
        "<!-- wp:never closed",
    ],
)
def test_stays(text: str) -> None:
    assert stays(blocks, text)
