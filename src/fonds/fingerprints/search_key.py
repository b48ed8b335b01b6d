"""``search-key/1``: what a word of a text and a word of a question are both folded to.

A text is cut into words, and a word becomes one token or several, without case, accents and points
that people leave out. Where a script has no spaces, each cluster of a letter with its signs is a
token. The definition is in docs/search.md; here is a fast way to it: most words were met before.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from fonds.fingerprints.search_letters import (
    APOSTROPHES,
    LEAD,
    QUOTES,
    STACKERS,
    TAIL,
    VOWEL,
    ZWNJ,
    classes,
    cluster_class,
    folded_letter,
    is_dropped,
)

SEARCH_KEY = "search-key/1"
"""The name of this key. An index of another name does not compare."""

LONGEST = 64
"""Code points of a word that are taken at once; the rest is the next word."""

_MARKS = 30  # after one letter
_APOSTROPHES = 3  # of a word: rock'n'roll's

_MET = 100_000  # words that are remembered: some 30 MB

_ARABIC = re.compile("[\u0620-\u06ff]")
_HEBREW = re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]")
_ARTICLE = re.compile("[وفبك]?ال(?=.{3})|[وف]?لل(?=.{3})")
_LAM = re.compile("[وف]?ل(?=ل..)")
_HAMZAS = {"ؤ": "ء", "ئ": "ء"}
_THAI_LAO = re.compile("[\u0e00-\u0eff]")


class Key(NamedTuple):
    """What a word is found by.

    ``tokens`` follow one another in the text; ``also`` are single words that it may be asked by
    instead; ``spelling`` is the word as it stands, without case only.
    """

    tokens: tuple[str, ...]
    also: tuple[str, ...]
    spelling: str

    @property
    def is_plain(self) -> bool:
        """Whether folding changes nothing but case."""
        return self.tokens == (self.spelling,) and not self.also


class Folded(NamedTuple):
    """A text as an index holds it.

    ``stream`` has the tokens in their order, ``also`` further words that it may be asked by, each
    once. ``spelt`` has the spellings that differ from their token, and the tokens, marked, that no
    word of the text is spelt like.
    """

    stream: str
    also: frozenset[str]
    spelt: frozenset[str]


UNSPELT = "\ufdd0"
"""Marks, in ``Folded.spelt``, a token that no word of the text is spelt like. No text has it."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The pattern of words for texts of the basic plane, that for all, and that of tokens."""
    named = classes()
    basic = {name: _basic_only(inside) for name, inside in named.items()}
    letters = cluster_class()
    token = (
        f"[{LEAD}]+[{VOWEL}]+[{TAIL}]*|[\uac00-\ud7a3][{TAIL}]*[{named['mark']}]*"
        f"|[{letters}][{named['mark']}]*(?:(?<=[{STACKERS}])[{letters}][{named['mark']}]*)*"
        f"|[{named['run']}]+"
    )
    return re.compile(_words(basic)), re.compile(_words(named)), re.compile(token)


def _words(named: dict[str, str]) -> str:
    """Return the pattern of words. Each alternative begins with characters of its own."""
    run, mark, letters = named["run"], named["mark"], cluster_class()
    hebrew = _HEBREW.pattern
    after = f"[{mark}]{{0,{_MARKS}}}"
    return (
        f"[{run}]{{1,{LONGEST}}}"
        f"(?:(?:[{APOSTROPHES}]|(?<={hebrew})[{QUOTES}](?={hebrew}))[{run}]{{1,{LONGEST}}})"
        f"{{0,{_APOSTROPHES}}}"
        f"|[{LEAD}]{{1,3}}[{VOWEL}]{{1,3}}[{TAIL}]{{0,3}}"
        f"|[\uac00-\ud7a3][{TAIL}]{{0,3}}{after}"
        f"|[{letters}]{after}(?:(?<=[{STACKERS}])[{letters}]{after}){{0,9}}"
        f"|[{named['symbol']}]"
    )


def _basic_only(inside: str) -> str:
    """Return a class without what lies beyond the basic plane: it is looked up faster."""
    return "".join(
        part for part in re.findall(r"\\U[0-9a-f]{8}-\\U[0-9a-f]{8}", inside) if part[2:6] == "0000"
    )


def _pattern(text: str) -> re.Pattern[str]:
    basic, whole, _ = _patterns()
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return basic
    return whole


def words(text: str) -> Iterator[tuple[int, int, Key]]:
    """Yield each word of a text: where it begins and ends, in code points, and its key.

    Cost: linear; some 0.5 us a word.
    """
    met = _met()
    for match in _pattern(text).finditer(text):
        found = met.keys.get(match[0]) or met.key(match[0])
        if found.tokens:
            yield match.start(), match.end(), found


def fold_text(text: str) -> Folded:
    """Return a text as an index holds it.

    Cost: linear, also on hostile text; some 25 ns a character.

    >>> fold_text("The CAFÉ of والولايات").stream
    'the cafe of ولايات'
    """
    met = _met()
    found = _pattern(text).findall(text)
    stream = " ".join(map(met.streams.__getitem__, found))
    distinct = set(found)
    changed = distinct & met.changed
    if not changed:
        return Folded(stream, frozenset(), frozenset())
    also: set[str] = set()
    spelt: set[str] = set()
    folded: set[str] = set()
    for word in changed:
        one = met.key(word)
        also.update(one.also)
        if one.tokens and one.tokens != (one.spelling,):
            spelt.add(one.spelling)
            folded.update(one.tokens)
    plain = set(map(met.streams.__getitem__, distinct - changed))
    spelt.update(UNSPELT + token for token in folded - plain)
    return Folded(stream, frozenset(also), frozenset(spelt))


class _Met:
    """Words that were met, with what became of them."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.streams = _Streams(self)
        self.changed: set[str] = set()

    def key(self, word: str) -> Key:
        found = self.keys.get(word)
        if found is None:
            found = self.keys[word] = key(word)
        return found


class _Streams(dict[str, str]):
    """Word to its tokens with spaces between them."""

    def __init__(self, met: _Met) -> None:
        super().__init__()
        self._of = met

    def __missing__(self, word: str) -> str:
        found = self._of.key(word)
        if not found.is_plain:
            self._of.changed.add(word)
        stream = self[word] = " ".join(found.tokens)
        return stream


_words_met: list[_Met] = []


def _met() -> _Met:
    """The words that were met, or a new beginning where they are too many. Threads may share it."""
    if not _words_met or len(_words_met[-1].keys) > _MET:
        _words_met[:] = [_Met()]
    return _words_met[-1]


def key(word: str) -> Key:
    """Return the key of one word, as the pattern cuts it out of a text.

    >>> key("thư").tokens, key("والولايات").tokens, key("don't")
    (('thu',), ('ولايات',), Key(tokens=('don', 't'), also=('dont',), spelling="don't"))
    """
    parts = list(_parts(word))
    tokens: list[str] = []
    also: set[str] = set()
    for part in parts:
        for token in _tokens(part):
            if _ARABIC.search(token):
                also.update(_other_arabic(token))
                token = _without_article(_carriers(token))
            tokens.append(token)
    if len(parts) > 1 and len(joined := _tokens("".join(parts))) == 1:
        whole = joined[0]
        also.add(_without_article(_carriers(whole)) if _ARABIC.search(whole) else whole)
    return Key(tuple(tokens), tuple(sorted(also - set(tokens))), _spelling(word))


def beginnings(word: str) -> tuple[tuple[str, ...], ...]:
    """Return what a word's beginning, as it is typed, may be the beginning of.

    Shape: tokens that follow one another, the last of which is only begun; of Arabic with its
    article and without.

    >>> beginnings("Straß")
    (('strass',),)
    """
    parts = list(_parts(word))
    tokens = [token for part in parts for token in _tokens(part)]
    if not tokens:
        return ()
    *before, last = tokens
    if not _ARABIC.search(last):
        return ((*before, last),)
    last = _carriers(last)
    bare = re.sub("^(?:[وفبك]?ال|[وف]?لل)(?=.)", "", last)
    return tuple((*before, one) for one in dict.fromkeys((last, bare)))


def _parts(word: str) -> Iterator[str]:
    """Cut a word at apostrophes; of Hebrew they are part of it, as are its quotes.

    The sign that parts a word of Persian without a space is an apostrophe here.
    """
    start = 0
    for at, character in enumerate(word):
        if not _parts_here(word, at, character):
            continue
        if start < at:
            yield word[start:at]
        start = at + 1
    if start < len(word):
        yield word[start:]


def _parts_here(word: str, at: int, character: str) -> bool:
    if character == ZWNJ:
        return _ARABIC.search(word[at - 1 : at]) is not None
    if character not in APOSTROPHES:
        return False
    return not (_HEBREW.match(word[at - 1 : at]) and _HEBREW.match(word[at + 1 : at + 2]))


def _seen(word: str) -> str:
    """Return a word without what is drawn as nothing, and without quotes."""
    return "".join(c for c in word if not is_dropped(c) and c not in QUOTES + ZWNJ + APOSTROPHES)


def _tokens(part: str) -> list[str]:
    plain = _seen(unicodedata.normalize("NFKD", part))
    normal = unicodedata.normalize("NFKC", plain.casefold())
    folded = unicodedata.normalize("NFC", "".join(map(_folded, normal)))
    cut = map(_cluster, _patterns()[2].findall(folded))
    return [token for token in cut if token]


def _folded(character: str) -> str:
    return character if character in "ؤئ" else folded_letter(character)


def _cluster(token: str) -> str:
    """Return a token without marks before its first letter; signs of Thai in one order."""
    at = 0
    while at < len(token) and unicodedata.category(token[at])[0] not in "LN":
        at += 1
    token = token[at:]
    if len(token) > 2 and _THAI_LAO.match(token):
        return token[0] + "".join(sorted(token[1:]))
    return token


def _carriers(token: str) -> str:
    """Return a token whose hamzas were left out and their letters not."""
    return token.replace("ؤ", "و").replace("ئ", "ي")


def _other_arabic(token: str) -> Iterator[str]:
    """Yield other ways to a word: one hamza for all that bear it, and another end of an article."""
    if "ؤ" in token or "ئ" in token:
        yield _without_article("".join(_HAMZAS.get(c, c) for c in token))
    if match := _LAM.match(token):
        yield _carriers(token[match.end() :])


def _without_article(token: str) -> str:
    """Return a word without its article, where enough of it is left.

    >>> _without_article("والولايات"), _without_article("للغه"), _without_article("والد")
    ('ولايات', 'لغه', 'والد')
    """
    if match := _ARTICLE.match(token):
        return token[match.end() :]
    if match := _LAM.match(token):
        return token[match.end() :]
    return token


def _spelling(word: str) -> str:
    """Return a word as it is spelt, case aside."""
    return unicodedata.normalize("NFC", _spelt(unicodedata.normalize("NFC", word)).casefold())


def _spelt(word: str) -> str:
    return "".join(c for c in word if not is_dropped(c) and c != ZWNJ)
