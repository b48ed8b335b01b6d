"""Invisible characters by the script beside them, in a dozen scripts."""

import pytest

from fonds.cleaning.rules import invisible
from support.rules import alone, becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("\ufeffThe first line", "The first line"),
        ("A\ufefffrica fit make progress", "Africa fit make progress"),
        ("Ụ\ufefflọikpe Mkpegharị", "Ụlọikpe Mkpegharị"),
        ("shirkaddiisii \u200b\u200btiyaatarka", "shirkaddiisii tiyaatarka"),
        ("我建议你\u200b\u200b在文件的末尾", "我建议你在文件的末尾"),
        ("the word\u200b count", "the word count"),
        ("O\xadBrien und Förder\xadmittel", "OBrien und Fördermittel"),
        ("മല\xadയാ\xadളം", "മലയാളം"),
        ("\u202athis\u202c was wrapped", "this was wrapped"),
        ("dated \u200e12/\u200e5/\u200e2019", "dated 12/5/2019"),
        ("an unopened\u202c pop", "an unopened pop"),
        ("со\u200cвет принял", "совет принял"),
        ("κα\u200dι το", "και το"),
        ("کتاب\u200c\u200cها", "کتاب\u200cها"),
        ("mot\u2060 suivant", "mot suivant"),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(invisible, text) == after


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم کتاب\u200cها را ببرم",  # Persian
        "क्\u200dष और क्\u200cष",  # Devanagari
        "ক্\u200cষ",  # Bengali
        "ශ්\u200dරී ලංකා",  # Sinhala
        "ന്\u200d",  # Malayalam
        "ភាសា\u200bខ្មែរ និង \u200bLinux (Tab)\u200b ហើយ",  # Khmer
        "ภาษา\u200bไทย",  # Thai
        "ພາສາ\u200bລາວ",  # Lao
        "မြန်မာ\u200bစာ",  # Burmese
        "བོད་\u200bཡིག",  # Tibetan
        "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",  # Mongolian
        "הגרסה של C++\u200f יצאה, והמחיר 50$\u200f בלבד",  # Hebrew
        "قال \u2067ABC\u2069 ثم",  # balanced isolate
        "قال \u202aABC\u202c ثم",  # balanced embedding, both directions
        "👨\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈",
        "Auf\u200clage",  # holds a ligature apart: f before
        "U+00AD '\xad' and U+FEFF '\ufeff' are quoted",
        "0xAD \xad SOFT HYPHEN",
        "*\u200b/ holds markup apart",
        "ÔÆÊ¥Ðù…¡\xad¡\xad¡±",
        "no\u00a0break and full　width",
    ],
)
def test_stays(text: str) -> None:
    assert stays(invisible, text)


def test_a_mark_for_a_joiner_is_noticed_and_left() -> None:
    """Taking U+200E out would join two words; U+200C may be meant."""
    cleaned = alone(invisible, "خیابان\u200eهای شهر")
    assert cleaned.edits == ()
    assert [finding.text for finding in cleaned.findings] == ["\u200e"]


def test_an_override_is_noticed_and_left() -> None:
    cleaned = alone(invisible, "file \u202egpj.exe")
    assert cleaned.edits == ()
    assert cleaned.findings


def test_more_invisible_than_visible_is_no_text() -> None:
    assert stays(invisible, "\u200b" * 1000)
