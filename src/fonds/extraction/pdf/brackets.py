"""Brackets and guillemets of a right-to-left line, turned as their neighbours say. Pure.

A PDF names a bracket by its shape or by its meaning, as its printer liked, and readers mirror it
or not. What decides is the text: an opening bracket follows a space and a closing one does not.
"""

from collections.abc import Sequence

_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("«", "»"), ("‹", "›"))
_OPENING = dict(_PAIRS)
_CLOSING = {closing: opening for opening, closing in _PAIRS}
_ENDS = frozenset(" .,;:!?،؛؟…\"'”’-–")


def mirrored(char: str) -> str:
    """Return the other bracket of a pair, or the character itself."""
    return _OPENING.get(char) or _CLOSING.get(char) or char


def turned(texts: Sequence[str]) -> list[str]:
    """Return clusters, in reading order, with each bracket facing what it holds."""
    result = list(texts)
    opened: list[str] = []
    for at, text in enumerate(result):
        if text not in _OPENING and text not in _CLOSING:
            continue
        opening = text if text in _OPENING else _CLOSING[text]
        if _opens(result, at, opening in opened):
            result[at] = opening
            opened.append(opening)
        else:
            result[at] = _OPENING[opening]
            if opening in opened:
                opened.remove(opening)
    return result


def _opens(texts: Sequence[str], at: int, inside: bool) -> bool:
    """Say whether the bracket at a place opens, by its neighbours, else by what is open."""
    before = texts[at - 1] if at else " "
    after = texts[at + 1] if at + 1 < len(texts) else " "
    free_before = before == " " or before in _OPENING
    free_after = after in _ENDS
    if free_before and after != " ":
        return True
    if not free_before and free_after:
        return False
    return not inside
