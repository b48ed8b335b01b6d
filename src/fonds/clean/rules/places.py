"""Find the few places of a text that a rule has to look at, at little cost for each line. Floor 3.

A rule of phrases asks here first where any phrase of its own may begin or end: by the first or
last three letters, which one look-up in a set tells. The rule then judges those places alone.
"""

import re
from collections.abc import Iterable

from fonds.clean.doc import Doc
from fonds.clean.rules.nature import lines

_BEFORE = (
    "".join(  # what may stand on a line before its first word: white space, leads, brackets
        map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)])
    )
    + "\u2028\u2029\u202f\u205f\u3000»▶►▸‣➤→•■👉:：…›>*|-–—!([（"
)


class Ends:
    """The first or the last letters of some phrases, up to three of each, in one fold of case."""

    def __init__(self, phrases: Iterable[str], *, last: bool = False) -> None:
        folded = {_fold(phrase[-3:]) if last else head_of(phrase) for phrase in phrases}
        self.three = frozenset(end for end in folded if len(end) == 3)
        self.fewer = frozenset(end for end in folded if len(end) < 3)
        self.last = last

    def __contains__(self, end: object) -> bool:
        """Tell whether a phrase may begin, or end, with these three letters."""
        if end in self.three:
            return True
        if not isinstance(end, str) or not self.fewer:
            return False
        parts = (end[-2:], end[-1:]) if self.last else (end[:2], end[:1])
        return not self.fewer.isdisjoint(parts)


def head_of(line: str) -> str:
    """Return the first three letters of ``line``, folded, after what may stand before them."""
    return _fold(line.lstrip(_BEFORE)[:3])


def tail_of(text: str, at: int) -> str:
    """Return the last three letters before ``at``, folded."""
    return _fold(text[max(0, at - 3) : at])


def _fold(letters: str) -> str:
    if letters.isascii():
        return letters.lower()
    return letters.casefold().replace("i\u0307", "i").replace("ı", "i")[:3]


def heads(doc: Doc) -> list[str]:
    """Return ``head_of`` every line of ``lines``, once per document."""
    known: list[str] | None = doc.__dict__.get("_heads")
    if known is None:
        known = doc.__dict__["_heads"] = [head_of(line) for _, line in lines(doc)]
    return known


def slashed(doc: Doc) -> list[tuple[int, str]]:
    """Return those of ``lines`` that hold a slash or a bar, once per document."""
    known: list[tuple[int, str]] | None = doc.__dict__.get("_slashed")
    if known is None:
        known = [row for row in lines(doc) if "/" in row[1] or "|" in row[1]]
        doc.__dict__["_slashed"] = known
    return known


def places(text: str, chars: str) -> list[int]:
    """Return where any of ``chars`` stands, in order.

    Each is looked for by itself: one certain character is found much faster than one of a class.
    """
    found = [[m.start() for m in re.finditer(re.escape(c), text)] for c in chars if c in text]
    return (
        sorted(at for one in found for at in one) if len(found) > 1 else found[0] if found else []
    )


def colons(doc: Doc) -> list[int]:
    """Return the places of colons, once per document."""
    known: list[int] | None = doc.__dict__.get("_colons")
    if known is None:
        known = doc.__dict__["_colons"] = places(doc.text, ":：")
    return known
