import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds import extraction as stage
from fonds.extraction import TEXT_LIMIT, extract, skipped, wants
from fonds.extraction.options import ExtractLimits, ExtractOptions
from fonds.model import Extraction, Identification, Loss

UTF8 = Identification("text/plain", "utf-8")


def plain(charset):
    return Identification("text/plain", charset)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf8_comes_back_exactly(text):
    if text.startswith("\ufeff"):
        return
    found = extract(text.encode("utf-8"), UTF8)
    assert (found.text, found.exact, found.losses) == (text, True, ())


@given(st.binary(max_size=200), st.sampled_from(
    ["utf-8", "utf-16", "utf-16le", "utf-16be", "utf-32", "shift_jis", "gb18030", "windows-1256",
     "iso-2022-jp", "hz-gb-2312", "us-ascii", "big5", "no-such", None]
))  # fmt: skip
def test_never_raises_on_content_and_exact_means_exact(data, charset):
    found = extract(data, plain(charset))
    assert isinstance(found, Extraction)
    if found.exact:
        assert found.text.encode("utf-8") == data
    if found.text is not None:
        found.text.encode("utf-8")  # no lone surrogates come out
        assert bool(found.losses) <= ("\ufffd" in found.text)


@given(st.binary(max_size=100))
def test_a_loss_begins_at_the_first_bad_byte(data):
    found = extract(data, UTF8)
    assert found.settings["bom"] is data.startswith(b"\xef\xbb\xbf")
    first = first_bad_byte(data)
    if first is None:
        assert found.losses == ()
    else:
        put_in = found.text.count("\ufffd") - data.decode("utf-8", "ignore").count("\ufffd")
        assert found.losses == (Loss("undecodable", put_in, first, "not utf-8"),)


def first_bad_byte(data):
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as e:
        return e.start
    return None


def test_line_ends_and_zero_bytes_are_kept():
    data = b"a\r\nb\rc\n\0d\x0c"
    assert extract(data, UTF8).text == "a\r\nb\rc\n\0d\x0c"


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("x\u0627".encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + "x\u0627".encode("utf-16-le"), "utf-16"),
        (b"\xfe\xff" + "x\u0627".encode("utf-16-be"), "utf-16"),
        (b"\xff\xfe\0\0" + "x\u0627".encode("utf-32-le"), "utf-32"),
        (b"\0\0\xfe\xff" + "x\u0627".encode("utf-32-be"), "utf-32"),
        ("x\u0627".encode("utf-16-le"), "utf-16le"),
        ("x\u0627".encode("utf-16-be"), "utf-16be"),
        ("x\u0627".encode("cp1256"), "windows-1256"),
    ],
)
def test_a_mark_is_no_part_of_the_text(data, charset):
    found = extract(data, plain(charset))
    assert (found.text, found.exact, found.losses) == ("x\u0627", False, ())
    assert found.settings["charset"] == charset


def test_a_second_mark_is_text():
    assert extract("\ufeff\ufeffx".encode(), UTF8).text == "\ufeffx"


def test_a_lone_surrogate_is_a_loss():
    found = extract(b"a\0\x00\xd8b\0", plain("utf-16le"))
    assert found.text == "a\ufffdb"
    assert found.losses == (Loss("undecodable", 1, 2, "not utf-16le"),)


def test_a_replacement_character_in_the_document_is_no_loss():
    data = "a\ufffdb".encode() + b"\xff"
    assert extract(data, UTF8).losses[0].count == 1


def test_ascii_in_a_legacy_charset_is_exact():
    assert extract(b"plain", plain("windows-1252")).exact
    assert not extract("é".encode("cp1252"), plain("windows-1252")).exact


@pytest.mark.parametrize(
    ("media_type", "charset", "readable"),
    [
        ("text/plain", "utf-8", True), ("text/markdown", "utf-8", True),
        ("text/csv", "utf-8", True), ("application/json", "utf-8", True),
        ("application/geo+json", "utf-8", True), ("text/x-python", "utf-8", True),
        ("text/html", "utf-8", True), ("application/x-unknown", "utf-8", False),
        ("model/vrml", "utf-8", False), ("font/ttf", None, False),
        ("text/plain", None, False), ("video/mp4", None, False),
    ],
)  # fmt: skip
def test_what_is_text_as_it_stands(media_type, charset, readable):
    identification = Identification(media_type, charset)
    assert wants(identification, 10) is readable
    found = extract(b"<b>x</b>", identification, isolated=False)
    assert (found.text is not None) is readable
    if not readable:
        assert found == skipped(identification, 8)
        assert found.losses[0].kind == ("charset" if media_type == "text/plain" else "no-extractor")


def test_over_the_limit_there_is_no_text():
    data = b"a" * (TEXT_LIMIT + 1)
    assert not wants(UTF8, len(data))
    found = extract(data, UTF8)
    assert found.text is None
    assert found.losses[0].kind == "limit"
    assert found == skipped(UTF8, len(data))
    assert extract(data[:-1], UTF8).exact


def test_a_room_that_is_not_there_is_no_extractor(monkeypatch):
    page = Identification("x/y", None)
    monkeypatch.setattr(stage, "EXTRACTORS", {"x/y": "fonds.extraction.of_a_later_release:extract"})
    assert not wants(page, 5)
    assert extract(b"words", page).losses[0].kind == "no-extractor"


def test_another_extractor_can_be_put_in(monkeypatch):
    page = Identification("x/y", None)
    room = "support.hostile_parser:extract"
    monkeypatch.setattr(stage, "EXTRACTORS", {"x/y": room})
    assert wants(page, 5)
    assert extract(b"reads words", page, isolated=False).text == "WORDS"
    options = ExtractOptions(limits=ExtractLimits(document=10))
    assert extract(b"reads words", page, options).losses[0].kind == "limit"
