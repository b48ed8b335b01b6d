"""Give standard names to what a shortcode carries, whatever language it was translated into.

Words decide first (the lexicon), the shape of the value second; what cannot be named keeps its
own key. Nothing here decides whether something is a shortcode.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

import attrs

from fonds.clean.shortcode import known, lexicon

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
_SPLIT = re.compile(r"[\s_\-‐‑–]+")
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ۀ": "ه",
     "ـ": None} | {chr(c): None for c in range(0x64B, 0x653)}
)  # fmt: skip
_ATTACHMENT = re.compile(r"^(?P<word>[^\W\d_][^\d_\"'=]{0,40}?)\s?[_＿]\s?(?P<id>\d{1,12})$")
_IDS = re.compile(r"^\d{1,12}(?:\s?[,،、，]\s?\d{1,12}){1,500}$")
_NUMBER = re.compile(r"^\d{1,5}(?:\.\d{1,4})?\s?(?:px|%|em|rem|vw|pt|пкс|像素)?$")
_URL = re.compile(r"^(?:https?:)?//[^\s\"]{3,}$", re.I)
_ALIGN = re.compile(r"^align\s?[-_]?\s?(left|right|center|none|wide|full)$", re.I)
_SIDES = ("center", "left", "right", "none")


@attrs.frozen
class Name:
    """A tag's name: as it stands in the text, its standard spelling, and how well it is known.

    Shape: ``level`` is 3 (proves itself), 2 (known), 1 (an ordinary word too), 0 (unknown);
    ``translated`` says that the standard spelling was found by the lexicon.
    """

    raw: str
    tag: str
    level: int
    translated: bool


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


def _load(table: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return whole words (phrases joined by ``_``) and beginnings, each with its standard name."""
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    for standard, entries in table.items():
        for entry in [standard, *entries.split()]:
            target = stems if entry.endswith("*") else words
            target.setdefault(fold(entry.rstrip("*")), standard)
    return words, stems


_TAG_WORDS, _TAG_STEMS = _load(lexicon.TAGS)
_KEY_WORDS, _KEY_STEMS = _load(lexicon.KEYS)
_VALUE_WORDS, _VALUE_STEMS = _load(lexicon.VALUES)
_BUILDER_PARTS = {
    frozenset(_SPLIT.split(name)): name for name in reversed(known.TRANSLATED_BUILDERS)
}
_BUILDER_WORDS = frozenset(p for parts in _BUILDER_PARTS for p in parts)


def _look(words: Mapping[str, str], stems: Mapping[str, str], token: str) -> str | None:
    for spelling in _spellings(token):
        found = words.get(spelling)
        if found:
            return found
    for spelling in _spellings(token):
        for size in range(len(spelling), _STEM - 1, -1):
            found = stems.get(spelling[:size])
            if found:
                return found
    return None


def _spellings(token: str) -> tuple[str, ...]:
    """Return the token, and the token without an article that is written together with it."""
    for article in ("وال", "ال", "ה", "ל"):
        if token.startswith(article) and len(token) > len(article) + 1:
            return token, token[len(article) :]
    for article in ("l'", "l’", "d'", "d’"):
        if token.startswith(article):
            return token, token[2:]
    return (token,)


@lru_cache(maxsize=4096)
def tokens(words: str) -> tuple[str, ...]:
    """Split a name or key into folded words; scripts without spaces where the scripts change."""
    return tuple(fold(piece) for piece in _pieces(words))


def _pieces(words: str) -> list[str]:
    out: list[str] = []
    for part in _SPLIT.split(words.strip()):
        out.extend(piece for piece in _SCRIPT_CHANGE.split(part) if piece)
    return out


def _segments(
    token: str, words: Mapping[str, str], stems: Mapping[str, str]
) -> list[tuple[str, str | None]]:
    """Cut a token of a script without spaces into the longest known pieces, left to right."""
    out: list[tuple[str, str | None]] = []
    at = 0
    while at < len(token):
        for size in range(min(_LONGEST_PIECE, len(token) - at), 0, -1):
            found = words.get(token[at : at + size]) or stems.get(token[at : at + size])
            if found:
                out.append((token[at : at + size], found))
                at += size
                break
        else:
            at += 1
    return out


def _phrases(
    parts: Sequence[str], words: Mapping[str, str], stems: Mapping[str, str]
) -> list[tuple[int, int, str]]:
    """Return ``(first, last + 1, standard)`` of the known phrases among ``parts``, longest first."""
    out: list[tuple[int, int, str]] = []
    at = 0
    while at < len(parts):
        for size in range(min(_LONGEST_PHRASE, len(parts) - at), 0, -1):
            phrase = "_".join(parts[at : at + size])
            found = words.get(phrase) if size > 1 else _look(words, stems, phrase)
            if found:
                out.append((at, at + size, found))
                at += size
                break
        else:
            if _UNSPACED.search(parts[at]):
                out.extend((at, at + 1, f) for _, f in _segments(parts[at], words, stems) if f)
            at += 1
    return out


_OWN_KEYS = frozenset(lexicon.KEYS) | frozenset(
    "src href alt mp3 mp4 m4a m4v ogg wav webm flv poster preload w h float lang slug tag tags cat".split()
)


def key_of(words: str) -> str | None:
    """Return the standard name of an attribute's key, or None when it has none."""
    if words.isascii() and words.casefold() in _OWN_KEYS:
        return words.casefold()
    if words.isascii() and ("_" in words or "-" in words) and " " not in words:
        return None  # custom_title is a name of its own, not a title
    parts = tokens(words)
    whole = _look(_KEY_WORDS, _KEY_STEMS, "_".join(parts))
    if whole:
        return whole
    found = _phrases(parts, _KEY_WORDS, _KEY_STEMS)
    return found[0][2] if found else None


def is_phrase(words: str) -> bool:
    """Tell whether several words together are one known key: ``ordenar por``."""
    return "_".join(tokens(words)) in _KEY_WORDS


def split_head(words: Sequence[str]) -> tuple[str, str]:
    """Split the words before the first ``=`` into the tag's name and the first key.

    Translation joins them ("معرف التسمية التوضيحية" is id + caption) and may turn them round.
    A name or a key that is not there comes back empty.
    """
    if len(words) >= 2 and all(w.isascii() for w in words) and known.level(words[0]) >= 1:
        return words[0], words[-1]
    text = " ".join(words)
    parts = tokens(text)
    ids = [
        (a, b)
        for a, b, standard in _phrases(parts, _KEY_WORDS, _KEY_STEMS)
        if standard in ("id", "ids")
    ]
    if ids and len(parts) > 1:
        a, b = ids[-1] if ids[-1][1] == len(parts) else ids[0]
        whole = _pieces(text)
        name = " ".join([*whole[:a], *whole[b:]])
        if len(words) > 1 and a > 0 and b == len(parts) and tokens(words[-1]) == parts[a:]:
            name = " ".join(words[:-1])
        return name, " ".join(whole[a:b])
    if len(words) >= 2:
        return " ".join(words[:-1]), words[-1]
    if len(parts) == 1 and _UNSPACED.search(text):
        pieces = _segments(parts[0], _KEY_WORDS, _KEY_STEMS)
        if pieces and pieces[-1][1] in ("id", "ids") and parts[0].endswith(pieces[-1][0]):
            return parts[0][: -len(pieces[-1][0])], pieces[-1][0]
        if pieces and pieces[0][1] in ("id", "ids") and parts[0].startswith(pieces[0][0]):
            return parts[0][len(pieces[0][0]) :], pieces[0][0]
    return "", text


@lru_cache(maxsize=1024)
def name_of(raw: str) -> Name:
    """Return what is known of a tag's name."""
    raw = raw.strip()
    level = known.level(raw)
    if level == 3 and raw.casefold() not in known.TRANSLATED_BUILDERS:
        joined = _joined(tokens(raw))
        if joined:
            return Name(raw, joined, 3, translated=True)
    if level:
        folded = raw.casefold()
        return Name(raw, "caption" if folded == "wp_caption" else folded, level, translated=False)
    parts = tokens(raw)
    if not parts:
        return Name(raw, raw, 0, translated=False)
    joined = _joined(parts)
    if joined:
        return Name(raw, joined, max(2, known.level(joined)), translated=True)
    builder = _builder(raw, parts)
    if builder:
        return Name(raw, builder, 3, translated=True)
    found = _phrases(parts, _TAG_WORDS, _TAG_STEMS)
    if found and len({f[2] for f in found}) == 1:
        return Name(raw, found[0][2], 1, translated=True)
    return Name(raw, raw, 0, translated=False)


def _joined(parts: Sequence[str]) -> str | None:
    """Return the known name that the words of ``parts`` were, in any order; or None."""
    covered: list[str] = []
    done = 0
    for a, b, standard in _phrases(parts, _TAG_WORDS, _TAG_STEMS):
        covered.extend(p for p in parts[done:a] if p in _BUILDER_WORDS or p.isdigit())
        covered.extend(standard.split("-"))
        done = b
    covered.extend(p for p in parts[done:] if p in _BUILDER_WORDS or p.isdigit())
    return _BUILDER_PARTS.get(frozenset(covered)) if len(covered) > 1 else None


def _builder(raw: str, parts: Sequence[str]) -> str | None:
    """Return the raw name when one of its parts is a builder's mark that stayed untranslated."""
    marks = {"vc", "vcex", "fusion", "cmsmasters", "elementor"}
    if len(parts) > 1 and marks.intersection((parts[0], parts[-1])) and "_" in raw:
        return raw.casefold()
    if len(parts) > 2 and {"et", "pb"} <= set(parts):
        return raw.casefold()
    return None


def caption_like(raw: str) -> bool:
    """Tell whether a name is a word for caption in some language."""
    return name_of(raw).tag == "caption"


def digits(text: str) -> str:
    """Return ``text`` with the digits of any script as ASCII digits."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c
        for c in text
    )


def attachment_id(value: str) -> str | None:
    """Return the number of a value shaped ``attachment_123``, in any language and spacing."""
    m = _ATTACHMENT.match(digits(value.strip()))
    return m["id"] if m else None


def says_attachment(value: str) -> bool:
    """Tell whether the word before the number is one for attachment."""
    m = _ATTACHMENT.match(digits(value.strip()))
    if not m:
        return False
    word = "_".join(tokens(m["word"]))
    return _look(_VALUE_WORDS, _VALUE_STEMS, word) == "attachment"


def id_list(value: str) -> str | None:
    """Return a list of numbers as ``1,2,3``, or None."""
    value = digits(value.strip())
    return re.sub(r"\s?[,،、，]\s?", ",", value) if _IDS.match(value) else None


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
    sides = [s for _, _, s in _phrases(parts, _VALUE_WORDS, _VALUE_STEMS) if s in _SIDES]
    return sides[0] if sides else None


@lru_cache(maxsize=1024)
def value_word(value: str) -> str | None:
    """Return the standard word for a value, or None when it has none."""
    parts = tokens(value.strip())
    if not 0 < len(parts) <= 3:
        return None
    return _look(_VALUE_WORDS, _VALUE_STEMS, "_".join(parts))
