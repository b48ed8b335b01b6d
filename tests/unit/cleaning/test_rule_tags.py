"""HTML tags left in a text, plain and escaped."""

import pytest

from fonds.cleaning.rules import tags
from support.rules import alone, becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("<p>The council met on Tuesday.</p>", "The council met on Tuesday."),
        ("<p>საბჭო სამშაბათს შეიკრიბა.</p>", "საბჭო სამშაბათს შეიკრიბა."),
        (
            '<span style="font-size: small;">המועצה התכנסה ביום שלישי.</span>',
            "המועצה התכנסה ביום שלישי.",
        ),
        ('<font color="#333">위원회는 화요일에 열렸다.</font>', "위원회는 화요일에 열렸다."),
        (
            '<div class="entry"><p>Совет собрался во вторник.</p></div>',
            "Совет собрался во вторник.",
        ),
        ("<p>परिषद की बैठक मंगलवार को हुई।</p>", "परिषद की बैठक मंगलवार को हुई।"),
        ("<p>理事会于周二召开会议讨论预算。</p>", "理事会于周二召开会议讨论预算。"),
        ("<p>Το συμβούλιο συνεδρίασε την Τρίτη.</p>", "Το συμβούλιο συνεδρίασε την Τρίτη."),
        (
            "اجتمع المجلس يوم الثلاثاء.<br />\nويجتمع في مايو.",
            "اجتمع المجلس يوم الثلاثاء.\nويجتمع في مايو.",
        ),
        ("&lt;p&gt;สภาประชุมกันเมื่อวันอังคาร ที่ผ่านมา&lt;/p&gt;", "สภาประชุมกันเมื่อวันอังคาร ที่ผ่านมา"),
        ("&lt;p&gt;It met &lt;em&gt;last&lt;/em&gt; week.&lt;/p&gt;", "It met last week."),
        (
            'Il <em>vota</em> lunedì.<br>Poi <a href="https://x.example/" rel="nofollow">sì</a>.',
            "Il vota lunedì.Poi sì.",
        ),
        ("Giá vàng tăng.&lt;br /&gt;Giá dầu giảm.&lt;/div&gt;", "Giá vàng tăng.Giá dầu giảm."),
        ('<td align="left" style="x">描述</td>\n</tr>\n<tr>', "描述\n\n"),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(tags, text) == after


@pytest.mark.parametrize(
    "text",
    [
        "`<p>A code example of some words.</p>`",
        "```\n<p>A code example of some words.</p>\n```",
        "The <p> element encloses a paragraph of text.",
        "On écrit <p>texte</p> pour un paragraphe ; la balise <img> n’a pas de fin.",
        'Between "<b>" and "</b>" the text of this page is bold.',
        "x<sup>2</sup> and H<sub>2</sub>O, press <kbd>Ctrl</kbd>",
        "if a < b and c > d then List<String> x",
        '<p align="center">\n<img src="logo.png">\n</p>\n\n# A project\n\nIt does things.',
        "[08:25] <boink> and use the xubuntu alternate cd instead",
        "<table>\n<tr>\n<th>LTS 'Argon'</th>\n<th>Stable</th>\n</tr>\n</table>",
    ],
)
def test_stays(text: str) -> None:
    assert stays(tags, text)


def test_an_escaped_link_is_lifted() -> None:
    link = "&lt;a href=&quot;https://a.example/&quot;&gt;the report&lt;/a&gt;"
    text = f"&lt;p&gt;See {link} now.&lt;/p&gt;"
    cleaned = alone(tags, text)
    assert cleaned.text == "See the report now."
    assert {"tag": "a", "url": "https://a.example/"} in [dict(e.lifted) for e in cleaned.edits]
