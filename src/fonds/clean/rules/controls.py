"""Find control characters and terminal escapes that a capture left in a text.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.clean.doc import ALWAYS, CODE, Doc, Proposal, Rule

NAME = "controls/1"
TOO_MANY = 0.2  # share of control characters from which it is no text at all

_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_ESCAPE = re.compile(  # ECMA-48: CSI sequences, OSC strings, two-character escapes
    "\x1b(?:\\[[0-?]{0,32}[ -/]{0,4}[@-~]|\\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\\\)|[@-Z\\\\^_])"
)


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove terminal escapes, overstrikes and stray control characters.

    An overstrike (``_``, backspace, letter, or a letter twice) loses its first half, as a
    terminal would show it. Left alone: tab, line ends, form feed, vertical tab, the separators
    U+001C to U+001F, which files of their own kind use, and what is more binary than text.
    """
    text = doc.text
    places = [match.start() for match in _CONTROL.finditer(text)]
    if len(places) > TOO_MANY * len(text) and len(text) > 20:
        return
    done = 0
    for at in places:
        if at < done:
            continue
        escape = _ESCAPE.match(text, at)
        if escape:
            done = escape.end()
            yield Proposal(at, done, "", NAME, "terminal escape", 0.95, {})
            continue
        start = at
        if text[at] == "\b" and 0 < at < len(text) - 1 and at > done:
            struck, over = text[at - 1], text[at + 1]
            if over > " " and (struck in ("_", over) or over == "_"):
                start = at - 1
        # The half of an overstrike to drop is the underscore or the first of two equal letters.
        if start < at and text[at + 1] == "_" and text[at - 1] != "_":
            yield Proposal(at, at + 2, "", NAME, "overstruck character", 0.9, {})
            done = at + 2
            continue
        yield Proposal(
            start, at + 1, "", NAME,
            "overstruck character" if start < at else "control character", 0.9, {},
        )  # fmt: skip
        done = at + 1


def _gate(text: str) -> bool:
    return _CONTROL.search(text) is not None


RULE = Rule(find, _gate, ALWAYS, respects=frozenset({CODE}))
