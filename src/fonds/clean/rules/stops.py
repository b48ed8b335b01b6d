"""Find full stops that were set twice with a space between.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.clean.doc import Doc, Proposal, Rule
from fonds.clean.rules.nature import is_code

NAME = "stops/1"

STOPS = ".。।۔።።։܀।॥꘎᙮။។"
_TWICE = re.compile(
    # After a sentence: a letter (or what closes one), the stop, a blank, the stop again.
    r"(?P<word>[^\W\d_][\"'”’»)\]]?|[\"”’»)\]])(?P<gap>[ \xa0]?)"
    rf"(?P<stop>[{STOPS}])(?P<extra>[ \xa0]{{1,2}}(?P=stop))(?=(?P<after>[ \xa0\t\r]{{0,3}}(?:\n|\Z|.)))"
)
_MORE = re.compile(rf"[ \xa0]{{0,2}}[{STOPS}…]")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove the second of two full stops with a space between, in any script.

    Left alone: three or more (an ellipsis, a leader), two without a space, stops beside digits,
    in code, or before a small letter, where an author paused; ``. .`` of a shell; ``।।`` and
    ``॥``, which end verses.
    """
    text = doc.text
    if is_code(doc):
        return
    for match in _TWICE.finditer(text):
        after = match["after"].lstrip(" \xa0\t\r")
        if _MORE.match(text, match.end()) or _goes_on(match, after):
            continue
        before = text[max(0, match.start("word") - 3) : match.start("word")]
        if any(char in STOPS + "…" for char in before[-1:]):
            continue
        if match["stop"] == "." and match["gap"] and not _sentence(match["word"], after):
            continue
        yield Proposal(*match.span("extra"), "", NAME, "full stop set twice", 0.85, {})


def _goes_on(match: re.Match[str], after: str) -> bool:
    """Tell whether the sentence goes on: no end, no blank, or a small letter follows."""
    if not after.strip():
        return False
    if after[-1:].islower() or after[-1:].isdigit() or after[-1:] in "./\\,;:":
        return True
    return match["after"][:1] not in " \xa0\t\r\n\"”’»)]" and after.isascii()


def _sentence(word: str, after: str) -> bool:
    """Tell whether a stop set off by a blank ends a sentence: capital, other script, or the end."""
    return not word.isascii() or not after.strip() or after[-1:].isupper()


def _gate(text: str) -> bool:
    return ". ." in text or _DOUBLED.search(text) is not None


_DOUBLED = re.compile(rf"([{STOPS}])[ \xa0]{{1,2}}\1")

RULE = Rule(find, _gate)
