"""The character sets fonds reads, under their IANA names. A table, no I/O.

A fixed list and not ``codecs.lookup``: Python also lists rot13, base64 and escapes as codecs,
and what a label means must not hang on the version of Python. Where practice has moved past the
standard, a label means what browsers take it for: ``shift_jis`` is Microsoft's superset of it,
and so on, or common characters would be losses. Source: WHATWG Encoding, section 4.2.
"""

_CODECS = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32": "utf-32",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
    "us-ascii": "ascii",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "euc-jp": "euc_jis_2004",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "hz-gb-2312": "hz",
    "iso-2022-jp": "iso2022_jp_2",
    "iso-2022-kr": "iso2022_kr",
    "johab": "johab",
    "shift_jis": "cp932",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "kz-1048": "kz1048",
    "ptcp154": "ptcp154",
    "macintosh": "mac_roman",
    "x-mac-ce": "mac_latin2",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-greek": "mac_greek",
    "x-mac-turkish": "mac_turkish",
    "tis-620": "cp874",
    "viscii": "",  # known by name; Python has no codec for it
    **{f"iso-8859-{n}": f"iso8859_{n}" for n in (*range(1, 12), *range(13, 17))},
    **{f"windows-{n}": f"cp{n}" for n in (874, *range(1250, 1259))},
    **{f"ibm{n}": f"cp{n}" for n in (437, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864)},
    **{f"ibm{n}": f"cp{n}" for n in (865, 866, 869)},
    **{f"ibm{n:03d}": f"cp{n:03d}" for n in (37, 273, 424, 500, 1026, 1140)},
}

_ALIASES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf16": "utf-16",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "ucs-2": "utf-16",
    "utf-32-le": "utf-32le",
    "utf-32-be": "utf-32be",
    "ascii": "us-ascii",
    "ansi_x3.4-1968": "us-ascii",
    "latin1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "l1": "iso-8859-1",
    "latin2": "iso-8859-2",
    "latin9": "iso-8859-15",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "sjis": "shift_jis",
    "shift-jis": "shift_jis",
    "x-sjis": "shift_jis",
    "ms_kanji": "shift_jis",
    "windows-31j": "shift_jis",
    "cp932": "shift_jis",
    "shift_jis_2004": "shift_jis",
    "eucjp": "euc-jp",
    "x-euc-jp": "euc-jp",
    "euc-jis-2004": "euc-jp",
    "iso-2022-jp-2": "iso-2022-jp",
    "iso-2022-jp-ext": "iso-2022-jp",
    "iso-2022-jp-2004": "iso-2022-jp",
    "euckr": "euc-kr",
    "cp949": "euc-kr",
    "windows-949": "euc-kr",
    "uhc": "euc-kr",
    "ks_c_5601-1987": "euc-kr",
    "ksc5601": "euc-kr",
    "gb_2312-80": "gb2312",
    "euc-cn": "gb2312",
    "x-gbk": "gbk",
    "cp936": "gbk",
    "windows-936": "gbk",
    "gb18030-2000": "gb18030",
    "gb18030-2022": "gb18030",
    "hz": "hz-gb-2312",
    "cp950": "big5",
    "windows-950": "big5",
    "cn-big5": "big5",
    "x-x-big5": "big5",
    "big5hkscs": "big5-hkscs",
    "koi8r": "koi8-r",
    "koi8": "koi8-r",
    "koi8-t": "koi8-u",
    "mac": "macintosh",
    "x-mac-roman": "macintosh",
    "macroman": "macintosh",
    "mac-roman": "macintosh",
    "mac-cyrillic": "x-mac-cyrillic",
    "mac-greek": "x-mac-greek",
    "mac-turkish": "x-mac-turkish",
    "mac-latin2": "x-mac-ce",
    "mac-centraleurope": "x-mac-ce",
    "x-mac-ukrainian": "x-mac-cyrillic",
    "dos-874": "windows-874",
    "iso-8859-12": "",
}
del _ALIASES["iso-8859-12"], _CODECS["viscii"]

_LONGEST = 40  # characters of a label worth looking at
_WIDE = frozenset({"utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "utf-32be"})

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),  # before UTF-16, whose mark it begins with
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""Byte order marks and the IANA name of what they announce; the first that fits is meant."""


def canonical(label: str) -> str | None:
    """Return the IANA name, in lower case, that a label means; None if fonds cannot read it.

    >>> canonical("UTF8"), canonical("cp1256"), canonical("rot13")
    ('utf-8', 'windows-1256', None)
    """
    name = label[:_LONGEST].strip(" \t\r\n\"'").lower()
    name = _ALIASES.get(name, name)
    if name in _CODECS:
        return name
    name = name.replace("_", "-")
    for prefix, proper in (("iso8859-", "iso-8859-"), ("cp", "windows-"), ("cp", "ibm")):
        if name.startswith(prefix) and proper + name.removeprefix(prefix) in _CODECS:
            return proper + name.removeprefix(prefix)
    name = _ALIASES.get(name, name)
    return name if name in _CODECS else None


def codec(charset: str) -> str | None:
    """Return Python's codec for an IANA name or another label of it, or None."""
    name = canonical(charset)
    return _CODECS[name] if name else None


def bom(data: bytes) -> tuple[bytes, str] | None:
    """Return the byte order mark that ``data`` begins with and the charset it announces.

    UTF-16 text whose first character is U+0000 looks like UTF-32; it is taken for that.
    """
    for mark, charset in BOMS:
        if data.startswith(mark):
            return mark, charset
    return None


def is_wide(charset: str) -> bool:
    """Say whether ASCII text in this charset holds zero bytes."""
    return charset in _WIDE
