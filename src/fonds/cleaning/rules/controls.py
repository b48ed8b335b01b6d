"""Find control characters and terminal escapes that a capture left in a text.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import CODE, Doc, Proposal, Rule
from fonds.cleaning.rules.nature import is_data

NAME = "controls/1"
TOO_MANY = 0.2  # share of control characters from which it is no text at all

_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_CONTROLS = [chr(c) for c in (*range(9), *range(14, 28), 127)]
_ESCAPE = re.compile(  # ECMA-48: CSI sequences, OSC strings, two-character escapes
    "\x1b(?:\\[[0-?]{0,32}[ -/]{0,4}[@-~]|\\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\\\)|[@-Z\\\\^_])"
)
_HOLDS = frozenset("[('\"")  # a control character right after one of these is meant
_BACK = re.compile("\x08+")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove terminal escapes, overstrikes and stray control characters.

    An overstrike (marks, as many backspaces, the text again or instead) keeps what a terminal
    would show. Left alone: tab, line ends, form feed, vertical tab, the separators U+001C to
    U+001F, which files of their own kind use; backspaces after letters that nothing strikes
    again, an accent of old or a joke; source code; bells; and what is more binary than text.
    """
    text = doc.text
    places = [match.start() for match in _CONTROL.finditer(text)]
    if (len(places) > TOO_MANY * len(text) and len(text) > 20) or is_data(doc):
        return
    done = 0
    for at in places:
        if at < done:
            continue
        if text[at] == "\b":
            start, end, reason, score = _backspaces(text, at, done)
        elif escape := _ESCAPE.match(text, at):
            start, end, reason, score = at, escape.end(), "terminal escape", 0.95
        else:
            bell = text[at] == "\a"  # a patch or a message may mean it
            score = 0.5 if bell or text[at - 1 : at] in _HOLDS else 0.9
            start, end, reason = at, at + 1, "control character"
        done = end
        yield Proposal(start, end, "", NAME, reason, score, {})


def _backspaces(text: str, at: int, done: int) -> tuple[int, int, str, float]:
    """Judge a run of backspaces: an overstrike goes whole, a stray one goes, others stay."""
    run = _BACK.match(text, at)
    end = run.end() if run else at + 1
    size = end - at
    struck = text[max(done, at - size) : at]
    over = text[end : end + size]
    if len(struck) == len(over) == size == 1 and over.strip():
        marks = all(a == b or a in "_-" for a, b in zip(struck, over, strict=True))
        if marks:
            return at - size, end, "overstruck characters", 0.9
        if set(over) == {"_"}:
            return at, end + size, "overstruck characters", 0.9
    before, after = text[at - 1 : at], text[end : end + 1]
    stray = not before.strip() or not after.strip() or bool(_CONTROL.match(before))
    return at, end, "backspace", 0.9 if stray else 0.5


def _gate(text: str) -> bool:
    return any(control in text for control in _CONTROLS)


RULE = Rule(find, _gate, respects=frozenset({CODE}))
