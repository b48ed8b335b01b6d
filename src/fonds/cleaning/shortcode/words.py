"""Words as the lexicon spells them, and phrases found among them. Pure.

Scripts differ in how they part words: some not at all, some write the article or the preposition
together with the word, some change a word's end. What is here evens that out for look-ups only;
nothing is ever written back.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

_LONGEST_PHRASE = 4  # words
_LONGEST_PIECE = 10  # code points of a word in scripts without spaces
_STEM = 3  # code points; shorter beginnings fit too much
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_SCRIPT_CHANGE = re.compile(
    r"(?<=[A-Za-z0-9])(?=[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
    r"|(?<=[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])(?=[A-Za-z0-9])"
)
SPLIT = re.compile(r"[\s_\-‐‑–]+")
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ۀ": "ه",
     "ـ": None} | {chr(c): None for c in range(0x64B, 0x653)}
)  # fmt: skip


def fold(word: str) -> str:
    """Return a word as the lexicon spells it: small, without accents, hamza and vowel signs."""
    word = word.casefold()[:80]
    if word.isascii():
        return word
    word = word.translate(_ARABIC).replace("\u200c", "")
    if any(
        "\u00c0" <= c <= "\u024f" or "\u0370" <= c <= "\u03ff" or "\u1e00" <= c <= "\u1fff"
        for c in word
    ):
        plain = unicodedata.normalize("NFD", word)
        word = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
        word = word.replace("ł", "l").replace("ı", "i").replace("đ", "d").replace("ø", "o")
    return word


@lru_cache(maxsize=4096)
def tokens(words: str) -> tuple[str, ...]:
    """Split a name or key into folded words; scripts without spaces where the scripts change."""
    return tuple(fold(piece) for piece in pieces(words))


def pieces(words: str) -> list[str]:
    """Split as ``tokens`` does, and leave the words as they are written."""
    out: list[str] = []
    for part in SPLIT.split(words.strip()):
        out.extend(piece for piece in _SCRIPT_CHANGE.split(part) if piece)
    return out


def unspaced(text: str) -> bool:
    """Tell whether the text is in a script that does not part words."""
    return bool(_UNSPACED.search(text))


def _spellings(token: str) -> tuple[str, ...]:
    """Return the token, and the token without an article that is written together with it."""
    for article in ("وال", "ال", "ה", "ל"):
        if token.startswith(article) and len(token) > len(article) + 1:
            return token, token[len(article) :]
    for article in ("l'", "l’", "d'", "d’"):
        if token.startswith(article):
            return token, token[2:]
    return (token,)


def bare(token: str) -> str:
    """Return a folded word without an article that is written together with it."""
    return min(_spellings(token), key=len)


class Vocabulary:
    """Words and beginnings of words, with the standard name of each.

    Shape: made of tables from standard name to entries parted by blanks; an entry that ends in
    ``*`` is a beginning, ``_`` joins the words of a phrase.
    """

    def __init__(self, *tables: Mapping[str, str]) -> None:
        self.words: dict[str, str] = {}
        self.stems: dict[str, str] = {}
        for standard, entries in (item for table in tables for item in table.items()):
            for entry in (standard, *entries.split()):
                target = self.stems if entry.endswith("*") else self.words
                word = fold(entry.rstrip("*"))
                target.setdefault(word, standard)
                target.setdefault(word.replace("-", "_"), standard)  # as ``tokens`` part them
        self._longest = max(map(len, self.stems), default=0)

    def look(self, token: str) -> str | None:
        """Return the standard name of one folded word or phrase, or None."""
        spellings = _spellings(token)
        for spelling in spellings:
            if found := self.words.get(spelling):
                return found
        for spelling in spellings:
            for size in range(min(len(spelling), self._longest), _STEM - 1, -1):
                if found := self.stems.get(spelling[:size]):
                    return found
        return None

    def segments(self, token: str) -> list[tuple[str, str]]:
        """Cut a token of a script without spaces into its longest known pieces, left to right."""
        out: list[tuple[str, str]] = []
        at = 0
        while at < len(token):
            for size in range(min(_LONGEST_PIECE, len(token) - at), 0, -1):
                piece = token[at : at + size]
                if found := self.words.get(piece) or self.stems.get(piece):
                    out.append((piece, found))
                    at += size
                    break
            else:
                at += 1
        return out

    def phrases(self, parts: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return ``(first, last + 1, standard)`` of known phrases in ``parts``, longest first."""
        out: list[tuple[int, int, str]] = []
        at = 0
        while at < len(parts):
            for size in range(min(_LONGEST_PHRASE, len(parts) - at), 0, -1):
                phrase = "_".join(parts[at : at + size])
                found = self.words.get(phrase) if size > 1 else self.look(phrase)
                if found:
                    out.append((at, at + size, found))
                    at += size
                    break
            else:
                if unspaced(parts[at]):
                    out.extend((at, at + 1, name) for _, name in self.segments(parts[at]))
                at += 1
        return out
