"""Spreadsheets of OpenDocument, row by row.

A cell's text is what its paragraphs show; its stored value stands in its block.
Source: OpenDocument 1.3 part 3, section 9.
"""

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly
from fonds.extraction.office.odfnames import DC, DRAW, OFFICE, STYLE, TABLE, TEXT, Hiding
from fonds.extraction.office.odftext import collapsed
from fonds.extraction.office.sheetparts import Sheet
from fonds.model import Loss

_TABLE, _ROW, _COLUMN = f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-column"
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_STYLE, _P = f"{STYLE}style", f"{TEXT}p"
_STARTS = frozenset({_TABLE})
_ENDS = frozenset({_TABLE, _ROW, _COLUMN, _STYLE})
_VALUES = tuple(f"{OFFICE}{n}" for n in ("value", "date-value", "time-value", "boolean-value"))
_MOST_REPEATS = 1_000  # how often a row or cell that has text is repeated in the text
_MOST_CELLS = 20_000  # of one row; programs have at most 16,384 columns
_UNSEEN = frozenset({"collapse", "filter"})
_ANNOTATION = f"{OFFICE}annotation"


class Sheets:
    """Reads all sheets of one document."""

    def __init__(self, assembly: Assembly, hiding: Hiding, part: str) -> None:
        self._assembly = assembly
        self._hiding = hiding
        self._part = part
        self._sheet: Sheet | None = None
        self._row_number = 0
        self._column_number = 0
        self._hidden_columns: list[tuple[int, int]] = []

    def read(self, content: bytes) -> None:
        """Read styles, sheets and cells in one pass; memory is that of one row."""
        losses: list[Loss] = []
        for event, element in trees.passing(content, _STARTS, _ENDS, losses):
            tag = element.tag
            if tag == _STYLE:
                self._hiding.take(element)
            elif event == "start":
                self._begin(element)
            elif tag == _TABLE:
                self._end(element)
            elif tag == _COLUMN:
                self._column(element)
            elif self._sheet is not None:
                self._row(element, self._sheet)
        for loss in losses:
            self._assembly.lose(loss.kind, note=f"{self._part}: {loss.note}")
        if self._sheet is not None:
            self._sheet.done()

    def _begin(self, table: trees.Element) -> None:
        if self._sheet is not None:  # a table within a cell: its rows are this sheet's
            return
        name = table.get(f"{TABLE}name", "")
        hidden = self._hiding.hides("table", table.get(f"{TABLE}style-name"))
        self._sheet = Sheet(self._assembly, self._part, name, hidden=hidden, words="odf")
        self._sheet.named()
        self._row_number = self._column_number = 0
        self._hidden_columns = []

    def _end(self, table: trees.Element) -> None:
        for shape in table.iter(f"{DRAW}frame", f"{DRAW}custom-shape"):
            self._shape(shape)
        if self._sheet is not None:
            self._sheet.done()
        self._sheet = None

    def _column(self, column: trees.Element) -> None:
        first = self._column_number + 1
        self._column_number += _count(column.get(f"{TABLE}number-columns-repeated"))
        if column.get(f"{TABLE}visibility") in _UNSEEN:
            self._hidden_columns.append((first, self._column_number))

    def _row(self, row: trees.Element, sheet: Sheet) -> None:
        times = _count(row.get(f"{TABLE}number-rows-repeated"))
        hidden = row.get(f"{TABLE}visibility") in _UNSEEN
        self._over: list[tuple[trees.Element, str]] = []
        cells = self._cells(row)
        shown = times if cells else 0
        if shown > _MOST_REPEATS:
            self._assembly.lose("limit", note=f"a row repeated more than {_MOST_REPEATS} times")
            shown = _MOST_REPEATS
        for repeat in range(shown):
            sheet.row()
            number = self._row_number + repeat + 1
            for column, text, place in cells:
                at: dict[str, object] = {"sheet": sheet.name, "cell": f"{_letters(column)}{number}"}
                at |= place
                if hidden or any(a <= column <= b for a, b in self._hidden_columns):
                    sheet.hide(text, at)
                elif not sheet.cell(text, at):
                    return
        for cell, reference in self._over:
            self._above(cell, reference, sheet)
        self._row_number += times

    def _cells(self, row: trees.Element) -> list[tuple[int, str, dict[str, object]]]:
        """Return column, text and values of the cells of a row that have text."""
        found: list[tuple[int, str, dict[str, object]]] = []
        column = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            times = _count(cell.get(f"{TABLE}number-columns-repeated"))
            if len(cell):
                text = "\n".join(_line(p) for p in cell.iterchildren(_P))
                self._over.append((cell, f"{_letters(column + 1)}{self._row_number + 1}"))
                if text.strip("\n"):
                    place = _values(cell, text)
                    if times > _MOST_REPEATS:
                        self._assembly.lose(
                            "limit", note=f"a cell repeated more than {_MOST_REPEATS} times"
                        )
                    for repeat in range(min(times, _MOST_REPEATS)):
                        found.append((column + repeat + 1, text, place))
                    if len(found) > _MOST_CELLS:
                        self._assembly.lose("limit", note=f"a row of more than {_MOST_CELLS} cells")
                        break
            column += times
        return found

    def _above(self, cell: trees.Element, reference: str, sheet: Sheet) -> None:
        """Add what stands over a cell: comments and shapes."""
        for element in cell:
            if element.tag == _ANNOTATION:
                author = element.findtext(f"{DC}creator") or ""
                text = "\n".join(_line(p) for p in element.iter(_P))
                sheet.comment(reference, author, text, self._part)
            elif isinstance(element.tag, str) and element.tag.startswith(DRAW):
                self._shape(element)

    def _shape(self, shape: trees.Element) -> None:
        for paragraph in shape.iter(_P):
            text = _line(paragraph)
            if text and self._sheet is not None:
                self._sheet.other("text-box", text, "shape")


def _line(paragraph: trees.Element) -> str:
    """Return the text of a paragraph in a cell."""
    pieces: list[str] = [paragraph.text or ""]
    for element in paragraph.iterdescendants():
        name = trees.local(element)
        if name == "s":
            pieces.append("\x00" * min(_count(element.get(f"{TEXT}c")), 1_000))
        elif name == "tab":
            pieces.append("\x01")
        elif name == "line-break":
            pieces.append("\x02")
        elif element.text:
            pieces.append(element.text)
        if element.tail:
            pieces.append(element.tail)
    return collapsed(pieces)


def _values(cell: trees.Element, text: str) -> dict[str, object]:
    place: dict[str, object] = {}
    for name in _VALUES:
        value = cell.get(name)
        if value is not None and value != text:
            place["value"] = value[:2_000]
    formula = cell.get(f"{TABLE}formula")
    if formula:
        place["formula"] = formula[:2_000]
    return place


def _count(text: str | None) -> int:
    if text and text.isascii() and text.isdigit() and len(text) < 9:
        return max(1, int(text))
    return 1


def _letters(column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
