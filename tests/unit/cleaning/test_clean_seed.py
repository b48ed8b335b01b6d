"""The founding document: the measure the cleaner was built for."""

from pathlib import Path

from fonds.cleaning import clean

TAG = '[معرف التسمية التوضيحية = "attachment_287176" محاذاة = "محاذاة المركز" العرض = "730"]'


def test_the_translated_tag_goes_and_all_else_stays(seed: Path) -> None:
    text = seed.read_text("utf-8")
    cleaned = clean(text)
    assert text.count(TAG) == 1
    assert TAG not in cleaned.text
    # what went besides the tag: the stray quote and the doubled full stop beside it, white space
    gone = "".join(edit.removed for edit in cleaned.edits).replace(TAG, "")
    assert sorted("".join(gone.split())) in (['"', "."], ["."], ['"', ".", "."])
    assert "".join(edit.inserted for edit in cleaned.edits).strip() == ""
    assert "MintPress News.\n\nهجوم وحشي" in cleaned.text


def test_every_bracket_of_an_editor_stays(seed: Path) -> None:
    cleaned = clean(seed.read_text("utf-8")).text
    assert "[أي الولايات المتحدة وحلفائها]" in cleaned
    assert "\n[إذا كانوا عازمين على إسقاط الأسد" in cleaned
    assert "الولايات المتحدة وزارة الدفاع داعش تنظيم القاعدة تُظهر وثيقة وزارة الدفاع" in cleaned
    assert "صورة مميزة | مقاتل مناهض للحكومة" in cleaned


def test_the_attributes_are_lifted(seed: Path) -> None:
    cleaned = clean(seed.read_text("utf-8"))
    (edit,) = [
        e for e in cleaned.edits if TAG in e.removed or (e.removed in TAG and "7" in e.removed)
    ]
    assert {k: edit.lifted[k] for k in ("tag", "attachment_id", "align", "width")} == {
        "tag": "caption",
        "attachment_id": "287176",
        "align": "aligncenter",
        "width": "730",
    }


def test_the_photo_credit_is_lifted(seed: Path) -> None:
    cleaned = clean(seed.read_text("utf-8"))
    credits = [thing.lifted.get("photo_credit") for thing in (*cleaned.edits, *cleaned.findings)]
    assert "أخبار عدالة حمورابي | ا ف ب | تعديل: MintPress News" in credits


def test_it_comes_back_byte_for_byte(seed: Path) -> None:
    data = seed.read_bytes()
    assert clean(data.decode("utf-8")).undo().encode("utf-8") == data
