"""Find the lines of a page that cut a sentence in two. Floor 3."""

from collections.abc import Callable, Iterator, Sequence

from fonds.cleaning.doc import Doc
from fonds.cleaning.rules.nature import is_letter, is_small, lines

THROUGH = 34  # characters of a line of running text
WORDS = 5  # words of one
GAP = 12  # characters of blank lines around a page's line


def cutting_in(
    doc: Doc, likely: Sequence[int], shape: Callable[[str], str]
) -> Iterator[tuple[int, str]]:
    """Yield start and text of lines shaped like a page's within a sentence that goes on below.

    The line above ends in a word, whole or broken, the line below begins with a small letter, and
    both are of running text. A head that is ``repeated`` may stand between them as it is; what
    occurs once needs blank lines on both sides. Only lines with the numbers ``likely`` are looked
    at. Left alone: lists, tables, verse, and scripts without small letters.
    """
    rows = lines(doc)
    for n in likely:
        above_at, above = _beside(rows, n, -1)
        if len(above) < THROUGH:
            continue
        start, line = rows[n]
        below_at, below = _beside(rows, n, 1)
        if not _goes_through(above.strip(), below.strip()) or not (kind := shape(line)):
            continue
        gaps = (
            doc.text[above_at + len(above) : start],
            doc.text[start + len(line) : below_at],
        )
        if any(len(gap) > GAP or gap.strip() for gap in gaps):
            continue
        if kind != "repeated" and any(gap.count("\n") < 2 for gap in gaps):
            continue
        shown = line.strip(" \t\r\f")
        yield start + line.index(shown[0]), shown


def _beside(rows: Sequence[tuple[int, str]], n: int, step: int) -> tuple[int, str]:
    """Return the nearest row that is not blank, before or after the one numbered ``n``."""
    for _ in range(GAP):
        n += step
        if not 0 <= n < len(rows):
            break
        if not rows[n][1].isspace():
            return rows[n]
    return 0, ""


def _goes_through(above: str, below: str) -> bool:
    """Tell whether one sentence runs from the line above to the line below."""
    if len(below) < THROUGH or "  " in above or "  " in below:
        return False
    last = above.rstrip(",-¬")[-1:]
    if not is_small(below[0]) or not last or not is_letter(last):
        return False
    return len(above.split()) >= WORDS and len(below.split()) >= WORDS
