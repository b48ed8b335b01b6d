"""Text, slides and drawings of OpenDocument, block by block.

Changes count as accepted; what was deleted, and what is set as hidden, is kept apart.
Source: OpenDocument 1.3 part 3, sections 5 (text), 6 (paragraph elements), 9 (tables), 10 (shapes).
"""

import re
from collections.abc import Iterable

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly
from fonds.extraction.office.odfnames import (
    DC,
    DRAW,
    OFFICE,
    PRESENTATION,
    SVG,
    TABLE,
    TEXT,
    Hiding,
)

_P, _H, _SPAN, _S, _TAB, _BR = (f"{TEXT}{n}" for n in ("p", "h", "span", "s", "tab", "line-break"))
_STYLE_NAME, _ROLE = f"{TEXT}style-name", f"{PRESENTATION}class"
_NOTE, _RUBY, _ANNOTATION = f"{TEXT}note", f"{TEXT}ruby", f"{OFFICE}annotation"
_LIST_ITEMS = frozenset({f"{TEXT}list-item", f"{TEXT}list-header"})
_TABLE, _ROW, _CELL = f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-cell"
_COVERED = f"{TABLE}covered-table-cell"
_CHANGES, _PAGE, _NOTES = f"{TEXT}tracked-changes", f"{DRAW}page", f"{PRESENTATION}notes"
_SKIPPED = frozenset({
    f"{TEXT}sequence-decls", f"{TEXT}variable-decls", f"{TEXT}user-field-decls",
    f"{OFFICE}forms", f"{OFFICE}event-listeners", f"{TEXT}note-citation", f"{TEXT}script",
    f"{DRAW}page-thumbnail", f"{TEXT}dde-connection-decls", f"{PRESENTATION}footer-decl",
    f"{PRESENTATION}date-time-decl", f"{PRESENTATION}header-decl", f"{TEXT}index-title-template",
    f"{TEXT}table-of-content-source", f"{TEXT}alphabetical-index-source",
    f"{TEXT}bibliography-source", f"{TEXT}illustration-index-source", f"{DRAW}image-map",
    f"{OFFICE}annotation-end", f"{SVG}title", f"{SVG}desc", f"{OFFICE}binary-data",
    f"{TEXT}user-index-source", f"{TEXT}table-index-source", f"{TEXT}object-index-source",
    f"{TABLE}calculation-settings", f"{TABLE}named-expressions",
})  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n]+")
# Spaces, tabs and breaks that elements stand for, while white space is collapsed around them.
_HARD = str.maketrans({"\x00": " ", "\x01": "\t", "\x02": "\n"})
_FILLED_IN = frozenset({"page-number", "date-time", "page", "handout"})
_MOST_SPACES = 1_000
_DEEPEST = 60


class Writer:
    """Puts the blocks of one part into an assembly. ``kind`` holds for all of them, if given."""

    known = frozenset({
        _P, _H, f"{TEXT}list", _TABLE, f"{TEXT}section", _CHANGES, f"{TEXT}table-of-content",
        f"{TEXT}alphabetical-index", f"{TEXT}bibliography", f"{TEXT}illustration-index",
        f"{TEXT}table-index", f"{TEXT}object-index", f"{TEXT}user-index", _PAGE, f"{DRAW}frame",
        f"{DRAW}g", f"{DRAW}custom-shape", f"{DRAW}rect", f"{TEXT}numbered-paragraph",
    })  # fmt: skip

    def __init__(
        self, assembly: Assembly, hiding: Hiding, part: str, kind: str | None = None
    ) -> None:
        self._assembly = assembly
        self._hiding = hiding
        self._part = part
        self._kind = kind
        self._before = "\n"
        self._unseen = 0  # how many elements around hide what is in them
        self._slide = 0
        self._deep = 0
        self._later: list[tuple[str, trees.Element, str]] = []

    def blocks(self, elements: Iterable[trees.Element], path: str, kind: str | None = None) -> None:
        """Read block elements in order."""
        if self._deep >= _DEEPEST:
            self._assembly.lose("limit", note=f"nested more than {_DEEPEST} deep")
            return
        self._deep += 1
        counts: dict[str, int] = {}
        for element in elements:
            tag = element.tag
            if not isinstance(tag, str) or tag in _SKIPPED:
                continue
            counts[tag] = counts.get(tag, 0) + 1
            self._block(element, tag, f"{path}/{trees.local(element)}[{counts[tag]}]", kind)
        self._deep -= 1

    def shapes(self, root: trees.Element, path: str) -> None:
        """Read every paragraph below an element, whatever it stands in."""
        for number, paragraph in enumerate(root.iter(_P), 1):
            self._paragraph(paragraph, f"{path}//p[{number}]", None)

    def _block(self, element: trees.Element, tag: str, path: str, kind: str | None) -> None:
        if tag in (_P, _H):
            self._paragraph(element, path, kind)
        elif tag == _TABLE:
            self._table(element, path)
        elif tag in _LIST_ITEMS:
            self.blocks(element, path, kind or "list-item")
        elif tag == _CHANGES:
            self._deletions(element)
        elif tag == _ANNOTATION:
            self._comment(element, path)
        elif tag == _PAGE:
            self._page(element, path)
        elif tag == _NOTES:
            self.blocks(element, path, "slide-note")
        elif tag == f"{TEXT}section" and _is_shut(element):
            self._unseen += 1
            self.blocks(element, path, kind)
            self._unseen -= 1
        else:
            role = element.get(_ROLE)
            if role in _FILLED_IN:
                return
            if role in ("title", "subtitle") and kind is None:
                kind = "heading"
            elif role in ("outline",) and kind is None:
                kind = "list-item"
            self._described(element)
            self.blocks(element, path, kind)

    def _page(self, page: trees.Element, path: str) -> None:
        self._slide += 1
        hidden = self._hiding.hides("drawing-page", page.get(f"{DRAW}style-name"))
        self._unseen += hidden
        self.blocks(page, path)
        self._unseen -= hidden

    def _paragraph(self, element: trees.Element, path: str, kind: str | None) -> None:
        hidden = self._hiding.hides("paragraph", element.get(_STYLE_NAME))
        outer, self._later = self._later, []
        pieces: list[str] = []
        unseen: list[str] = []
        self._inline(element, unseen if hidden else pieces, unseen, path, 0)
        later, self._later = self._later, outer
        place: dict[str, object] = {"part": self._part, "path": path}
        if self._slide:
            place["slide"] = self._slide
        if element.tag == _H:
            place["level"] = _whole(element.get(f"{TEXT}outline-level"), 1)
            kind = kind or "heading"
        self._add(kind or _kind(element), collapsed(pieces), place)
        if unseen:
            self._hide(collapsed(unseen), place)
        for what, inner, at in later:
            if what == "comment":
                self._comment(inner, at)
            else:
                self.blocks([inner] if what == "text-box" else inner, at, what)

    def _add(self, kind: str, text: str, place: dict[str, object]) -> None:
        if self._unseen:
            self._hide(text, place)
        elif text:
            self._assembly.add(self._kind or kind, text, place, self._before)
            self._before = "\n"

    def _hide(self, text: str, place: dict[str, object]) -> None:
        if text:
            evidence = f"{self._part} {place['path']}"
            self._assembly.lose("hidden-text", note="text set as hidden", place=place)
            self._assembly.say("odf:hidden-text", text, evidence, sensitive=True)

    def _inline(
        self, parent: trees.Element, out: list[str], unseen: list[str], path: str, deep: int
    ) -> None:
        if deep > _DEEPEST:
            self._assembly.lose("limit", note=f"spans nested more than {_DEEPEST} deep")
            return
        if parent.text:
            out.append(parent.text)
        for child in parent:
            tag = child.tag
            if tag == _SPAN:
                hidden = self._hiding.hides("text", child.get(_STYLE_NAME))
                self._inline(child, unseen if hidden else out, unseen, path, deep + 1)
            elif tag == _S:
                out.append("\x00" * min(_whole(child.get(f"{TEXT}c"), 1), _MOST_SPACES))
            elif tag == _TAB:
                out.append("\x01")
            elif tag == _BR:
                out.append("\x02")
            elif isinstance(tag, str):
                self._rare(child, tag, out, unseen, path, deep)
            if child.tail:
                out.append(child.tail)

    def _rare(
        self,
        child: trees.Element,
        tag: str,
        out: list[str],
        unseen: list[str],
        path: str,
        deep: int,
    ) -> None:
        if tag == _NOTE:
            kind = child.get(f"{TEXT}note-class", "footnote")
            for body in child.iterchildren(f"{TEXT}note-body"):
                self._later.append((kind, body, f"{path}/note"))
        elif tag == _RUBY:
            for part in child:
                if trees.local(part) == "ruby-base":
                    self._inline(part, out, unseen, path, deep + 1)
                elif trees.local(part) == "ruby-text":
                    reading = part.makeelement(_P)
                    reading.text = trees.words(part)
                    self._later.append(("ruby", [reading], f"{path}/ruby"))
        elif tag == _ANNOTATION:
            self._later.append(("comment", child, f"{path}/annotation"))
        elif tag == f"{TEXT}hidden-text":
            unseen.append(child.get(f"{TEXT}string-value") or trees.words(child))
        elif tag == f"{TEXT}hidden-paragraph":
            if child.get(f"{TEXT}is-hidden") == "true":
                unseen += out
                out.clear()
        elif tag.startswith((DRAW, TABLE)) and tag != f"{DRAW}a":
            self._later.append(("text-box", child, path))
        elif tag not in _SKIPPED:
            self._inline(child, out, unseen, path, deep + 1)

    def _described(self, element: trees.Element) -> None:
        for child in element:
            if child.tag in (f"{SVG}desc", f"{SVG}title"):
                text = trees.words(child)
                self._assembly.say("odf:alternative-text", text, self._part)

    def _comment(self, element: trees.Element, path: str) -> None:
        author = element.findtext(f"{DC}creator")
        value = {"author": author, "date": element.findtext(f"{DC}date")}
        begin = self._assembly.length
        content = [e for e in element if trees.local(e) in ("p", "list")]
        outer, self._kind = self._kind, "comment"
        self.blocks(content, path)
        self._kind = outer
        if self._assembly.length > begin:
            self._assembly.say("odf:comment", value, f"{self._part} {path}")

    def _table(self, table: trees.Element, path: str) -> None:
        for number, row in enumerate(table.iter(_ROW), 1):
            if row.getparent() is not table and _own_table(row) is not table:
                continue
            begin = self._assembly.length
            column = 0
            for cell in row:
                if cell.tag not in (_CELL, _COVERED):
                    continue
                column += _whole(cell.get(f"{TABLE}number-columns-repeated"), 1)
                self._before = "\t" if self._assembly.length > begin else "\n"
                self.blocks(cell, f"{path}/row[{number}]/cell[{column}]", "table-cell")
            self._before = "\n"

    def _deletions(self, changes: trees.Element) -> None:
        for deletion in changes.iter(f"{TEXT}deletion"):
            info = deletion.find(f"{OFFICE}change-info")
            texts = [collapsed(list(e.itertext())) for e in deletion.iter(_P, _H)]
            text = "\n".join(texts)
            if not text:
                continue
            value = {
                "text": text,
                "author": None if info is None else info.findtext(f"{DC}creator"),
                "date": None if info is None else info.findtext(f"{DC}date"),
            }
            place = {"part": self._part, "path": "tracked-changes"}
            self._assembly.lose("tracked-deletion", note="text that was deleted", place=place)
            evidence = f"{self._part} text:deletion"
            self._assembly.say("odf:deleted-text", value, evidence, sensitive=True)


def _kind(paragraph: trees.Element) -> str:
    name = paragraph.get(f"{TEXT}style-name", "")
    return {"Quotations": "quote", "Preformatted_20_Text": "code", "Title": "heading",
            "Subtitle": "heading"}.get(name, "paragraph")  # fmt: skip


def _own_table(row: trees.Element) -> trees.Element | None:
    """Return the table that a row belongs to, through groups of rows."""
    at = row.getparent()
    while at is not None and at.tag != _TABLE:
        at = at.getparent()
    return at


def _is_shut(section: trees.Element) -> bool:
    shown: str = section.get(f"{TEXT}display", "true")
    return shown == "none" or (
        shown == "condition" and section.get(f"{TEXT}is-hidden", "false") == "true"
    )


def _whole(text: str | None, otherwise: int) -> int:
    if text and text.isascii() and text.isdigit() and len(text) < 8:
        return int(text)
    return otherwise


def collapsed(pieces: list[str]) -> str:
    """Return text with white space collapsed as OpenDocument has it. Source: section 6.1.2."""
    text = "".join(pieces)
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        text = _SPACES.sub(" ", text)
    return text.strip(" ").translate(_HARD)
