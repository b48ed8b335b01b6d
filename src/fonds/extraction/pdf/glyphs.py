"""From the characters of a page, as PDFium tells them one by one, to the pieces of its lines."""

import unicodedata
from collections.abc import Mapping, Sequence

import attrs

from fonds.extraction.pdf import bidi, names, pdfium, pieces
from fonds.extraction.pdf.names import UNKNOWN, PdfFonts
from fonds.extraction.pdf.pdfium import Box
from fonds.extraction.pdf.pieces import Piece
from fonds.extraction.pdf.scripts import RIGHT, STACKED


@attrs.define
class Drawn:
    """Pieces of some lines, statements that what is drawn belies, and glyphs without a name."""

    pieces: list[Piece] = attrs.field(factory=list)
    false_statements: list[tuple[str, Box]] = attrs.field(factory=list)
    nameless: int = 0


def read(
    text_page: int,
    text: str,
    places: Sequence[int],
    stated: Mapping[int, tuple[int, str]],
    fonts: PdfFonts,
) -> Drawn:
    """Return what is drawn at some places of a page's text. Cost: five calls a character."""
    found = Drawn()
    loose: list[Piece] = []
    runs: dict[int, tuple[str, list[Piece]]] = {}
    sizes: dict[float, float] = {}
    spaced = False
    for at in places:
        handle = pdfium.text_object(text_page, at)
        if not handle:
            spaced = text[at] == " "  # a space or line end that PDFium made
            continue
        piece = _piece(text_page, text[at], at, handle, sizes, fonts)
        if piece.text == " " and piece.box.x1 <= piece.box.x0:
            continue
        if spaced:
            piece, spaced = piece._replace(spaced=True), False
        run, said = stated.get(handle, (0, ""))
        if run:
            runs.setdefault(run, (said, []))[1].append(piece)
        else:
            loose.append(piece)
    for said, members in runs.values():
        _statement(found, loose, said, members)
    loose.sort(key=lambda piece: piece.order)
    found.pieces = _covered(_merged(loose))
    found.nameless = sum(UNKNOWN in piece.text for piece in found.pieces)
    return found


def _piece(
    text_page: int, char: str, at: int, handle: int, sizes: dict[float, float], fonts: PdfFonts
) -> Piece:
    box = pdfium.loose_box(text_page, at)
    ink = box if char == " " else pdfium.tight_box(text_page, at)
    em = sizes.get(box.height)
    if em is None:
        em = sizes[box.height] = pdfium.em(text_page, at)
    stands = True
    if char != " " and not RIGHT.match(char) and not STACKED.match(char):
        char, stands = fonts.named(handle, char, (box.x1 - box.x0) / em)
    return Piece(char, box, ink, at, em, pdfium.baseline(text_page, at), False, stands)


def _statement(found: Drawn, loose: list[Piece], said: str, members: Sequence[Piece]) -> None:
    """Take a run's statement for its text, or what is drawn where the two do not agree."""
    first = members[0]
    for member in members[1:]:
        first = first._replace(
            box=first.box.joined(member.box),
            ink=first.ink.joined(member.ink),
            base=first.base if first.ink.height > member.ink.height else member.base,
        )
    drawn = "".join(member.text for member in members if member.stands)
    if names.agree(drawn, said, len(members)):
        if said:
            loose.append(first._replace(text=said, stated=True, stands=True))
        return
    loose.extend(members)
    found.false_statements.append((said, first.box))


def _merged(drawn: Sequence[Piece]) -> list[Piece]:
    """Make one piece of the characters that one glyph stands for."""
    groups: dict[tuple[Box, Box], list[Piece]] = {}
    for piece in drawn:
        groups.setdefault((piece.box, piece.ink), []).append(piece)
    return [_one(group) if len(group) > 1 else group[0] for group in groups.values()]


def _one(group: Sequence[Piece]) -> Piece:
    texts = [piece.text for piece in group]
    if STACKED.match(texts[0]):
        return group[0]._replace(text="".join(texts))
    letters = [text for text in texts if unicodedata.category(text[-1:] or " ") != "Mn"]
    marks = [text for text in texts if unicodedata.category(text[-1:] or " ") == "Mn"]
    if len(letters) > 1 and bidi.kind(letters[0]) in bidi.STRONG_RIGHT:
        letters.reverse()
    if len(set(letters)) == 1 and len(letters) > 1 and not letters[0].isspace():
        letters = letters[:1]  # the same letter again in the same box
    return group[0]._replace(text="".join(letters + marks))


def _covered(found: Sequence[Piece]) -> list[Piece]:
    """Leave out glyphs without a name beside a glyph that has the text of them both.

    A printer that shapes a cluster may give all of its text to one of its glyphs.
    """
    kept = []
    for at, piece in enumerate(found):
        if not piece.stands:
            if piece.ink.height <= 0.01 * piece.em:
                continue  # no ink: a sign of joining that its printer drew as nothing
            beside = found[max(0, at - 2) : at + 3]
            if any(_tells(other) and _near(piece, other) for other in beside):
                continue
            if any(_over(piece, other) for other in beside if other is not piece):
                piece = piece._replace(text=UNKNOWN)
        kept.append(piece)
    return kept


def _over(piece: Piece, other: Piece) -> bool:
    """Say whether most of a glyph's ink stands over or under a shaped letter: it is a sign."""
    shared = min(piece.ink.x1, other.ink.x1) - max(piece.ink.x0, other.ink.x0)
    width = max(piece.ink.x1 - piece.ink.x0, 0.01)
    shaped = RIGHT.match(other.text) or STACKED.match(other.text)
    return shaped is not None and shared > 0.6 * width and pieces.is_low(piece)


def _tells(other: Piece) -> bool:
    """Say whether a glyph has more text than it draws: several characters, or a letter as a dot."""
    return len(other.text) > 1 or (
        pieces.is_low(other) and not pieces.is_sign(other.text) and other.text.isalpha()
    )


def _near(piece: Piece, other: Piece) -> bool:
    gap = max(piece.ink.x0 - other.box.x1, other.box.x0 - piece.ink.x1)
    shaped = RIGHT.search(other.text) or STACKED.search(other.text)
    signs = pieces.is_low(piece) and pieces.is_sign(other.text)  # both over one letter
    return gap < (0.7 if signs else 0.1) * piece.em and shaped is not None
