import codecs

import pytest

from fonds.formats import charsets


def test_every_charset_has_a_codec_that_python_knows():
    for name, codec in charsets._CODECS.items():
        assert codecs.lookup(codec)._is_text_encoding, name
        assert charsets.canonical(name) == name


def test_every_alias_leads_to_a_charset():
    for alias, name in charsets._ALIASES.items():
        assert charsets.canonical(alias) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("UTF8", "utf-8"), (" Utf-8\n", "utf-8"), ("CP1252", "windows-1252"),
        ("iso8859-15", "iso-8859-15"), ("ISO_8859-1", "iso-8859-1"), ("cp866", "ibm866"),
        ("cp037", "ibm037"), ("Shift-JIS", "shift_jis"), ("x-sjis", "shift_jis"),
        ("latin1", "iso-8859-1"), ("'koi8-r'", "koi8-r"), ("rot13", None), ("base64", None),
        ("hex", None), ("unicode_escape", None), ("idna", None), ("punycode", None),
        ("utf-7", None), ("undefined", None), ("", None), ("x" * 100_000, None),
    ],
)  # fmt: skip
def test_labels_mean_what_they_mean(label, name):
    assert charsets.canonical(label) == name


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\xef\xbb\xbfx", (b"\xef\xbb\xbf", "utf-8")),
        (b"\xff\xfex\0", (b"\xff\xfe", "utf-16")),
        (b"\xfe\xff\0x", (b"\xfe\xff", "utf-16")),
        (b"\xff\xfe\0\0", (b"\xff\xfe\0\0", "utf-32")),
        (b"\0\0\xfe\xff", (b"\0\0\xfe\xff", "utf-32")),
        (b"\xef\xbb", None),
        (b"", None),
    ],
)
def test_byte_order_marks(data, found):
    assert charsets.bom(data) == found
