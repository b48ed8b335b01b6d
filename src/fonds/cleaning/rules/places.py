"""Find the few places of a text that a rule has to look at, at little cost for each line. Floor 3.

A rule of phrases asks here first where any phrase of its own may begin or end: by the first or
last three letters, which one look-up in a set tells. The rule then judges those places alone.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable

from fonds.cleaning.doc import Doc
from fonds.cleaning.rules.nature import lines, stripped

_BEFORE = (
    "".join(  # what may stand on a line before its first word: white space, leads, brackets
        map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)])
    )
    + "\u2028\u2029\u202f\u205f\u3000»▶►▸‣➤→•■👉:：…›>*|-–—!([（【［〔"
)


class Ends:
    """The first or the last letters of some phrases, up to three of each, in one fold of case.

    Where a phrase has fewer letters, all of them count. What is said of phrases may say too much.
    """

    def __init__(self, phrases: Iterable[str], *, last: bool = False) -> None:
        self._known = frozenset(
            _fold(phrase[-3:]) if last else head_of(phrase) for phrase in phrases
        )
        self._short = any(len(end) < 3 for end in self._known)
        self._short_ascii = any(len(end) < 3 and end.isascii() for end in self._known)

    def among(self, doc: Doc) -> list[int]:
        """Return the numbers of those of ``lines`` with which a phrase may begin."""
        known = self._known
        if doc.text.isascii() or not self._short:
            return [n for n, head in enumerate(heads(doc)) if head in known]
        return [
            n for n, head in enumerate(heads(doc))
            if head in known or head[:2] in known or head[:1] in known
        ]  # fmt: skip

    def after(self, text: str, places: Iterable[int]) -> list[int]:
        """Return those of ``places`` behind which a phrase may begin."""
        known, fold = self._known, _folder(text)
        near = [(at, fold(text[at + 1 : at + 4])) for at in places]
        if text.isascii() and not self._short_ascii:
            return [at for at, h in near if h in known]
        return [at for at, h in near if h in known or h[:2] in known or h[:1] in known]

    def before(self, text: str, places: Iterable[int]) -> list[int]:
        """Return those of ``places`` before which a phrase may end."""
        known, fold = self._known, _folder(text)
        near = [(at, fold(text[at - 3 if at > 3 else 0 : at])) for at in places]
        if text.isascii() and not self._short_ascii:
            return [at for at, t in near if t in known]
        return [at for at, t in near if t in known or t[-2:] in known or t[-1:] in known]


def head_of(line: str) -> str:
    """Return the first three letters of ``line``, folded, after what may stand before them."""
    return _fold(line.lstrip(_BEFORE)[:3])


def _fold(letters: str) -> str:
    if letters.isascii():
        return letters.lower()
    return letters.casefold().replace("i\u0307", "i").replace("ı", "i")[:3]


def _folder(text: str) -> Callable[[str], str]:
    return str.lower if text.isascii() else _fold


def heads(doc: Doc) -> list[str]:
    """Return ``head_of`` every line of ``lines``, once per document."""
    known: list[str] | None = doc.__dict__.get("_heads")
    if known is None:
        fold = _folder(doc.text)
        known = [
            fold((line if line[:1] not in _BEFORE else line.lstrip(_BEFORE))[:3])
            for line in stripped(doc)
        ]
        doc.__dict__["_heads"] = known
    return known


def slashed(doc: Doc) -> list[int]:
    """Return the numbers of those of ``lines`` that hold a slash or a bar, once per document."""
    known: list[int] | None = doc.__dict__.get("_slashed")
    if known is None:
        known = [n for n, (_, line) in enumerate(lines(doc)) if "/" in line or "|" in line]
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


def brackets(doc: Doc) -> list[int]:
    """Return the places of opening brackets, once per document."""
    known: list[int] | None = doc.__dict__.get("_brackets")
    if known is None:
        known = doc.__dict__["_brackets"] = places(doc.text, "(（[")
    return known


def colons(doc: Doc) -> list[int]:
    """Return the places of colons, once per document."""
    known: list[int] | None = doc.__dict__.get("_colons")
    if known is None:
        known = doc.__dict__["_colons"] = places(doc.text, ":：")
    return known


def rows_of(doc: Doc, places: Iterable[int]) -> list[int]:
    """Return the numbers of those of ``lines`` that hold any of ``places``, in order."""
    rows = lines(doc)
    found = {bisect_right(rows, (at, "\U0010ffff")) - 1 for at in places}
    return sorted(n for n in found if n >= 0)
