"""Forum markup."""

import pytest

from fonds.cleaning.rules import bbcode
from support.rules import alone, becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("[b]Écrit[/b] pour [url=http://a.example/]MonDedié[/url].", "Écrit pour MonDedié."),
        ("[h]Introduction\n[/h]\nText.", "Introduction\n\nText."),
        ('[QUOTE="Bob"]Да, конечно.[/QUOTE] Нет.', "Да, конечно. Нет."),
        ("[quote:3jf83k]It is late.[/quote:3jf83k]\nNot yet.", "It is late.\nNot yet."),
        ("[color=red]警告[/color]，[size=4]请注意[/size]", "警告，请注意"),
        ("[list]\n[*]ett\n[*]två\n[/list]", "\nett\ntvå\n"),
        ("[center]مرحبا[/center]", "مرحبا"),
        ("[spoiler]नमस्ते[/spoiler]", "नमस्ते"),
        ("[i]გამარჯობა[/i] და [u]მადლობა[/u]", "გამარჯობა და მადლობა"),
        ("[font=Arial]שלום[/font]", "שלום"),
        ("[size=2]สวัสดี[/size]", "สวัสดี"),
        ("[b]안녕[/b]하세요", "안녕하세요"),
        ("[cita]Hola a todos[/cita]", "Hola a todos"),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(bbcode, text) == after


def test_values_are_lifted() -> None:
    cleaned = alone(
        bbcode, '[acronym=Read The Manual]RTM[/acronym] [spoiler title="End"]x[/spoiler]'
    )
    lifted = [dict(edit.lifted) for edit in cleaned.edits if edit.lifted]
    assert lifted == [
        {"tag": "acronym", "value": "Read The Manual"},
        {"tag": "spoiler", "title": "End"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "`[b]...[/b]` makes text bold",
        'the "[b]" and "[/b]" tags',
        "BBCode such as [b]this[/b] is described here",
        "a[i] = b[i]; c[/path]",
        "bold [b][/b] and [i]italic[/i] in a list of tags",
        "| Tag | Result |\n| [b]bold[/b] | bold |",
        "Pour mettre en gras, utilisez [b]un mot[/b] dans le message.",
        "太字にするには[b]テキスト[/b]と書きます。",
        'the value "[quote]Text here.[/quote]" of an option',
        "an opener [b] without a closer",
        "survival [was] dependent [sic] on it [/]",
        "[code]x = a[b][/code]",
    ],
)
def test_stays(text: str) -> None:
    assert stays(bbcode, text)
