"""Reading order, against the bidirectional algorithm of another library, run the other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.pdf import bidi, brackets

MIRRORED = str.maketrans("()[]{}«»", ")(][}{»«")


def laid_out(text):
    """Return the characters of a right-to-left paragraph as fpdf2 lays them out, left to right."""
    algorithm = pytest.importorskip("fpdf.bidi")
    paragraph = algorithm.BidiParagraph(text=text, base_direction=algorithm.TextDirection.RTL)
    return [character.character for character in paragraph.get_reordered_characters()]


def read(visual, arabic):
    order = bidi.reading_order(visual, True, arabic)
    return "".join(brackets.turned([visual[at] for at in order]))


PARAGRAPHS = [
    ("بلغت الإصابات 1.250 إصابة", True),
    ("اتصل على 021-555-0147 غداً", True),
    ("التاريخ ١٢/٠٦/٢٠١٩ والساعة 18:30 مساء", True),
    ("ارتفعت بنسبة 12.5% ثم انخفضت", True),
    ("يعمل على Windows 10 وعلى Android أيضا", True),
    ("أرسل إلى info@example.org الآن", True),
    ("انظر https://www.example.org/ar/news للتفاصيل", True),
    ("عام 1948م كان", True),
    ("رحلة MS985 وصلت", True),
    ("قال (وهو صادق) ذلك", True),
    ("המחירים עלו ב-12.5% ברבעון", False),
    ("התקשרו 021-555-0147 עכשיו", False),
    ('בשנת תרפ"ד (1924) בעיר', False),
    ("טיסה LY315 נחתה ב-06:45 בבוקר", False),
    ("תוכנת Excel (2016) של Microsoft כאן", False),
    ("שנת 2022/2023 נפתחת", False),
]


@pytest.mark.parametrize(("text", "arabic"), PARAGRAPHS)
def test_what_the_algorithm_lays_out_is_read_back(text, arabic):
    assert read(laid_out(text), arabic) == text


ARABIC = st.text("ابتجدرسعكلمن", min_size=1, max_size=6)
HEBREW = st.text("אבגדהכלמנש", min_size=1, max_size=6)
NUMBERS = st.from_regex(r"\A[1-9][0-9]{0,2}(?:[.,:/][0-9]{2,3})?\Z")
LATIN = st.text("abcdefgh", min_size=2, max_size=6)


@pytest.mark.slow
@given(st.lists(st.one_of(ARABIC, ARABIC, NUMBERS), min_size=2, max_size=8))
def test_arabic_words_and_numbers_come_back(words):
    text = " ".join(["كلمة", *words, "كلمة"])
    assert read(laid_out(text), arabic=True) == text


@given(st.lists(st.one_of(HEBREW, HEBREW, LATIN), min_size=2, max_size=8))
def test_hebrew_and_latin_words_come_back(words):
    text = " ".join(["מילה", *words, "מילה"])
    assert read(laid_out(text), arabic=False) == text


@given(st.text("ab אב12.,-%()", min_size=1, max_size=20), st.booleans(), st.booleans())
def test_nothing_is_lost_or_doubled(text, right_to_left, arabic):
    order = bidi.reading_order(list(text), right_to_left, arabic)
    assert sorted(order) == list(range(len(text)))


@given(st.text("abc 12.,", min_size=1, max_size=20))
def test_text_without_right_to_left_letters_stays_in_a_left_to_right_line(text):
    assert bidi.reading_order(list(text), False, False) == list(range(len(text)))


def test_a_number_with_a_unit_stands_before_it():
    assert (
        read(list("מילה")[::-1] + list(" MB 48 ") + list("מילה")[::-1], False) == "מילה 48 MB מילה"
    )


def test_direction_and_script_of_lines():
    assert bidi.rightward(["שלום abc"])
    assert not bidi.rightward(["hello world, some words א"])
    assert not bidi.rightward(["123"])
    assert bidi.arabic(["سلام"])
    assert not bidi.arabic(["שלום"])
