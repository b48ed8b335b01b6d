"""One pass over the objects of a page, before its text is read: what is drawn, and how.

A printer may state the text of a marked run (``/ActualText``); PDFium then repeats it for each
object of the run and hides what is drawn. So the statements are taken out of the page in memory,
the text is read as drawn, and each statement is weighed against what its run draws.
Source: ISO 32000-2:2020, 14.9.4 (ActualText), 9.3.6 (text rendering mode).
"""

from collections.abc import Iterator

import attrs

from fonds.extraction.pdf import pdfium
from fonds.extraction.pdf.pdfium import Box

_DEEPEST = 12  # of forms within forms
_MOST = 400_000  # objects of one page


@attrs.define
class Scan:
    """What the objects of a page are.

    ``stated`` gives for a text object's handle the number of its marked run and the text stated
    for it. ``unseen`` gives for a text object's handle why it leaves no ink that a reader sees.
    """

    stated: dict[int, tuple[int, str]] = attrs.field(factory=dict)
    unseen: dict[int, str] = attrs.field(factory=dict)
    images: list[Box] = attrs.field(factory=list)
    texts: int = 0
    full: bool = True


def scan(page: int) -> Scan:
    """Look at each object of a page once. Cost: two or three calls an object."""
    found = Scan()
    marks: dict[int, str | None] = {}
    fills: list[Box] = []
    for count, (handle, kind, inside) in enumerate(_walk(page)):
        if count >= _MOST:
            found.full = False
            break
        if kind == pdfium.TEXT:
            found.texts += 1
            _text(found, handle, marks, fills, inside)
        elif kind == pdfium.IMAGE:
            box = pdfium.bounds(handle)
            found.images.append(box)
            fills.append(box)
        elif kind in (pdfium.PATH, pdfium.SHADING):
            fill = pdfium.colour(handle)
            if kind == pdfium.SHADING or (fill is not None and not _white(fill)):
                fills.append(pdfium.bounds(handle))
    return found


def _walk(page: int) -> Iterator[tuple[int, int, bool]]:
    """Yield handle, kind, and whether it stands in a form, of each object, in painting order."""
    for at in range(pdfium.count_objects(page)):
        handle = pdfium.get_object(page, at)
        if handle:
            yield from _within(handle, 0)


def _within(handle: int, depth: int) -> Iterator[tuple[int, int, bool]]:
    kind = pdfium.object_type(handle)
    yield handle, kind, depth > 0
    if kind == pdfium.FORM and depth < _DEEPEST:
        for at in range(max(0, pdfium.count_form_objects(handle))):
            inner = pdfium.get_form_object(handle, at)
            if inner:
                yield from _within(inner, depth + 1)


def _text(
    found: Scan,
    handle: int,
    marks: dict[int, str | None],
    fills: list[Box],
    inside: bool,
) -> None:
    for at in range(pdfium.count_marks(handle)):
        mark = pdfium.get_mark(handle, at)
        if mark not in marks:
            marks[mark] = pdfium.mark_text(mark, b"ActualText")
            if marks[mark] is not None:
                pdfium.remove_param(handle, mark, b"ActualText")
        stated = marks[mark]
        if stated is not None:
            found.stated[handle] = (mark, stated)
            break
    mode = pdfium.render_mode(handle)
    if mode in (pdfium.INVISIBLE, pdfium.CLIP):
        found.unseen[handle] = "invisible"
        return
    fill = pdfium.colour(handle)
    if fill is not None and mode != 1:
        if fill[3] == 0:
            found.unseen[handle] = "transparent"
        elif _white(fill) and not inside and not _covered(pdfium.bounds(handle), fills):
            found.unseen[handle] = "white"


def _white(fill: tuple[int, int, int, int]) -> bool:
    return min(fill[:3]) >= 250


def _covered(box: Box, fills: list[Box]) -> bool:
    """Say whether something that is not white is painted behind a box."""
    return any(
        fill.x0 < box.x1 and fill.x1 > box.x0 and fill.y0 < box.y1 and fill.y1 > box.y0
        for fill in fills
    )
