"""From the order letters have on a page to the order they are read in. Pure.

A page holds letters from left to right. What was meant is the text that the Unicode bidirectional
algorithm lays out like that; several texts may be, and then the one is taken that is set like a
text (``Windows 10``, a comma that follows its word). Source: Unicode Standard Annex #9, revision
48, rules W1 to W7, N1, N2 and L2, read backwards.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

STRONG_RIGHT = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN"})

# Between a Latin word and a number at its right: what may stand there if both are one phrase.
_PHRASE_GAP = re.compile(r"[-/.@:_+&'’=#]{1,3}|[.,:;!?)\]\"'»”]* [(\[\"'«“$€£]*|[(\[\"'«“$€£]*")
# A number that has a unit stands before it, though the page shows the unit at the number's left.
_UNITS = frozenset({
    "kg", "g", "mg", "km", "m", "cm", "mm", "kb", "mb", "gb", "tb", "hz", "khz", "mhz", "ghz",
    "kw", "mw", "gw", "kwh", "v", "w", "usd", "eur", "gbp", "aed", "sar", "ils", "px", "pt",
})  # fmt: skip
_OPENERS = {"(": ")", "[": "]", "{": "}"}


@lru_cache(4096)
def kind(text: str) -> str:
    """Return the bidirectional class of a cluster: that of its first character that is no mark."""
    for char in text:
        found = unicodedata.bidirectional(char)
        if found not in ("NSM", "BN"):
            return found
    return "ON"


def rightward(texts: Sequence[str]) -> bool:
    """Say whether the strong letters of some text are mostly right-to-left ones."""
    right = left = 0
    for text in texts:
        for char in text:
            found = unicodedata.bidirectional(char)
            right += found in STRONG_RIGHT
            left += found == "L"
    return right * 2 >= left and right > 0


def arabic(texts: Sequence[str]) -> bool:
    """Say whether the right-to-left letters of some text are mostly Arabic ones."""
    found = [unicodedata.bidirectional(char) for text in texts for char in text]
    return found.count("AL") > found.count("R")


def reading_order(visual: Sequence[str], right_to_left: bool, arabic: bool) -> list[int]:
    """Return the indexes of clusters, given from left to right, in the order they are read.

    ``right_to_left`` is the direction of the paragraph; ``arabic`` says whether the letters before
    the line were Arabic ones (rule W2). Cost: linear.
    """
    kinds = [kind(text) for text in visual]
    if not right_to_left:
        return _leftward(visual, kinds, arabic)
    order: list[int] = []
    spans = _spans(visual, kinds, arabic)
    for start, end in reversed(spans):
        order.extend(range(start, end))
    return order


def _spans(visual: Sequence[str], kinds: Sequence[str], arabic: bool) -> list[tuple[int, int]]:
    """Cut a line of a right-to-left paragraph into pieces that are each read from left to right."""
    spans: list[tuple[int, int]] = []
    at = 0
    after = _strong_after(kinds, arabic)
    while at < len(visual):
        if kinds[at] == "L":
            end = _phrase(visual, kinds, at)
        elif kinds[at] in _NUMBERS or kinds[at] == "ET":
            end = _number(visual, kinds, at, after[at])
            if end < len(visual) and kinds[end] == "L" and end > at and _glued(kinds, at, end):
                end = _phrase(visual, kinds, end)
        else:
            end = at + 1
        spans.append((at, end))
        at = end
    return spans


def _glued(kinds: Sequence[str], start: int, end: int) -> bool:
    return any(kind in _NUMBERS for kind in kinds[start:end])


def _strong_after(kinds: Sequence[str], arabic: bool) -> list[str]:
    """For each place the nearest right-to-left letter at its right: it was read just before."""
    last = "AL" if arabic else "R"
    found = [last] * len(kinds)
    for at in range(len(kinds) - 1, -1, -1):
        found[at] = last
        if kinds[at] in STRONG_RIGHT:
            last = kinds[at]
    return found


def _number(visual: Sequence[str], kinds: Sequence[str], start: int, context: str) -> int:
    """Return where a number ends that begins at ``start`` (rules W2, W4 and W5)."""
    arabic = context == "AL"
    at = start
    end = start + 1
    if not arabic:
        while at < len(kinds) and kinds[at] == "ET":
            at += 1
    if at >= len(kinds) or kinds[at] not in _NUMBERS:
        return start + 1
    while at < len(kinds):
        if kinds[at] in _NUMBERS:
            end = at = at + 1
        elif at + 1 < len(kinds) and kinds[at + 1] in _NUMBERS and _joins(kinds, at, arabic):
            at += 1
        elif not arabic and kinds[at] == "ET":
            end = at = at + 1
        else:
            break
    return end


def _joins(kinds: Sequence[str], at: int, arabic: bool) -> bool:
    """Say whether a separator between two digits belongs to their number."""
    if kinds[at - 1] not in _NUMBERS:
        return False
    if kinds[at] == "CS":
        return True
    return kinds[at] == "ES" and not arabic and kinds[at + 1] == "EN"


def _phrase(visual: Sequence[str], kinds: Sequence[str], start: int) -> int:
    """Return where the left-to-right phrase ends that has a letter at ``start``."""
    end = at = start + 1
    word = start
    while at < len(visual):
        if kinds[at] in STRONG_RIGHT:
            break
        if kinds[at] == "L":
            if at > end or kinds[at - 1] != "L":
                word = at
            end = at = at + 1
        elif kinds[at] in _NUMBERS:
            gap = "".join(visual[end:at])
            unit = "".join(visual[word:end]).lower() in _UNITS and gap == " "
            if unit or not _PHRASE_GAP.fullmatch(gap) or (gap and kinds[at] == "AN"):
                break
            while at < len(visual) and (kinds[at] in _NUMBERS or _between_digits(kinds, at)):
                at += 1
            end = at
        else:
            at += 1
    return _closed(visual, start, end)


def _between_digits(kinds: Sequence[str], at: int) -> bool:
    if kinds[at] == "ET":
        return kinds[at - 1] in ("EN", "ET")
    return (
        kinds[at] in ("CS", "ES")
        and kinds[at - 1] == "EN"
        and at + 1 < len(kinds)
        and kinds[at + 1] == "EN"
    )


def _closed(visual: Sequence[str], start: int, end: int) -> int:
    """Take in a closing bracket whose opening one stands within the phrase."""
    opened: list[str] = []
    for text in visual[start:end]:
        if text in _OPENERS:
            opened.append(_OPENERS[text])
        elif opened and text == opened[-1]:
            opened.pop()
    while opened and end < len(visual) and visual[end] == opened[-1]:
        opened.pop()
        end += 1
    return end


def _leftward(visual: Sequence[str], kinds: Sequence[str], arabic: bool) -> list[int]:
    """Turn the right-to-left phrases of a line in a left-to-right paragraph."""
    order: list[int] = []
    at = 0
    while at < len(visual):
        end = at + 1
        if kinds[at] in STRONG_RIGHT:
            scan = at + 1
            while scan < len(visual) and kinds[scan] != "L":
                if kinds[scan] in STRONG_RIGHT:
                    end = scan + 1
                scan += 1
            inner = reading_order(visual[at:end], True, arabic)
            order.extend(at + index for index in inner)
        else:
            order.append(at)
        at = end
    return order
