import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.office import extract
from fonds.model import Identification
from support.known_texts import PLAIN

RTF = Identification("text/rtf")


def read(body, head=""):
    text = rf"{{\rtf1\ansi\ansicpg1252\deff0{{\fonttbl{{\f0 Times;}}}}{head}{body}}}"
    return extract(text.encode("latin-1"), RTF)


def kinds(found):
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


@pytest.mark.parametrize(
    ("script", "codec", "number"),
    [("ar", "cp1256", 178), ("he", "cp1255", 177), ("ru", "cp1251", 204), ("zh", "gbk", 134),
     ("ja", "cp932", 128), ("th", "cp874", 222)],
)  # fmt: skip
def test_bytes_are_decoded_by_the_charset_of_their_font(script, codec, number):
    text = PLAIN[script]
    escaped = "".join(rf"\'{byte:02x}" for byte in text.encode(codec))
    font = rf"{{\fonttbl{{\f0 A;}}{{\f1\fcharset{number} B;}}}}"
    found = read(rf"{{\f1 {escaped}}}\par after", font)
    assert found.text == f"{text}\nafter"
    assert found.losses == ()


def test_the_second_byte_of_a_character_may_be_a_letter():
    # U+8868 is 0x95 0x5C in Shift JIS, and writers give the second byte as it is, escaped
    font = r"{\fonttbl{\f0\fcharset128 A;}}"
    assert read(r"{\f0 \'83A\'83\'43}", font).text == "アイ"


@given(
    st.text(
        st.characters(min_codepoint=160, exclude_categories=["Cs", "Cn"]), min_size=1, max_size=20
    )
)
def test_unicode_escapes_come_back_whatever_stands_for_them(text):
    units = [int.from_bytes(text.encode("utf-16-le")[i : i + 2], "little", signed=True)
             for i in range(0, 2 * len(text.encode("utf-16-le")) // 2, 2)]  # fmt: skip
    one = "".join(rf"\u{unit}?" for unit in units)
    none = r"\uc0 " + "".join(rf"\u{unit} " for unit in units)
    two = r"\uc2 " + "".join(rf"\u{unit} \'81\'40" for unit in units)
    assert [read(body).text for body in (one, none, two)] == [text] * 3


def test_destinations_that_are_not_on_the_page_are_skipped():
    body = (
        r"{\*\unknown {nested} hidden}{\pict 00ff}{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}}"
        r" a{\bin3 }}}b{\listtext 1.\tab}{\nonshppict x}"
    )
    assert read(body).text == "shown ab"


def test_tables_notes_headers_comments_and_boxes():
    body = (
        r"{\header top\par}\pard body{\footnote \pard note}\par"
        r"\trowd\intbl a\cell\intbl b\cell\row\pard"
        r"{\*\atnauthor Ann}{\*\annotation said}"
        r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt boxed\par}}{\shprslt{old}}} end\par"
    )
    found = read(body)
    assert found.text.startswith("body\na\tb\n end")
    assert sorted(kinds(found)) == sorted([
        ("paragraph", "body"), ("table-cell", "a"), ("table-cell", "b"), ("paragraph", " end"),
        ("header", "top"), ("footnote", "note"), ("comment", "said"), ("text-box", "boxed"),
    ])  # fmt: skip


def test_hidden_and_deleted_text_is_kept_apart():
    head = r"{\*\revtbl{Unknown;}{Ann;}}"
    found = read(r"seen{\v unseen}{\deleted\revauthdel1 gone}{\revised new}\par", head)
    assert found.text == "seennew"
    assert [x.kind for x in found.losses] == ["hidden-text", "tracked-deletion"]
    values = {m.name: (m.value, m.sensitive) for m in found.metadata}
    assert values["rtf:hidden-text"] == ("unseen", True)
    assert values["rtf:deleted-text"] == ({"text": "gone", "author": "Ann"}, True)


def test_information_and_headings():
    head = (
        r"{\stylesheet{\s1\outlinelevel0 heading 1;}{\s2 Body;}}"
        r"{\info{\title A \u1576?\'e9}{\author Me}{\operator "
        r"You}{\creatim\yr2024\mo5\dy7\hr13\min5}}"
    )
    found = read(r"\pard\s1 head\par\pard\s2 text\par", head)
    assert [b.kind for b in found.blocks] == ["heading", "paragraph"]
    values = {m.name: (m.value, m.sensitive) for m in found.metadata}
    assert values == {
        "title": ("A \u0628é", False), "creator": ("Me", False), "rtf:operator": ("You", True),
        "created": ("2024-05-07T13:05", False),
    }  # fmt: skip


def test_symbols_are_characters_with_a_step():
    found = read(r"a{\f1 \'61}b\par", r"{\fonttbl{\f0 A;}{\f1\fcharset2 Symbol;}}")
    assert found.text == "aαb"
    assert [(s.start, s.end, s.original) for s in found.steps] == [(1, 2, "a")]


def test_deep_and_broken_groups_end():
    assert read("{" * 100_000 + "x").losses
    assert extract(b"{\\rtf1 cut", RTF).text == "cut"


def unguarded(found):
    assert not any("the reader stopped" in x.note for x in found.losses)


@given(st.binary(max_size=200))
def test_rubbish_never_raises(data):
    unguarded(extract(b"{\\rtf1 " + data, RTF))
