"""The text of a spreadsheet in Office Open XML.

Sheets in order, each with its name; rows by lines and cells by tabs, as a reader sees them; the
stored value, and the formula, stand in the cell's block. Hidden sheets, rows, columns and cells
are kept apart. Source: ECMA-376 part 1, section 18.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from fonds.extraction import trees
from fonds.extraction.office import drawing, numdates, numformat
from fonds.extraction.office.package import OfficePackage, Relation
from fonds.extraction.office.sheetparts import Sheet, comments, shapes, split_header
from fonds.model import Loss

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _C, _V, _IS, _F, _T, _R = (f"{S}{n}" for n in ("row", "c", "v", "is", "f", "t", "r"))
_COLS, _DATA, _HEADER = f"{S}cols", f"{S}sheetData", f"{S}headerFooter"
_TOP = frozenset({_COLS, f"{S}sheetFormatPr", _HEADER})
_OFF = frozenset({"", "0", "false"})
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LONGEST_FORMULA = 2_000
_MOST_FORMATS = 66_000


class Book(NamedTuple):
    """What cells refer to: shared strings, the format of each style, the calendar."""

    strings: list[str]
    formats: list[str]
    date1904: bool


def read(package: OfficePackage) -> None:
    """Put the whole workbook into the package's assembly."""
    main = package.main("xl/workbook.xml")
    root = package.tree(main)
    if root is None:
        package.lose_missing(main)
        return
    relations = package.relations(main)
    by_kind = {r.kind: r.target for r in relations.values() if not r.outside}
    folder = main.rpartition("/")[0]
    properties = root.find(f"{S}workbookPr")
    book = Book(
        _strings(package, by_kind.get("sharedStrings", f"{folder}/sharedStrings.xml")),
        _formats(package, by_kind.get("styles", f"{folder}/styles.xml")),
        properties is not None and properties.get("date1904", "") not in _OFF,
    )
    for element in root.iterfind(f"{S}sheets/{S}sheet"):
        relation = relations.get(element.get(_RID, ""))
        if relation is None or relation.outside:
            package.assembly.lose("damaged", note="a sheet that is named is not in the file")
            continue
        name = element.get("name", "")
        hidden = element.get("state", "visible") != "visible"
        sheet = Sheet(package.assembly, relation.target, name, hidden=hidden)
        sheet.named()
        if relation.kind == "chartsheet":
            _attached(package, sheet)
            continue
        _Reader(package, book, sheet).read()
        sheet.done()


def _strings(package: OfficePackage, part: str) -> list[str]:
    data = package.part(part)
    if data is None:
        return []
    losses: list[Loss] = []
    found = [_rich(e) for e in trees.children(data, 1, frozenset({f"{S}si"}), losses)]
    package.assembly.take(losses)
    return found


def _rich(element: trees.Element) -> str:
    """Return the text of a string with runs; phonetic readings are no part of what is shown."""
    if len(element) == 1 and element[0].tag == _T:
        return _unescaped(element[0].text or "")
    pieces: list[str] = []
    for child in element:
        if child.tag == _T:
            pieces.append(child.text or "")
        elif child.tag == _R:
            pieces += [t.text or "" for t in child.iterchildren(_T)]
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    """Undo ``_x000D_``, as which spreadsheets write characters that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _formats(package: OfficePackage, part: str) -> list[str]:
    """Return the format code of each cell style."""
    root = package.tree(part)
    if root is None:
        return []
    codes = dict(numformat.BUILT_IN)
    for element in root.iterfind(f"{S}numFmts/{S}numFmt"):
        number = element.get("numFmtId", "")
        if number.isascii() and number.isdigit() and len(number) < 9:
            codes[int(number)] = element.get("formatCode", "General")
    found: list[str] = []
    for element in root.iterfind(f"{S}cellXfs/{S}xf"):
        number = element.get("numFmtId", "0")
        known = number.isascii() and number.isdigit() and len(number) < 9
        found.append(codes.get(int(number), "General") if known else "General")
    return found[:_MOST_FORMATS]


class _Reader:
    """Reads the cells of one sheet."""

    def __init__(self, package: OfficePackage, book: Book, sheet: Sheet) -> None:
        self._package = package
        self._book = book
        self._sheet = sheet
        self._hidden_columns: list[tuple[int, int]] = []
        self._zero_height = False

    def read(self) -> None:
        """Read cells, then comments, shapes, and the printed headers and footers."""
        data = self._package.part(self._sheet.part)
        if data is None:
            self._sheet.assembly.lose("damaged", note=f"the part {self._sheet.part} is missing")
            return
        losses: list[Loss] = []
        top = self._rows(data, losses)
        for loss in losses:
            self._sheet.assembly.lose(loss.kind, note=f"{self._sheet.part}: {loss.note}")
        _attached(self._package, self._sheet)
        for element in top:
            for child in element:
                kind = "footer" if "Footer" in trees.local(child) else "header"
                for text in split_header(child.text or ""):
                    self._sheet.other(kind, text, trees.local(child))

    def _rows(self, data: bytes, losses: list[Loss]) -> list[trees.Element]:
        names = frozenset({_ROW, f"{S}col"})
        number = 0
        if b"zeroHeight" in data[:20_000]:
            self._zero_height = True
        # columns and rows are at depth 2, both; headers and footers at depth 2 as well
        footers: list[trees.Element] = []
        for element in trees.children(data, 2, names, losses):
            if element.tag == _ROW:
                stated = element.get("r", "")
                number = _integer(stated, number + 1)
                if not self._row(element, number):
                    break
            elif element.get("hidden", "") not in _OFF:
                first, last = _integer(element.get("min"), 0), _integer(element.get("max"), 0)
                self._hidden_columns.append((first, last))
        if b"headerFooter" in data[-100_000:]:
            footers += trees.children(data, 1, frozenset({_HEADER}), [])
        return footers

    def _row(self, row: trees.Element, number: int) -> bool:
        hidden = row.get("hidden", "") not in _OFF
        if self._zero_height and row.get("hidden") is None and row.get("customHeight") is None:
            hidden = True
        column = 0
        sheet, book = self._sheet, self._book
        sheet.row()
        for cell in row:
            if cell.tag != _C:
                continue
            reference = (cell.get("r") or "")[:20]
            column = _column(reference) if reference else column + 1
            kind = cell.get("t", "n")
            style = _integer(cell.get("s"), 0)
            code = book.formats[style] if style < len(book.formats) else "General"
            text, value, formula = self._cell(cell, kind, code)
            if not text and value is None:
                continue
            place: dict[str, object] = {
                "sheet": sheet.name,
                "cell": reference or _name(column, number),
            }
            if value is not None:
                place["value"] = value if isinstance(value, dict) else str(value)[:_LONGEST_FORMULA]
            if formula:
                place["formula"] = formula
            unseen = hidden or any(a <= column <= b for a, b in self._hidden_columns)
            if unseen or not text:
                sheet.hide(text or str(value), place)
            elif not sheet.cell(text, place):
                return False
        return True

    def _cell(self, cell: trees.Element, kind: str, code: str) -> tuple[str, object, str]:
        """Return a cell's text as shown, its stored value where that is another, its formula."""
        raw, formula, text = None, "", ""
        for child in cell:
            tag = child.tag
            if tag == _V:
                raw = child.text
            elif tag == _IS:
                text = _rich(child)
            elif tag == _F:
                formula = (child.text or "")[:_LONGEST_FORMULA]
        if kind == "inlineStr":
            return text, None, formula
        if raw is None:
            return "", None, formula
        if kind == "n":
            text, value = self._shown(raw, code)
            return text, value, formula
        if kind == "s":
            index = _integer(raw, -1)
            text = self._book.strings[index] if 0 <= index < len(self._book.strings) else ""
            return self._through(text, code), None, formula
        if kind == "b":
            return ("FALSE" if raw in _OFF else "TRUE"), raw, formula
        if kind == "str":
            return self._through(_unescaped(raw), code), None, formula
        return raw, None, formula

    def _through(self, text: str, code: str) -> str:
        """Return text as the text section of a format shows it, where there is one."""
        if ";" not in code or not text:
            return text
        section = numformat.is_text(code)
        return text if section is None else section.replace("@", text)

    def _shown(self, raw: str, code: str) -> tuple[str, object]:
        try:
            number = float(raw)
        except ValueError:
            return raw, None
        if number != number or number in (float("inf"), float("-inf")):
            return raw, None
        text, known = numformat.render(code, number, date1904=self._book.date1904)
        if not known:
            self._sheet.assembly.lose(
                "number-format", note="a number is shown without its format, which is not known"
            )
        if text == raw:
            return text, None
        if any(sign in numformat.DATE_SIGNS for sign in code) and text:
            stamp = numdates.iso(number, date1904=self._book.date1904)
            if stamp and code != "General":
                return text, {"number": raw, "date": stamp} if _dated(code) else raw
        return text, raw


def _dated(code: str) -> bool:
    return any(sign in code.lower() for sign in ("yy", "d", "mmm")) and "general" not in (
        code.lower()
    )


def _attached(package: OfficePackage, sheet: Sheet) -> None:
    """Add what stands over the cells: comments, shapes with text, charts."""
    relations = package.relations(sheet.part)
    persons = _persons(package)
    for relation in relations.values():
        if relation.outside:
            continue
        if relation.kind in ("comments", "threadedComment"):
            root = package.tree(relation.target)
            for reference, author, text in () if root is None else comments(root, persons):
                sheet.comment(reference, author, text, relation.target)
        elif relation.kind == "drawing":
            _drawn(package, sheet, relation)


def _drawn(package: OfficePackage, sheet: Sheet, relation: Relation) -> None:
    root = package.tree(relation.target)
    for text, number in () if root is None else shapes(root):
        sheet.other("text-box", text, f"{relation.target}//p[{number}]")
    for inner in package.relations(relation.target).values():
        if inner.kind in ("chart", "diagramData") and not inner.outside:
            tree = package.tree(inner.target)
            for text in _words(tree, inner.kind):
                sheet.other("chart", text, inner.target)


def _words(root: trees.Element | None, kind: str) -> Iterator[str]:
    if root is None:
        return
    if kind == "chart":
        yield from drawing.chart(root)
    else:
        yield from (text for text, _ in drawing.paragraphs(root))


def _persons(package: OfficePackage) -> dict[str, str]:
    """Return the names behind the ids of those who wrote threaded comments."""
    root = (
        package.tree("xl/persons/person.xml") if "xl/persons/person.xml" in package.zipped else None
    )
    return {} if root is None else {e.get("id", ""): e.get("displayName", "") for e in root}


def _integer(text: str | None, otherwise: int) -> int:
    if text and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return otherwise


def _column(reference: str) -> int:
    """Return the number, from 1, of the column in a reference such as ``AB12``."""
    number = 0
    for char in reference[:4]:
        if not ("A" <= char <= "Z"):
            break
        number = number * 26 + ord(char) - 64
    return number


def _name(column: int, row: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
