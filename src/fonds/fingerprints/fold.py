"""Fold a text to the bytes that near-duplicates share.

Case, compatibility forms, spaces, punctuation and symbols go; letters, digits and marks stay.
The definition, to the bit, is FORMAT.md, section "minhash/1"; here is only a fast way to it.
Python's own per-character functions cost 20 to 100 ns a character, so code points are looked up
in one table of their folded forms, whose pages (256 code points) are filled when first met.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.uint32]

MARKS_IN_A_ROW = 30  # the Unicode stream-safe format; normalising longer runs is quadratic

MOST = 1 << 24  # bytes of folded text that count; some characters fold to 33 bytes each
_PIECE = 1 << 16  # characters folded at a time: what they expand to stays below 30 MB

POINT = np.uint32(0x1FFFFF)  # bits of a table entry with the folded code point; 0: it goes
JOINS = np.uint32(1 << 28)  # flag: what becomes of it hangs on what stands before it
MARK = np.uint32(1 << 29)  # flag: counts as a mark in a run
EXPANDS = np.uint32(1 << 30)  # flag: it becomes several characters
UNKNOWN = np.uint32(1 << 31)  # the whole entry of a page that was not met yet

# These two are letters by category, and normalise to combining marks: a run of them counts.
_HIDDEN_MARKS = "\uff9e\uff9f"

# Letters that join the letter before them: Hangul in all its forms, two vowels of Kirat Rai.
_JOINING = (
    ("\u1100", "\u11ff"), ("\u3130", "\u318f"), ("\ud7b0", "\ud7ff"), ("\uffa0", "\uffdf"),
    ("\U00016d63", "\U00016d67"),
)  # fmt: skip

_SYLLABLES = ("\uac00", "\ud7a3")  # of Hangul

_KEPT_ASCII = bytes(b for b in range(128) if chr(b).isalnum())
_DROPPED_ASCII = bytes(set(range(128)) - set(_KEPT_ASCII))
_LOWER_ASCII = bytes(range(256)).lower()


def fold(text: str) -> bytes:
    """Return the folded text in UTF-8. Two texts with equal folds differ in dress only.

    Cost: linear, also on hostile text; about 8 ns a character once a script's pages are filled.

    >>> fold("ＦＯＯ, bar! Straße")
    b'foobarstrasse'
    """
    if text.isascii():
        return text.encode("ascii").translate(_LOWER_ASCII, _DROPPED_ASCII)[:MOST]
    if len(text) <= _PIECE:
        return _fold(text)
    folded = bytearray()
    for piece in _pieces(text):
        folded += _fold(piece)
        if len(folded) >= MOST:
            break
    return bytes(folded[:MOST])


def _pieces(text: str) -> Iterator[str]:
    """Cut a text where both sides normalise as they would together."""
    start = 0
    while start < len(text):
        end = start + _PIECE
        while end < len(text) and _joins(text[end]):
            end += 1
        yield text[start:end]
        start = end


def _fold(text: str) -> bytes:
    """Fold a piece: character by character where none of them bears on its neighbours."""
    points = _points(text)
    entries = _look_up(points)
    if not np.bitwise_or.reduce(entries) & JOINS:
        return _folded(text, points, entries)
    bounded = _bound_marks(points, entries)
    normal = unicodedata.normalize("NFKC", text if bounded is None else bounded)
    points = _points(normal)
    return _folded(normal, points, _look_up(points))


def _folded(text: str, points: Points, entries: Points) -> bytes:
    if entries.max(initial=0) >= EXPANDS:
        entries = _look_up(_points(_expand(text, points, entries)))
    entries &= POINT
    return str(entries.data, "utf-32-le").encode("utf-8").translate(None, b"\0")


def _bound_marks(points: Points, entries: Points) -> str | None:
    """Return the text without the marks past the 30th of a run; None where there are none such.

    A mark is what has general category M, and U+FF9E and U+FF9F, which normalise to marks.
    """
    marks = entries & MARK
    limit = MARKS_IN_A_ROW
    if np.count_nonzero(marks) <= limit:
        return None
    places = np.flatnonzero(marks)
    # a mark is past the 30th of its run exactly when the 30 marks before it are adjacent
    late = places[limit:][places[limit:] - places[:-limit] == limit]
    if not len(late):
        return None
    return str(np.delete(points, late).data, "utf-32-le", "surrogatepass")


def _expand(text: str, points: Points, entries: Points) -> str:
    """Fold the few characters that become several, such as the German sharp s."""
    for point in set(points[entries >= EXPANDS].tolist()):
        text = text.replace(chr(point), _fold_one(chr(point)))
    return text


def _points(text: str) -> Points:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _look_up(points: Points) -> Points:
    """Return a new array with the table's entries for code points, filling pages as needed."""
    table = _table()
    entries = table.take(points)
    if entries.max(initial=0) >= UNKNOWN:
        for page in set((points[entries == UNKNOWN] >> 8).tolist()):
            table[page << 8 : (page + 1) << 8] = _page(page)
        entries = table.take(points)
    return entries


@cache
def _table() -> Points:
    """One entry for each code point. Threads that fill a page at once write the same values."""
    return np.full(0x110000, UNKNOWN, "<u4")


def _page(page: int) -> Points:
    """The entries of a page. Of the pages that texts have, most are of nothing but Han characters
    or Hangul syllables, and those are known at a glance.
    """
    points = np.arange(page << 8, (page + 1) << 8, dtype="<u4")
    text = str(points.data, "utf-32-le", "surrogatepass")
    if _SYLLABLES[0] <= text[0] and text[-1] <= _SYLLABLES[1]:
        return points | JOINS  # each is made of letters that join
    if (
        text.isalpha()  # so no mark
        and text.casefold() == text
        and unicodedata.is_normalized("NFKD", text)
        and not any(first <= text[-1] and text[0] <= last for first, last in _JOINING)
    ):
        return points
    return np.array([_entry(character) for character in text], "<u4")


def _entry(character: str) -> int:
    """The table's entry: NFKC, case folding and dropping of a character that stands alone.

    In a normalised text it is also what becomes of it among others: NFKC changes it no more.
    """
    folded = _fold_one(character)
    flags = int(MARK) if _is_mark(character) else 0
    if _joins(unicodedata.normalize("NFKD", character)[0]):
        flags |= int(JOINS)
    if len(folded) > 1:
        return flags | int(EXPANDS)
    return flags | (ord(folded) if folded else 0)


def _fold_one(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LNM")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or character in _HIDDEN_MARKS


def _joins(character: str) -> bool:
    """Say whether a character may change with what stands before it.

    That is marks, and vowels and finals of Hangul in all their forms. A letter that normalises to
    one with a mark is whole in itself. Source: UAX 15, section 9.
    """
    return _is_mark(character) or any(first <= character <= last for first, last in _JOINING)
