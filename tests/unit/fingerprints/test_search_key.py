"""What a word of a text and a word of a question are both folded to."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.fingerprints.search_key import UNSPELT, beginnings, fold_text, words

# What people type, and the same word as a text may have it.
FOUND = """
Arabic vowel signs|المتحدة|المُتَّحِدَة
Arabic alef|احمد|أحمد
Arabic tatweel|كتاب|كتــاب
Arabic ya|على|علي
Arabic ta marbuta|مدينة|مدينه
Arabic article and|الولايات|والولايات
Arabic article left out|ولايات|والولايات
Arabic article with ba|مدينة|بالمدينة
Arabic double lam|ولايات|للولايات
Arabic lam of the word|لغة|للغة
Arabic ligature|لا|ﻻ
Persian kaf and ya|كتابي|کتابی
Persian zwnj as a gap|می خواهم|می‌خواهم
Urdu heh|هي|ہے
Hebrew points|שלום|שָׁלוֹם
Hebrew acronym|צה"ל|צה״ל
Hebrew acronym without|צהל|צה"ל
Yiddish ligature|ייד|ײד
German sharp s|STRASSE|Straße
German umlaut|uber|über
French|ete|été
French elision|homme|l'homme
Polish|lodz|Łódź
Danish|aere|ære
Norwegian|ol|øl
Turkish dotted|istanbul|İstanbul
Turkish dotless|kizil|kızıl
Croatian|dakovo|Đakovo
Vietnamese|thu|thư
Czech|kun|kůň
Greek tonos|αθηνα|Αθήνα
Greek final sigma|ΣΙΣΥΦΟΣ|σίσυφος
Russian yo|еще|ещё
Russian stress|мука|му́ка
Ukrainian apostrophe|об'єкт|обʼєкт
Hindi nukta|कलम|क़लम
Bengali digits|2024|২০২৪
Arabic digits|34|٣٤
Full width|foo|ＦＯＯ
Half-width kana|カ|ｶ
Half-width voiced kana|ガ|ｶﾞ
Chinese part|人民|中国人民
Korean decomposed|한국|한국
Japanese corporation|株式会社|㍿
Thai part|ผัด|ข้าวผัด
Latin glued to Han|abc|中国abc你好
Soft hyphen|example|exam\u00adple
Bidi sign|abc|a\u200fbc
Ligature|office|oﬃce
""".strip().splitlines()

NOT_FOUND = """
Russian short i|и|й
Belarusian short u|у|ў
Ukrainian yi|іх|їх
Macedonian gje|гон|ѓон
Hindi vowel sign|कल|कुल
Tamil vowel sign|கல|கலி
Thai tone|ขาว|ข้าว
Kana voiced|カ|ガ
Arabic letters|قلب|كلب
Arabic father|دي|والدي
Hebrew letters|שלום|סלום
Korean|한국|한글
Chinese order|民人|人民
Burmese vowel|မ|မာ၊မိမီ
Latin letters|thu|thus
""".strip().splitlines()


def tokens(text):
    return [token for _, _, key in words(text) for token in key.tokens]


def is_found(asked, text):
    wanted = " ".join(tokens(asked))
    return f" {wanted} " in f" {fold_text(text).stream} "


def rows(lines):
    return [pytest.param(*line.split("|")[1:], id=line.split("|")[0]) for line in lines]


def decoded(text):
    return text.replace("\\u00ad", "\u00ad").replace("\\u200f", "\u200f")


@pytest.mark.parametrize(("asked", "text"), rows(FOUND))
def test_a_word_is_found_however_it_is_dressed(asked, text):
    assert is_found(asked, decoded(text))


@pytest.mark.parametrize(("asked", "text"), rows(NOT_FOUND))
def test_another_word_is_not_found(asked, text):
    assert not is_found(asked, text)


def test_a_word_that_a_sign_parts_is_also_one_word():
    assert "ميخواهم" in fold_text("می‌خواهم").also
    assert "dont" in fold_text("don't").also


def test_two_spellings_of_hamza_have_a_form_in_common():
    assert fold_text("مسؤول").also & fold_text("مسئول").also


def test_an_article_that_was_left_out_before_a_lam_is_asked_both_ways():
    assert fold_text("للولايات").also == {"لولايات"}


def test_what_is_spelt_in_another_way_than_its_token_is_remembered():
    assert fold_text("thư").spelt == {"thư", UNSPELT + "thu"}
    assert fold_text("thư thu").spelt == {"thư"}
    assert fold_text("thu").spelt == frozenset()


def test_the_beginning_of_an_arabic_word_is_of_the_word_without_its_article_too():
    assert beginnings("الول") == (("الول",), ("ول",))
    assert beginnings("…") == ()


@pytest.mark.parametrize(
    "text", ["", "\u0301" * 5000, "\ud800", "\0", "😀👩‍👩‍👧", "%_\"'*", "\u202e"]
)
def test_what_holds_no_letter_is_nothing(text):
    assert fold_text(text).stream.strip() == ""


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_words_and_folded_text_agree_and_every_token_can_be_stored(text):
    assert fold_text(text).stream.split() == tokens(text)
    for start, end, key in words(text):
        assert 0 <= start < end <= len(text)
        for token in (*key.tokens, *key.also):
            token.encode()
            assert not set(token) & set(" \"'\0" + UNSPELT)


ALPHABETS = ("aéñøÅ\u0301", "αής", "йиўё\u0301", "กข้ำ", "カガ゛ー", "한글ㅎ가", "कुक़्ल", "أؤةءال")


@given(st.sampled_from(ALPHABETS).flatmap(lambda some: st.text(some + " '", max_size=30)))
def test_texts_that_are_canonically_the_same_have_one_key(text):
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold_text(composed).stream.split() == fold_text(apart).stream.split()


@pytest.mark.slow
def test_a_slow_and_obvious_way_agrees_on_every_code_point():
    """Of one character each; U+FDFA and its like are words of Arabic, which lose their articles."""
    from support import slow_search_key

    differ = []
    for point in range(0x110000):
        character = chr(point)
        if "\ufb50" <= character <= "\ufdff" or character in "ؤئ":
            continue
        if tokens(character) != slow_search_key.tokens(character):
            differ.append((hex(point), tokens(character), slow_search_key.tokens(character)))
    assert differ == []
