"""The text of a word processing document in Office Open XML.

The body in order, then footnotes, endnotes, comments, headers and footers. Changes count as
accepted: what was deleted or moved away is a loss with its text in the sensitive metadata, and so
is what is set as hidden. Source: ECMA-376 part 1, section 17.
"""

from collections.abc import Iterable, Iterator

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly
from fonds.extraction.office import drawing, wordstyles
from fonds.extraction.office.package import OfficePackage, Relation, lose_attachment
from fonds.extraction.office.wordrun import Runs
from fonds.extraction.office.wordstyles import VAL, W
from fonds.model import Loss

_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_SDT, _SDT_CONTENT = f"{W}sdt", f"{W}sdtContent"
_PASSED = frozenset({
    _SDT_CONTENT, f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag",
})  # fmt: skip
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_BLOCKS = frozenset({_P, _TBL, _SDT, *_PASSED, *_GONE, f"{W}altChunk", _ALTERNATE})
_PPR, _RPR, _STYLE, _NUMBERS = f"{W}pPr", f"{W}rPr", f"{W}pStyle", f"{W}numPr"
_OUTLINE, _DEL, _MOVED = f"{W}outlineLvl", f"{W}del", f"{W}moveFrom"
_DEEPEST = 60  # containers within containers; ordinary documents have less than ten

_NOTES = (("footnotes", f"{W}footnote", "footnote"), ("endnotes", f"{W}endnote", "endnote"))
_NO_NOTE = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read(package: OfficePackage) -> None:
    """Put the whole document into the package's assembly."""
    main = package.main("word/document.xml")
    relations = package.relations(main)
    parts = _by_kind(relations.values())
    styles = wordstyles.Styles(package.part(_only(parts, "styles", "word/styles.xml")))
    package.assembly.take(styles.losses)
    data = package.part(main)
    if data is None:
        package.lose_missing(main)
    else:
        losses: list[Loss] = []
        story = WordStory(package.assembly, main, styles)
        story.blocks(trees.children(data, 2, _BLOCKS, losses), "body")
        story.end()
        for loss in losses:
            package.assembly.lose(loss.kind, note=f"{main}: {loss.note}")
        _chunks(package, story.chunks, relations)
    for kind, name, marked in _NOTES:
        for part in parts.get(kind, ()):
            _stories(package, part, name, marked, styles)
    for part in parts.get("comments", ()):
        _stories(package, part, f"{W}comment", "comment", styles)
    for kind in ("header", "footer"):
        for part in parts.get(kind, ()):
            _furniture(package, part, kind, styles)
    _drawings(package, parts)


def _by_kind(relations: Iterable[Relation]) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    for relation in relations:
        known = parts.setdefault(relation.kind, [])
        if not relation.outside and relation.target not in known:
            known.append(relation.target)
    return parts


def _only(parts: dict[str, list[str]], kind: str, usual: str) -> str:
    return parts[kind][0] if parts.get(kind) else usual


def _stories(
    package: OfficePackage, part: str, name: str, kind: str, styles: wordstyles.Styles
) -> None:
    """Read footnotes, endnotes or comments: each is a story of its own."""
    root = package.tree(part)
    for number, note in enumerate(() if root is None else root.iterchildren(name), 1):
        if note.get(f"{W}type") in _NO_NOTE:
            continue
        begin = package.assembly.length
        story = WordStory(package.assembly, part, styles, kind)
        story.blocks(note, f"{trees.local(note)}[{number}]")
        story.end()
        if kind == "comment" and package.assembly.length > begin:
            value = {"author": note.get(f"{W}author"), "date": note.get(f"{W}date")}
            evidence = f"{part} comment[{number}]"
            package.assembly.say("office:comment", value, evidence)


def _furniture(package: OfficePackage, part: str, kind: str, styles: wordstyles.Styles) -> None:
    root = package.tree(part)
    if root is not None:
        story = WordStory(package.assembly, part, styles, kind)
        story.blocks(root, trees.local(root))
        story.end()


def _drawings(package: OfficePackage, parts: dict[str, list[str]]) -> None:
    """Add the words of diagrams and charts: they stand in parts of their own."""
    for part in parts.get("diagramData", ()):
        root = package.tree(part)
        for text, number in () if root is None else drawing.paragraphs(root):
            package.assembly.add("text-box", text, {"part": part, "path": f"//p[{number}]"})
    for part in parts.get("chart", ()):
        root = package.tree(part)
        for text in () if root is None else drawing.chart(root):
            package.assembly.add("chart", text, {"part": part})


def _chunks(package: OfficePackage, chunks: list[str], relations: dict[str, Relation]) -> None:
    """Record parts in other formats that a word processor would fit into the text."""
    for key in chunks:
        relation = relations.get(key)
        if relation is None or relation.target not in package.zipped:
            package.assembly.lose("damaged", note="a part of the text is not in the file")
        else:
            name = relation.target
            data = package.zipped.read(name)
            lose_attachment(package.assembly, name, data, package.zipped.members[name].size)


class WordStory:
    """One run of paragraphs and tables: the body, a footnote, a header."""

    def __init__(
        self, assembly: Assembly, part: str, styles: wordstyles.Styles, kind: str | None = None
    ) -> None:
        self._assembly = assembly
        self._part = part
        self._styles = styles
        self._kind = kind
        self._deep = 0
        self._runs = Runs(assembly, part, self._styles)
        self._carried: list[str] = []  # of a paragraph whose end was deleted
        self.chunks: list[str] = []

    def blocks(self, elements: Iterable[trees.Element], path: str, kind: str | None = None) -> None:
        """Read block elements in order. ``kind`` holds for all of them (a table's cells)."""
        if self._deep >= _DEEPEST:
            self._assembly.lose("limit", note=f"nested more than {_DEEPEST} deep")
            return
        self._deep += 1
        counts: dict[str, int] = {}
        for element in elements:
            tag = element.tag
            if tag == _P:
                counts[tag] = number = counts.get(tag, 0) + 1
                self._paragraph(element, f"{path}/p[{number}]", kind)
                continue
            if tag not in _BLOCKS:
                continue
            counts[tag] = number = counts.get(tag, 0) + 1
            self._other(element, tag, f"{path}/{trees.local(element)}[{number}]", kind)
        self._deep -= 1

    def _other(self, element: trees.Element, tag: str, path: str, kind: str | None) -> None:
        if tag == _TBL:
            self._table(element, path)
        elif tag == _SDT:
            content = element.find(_SDT_CONTENT)
            if content is not None:
                self.blocks(content, f"{path}/sdtContent", kind)
        elif tag in _GONE:
            self._runs.delete(element)
        elif tag == _ALTERNATE:
            for chosen in self._runs.chosen(element):
                self.blocks(chosen, path, kind)
        elif tag in _PASSED:
            self.blocks(element, path, kind)
        else:
            relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
            self.chunks.append(element.get(relation, ""))

    def _table(self, table: trees.Element, path: str) -> None:
        for number, row in enumerate(_inner(table, _TR), 1):
            properties = row.find(f"{W}trPr")
            if properties is not None:
                if properties.find(f"{W}del") is not None:
                    self._runs.delete(row, properties.find(f"{W}del"))
                    continue
                if wordstyles.on(properties.find(f"{W}hidden")):
                    self._runs.hide(_cells_text(row), f"{path}/tr[{number}]")
                    continue
            self._row(row, f"{path}/tr[{number}]")

    def _row(self, row: trees.Element, path: str) -> None:
        begin = self._assembly.length
        for number, cell in enumerate(_inner(row, _TC), 1):
            # cells after the first that has text are set apart by a tab
            self._runs.before = "\t" if self._assembly.length > begin else "\n"
            self.blocks(cell, f"{path}/tc[{number}]", "table-cell")
            self._flush(path, "table-cell")
        self._runs.before = "\n"

    def _paragraph(self, element: trees.Element, path: str, kind: str | None) -> None:
        properties = element.find(_PPR)
        style, joined = self._styles.usual, False
        level, listed = None, None
        if properties is not None:
            for child in properties:
                tag = child.tag
                if tag == _STYLE:
                    style = self._styles.get(child.get(VAL, "")) or style
                elif tag == _NUMBERS:
                    listed = wordstyles.numbers(child)
                elif tag == _OUTLINE:
                    level = wordstyles.outline(properties)
                elif tag == _RPR:
                    joined = child.find(_DEL) is not None or (child.find(_MOVED) is not None)
        pieces, self._carried = self._carried, []
        after = self._runs.paragraph(element, pieces, style.hidden, path)
        if joined:  # its end was deleted: it goes on in the next paragraph
            self._carried = pieces
        else:
            level = style.level if level is None else level if level < 9 else None
            listed = style.listed if listed is None else listed
            place: dict[str, object] = {"part": self._part, "path": path}
            chosen = self._kind or kind
            if chosen is None:
                chosen = style.kind or ("list-item" if listed else "paragraph")
                if level is not None:
                    chosen, place["level"] = "heading", level + 1
            self._add(chosen, "".join(pieces), place)
        for box, text_path in after:
            self._box(box, text_path)

    def _add(self, kind: str, text: str, place: dict[str, object]) -> None:
        if text:
            self._assembly.add(kind, text, place, self._runs.before)
            self._runs.settle(self._assembly.length - len(text), len(text))
            self._runs.before = "\n"

    def _box(self, box: trees.Element | str, path: str) -> None:
        place: dict[str, object] = {"part": self._part, "path": path}
        if isinstance(box, str):
            self._add("text-box", box, place)
        elif box.tag == f"{W}rt":
            pieces: list[str] = []
            self._runs.inline(box, pieces)
            self._add("ruby", "".join(pieces), place)
        else:
            self.blocks(box, path, "text-box")

    def _flush(self, path: str, kind: str) -> None:
        if self._carried:
            pieces, self._carried = self._carried, []
            self._add(self._kind or kind, "".join(pieces), {"part": self._part, "path": path})

    def end(self) -> None:
        """Add what a deleted last paragraph end, or a field that is never closed, held back."""
        self._flush("", "paragraph")
        text = self._runs.end()
        if text:
            self._assembly.lose("damaged", note="a field is never closed")
            self._add(self._kind or "paragraph", text, {"part": self._part})


def _inner(element: trees.Element, name: str) -> Iterator[trees.Element]:
    """Yield rows or cells, also those within content controls and marks of changes."""
    for child in element:
        tag = child.tag
        if tag == name:
            yield child
        elif tag == _SDT:
            content = child.find(_SDT_CONTENT)
            yield from () if content is None else content.iterchildren(name)
        elif tag in _PASSED:
            yield from child.iterchildren(name)


def _cells_text(row: trees.Element) -> str:
    return "\t".join("".join(t.text or "" for t in c.iter(f"{W}t")) for c in row.iter(_TC))
