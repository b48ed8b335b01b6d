"""Find words that a layout broke over two lines, and join them.

Floor 3, a rule of the cleaner. A hyphen at a line's end is either the layout's or the word's own,
and only reading tells; without a dictionary the document itself and its habits are the evidence.
"""

import re
from collections.abc import Callable, Iterator

import attrs

from fonds.cleaning.doc import Doc, Proposal, Rule
from fonds.cleaning.rules.compounds import is_compound, is_prefix
from fonds.cleaning.rules.nature import lines
from fonds.cleaning.rules.pageshapes import is_page_line

NAME = "hyphens/2"
HABIT = 0.04  # share of lines that end in a broken word, from which breaking is a habit here
SHORTEST = 8  # characters of a line that a layout broke
MOST = 5000  # breaks looked at in one text

_BREAK = re.compile(
    r"(?P<hyphen>[-‐\xad⸗])(?P<gap>[ \t]{0,3}\r?\n[ \t]{0,12})(?P<right>[^\W\d_]{1,40})"
)
_PLAIN_BREAK = re.compile(r"-[ \t]{0,3}\r?\n[ \t]{0,12}[^\W\d_]")
_HANGS_PRONOUNS = re.compile("[ãõ]|·l|[a-z]-(?:lhe|se|me|lo|la|os|as)\\b")  # Portuguese, Catalan
_LEFT = re.compile(r"[^\W\d_]{2,40}\Z")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to join the two halves of a broken word: ``rele-`` and ``vant``.

    Joined: at a soft hyphen always; else when the joined word stands elsewhere in the text, or
    when the text is in the habit of breaking words and nothing says that this one is a compound.
    Left alone: a capital or a digit after the break (``co-`` ``Op``, ``1914-`` ``1918``), words
    hyphenated elsewhere in the text, halves that are words of the text themselves, common parts
    of compounds, enclitics, suspended hyphens (``Bezirks-`` ``und``), short lines, code.
    """
    text = doc.text
    breaks = [found for found in map(_Break.of(doc), _BREAK.finditer(text)) if found][:MOST]
    if not breaks:
        return
    words, compounds = _vocabulary(text, breaks)
    enclitics = _HANGS_PRONOUNS.search(text) is not None
    unsure, sure = [], 0
    for broken in breaks:
        left, right = broken.left.lower(), broken.right.lower()
        if broken.hyphen in "\xad⸗":
            yield broken.join(0.95, "soft hyphen at a line's end")
        elif (
            not broken.right[0].islower()
            or not broken.left[-1].islower()
            or f"{left}-{right}" in compounds
        ):
            continue
        elif left + right in words:
            sure += 1
            yield broken.join(0.9, "broken word, whole elsewhere in the text")
        elif not _keeps_hyphen(left, right, words, enclitics):
            unsure.append(broken)
    if not sure and all(is_prefix(b.left.lower(), b.right.lower()) for b in unsure):
        for broken in unsure:  # re-create, co-operate: the hyphen may be the word's own
            yield broken.join(0.5, "a prefix before a line's end")
        return
    yield from _by_habit(doc, unsure, sure)


def _keeps_hyphen(left: str, right: str, words: set[str], enclitics: bool) -> bool:
    """Tell whether the hyphen may be the word's own: known parts, or words of the text."""
    if left[-1] == right[0] and left[-1] in "aeiouyäöü":
        return True  # linja-autoasema, co-operate: such words are written so
    if is_prefix(left, right):
        return right in words
    return is_compound(left, right, enclitics) or (left in words and right in words)


@attrs.frozen
class _Break:
    left: str
    hyphen: str
    right: str
    start: int  # of the hyphen
    end: int  # past the line's end and the indentation after it

    @classmethod
    def of(cls, doc: Doc) -> "Callable[[re.Match[str]], _Break | None]":
        """Return what reads a match in ``doc``; None where it is no word of running text."""

        def read(match: re.Match[str]) -> "_Break | None":
            text, at = doc.text, match.start()
            left = _LEFT.search(text, max(0, at - 41), at)
            if not left or text[left.start() - 1 : left.start()] in ("-", "_", "/", "@", "."):
                return None
            start, end = doc.line_at(at)
            line = text[start:end] if end - start < 400 else ""
            if (
                len(line.strip()) < SHORTEST
                or "   " in line.strip()
                or "\t" in line.strip()
                or "|" in line
            ):
                return None
            if text[match.end() : match.end() + 1] in ("-", "_", "/", "=", "(", "@"):
                return None
            return cls(left.group(), match["hyphen"], match["right"], at, match.end("gap"))

        return read

    def join(self, score: float, reason: str) -> Proposal:
        return Proposal(self.start, self.end, "", NAME, reason, score, {})


def _by_habit(doc: Doc, unsure: list[_Break], sure: int) -> Iterator[Proposal]:
    if not unsure:
        return
    count = sum(1 for line in doc.text.split("\n") if line.strip())
    habit = len(unsure) + sure >= 2 and len(unsure) + sure >= HABIT * count
    paged = any(is_page_line(line) for _, line in lines(doc) if len(line) < 90)
    for broken in unsure:
        yield broken.join(0.8 if habit or paged else 0.5, "word broken at a line's end")


def _vocabulary(text: str, breaks: list[_Break]) -> tuple[set[str], set[str]]:
    """Return the text's words outside the breaks, and the words it hyphenates within a line."""
    parts, position = [], 0
    for broken in breaks:
        parts.append(text[position : broken.start - len(broken.left)])
        position = broken.end + len(broken.right)
    parts.append(text[position:])
    folded = "\n".join(parts).lower()
    compounds = {f"{m[1][-40:]}-{m[2]}" for m in _HYPHENED.finditer(folded) if m[2]}
    return set(_WORD.findall(folded)), compounds


_HYPHENED = re.compile(r"([^\W\d_]++)(?:[-‐]([^\W\d_]{1,40}))?")
_WORD = re.compile(r"[^\W\d_]{2,80}")


def _may_hold(text: str) -> bool:
    # A pattern that begins with one certain character is found much faster than one of a class.
    return _PLAIN_BREAK.search(text) is not None or (
        not text.isascii() and _BREAK.search(text) is not None
    )


RULE = Rule(find, _may_hold)
