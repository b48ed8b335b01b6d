"""Find a space typed twice within a sentence.

Floor 3, a rule of the cleaner. Two spaces mean something in most kinds of text: after a sentence,
in columns, code, verse and justified lines. So this acts on running prose only, and only where it
is a rare slip in its document.
"""

import re
from collections.abc import Iterator

from fonds.clean.doc import Doc, Proposal, Rule
from fonds.clean.rules.nature import is_code

NAME = "spaces/1"
SHORTEST = 60  # characters of a line of prose
WRAPPED = 110  # a shorter line with lines beside it may be wrapped by hand, spaces and all
WORDS = 8  # words of a line of prose
RARE = 0.08  # share of doubled gaps in a line from which they are its layout
RARE_HERE = 0.03  # the same of the document

_DOUBLE = re.compile(r"(?<=[^\W_])(?P<comma>[,;،、؛՝]?)  (?=[^\W_])")
_GAP = re.compile(r"(?<=\S) {1,40}(?=\S)")
_LAYOUT = re.compile(r"\t|\|| {3}|\S {2}[^\w\"'“‘«(\[]|^[ \t]{1,80}\S|[;{}\\=<>]$|^[>|#*+$%.-]|::|`")
_ENDS = re.compile(r"[.!?…。！？।۔؟။።:\"”»’)\]][\s\"'”’»)\]]{0,4}\Z")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove the second of two spaces between words of one sentence.

    Left alone: spaces after a sentence, three or more, and all of a line that is indented, short,
    wrapped by hand, in columns, marked up or code; verse; and documents where doubled spaces are
    common, as in justified text.
    """
    text = doc.text
    if is_code(doc):
        return
    slips = []
    for match in _DOUBLE.finditer(text):
        start, end = doc.line_at(match.start())
        if _is_prose(text, start, end) and _is_sentence_inside(text, match):
            slips.append(match)
    if len(slips) > 3:
        doubled = text.count("  ")
        if doubled > max(4, RARE_HERE * text.count(" ")):
            return
    for match in slips:
        at = match.end() - 1
        yield Proposal(at, at + 1, "", NAME, "space doubled within a sentence", 0.75, {})


def _is_sentence_inside(text: str, match: re.Match[str]) -> bool:
    """Tell whether the sentence goes on: no list number before, nothing that ends one."""
    before = text[max(0, match.start() - 12) : match.start()]
    return not re.search(r"(?:^|\n)\s{0,4}\w{1,3}\Z", before)


def _is_prose(text: str, start: int, end: int) -> bool:
    line = text[start:end]
    if len(line) < SHORTEST or len(line) > 200_000:
        return False
    if len(line) <= WRAPPED and not _stands_alone(text, start, end):
        return False
    around = line if len(line) < 2000 else line[:2000]
    if _LAYOUT.search(around):
        return False
    gaps = [len(match.group()) for match in _GAP.finditer(line)]
    doubled = sum(1 for gap in gaps if gap > 1)
    return len(gaps) >= WORDS - 1 and doubled <= max(1, RARE * len(gaps))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether the line is a paragraph: whatever is beside it is blank, or ends a sentence."""
    before = text[max(0, start - 300) : max(0, start - 1)].rpartition("\n")[2]
    after = text[end + 1 : end + 300].partition("\n")[0]
    if not before.strip() and not after.strip():
        return True
    return bool(
        (not before.strip() or _ENDS.search(before)) and _ENDS.search(text[max(start, end - 20) : end])
    )


def _gate(text: str) -> bool:
    return "  " in text and _DOUBLE.search(text) is not None


RULE = Rule(find, _gate)
