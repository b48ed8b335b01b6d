"""Give standard names to tags and attributes, whatever language they were translated into.

What cannot be named keeps its own name. Nothing here decides whether something is a shortcode.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import attrs

from fonds.cleaning.shortcode import known, lexicon, morewords
from fonds.cleaning.shortcode.words import (
    SPLIT,
    Vocabulary,
    bare,
    fold,
    pieces,
    tokens,
    unspaced,
)

_SMALL = (
    "de la le les du des del della di da do dos der die das den the of el los il o a og van het een"
)
_FORMS = frozenset(("form", "contact", "contact-form"))
_SMALL_WORDS = frozenset(_SMALL.split())
_BESIDE = _SMALL_WORDS | {
    "google",
    "youtube",
    "vimeo",
    "wordpress",
    "wp",
    "openstreetmap",
    "leaflet",
}
_CHIEF = ("gallery", "newsletter", "related_posts", "map", "playlist", "video", "audio", "button")
# The number of Contact Form 7, in any digits.
_SEVENTH = re.compile("(?:.{0,40}[-‐‑–−])?[7\u0667\u06f7\u096d\u09ed]")
_NAMED_SEVENTH = re.compile("(?:([-‐‑–−])\\s?|\\s)[7\u0667\u06f7\u096d\u09ed]\\Z")


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


@cache
def _tags() -> Vocabulary:
    return Vocabulary(lexicon.TAGS, morewords.TAGS)


@cache
def _keys() -> Vocabulary:
    return Vocabulary(lexicon.KEYS, morewords.KEYS)


@cache
def _builders() -> dict[frozenset[str], str]:
    """Return the parts of builders' names, which translation may turn round, with the name."""
    return {frozenset(SPLIT.split(name)): name for name in sorted(known.TRANSLATED_BUILDERS)}


@cache
def _builder_words() -> frozenset[str]:
    return frozenset(part for parts in _builders() for part in parts)


_ATTRIBUTES = """
src href alt lat lng mp3 mp4 m4a m4v ogg wav webm flv poster preload w h float lang slug tag tags
cat source colour credits image images alignment rel margin padding border background position
"""
_OWN_KEYS = frozenset(lexicon.KEYS) | frozenset(_ATTRIBUTES.split())
"""Keys that are English as they stand."""


@lru_cache(maxsize=4096)
def key_of(words: str) -> str | None:
    """Return the standard name of an attribute's key, or None when it has none."""
    if words.isascii() and words.casefold() in _OWN_KEYS:
        return words.casefold()
    if words.isascii() and ("_" in words or "-" in words) and " " not in words:
        return None  # custom_title is a name of its own, not a title
    parts = tokens(words)
    whole = _keys().look("_".join(parts))
    if whole:
        return whole
    found = _keys().phrases(parts)
    return found[0][2] if found else None


def own_key(words: str) -> bool:
    """Tell whether a key is English as it stands."""
    return words.casefold() in _OWN_KEYS


def is_phrase(words: str) -> bool:
    """Tell whether several words together are one known key: ``ordenar por``."""
    return "_".join(tokens(words)) in _keys().words


def split_head(words: Sequence[str]) -> tuple[str, str]:
    """Split the words before the first ``=`` into the tag's name and the first key.

    Translation joins them ("معرف التسمية التوضيحية" is id + caption) and may turn them round.
    A name or a key that is not there comes back empty.
    """
    if len(words) >= 2 and all(w.isascii() for w in words) and known.level(words[0]) >= 1:
        return words[0], words[-1]
    seventh = next((n for n, word in enumerate(words) if n and _SEVENTH.fullmatch(word)), 0)
    if 0 < seventh < len(words) - 1:
        return " ".join(words[: seventh + 1]), " ".join(words[seventh + 1 :])
    text = " ".join(words)
    parts = tokens(text)
    ids = [(a, b) for a, b, standard in _keys().phrases(parts) if standard in ("id", "ids")]
    if ids and len(parts) > 1:
        a, b = ids[-1] if ids[-1][1] == len(parts) else ids[0]
        whole = pieces(text)
        name = " ".join([*whole[:a], *whole[b:]])
        if len(words) > 1 and a > 0 and b == len(parts) and tokens(words[-1]) == parts[a:]:
            name = " ".join(words[:-1])
        if len(words) > 1 or not text.isascii() or name_of(name).level:
            return name, " ".join(whole[a:b])  # but data-id is one key
    for size in (3, 2):
        key = " ".join(words[-size:])
        if len(words) > size and is_phrase(key):
            return " ".join(words[:-size]), key  # número de entradas
    if len(words) >= 2:
        return " ".join(words[:-1]), words[-1]
    if len(parts) == 1 and unspaced(text):
        found = _keys().segments(parts[0])
        if found and found[-1][1] in ("id", "ids") and parts[0].endswith(found[-1][0]):
            return parts[0][: -len(found[-1][0])], found[-1][0]
        if found and found[0][1] in ("id", "ids") and parts[0].startswith(found[0][0]):
            return parts[0][len(found[0][0]) :], found[0][0]
        name = parts[0][: -len(found[-1][0])] if found else ""
        if name and parts[0].endswith(found[-1][0]) and name_of(name).level >= 2:
            return name, found[-1][0]
    return "", text


def rest_of_head(head: Sequence[str], name: str) -> str:
    """Return what is left of a tag's words without those for ``name``; empty where none are.

    Words count as the same when they are spelled alike, when both mean the same tag (cases and
    plurals), or, in one word, when the one begins or ends with the other (compounds).
    """
    parts, wanted = tokens(" ".join(head)), [w for w in tokens(name) if w not in _SMALL_WORDS]
    if not wanted or name_of(name).tag == "caption":
        return ""
    if len(parts) == 1:
        return _rest_of_word(head[0], fold(name))
    left = [p for p in parts if p not in _SMALL_WORDS and not any(alike(p, w) for w in wanted)]
    if left and len(left) <= len(parts) - len(wanted):
        return " ".join(left)
    return ""


def alike(one: str, two: str) -> bool:
    """Tell whether two words are one in different endings, or mean the same tag."""
    one, two = bare(fold(one)), bare(fold(two))
    if one == two:
        return True
    known_one = _tags().look(one)
    if known_one is not None and known_one == _tags().look(two) and one[:2] == two[:2]:
        return True
    size = max(4, max(len(one), len(two)) - 3)
    return len(one) >= 4 and one[:size] == two[:size]


def _rest_of_word(word: str, name: str) -> str:
    """Return the other half of a compound: ``titel`` of ``Registerkartentitel``."""
    folded = fold(word)
    if len(folded) != len(word) or len(name) < (1 if unspaced(name) else 4) or folded == name:
        return ""
    if len(name) == 1:
        return word[1:] if folded.startswith(name) and key_of(word[1:]) else ""
    if folded.startswith(name):
        rest = word[len(name) :]
        shorter = [rest, rest[1:], rest[2:]]
        return next((key for key in shorter if key_of(key)), "") if not unspaced(word) else rest
    return word[: -len(name)] if folded.endswith(name) else ""


@lru_cache(maxsize=16_384)  # openers and closers are looked at one kind after the other
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
    found = _tags().phrases(parts)
    seventh = _NAMED_SEVENTH.search(raw) if len(parts) > 1 else None
    formlike = not _FORMS.isdisjoint(name for _, _, name in found)
    if seventh and (formlike or (seventh[1] and not raw.isascii())):
        return Name(raw, "contact-form-7", 3, translated=True)  # nothing else ends so
    covered = {n for a, b, _ in found for n in range(a, b)}
    rest = [part for n, part in enumerate(parts) if n not in covered and part not in _BESIDE]
    names = {standard for _, _, standard in found}
    if found and not (rest and raw.isascii()):
        if "caption" in names or len(names) == 1:
            return Name(raw, "caption" if "caption" in names else names.pop(), 1, translated=True)
        chief = next((name for name in _CHIEF if name in names), None)
        if chief and not rest:
            return Name(raw, chief, 1, translated=True)  # a form for a newsletter is the latter
    return Name(raw, raw, 0, translated=False)


def _joined(parts: Sequence[str]) -> str | None:
    """Return the known name that the words of ``parts`` were, in any order; or None.

    Every word must be accounted for: ``su_youtube_advanced`` is no ``su_youtube``.
    """
    covered: list[str] = []
    phrases = {a: (b, standard) for a, b, standard in _tags().phrases(parts)}
    at = 0
    while at < len(parts):
        if at in phrases:
            at, standard = phrases[at]
            covered.extend(standard.split("-"))
            continue
        if parts[at] in _builder_words() or parts[at].isdigit():
            covered.append(parts[at])
        elif parts[at] not in _SMALL_WORDS:
            return None
        at += 1
    return _builders().get(frozenset(covered)) if len(covered) > 1 else None


def _builder(raw: str, parts: Sequence[str]) -> str | None:
    """Return the raw name when one of its parts is a builder's mark that stayed untranslated."""
    marks = {"vc", "vcex", "fusion", "cmsmasters", "elementor", "su", "ninja", "wpforms", "mc4wp"}
    if len(parts) > 1 and marks.intersection((parts[0], parts[-1])) and "_" in raw:
        return raw.casefold()
    if len(parts) > 2 and {"et", "pb"} <= set(parts):
        return raw.casefold()
    return None


def caption_like(raw: str) -> bool:
    """Tell whether a name is a word for caption in some language."""
    return name_of(raw).tag in ("caption", "title", "heading")
