"""Find what optical character recognition makes of broken words and of specks.

Floor 3, a rule of the cleaner. Misread letters are left: nobody can tell them from spelling.
"""

import re
from collections.abc import Iterator

from fonds.clean.doc import Doc, Proposal, Rule
from fonds.clean.rules.nature import is_code

NAME = "ocr/1"

_NOT_SIGN = re.compile(r"(?<=[^\W\d_])(?P<hyphen>¬[ \t]{0,3}\r?\n[ \t]{0,12})(?=[^\W\d_])")
_INSIDE = re.compile(r"(?<=[^\W\d_])¬ ?(?=[^\W\d_])")
_SPECKS = re.compile(
    r"(?P<blank>[ \t])(?P<specks>[•■□▪▫●○◦◘◙¦~^¬«»*°·'`_.,:;|\\/><=+-]{2,12})(?=[ \t]|\r?\n|\Z)"
)
_SURE = re.compile(r"[■□▪▫●◘◙¦~^¬]")
_RUN_OF_ONE = re.compile(
    r"(?:\.{2,}|-{2,}|_{2,}|={2,}|\*{2,}|/{2,}|:{2,}|>{2,}|<{2,}|\|{2,}|\+{2,})\Z"
)
_SENTENCE_END = re.compile(r"[.!?…:;,)\]\"”»’。！？।۔]\Z|[^\W\d_]\Z")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to join words broken with ``¬``, and to remove specks read as signs.

    Left alone: ``¬`` before anything but a small letter's line, as logic writes it; specks in a
    text without broken words that show a scan; rules, leaders and ellipses; code.
    """
    text = doc.text
    if is_code(doc):
        return
    breaks = list(_NOT_SIGN.finditer(text))
    for match in breaks:
        yield Proposal(*match.span("hyphen"), "", NAME, "word broken in a scanned text", 0.9, {})
    if not breaks:
        return
    for match in _INSIDE.finditer(text):
        if match.end() == match.start() + 1 or text[match.end()].islower():
            yield Proposal(*match.span(), "", NAME, "break of a line that is gone", 0.75, {})
    for match in _SPECKS.finditer(text):
        specks = match["specks"]
        before = text[match.start() - 1 : match.start()]
        if (
            not _SURE.search(specks)
            or _RUN_OF_ONE.match(specks)
            or not _SENTENCE_END.search(before)
        ):
            continue
        yield Proposal(*match.span(), "", NAME, "specks read as signs", 0.8, {})


def _gate(text: str) -> bool:
    return "¬" in text


RULE = Rule(find, _gate)
