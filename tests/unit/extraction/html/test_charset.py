import pytest

from fonds.extraction.html.charset import decode
from fonds.identification import identify
from fonds.model import Identification

TEXTS = {
    "ar": "ذهب الولد إلى المدرسة صباح اليوم", "he": "הילד הלך לבית הספר הבוקר",
    "ru": "Мальчик пошёл утром в школу", "zh": "男孩早上去了学校", "ja": "少年は朝学校へ行った",
    "ko": "소년은 아침에 학교에 갔다", "th": "เด็กชายไปโรงเรียนตอนเช้า", "de": "Der Junge ging früh",
}  # fmt: skip


@pytest.mark.parametrize(
    ("label", "codec", "language"),
    [
        ("windows-1256", "cp1256", "ar"), ("iso-8859-8-i", "iso8859_8", "he"),
        ("windows-1255", "cp1255", "he"), ("windows-1251", "cp1251", "ru"),
        ("koi8-r", "koi8_r", "ru"), ("gb2312", "gb18030", "zh"), ("GBK", "gbk", "zh"),
        ("Shift_JIS", "cp932", "ja"), ("euc-jp", "euc_jp", "ja"), ("ks_c_5601-1987", "cp949", "ko"),
        ("euc-kr", "euc_kr", "ko"), ("tis-620", "cp874", "th"), ("iso-8859-1", "cp1252", "de"),
        ("utf-8", "utf-8", "th"),
    ],
)  # fmt: skip
def test_a_label_means_what_browsers_take_it_for(label, codec, language):
    page = f"<meta charset='{label}'><p>{TEXTS[language]}".encode(codec)
    found = decode(page, Identification("text/html"))
    assert found.text.endswith(TEXTS[language])
    assert (found.said_by, found.losses) == ("meta", ())


def test_a_mark_goes_before_every_label():
    page = b"\xef\xbb\xbf<meta charset=windows-1251>" + "ж".encode()
    assert decode(page, Identification("text/html", "utf-8")).text.endswith("ж")
    wide = "\ufeff<meta charset=utf-8>ж".encode("utf-16-be")
    assert decode(wide, identify(wide)).text.endswith(">ж")


def test_a_label_that_contradicts_valid_utf8_is_a_finding():
    page = "<meta charset=windows-1251><p>Мальчик".encode()
    found = decode(page, Identification("text/html"))
    assert found.text.endswith("Мальчик")
    assert [loss.kind for loss in found.losses] == ["charset-contradiction"]


def test_utf7_is_refused_and_a_charset_nobody_knows_is_a_loss():
    attack = b"<meta charset=utf-7><p>+ADw-script+AD4-"
    assert decode(attack, Identification("text/html", "utf-8")).text.endswith("+ADw-script+AD4-")
    unknown = decode(b"<p>\xe6\xf0\x81", Identification("text/html"))
    assert unknown.text is None
    assert [loss.kind for loss in unknown.losses] == ["charset"]


def test_what_does_not_decode_is_counted():
    found = decode(b"<meta charset=utf-8>" + b"word " * 100 + b"\xff", Identification("text/html"))
    (loss,) = found.losses
    assert (loss.kind, loss.count, loss.offset) == ("undecodable", 1, 520)


def test_a_label_in_a_comment_is_none():
    page = b"<!-- <meta charset=windows-1251> --><meta charset=windows-1256>" + b"\xc7"
    assert decode(page, Identification("text/html")).charset == "windows-1256"
