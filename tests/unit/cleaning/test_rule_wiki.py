"""MediaWiki markup."""

import pytest

from fonds.cleaning.rules import wiki
from support.rules import alone, becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "The '''Battle'''{{sfn|Morillo|1996}} was on [[14 October]] by [[William I|William]].",
            "The Battle was on 14 October by William.",
        ),
        (
            "{{Карточка|имя=Иван}} '''Иван''' (род. [[1950]]) [[Категория:Инженеры]]",
            " Иван (род. 1950) ",
        ),
        (
            "Kirche.<ref>Festschrift, S. 12.</ref> __KEIN_INHALTSVERZEICHNIS__",
            "Kirche.Festschrift, S. 12. ",
        ),
        ('A.<ref name="a">{{cite book|title=X}}</ref> B.', "A. B."),
        ("'''東京'''は[[日本|日本国]]の首都。[[Category:都市]]", "東京は日本国の首都。"),
        ("'''서울'''은 [[대한민국]]의 수도.[[분류:도시]]", "서울은 대한민국의 수도."),
        ("'''القاهرة''' عاصمة [[مصر]].[[تصنيف:مدن]]", "القاهرة عاصمة مصر."),
        ("'''תל אביב''' ב[[ישראל]].[[קטגוריה:ערים]]", "תל אביב בישראל."),
        ("'''दिल्ली''' [[भारत]] में।[[श्रेणी:नगर]]", "दिल्ली भारत में।"),
        ("'''กรุงเทพ''' ใน[[ไทย]][[หมวดหมู่:เมือง]]", "กรุงเทพ ในไทย"),
        ("'''Αθήνα''', [[Ελλάδα]].[[Κατηγορία:Πόλεις]]", "Αθήνα, Ελλάδα."),
        ("'''北京'''是[[中国]]首都。[[分类:城市]]", "北京是中国首都。"),
        ("The name {{lang|fr|Louvre}} and [[a|b]].", "The name Louvre and b."),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(wiki, text) == after


def test_a_file_keeps_its_caption() -> None:
    cleaned = alone(wiki, "[[Datei:Kirche.jpg|mini|Die Kirche 1905]] Sie steht.")
    assert cleaned.text == "Die Kirche 1905 Sie steht."
    assert dict(cleaned.edits[0].lifted) == {
        "tag": "file", "name": "Kirche.jpg", "caption": "Die Kirche 1905",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "if [[ -f x && $y == z ]]; then",
        "marked with `[[nodiscard]]` and [[nodiscard]] again",
        'Write [[footag]] or [[bartag foo="bar"]] to show the tag.',
        '>>> text = "I has a template! {{foo|bar|baz|eggs=spam}} See it?"',
        "a note with [[another note]] linked",
        "by simply adding [[Category:KDE]] to them",
        "it''s two apostrophes and __init__ in Python",
        "See [1] for the older account.",
        "In wikitext, '''bold''' and [[link|text]] are used.",
    ],
)
def test_stays(text: str) -> None:
    assert stays(wiki, text)
