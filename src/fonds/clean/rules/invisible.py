"""Find characters that nobody sees and that carry nothing where they stand.

Floor 3, a rule of the cleaner. The same character is a fault in one script and spelling in the
next, so each is judged by the scripts beside it, and direction marks by the whole document.
"""

import re
from collections.abc import Callable, Iterator

from fonds.clean.doc import ALWAYS, CODE, Doc, Proposal, Rule

NAME = "invisible/1"

ZWSP, ZWNJ, ZWJ, WJ, BOM, SHY, MVS = "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad", "\u180e"
LRM, RLM, ALM = "\u200e", "\u200f", "\u061c"
EMBED, OVERRIDE, POP = "\u202a\u202b", "\u202d\u202e", "\u202c"
ISOLATE, POP_ISOLATE = "\u2066\u2067\u2068", "\u2069"

_ANY = re.compile("[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\n]")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LTR = re.compile("[A-Za-z\xc0-\u02af\u0370-\u052f\u0900-\u1fff\u3040-\ud7ff]")
_JOINING = re.compile(  # scripts whose letters change shape: Arabic to Indic, Mongolian and more
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1700-\u18af\u1a00-\u1aaf\u1b00-\u1cff\ua840-\ua87f"
    "\ua8e0-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c-\u3299\ufe0f\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
_UNSPACED = re.compile(  # scripts written without spaces, where ZWSP marks the words
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1b7f\ua980-\ua9ff\uaa60-\uaadf]"
)
_PLAIN = re.compile(  # letters that no joiner can change
    "[A-Za-z\xc0-\u024f\u0370-\u058f\u1e00-\u1fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\u10a0-\u10ff\u1200-\u137f]"
)
_HEBREW = re.compile("[\u05d0-\u05ea]")
_HOLDS = "*_`@#~<>[]{}/\\|$"  # marks that a ZWSP beside them keeps from being read as markup
_QUOTES = "\"'`“”‘’«»„「」『』"


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove invisible characters that carry nothing.

    Removed: byte order marks; soft hyphens within words; zero-width spaces beside letters of
    scripts that have spaces, and doubled ones; joiners between letters they cannot change; marks
    and embeddings of direction in a document that has one direction only, and unbalanced ones.
    Left alone: joiners in Arabic, Indic, Mongolian and emoji; ZWSP in Khmer, Thai, Lao, Burmese,
    Tibetan; every direction mark where both directions occur, and a U+200E between two Arabic
    letters, which stands for a missing U+200C; balanced isolates; what is quoted by itself or
    stands alone between spaces, as in a table of characters; ZWSP that holds markup apart.
    """
    text = doc.text
    rtl = _RTL.search(text) is not None
    for match in _ANY.finditer(text):
        at, char = match.start(), match.group()
        if char in EMBED or char in OVERRIDE or char == POP or char in ISOLATE + POP_ISOLATE:
            continue
        before, after = _neighbours(text, at)
        if _shown(before, after, char):
            continue
        reason = _JUDGES[char](text, at, before, after, rtl)
        if reason:
            yield _cut(at, reason, 0.95)
        elif char == LRM and _arabic(before) and _arabic(after):
            yield _cut(at, "U+200E between Arabic letters; U+200C may be meant", 0.5)
    yield from _embeddings(text, rtl)


def _cut(at: int, reason: str, score: float) -> Proposal:
    return Proposal(at, at + 1, "", NAME, reason, score, {})


def _neighbours(text: str, at: int) -> tuple[str, str]:
    """Return the nearest characters that can be seen, within eight places; spaces count."""
    before = after = ""
    for place in range(at - 1, max(-1, at - 9), -1):
        if not _ANY.match(text[place]):
            before = text[place]
            break
    for place in range(at + 1, min(len(text), at + 9)):
        if not _ANY.match(text[place]):
            after = text[place]
            break
    return before, after


def _shown(before: str, after: str, char: str) -> bool:
    """Tell whether the character stands by itself: in quotes, or alone as in a character table."""
    if before and after and before in _QUOTES and after in _QUOTES:
        return True
    blank = not before.strip() and not after.strip()
    return blank and char != BOM and bool(before or after) and char in (SHY, WJ, ZWNJ, ZWJ)


def _bom(text: str, at: int, before: str, after: str, rtl: bool) -> str:
    return "byte order mark at the start" if at == 0 else "byte order mark inside text"


def _shy(text: str, at: int, before: str, after: str, rtl: bool) -> str:
    if before.isalnum() and after == "\n":
        return ""  # a break that the layout made; the rule of line-end hyphens joins it
    return "soft hyphen" if before.isalnum() or after.isalnum() else ""


def _zwsp(text: str, at: int, before: str, after: str, rtl: bool) -> str:
    if _UNSPACED.match(before) or _UNSPACED.match(after):
        return ""
    if text[at - 1 : at] == ZWSP or text[at + 1 : at + 2] == ZWSP:
        return "doubled zero-width space, as a translation engine leaves it"
    if (before and before in _HOLDS) or (after and after in _HOLDS):
        return ""
    return "zero-width space in a script that has spaces or needs none"


def _joiner(text: str, at: int, before: str, after: str, rtl: bool) -> str:
    if text[at - 1 : at] == text[at] and at:
        return "doubled joiner" if _JOINING.match(before) else ""
    if any(_JOINING.match(c) or _EMOJI.match(c) for c in (before, after) if c):
        return ""
    if before == "f" and _PLAIN.match(after):
        return ""  # keeps a ligature apart: Auf|lage
    plain = [bool(_PLAIN.match(c)) for c in (before, after)]
    return "joiner between letters it cannot change" if all(plain) else ""


def _word_joiner(text: str, at: int, before: str, after: str, rtl: bool) -> str:
    if _PLAIN.match(before) and _PLAIN.match(after):
        return "word joiner inside a word"
    return ""


def _vowel_separator(text: str, at: int, before: str, after: str, rtl: bool) -> str:
    mongolian = any("\u1800" <= c <= "\u18af" for c in (before, after) if c)
    return "" if mongolian else "Mongolian vowel separator outside Mongolian"


def _mark(text: str, at: int, before: str, after: str, rtl: bool) -> str:
    if not rtl:
        return "direction mark in a text of one direction"
    if text[at] == LRM and _LTR.match(before) and _LTR.match(after):
        return "left-to-right mark inside a left-to-right word"
    if text[at] == RLM and _HEBREW.match(before) and _HEBREW.match(after):
        return "right-to-left mark inside a right-to-left word"
    return ""


_JUDGES: dict[str, Callable[[str, int, str, str, bool], str]] = {
    BOM: _bom, SHY: _shy, ZWSP: _zwsp, ZWNJ: _joiner, ZWJ: _joiner, WJ: _word_joiner,
    MVS: _vowel_separator, LRM: _mark, RLM: _mark, ALM: _mark,
}  # fmt: skip


def _arabic(char: str) -> bool:
    return "\u0620" <= char <= "\u06ff"


def _embeddings(text: str, rtl: bool) -> Iterator[Proposal]:
    """Judge embeddings, overrides and isolates; a line end closes whatever is open."""
    stack: list[tuple[int, str]] = []
    for match in _BIDI.finditer(text):
        at, char = match.start(), match.group()
        if char == "\n":
            yield from _unclosed(text, stack)
            stack = []
        elif char in EMBED or char in OVERRIDE or char in ISOLATE:
            stack.append((at, char))
        elif not stack or (char == POP) == (stack[-1][1] in ISOLATE):
            if not _quoted(text, at):
                yield _cut(at, "closes a direction that nothing opened", 0.9)
        else:
            opened, kind = stack.pop()
            if kind in EMBED and not rtl and not _quoted(text, opened):
                yield _cut(opened, "embedding in a text of one direction", 0.9)
                yield _cut(at, "embedding in a text of one direction", 0.9)
    yield from _unclosed(text, stack)


def _unclosed(text: str, stack: list[tuple[int, str]]) -> Iterator[Proposal]:
    for at, char in stack:
        if not _quoted(text, at):
            yield _cut(at, "direction never closed", 0.5 if char in OVERRIDE else 0.9)


def _quoted(text: str, at: int) -> bool:
    before, after = _neighbours(text, at)
    return _shown(before, after, text[at])


def _gate(text: str) -> bool:
    return not text.isascii() and _ANY.search(text) is not None


RULE = Rule(find, _gate, ALWAYS, respects=frozenset({CODE}))
