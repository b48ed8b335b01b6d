"""Read some bytes in every legacy charset and weigh the texts that come out.

Each charset is tried with the languages that were written in it; the cost of a reading is how
unlikely its text is in the best of them (``letters``) and how seldom the charset is met.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fonds.formats import charsets
from fonds.identification import letters

if TYPE_CHECKING:
    from fonds.identification.letters import Array

_WEST = "en de fr es pt it nl ca gl eu da sv nb fi id ga sq"
_CENTRAL = "pl cs sk hu sl hr ro"
_CYRILLIC = "ru bg be sr mk uk"

# Charset: (how much seldomer it is met than the commonest, in nats; its languages). Which
# languages a charset was made for: WHATWG Encoding, section 4.2, and the charsets' own standards.
SINGLE: Mapping[str, tuple[float, str]] = {
    "windows-1252": (0, f"{_WEST} is cy"),
    "windows-1250": (1.5, f"{_CENTRAL} de sq"),
    "windows-1251": (1, _CYRILLIC),
    "windows-1253": (1, "el"),
    "windows-1254": (1, "tr"),
    "windows-1255": (1, "he"),
    "windows-1256": (1, "ar fa ur"),
    "windows-1257": (1, "et lv lt"),
    "windows-1258": (2, "vi-marks"),
    "windows-874": (1, "th"),
    "iso-8859-2": (2, f"{_CENTRAL} de sq"),
    "iso-8859-3": (4, "eo"),
    "iso-8859-4": (6, "et lv lt da sv nb fi"),
    "iso-8859-5": (2.5, _CYRILLIC),
    "iso-8859-6": (2, "ar"),
    "iso-8859-7": (1.5, "el"),
    "iso-8859-8": (2, "he"),
    "iso-8859-10": (6, "is da sv nb fi et lv lt"),
    "iso-8859-13": (3, "et lv lt"),
    "iso-8859-14": (4, "ga cy"),
    "iso-8859-15": (2.5, f"{_WEST} is et"),
    "iso-8859-16": (4, f"{_CENTRAL} sq de fr it"),
    "koi8-r": (1.5, "ru bg"),
    "koi8-u": (2, "uk ru be"),
    "macintosh": (3, _WEST),
    "x-mac-ce": (4, _CENTRAL),
    "x-mac-cyrillic": (3, _CYRILLIC),
    "x-mac-greek": (5, "el"),
    "x-mac-turkish": (5, "tr"),
    "ibm866": (2.5, "ru be bg uk"),
    "ibm437": (6, "en de fr es it sv"),
    "ibm850": (6, f"{_WEST} is"),
    "ibm852": (6, _CENTRAL),
    "ibm855": (5, _CYRILLIC),
    "ibm857": (5, "tr"),
    "ibm862": (5, "he"),
    "kz-1048": (4, "kk"),
    "ptcp154": (5, "kk"),
    "shift_jis": (4, "ja-half"),
}
DOUBLE: Mapping[str, tuple[float, str]] = {
    "shift_jis": (1, "ja"),
    "euc-jp": (1.5, "ja"),
    "euc-kr": (1, "ko"),
    "gb18030": (1, "zh-hans zh-hant"),
    "big5": (1, "zh-hant zh-hans"),
}
_WIDE = {  # script that most characters are of: languages; the rest is of Latin script
    "Grek": "el", "Cyrl": f"{_CYRILLIC} kk", "Hebr": "he", "Arab": "ar fa ur", "Thai": "th",
    "Kana": "ja", "Half": "ja-half", "Hani": "zh-hans zh-hant ja", "Hang": "ko",
    "Latn": f"{_WEST} is cy eo et lv lt tr vi {_CENTRAL}",
}  # fmt: skip

# The same bytes are Romanian with commas here and with cedillas in ISO 8859-2 and windows-1250,
# in which hardly a text of the first was ever met.
_SELDOM = {("iso-8859-16", "ro"): 5.0}
_BROKEN = 12.0  # nats that a byte costs which its charset does not have
_ALLOWED = 15.0  # nats that any text, however short, may be strange by
_MOST_BY_ASCII = 12.0  # nats that ASCII characters may say for one language against another
_ASCII = bytes(range(128))
_NEAR = 60.0  # nats within which readings are held against one another


# Symbols and punctuation of windows-1252 as they stand in text that is ASCII otherwise: units,
# fractions, amounts, quotation marks and dashes in their places. Alternatives of bounded length.
_KNOWN = re.compile(
    rb"(?:(?<=[ 0-9/(][kcdm]m)|(?<=[ 0-9/(=+-][mxyRc])|(?<=/s)|(?<=[0-9)]))[\xb2\xb3]"
    rb"(?![A-Za-z\x80-\xff])|(?<=[0-9 ])\xb0(?![a-z\x80-\xff])"
    rb"|(?<![A-Za-z\x80-\xff])(?:[\x80\xa3\xa7\xb1\xbc-\xbe\xd7\xf7](?![A-Za-z\x80-\xff])"
    rb"|\xb5(?=[A-Zglms])|[\x93\xab](?=[A-Za-z0-9 ])|\xa5(?=[0-9])|\xa9(?![a-z\x80-\xff]))"
    rb"|(?<=[A-Za-z])\xae(?![A-Za-z\x80-\xff])|(?<=[A-Za-z][a-z])\x92(?=(?:[stdm]|ll|re|ve)[ .,;])"
    rb"|(?<=[A-Za-z0-9.,!?; ])[\x94\xbb](?![A-Za-z0-9\x80-\xff])|(?<= )[\x96\x97](?= )"
    rb"|^[\x95\xb7](?= )|(?<=[a-z])\x85(?![A-Za-z\x80-\xff])",
    re.M,
)
_IF_KNOWN = 40.0  # nats for windows-1252 where all that is above ASCII is such


_LATIN = frozenset(f"{_WEST} is cy eo et lv lt tr vi vi-marks {_CENTRAL}".split())
_HAN = frozenset({"ja", "ko", "zh-hans", "zh-hant"})
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_IF_FEW = 6.0  # nats against such a reading
_FEW = 4  # different bytes above ASCII that another script needs at least to be seen


class CharsetReading(NamedTuple):
    """One way to read some bytes: a charset, the language that fits best, and the cost in nats."""

    cost: float
    charset: str
    language: str


def legacy(sample: bytes) -> list[CharsetReading]:
    """Return the readings in charsets of one and two bytes a character, the likeliest first.

    Cost: about 3 ms for 2 KiB; the first call reads the model as well.
    """
    found = [r for name, (prior, of) in DOUBLE.items() if (r := _read(sample, name, prior, of))]
    found += _single(sample)
    if _all_known(sample):
        western = next(r for r in found if r.charset == "windows-1252")
        found.append(western._replace(cost=western.cost - _IF_KNOWN))
    unlikely = [r._replace(cost=r.cost + _IF_FEW) if too_few(sample, r) else r for r in found]
    return sorted(unlikely)


def wide(sample: bytes) -> list[CharsetReading]:
    """Return the readings in UTF-16 that are text of one script mostly. Cost: below 1 ms."""
    found = []
    for charset, prior in (("utf-16le", 0.0), ("utf-16be", 1.0)):
        text = _text(sample[: len(sample) // 2 * 2], charset)
        if (script := _script(text)) is not None:
            languages = _WIDE[script]
            if reading := _read(sample[: len(sample) // 2 * 2], charset, prior, languages):
                found.append(reading)
    return sorted(found)


def _script(text: str) -> str | None:
    """Return the script of most letters, if the text has hardly a character of another."""
    counts = dict.fromkeys(_WIDE, 0)
    letters_seen = sum(map(str.isalpha, text))
    odd = sum(not (c.isprintable() or c in letters.INVISIBLE) for c in text)
    few = len(set(text)) < min(8, len(text) // 2)
    if few or letters_seen * 2 < len(text) or odd * 50 > len(text):
        return None
    for script in counts:
        ranges = letters.SCRIPTS[script]
        counts[script] = sum(any(a <= ord(c) < b for a, b in ranges) for c in text)
    counts["Latn"] += sum(c.isalpha() for c in text if c < "\x80")
    counts["Kana"] += counts["Hani"] if counts["Kana"] * 10 > counts["Hani"] else 0
    best = max(counts, key=lambda script: counts[script])
    alike = counts[best] + (counts["Latn"] if best != "Latn" else 0)
    return best if alike * 20 >= letters_seen * 19 else None


def too_few(sample: bytes, reading: CharsetReading) -> bool:
    """Say whether a reading in another script than Latin has too little to rest on.

    Too few different bytes, or single ones among ASCII: an accented letter in a word, not words.
    """
    if reading.language in _LATIN:
        return False
    high = sample.translate(None, _ASCII)
    alone = len(_ALONE.findall(sample)) * 2 > len(high) and reading.language not in _HAN
    return alone or len({*high}) < _FEW


def strangeness(sample: bytes, reading: CharsetReading) -> float:
    """Return nats per byte: text has 2 to 4, bytes by chance have 7 and more."""
    return (reading.cost - _ALLOWED) / max(1, len(sample))


def margin(sample: bytes, ranked: list[CharsetReading]) -> float:
    """Return how many nats lie between the best reading and the next that gives another text."""
    if not ranked:
        return 0.0
    best, *rest = ranked
    text = _text(sample, best.charset)
    for other in rest:
        if other.cost - best.cost > _NEAR:
            break
        if _text(sample, other.charset) != text:
            return other.cost - best.cost
    return _NEAR


def _text(sample: bytes, charset: str) -> str:
    return sample.decode(charsets.codec(charset) or "", "replace")


def _all_known(sample: bytes) -> bool:
    """Say whether all above ASCII is known from windows-1252; quotation marks come in pairs."""
    paired = all(
        (a in sample) == (b in sample) for a, b in ((b"\xab", b"\xbb"), (b"\x93", b"\x94"))
    )
    return paired and len(_KNOWN.findall(sample)) == len(sample.translate(None, _ASCII))


def _read(sample: bytes, charset: str, prior: float, spoken: str) -> CharsetReading | None:
    import numpy as np

    text = _text(sample, charset)
    broken = text.count("\ufffd")
    if broken > 1 and broken * 50 > len(text):
        return None
    units = np.frombuffer(("\n" + text).encode("utf-16-le", "surrogatepass"), "<u2").astype(
        np.int64
    )
    languages = spoken.split()
    pairs, counts = np.unique(units[:-1] << 16 | units[1:], return_counts=True)
    first, second = pairs >> 16, pairs & 0xFFFF
    counts = np.where((first | second) < 0x80, counts, letters.weights(counts))
    costs = letters.costs(first, second, counts, languages)
    cost, language = min(zip(costs, languages, strict=True))
    return CharsetReading(cost + prior + _BROKEN * broken, charset, language)


def _single(sample: bytes) -> list[CharsetReading]:
    import numpy as np

    values = np.frombuffer(b"\n" + sample, np.uint8).astype(np.int64)
    pairs, counts = np.unique(values[:-1] << 8 | values[1:], return_counts=True)
    high = (pairs & 0x8080) != 0
    low, low_counts = pairs[~high], counts[~high]
    pairs, counts = pairs[high], letters.weights(counts[high])
    names = sorted({name for _, languages in SINGLE.values() for name in languages.split()})
    ascii_costs = dict(
        zip(names, letters.costs(low >> 8, low & 255, low_counts, names), strict=True)
    )
    # words of ASCII point to a language, and no further: a text may quote another one
    least = min(ascii_costs.values())
    ascii_costs = {name: min(cost, least + _MOST_BY_ASCII) for name, cost in ascii_costs.items()}
    found = []
    for charset, (prior, spoken) in SINGLE.items():
        languages = spoken.split()
        units = _table(charset)
        costs = letters.costs(units[pairs >> 8], units[pairs & 255], counts, languages)
        cost, language = min(
            (cost + ascii_costs[name], name) for cost, name in zip(costs, languages, strict=True)
        )
        found.append(
            CharsetReading(cost + prior + _SELDOM.get((charset, language), 0), charset, language)
        )
    return found


@cache
def _table(charset: str) -> "Array":
    """From a byte to the UTF-16 code unit it stands for; what it lacks is U+FFFD."""
    import numpy as np

    codec = charsets.codec(charset) or ""
    text = "".join(bytes([i]).decode(codec, "replace")[:1] or "\ufffd" for i in range(256))
    return np.frombuffer(text.encode("utf-16-le"), "<u2").astype(np.int64)
