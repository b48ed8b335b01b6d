"""The text of a page: lines as PDFium reads them, and those with right-to-left letters anew."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fonds.extraction.pdf import bidi, fontmap, pdfium, pieces, tounicode
from fonds.extraction.pdf.pdfium import Box
from fonds.extraction.pdf.pieces import Piece

RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
COMPLEX = re.compile("[\u0590-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_BREAK = re.compile("\r\n|\r|\n")


class TextLine(NamedTuple):
    """One line of a page: its text, where it stands, what PDFium gave, and what was done to it."""

    text: str
    box: Box
    original: str = ""
    done: frozenset[str] = frozenset()


class Fonts:
    """What a document's fonts say of the characters that PDFium read, for one page after another."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._tables: tounicode.Tables | None = None
        self._read = False
        self._maps: dict[int, fontmap.FontMap | None] = {}

    def named(self, handle: int, char: str, advance: float) -> tuple[str, bool]:
        """Return a character and whether it stands.

        Where it is but the number of a glyph without a name: the font's own name for it, else
        U+FFFD. It does not stand where that is likely and not sure.
        """
        if not self._read:
            self._read = True
            self._tables = tounicode.read(self._data)
        tables = self._tables
        latin = bidi.kind(char) == "L"
        control = char < " "
        if tables is None or not (latin or control or tables.maybe_code(char)):
            return char, True
        font = pdfium.object_font(handle) or 0
        if font not in self._maps:
            self._maps[font] = fontmap.read(pdfium.font_program(font)) if font else None
        table = self._maps[font]
        if table is None:
            return char, True
        known = table.by_glyph.get(ord(char)) if tables.identity else None
        if latin and ord(char) not in table.glyphs and known and COMPLEX.match(chr(known)):
            return chr(known), True  # a Latin letter that this font does not have
        if not control and not tables.surely_code(char):
            return char, not tables.maybe_code(char) or table.draws(ord(char), advance)
        if table.draws(ord(char), advance):
            return char, True
        return ("\ufffd", False) if known is None else (chr(known), True)


def lines(
    text_page: int, stated: Mapping[int, tuple[int, str]], fonts: Fonts
) -> list[TextLine]:
    """Return the lines of a page in PDFium's order, with right-to-left lines set right.

    ``stated`` gives, for the handle of a text object, the number of its marked content and the
    text that the file states for it.
    """
    text, count = pdfium.page_text(text_page)
    if len(text) != count:
        text = "".join(chr(pdfium.get_unicode(text_page, at) or 0xFFFD) for at in range(count))
    segments = _segments(text)
    if not RIGHT.search(text) and not any(RIGHT.search(value) for _, value in stated.values()):
        return [_plain(text_page, text, start, end) for start, end in segments]
    rightward = bidi.rightward([text])
    found: list[TextLine] = []
    waiting: list[tuple[int, int]] = []
    for start, end in segments:
        part = text[start:end]
        if RIGHT.search(part) or (rightward and not _LETTER.search(part)) or stated:
            waiting.append((start, end))
            continue
        found.extend(_anew(text_page, text, waiting, stated, rightward, fonts))
        waiting = []
        found.append(_plain(text_page, text, start, end))
    found.extend(_anew(text_page, text, waiting, stated, rightward, fonts))
    return found


def _segments(text: str) -> list[tuple[int, int]]:
    found = []
    at = 0
    for match in _BREAK.finditer(text):
        if match.start() > at:
            found.append((at, match.start()))
        at = match.end()
    if at < len(text):
        found.append((at, len(text)))
    return found


def _plain(text_page: int, text: str, start: int, end: int) -> TextLine:
    box: Box | None = None
    for rectangle in pdfium.rectangles(text_page, start, end - start):
        box = rectangle if box is None else box.joined(rectangle)
    return TextLine(text[start:end].strip(" "), box or Box(0, 0, 0, 0))


def _anew(
    text_page: int,
    text: str,
    segments: Sequence[tuple[int, int]],
    stated: Mapping[int, tuple[int, str]],
    rightward: bool,
    fonts: Fonts,
) -> list[TextLine]:
    """Read consecutive lines again from the places of their letters."""
    if not segments:
        return []
    found: list[TextLine] = []
    places = [at for start, end in segments for at in range(start, end)]
    drawn = _pieces(text_page, text, places, stated, fonts)
    arabic = bidi.arabic([piece.text for piece in drawn])
    read = []
    for row in pieces.rows(_merged(drawn)):
        steps: set[str] = set()
        read.append((row, pieces.clusters(row, steps), steps))
    joiners = arabic and pieces.apart(clusters for _, clusters, _ in read)
    for row, clusters, steps in read:
        part = "".join(piece.text for piece in sorted(row, key=lambda piece: piece.index))
        right_to_left = rightward or bidi.rightward([part])
        for line in pieces.line(clusters, right_to_left, arabic, joiners, steps):
            done = set(line.done)
            if line.text != part:
                done.add("turned")
            found.append(TextLine(line.text, line.box, part, frozenset(done)))
    return found


def _pieces(
    text_page: int,
    text: str,
    places: Sequence[int],
    stated: Mapping[int, tuple[int, str]],
    fonts: Fonts,
) -> list[Piece]:
    found: list[Piece] = []
    runs: dict[int, int] = {}
    sizes: dict[float, float] = {}
    for at in places:
        handle = pdfium.text_object(text_page, at)
        if not handle:
            continue  # a space or line end that PDFium made
        char = text[at]
        box = pdfium.loose_box(text_page, at)
        ink = box if char == " " else pdfium.tight_box(text_page, at)
        if box.x1 <= box.x0 and char == " ":
            continue
        em = sizes.get(box.height)
        if em is None:
            em = sizes[box.height] = pdfium.em(text_page, at)
        base = pdfium.baseline(text_page, at)
        stands = True
        if char != " " and not RIGHT.match(char):
            char, stands = fonts.named(handle, char, (box.x1 - box.x0) / em)
        run, said = stated.get(handle, (0, ""))
        if not run:
            found.append(Piece(char, box, ink, at, em, base, False, stands))
        elif run not in runs:
            runs[run] = len(found)
            found.append(Piece(said, box, ink, at, em, base, True))
        else:
            before = found[runs[run]]
            found[runs[run]] = before._replace(
                box=before.box.joined(box),
                ink=before.ink.joined(ink),
                base=before.base if before.ink.height > ink.height else base,
            )
    return found


def _merged(drawn: Sequence[Piece]) -> list[Piece]:
    """Make one piece of the characters that one glyph stands for."""
    groups: dict[tuple[Box, Box], list[Piece]] = {}
    for piece in drawn:
        groups.setdefault((piece.box, piece.ink), []).append(piece)
    found = []
    for group in groups.values():
        first = group[0]
        if len(group) > 1:
            chars = [piece.text for piece in group]
            letters = [char for char in chars if unicodedata.category(char) != "Mn"]
            marks = [char for char in chars if unicodedata.category(char) == "Mn"]
            if len(letters) > 1 and bidi.kind(letters[0]) in bidi.STRONG_RIGHT:
                letters.reverse()
            first = first._replace(text="".join(letters + marks))
        found.append(first)
    return _covered(found)


def _covered(found: Sequence[Piece]) -> list[Piece]:
    """Leave out glyphs without a name beside a glyph that has the text of them both.

    A printer that shapes a cluster may give all of its text to one of its glyphs.
    """
    kept = []
    for at, piece in enumerate(found):
        if not piece.stands:
            beside = found[max(0, at - 2) : at + 3]
            if any(_tells(other) and _near(piece, other) for other in beside):
                continue
        kept.append(piece)
    return kept


def _tells(other: Piece) -> bool:
    """Say whether a glyph has more text than it draws: several characters, or a letter as a dot."""
    return len(other.text) > 1 or (
        pieces.is_low(other) and not pieces.is_sign(other.text) and other.text.isalpha()
    )


def _near(piece: Piece, other: Piece) -> bool:
    gap = max(piece.ink.x0 - other.box.x1, other.box.x0 - piece.ink.x1)
    return gap < 0.1 * piece.em and COMPLEX.search(other.text) is not None
