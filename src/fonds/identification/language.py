"""The script of a text and a guess at its language, from letters and small words.

It is a guess, with a score, from a sample of 400 characters. Limits: a script that one language
mostly owns is taken for that language (Hebrew script for Hebrew); Latin, Cyrillic, Arabic and
Devanagari texts are distinguished by a few letters and the commonest words, for the languages in
the tables only; close relatives (Malay and Indonesian, Bosnian and Croatian) are not distinguished.
Source of script codes: ISO 15924.
"""

import unicodedata
from collections import Counter

from fonds.identification.words import LETTERS, WORDS
from fonds.model import Language

TOOL = "fonds-letters/1"

_PIECES, _PIECE = 2, 200  # sampled in the middle and at the end: the beginning is often a header
_ENOUGH = 16  # weight of letters and words that makes a guess as good as it gets
_PUNCTUATION = ".,;:!?()[]\"'«»“”„،؛؟।"

_OWNERS = {  # script: (language, score); the score is the share of web text, roughly
    "Armn": ("hy", 0.9), "Beng": ("bn", 0.9), "Ethi": ("am", 0.8), "Geor": ("ka", 0.9),
    "Grek": ("el", 0.9), "Gujr": ("gu", 0.9), "Guru": ("pa", 0.9), "Hang": ("ko", 0.9),
    "Hani": ("zh", 0.8), "Hebr": ("he", 0.9), "Jpan": ("ja", 0.9), "Khmr": ("km", 0.9),
    "Knda": ("kn", 0.9), "Laoo": ("lo", 0.9), "Mlym": ("ml", 0.9), "Mymr": ("my", 0.9),
    "Orya": ("or", 0.9), "Sinh": ("si", 0.9), "Taml": ("ta", 0.9), "Telu": ("te", 0.9),
    "Thaa": ("dv", 0.9), "Thai": ("th", 0.9), "Tibt": ("bo", 0.8),
}  # fmt: skip

_SCRIPTS = {  # first word of a character's Unicode name
    "ARABIC": "Arab", "ARMENIAN": "Armn", "BENGALI": "Beng", "CJK": "Hani", "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva", "ETHIOPIC": "Ethi", "GEORGIAN": "Geor", "GREEK": "Grek",
    "GUJARATI": "Gujr", "GURMUKHI": "Guru", "HANGUL": "Hang", "HEBREW": "Hebr",
    "HIRAGANA": "Hira", "KANNADA": "Knda", "KATAKANA": "Kana", "KHMER": "Khmr", "LAO": "Laoo",
    "LATIN": "Latn", "MALAYALAM": "Mlym", "MONGOLIAN": "Mong", "MYANMAR": "Mymr",
    "ORIYA": "Orya", "SINHALA": "Sinh", "SYRIAC": "Syrc", "TAMIL": "Taml", "TELUGU": "Telu",
    "THAANA": "Thaa", "THAI": "Thai", "TIBETAN": "Tibt", "IDEOGRAPHIC": "Hani",
}  # fmt: skip


def languages(text: str) -> tuple[str, Language | None]:
    """Return the ISO 15924 code of the main script, and a language or None.

    ``Zyyy`` says that there are no letters. Cost: about 25 us at any length.

    >>> languages("Der Hund und die Katze sind nicht auf dem Dach, das ist sehr schade.")[1].tag
    'de'
    """
    sample = _sample(text)
    letters = Counter(sample)
    scripts: dict[str, int] = {}
    for character, count in letters.items():
        if script := _SCRIPT_OF[character]:
            scripts[script] = scripts.get(script, 0) + count
    script = _main(scripts)
    if script in _OWNERS:
        tag, score = _OWNERS[script]
        return script, Language(tag, round(score * _share(script, scripts), 2), TOOL)
    return script, _guess(script, sample, letters)


def _share(script: str, scripts: dict[str, int]) -> float:
    """Return which part of all letters the script has; kana and Han together are Japanese."""
    own = ("Hira", "Kana", "Hani") if script == "Jpan" else (script,)
    return sum(scripts.get(s, 0) for s in own) / sum(scripts.values())


def _sample(text: str) -> str:
    if len(text) <= _PIECES * _PIECE:
        return text
    step = len(text) // _PIECES
    return "\n".join(text[i * step - _PIECE : i * step] for i in range(1, _PIECES + 1))


def _main(scripts: dict[str, int]) -> str:
    if not scripts:
        return "Zyyy"
    kana = scripts.get("Hira", 0) + scripts.get("Kana", 0)
    japanese = kana + scripts.get("Hani", 0)
    if kana * 10 >= japanese > 0 and japanese * 2 >= sum(scripts.values()):
        return "Jpan"
    return max(scripts, key=lambda script: (scripts[script], script))


def _guess(script: str, sample: str, letters: Counter[str]) -> Language | None:
    """Weigh the letters and words that point to languages of a script."""
    hints: list[str] = []  # each language as often as something points to it
    telling = LETTERS.get(script, {})
    for letter in telling.keys() & letters.keys():
        hints += telling[letter] * min(4, letters[letter])
    known = WORDS.get(script, {})
    for word in sample.casefold().split():
        if (tags := known.get(word)) or (tags := known.get(word.strip(_PUNCTUATION))):
            hints += tags
            hints += tags
    weights = Counter(hints)
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:2]
    if not ranked or (ranked[0][1] == ranked[-1][1] and len(ranked) == 2):
        return None
    (tag, first), second = ranked[0], ranked[1][1] if len(ranked) == 2 else 0
    score = (first - second) / first * min(1.0, first / _ENOUGH)
    return Language(tag, round(0.1 + 0.8 * score, 2), TOOL)


class _ScriptOf(dict[str, str | None]):
    """The script of a letter, by its Unicode name; None for the rest. Filled as it is asked.

    It holds at most as many entries as there are code points.
    """

    def __missing__(self, character: str) -> str | None:
        script = None
        if character.isalpha():
            name = unicodedata.name(character, "")
            name = name.replace("HALFWIDTH ", "").replace("FULLWIDTH ", "")
            script = _SCRIPTS.get(name.split("-")[0].split(" ")[0], "Zzzz")
        self[character] = script
        return script


_SCRIPT_OF = _ScriptOf()
