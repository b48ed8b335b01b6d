"""Find words that a layout broke over two lines, and join them.

Floor 3, a rule of the cleaner. A hyphen at a line's end is either the layout's or the word's own,
and only reading tells; without a dictionary the document itself and its habits are the evidence.
"""

import re
from collections import Counter
from collections.abc import Iterator

from fonds.clean.doc import Doc, Proposal, Rule
from fonds.clean.rules.compounds import is_compound
from fonds.clean.rules.nature import is_code

NAME = "hyphens/1"
HABIT = 0.04  # share of lines that end in a broken word, from which breaking is a habit here
SHORTEST = 24  # characters of a line that a layout broke; shorter ones are verse, lists, columns

_BREAK = re.compile(
    r"(?P<left>[^\W\d_]{2,40})(?P<hyphen>[-‐\xad⸗])(?P<gap>[ \t]{0,3}\r?\n[ \t]{0,12})"
    r"(?P<right>[^\W\d_]{1,40})"
)
_PAGE_SIGN = re.compile(r"\f|^[ \t]{0,40}[-–—][ \t]?\d{1,4}[ \t]?[-–—][ \t]{0,4}$|^\d{1,4} [|•·] ", re.M)


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to join the two halves of a broken word: ``rele-`` and ``vant``.

    Joined: at a soft hyphen always; else when the joined word stands elsewhere in the text, or
    when the text is in the habit of breaking words and nothing says that this one is a compound.
    Left alone: a capital or a digit after the break (``co-`` ``Op``, ``1914-`` ``1918``), words
    hyphenated elsewhere in the text, halves that are words of the text themselves, common parts
    of compounds, enclitics, suspended hyphens (``Bezirks-`` ``und``), short lines, code.
    """
    text = doc.text
    if is_code(doc):
        return
    breaks = [m for m in _BREAK.finditer(text) if _in_running_text(doc, m)]
    if not breaks:
        return
    words, compounds = _vocabulary(text, breaks)
    unsure = []
    for match in breaks:
        left, right = match["left"].lower(), match["right"].lower()
        if match["hyphen"] in "\xad⸗":
            yield _join(match, 0.95, "soft hyphen at a line's end")
        elif not match["right"][0].islower() or not match["left"][-1].islower():
            continue
        elif f"{left}-{right}" in compounds:
            continue
        elif left + right in words:
            yield _join(match, 0.9, "broken word, whole elsewhere in the text")
        elif not (is_compound(left, right) or (words[left] and words[right])):
            unsure.append(match)
    yield from _by_habit(text, unsure)


def _by_habit(text: str, unsure: list[re.Match[str]]) -> Iterator[Proposal]:
    if not unsure:
        return
    lines = sum(1 for line in text.split("\n") if line.strip())
    habit = len(unsure) >= 2 and len(unsure) >= HABIT * lines
    paged = _PAGE_SIGN.search(text) is not None
    for match in unsure:
        yield _join(match, 0.8 if habit or paged else 0.5, "word broken at a line's end")


def _join(match: re.Match[str], score: float, reason: str) -> Proposal:
    return Proposal(match.start("hyphen"), match.end("gap"), "", NAME, reason, score, {})


def _in_running_text(doc: Doc, match: re.Match[str]) -> bool:
    """Tell whether the break ends a line of some length, and the word is no part of a chain."""
    text = doc.text
    start, end = doc.line_at(match.start())
    if end - start < SHORTEST or text[match.start() - 1 : match.start()] in ("-", "_", "/", "@", "."):
        return False
    line = text[start:end]
    if "   " in line.strip() or "\t" in line.strip() or "|" in line:
        return False
    return text[match.end() : match.end() + 1] not in ("-", "_", "/", "=", "(", "@")


def _vocabulary(text: str, breaks: list[re.Match[str]]) -> tuple[Counter[str], set[str]]:
    """Return the text's words outside the breaks, and the words it hyphenates within a line."""
    folded = text.lower()
    words = Counter(re.findall(r"[^\W\d_]{2,80}", folded))
    for match in breaks:
        words[match["left"].lower()] -= 1
        words[match["right"].lower()] -= 1
    compounds = set(re.findall(r"[^\W\d_]{1,40}[-‐][^\W\d_]{1,40}", folded))
    return words, {compound.replace("‐", "-") for compound in compounds}


_gate = re.compile(r"[^\W\d_][-‐\xad⸗][ \t]{0,3}\r?\n").search


def _may_hold(text: str) -> bool:
    return _gate(text) is not None


RULE = Rule(find, _may_hold)
