"""Lines of a page in the order a reader takes them, and the blocks that they form. Pure.

Columns are found by the gutter between them; lines that cross it (titles, footnotes) part a page
into zones. Where nothing says how boxes side by side are to be read, the order of the file stays.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import attrs

from fonds.extraction.pdf.pdfium import Box
from fonds.extraction.pdf.reading import TextLine

_GUTTER = 0.7  # of the font size: the narrowest gap between columns
_COLUMN_LINES = 3
_COLUMN_WIDTH = 7.0  # of the font size: what is narrower is a column of a table
_FULL = 0.55  # how much of its column a line of prose fills, by the median
_DEEPEST = 6
_HEADING = 1.15
_LEADING = 0.75  # of the font size: the widest gap between the lines of one paragraph
_BULLET = re.compile(r"[•◦▪‣●■∙](?:\s|$)")
_ITEM = re.compile(r"(?:[•◦▪‣●■∙–—*-]|\(?\d{1,3}[.)])\s|[•◦▪‣●■∙]$")
_MARK = re.compile(r"[•◦▪‣●■∙]|\(?\d{1,3}[.)]")


class Placed(NamedTuple):
    """A block: its kind, its lines, and the box around them."""

    kind: str
    lines: tuple[TextLine, ...]
    box: Box


def blocks(lines: Sequence[TextLine], rightward: bool) -> list[Placed]:
    """Return the blocks of a page in reading order. Cost: n log n in the number of lines."""
    ordered = _marked(_order([line for line in lines if line.text], rightward, 0))
    if not ordered:
        return []
    usual = median(line.em for line in ordered)
    gaps = [
        above.box.y0 - below.box.y1
        for above, below in pairwise(ordered)
        if _under(above, below) and abs(above.em - below.em) < 0.1 * above.em
    ]
    usual_gap = min(median(gaps) if gaps else 0.3 * usual, _LEADING * usual)
    found: list[list[TextLine]] = []
    for line in ordered:
        if found and _goes_on(found[-1], line, usual_gap):
            found[-1].append(line)
        else:
            found.append([line])
    return [_block(group, usual) for group in found]


def _block(group: Sequence[TextLine], usual: float) -> Placed:
    box = group[0].box
    for line in group[1:]:
        box = box.joined(line.box)
    kind = "paragraph"
    if _ITEM.match(group[0].text):
        kind = "list-item"
    elif group[0].em > _HEADING * usual and len(group) <= 3:
        kind = "heading"
    return Placed(kind, tuple(group), box)


def _goes_on(group: Sequence[TextLine], line: TextLine, usual_gap: float) -> bool:
    last = group[-1]
    if not _under(last, line) or abs(last.em - line.em) > 0.1 * last.em:
        return False
    gap = last.box.y0 - line.box.y1
    return -0.8 * line.em < gap <= max(usual_gap, 0.0) + 0.45 * line.em and not _BULLET.match(
        line.text
    )


def _under(above: TextLine, below: TextLine) -> bool:
    """Say whether a line stands below another one in the same column."""
    shared = min(above.box.x1, below.box.x1) - max(above.box.x0, below.box.x0)
    lower = (below.box.y0 + below.box.y1) < (above.box.y0 + above.box.y1)
    return shared > 0 and lower


def _order(lines: Sequence[TextLine], rightward: bool, depth: int) -> list[TextLine]:
    if len(lines) < 2:
        return list(lines)
    gutter = _gutter(lines) if depth < _DEEPEST and len(lines) > 2 * _COLUMN_LINES else None
    if gutter is None:
        return _plain_order(lines, rightward)
    zones: list[TextLine] = []
    found: list[TextLine] = []
    for line in sorted(lines, key=lambda line: -line.box.y1):
        if line.box.x0 < gutter - 2 and line.box.x1 > gutter + 2:
            found.extend(_columns(zones, gutter, rightward, depth))
            found.append(line)
            zones = []
        else:
            zones.append(line)
    found.extend(_columns(zones, gutter, rightward, depth))
    return found


def _columns(
    lines: Sequence[TextLine], gutter: float, rightward: bool, depth: int
) -> list[TextLine]:
    left = [line for line in lines if line.box.x0 + line.box.x1 < 2 * gutter]
    right = [line for line in lines if line.box.x0 + line.box.x1 >= 2 * gutter]
    sides = (right, left) if rightward else (left, right)
    return [line for side in sides for line in _order(side, rightward, depth + 1)]


def _gutter(lines: Sequence[TextLine]) -> float | None:
    """Return the middle of the widest gap between two columns of prose, or None."""
    low, high = min(line.box.x0 for line in lines), max(line.box.x1 for line in lines)
    em = median(line.em for line in lines)
    narrow = [line for line in lines if line.box.x1 - line.box.x0 < 0.62 * (high - low)]
    if len(narrow) < 2 * _COLUMN_LINES or len(narrow) < 0.5 * len(lines):
        return None
    best: tuple[float, float] | None = None
    reach = low
    for line in sorted(narrow, key=lambda line: line.box.x0):
        gap = line.box.x0 - reach
        middle = (line.box.x0 + reach) / 2
        if gap > _GUTTER * em and (best is None or gap > best[0]) and _prose(narrow, middle, em):
            best = (gap, middle)
        reach = max(reach, line.box.x1)
    return best[1] if best else None


def _prose(lines: Sequence[TextLine], gutter: float, em: float) -> bool:
    """Say whether the lines at both sides of a gutter fill columns, and stand side by side."""
    left = [line for line in lines if line.box.x1 <= gutter]
    right = [line for line in lines if line.box.x0 >= gutter]
    for side in (left, right):
        if len(side) < _COLUMN_LINES:
            return False
        width = max(line.box.x1 for line in side) - min(line.box.x0 for line in side)
        usual = median(line.box.x1 - line.box.x0 for line in side)
        if usual < _COLUMN_WIDTH * em or usual < _FULL * width:
            return False
    top = min(max(line.box.y1 for line in side) for side in (left, right))
    bottom = max(min(line.box.y0 for line in side) for side in (left, right))
    return top > bottom


def _plain_order(lines: Sequence[TextLine], rightward: bool) -> list[TextLine]:
    """Order lines from the top, where the order of the file is none that a reader could take."""
    if _sane(lines, rightward):
        return list(lines)
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: -line.box.y0):
        if rows and _level(rows[-1][0], line):
            rows[-1].append(line)
        else:
            if rows and _beside(rows[-1], line):
                return list(lines)
            rows.append([line])
    return [
        line
        for row in rows
        for line in sorted(row, key=lambda line: -line.box.x1 if rightward else line.box.x0)
    ]


def _level(one: TextLine, other: TextLine) -> bool:
    return abs(one.box.y0 - other.box.y0) < 0.35 * other.em


def _sane(lines: Sequence[TextLine], rightward: bool) -> bool:
    """Say whether each line is below the one before, beside it, or on top of the next column."""
    for before, line in pairwise(lines):
        if not _level(before, line) and line.box.y0 < before.box.y0:
            continue
        if rightward and line.box.x1 > before.box.x0 + 0.5 * line.em:
            return False
        if not rightward and line.box.x0 < before.box.x1 - 0.5 * line.em:
            return False
    return True


def _beside(row: Sequence[TextLine], line: TextLine) -> bool:
    """Say whether a line stands beside a row, and not on it or under it."""
    for other in row:
        shared = min(other.box.y1, line.box.y1) - max(other.box.y0, line.box.y0)
        apart = max(other.box.x0, line.box.x0) - min(other.box.x1, line.box.x1)
        if shared > 0.4 * min(other.em, line.em) and apart > 0.5 * line.em:
            return True
    return False


def _marked(lines: Sequence[TextLine]) -> list[TextLine]:
    """Join the mark of a list item, which some printers draw apart, to the line it stands at."""
    found: list[TextLine] = []
    for line in lines:
        mark = found[-1] if found else None
        if mark and _MARK.fullmatch(mark.text) and abs(mark.box.y0 - line.box.y0) < 0.6 * line.em:
            found[-1] = attrs.evolve(
                line, text=f"{mark.text} {line.text}", box=mark.box.joined(line.box)
            )
        else:
            found.append(line)
    return found
