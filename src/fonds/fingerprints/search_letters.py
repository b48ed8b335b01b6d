"""The letters of ``search-key/1``: which characters make words, and what each is folded to.

The classes of characters are made from Python's own Unicode tables when they are first needed
(a tenth of a second), so an index remembers the Unicode version that it was made with.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

GAPS = "\u200b"  # zero width space: of category Cf, and a break between words all the same
APOSTROPHES = "'\u2019\u2018\u02bc\u02bb\u055a\u05f3\uff07`\u00b4"
QUOTES = '"\u05f4\u201c\u201d\u201e'
ZWNJ = "\u200c"
TATWEEL = "\u0640"
IOTA_BELOW = "\u0345"

# Letters of these have no spaces between words: each cluster is a token of its own.
CLUSTERS = (
    ("\u0e01", "\u0e30"), ("\u0e32", "\u0e32"), ("\u0e40", "\u0e46"),  # Thai
    ("\u0e81", "\u0eb0"), ("\u0eb2", "\u0eb2"), ("\u0ebd", "\u0ec6"), ("\u0edc", "\u0edf"),  # Lao
    ("\u1000", "\u102a"), ("\u103f", "\u103f"), ("\u1050", "\u1055"), ("\u105a", "\u105d"),
    ("\u1061", "\u1061"), ("\u1065", "\u1066"), ("\u106e", "\u1070"), ("\u1075", "\u1081"),
    ("\u108e", "\u108e"), ("\ua9e0", "\ua9e4"), ("\ua9e6", "\ua9ef"), ("\ua9fa", "\ua9fe"),
    ("\uaa60", "\uaa76"), ("\uaa7a", "\uaa7a"), ("\uaa7e", "\uaa7f"),  # Burmese and its kin
    ("\u1780", "\u17b3"), ("\u17d7", "\u17d7"), ("\u17dc", "\u17dc"),  # Khmer
    ("\u1950", "\u19c9"), ("\u1a20", "\u1a54"), ("\uaa80", "\uaadf"),  # Tai scripts
    ("\u1100", "\u11ff"), ("\u3131", "\u318e"), ("\ua960", "\ua97c"), ("\uac00", "\ud7a3"),
    ("\ud7b0", "\ud7fb"), ("\uffa0", "\uffdc"),  # Hangul
    ("\u3041", "\u3096"), ("\u309d", "\u30fa"), ("\u30fc", "\u30ff"), ("\u31f0", "\u31ff"),
    ("\uff66", "\uff9d"), ("\U0001aff0", "\U0001b16f"),  # kana
    ("\u3105", "\u312f"), ("\u31a0", "\u31bf"), ("\ua000", "\ua48c"),  # Bopomofo, Yi
    ("\u3005", "\u3007"), ("\u3021", "\u3029"), ("\u3031", "\u3035"), ("\u3038", "\u303c"),
    ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uf900", "\ufaff"),
    ("\U00016fe0", "\U00018d08"), ("\U0001b170", "\U0001b2fb"), ("\U00020000", "\U0003fffd"),  # Han
)  # fmt: skip

# Of category L, and yet they belong to what stands before them.
AFTER = "\u0e33\u0eb3\uff9e\uff9f"

# Signs that stack the next letter below: of Khmer, Burmese and Tai Tham.
STACKERS = "\u17d2\u1039\u1a60"

LEAD = "\u1100-\u115e\ua960-\ua97c"
VOWEL = "\u1161-\u11a7\ud7b0-\ud7c6"
TAIL = "\u11a8-\u11ff\ud7cb-\ud7fb"
"""Jamo of Hangul by their place in a syllable, as character classes."""

# Characters that are drawn as nothing and are not of category Cf.
_UNSEEN = (
    ("\u034f", "\u034f"), ("\u115f", "\u1160"), ("\u17b4", "\u17b5"), ("\u180b", "\u180f"),
    ("\u3164", "\u3164"), ("\ufe00", "\ufe0f"), ("\uffa0", "\uffa0"),
    ("\U000e0100", "\U000e01ef"),
)  # fmt: skip

# Marks that any letter may bear: accents, and the points of Cyrillic, Hebrew, Arabic and Syriac.
_ACCENTS = (
    ("\u0300", "\u036f"), ("\u0483", "\u0489"), ("\u1ab0", "\u1aff"), ("\u1dc0", "\u1dff"),
    ("\u20d0", "\u20ff"), ("\u2de0", "\u2dff"), ("\ua66f", "\ua67d"), ("\ua69e", "\ua69f"),
    ("\ufe20", "\ufe2f"),
    ("\u0591", "\u05c7"), ("\ufb1e", "\ufb1e"),
    ("\u0610", "\u061a"), ("\u064b", "\u065f"), ("\u0670", "\u0670"),
    ("\u06d6", "\u06e4"), ("\u06e7", "\u06ed"),
    ("\u0898", "\u089f"), ("\u08ca", "\u08ff"), ("\U00010efc", "\U00010eff"),
    ("\u0711", "\u0711"), ("\u0730", "\u074a"),
)  # fmt: skip

# Where the sign makes another letter of the alphabet. Not ё, nor и and е with a grave accent.
_LETTERS_OF_THEIR_OWN = frozenset("йўїѓќӑӓӗӂӝӟӣӥӧӫӭӯӱӳӵӹ")

_AS = {
    "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ð": "d",
    "þ": "th",
    "ى": "ي", "ی": "ي", "ے": "ي", "ک": "ك", "ہ": "ه", "ۃ": "ه", "ة": "ه", "ە": "ه",
    "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "\u0674": "", TATWEEL: "",
    "װ": "וו", "ױ": "וי", "ײ": "יי",
    "ൺ": "ണ്", "ൻ": "ന്", "ർ": "ര്", "ൽ": "ല്", "ൾ": "ള്", "ൿ": "ക്",
}  # fmt: skip

_NUKTA = 7  # canonical combining class of the dots below letters of Indic scripts


def _within(character: str, ranges: Iterable[tuple[str, str]]) -> bool:
    return any(first <= character <= last for first, last in ranges)


def is_dropped(character: str) -> bool:
    """Whether a character is as if it were not there: it is drawn as nothing, or draws out."""
    if character in GAPS + ZWNJ:
        return False
    return (
        character in (TATWEEL, IOTA_BELOW)
        or unicodedata.category(character) == "Cf"
        or _within(character, _UNSEEN)
    )


@cache
def folded_letter(character: str) -> str:
    """Return what becomes of a character of a text in NFKC that is without case.

    >>> folded_letter("é"), folded_letter("й"), folded_letter("أ"), folded_letter("٣")
    ('e', 'й', 'ا', '3')
    """
    if character in _LETTERS_OF_THEIR_OWN:
        return character
    return "".join(_part(part) for part in unicodedata.normalize("NFD", character))


def _part(part: str) -> str:
    if unicodedata.category(part) == "Nd":
        return str(unicodedata.decimal(part))
    if unicodedata.combining(part) == _NUKTA or _within(part, _ACCENTS) or is_dropped(part):
        return ""
    return _AS.get(part, part)


def _candidates() -> Iterator[str]:
    """Every character that can be one of a word outside the ranges of Han of planes 2 and 3."""
    for start, end in ((0, 0xD800), (0xE000, 0x20000), (0xE0000, 0xE0200)):
        yield from map(chr, range(start, end))


@cache
def classes() -> dict[str, str]:
    """Return character classes for patterns, each as ranges: of ``run``, ``mark`` and ``symbol``.

    ``run`` is what words are made of where words have spaces between them; ``mark`` is what
    follows a letter; ``symbol`` is what becomes letters only when it is normalised, as ™ does.
    """
    clusters = {n for first, last in CLUSTERS for n in range(ord(first), ord(last) + 1)}
    run: list[str] = []
    marks: list[str] = []
    symbols: list[str] = []
    for character in _candidates():
        category = unicodedata.category(character)
        kind = category[0]
        if kind == "M" or character in AFTER or (category == "Cf" and character not in GAPS):
            marks.append(character)
            run.append(character)
        elif character in APOSTROPHES:
            continue
        elif kind in "LN":
            if ord(character) not in clusters:
                run.append(character)
        elif kind in "SP" and character > "\x7f" and _becomes_word(character):
            symbols.append(character)
    return {"run": _ranges(run), "mark": _ranges(marks), "symbol": _ranges(symbols)}


def _becomes_word(character: str) -> bool:
    normal = unicodedata.normalize("NFKC", character)
    return normal != character and any(unicodedata.category(c)[0] in "LN" for c in normal)


def _ranges(characters: Iterable[str]) -> str:
    """Return the inside of a character class. The characters come in order."""
    found: list[list[int]] = []
    for character in characters:
        point = ord(character)
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)


def cluster_class() -> str:
    """Return the letters of scripts that are cut into clusters, as the inside of a class."""
    return "".join(f"{first}-{last}" for first, last in CLUSTERS)
