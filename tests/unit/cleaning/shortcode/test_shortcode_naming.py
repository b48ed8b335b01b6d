"""Names, keys and values come out under standard names, whatever language they went through."""

import pytest

from fonds.cleaning.shortcode import naming, values
from fonds.cleaning.shortcode.known import level
from fonds.cleaning.shortcode.words import fold, tokens


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("caption", "caption"),
        ("wp_caption", "caption"),
        ("Bildunterschrift", "caption"),
        ("légende", "caption"),
        ("подписи", "caption"),
        ("标题", "caption"),
        ("キャプション", "caption"),
        ("التسمية التوضيحية", "caption"),
        ("כיתוב", "caption"),
        ("कैप्शन", "caption"),
        ("캡션", "caption"),
        ("keterangan", "caption"),
        ("maelezo", "caption"),
        ("λεζάντα", "caption"),
        ("คำบรรยายภาพ", "caption"),
        ("المعرض", "gallery"),
        ("галерея", "gallery"),
        ("画廊", "gallery"),
        ("Kontaktformular-7", "contact-form-7"),
        ("formulaire de contact-7", "contact-form-7"),
        ("联系表单-7", "contact-form-7"),
        ("rangée_vc", "vc_row"),
        ("texte_colonne_vc", "vc_column_text"),
        ("vc_Spalte_Text", "vc_column_text"),
        ("vc_行", "vc_row"),
        ("et_pb_sección", "et_pb_section"),
        ("vc_row", "vc_row"),
        ("my_own-thing", "my_own-thing"),
    ],
)
def test_tags(raw: str, tag: str) -> None:
    assert naming.name_of(raw).tag == tag


@pytest.mark.parametrize(
    ("words", "name", "key"),
    [
        (("caption", "id"), "caption", "id"),
        (("معرف", "التسمية", "التوضيحية"), "التسمية التوضيحية", "معرف"),
        (("id", "didascalia"), "didascalia", "id"),
        (("título", "id"), "título", "id"),
        (("Bildunterschrift-ID",), "Bildunterschrift", "ID"),
        (("标题ID",), "标题", "ID"),
        (("รหัสคำบรรยาย",), "คำบรรยาย", "รหัส"),
        (("identifiant", "de", "la", "légende"), "de la légende", "identifiant"),
        (("width",), "", "width"),
    ],
)
def test_name_and_first_key_are_parted(words: tuple[str, ...], name: str, key: str) -> None:
    assert naming.split_head(words) == (name, key)


@pytest.mark.parametrize(
    ("key", "standard"),
    [
        ("align", "align"),
        ("محاذاة", "align"),
        ("выравнивание", "align"),
        ("संरेखित करें", "align"),
        ("宽度", "width"),
        ("العرض", "width"),
        ("Breite", "width"),
        ("genişlik", "width"),
        ("너비", "width"),
        ("الأعمدة", "columns"),
        ("столбцы", "columns"),
        ("الرابط", "link"),
        ("enlace", "link"),
        ("custom_title", None),
        ("data-x", None),
        ("zzz", None),
    ],
)
def test_keys(key: str, standard: str | None) -> None:
    assert naming.key_of(key) == standard


@pytest.mark.parametrize(
    ("value", "side"),
    [
        ("aligncenter", "center"),
        ("align center", "center"),
        ("alignnone", "none"),
        ("محاذاة المركز", "center"),
        ("по центру", "center"),
        ("居中对齐", "center"),
        ("中央揃え", "center"),
        ("hizala ortala", "center"),
        ("केंद्र में संरेखित करें", "center"),
        ("rata tengah", "center"),
        ("가운데 정렬", "center"),
        ("wyśrodkuj", "center"),
        ("يمين", "right"),
        ("links", "left"),
        ("à droite", "right"),
        ("left", "left"),
        ("Berlin", None),
        ("a long sentence about the center", None),
    ],
)
def test_sides(value: str, side: str | None) -> None:
    assert values.side(value) == side


@pytest.mark.parametrize(
    ("value", "number", "said"),
    [
        ("attachment_287176", "287176", True),
        (" attachment _ 53745 ", "53745", True),
        ("pièce jointe_5521", "5521", True),
        ("вложение_4410", "4410", True),
        ("附件_12", "12", True),
        ("پیوست_۶۶۰۱۲", "66012", True),
        ("thing_12", "12", False),
        ("10.1000/182", None, False),
        ("attachment_", None, False),
        ("_12", None, False),
    ],
)
def test_attachments(value: str, number: str | None, said: bool) -> None:
    if number is not None:
        assert values.attachment_id(value) == number
    assert values.says_attachment(value) is said


def test_lists_sizes_addresses_and_digits() -> None:
    assert values.id_list("1, 2،3，4") == "1,2,3,4"
    assert values.id_list("12") is None
    assert values.number("٧٣٠") == "730"
    assert values.number("100%") == "100%"
    assert values.number("1/2") is None
    assert values.is_url("https://a.b/c")
    assert not values.is_url("a.b/c")
    assert values.digits("a१२b") == "a12b"
    assert values.value_word("ملف") == "file"
    assert values.value_word("a b c d") is None


def test_words_are_folded_for_looking_up_only() -> None:
    assert fold("Größe") == "grosse"
    assert fold("الأعمدة") == "الاعمده"
    assert tokens("vc_Spalte Text-7") == ("vc", "spalte", "text", "7")
    assert tokens("标题id") == ("标题", "id")


def test_how_well_a_name_is_known() -> None:
    assert [level(n) for n in ("et_pb_row", "gallery", "button", "dewplayer")] == [3, 2, 1, 0]
