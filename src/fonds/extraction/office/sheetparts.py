"""One sheet of a spreadsheet as it grows, and what stands over its cells.

Source: ECMA-376 part 1, sections 18.3 (sheets), 18.7 (comments), 20.5 (drawings); MS-XLSX 2.6.205
(threaded comments).
"""

import re
from collections.abc import Iterator, Mapping

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly
from fonds.extraction.office import drawing

_CODE = re.compile(r'&(?:"[^"]{0,200}"|K[0-9A-F]{6}|K[0-9]{2}[+-][0-9]{3}|[0-9]{1,3}|(.))', re.S)
_FIELDS = {"P": "&P", "N": "&N", "D": "&D", "T": "&T", "A": "&A", "F": "&F", "Z": "&Z"}
_MOST_HIDDEN = 1_000_000  # characters of hidden text that are kept of one sheet
_LONGEST_NAME = 1_000
_THREAD = "[Threaded comment]"


class Sheet:
    """Puts the cells of one sheet into the assembly; what is hidden goes apart."""

    def __init__(
        self, assembly: Assembly, part: str, name: str, *, hidden: bool, words: str = "office"
    ) -> None:
        self._words = words
        self.assembly = assembly
        self.part = part
        self.name = name[:_LONGEST_NAME]
        self._hidden = hidden
        self._before = "\n"
        self._unseen: list[str] = []
        self._unseen_size = 0
        self._unseen_cells = 0
        self._commented: set[str] = set()

    def named(self) -> None:
        """Add the sheet's name, which stands on its tab."""
        if not self._hidden:
            self.assembly.add("heading", self.name, {"sheet": self.name})

    def row(self) -> None:
        """Begin a row."""
        self._before = "\n"

    def cell(self, text: str, place: Mapping[str, object]) -> bool:
        """Add a cell; return False where the text has reached its limit."""
        if self._hidden:
            self.hide(text, place)
            return True
        added = self.assembly.add("table-cell", text, place, self._before)
        self._before = "\t"
        return added

    def hide(self, text: str, place: Mapping[str, object]) -> None:
        """Keep a cell apart that no reader sees."""
        self._unseen_cells += 1
        if self._unseen_size < _MOST_HIDDEN:
            self._unseen.append(f"{place.get('cell', '')}\t{text}")
            self._unseen_size += len(text) + 12

    def other(self, kind: str, text: str, path: str) -> None:
        """Add text that stands over or around the cells."""
        if self._hidden:
            self.hide(text, {"cell": kind})
        else:
            self.assembly.add(kind, text, {"sheet": self.name, "part": self.part, "path": path})

    def comment(self, cell: str, author: str, text: str, part: str) -> None:
        """Add a comment on a cell, and who wrote it."""
        if text.startswith(_THREAD):
            return  # a copy for old programs of what the threaded comments say
        if self._hidden:
            self.hide(text, {"cell": cell})
            return
        place = {"sheet": self.name, "cell": cell, "part": part}
        self.assembly.add("comment", text, place)
        value = {"author": author, "cell": cell}
        self.assembly.say(f"{self._words}:comment", value, f"{part} {cell}")

    def done(self) -> None:
        """Record what was hidden: one loss and one sensitive value a sheet."""
        if not self._unseen_cells:
            return
        what = "hidden sheet" if self._hidden else "hidden rows, columns or cells"
        place = {"sheet": self.name, "part": self.part}
        self.assembly.lose("hidden-text", self._unseen_cells, f"cells of a {what}"
                           if self._hidden else f"cells in {what}", place)  # fmt: skip
        value = {"sheet": self.name, "text": "\n".join(self._unseen)}
        self.assembly.say(f"{self._words}:hidden-text", value, self.part, sensitive=True)


def comments(root: trees.Element, persons: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield cell, author and text of comments, old or threaded."""
    names = [trees.words(e) for e in root.iter() if trees.local(e) == "author"]
    for element in root.iter():
        kind = trees.local(element)
        if kind == "comment":
            index = element.get("authorId", "")
            known = index.isascii() and index.isdigit() and int(index[:6]) < len(names)
            author = names[int(index[:6])] if known else ""
            text = "".join(e.text or "" for e in element.iter() if trees.local(e) == "t")
        elif kind == "threadedComment":
            author = persons.get(element.get("personId", ""), "")
            text = "".join(e.text or "" for e in element if trees.local(e) == "text")
        else:
            continue
        if text:
            yield element.get("ref", ""), author, text


def shapes(root: trees.Element) -> Iterator[tuple[str, int]]:
    """Yield the text of shapes over the cells."""
    return drawing.paragraphs(root)


def split_header(code: str) -> list[str]:
    """Return the left, middle and right part of a printed header without its codes.

    Page numbers, dates and file names that a program fills in stay as their codes.
    """
    pieces: list[str] = [""]
    at = 0
    for found in _CODE.finditer(code):
        pieces[-1] += code[at : found.start()]
        at = found.end()
        sign = found[1]
        if sign in ("L", "C", "R"):
            pieces.append("")
        elif sign == "&":
            pieces[-1] += "&"
        elif sign in _FIELDS:
            pieces[-1] += _FIELDS[sign]
    pieces[-1] += code[at:]
    return [piece for piece in pieces if piece.strip()]
