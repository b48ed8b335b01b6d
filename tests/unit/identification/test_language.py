import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.identification import languages

SAID = {
    ("Arab", "ar"): "هذه وثيقة قديمة كتبها موظف في الأرشيف عن تاريخ المدينة وأسواقها في هذا القرن.",
    ("Arab", "fa"): "این سندی قدیمی است که یکی از کارمندان بایگانی درباره تاریخ شهر و بازار نوشت.",
    ("Arab", "ur"): "یہ ایک پرانی دستاویز ہے جو شہر کی تاریخ کے بارے میں لکھی گئی ہے اور محفوظ ہے۔",
    ("Cyrl", "ru"): "Это старый документ, который написал служащий архива об истории города.",
    ("Cyrl", "uk"): "Це старий документ, який написав службовець архіву про історію міста.",
    (
        "Cyrl",
        "bg",
    ): "Това е стар документ, който е написал служител в архива за историята на града.",
    ("Cyrl", "sr"): "Ово је стари документ који је написао службеник архива, био је љубитељ књига.",
    (
        "Latn",
        "en",
    ): "This is an old document that was written by a clerk of the archive in the city.",
    ("Latn", "fr"): "Voici un vieux document qui a été rédigé par un employé dans les archives.",
    (
        "Latn",
        "de",
    ): "Dies ist ein altes Schriftstück, das ein Beamter über die Stadt geschrieben hat.",
    (
        "Latn",
        "es",
    ): "Este es un documento antiguo que escribió un empleado sobre la ciudad en el año.",
    ("Latn", "pt"): "Este é um documento antigo que não foi escrito por um funcionário da cidade.",
    (
        "Latn",
        "it",
    ): "Questo è un vecchio documento che un impiegato della città ha scritto per gli altri.",
    ("Latn", "nl"): "Dit is een oud document dat door een ambtenaar van het archief is geschreven.",
    ("Latn", "pl"): "To jest stary dokument, który napisał urzędnik archiwum, ale nie było go tam.",
    ("Latn", "cs"): "Toto je starý dokument, který napsal úředník archivu o dějinách města.",
    ("Latn", "hu"): "Ez egy régi okirat, és a levéltár hivatalnoka írta meg a város történetéről.",
    ("Latn", "tr"): "Bu çok eski bir belge ve şehrin tarihi için arşivde çalışan bir memur yazdı.",
    ("Latn", "sv"): "Det här är ett gammalt dokument som skrevs av en tjänsteman på arkivet.",
    ("Latn", "fi"): "Tämä on vanha asiakirja, mutta se ei ole kadonnut, kun hän oli kaupungissa.",
    ("Latn", "vi"): "Đây là một tài liệu cũ của thành phố và không có trong các sách khác.",
    ("Hebr", "he"): "זהו מסמך ישן שנכתב על ידי פקיד בארכיון.",
    ("Grek", "el"): "Αυτό είναι ένα παλιό έγγραφο.",
    ("Hani", "zh"): "这是档案馆的一名职员写的旧文件。",
    ("Jpan", "ja"): "これは文書館の職員が書いた古い文書です。",
    ("Hang", "ko"): "이것은 기록관의 직원이 쓴 오래된 문서다.",
    ("Thai", "th"): "นี่คือเอกสารเก่า",
    ("Deva", "hi"): "यह एक पुराना दस्तावेज़ है जो शहर के इतिहास के बारे में लिखा गया है।",
    ("Beng", "bn"): "এটি একটি পুরানো নথি।",
    ("Taml", "ta"): "இது ஒரு பழைய ஆவணம்.",
    ("Ethi", "am"): "ይህ የቆየ ሰነድ ነው።",
    ("Geor", "ka"): "ეს ძველი დოკუმენტია.",
    ("Armn", "hy"): "Սա հին փաստաթուղթ է։",
}


@pytest.mark.parametrize(("expected", "text"), SAID.items(), ids=[tag for _, tag in SAID])
def test_a_sentence_is_known(expected, text):
    script, language = languages(text)
    assert (script, language.tag) == expected
    assert 0 < language.score <= 0.95
    assert language.tool


def test_the_founding_document_is_arabic(seed):
    script, language = languages(seed.read_text("utf-8"))
    assert (script, language.tag) == ("Arab", "ar")


@pytest.mark.parametrize("text", ["", "1234 5678", "—— …", "\ud800", "\0"])
def test_without_letters_there_is_neither(text):
    assert languages(text) == ("Zyyy", None)


def test_letters_that_tell_nothing_give_a_script_only():
    assert languages("xyzzy plugh") == ("Latn", None)


def test_a_foreign_header_does_not_decide():
    text = "Content-Type: text/plain; From: the archive of the city\n" + SAID["Arab", "ar"] * 20
    assert languages(text)[0] == "Arab"


@given(st.text(st.characters(codec=None)))
def test_answers_on_anything(text):
    script, language = languages(text)
    assert len(script) == 4
    assert language is None or 0 <= language.score <= 1
