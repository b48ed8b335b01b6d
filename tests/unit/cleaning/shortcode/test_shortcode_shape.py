"""Tags are cut out by shape, in any script, quotes and spacing; nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.cleaning.shortcode.pieces import Closer, Opener
from fonds.cleaning.shortcode.shape import tags


def one(text: str) -> Opener:
    found = list(tags(text))
    assert len(found) == 1, found
    assert isinstance(found[0], Opener)
    assert text[found[0].start : found[0].end] == text
    return found[0]


def pairs(tag: Opener) -> list[tuple[str, str]]:
    return [(a.key, a.value) for a in tag.attributes]


@pytest.mark.parametrize(
    "text",
    [
        '[caption id="attachment_1" width="300"]',
        "[caption id='attachment_1' width='300']",
        "[caption id=attachment_1 width=300]",
        "[caption id = “attachment_1” width = “300”]",
        "[caption id=”attachment_1&#34; width=”300″]",
        "[caption id=&quot;attachment_1&quot; width=&#8221;300&#8243;]",
        "[caption id=„attachment_1“width=«300»]",
        "［caption id＝「attachment_1」width＝「300」］",
        "【caption id=“attachment_1”width=“300”】",
        '\\[caption id="attachment_1" width="300"\\]',
        '[caption id=\\"attachment_1\\" width=\\"300\\"]',
        '[ caption  id="attachment_1"\u00a0\u200bwidth="300" ]',
        '[caption id="attachment_1"\nwidth="300"]',
        '[caption id="attachment_1", width="300"]',
        '[caption id: "attachment_1" width: "300"]',
    ],
)
def test_quotes_signs_and_brackets_of_all_kinds(text: str) -> None:
    tag = one(text)
    assert tag.head == ("caption", "id")
    assert [value for _, value in pairs(tag)] == ["attachment_1", "300"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('[a b="x [y] z" c="1"]', ["x [y] z", "1"]),
        ("[a b='L'eau d'ici' c='1']", ["L'eau d'ici", "1"]),
        ('[a b="say "hi" now" c="1"]', ['say "hi" now', "1"]),
        ('[a b="<a href="http://x.y/z">w</a>" c="1"]', ['<a href="http://x.y/z">w</a>', "1"]),
        ("[a b=http://x.y/z?q=1&r=2 c=1]", ["http://x.y/z?q=1&r=2", "1"]),
        ('[a b=" spaced " c=""]', ["spaced", ""]),
        ("[a width=100% height=4px /]", ["100%", "4px"]),
    ],
)
def test_values_may_hold_almost_anything(text: str, values: list[str]) -> None:
    assert [value for _, value in pairs(one(text))] == values


def test_words_of_a_translated_key_stay_together() -> None:
    tag = one('[معرف التسمية التوضيحية = "attachment_1" محاذاة النص = "وسط"]')
    assert tag.head == ("معرف", "التسمية", "التوضيحية")
    assert pairs(tag)[1] == ("محاذاة النص", "وسط")


def test_marks_within_words_are_part_of_them() -> None:
    tag = one('[कैप्शन आईडी = "अटैचमेंट_8802"]')
    assert tag.head == ("कैप्शन", "आईडी")
    assert one("[légende d’image='1']").head == ("légende", "d’image")


def test_positional_values() -> None:
    assert one("[youtube Gz89dO1F7fs]").head == ("youtube", "Gz89dO1F7fs")
    assert pairs(one('[contact-form-7 404 "Not Found"]')) == [("", "Not Found")]
    assert pairs(one("[audio:https://a.b/c.mp3]")) == [("audio", "https://a.b/c.mp3")]
    assert pairs(one("[youtube=http://a.b/?v=1]")) == [("youtube", "http://a.b/?v=1")]
    assert one("[gist id=1 /]").self_closed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[a b="c', [("b", "c")]),
        ('x [a b="1" c="2,3…', [("b", "1"), ("c", "2,3")]),
        ('[a b="1" wid...', [("b", "1")]),
        ('[a b="1,2\n\nMore.', [("b", "1,2")]),
    ],
)
def test_a_tag_is_cut_where_the_text_is(text: str, found: list[tuple[str, str]]) -> None:
    (tag,) = tags(text)
    assert isinstance(tag, Opener)
    assert tag.cut
    assert pairs(tag) == found
    assert not text[tag.end :].strip("….") or text[tag.end :].startswith("\n\n")


@pytest.mark.parametrize(
    "text", ["[/caption]", "[ / caption ]", "［/caption］", "\\[/caption\\]", "[／caption]"]
)
def test_closers(text: str) -> None:
    (found,) = tags(text)
    assert isinstance(found, Closer)
    assert found.name == "caption"


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        "[…]",
        "[[a]]"[:1],
        "[/usr/bin]",
        "[]",
        "[ ]",
        "[\u2003]",
        "[*]",
        "[a",
        '[a b="c and\nthe sentence goes on.',
        "[a b=",
        "[x = y, z > 3]",
        "[https://a.b/c]",
        "[a\n\nb]",
        '["a" = "b"]',
        "[a](b)",
        "[a => 1]",
        "[$a == 1]",
    ],
)
def test_what_has_no_such_shape(text: str) -> None:
    assert not [t for t in tags(text) if isinstance(t, Closer) or t.attributes]


@given(st.text(alphabet="[]［］ab=\"'“”/\\ \n,:1&;", max_size=120))
def test_tags_are_disjoint_and_within_the_text(text: str) -> None:
    end = 0
    for tag in tags(text):
        assert end <= tag.start < tag.end <= len(text)
        end = tag.end
