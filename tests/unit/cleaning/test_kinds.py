"""What a text is, said once, and what follows from it."""

import pytest

from fonds.cleaning import TEXT_KINDS, clean
from fonds.cleaning.kinds import UNEDITED, text_kind
from fonds.errors import UsageError

TAG = '[caption id="attachment_7" width="300"]The mill[/caption]'
KINDS = {
    "code": [
        "#!/bin/sh\necho hi\n",
        "#include <stdio.h>\nint main(void)\n{\n    return 0;\n}\n",
        "def f(x):\n    return x\n\nclass A:\n    y = 1\n",
        ".TH LS 1\n.SH NAME\nls \\- list\n",
        "<?php\necho $x;\n",
        "!function(e,t){for(var n in e)t[n]=e[n];return t}(window,{a:1,b:[2]});" * 20,
        '"""A module that says much about what it does, in words."""\n\nimport os\n\n\ndef f():\n    """Words."""\n',  # noqa: E501
        "<!DOCTYPE html><html><body><p>A whole page of some words.</p></body></html>",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n",
    ],
    "data": [
        'msgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n',
        '{\n  "a": 1,\n  "b": [2, 3]\n}\n',
        "[section]\nname = value\nother = 2\n",
        'id,title\n1,"Bed &amp; breakfast"\n2,"Ros&eacute;"\n',
        "id\tname\n1\tAnna\n2\tBert\n",
        '<?xml version="1.0"?>\n<a><b>words</b></a>\n',
        "INSERT INTO t (a) VALUES ('Dear {{ first_name }}');\n",
        "host: example.org\nport: 8080\ntags:\n  - a\n  - b\n",
        "\n".join(f"word{n}" for n in range(30)),
    ],
    "template": [
        '{% extends "base.html" %}\n{% block a %}\n<h1>{{ page.title }}</h1>\n{% endblock %}\n',
        "{% for item in items %}\n{{ item.name }}: {{ item.price }}\n{% endfor %}\n",
        "{{#each rows}}\n  <li>{{this.name}}</li>\n{{/each}}\n",
    ],
    "log": [
        "2024-05-01 10:00:01 INFO start\n2024-05-01 10:00:02 WARN [key=value] slow\n"
        "2024-05-01 10:00:03 INFO stop\n",
        "May  1 10:00:01 host sshd[1]: x\nMay  1 10:00:02 host sshd[1]: y\n",
    ],
    "subtitles": [
        "1\n00:00:01,000 --> 00:00:02,000\n<font color=red>Hello</font>\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nThere\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n",
    ],
    "chat": ["<anna> hello there\n<bert> hello yourself\n<anna> how is it going\n"],
    "prose": [
        "The council met on Monday.\nIt will meet again.\nNobody came.\nThe end.",
        "قرر المجلس تأجيل الجلسة.\nوسيجتمع غدا.\nولم يحضر أحد.\nانتهى.",
        "理事会周一开会。\n它将再次开会。\n没有人来。\n完。",
        "",
        "Note: this is a remark of some length, and it goes on.\nTo: whom it concerns, with thanks.",  # noqa: E501
    ],
    "markup": [
        TAG,
        "# Title\n\nSome words of prose here.\n\n```\nx = 1;\n```\n\nAnd more words of prose.",
        "See [the list](https://example.org/a) of those who came.",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, ts in KINDS.items() for t in ts])
def test_a_text_is_told_by_its_shape(kind: str, text: str) -> None:
    found = text_kind(text)
    assert found.kind == kind, found
    assert found.evidence


def test_every_kind_has_an_example() -> None:
    assert set(KINDS) == set(TEXT_KINDS)


@pytest.mark.parametrize("kind", sorted(UNEDITED))
def test_what_is_stated_is_obeyed(kind: str) -> None:
    text = f"The mill. {TAG} It burned down."
    cleaned = clean(text, text_kind=kind)
    assert cleaned.text is text
    assert (cleaned.text_kind, cleaned.evidence) == (kind, "stated")
    assert clean(text, text_kind="prose").text != text


@pytest.mark.parametrize("text", [t for kind in sorted(UNEDITED) for t in KINDS[kind]])
def test_no_edit_whatever_is_in_it(text: str) -> None:
    dirty = text + "&amp;amp; cafÃ© {{ x }} \u200b\u200b\n"
    cleaned = clean(dirty, text_kind=text_kind(text).kind)
    assert cleaned.text is dirty
    assert [f.text for f in cleaned.findings] == ["Ã©"]


def test_a_kind_that_there_is_not() -> None:
    with pytest.raises(UsageError, match="no such kind of text"):
        clean("x", text_kind="poem")


def test_a_log_within_a_post_is_left() -> None:
    log = "2024-05-01 10:00:01 INFO caf&eacute; open\n2024-05-01 10:00:02 INFO caf&eacute; shut"
    text = f"The caf&eacute; by the mill wrote to us, and this is what its log says:\n\n{log}\n\nSo it was."  # noqa: E501
    cleaned = clean(text, text_kind="prose").text
    assert log in cleaned
    assert cleaned.startswith("The café by the mill")


def test_a_huge_text_costs_no_more() -> None:
    text = "x = 1;\n" * 300_000
    assert text_kind(text).kind in ("code", "data")
