import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.formats import charsets
from fonds.identification.charset import detect as found_in

# Sentences written for these tests; each is said in the charsets its readers used.
SAID = {
    "Arab": "هذه وثيقة قديمة كتبها موظف في الأرشيف عن تاريخ المدينة وأسواقها، وفيها أسماء التجار.",
    "Hebr": "זהו מסמך ישן שנכתב על ידי פקיד בארכיון העירוני על תולדות העיר ועל השווקים שלה.",
    "ru": "Это старый документ, который написал служащий архива об истории города и его рынках.",
    "uk": "Це старий документ, який написав службовець архіву про історію міста і його ринки.",
    "bg": "Това е стар документ, който е написал служител в архива за историята на града.",
    "el": "Αυτό είναι ένα παλιό έγγραφο που έγραψε ένας υπάλληλος του αρχείου για την πόλη.",
    "tr": "Bu, arşivde çalışan bir memurun şehrin tarihi ve çarşıları üzerine yazdığı eski belge.",
    "pl": "To jest stary dokument, który napisał urzędnik archiwum o dziejach miasta i źródłach.",
    "cs": "Toto je starý dokument, který napsal úředník archivu o dějinách města a jeho tržištích.",
    "hu": "Egy régi okirat, amelyet a levéltár hivatalnoka írt a város vásárairól, történetéről.",
    "fr": "Voici un vieux document qu’un employé des archives a rédigé sur l’histoire de la cité.",
    "de": "Dies ist ein altes Schriftstück über die Märkte der Stadt, geschrieben für die Bürger.",
    "es": "Este es un documento antiguo que escribió un empleado del archivo sobre la ciudad.",
    "ja": "これは市の歴史と市場について文書館の職員が書いた古い文書で、商人の名前も載っている。",
    "zh": "这是档案馆的一名职员写的关于城市历史和市场的旧文件，里面还有商人的名字和住址。",
    "zh-Hant": "這是檔案館的一名職員寫的關於城市歷史和市場的舊文件，裡面還有商人的名字和住址。",
    "ko": "이것은 기록관의 직원이 도시의 역사와 시장에 대하여 쓴 오래된 문서로 상인의 이름도 있다.",
    "th": "นี่คือเอกสารเก่าที่เจ้าหน้าที่หอจดหมายเหตุเขียนเกี่ยวกับประวัติศาสตร์ของเมืองและตลาด",
    "vi": "Đây là một tài liệu cũ do một nhân viên lưu trữ viết về lịch sử của thành phố và chợ.",
}
PAIRS = [
    ("Arab", "windows-1256"), ("Arab", "iso-8859-6"), ("Hebr", "windows-1255"),
    ("Hebr", "iso-8859-8"), ("ru", "windows-1251"), ("ru", "koi8-r"), ("ru", "ibm866"),
    ("ru", "iso-8859-5"), ("uk", "koi8-u"), ("bg", "windows-1251"), ("el", "windows-1253"),
    ("el", "iso-8859-7"), ("tr", "windows-1254"), ("tr", "iso-8859-9"), ("pl", "windows-1250"),
    ("pl", "iso-8859-2"), ("cs", "windows-1250"), ("cs", "iso-8859-2"), ("hu", "iso-8859-2"),
    ("fr", "windows-1252"), ("de", "iso-8859-1"), ("es", "iso-8859-1"), ("ja", "shift_jis"),
    ("ja", "euc-jp"), ("ja", "iso-2022-jp"), ("zh", "gb18030"), ("zh-Hant", "big5"),
    ("ko", "euc-kr"), ("th", "tis-620"),
]  # fmt: skip
WIDE = ["utf-16le", "utf-16be", "utf-32le", "utf-32be"]


def detect(data, **how):
    return found_in(data, **how)[:2]


def charset(data, **how):
    return detect(data, complete=True, **how)[0]


def read(data):
    found = charset(data)
    assert found is not None
    return data.decode(charsets.codec(found))


def text_of(language):
    return (SAID[language] + "\n") * 3


@pytest.mark.parametrize(("language", "name"), PAIRS)
def test_text_in_a_legacy_charset_is_read_right(language, name):
    text = text_of(language).replace("’", "'")
    if name.startswith("iso-8859-6"):
        text = text.replace("–", "-")
    data = text.encode(charsets.codec(name), "ignore")
    wanted = data.decode(charsets.codec(name))
    assert read(data) == wanted


@pytest.mark.parametrize("language", SAID)
def test_utf8_is_utf8(language):
    data = text_of(language).encode("utf-8")
    assert detect(data, complete=True) == ("utf-8", "utf-8")


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("name", WIDE)
def test_wide_text_without_a_mark_is_seen(language, name):
    assert charset(text_of(language).encode(charsets.codec(name))) == name


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-32", "utf-32")],
)
def test_a_mark_is_believed(codec, name):
    data = text_of("Arab").encode(codec)
    assert detect(data, complete=True, declared="windows-1252") == (name, "bom")


def test_ascii_is_utf8():
    assert charset(b"plain words\r\n") == "utf-8"


def test_a_cut_in_the_middle_of_a_character_is_no_fault():
    data = text_of("zh").encode("utf-8")
    for cut in range(len(data) - 6, len(data)):
        assert detect(data[:cut], complete=False) == ("utf-8", "utf-8")


def test_what_is_declared_is_believed_if_it_fits():
    data = text_of("fr").encode("windows-1252")
    assert detect(data, complete=True, declared="ISO-8859-1") == ("windows-1252", "declared")
    assert detect(data, complete=True, declared="utf-8")[1] != "declared"
    assert detect(data, complete=True, declared="us-ascii")[1] != "declared"
    assert detect(data, complete=True, declared="rot13")[1] != "declared"
    assert detect(text_of("ru").encode("koi8-r"), complete=True, declared="koi8-r")[0] == "koi8-r"


def test_a_page_says_its_charset_itself():
    page = '<html><head><meta charset="windows-1256"></head>العربية'
    assert detect(page.encode("cp1256"), complete=True) == ("windows-1256", "self")
    xml = '<?xml version="1.0" encoding="koi8-r"?><a>да</a>'
    assert detect(xml.encode("koi8-r"), complete=True) == ("koi8-r", "self")


def test_utf8_outweighs_what_a_page_says_of_itself():
    page = '<meta charset="windows-1252">naïve café'
    assert detect(page.encode(), complete=True) == ("utf-8", "utf-8")


def test_a_few_broken_bytes_do_not_unmake_utf8():
    data = text_of("ru").encode()
    assert charset(data[:40] + b"\xff" + data[40:]) == "utf-8"


@pytest.mark.parametrize(
    "line",
    [
        "Déjà vu, été.",
        "It’s “quoted” – and £5 more…",
        "Straße, Übung, Fähre",
        "El año, la niña y el señor",
    ],
)
def test_short_western_lines_are_western(line):
    data = line.encode("windows-1252")
    assert read(data) == line


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [40, 300, 5000, 100_000])
def test_noise_is_binary(seed, size):
    assert charset(random.Random(seed).randbytes(size)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01" + bytes(200),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(200)),
        bytes(4000),
        b"GIF89a" + bytes(range(256)),
        b"\0\1" * 500,
    ],
)
def test_binary_is_binary(data):
    assert charset(data) is None


@given(st.binary(max_size=400), st.booleans(), st.sampled_from([None, "utf-8", "shift_jis", "?"]))
def test_answers_on_anything_and_only_with_names_it_can_read(data, complete, declared):
    found, _ = detect(data, complete=complete, declared=declared)
    assert found is None or charsets.canonical(found) == found


@given(st.text(min_size=1))
def test_what_utf8_encodes_is_utf8_or_full_of_controls(text):
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        return
    controls = sum((c < " " and c not in "\b\t\n\v\f\r\x1a\x1b") or c == "\x7f" for c in text)
    found = charset(data)
    assert found is not None or controls * 100 > len(data) or "\0" in text


def test_the_samples(shared):
    folder = shared / "samples" / "text"
    wanted = {
        "arabic-utf16le-bom.txt": "utf-16",
        "arabic-utf8.txt": "utf-8",
        "arabic-windows-1256.txt": "windows-1256",
        "empty.txt": "utf-8",
        "english-crlf-caption.txt": "utf-8",
        "french-latin1.txt": "windows-1252",
        "french-utf8-bom.txt": "utf-8",
        "invalid-utf8.txt": None,
        "japanese-shift-jis.txt": "shift_jis",
        "mojibake-arabic.txt": "utf-8",
    }
    found = {path.name: charset(path.read_bytes()) for path in sorted(folder.iterdir())}
    assert found == wanted


UNSEEN = [  # other sentences than the first ones, capitals, and words in a row as tables have them
    ("ПРОТОКОЛ СОБРАНИЯ ЖИЛЬЦОВ ДОМА", ["windows-1251", "koi8-r", "ibm866", "iso-8859-5"]),
    ("РІШЕННЯ ОБЛАСНОЇ РАДИ ПРО ЗЕМЛЮ", ["windows-1251", "koi8-u", "iso-8859-5"]),
    ("Zřízení příspěvkové organizace; účetní závěrka, říjen", ["windows-1250", "iso-8859-2"]),
    ("Książka wyszła w żółtej okładce, późną jesienią", ["windows-1250", "iso-8859-2"]),
    ("ŽÁDOST O PŘIDĚLENÍ BYTU V LIŠČÍ ULICI", ["windows-1250", "iso-8859-2"]),
    ("Müşterilerin geçmiş siparişleri yalnızca yazılı başvuruyla silinir", ["windows-1254"]),
    ("İŞÇİLERİN YILLIK ÜCRETLİ İZNİ VE ÖĞLE ARASI", ["windows-1254", "iso-8859-9"]),
    ("ΑΠΟΦΑΣΗ ΤΟΥ ΔΗΜΟΤΙΚΟΥ ΣΥΜΒΟΥΛΙΟΥ ΓΙΑ ΤΟ ΛΙΜΑΝΙ", ["windows-1253", "iso-8859-7"]),
    ("Η γέφυρα έκλεισε χθες το βράδυ εξαιτίας του ανέμου", ["windows-1253", "iso-8859-7"]),
    ("ﾔﾏﾀﾞ ﾊﾅｺ,ﾄｳｷﾖｳﾄ ｼﾝｼﾞﾕｸｸ,03-1234", ["shift_jis"]),
    ("Să știți că așa țineau ei socoteala".translate(str.maketrans("șț", "şţ")), ["iso-8859-2"]),
    ("Sąjungos šalių žemės ūkio ministrų posėdis įvyko Vilniuje", ["windows-1257", "iso-8859-13"]),
    ("قرر المجلس تأجيل الجلسة إلى الأسبوع القادم", ["windows-1256", "iso-8859-6"]),
    ("הוועדה החליטה לדחות את הדיון לשבוע הבא", ["windows-1255", "iso-8859-8"]),
    ("คณะกรรมการมีมติเลื่อนการประชุมไปสัปดาห์หน้า", ["windows-874"]),
    ("委員會決定把會議延到下個星期再開", ["big5"]),
    ("委员会决定把会议推迟到下个星期再开", ["gb18030", "gbk"]),
    ("会議は来週まで延期されることになりました", ["shift_jis", "euc-jp"]),
    ("위원회는 회의를 다음 주로 미루기로 했습니다", ["euc-kr"]),
    ("L’été où l’hôtel brûla, ça n’étonna guère la forêt", ["macintosh", "windows-1252"]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "name"), [(line, name) for line, of in UNSEEN for name in of])
def test_no_letter_becomes_another_one(line, name):
    data = (line + "\r\n").encode(charsets.codec(name))
    assert read(data) == line + "\r\n"


@pytest.mark.parametrize(
    "line",
    [
        "Tank 3: 40 m², filled to 12 m³, at 21 °C ± 1 and 5 µm.",
        "Price;£;€\r\nTable;£30;€12",
        "© 2004 by the ferry company – all rights reserved",
        "¾ inch bolts, ¼ inch pins",
        "The “harbour” office … it’s closed",
        "Length × width: 3 × 5",
        "see § 12 and § 14",
    ],
)
def test_ascii_with_symbols_of_windows_1252_is_read_as_that(line):
    assert read(line.encode("windows-1252")) == line


@pytest.mark.parametrize(
    ("line", "name"),
    [("Да.", "windows-1251"), ("né.", "iso-8859-4"), ("ла", "koi8-r"), ("a\x81\x9eb", "latin-1")],
)
def test_too_little_to_go_by_is_unknown_and_not_a_guess(line, name):
    data = line.encode(name)
    found = found_in(data, complete=True)
    right = found.charset is not None and data.decode(charsets.codec(found.charset)) == line
    assert right or (found.charset is None and found.evidence == "unknown")


def test_an_unknown_charset_names_candidates_that_fonds_can_read():
    found = found_in("Я и ты.".encode("windows-1251"), complete=True)
    assert found.charset is None
    assert found.evidence == "unknown"
    assert "windows-1251" in found.candidates
    assert all(charsets.canonical(name) == name for name in found.candidates)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Kanał alfa warstwy, próg 3", "windows-1250"),  # 0xB3 is a superscript three elsewhere
        ("The file è, the folder è, the network è not needed, and ì", "windows-1252"),
    ],
)
def test_a_letter_among_ascii_is_no_symbol_and_no_other_script(line, name):
    data = line.encode(name)
    found = charset(data)
    assert found is None or data.decode(charsets.codec(found)) == line


@pytest.mark.parametrize("seed", range(10))
def test_bytes_by_chance_without_controls_are_no_text_in_any_charset(seed):
    draw = random.Random(seed)
    data = bytes(draw.choice([b for b in range(0x20, 0x100) if b != 0x7F]) for _ in range(400))
    assert charset(data) is None


def test_a_byte_that_comes_late_still_decides():
    # both charsets agree on the beginning; what they differ in comes after 20 KiB
    start = ("Le meunier a compté les sacs à côté de la forêt.\n" * 600).encode("iso-8859-15")
    data = start + "Sa sœur et son cœur, dit-il.\n".encode("iso-8859-15")
    assert read(data).endswith("Sa sœur et son cœur, dit-il.\n")


@pytest.mark.parametrize("language", ["ja", "zh", "zh-Hant", "ko", "th", "Arab", "ru", "el"])
@pytest.mark.parametrize("name", ["utf-16le", "utf-16be"])
def test_wide_text_without_any_ascii_is_seen(language, name):
    text = "".join(c for c in SAID[language] if c.isalpha())
    assert charset(text.encode(charsets.codec(name))) == name


def test_wide_persian_with_its_joiners_is_seen():
    text = "می\u200cشود و نمی\u200cتواند ببیند\n" * 4
    assert charset(text.encode("utf-16-le")) == "utf-16le"
