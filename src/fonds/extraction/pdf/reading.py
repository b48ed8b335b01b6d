"""The text of a page: lines as PDFium reads them, and those of shaped scripts read again."""

import re
from bisect import bisect
from collections.abc import Sequence

import attrs

from fonds.extraction.pdf import bidi, glyphs, joiners, pdfium, pieces
from fonds.extraction.pdf.names import UNKNOWN, PdfFonts
from fonds.extraction.pdf.objects import Scan
from fonds.extraction.pdf.pdfium import Box
from fonds.extraction.pdf.scripts import RIGHT, STACKED

_LETTER = re.compile(r"[^\W\d_]")
_BREAK = re.compile("\r\n|\r|\n")
_NAMELESS = re.compile(
    "[\ufffd\ufffe\uffff\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\U000f0000-\U0010ffff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_WIDE = 1.5  # of the font size: a gap that parts columns or cells
_TURNED = 0.1  # radians: a line that is not level is left as it was read


@attrs.frozen
class TextLine:
    """One line of a page: its text, its place, what PDFium gave, and what was done to it."""

    text: str
    box: Box
    em: float = 10.0
    original: str = ""
    done: frozenset[str] = frozenset()


@attrs.define
class PageText:
    """A page's lines; text that no reader sees, by reason; glyphs without name, of all glyphs."""

    lines: list[TextLine] = attrs.field(factory=list)
    hidden: list[tuple[str, str, Box]] = attrs.field(factory=list)
    nameless: int = 0
    glyphs: int = 0
    rightward: bool = False


def read(text_page: int, scan: Scan, fonts: PdfFonts, shown: Box) -> PageText:
    """Return the text of a page, what stands beside the part that is ``shown`` kept apart."""
    page = _read(text_page, scan, fonts)
    outside = [line for line in page.lines if _outside(line.box, shown)]
    if outside:
        page.lines = [line for line in page.lines if not _outside(line.box, shown)]
        page.hidden.extend(("off-page", line.text, line.box) for line in outside)
    return page


def _outside(box: Box, shown: Box) -> bool:
    return box.x1 <= shown.x0 or box.x0 >= shown.x1 or box.y1 <= shown.y0 or box.y0 >= shown.y1


def _read(text_page: int, scan: Scan, fonts: PdfFonts) -> PageText:
    """Return the text of a page in PDFium's order, with lines of shaped scripts set right."""
    text, count = pdfium.page_text(text_page)
    if len(text) != count:
        text = "".join(_char(text_page, at) for at in range(count))
    page = PageText(glyphs=count)
    segments = _segments(text)
    if scan.unseen:
        segments = _seen(page, text_page, text, segments, scan)
    shaped = RIGHT.search(text) or STACKED.search(text) or scan.stated
    if not shaped:
        for segment in segments:
            _plain(page, text_page, text, segment)
        page.nameless = _nameless(text_page, text)
        return page
    rightward = page.rightward = bidi.rightward([text])
    waiting: list[list[int]] = []
    for segment in segments:
        if _read_shaped(text_page, text, segment, scan, rightward):
            waiting.append(segment)
            continue
        _read_again(page, text_page, text, waiting, scan, fonts, rightward)
        waiting = []
        _plain(page, text_page, text, segment)
    _read_again(page, text_page, text, waiting, scan, fonts, rightward)
    return page


def _char(text_page: int, at: int) -> str:
    code = pdfium.get_unicode(text_page, at)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else UNKNOWN


def _segments(text: str) -> list[list[int]]:
    """Return the places of the characters of each line, PDFium's line ends left out."""
    found = []
    at = 0
    for match in _BREAK.finditer(text):
        if match.start() > at:
            found.append(list(range(at, match.start())))
        at = match.end()
    if at < len(text):
        found.append(list(range(at, len(text))))
    return found


def _seen(
    page: PageText, text_page: int, text: str, segments: Sequence[list[int]], scan: Scan
) -> list[list[int]]:
    """Part the characters that a reader sees from those that leave no ink."""
    kept = []
    for segment in segments:
        seen: list[int] = []
        hidden: dict[str, list[int]] = {}
        reason = ""
        for at in segment:
            handle = pdfium.text_object(text_page, at)
            if handle:
                reason = scan.unseen.get(handle, "")
            if reason:
                hidden.setdefault(reason, []).append(at)
            else:
                seen.append(at)
        for why, places in hidden.items():
            box = pdfium.tight_box(text_page, places[0])
            for at in places[1:]:
                box = box.joined(pdfium.tight_box(text_page, at))
            page.hidden.append((why, "".join(text[at] for at in places).strip(), box))
        if "".join(text[at] for at in seen).strip():
            kept.append(seen)
    return kept


def _read_shaped(
    text_page: int, text: str, segment: Sequence[int], scan: Scan, rightward: bool
) -> bool:
    """Say whether a line is to be read again from the places of its letters."""
    part = "".join(text[at] for at in segment)
    stated = bool(scan.stated) and any(
        pdfium.text_object(text_page, at) in scan.stated for at in segment
    )
    wanted = (
        stated
        or RIGHT.search(part) is not None
        or STACKED.search(part) is not None
        or (rightward and not _LETTER.search(part))
    )
    if not wanted:
        return False
    angle = pdfium.get_angle(text_page, segment[0])
    return stated or abs(angle) < _TURNED or abs(angle) > 6.28 - _TURNED


def _plain(page: PageText, text_page: int, text: str, segment: Sequence[int]) -> None:
    """Add a line as PDFium read it; one that spans a wide gap is two."""
    em = pdfium.em(text_page, segment[0])
    boxes = list(pdfium.rectangles(text_page, segment[0], segment[-1] + 1 - segment[0]))
    edges = _gaps(boxes, em)
    parts: list[list[int]] = [[] for _ in range(len(edges) + 1)]
    if not edges:
        parts[0] = list(segment)
    else:
        for at in segment:
            box = pdfium.loose_box(text_page, at)
            parts[bisect(edges, (box.x0 + box.x1) / 2)].append(at)
    for places in parts:
        part = "".join(text[at] for at in places).strip(" ")
        shown = part.replace("\ufffe", "-\n")  # PDFium's sign for a hyphen that ends a line
        shown = _CONTROL.sub(UNKNOWN, shown)
        if not shown:
            continue
        box = _around(boxes, edges, parts.index(places))
        done = frozenset() if shown == part else frozenset({"nameless"})
        page.lines.append(TextLine(shown, box, em, part if done else "", done))


def _gaps(boxes: Sequence[Box], em: float) -> list[float]:
    """Return the middles of the gaps in a line that are wider than any space."""
    if len(boxes) < 2:
        return []
    found = []
    reach = min(box.x1 for box in boxes)
    for box in sorted(boxes):
        if box.x0 - reach > _WIDE * em:
            found.append((box.x0 + reach) / 2)
        reach = max(reach, box.x1)
    return found


def _around(boxes: Sequence[Box], edges: Sequence[float], part: int) -> Box:
    found: Box | None = None
    for box in boxes:
        if bisect(edges, (box.x0 + box.x1) / 2) == part:
            found = box if found is None else found.joined(box)
    return found or Box(0, 0, 0, 0)


def _read_again(
    page: PageText,
    text_page: int,
    text: str,
    segments: Sequence[list[int]],
    scan: Scan,
    fonts: PdfFonts,
    rightward: bool,
) -> None:
    """Read consecutive lines again from the places of their letters."""
    if not segments:
        return
    places = [at for segment in segments for at in segment]
    drawn = glyphs.read(text_page, text, places, scan.stated, fonts)
    page.nameless += drawn.nameless
    page.hidden.extend(("actual-text", said, box) for said, box in drawn.false_statements)
    arabic = bidi.arabic([piece.text for piece in drawn.pieces])
    rows = []
    starts = [segment[0] for segment in segments]
    for row in pieces.rows(drawn.pieces, starts):
        steps: set[str] = set()
        rows.append((row, pieces.clusters(row, steps), steps))
    restored = arabic and joiners.apart(clusters for _, clusters, _ in rows)
    for row, clusters, steps in rows:
        part = "".join(piece.text for piece in sorted(row, key=lambda piece: piece.order))
        right_to_left = rightward or bidi.rightward([part])
        letters = joiners.put_back(clusters, steps) if restored else clusters
        for line in pieces.line(letters, right_to_left, arabic, steps):
            if not line.text:
                continue
            done = set(line.done)
            if line.text != part and right_to_left:
                done.add("turned")
            page.lines.append(TextLine(line.text, line.box, line.em, part, frozenset(done)))


def _nameless(text_page: int, text: str) -> int:
    """Count the glyphs of a page that have no name or one that means nothing."""
    return sum(
        1
        for match in _NAMELESS.finditer(text)
        if match.group() != "\ufffe" and text[match.start()] not in "\r\n"
    )
