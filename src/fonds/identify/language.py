"""The script of a text and a guess at its language, from letters and small words. Floor 3: pure.

It is a guess, with a score, from a sample of 600 characters. Limits: a script that one language
mostly owns is taken for that language (Hebrew script for Hebrew); Latin, Cyrillic, Arabic and
Devanagari texts are told apart by a few letters and the commonest words, for the languages in
the tables only; close relatives (Malay and Indonesian, Bosnian and Croatian) are not told apart.
Source of script codes: ISO 15924.
"""

import unicodedata
from collections import Counter
from functools import cache

from fonds.identify.words import LETTERS, WORDS
from fonds.model import Language

TOOL = "fonds-letters/1"

_PIECES, _PIECE = 3, 200  # sampled at the start, middle and end: headers alone may mislead
_ENOUGH = 8  # weighed hits that make a guess as good as it gets

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
    scripts: Counter[str] = Counter()
    for character, count in letters.items():
        script = _script(character)
        if script:
            scripts[script] += count
    script = _main(scripts)
    if script in _OWNERS:
        tag, score = _OWNERS[script]
        share = scripts_share(script, scripts)
        return script, Language(tag, round(score * share, 2), TOOL)
    return script, _guess(script, sample, letters)


def scripts_share(script: str, scripts: Counter[str]) -> float:
    """Return which part of all letters the script has; kana and Han together are Japanese."""
    own = ("Hira", "Kana", "Hani") if script == "Jpan" else (script,)
    return sum(scripts[s] for s in own) / scripts.total()


def _sample(text: str) -> str:
    if len(text) <= _PIECES * _PIECE:
        return text
    step = (len(text) - _PIECE) // (_PIECES - 1)
    return "\n".join(text[i * step : i * step + _PIECE] for i in range(_PIECES))


def _main(scripts: Counter[str]) -> str:
    if not scripts:
        return "Zyyy"
    kana = scripts["Hira"] + scripts["Kana"]
    if (
        kana
        and kana * 10 >= kana + scripts["Hani"]
        and kana + scripts["Hani"] >= scripts.total() / 2
    ):
        return "Jpan"
    return max(scripts, key=lambda script: (scripts[script], script))


def _guess(script: str, sample: str, letters: Counter[str]) -> Language | None:
    """Weigh the letters and words that point to languages of a script."""
    weights: Counter[str] = Counter()
    for letter, tags in LETTERS.get(script, {}).items():
        if letters[letter]:
            for tag in tags:
                weights[tag] += min(4, letters[letter])
    words = WORDS.get(script, {})
    for word in sample.casefold().split():
        for tag in words.get(word.strip(".,;:!?()[]\"'«»“”„،؛؟।"), ()):
            weights[tag] += 2
    ranked = weights.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    (tag, first), second = ranked[0], ranked[1][1] if len(ranked) == 2 else 0
    score = (first - second) / first * min(1.0, first / (2 * _ENOUGH))
    return Language(tag, round(0.1 + 0.8 * score, 2), TOOL)


@cache
def _script(character: str) -> str | None:
    """Return the script of a letter, by its Unicode name; None for the rest.

    The cache holds at most as many entries as there are code points.
    """
    if not character.isalpha():
        return None
    name = unicodedata.name(character, "").replace("HALFWIDTH ", "").replace("FULLWIDTH ", "")
    return _SCRIPTS.get(name.split("-")[0].split(" ")[0], "Zzzz")
