"""Character references, escaped once or more often."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.cleaning.rules import entities
from support.rules import alone, becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("A &amp;#8220;Stormy Teacup&amp;#8221;", "A “Stormy Teacup”"),
        ("1920&amp;#215;1200", "1920×1200"),
        ("Version &amp;amp;amp;Editions", "Version &Editions"),
        ("L&amp;lt;e conflit", "L<e conflit"),
        ("http://a.example/?x=1&amp;amp;y=2", "http://a.example/?x=1&y=2"),
        ("AT&amp;T and Tom &amp; Jerry", "AT&T and Tom & Jerry"),
        ("R&eacute;sum&eacute; d&#039;un &eacute;t&eacute;", "Résumé d'un été"),
        ("&#1055;&#1088;&#1080;&#1074;&#1077;&#1090;, мир", "Привет, мир"),
        ("&#x4E2D;&#25991;网页", "中文网页"),
        ("می&zwnj;خواهم", "می\u200cخواهم"),
        ("&#1605;&#1585;&#1581;&#1576;&#1575; بكم", "مرحبا بكم"),
        ("&#2344;&#2350;&#2360;&#2381;&#2340;&#2375; जी", "नमस्ते जी"),
        ("&#44032;&#45208; 다라", "가나 다라"),
        ("&Omega;&alpha; και", "Ωα και"),
        ("he said &quot;yes&quot; again", 'he said "yes" again'),
        ("3 &lt; 5", "3 < 5"),
        ("il va &agrave; Paris &eacute;tudier", "il va à Paris étudier"),
    ],
)
def test_is_read(text: str, after: str) -> None:
    assert becomes(entities, text) == after


@pytest.mark.parametrize(
    "text",
    [
        "write &amp;copy; to get © in HTML",
        "the ampersand (&amp;) must be escaped",
        "has to be rewritten as &amp;.",
        "use &eacute; (é)",
        "e.g. &Alpha; versus a letter",
        'text.replace("&", "&amp;")',
        "`&amp;amp;` in code",
        "&bogus; &amp;bogus; and &nothing",
        "<!DOCTYPE html><p>AT&amp;T</p>",
        "&lt;filename&gt; is a placeholder",
        "<th>&lt;= v0.4</th>",
        "a &#42;star&#42; stays escaped",
        ":plus: &#43;\n:plus-x2: &#43;&#43;\n\nText.",
        "die Tags unterscheiden sich; &nbsp; hält Wörter zusammen",
        "HTMLでは &lt;br&gt; で改行し、&amp;nbsp; で空白を入れます。",
    ],
)
def test_left_alone(text: str) -> None:
    assert stays(entities, text)


def test_what_would_be_a_tag_stays_escaped_once() -> None:
    assert becomes(entities, "&amp;lt;filename&amp;gt; here") == "&lt;filename&gt; here"


@given(st.text(alphabet="a&;#8220lt gmp<>x/.", max_size=40))
def test_no_edit_makes_a_tag(text: str) -> None:
    for edit in alone(entities, text).edits:
        assert len(edit.inserted) < len(edit.removed)
        assert html.unescape(edit.removed) != edit.removed
