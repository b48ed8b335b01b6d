"""Fold a text to the bytes that near-duplicates share. Floor 3: pure.

Case, compatibility forms, spaces, punctuation and symbols go; letters, digits and marks stay.
The definition, to the bit, is FORMAT.md, section "minhash/1"; here is only a fast way to it.
Python's own per-character functions cost 20 to 100 ns a character, so code points are looked up
in one table of their folded forms, whose pages (256 code points) are filled when first met.
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.uint32]

MARKS_IN_A_ROW = 30  # the Unicode stream-safe format; normalising longer runs is quadratic

POINT = 0x1FFFFF  # bits of a table entry that hold a folded code point; 0: the character goes
MARK = 1 << 30  # flag: counts as a mark in a run
EXPANDS = 1 << 31  # flag: case folding makes several characters of it

# These two are letters by category, and normalise to combining marks: a run of them counts.
_HIDDEN_MARKS = "\uff9e\uff9f"

_KEPT_ASCII = bytes(b for b in range(128) if chr(b).isalnum())
_DROPPED_ASCII = bytes(set(range(128)) - set(_KEPT_ASCII))
_LOWER_ASCII = bytes(range(256)).lower()


class _Table(NamedTuple):
    """Folded forms with flags by code point, and which pages of it have been filled."""

    entries: "Points"
    filled: Any  # one bool a page; Any, because numpy is not imported at run time up here


def fold(text: str) -> bytes:
    """Return the folded text in UTF-8. Two texts with equal folds differ in dress only.

    Cost: linear, also on hostile text; about 4 ns a character once a script's pages are filled.

    >>> fold("ＦＯＯ, bar! Straße")
    b'foobarstrasse'
    """
    if text.isascii():
        return text.encode("ascii").translate(_LOWER_ASCII, _DROPPED_ASCII)
    points = _points(text)
    entries = _look_up(points)
    bounded = _bound_marks(points, entries)
    if bounded is not None:
        text = bounded
    normal = unicodedata.normalize("NFKC", text)
    if bounded is not None or normal is not text:
        points = _points(normal)
        entries = _look_up(points)
    if (entries & EXPANDS).any():
        entries = _look_up(_points(_expand(normal, points, entries)))
    folded = entries & POINT
    kept: bytes = folded[folded != 0].astype("<u4").tobytes()
    return kept.decode("utf-32-le").encode("utf-8")


def bound_marks(text: str) -> str:
    """Return ``text`` without the marks past the 30th of a run; the same object if there are none.

    A mark is what has general category M, and U+FF9E and U+FF9F, which normalise to marks.
    """
    if text.isascii():
        return text
    points = _points(text)
    bounded = _bound_marks(points, _look_up(points))
    return text if bounded is None else bounded


def _bound_marks(points: "Points", entries: "Points") -> str | None:
    import numpy as np

    places = np.flatnonzero(entries & MARK)
    limit = MARKS_IN_A_ROW
    # places[i] is past the 30th of its run exactly when the 30 marks before it are adjacent
    late = places[limit:][places[limit:] - places[:-limit] == limit] if len(places) > limit else ()
    if not len(late):
        return None
    kept: bytes = np.delete(points, late).astype("<u4").tobytes()
    return kept.decode("utf-32-le", "surrogatepass")


def _expand(text: str, points: "Points", entries: "Points") -> str:
    """Case-fold the few characters that become several, such as the German sharp s."""
    for point in set(points[(entries & EXPANDS) != 0].tolist()):
        text = text.replace(chr(point), chr(point).casefold())
    return text


def _points(text: str) -> "Points":
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _look_up(points: "Points") -> "Points":
    import numpy as np

    table = _table()
    pages = points >> 8
    if not table.filled[pages].all():
        for page in np.unique(pages[~table.filled[pages]]).tolist():
            _fill(table, page)
    return table.entries[points]


@cache
def _table() -> _Table:
    import numpy as np

    # zeros are not backed by memory until a page is filled
    return _Table(np.zeros(0x110000, np.uint32), np.zeros(0x1100, np.bool_))


def _fill(table: _Table, page: int) -> None:
    """Fill one page. Threads may do so at once: they write the same values, the flag last."""
    first = page << 8
    table.entries[first : first + 256] = [_entry(chr(first + low)) for low in range(256)]
    table.filled[page] = True


def _entry(character: str) -> int:
    kind = unicodedata.category(character)[0]
    if kind not in "LNM":
        return 0
    flags = MARK if kind == "M" or character in _HIDDEN_MARKS else 0
    folded = character.casefold()
    if len(folded) > 1:
        return flags | EXPANDS
    # what folds to a character that is not kept is not kept either
    return flags | (ord(folded) if unicodedata.category(folded)[0] in "LNM" else 0)
