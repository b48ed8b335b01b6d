"""What kind of document a text is."""

import pytest

from fonds.cleaning.doc import Doc
from fonds.cleaning.rules import nature


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/sh\necho hi\n",
        "#include <stdio.h>\nint main(void)\n{\n    return 0;\n}\n",
        "def f(x):\n    return x\n\nclass A:\n    y = 1\n",
        ".TH LS 1\n.SH NAME\nls \\- list\n",
        'msgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n',
        '{\n  "a": 1,\n  "b": [2, 3]\n}\n',
        "<?php\necho $x;\n",
        "[section]\nname = value\nother = 2\n",
        "!function(e,t){for(var n in e)t[n]=e[n];return t}(window,{a:1,b:[2]});" * 20,
    ],
)
def test_code(text: str) -> None:
    assert nature.is_code(Doc(text))


@pytest.mark.parametrize(
    "text",
    [
        "The council met on Monday.\nIt will meet again.\nNobody came.\nThe end.",
        "قرر المجلس تأجيل الجلسة.\nوسيجتمع غدا.\nولم يحضر أحد.\nانتهى.",
        "理事会周一开会。\n它将再次开会。\n没有人来。\n完。",
        "# Title\n\nSome words of prose here.\n\n```\nx = 1;\n```\n\nAnd more words of prose.",
        "",
    ],
)
def test_prose(text: str) -> None:
    assert not nature.is_code(Doc(text))


def test_pages_of_html() -> None:
    assert nature.is_page(Doc("<!DOCTYPE html><p>x</p>"))
    assert not nature.is_page(Doc("<p>x</p> and a < b"))


def test_words_are_counted_in_every_script() -> None:
    assert nature.words("the council met") == 3
    assert nature.words("理事会开会了") == 3 + 1
    assert nature.words("") == 0


def test_wrapped_lines() -> None:
    wrapped = (
        "a line of some thirty or forty characters\nthat ends in the middle of a sentence\n" * 4
    )
    assert nature.is_wrapped(Doc(wrapped))
    assert not nature.is_wrapped(Doc("One sentence on a line of its own, as it were.\n\n" * 6))
