"""Find a space typed twice within a sentence.

Floor 3, a rule of the cleaner. Two spaces mean something in most kinds of text: after a sentence,
in columns, code, verse and justified lines. So this acts on running prose only, and only where it
is a rare slip in its document.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import Doc, Proposal, Rule, has
from fonds.cleaning.rules.nature import SIGN_SHARE, SIGNS, is_letter, is_wrapped

NAME = "spaces/1"
SHORT = 60  # characters of a line that must show by its letters that it is a sentence
WRAPPED = 160  # a shorter line of a text with broken lines may be laid out, spaces and all
WORDS = 4  # words of a line of prose
BEFORE = 2  # words of the line before the slip; one would be a term with its definition
RARE = 0.08  # share of doubled gaps in a line from which they are its layout
RARE_HERE = 0.03  # the same of the document
MARKED = 0.05  # share of brackets and operators from which a line is code or data
LONGEST = 200_000  # characters of a line; a longer one is no paragraph

_DOUBLE = re.compile(  # between words, or so it may be: _is_within_sentence looks closer
    r"  (?<=[^\x00-\x40\[-`{-\x7f\s]  |[,;]  )(?=[^\W\d_]|[^\x00-\x7f\s]|[\"(\[])"
)
_GAP = re.compile(r"(?<=\S) {1,40}(?=\S)")
_LAYOUT = re.compile(r"\t|\||   |^\s|[;{}\\=<>]$|^[>|#*+$%-]|::|`|  [^\w\s\"“‘«(\[]")
_ENDS = re.compile(r"[.!?…。！？।۔؟።:\"”»’)\]]\s{0,4}\Z")
_SENTENCES = re.compile(r"[.!?…。！？।۔؟።։](?:[\"”’»)\]]?\s|[\"”’»)\]]?\Z)")
_AFTER_SENTENCE = re.compile(  # the spaces are looked for first: they are rarer than stops
    r"  (?:(?<=[.!?…।؟]  )|(?<=[.!?…।؟][\"'”’»)\]]  )|(?<=[.!?…।؟][\"'”’»)\]][\"'”’»)\]]  ))"
    r"(?=[^\W\d_]|[\"“«(\[¿¡\d])"
)
_COMMAS = ",;،、؛"


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove the second of two spaces between words of one sentence.

    Left alone: spaces after a sentence or a number, three or more, and all of a line that is
    indented, short, laid out by hand, in columns, marked up, code or beside it; a term before its
    definition; verse; and documents where doubled spaces are common, as in justified text.
    """
    text = doc.text
    places = [at for m in _DOUBLE.finditer(text) if _is_within_sentence(text, at := m.start())]
    if not places or not _is_rare(text):
        return
    seen: dict[int, bool] = {}
    for at in places:
        start, end = doc.line_at(at)
        if start not in seen:
            seen[start] = _is_prose(doc, start, end)
        if seen[start] and _has_words_before(text, at, start, end):
            yield Proposal(at + 1, at + 2, "", NAME, "space doubled within a sentence", 0.75, {})


def _has_words_before(text: str, at: int, start: int, end: int) -> bool:
    """Tell whether the line before the slip is more than a term that is being defined."""
    words = len(text[start:at].split(None, BEFORE + 1))
    if end - start < SHORT and (
        not is_letter(text[at + 2]) or (text[at + 2].isupper() and words <= BEFORE)
    ):
        return False
    return words >= BEFORE


def _is_within_sentence(text: str, at: int) -> bool:
    """Tell whether a word or a comma stands before, a word after, and no heading's number."""
    before, after = text[at - 1], text[at + 2]
    if before in _COMMAS:
        before = text[at - 2 : at - 1]
    return bool(before) and is_letter(before) and (is_letter(after) or after in '"“‘«([')


def _is_prose(doc: Doc, start: int, end: int) -> bool:
    """Tell whether the line is a paragraph of sentences, and its gaps are no columns."""
    if end - start > LONGEST or (end - start <= WRAPPED and is_wrapped(doc)):
        return False
    line = doc.text[start:end]
    if len(SIGNS.findall(line)) > MARKED * len(line):
        return False
    if _LAYOUT.search(line) or not (_ENDS.search(line) or end - start > 2 * WRAPPED):
        return False
    if _code_beside(doc.text, start, end):
        return False
    gaps = [len(match.group()) for match in _GAP.finditer(line)]
    habit = len(_AFTER_SENTENCE.findall(line))  # two spaces after a sentence
    doubled = sum(1 for gap in gaps if gap > 1) - habit
    most = max(len(_SENTENCES.findall(line)) - habit, 2 if habit else 0, RARE * len(gaps))
    if len(gaps) < WORDS - 1 or doubled > most:
        return False
    return end - start >= SHORT or not _columns_beside(doc, start, end)


def _code_beside(text: str, start: int, end: int) -> bool:
    """Tell whether the line before or after, with none between, has the signs of code."""
    before = text[max(0, start - 400) : max(0, start - 1)].rpartition("\n")[2]
    after = text[end + 1 : end + 400].partition("\n")[0]
    return any(len(SIGNS.findall(line)) > SIGN_SHARE * len(line) for line in (before, after))


def _columns_beside(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a line next to this short one has gaps too, or goes on from it."""
    text = doc.text
    before = text[max(0, start - 200) : max(0, start - 1)].rpartition("\n")[2]
    after = text[end + 1 : end + 200].partition("\n")[0]
    for line in (before, after):
        if "  " in line.strip() or "\t" in line or (line.strip() and not _ENDS.search(line)):
            return True
    return False


def _is_rare(text: str) -> bool:
    """Tell whether spaces doubled elsewhere than after a sentence are few enough to be slips."""
    doubled, most = text.count("  "), max(4, RARE_HERE * text.count(" "))
    if doubled <= most:
        return True
    # Those after a sentence are in gaps of two, so what gaps of three and more have is too much.
    return text.count("   ") <= most and doubled - len(_AFTER_SENTENCE.findall(text)) <= most


RULE = Rule(find, has("  "))
