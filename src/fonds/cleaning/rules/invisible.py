"""Find characters that nobody sees and that carry nothing where they stand.

Floor 3, a rule of the cleaner. The same character is a fault in one script and spelling in the
next, so each is judged by the scripts beside it, and direction marks by the whole document.
"""

import re
from collections.abc import Callable, Iterator

from fonds.cleaning.doc import CODE, Doc, Proposal, Rule
from fonds.cleaning.rules.directions import embeddings
from fonds.cleaning.rules.nature import is_data

NAME = "invisible/1"
TOO_MANY = 0.3  # share of invisible characters from which the text is no text
REACH = 8  # places on either side in which a neighbour that can be seen is looked for
FAR = 12  # the same for a letter of a script without spaces

ZWSP, ZWNJ, ZWJ, WJ, BOM = "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"
SHY, MVS, LRM, RLM, ALM = "\xad", "\u180e", "\u200e", "\u200f", "\u061c"

_ANY = re.compile("[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_RUN = re.compile("([\xad\u061c\u180e\u200b-\u200f\u2060\ufeff])\\1*")
_RTL = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_LTR = re.compile("[A-Za-z\xc0-\u02af\u0370-\u052f\u0900-\u1fff\u3040-\ud7ff]")
_JOINING = re.compile(  # scripts whose letters change shape: Arabic to Indic, Mongolian and more
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1700-\u18af\u1a00-\u1aaf\u1b00-\u1cff\ua840-\ua87f"
    "\ua8e0-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
    "\U0001e900-\U0001e95f]"
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
    Left alone: joiners in Arabic, Indic, Mongolian and emoji; ZWSP near a letter of Khmer, Thai,
    Lao, Burmese, Tibetan; every direction mark where both directions occur, and a U+200E between
    two Arabic letters, which stands for a missing U+200C; balanced isolates; what is quoted by
    itself or stands alone between spaces, as in a table of characters; ZWSP that holds markup
    apart; a text that has more of them than a text can have.
    """
    text = doc.text
    if len(text) > 200 and sum(map(text.count, _COUNTED)) > TOO_MANY * len(text):
        return
    rtl = _RTL.search(text) is not None
    for match in _RUN.finditer(text):
        start, end = match.span()
        before, after = _neighbours(text, start, end)
        if _shown(before, after, match[1]):
            continue
        if match[1] == SHY and is_data(doc):
            continue
        reason = _JUDGES[match[1]](text, start, end, before, after, rtl)
        if reason:
            yield Proposal(start, end, "", NAME, reason, 0.95, {})
        elif match[1] == LRM and _arabic(before) and _arabic(after):
            reason = "U+200E between Arabic letters; U+200C may be meant"
            yield Proposal(start, end, "", NAME, reason, 0.5, {})
        elif match[1] in (ZWNJ, ZWJ) and end - start > 1 and _JOINING.match(before):
            yield Proposal(start + 1, end, "", NAME, "joiner set twice", 0.95, {})
    for start, end, reason, score in embeddings(text, rtl):
        if not _shown(*_neighbours(text, start, end), text[start]):
            yield Proposal(start, end, "", NAME, reason, score, {})


_COUNTED = (
    SHY,
    ZWSP,
    ZWNJ,
    ZWJ,
    BOM,
    LRM,
    RLM,
    *map(chr, range(0x202A, 0x202F)),
    "\u2066",
    "\u2069",
)


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the nearest characters that can be seen, within REACH places; spaces count."""
    before = next(
        (c for c in reversed(text[max(0, start - REACH) : start]) if not _ANY.match(c)), ""
    )
    after = next((c for c in text[end : end + REACH] if not _ANY.match(c)), "")
    return before, after


def _shown(before: str, after: str, char: str) -> bool:
    """Tell whether the character stands by itself: in quotes, or alone as in a character table."""
    if before and after and before in _QUOTES and after in _QUOTES:
        return True
    blank = not before.strip() and not after.strip()
    return blank and bool(before or after) and char in (SHY, WJ, ZWNJ, ZWJ)


def _bom(text: str, start: int, end: int, before: str, after: str, rtl: bool) -> str:
    return "byte order mark inside text" if start else "byte order mark at the start"


def _shy(text: str, start: int, end: int, before: str, after: str, rtl: bool) -> str:
    if before.isalnum() and after == "\n":
        return ""  # a break that the layout made; the rule of line-end hyphens joins it
    if any("\xa1" <= char <= "\xbf" for char in (before, after) if char):
        return ""  # amid signs of Latin-1 it is half a letter of another encoding
    return "soft hyphen" if before.isalnum() or after.isalnum() else ""


def _zwsp(text: str, start: int, end: int, before: str, after: str, rtl: bool) -> str:
    if _UNSPACED.search(text, max(0, start - FAR), min(len(text), end + FAR)):
        return ""
    if end - start > 1:
        return "doubled zero-width space, as a translation engine leaves it"
    if (before and before in _HOLDS) or (after and after in _HOLDS):
        return ""
    return "zero-width space in a script that has spaces or needs none"


def _joiner(text: str, start: int, end: int, before: str, after: str, rtl: bool) -> str:
    if any(_JOINING.match(c) or _EMOJI.match(c) for c in (before, after) if c):
        return ""
    if before == "f" and _PLAIN.match(after):
        return ""  # keeps a ligature apart: Auf|lage
    plain = [bool(_PLAIN.match(c)) for c in (before, after)]
    return "joiner between letters it cannot change" if all(plain) else ""


def _word_joiner(text: str, start: int, end: int, before: str, after: str, rtl: bool) -> str:
    """Judge U+2060: within a word, or beside a plain space, it keeps nothing together."""
    if _PLAIN.match(before) and (_PLAIN.match(after) or after in " \n"):
        return "word joiner where nothing could break"
    return ""


def _vowel_separator(text: str, start: int, end: int, before: str, after: str, rtl: bool) -> str:
    mongolian = any("\u1800" <= c <= "\u18af" for c in (before, after) if c)
    return "" if mongolian else "Mongolian vowel separator outside Mongolian"


def _mark(text: str, start: int, end: int, before: str, after: str, rtl: bool) -> str:
    if not rtl:
        return "direction mark in a text of one direction"
    if text[start] == LRM and _LTR.match(before) and _LTR.match(after):
        return "left-to-right mark inside a left-to-right word"
    if text[start] == RLM and _HEBREW.match(before) and _HEBREW.match(after):
        return "right-to-left mark inside a right-to-left word"
    return ""


_JUDGES: dict[str, Callable[[str, int, int, str, str, bool], str]] = {
    BOM: _bom, SHY: _shy, ZWSP: _zwsp, ZWNJ: _joiner, ZWJ: _joiner, WJ: _word_joiner,
    MVS: _vowel_separator, LRM: _mark, RLM: _mark, ALM: _mark,
}  # fmt: skip


def _arabic(char: str) -> bool:
    return "\u0620" <= char <= "\u06ff"


def _gate(text: str) -> bool:
    return not text.isascii() and _ANY.search(text) is not None


RULE = Rule(find, _gate, respects=frozenset({CODE}))
