"""Zero-width non-joiners, which have no ink and which printers leave out, put back. Pure.

Persian cannot be read without them. Whether one stood between two letters is seen from whether
the letters touch.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from fonds.extraction.pdf.pieces import SPACE_GAP, Cluster

_APART = 0.01  # of the font size: ink that joins overlaps or touches
_JOINING = frozenset(
    "\u0626\u0628\u062a\u062b\u062c\u062d\u062e\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063a\u0641\u0642\u0643\u0644"
    "\u0645\u0646\u0647\u064a\u067e\u0686\u06a9\u06af\u06be\u06c1\u06cc\u06d0\u0679"
)  # letters that join the letter after them


def unjoined(left: Cluster, right: Cluster) -> bool | None:
    """Say whether two neighbouring Arabic letters that would join stand apart; None: no such two.

    A letter that joins its follower touches it. Where it does not, a zero-width non-joiner stood
    between them, which has no ink and which printers leave out.
    """
    letter = next((c for c in reversed(right.text) if unicodedata.category(c) != "Mn"), "")
    if letter not in _JOINING or not "\u0622" <= left.text[0] <= "\u06d3":
        return None
    if unicodedata.category(left.text[0]) != "Lo" or left.text[0] == "\u0640":
        return None
    if right.box.x0 - left.box.x1 > SPACE_GAP * right.em or left.ink.height < 0.2 * left.em:
        return None
    return right.ink.x0 - left.ink.x1 > _APART * right.em


def apart(rows: Iterable[Sequence[Cluster]]) -> bool:
    """Say whether gaps between letters mean something: in most pairs the letters touch."""
    found = [unjoined(left, right) for row in rows for left, right in pairwise(row)]
    return found.count(True) * 4 < found.count(True) + found.count(False)


def put_back(clusters: Sequence[Cluster], done: set[str]) -> list[Cluster]:
    """Return a row's letters, from left to right, with a non-joiner after each that needs one."""
    found = list(clusters)
    for at, (left, right) in enumerate(pairwise(clusters)):
        if unjoined(left, right):
            found[at + 1] = right._replace(text=right.text + "\u200c")
            done.add("non-joiner")
    return found
