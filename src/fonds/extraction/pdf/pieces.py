"""What is drawn on a line, from left to right, and the text that it was printed from. Pure.

A piece is one glyph (or one marked run whose text the file states) with the box of its advance
and the box of its ink. Vowel signs go to the letter that they are drawn over, letters that a
printer's table repeats under a sign are dropped, gaps become spaces, and the order on the page
becomes the order of reading.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from fonds.extraction.pdf import bidi, brackets
from fonds.extraction.pdf.pdfium import Box
from fonds.extraction.pdf.scripts import STACKED

SPACE_GAP = 0.16  # of the font size: narrower than any space, wider than kerning
_CELL_GAP = 2.2  # of the font size: what is further apart stands in two cells
_COLUMN_GAP = 0.8  # of the font size: lines read apart that are no further apart are one line
_SIGN_HEIGHT = 0.42  # of the font size: no letter is as low
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
# A vowel drawn at the left of its consonant, which it follows in writing, and the consonant with
# all that is joined to it. Not Thai and Lao: theirs are written before it.
_LEFT_VOWEL = re.compile(
    "(?<![\u0905-\u0939\u0958-\u0961])(\u093f)((?:[\u0915-\u0939\u0958-\u095f]\u093c?\u094d)*[\u0915-\u0939\u0958-\u095f]\u093c?)"
)
_FIRST_SIGNS = "\u0651\u05bc\u05c1\u05c2"  # shadda and the dots come before vowels


class Piece(NamedTuple):
    """One glyph: its characters as read, its advance box, its ink, and its first index."""

    text: str
    box: Box
    ink: Box
    order: int
    em: float
    base: float
    stated: bool = False
    stands: bool = True
    spaced: bool = False


class Cluster(NamedTuple):
    """A letter with its signs, and where its first character was read."""

    text: str
    box: Box
    ink: Box
    order: int
    em: float
    spaced: bool = False


class Line(NamedTuple):
    """A line in reading order: its text, its box, its font size, and what was done."""

    text: str
    box: Box
    em: float
    done: frozenset[str]


@lru_cache(4096)
def composed(text: str) -> str:
    """Return a text with presentation forms and ligatures of letters as the letters they mean."""
    if not any("\ufb00" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefc" for char in text):
        return text
    return "".join(
        unicodedata.normalize("NFKC", char)
        if "\ufb00" <= char <= "\ufb06"
        or "\ufb13" <= char <= "\ufdff"
        or "\ufe70" <= char <= "\ufefc"
        else char
        for char in text
    )


@lru_cache(4096)
def is_sign(text: str) -> bool:
    """Say whether a text is only signs that stand on a letter."""
    return bool(text) and all(unicodedata.category(char) == "Mn" for char in text)


def rows(pieces: Iterable[Piece], starts: Sequence[int]) -> list[list[Piece]]:
    """Part pieces into rows by their baselines. Signs are given to the row they are drawn in.

    ``starts`` are the indexes at which the lines begin that the pieces were read from.
    """
    letters: list[Piece] = []
    signs: list[Piece] = []
    for piece in pieces:
        (signs if _low(piece) else letters).append(piece)
    found: list[list[Piece]] = []
    for piece in letters:
        row = next((row for row in reversed(found[-4:]) if _level(row[-1], piece)), None)
        if row is None:
            found.append([piece])
        else:
            row.append(piece)
    found = [part for row in found for part in _parted(row, starts)]
    for sign in signs:
        close = [row for row in found if abs(row[0].base - sign.ink.y0) < 1.6 * sign.em]
        row = min(close or found, key=lambda row: _away(row, sign), default=None)
        if row is None:
            found.append([sign])
        else:
            row.append(sign)
    return sorted(found, key=lambda row: min(piece.order for piece in row))


def is_low(piece: Piece | Cluster) -> bool:
    """Say whether the ink of a piece is no higher than that of a sign."""
    return piece.ink.height < _SIGN_HEIGHT * piece.em


def _low(piece: Piece) -> bool:
    """Say whether a piece is a sign by its characters and by its ink."""
    if piece.text < "\u0300":
        return False
    if is_sign(piece.text):
        return True
    return (
        not piece.stated
        and is_low(piece)
        and any(unicodedata.category(char) == "Mn" for char in piece.text)
    )


def _parted(row: list[Piece], starts: Sequence[int]) -> list[list[Piece]]:
    """Part a row at wide gaps between what was read as different lines: two columns."""
    found: list[list[Piece]] = []
    reach = 0.0
    for piece in sorted(row, key=lambda piece: piece.box.x0):
        gap = piece.box.x0 - reach
        if found and gap <= _COLUMN_GAP * piece.em:
            found[-1].append(piece)
        else:
            found.append([piece])
        reach = max(reach, piece.box.x1) if len(found[-1]) > 1 or gap <= 0 else piece.box.x1
    parts = found[:1]
    for group in found[1:]:
        if _read_in(parts[-1], starts) & _read_in(group, starts):
            parts[-1].extend(group)
        else:
            parts.append(group)
    return parts


def _read_in(group: Sequence[Piece], starts: Sequence[int]) -> set[int]:
    return {bisect(starts, piece.order) for piece in group}


def _level(one: Piece, other: Piece) -> bool:
    return abs(one.base - other.base) < 0.4 * max(one.em, other.em)


def _away(row: Sequence[Piece], sign: Piece) -> float:
    """How far the nearest letter of a row is from a sign."""
    middle = (sign.ink.x0 + sign.ink.x1) / 2
    height = (sign.ink.y0 + sign.ink.y1) / 2
    best = 1e9
    for piece in row:
        x0, y0, x1, y1 = piece.box
        away = x0 - middle if middle < x0 else (middle - x1 if middle > x1 else 0.0)
        if away < best:
            away += 2 * (y0 - height if height < y0 else (height - y1 if height > y1 else 0.0))
            if away < best:
                best = away
                if not best:
                    return best
    return best


def line(
    clusters: Sequence[Cluster], right_to_left: bool, arabic: bool, done: set[str]
) -> list[Line]:
    """Return the text of a row's letters in reading order; of cells far apart, one line each."""
    cells: list[list[Cluster]] = [[]]
    for cluster in clusters:
        if cells[-1]:
            before = cells[-1][-1]
            gap = cluster.box.x0 - before.box.x1
            em = min(cluster.em, before.em)
            if gap > _CELL_GAP * em:
                cells.append([])
            elif gap > _least(before, cluster) * em and before.text != " " and cluster.text != " ":
                space = Box(before.box.x1, before.box.y0, cluster.box.x0, before.box.y1)
                cells[-1].append(Cluster(" ", space, space, before.order, em))
        cells[-1].append(cluster)
    if right_to_left:
        cells.reverse()
    return [_read(cell, right_to_left, arabic, done) for cell in cells if cell]


def _least(before: Cluster, cluster: Cluster) -> float:
    """Return the least gap that is a space; half where PDFium, too, took it for one."""
    near = abs(before.order - cluster.order) < 12
    return SPACE_GAP / 2 if near and (before.spaced or cluster.spaced) else SPACE_GAP


def _read(cell: Sequence[Cluster], right_to_left: bool, arabic: bool, done: set[str]) -> Line:
    order = bidi.reading_order([cluster.text for cluster in cell], right_to_left, arabic)
    texts = brackets.turned([cell[at].text for at in order])
    box = _inked(cell[0])
    for cluster in cell[1:]:
        box = box.joined(_inked(cluster))
    em = max(cluster.em for cluster in cell)
    text = "".join(texts).strip(" ")
    if STACKED.search(text):
        text = _stacked(text)
    return Line(text, box, em, frozenset(done))


def _inked(cluster: Cluster) -> Box:
    """As wide as a letter's advance, as high as its ink: fonts differ in their own heights."""
    ink = cluster.ink if cluster.text != " " else cluster.box
    low = ink.y0 if cluster.text != " " else (ink.y0 + ink.y1) / 2
    high = ink.y1 if cluster.text != " " else low
    return Box(cluster.box.x0, low, cluster.box.x1, high)


def _stacked(text: str) -> str:
    """Put what is drawn before or apart where it is written: left vowels, and Thai sara am."""
    text = _SARA_AM.sub("\\1\u0e33", text)
    return _LEFT_VOWEL.sub("\\2\\1", text)


def clusters(row: Sequence[Piece], done: set[str]) -> list[Cluster]:
    """Return a row's letters from left to right, each with the signs drawn over it."""
    letters = sorted((p for p in row if not _low(p)), key=lambda piece: piece.box.x0 + piece.box.x1)
    signs: list[list[Piece]] = [[] for _ in letters]
    alone: list[Cluster] = []
    for piece in row:
        if not _low(piece):
            continue
        owner = _owner(letters, piece)
        if owner is None:
            alone.append(
                Cluster(piece.text, piece.box, piece.ink, piece.order, piece.em, piece.spaced)
            )
        else:
            signs[owner].append(piece)
    found = [_cluster(letter, over, done) for letter, over in zip(letters, signs, strict=True)]
    if alone:
        found = sorted([*found, *alone], key=lambda cluster: cluster.box.x0 + cluster.box.x1)
    return found


def _owner(letters: Sequence[Piece], sign: Piece) -> int | None:
    """Return the letter that a sign is drawn over: the one whose advance holds its middle."""
    middle = (sign.ink.x0 + sign.ink.x1) / 2
    best, best_away = None, 0.5 * sign.em
    for at, letter in enumerate(letters):
        if letter.text == " ":
            continue
        low, high = min(letter.box.x0, letter.ink.x0), max(letter.box.x1, letter.ink.x1)
        away = max(low - middle, middle - high, 0.0)
        centre = (low + high) / 2
        away += 0.01 * abs(centre - middle)
        if away < best_away:
            best, best_away = at, away
    return best


def _cluster(letter: Piece, signs: Sequence[Piece], done: set[str]) -> Cluster:
    text = composed(letter.text)
    if text != letter.text:
        done.add("composed")
    if signs:
        done.add("sign-placed")
        text = (
            _stacked_signs(text, signs)
            if STACKED.match(text)
            else _signs(letter, text, signs, done)
        )
    return Cluster(text, letter.box, letter.ink, letter.order, letter.em, letter.spaced)


def _stacked_signs(text: str, signs: Sequence[Piece]) -> str:
    """Put signs after a letter. One that carries the letter too has the text of them both."""
    marks: list[str] = []
    tail = ""
    for sign in signs:
        if text in sign.text and len(sign.text) > len(text):
            text = sign.text
        elif is_sign(sign.text):
            marks.extend(sign.text)
        else:
            tail += sign.text
    return text + "".join(sorted(marks, key=unicodedata.combining)) + tail


def _signs(letter: Piece, text: str, signs: Sequence[Piece], done: set[str]) -> str:
    """Give the signs drawn over a glyph to its letters, of which the right one comes first."""
    letters = [char for char in text if unicodedata.category(char) != "Mn"]
    inner = [char for char in text if unicodedata.category(char) == "Mn"]
    after: list[list[str]] = [[] for _ in letters]
    after[-1].extend(inner)
    width = max(letter.box.x1 - letter.box.x0, 0.1)
    for sign in signs:
        marks = [char for char in sign.text if unicodedata.category(char) == "Mn"]
        if len(marks) < len(sign.text):
            carried = "".join(char for char in sign.text if unicodedata.category(char) != "Mn")
            if bidi.kind(text) not in bidi.STRONG_RIGHT and bidi.kind(carried) in bidi.STRONG_RIGHT:
                letters, after = [carried], [[]]
            done.add("doubled-letter")
        middle = (sign.ink.x0 + sign.ink.x1) / 2
        share = (letter.box.x1 - middle) / width
        after[min(max(int(share * len(letters)), 0), len(letters) - 1)].extend(marks)
    result = ""
    for char, marks in zip(letters, after, strict=True):
        unique = sorted(dict.fromkeys(marks), key=lambda mark: mark not in _FIRST_SIGNS)
        result += char + "".join(unique)
    return result
