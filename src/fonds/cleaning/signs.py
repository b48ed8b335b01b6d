"""Tell in one pass which rules can possibly have anything to do in a text.

A ``Sign`` is three characters in a row, each one of a class. All signs are looked up together, in
tables with one bit for each sign, so that the pass costs the same however many rules there are;
what it finds is a set of signs. Where none of a rule's signs is found, the rule is neither run nor
imported. A sign may say too much (the rule then finds nothing) but never too little.
"""

from collections.abc import Callable, Iterable
from functools import cached_property

import attrs
import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 13  # characters looked at in one go: the arrays stay in the processor's cache
_NARROW, _WIDE = 0x80, 0x10000  # sizes of the tables for ASCII and for UTF-16
_PAD = "\x1f\x1f"  # stands behind the text; no sign asks for it

OWN = 48  # signs that have a bit of their own in any case

Class = str | Callable[[], str]


@attrs.frozen
class Sign:
    """Three characters in a row, the last ones of which may be any.

    Shape: each a class as in a pattern's brackets (``A-Za-z#``; a hyphen of its own comes first;
    no escapes), or what returns one, asked only when a text is not ASCII; empty stands for any.
    """

    first: Class
    second: Class = ""
    third: Class = ""


class Signs:
    """Signs with a bit each, and the tables that tell which of them a text has.

    Of more than 64 signs the last share bits: each is then seen wherever the others are, too.
    """

    def __init__(self, signs: Iterable[Sign]) -> None:
        self.bits: dict[Sign, int] = {}
        for sign in signs:
            known = len(self.bits)
            self.bits.setdefault(sign, 1 << (known if known < OWN else OWN + known % (64 - OWN)))

    def seen(self, text: str) -> int:
        """Return the bits of the signs that ``text`` may have. Cost: one pass in C."""
        if text.isascii():
            codes = np.frombuffer((text + _PAD).encode("ascii"), np.uint8)
            tables = self._narrow
        else:
            codes = np.array(text + _PAD).reshape(1).view(np.uint32)
            tables = self._wide
        found = 0
        for start in range(0, len(codes) - 2, CHUNK):
            found |= _found(codes[start : start + CHUNK + 2], tables)
        return found

    @cached_property
    def _narrow(self) -> list[NDArray[np.uint64]]:
        return self._tables(_NARROW)

    @cached_property
    def _wide(self) -> list[NDArray[np.uint64]]:
        return self._tables(_WIDE)

    def _tables(self, size: int) -> list[NDArray[np.uint64]]:
        """Return for each of the three places the signs that a character may stand in there."""
        tables = [np.zeros(size, np.uint64) for _ in range(3)]
        for sign, bit in self.bits.items():
            for table, wanted in zip(tables, (sign.first, sign.second, sign.third), strict=True):
                for low, high in _ranges(wanted, size):
                    table[low : high + 1] |= np.uint64(bit)
        return tables


def _found(codes: NDArray[np.uint8] | NDArray[np.uint32], tables: list[NDArray[np.uint64]]) -> int:
    where = codes.astype(np.intp)
    one, two, three = (
        table.take(where[n:][: len(where) - 2], mode="clip") for n, table in enumerate(tables)
    )
    one &= two
    one &= three
    return int(np.bitwise_or.reduce(one))


def _ranges(wanted: Class, size: int) -> Iterable[tuple[int, int]]:
    """Yield the first and last character of each range of a class; of ASCII, its part of it."""
    if not isinstance(wanted, str):
        wanted = wanted() if size > _NARROW else ""
        if not wanted:
            return
    elif not wanted:
        yield 0, size
    at = 0
    while at < len(wanted):
        is_range = wanted[at + 1 : at + 2] == "-" and at + 2 < len(wanted)
        yield ord(wanted[at]), ord(wanted[at + 2 * is_range])
        at += 3 if is_range else 1


_RARE = "zqjxZQXJKUVYkGvNOLHERFDWPBbMCAyISwTgpfmucdlhrsnioate "  # from rare to common

# Of letters that are common, but not together: counted in manuals and HTML.
_TELLING = frozenset(("yba", "Art", "Sto", "wse", "ceb", "Fac", "tsA", "edI", "tiz", "oog", "h f"))


class Words:
    """Words of which a text has few or none, looked for all at once by a sign of each."""

    def __init__(self, words: Iterable[str]) -> None:
        # Those of other scripts last: if they must share bits, then with words no text mixes in.
        ordered = sorted(words, key=lambda word: not word.isascii())
        signs = [_rarest(word) for word in ordered]
        self._signs = Signs(signs)
        self._bits = [
            (word, self._signs.bits[sign]) for word, sign in zip(ordered, signs, strict=True)
        ]

    def of(self, text: str) -> frozenset[str]:
        """Return those of the words that ``text`` holds. Cost: one pass in C, most times."""
        seen = self._signs.seen(text)
        if not seen:
            return frozenset()
        narrow = text.isascii()
        return frozenset(
            word
            for word, bit in self._bits
            if seen & bit and not (narrow and not word.isascii()) and word in text
        )


def _rarest(word: str) -> Sign:
    """Return the sign of the three letters of ``word`` that are least often seen together."""
    parts = [word[n : n + 3] for n in range(max(1, len(word) - 2))]
    parts = [part for part in parts if part in _TELLING] or parts
    return Sign(*min(parts, key=lambda part: sum(_RARE.find(char) for char in part)))
