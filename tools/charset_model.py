"""Make ``src/fonds/identification/letters.bin`` from the training heap of ``charset_corpus``.

    python tools/charset_model.py

The same packages give the same file. Counted are pairs of characters (capitals as small letters),
and single characters where a class holds many; nothing of the texts themselves is kept.
"""

import json
import math
import sys
import unicodedata
import zlib
from collections import Counter
from pathlib import Path

import charset_corpus
import numpy as np

from fonds.identification import letters

TARGET = Path(letters.__file__).with_name("letters.bin")
SCRIPT_OF = {
    **dict.fromkeys(["be", "bg", "kk", "mk", "ru", "uk"], "Cyrl"),
    "sr": "Cyrl", "el": "Grek", "he": "Hebr",
    **dict.fromkeys(["ar", "fa", "ur"], "Arab"), "th": "Thai", "ja": "Kana", "ja-half": "Half",
    "ko": "Hang", "zh-hans": "Hani", "zh-hant": "Hani",
}  # fmt: skip
MOST_GIVEN = 11 * letters.STEP  # steps that a symbol costs which no text had
ALSO = {  # letters that a language has in its dictionaries, and hardly in a program's messages
    "ca": "ñ", "da": "éäöü", "de": "é", "en": "éïöçñ", "es": "üç", "et": "šž", "eu": "ñçü",
    "fi": "åšž", "fr": "œëïüæ", "gl": "ïü", "id": "é", "is": "äü", "it": "éóîï",
    "nb": "éèòóôäö", "nl": "ëïöüéèêóáâçû", "pt": "üñ", "sq": "éä", "sv": "éàü",
}  # fmt: skip
MIXED = 0.02  # how much less often than seen a Latin letter touches one of these scripts
LEAST_OWN = 3e-6  # chance of a letter of a language's own after anything
NEVER_WRITTEN = 254  # steps: the sign for no currency in particular is a euro sign misread
RARE = 1e-5  # share of a text's characters from which on a letter belongs to its alphabet
BORROWED = 0.2  # share of English in runs of ASCII letters: names, commands, quotations
OWN_SYMBOLS = 40.0  # of a language's symbols, how many are taken to be as in all languages
LEAST = {  # chances of classes that training text has too few of, or none
    letters.BLANK: 2e-4, letters.OPENING: 5e-4, letters.CLOSING: 5e-4, letters.DASH: 4e-4,
    letters.APOSTROPHE: 5e-4, letters.UNIT: 3e-4, letters.MONEY: 3e-4, letters.SYMBOL: 3e-4,
    letters.FOREIGN: 3e-5, letters.STRANGE: 3e-7, letters.BLOCK: 1e-6,
    letters.BAD: 1e-6,
}  # fmt: skip
WESTERN = "´°§£€²³µ×½¼¾±©®™·•…¹ºª÷¢¥¶¬†‡‰"  # symbols that any short file may hold


def variants(texts: dict[str, str]) -> dict[str, str]:
    """Add the spellings that legacy charsets force, and Japanese in half-width katakana."""
    made = dict(texts)
    made["ro"] += "\n" + made["ro"].translate(str.maketrans("șțȘȚ", "şţŞŢ"))
    for name in ("fa", "ur"):
        made[name] += "\n" + made[name].replace("ی", "ي")
    made["vi-marks"] = made["vi"].translate(vietnamese())
    made["ja-half"] = half(made["ja"])
    return made


def vietnamese() -> dict[int, str]:
    """Windows-1258 has the vowels, and the five tones as marks of their own."""
    table = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        whole = unicodedata.normalize("NFD", chr(code))
        marks = [c for c in whole if c in "\u0300\u0301\u0303\u0309\u0323"]
        if marks:
            rest = "".join(c for c in whole if c not in marks)
            table[code] = unicodedata.normalize("NFC", rest) + "".join(marks)
    return table


def half(text: str) -> str:
    """Write all kana of a text in half width, word by word, as old machines did."""
    table = {}
    for code in range(0xFF61, 0xFFA0):
        table[unicodedata.normalize("NFKC", chr(code))] = chr(code)
    words = []
    for word in text.split():
        kana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in word)
        plain = unicodedata.normalize("NFD", kana)
        plain = plain.replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
        narrow = "".join(c if c < "\x80" or c in "ﾞﾟ" else table.get(c, "\n") for c in plain)
        words += narrow.split("\n")
    return " ".join(words)


def main() -> None:
    """Count, and write the model."""
    texts = variants(charset_corpus.texts("train"))
    units = {name: np.frombuffer(text.encode("utf-16-le"), "<u2") for name, text in texts.items()}
    common = _all_symbols(texts)
    given = dict.fromkeys(sorted({*common, "¤"}), 0)
    told: dict[str, list[object]] = {}
    arrays: list[bytes] = []
    english = _chances(units["en"], letters.classes_of("Latn", ""), letters.FIRST_OWN)
    for name in sorted(units):
        script = SCRIPT_OF.get(name, "Latn")
        own = _alphabet(texts[name], script, ALSO.get(name, ""))
        classes = letters.classes_of(script, own)
        size = letters.FIRST_OWN + len(own)
        chances = _chances(units[name], classes, size)
        chances[:, letters.FIRST_OWN :] = np.maximum(chances[:, letters.FIRST_OWN :], LEAST_OWN)
        _borrow(chances, english, latin=script == "Latn")
        if script in ("Cyrl", "Grek", "Hebr", "Arab", "Half"):
            latin, letter = (
                slice(letters.FIRST_ASCII, letters.BLANK),
                slice(letters.FIRST_OWN, None),
            )
            chances[latin, letter] *= MIXED
            chances[letter, latin] *= MIXED
        arrays.append(_steps(chances).astype(np.uint8).tobytes())
        block, costs, least = _block(texts[name], classes)
        arrays.append(bytes(costs))
        told[name] = [script, own, block, least]
        costs_of = _given(_shares(texts[name]), common, classes)
        arrays.append(bytes(costs_of.get(c, MOST_GIVEN) for c in given))
    head = json.dumps(
        {"languages": told, "symbols": "".join(given), "most": MOST_GIVEN},
        ensure_ascii=False,
        sort_keys=True,
    )
    data = zlib.compress(head.encode() + b"\n" + b"".join(arrays), 9)
    TARGET.write_bytes(data)
    sys.stdout.write(f"{TARGET}: {len(data):,} bytes, {len(told)} languages\n")


def _alphabet(text: str, script: str, also: str) -> str:
    counts = Counter(text.lower())
    ranges = letters.SCRIPTS[script] if script not in ("Hani", "Hang") else ()
    own = [
        c for c, n in counts.items()
        if n >= max(4, RARE * len(text)) and any(a <= ord(c) < b for a, b in ranges)
    ]  # fmt: skip
    return "".join(sorted({*own, *also}))


def _chances(units: np.ndarray, classes: np.ndarray, size: int) -> np.ndarray:
    seen = classes[units].astype(np.int64)
    pairs = np.bincount(seen[:-1] * size + seen[1:], minlength=size * size)
    pairs = pairs.reshape(size, size).astype(float)
    single = np.bincount(seen, minlength=size) + 0.5
    single = single / single.sum()
    for kind, least in LEAST.items():
        single[kind] = max(single[kind], least) if kind < letters.FOREIGN else least
    single /= single.sum()
    # after what has many followers, another one is likely: Witten and Bell 1991, method C
    followers = np.maximum((pairs > 0).sum(1, keepdims=True), 6)
    chances = (pairs + followers * single) / (pairs.sum(1, keepdims=True) + followers)
    for kind, least in LEAST.items():
        if kind >= letters.FOREIGN and kind != letters.BLOCK:
            chances[:, kind] = least
    return chances / chances.sum(1, keepdims=True)


def _borrow(chances: np.ndarray, english: np.ndarray, *, latin: bool) -> None:
    """Let runs of ASCII be English by a share: pairs of ASCII are no sign against a language.

    In a text of another script they are names, commands and quotations, and no sign at all.
    """
    end = letters.BLANK
    if latin:
        rows = slice(letters.FIRST_ASCII, end)
        chances[rows, :end] = chances[rows, :end] * (1 - BORROWED) + english[rows, :end] * BORROWED
    else:
        chances[:end, :end] = english[:end, :end]


def _steps(chances: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(-np.log(chances) * letters.STEP), 0, 255)


def _shares(text: str) -> Counter[str]:
    """Count symbols and letters that may be borrowed, per million characters."""
    counts = Counter(c for c in text.lower() if "\x9f" < c < "\u0370" or "\u1e00" <= c < "\u3100")
    return Counter({c: n * 1e6 / len(text) for c, n in counts.items() if n > 1})


def _all_symbols(texts: dict[str, str]) -> Counter[str]:
    """Return how often each symbol stands in a million characters of a language, on average."""
    total: Counter[str] = Counter(dict.fromkeys(WESTERN, 2.0 * len(texts)))
    for text in texts.values():
        total.update(_shares(text))
    return Counter({c: n / len(texts) for c, n in total.items()})


def _given(own: Counter[str], common: Counter[str], classes: np.ndarray) -> dict[str, int]:
    """Return the cost of each symbol and borrowed letter within its class."""
    kinds: dict[int, dict[str, float]] = {}
    for character in common | own:
        kinds.setdefault(int(classes[ord(character)]), {})[character] = own[character]
    costs = {}
    for kind, seen in kinds.items():
        if kind >= letters.FIRST_OWN:
            continue
        alike = sum(common[c] for c in seen)
        total = sum(seen.values())
        for c, n in seen.items():
            chance = (n + OWN_SYMBOLS * common[c] / max(alike, 1e-9)) / (total + OWN_SYMBOLS)
            costs[c] = min(MOST_GIVEN, round(-math.log(max(chance, 1e-9)) * letters.STEP))
    costs["¤"] = NEVER_WRITTEN
    return costs


def _block(text: str, classes: np.ndarray) -> tuple[str, list[int], int]:
    """Return the characters of the class that holds thousands, with the cost of each in it."""
    counts = Counter(c for c in text if c < "\U00010000" and classes[ord(c)] == letters.BLOCK)
    if len(counts) < 100:
        return "", [], 0
    total = sum(counts.values())
    costs = {
        c: round(-math.log(n / (total + len(counts))) * letters.STEP) for c, n in counts.items()
    }
    block = "".join(sorted(costs))
    return block, [min(255, costs[c]) for c in block], min(255, max(costs.values()) + 24)


if __name__ == "__main__":
    main()
