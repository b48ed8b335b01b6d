"""Read what a value is from its shape: an attachment, a list of ids, a size, a side, an address.

Digits and words of any script; what was read comes back in one spelling.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from fonds.cleaning.shortcode import lexicon
from fonds.cleaning.shortcode.words import Vocabulary, tokens

_ATTACHMENT = re.compile(
    r"^(?P<word>[^\W\d_][^\d_\"'=]{0,40}?)\s?(?P<mark>[_＿]?)\s?(?P<id>\d{1,12})$"
)
_IDS = re.compile(r"^\d{1,12}(?:\s?[,،、，]\s?\d{1,12}){1,500}$")
_OTHER_IDS = re.compile(r"^\d{3,12}(?:[. ;]\d{3,12}){2,500}$")  # the commas were lost
_NUMBER = re.compile(r"^\d{1,5}(?:\.\d{1,4})?\s?(?:px|%|em|rem|vw|pt|пкс|像素)?$")
_URL = re.compile(r"^(?:https?:)?//[^\s\"]{3,}$", re.I)
_ALIGN = re.compile(r"^align\s?[-_]?\s?(left|right|center|none|wide|full)$", re.I)
_SHORT = 7  # code points of a token that is one word
_SIDES = ("center", "left", "right", "none")


@cache
def _values() -> Vocabulary:
    return Vocabulary(lexicon.VALUES)


def digits(text: str) -> str:
    """Return ``text`` with the digits of any script as ASCII digits."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c
        for c in text
    )


@lru_cache(maxsize=1024)
def attachment_id(value: str) -> str | None:
    """Return the number of a value shaped ``attachment_123``, in any language and spacing.

    Where the underscore was lost, the word before the number must be one for attachment.
    """
    m = _ATTACHMENT.match(digits(value.strip()))
    if m and (m["mark"] or says_attachment(value)):
        return m["id"]
    return None


@lru_cache(maxsize=1024)
def says_attachment(value: str) -> bool:
    """Tell whether the word before the number is one for attachment."""
    m = _ATTACHMENT.match(digits(value.strip()))
    if not m:
        return False
    word = "_".join(tokens(m["word"]))
    return _values().look(word) == "attachment"


def id_list(value: str) -> str | None:
    """Return a list of numbers as ``1,2,3``, or None."""
    value = digits(value.strip())
    if _IDS.match(value):
        return re.sub(r"\s?[,،、，]\s?", ",", value)
    return re.sub("[. ;]", ",", value) if _OTHER_IDS.match(value) else None


def number(value: str) -> str | None:
    """Return a size as ASCII, or None when it is none."""
    value = digits(value.strip())
    return value if _NUMBER.match(value) else None


def is_url(value: str) -> bool:
    """Tell whether the value is a web address."""
    return bool(_URL.match(value.strip()))


@lru_cache(maxsize=1024)
def side(value: str) -> str | None:
    """Return ``center``, ``left``, ``right`` or ``none`` when the value says so in any language."""
    value = value.strip()
    m = _ALIGN.match(value)
    if m:
        return m[1].lower()
    parts = tokens(value)
    if not 0 < len(parts) <= 5:
        return None
    sides = [s for _, _, s in _values().phrases(parts) if s in _SIDES]
    if not sides and len(parts) == 1 and len(parts[0]) > _SHORT:
        sides = [s for s in _endings(parts[0]) if s in _SIDES]  # alignercentre, høyrejustert
    return sides[0] if sides else None


def _endings(token: str) -> Iterator[str]:
    """Yield what the ends of a token mean, where two words were written as one."""
    words = _values().words
    for at in range(_SHORT // 2, len(token) - _SHORT // 2):
        for piece in (token[at:], token[: len(token) - at]):
            if piece in words:
                yield words[piece]


@lru_cache(maxsize=1024)
def value_word(value: str) -> str | None:
    """Return the standard word for a value, or None when it has none."""
    parts = tokens(value.strip())
    if not 0 < len(parts) <= 3:
        return None
    return _values().look("_".join(parts))
