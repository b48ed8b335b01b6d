"""Find what optical character recognition makes of broken words and of specks.

Floor 3, a rule of the cleaner. Misread letters are left: nobody can tell them from spelling.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import Doc, Proposal, Rule

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

    Left alone: ``¬`` before anything but a small letter's line, as logic writes it; one sign by
    itself; specks in a text without broken words that show a scan; rules, leaders and ellipses;
    code.
    """
    text = doc.text
    yield from _dust(text)
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


_DUST = re.compile(
    r"(?<=[.!?…»”\")])(?P<dust>[ \t]{1,3}(?:[■□▪▫●○◦◘◙¦|•·▲▼◆◇♦§¬~^*°'`_-]{1,6}[ \t]{1,2}){0,5}"
    r"[■□▪▫●○◦◘◙¦|•·▲▼◆◇♦¬~^*°'`_-]{1,6})(?=[ \t]{0,3}(?:\r?\n|\Z)|[ \t]{1,3}[^\W\d_])"
)
_SCAN_BREAK = re.compile(r"[^\W\d_][-¬][ \t]{0,2}\r?\n[ \t]{0,4}[^\W\d_]")
_BARS = re.compile(r"\|{3,}|(?:\| ){2,}\|")


def _dust(text: str) -> Iterator[Proposal]:
    """Propose specks after a sentence's end in a scanned text, read as two signs or more.

    A scan shows by words broken at line ends. One sign alone may be the mark that closes an
    article, so it stays, and so does what a table or a list in the text uses as its own sign.
    """
    if len(_SCAN_BREAK.findall(text)) < 2:
        return
    for match in _DUST.finditer(text):
        signs = match["dust"].split()
        solid = "".join(signs)
        if len(solid) < 2 or not (_SURE.search(solid) or _BARS.search(solid)):
            continue
        if len(set(solid)) == 1 and not _BARS.search(solid):
            continue  # a rule, a row of asterisks
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "|" in line or line.lstrip()[:1] in tuple(solid):
            continue
        yield Proposal(*match.span("dust"), "", NAME, "specks read as signs", 0.8, {})


_DUST_SIGNS = ("■", "□", "▪", "▫", "●", "◘", "◙", "¦", "|||", "| |")


def _gate(text: str) -> bool:
    if "¬" in text:
        return True
    return "-\n" in text and any(sign in text for sign in _DUST_SIGNS)


RULE = Rule(find, _gate)
