"""UTF-8 misread in a single-byte encoding; the truth is the text before it was misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.cleaning.rules import mojibake
from support.rules import alone, becomes, stays

TEXTS = {
    "fr": "Le Conseil a décidé de différer la séance à l’été",
    "de": "Die Behörde prüft die Anträge für München",
    "ru": "Совет принял решение об отсрочке заседания",
    "el": "Το συμβούλιο αποφάσισε την αναβολή",
    "ar": "قرر المجلس تأجيل الجلسة",
    "he": "המועצה החליטה לדחות את הישיבה",
    "hi": "परिषद ने बैठक टालने का फैसला किया",
    "th": "สภาตัดสินใจเลื่อนการประชุม",
    "ja": "評議会は会議の延期を決定した",
    "ko": "의회는 회의를 연기하기로 했다",
    "zh": "理事会决定推迟会议",
    "vi": "Hội đồng quyết định hoãn cuộc họp",
    "am": "ምክር ቤቱ ስብሰባውን ለማራዘም ወሰነ",
}


@pytest.mark.parametrize("lang", TEXTS)
def test_text_read_as_latin_1_is_read_again(lang: str) -> None:
    """Latin-1 keeps every byte, so every language must come back whole."""
    text = TEXTS[lang]
    assert becomes(mojibake, text.encode().decode("latin-1")) == text


@pytest.mark.parametrize("encoding", ["cp1251", "mac-roman", "cp1250", "cp1254", "cp437"])
def test_other_codecs(encoding: str) -> None:
    text = "L’été a passé, l’école a fermé ; c’est l’époque où l’on hésite"
    assert becomes(mojibake, text.encode().decode(encoding)) == text


def test_misread_twice() -> None:
    text = "une séance à l’été"
    twice = text.encode().decode("latin-1").encode().decode("latin-1")
    assert becomes(mojibake, twice) == text


def test_good_text_beside_bad_stays() -> None:
    assert becomes(mojibake, "III DivisÃ£o - SÃ©rie F, Classificação") == (
        "III Divisão - Série F, Classificação"
    )


def test_a_lost_no_break_space_and_closing_quote() -> None:
    assert becomes(mojibake, "le dÃ©placement Ã l’usine est Ã©trange") == (
        "le déplacement à l’usine est étrange"
    )
    assert becomes(mojibake, "â€œquotedâ€ textâ€¦") == "“quoted” text…"


def test_a_word_in_good_text_of_its_own_script() -> None:
    assert becomes(mojibake, "Сообщает РњРѕСЃРєРІР° сегодня.") == "Сообщает Москва сегодня."
    assert becomes(mojibake, "Η έκθεση ΞµΞ»Ξ»Ξ·Ξ½ΞΉΞΊΞ¬ εδώ") == "Η έκθεση ελληνικά εδώ"


def test_c1_controls_are_windows_1252() -> None:
    assert becomes(mojibake, "the \x93good\x94 and it\x92s fine") == "the “good” and it’s fine"


@pytest.mark.parametrize(
    "text",
    [
        "NESTLÉ® requiere personal",
        "Join ZZAJÉ’s Official Fan List",
        "higher values (“+” and “×” curves)",
        "ein »Änderungs«-Ereignis und ein »Über«-Ereignis",
        "RETWEET SE VOCÊ…",
        "Bremer/Mccoy – DrÃ¥ber",
        "sequences of characters like “Ã©” or “Ã¨” in Münster",
        "sous la forme « Ã© » ou « Ã¨ »",
        "s/Â©/©/g",
        "Big5 read as Latin-1: ¿ï¶µ",
        "한국어\x88우스",
        "(-1/2)! = √π, ∆° and 2012—∞",
        "…ĂăĄąǍǎ…EeÈèÉéÊêËëĒēĔĕĖėĘęĚě",
        *TEXTS.values(),
    ],
)
def test_left_alone(text: str) -> None:
    assert stays(mojibake, text)


def test_doubt_is_a_finding() -> None:
    found = alone(mojibake, "Bremer/Mccoy – DrÃ¥ber").findings
    assert [finding.text for finding in found] == ["Ã¥"]


def test_lost_for_good_is_not_invented() -> None:
    assert "\ufffd" not in becomes(mojibake, "Ã¢ï¿½ï¿½ and cafÃ© Ã©tÃ©")


@given(st.text(alphabet="aé ’“ÂÃ©¨€â™œ\x93\xa0\xad.«»Рв", max_size=60))
def test_what_is_inserted_encodes_back(text: str) -> None:
    """Every repair is shorter, or as long where one C1 control became one character."""
    for edit in alone(mojibake, text).edits:
        assert len(edit.inserted) <= len(edit.removed)
