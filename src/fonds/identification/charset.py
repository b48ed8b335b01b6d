"""Which character set some bytes are in, that it is unknown, or that they are no text.

Order of evidence: a byte order mark; what was declared, if it fits; UTF-16 and UTF-32 seen by their
zero bytes; valid UTF-8 (chance hardly ever makes it); what the document says of itself; UTF-8 with
a few broken bytes; the letters of languages (``readings``), by a margin. Text that fails all of
these is text in an unknown charset: a letter must not become another one by a guess.
"""

import re
from codecs import getincrementaldecoder
from typing import NamedTuple

from fonds.formats import charsets
from fonds.identification import letters

TOOL = ("fonds-charset", "2")

LOOKED_AT = 16 * 1024 * 1024  # bytes that are checked to be UTF-8: all that text is made of
SAMPLE = 64 * 1024  # bytes in which control characters are counted and wide forms looked for
WEIGHED = 4096  # bytes whose letters are weighed, from the first above ASCII on
ONE_IN = 100  # one broken or control character in so many is still text

MARGIN = 7.0
"""Nats by which the likeliest text must lead the next; set on texts that it is not measured on."""
STRANGEST = 5.0  # nats a byte; ``readings.strangeness``
_CANDIDATES = 4  # charsets that are named where it is unknown
_CANDIDATES_WITHIN = 15.0  # nats

GUESSES = frozenset({"mostly", "letters", "stated", "unknown"})
"""Evidence that another tool's sure word overrules, where there are control characters."""

_CONTROLS = bytes(set(range(32)) - set(b"\b\t\n\v\f\r\x1b\x1a")) + b"\x7f"
_NO_CONTROLS = bytes(set(range(256)) - set(_CONTROLS))
_C1 = bytes(range(0x80, 0xA0))
_WIDE_SEEN, _WIDE_LEAST = 1024, 4  # bytes that are tried as wide text; characters it needs
_COMMON = " \n\r\t.,:;-0123456789etaoin"  # any would do that texts hold in every script
_ASCII = bytes(range(128))
_REPLACED = "\ufffd"
_AROUND, _RARE = 24, 64  # bytes on each side of a rare byte; how many such places are looked at

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


class CharsetFound(NamedTuple):
    """A charset's IANA name, or None; the evidence in one word; and what else it may be.

    Evidence: bom, declared, utf-8, self, escapes, wide, mostly, letters; with no charset
    ``unknown`` for text and ``none`` for what is not text. ``candidates`` are IANA names, the
    likeliest first, where the charset is unknown.
    """

    charset: str | None
    evidence: str
    candidates: tuple[str, ...] = ()


_BINARY = CharsetFound(None, "none")


def detect(data: bytes, *, complete: bool, declared: str | None = None) -> CharsetFound:
    """Return the charset of some bytes with the evidence for it.

    ``complete`` says that ``data`` is the whole document, so that nothing is cut off at its end.
    Cost: one pass for UTF-8; about 4 ms more where letters must be weighed.
    """
    if mark := charsets.bom(data):
        return CharsetFound(mark[1], "bom")
    if len(data) > LOOKED_AT:
        data, complete = data[:LOOKED_AT], False
    stated = charsets.canonical(declared) if declared else None
    if stated and _fits(data, stated, complete):
        return CharsetFound(_as_practised(stated, data), "declared")
    if b"\0" in data[:SAMPLE] and (zeros := _wide(data[:SAMPLE])):
        return CharsetFound(zeros, "wide")  # before UTF-8, which admits zero bytes
    few_controls = _few_controls(data)
    if few_controls and _is_utf8(data, complete):
        return _unicode(data, complete)
    own = _says_itself(data)
    if own and own != "utf-8" and _fits(data, own, complete):
        return CharsetFound(_as_practised(own, data), "self")
    if not few_controls:
        return _by_wide_letters(data)
    if _mostly_utf8(data):
        return CharsetFound("utf-8", "mostly")
    return _by_letters(data)


def _unicode(data: bytes, complete: bool) -> CharsetFound:
    if b"\x1b" in data:  # one byte is found ten times as fast as two
        for escape, charset in _ISO_2022:
            if escape in data and _fits(data, charset, complete):
                return CharsetFound(charset, "escapes")
    return CharsetFound("utf-8", "utf-8")


def _is_utf8(data: bytes, complete: bool) -> bool:
    if data.isascii():
        return True
    try:
        getincrementaldecoder("utf-8")().decode(data, complete)
    except UnicodeDecodeError:
        return False
    return True


def has_controls(data: bytes) -> bool:
    """Say whether there is a control character that no text needs: a sign of another format."""
    return _controls(data[:SAMPLE]) > 0


def is_binary(data: bytes, charset: str) -> bool:
    """Say whether bytes, read in a charset that a user stated, are no text all the same."""
    text = data[:SAMPLE].decode(charsets.codec(charset) or "", "ignore")
    odd = sum(c == "\x7f" or (c < " " and c not in "\b\t\n\v\f\r\x1b\x1a") for c in text)
    return odd * ONE_IN > len(text)


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
    """See UTF-16 and UTF-32 without a mark by the ASCII characters that stand among the rest."""
    start = sample[: min(len(sample) // 4 * 4 or len(sample), _WIDE_SEEN)]
    best, most = None, 0
    for charset in ("utf-32le", "utf-32be", "utf-16le", "utf-16be"):
        text = start.decode(charsets.codec(charset) or "", "replace")
        common = sum(map(text.count, _COMMON))
        if common > most and common * 200 >= len(text) and _plausible(text):
            best, most = charset, common
    return best


def _plausible(text: str) -> bool:
    """Say whether at most one in fifty characters is none that a text would hold."""
    odd = sum(not (c.isprintable() or c in letters.INVISIBLE) for c in text)
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


def _by_wide_letters(data: bytes) -> CharsetFound:
    """Read what has many control characters as UTF-16 without a mark and without ASCII in it."""
    from fonds.identification import readings

    sample = data[:WEIGHED]
    if len(sample) < 2 * _WIDE_LEAST or not (ranked := readings.wide(sample)):
        return _BINARY
    best = ranked[0]
    clear = readings.margin(sample, ranked) >= MARGIN
    if clear and readings.strangeness(sample, best) <= STRANGEST:
        return CharsetFound(best.charset, "letters")
    return _BINARY


def _by_letters(data: bytes) -> CharsetFound:
    """Weigh the texts that the bytes are in every charset; the likeliest counts by a margin."""
    from fonds.identification import readings  # needs numpy

    sample = _weighed(data)
    # UTF-16 of one script has bytes above ASCII that are no text in any other way
    ranked = sorted([*readings.legacy(sample), *readings.wide(sample)])
    best = ranked[0]
    if readings.strangeness(sample, best) > STRANGEST:
        return CharsetFound(None, "none" if _controls(data[:SAMPLE]) else "unknown")
    clear = readings.margin(sample, ranked) >= MARGIN and not readings.too_few(sample, best)
    if clear and _fits(data, best.charset, complete=False):
        return CharsetFound(_as_practised(best.charset, data), "letters")
    near = [r.charset for r in ranked if r.cost - best.cost <= _CANDIDATES_WITHIN]
    return CharsetFound(None, "unknown", tuple(dict.fromkeys(near))[:_CANDIDATES])


def _weighed(data: bytes) -> bytes:
    """Return the bytes to weigh: some KiB from the first above ASCII on, and rare ones' places.

    Charsets that agree on the beginning may differ in a byte that comes late and once.
    """
    sample = _from_first_high(data, WEIGHED)
    rest = set(data.translate(None, _ASCII)) - set(sample)
    if not rest or len(data) <= WEIGHED:
        return sample
    places = []
    for value in sorted(rest)[:_RARE]:
        at = data.find(value)
        start = max(0, at - _AROUND)
        # from one blank to the next, so that no character of two bytes is cut
        piece = data[start : at + _AROUND]
        places.append(piece[piece.find(b" ") + 1 : len(piece) - len(piece.split(b" ")[-1])])
    return sample + b"\n" + b"\n".join(places)
