"""Which character set some bytes are in, or that they are no text. Floor 3: pure.

Order of evidence: a byte order mark; what was declared, if it fits; UTF-16 seen by its zero bytes;
valid UTF-8 (chance hardly ever makes it); what the document says of itself; UTF-8 with a few
broken bytes; statistics (chardet). What fails all of these is binary.
"""

import re
import unicodedata
from codecs import getincrementaldecoder
from functools import cache

from fonds.formats import charsets

TOOL = ("fonds-charset", "1")

LOOKED_AT = 16 * 1024 * 1024  # bytes that are checked to be UTF-8: all that text is made of
SAMPLE = 64 * 1024  # bytes in which control characters are counted and wide forms looked for
GUESSED_ON = (
    8192  # bytes given to statistics: twice as many changed 1 answer in 388, 4096 changed 6
)
ONE_IN = 100  # one broken or control character in so many is still text
LEAST_SURE = 0.1  # chardet's own scale; below it an answer needs more evidence
ENOUGH_HIGH = 16  # bytes above ASCII on which even an unsure answer was right on real files

GUESSES = frozenset({"mostly", "western", "statistics"})
"""Evidence that another tool's sure word overrules."""

_CONTROLS = bytes(set(range(32)) - set(b"\b\t\n\v\f\r\x1b\x1a")) + b"\x7f"
_NO_CONTROLS = bytes(set(range(256)) - set(_CONTROLS))
_C1 = bytes(range(0x80, 0xA0))
_WIDE_SEEN, _WIDE_LEAST = 1024, 4  # bytes that are tried as wide text; characters it needs
_COMMON = " \n\r\t.,:;-0123456789etaoin"  # any would do that texts hold in every script
_ASCII = bytes(range(128))
# Bytes above ASCII as Western text has them: accented letters in words, typographic quotes,
# apostrophes and dashes where they belong. Alternatives of fixed length: linear.
_ACCENT = re.compile(
    rb"[A-Za-z][\xc0-\xd6\xd8-\xf6\xf8-\xff]|[\xc0-\xd6\xd8-\xf6\xf8-\xff][a-z]"
    rb"|[A-Za-z]\x92[a-z ]|[\x91\x93\xab][A-Za-z0-9 ]|[A-Za-z.,!?; ][\x94\xbb]| [\x96\x97] "
    rb"|[A-Za-z]\x85|[\x80\xa3][0-9]|[0-9][\x80\xb0]|\xa9 ?[12(A-Z]"
)
_REPLACED = "\ufffd"

# Bounded repeats only. HTML and XML must name their charset within the first 1,024 bytes.
_SELF = re.compile(
    rb"""(?:charset|encoding)[ \t\r\n]{0,8}=[ \t\r\n]{0,8}["']?([A-Za-z0-9_.:-]{1,40})""", re.I
)
_SELF_WITHIN = 1024
_ISO_2022 = (
    (b"\x1b$B", "iso-2022-jp"),
    (b"\x1b$@", "iso-2022-jp"),
    (b"\x1b$)C", "iso-2022-kr"),
)


def detect(data: bytes, *, complete: bool, declared: str | None = None) -> tuple[str | None, str]:
    """Return the IANA name of the charset, or None for binary, and the evidence in one word.

    ``complete`` says that ``data`` is the whole document, so that nothing is cut off at its end.
    Evidence: bom, declared, utf-8, self, escapes, wide, mostly, western, statistics or none.
    """
    if mark := charsets.bom(data):
        return mark[1], "bom"
    if len(data) > LOOKED_AT:
        data, complete = data[:LOOKED_AT], False
    stated = charsets.canonical(declared) if declared else None
    if stated and _fits(data, stated, complete):
        return _as_practised(stated, data), "declared"
    if b"\0" in data[:SAMPLE] and (wide := _wide(data[:SAMPLE])):
        return wide, "wide"  # before UTF-8, which admits zero bytes
    if _is_utf8(data, complete):
        if b"\x1b" in data:  # one byte is found ten times as fast as two
            for escape, charset in _ISO_2022:
                if escape in data and _fits(data, charset, complete):
                    return charset, "escapes"
        return ("utf-8", "utf-8") if _few_controls(data) else (None, "none")
    own = _says_itself(data)
    if own and own != "utf-8" and _fits(data, own, complete):
        return _as_practised(own, data), "self"
    if not _few_controls(data):
        return None, "none"
    if _mostly_utf8(data):
        return "utf-8", "mostly"
    return _by_statistics(data)


@cache
def statistics_tool() -> tuple[str, str]:
    """Return the name and version of what stands behind the evidence ``statistics``."""
    from importlib.metadata import version  # loads a mail parser: only for who needs it

    return "chardet", version("chardet")


def _is_utf8(data: bytes, complete: bool) -> bool:
    if data.isascii():
        return True
    try:
        getincrementaldecoder("utf-8")().decode(data, complete)
    except UnicodeDecodeError:
        return False
    return True


def _few_controls(data: bytes) -> bool:
    sample = data[:SAMPLE]
    return _controls(sample) * ONE_IN <= len(sample)


def _controls(sample: bytes) -> int:
    return len(sample.translate(None, _NO_CONTROLS))


def _fits(data: bytes, charset: str, complete: bool) -> bool:
    """Say whether bytes decode in a charset with at most one broken character in a hundred."""
    codec = charsets.codec(charset)
    if codec is None:
        return False
    if charset in ("utf-8", "us-ascii") and not data.isascii():
        return charset == "utf-8" and (_is_utf8(data, complete) or _mostly_utf8(data))
    sample = data[:SAMPLE]
    text = sample.decode(codec, "replace")
    broken = text.count(_REPLACED) - (not complete or len(sample) < len(data))
    return broken * ONE_IN <= len(text) and text.count("\0") * ONE_IN <= len(text)


def _as_practised(charset: str, data: bytes) -> str:
    """Say what a label means in practice. Source: WHATWG Encoding, section 4.2."""
    if charset == "utf-16":
        return "utf-16le"  # there is no byte order mark here
    if charset == "us-ascii":
        return "utf-8"
    if charset == "iso-8859-1" and len(data.translate(None, _C1)) != len(data):
        return "windows-1252"  # ISO 8859-1 has no printable character there
    return charset


def _says_itself(data: bytes) -> str | None:
    start = data[:_SELF_WITHIN]
    if b"<" not in start:
        return None
    match = _SELF.search(start)
    return charsets.canonical(match[1].decode("ascii")) if match else None


def _wide(sample: bytes) -> str | None:
    """See UTF-16 and UTF-32 without a mark by the ASCII characters that stand among the rest.

    Text of a wide script alone, with neither spaces nor line ends, is not seen.
    """
    start = sample[: min(len(sample) // 4 * 4, _WIDE_SEEN)]
    best, most = None, 0
    for charset in ("utf-32le", "utf-32be", "utf-16le", "utf-16be"):
        text = start.decode(charsets.codec(charset) or "", "replace")
        common = sum(map(text.count, _COMMON))
        if common > most and common * 200 >= len(text) and _plausible(text):
            best, most = charset, common
    return best


def _plausible(text: str) -> bool:
    """Say whether at most one in fifty characters is none that a text would hold."""
    odd = sum(not (c.isprintable() or c in "\t\r\n\f\v\u2028\u2029") for c in text)
    return len(text) >= _WIDE_LEAST and (odd + text.count(_REPLACED)) * 50 <= len(text)


def _mostly_utf8(data: bytes) -> bool:
    """See UTF-8 with some broken bytes: far more whole sequences than broken ones."""
    sample = _from_first_high(data, SAMPLE)
    broken = sample.decode("utf-8", "replace").count(_REPLACED)
    high = len(sample.translate(None, _ASCII))
    # a sequence has two to four bytes, a broken one at least one
    return high - broken >= 8 * broken


def _from_first_high(data: bytes, size: int) -> bytes:
    """Return a sample around the first byte above ASCII; before it no character can be cut."""
    first = len(data) - len(data.lstrip(_ASCII))
    start = max(0, first - 256)
    return data[start : start + size]


def _by_statistics(data: bytes) -> tuple[str | None, str]:
    """Ask chardet about 4 KiB from the first byte on that is not ASCII."""
    import chardet

    sample = _from_first_high(data, GUESSED_ON)
    era = chardet.EncodingEra  # EBCDIC is left out: its guesses are nearly all binary files
    found = chardet.detect(sample, encoding_era=era.ALL & ~era.MAINFRAME)
    charset = charsets.canonical(found["encoding"] or "")
    if charset is not None and not _fits(data, charset, complete=False):
        charset = None
    if charset is not None and (found["confidence"] or 0) >= LEAST_SURE:
        return _as_practised(charset, data), "statistics"
    if _controls(sample):
        return None, "none"  # not sure, and not clean: binary
    high = len(sample.translate(None, _ASCII))
    sparse = high * 3 <= len(sample)
    if charset is not None and (high >= ENOUGH_HIGH or not sparse) and _letters(sample, charset):
        return _as_practised(charset, data), "statistics"
    if not sparse:
        return None, "none"
    # few bytes above ASCII: Western if they stand as its accents and quotes do, else stray
    western = len(_ACCENT.findall(sample)) * 2 > high
    return ("windows-1252", "western") if western else ("utf-8", "mostly")


def _letters(sample: bytes, charset: str) -> bool:
    """Say whether what is above ASCII are letters mostly; in noise, half would be symbols."""
    text = sample.decode(charsets.codec(charset) or "", "replace")
    high = [c for c in text if c > "\x7f"]
    return sum(c.isalpha() or unicodedata.combining(c) > 0 for c in high) * 4 >= len(high) * 3
