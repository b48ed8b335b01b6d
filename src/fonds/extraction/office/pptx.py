"""The text of a presentation in Office Open XML.

Slides in the order in which they are shown, each shape by shape, then its notes and comments.
Hidden slides and shapes are kept apart. What stands on a layout or master and is no placeholder
is on every slide that uses it, and is given once. Source: ECMA-376 part 1, section 19.
"""

from fonds.extraction import trees
from fonds.extraction.office import drawing
from fonds.extraction.office.drawing import A
from fonds.extraction.office.package import OfficePackage

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SP, _GROUP, _FRAME, _PICTURE = f"{P}sp", f"{P}grpSp", f"{P}graphicFrame", f"{P}pic"
_CONNECTOR = f"{P}cxnSp"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_OFF = frozenset({"0", "false"})
_DEEPEST = 60
_TITLES = frozenset({"title", "ctrTitle", "subTitle"})
_FILLED_IN = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})


def read(package: OfficePackage) -> None:
    """Put the whole presentation into the package's assembly."""
    main = package.main("ppt/presentation.xml")
    root = package.tree(main)
    if root is None:
        package.lose_missing(main)
        return
    relations = package.relations(main)
    backgrounds: list[str] = []
    authors = _authors(package)
    for number, element in enumerate(root.iterfind(f"{P}sldIdLst/{P}sldId"), 1):
        relation = relations.get(element.get(f"{_R}id", ""))
        slide = None if relation is None else package.tree(relation.target)
        if relation is None or slide is None:
            package.assembly.lose("damaged", note=f"slide {number} is not in the file")
            continue
        _Slide(package, relation.target, number).read(slide, backgrounds, authors)
    for part in backgrounds:
        background = package.tree(part)
        if background is not None:
            _Slide(package, part, 0, "header").shapes(background, "")


def _authors(package: OfficePackage) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in ("ppt/commentAuthors.xml", "ppt/authors.xml"):
        if part in package.zipped:
            root = package.tree(part)
            for element in () if root is None else root:
                found[element.get("id", "")] = element.get("name", "")
    return found


class _Slide:
    """One slide, its notes, or a layout."""

    def __init__(
        self, package: OfficePackage, part: str, number: int, kind: str | None = None
    ) -> None:
        self._package = package
        self._assembly = package.assembly
        self._part = part
        self._number = number
        self._kind = kind
        self._unseen: list[str] = []
        self._hidden = False

    def read(self, root: trees.Element, backgrounds: list[str], authors: dict[str, str]) -> None:
        """Read the slide, then what belongs to it in other parts."""
        self._hidden = root.get("show", "1") in _OFF
        relations = self._package.relations(self._part)
        self._relations = relations
        self.shapes(root, "")
        for relation in relations.values():
            if relation.outside:
                continue
            if relation.kind == "notesSlide":
                self._notes(relation.target)
            elif relation.kind == "comments":
                self._comments(relation.target, authors)
            elif relation.kind == "slideLayout" and relation.target not in backgrounds:
                self._layout(relation.target, backgrounds)
        if self._unseen:
            place = {"part": self._part, "slide": self._number}
            note = "a hidden slide" if self._hidden else "hidden shapes on a slide"
            self._assembly.lose("hidden-text", note=note, place=place)
            value = {"slide": self._number, "text": "\n".join(self._unseen)}
            self._assembly.say("office:hidden-text", value, self._part, sensitive=True)

    def _layout(self, part: str, backgrounds: list[str]) -> None:
        backgrounds.append(part)
        for relation in self._package.relations(part).values():
            if relation.kind == "slideMaster" and relation.target not in backgrounds:
                backgrounds.append(relation.target)

    def shapes(self, root: trees.Element, path: str, *, notes: bool = False) -> None:
        """Read the shapes of a slide, in order."""
        tree = root.find(f"{P}cSld/{P}spTree")
        if tree is not None:
            self._group(tree, path or "spTree", 0, hidden=False, notes=notes)

    def _group(
        self, group: trees.Element, path: str, deep: int, *, hidden: bool, notes: bool
    ) -> None:
        if deep > _DEEPEST:
            self._assembly.lose("limit", note=f"shapes nested more than {_DEEPEST} deep")
            return
        counts: dict[str, int] = {}
        for shape in group:
            tag = shape.tag
            if not isinstance(tag, str):
                continue
            counts[tag] = counts.get(tag, 0) + 1
            at = f"{path}/{trees.local(shape)}[{counts[tag]}]"
            if tag == _ALTERNATE:
                if len(shape):
                    self._group(shape[0], at, deep + 1, hidden=hidden, notes=notes)
                continue
            unseen = hidden or _is_hidden(shape)
            if tag == _GROUP:
                self._group(shape, at, deep + 1, hidden=unseen, notes=notes)
            elif tag in (_SP, _CONNECTOR):
                self._shape(shape, at, hidden=unseen, notes=notes)
            elif tag == _FRAME:
                self._frame(shape, at, hidden=unseen)
            if tag in (_PICTURE, _SP, _FRAME, _GROUP):
                self._described(shape)

    def _described(self, shape: trees.Element) -> None:
        for element in shape.iterfind(f"*/{P}cNvPr"):
            text = element.get("descr") or element.get("title")
            self._assembly.say("office:alternative-text", text, self._part)

    def _shape(self, shape: trees.Element, path: str, *, hidden: bool, notes: bool) -> None:
        holder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        role = None if holder is None else holder.get("type", "body")
        if holder is not None and self._kind == "header":
            return  # a layout's placeholders are filled by the slides
        if notes and role in _FILLED_IN:
            return
        body = shape.find(f"{P}txBody")
        if body is None:
            return
        kind = "slide-note" if notes else "heading" if role in _TITLES else "paragraph"
        if role in ("ftr", "sldNum", "dt"):
            kind = "footer"
        for number, element in enumerate(body.iterchildren(f"{A}p"), 1):
            found = kind
            if kind == "paragraph" and _bulleted(element, role):
                found = "list-item"
            self._add(found, drawing.paragraph(element), f"{path}/p[{number}]", hidden=hidden)

    def _frame(self, frame: trees.Element, path: str, *, hidden: bool) -> None:
        for number, row in enumerate(frame.iter(f"{A}tr"), 1):
            before = "\n"
            for column, cell in enumerate(row.iterchildren(f"{A}tc"), 1):
                text = "\n".join(drawing.paragraph(p) for p in cell.iter(f"{A}p"))
                at = f"{path}/tr[{number}]/tc[{column}]"
                if text.strip("\n"):
                    self._add("table-cell", text, at, hidden=hidden, before=before)
                    before = "\t"
        for element in frame.iter():
            for name in (f"{_R}id", f"{_R}dm"):
                key = element.get(name) if isinstance(element.tag, str) else None
                if key:
                    self._drawn(key, hidden=hidden)

    def _drawn(self, key: str, *, hidden: bool) -> None:
        relation = getattr(self, "_relations", {}).get(key)
        if relation is None or relation.outside:
            return
        root = None
        if relation.kind in ("chart", "diagramData"):
            root = self._package.tree(relation.target)
        if root is None:
            return
        words = (
            list(drawing.chart(root))
            if relation.kind == "chart"
            else [text for text, _ in drawing.paragraphs(root)]
        )
        for text in words:
            self._add("chart", text, relation.target, hidden=hidden)

    def _notes(self, part: str) -> None:
        root = self._package.tree(part)
        if root is not None:
            notes = _Slide(self._package, part, self._number)
            notes._hidden, notes._unseen = self._hidden, self._unseen
            notes.shapes(root, "", notes=True)

    def _comments(self, part: str, authors: dict[str, str]) -> None:
        root = self._package.tree(part)
        for element in () if root is None else root.iter():
            kind = trees.local(element)
            if kind not in ("cm", "reply"):
                continue
            text = "".join(e.text or "" for e in element if trees.local(e) == "text")
            for body in element:
                if trees.local(body) == "txBody":
                    text += "\n".join(drawing.paragraph(p) for p in body.iter(f"{A}p"))
            if not text:
                continue
            self._add("comment", text, part, hidden=False)
            author = authors.get(element.get("authorId", ""))
            value = {"author": author, "date": element.get("dt") or element.get("created")}
            self._assembly.say("office:comment", value, part)

    def _add(self, kind: str, text: str, path: str, *, hidden: bool, before: str = "\n") -> None:
        if not text:
            return
        if hidden or self._hidden:
            self._unseen.append(text)
            return
        place: dict[str, object] = {"part": self._part, "path": path}
        if self._number:
            place["slide"] = self._number
        self._assembly.add(self._kind or kind, text, place, before)


def _is_hidden(shape: trees.Element) -> bool:
    properties = shape.find(f"*/{P}cNvPr")
    return properties is not None and properties.get("hidden", "0") not in _OFF


def _bulleted(paragraph: trees.Element, role: str | None) -> bool:
    """Say whether a paragraph is an item of a list: marked so, or in a body that lists."""
    properties = paragraph.find(f"{A}pPr")
    if properties is not None:
        for child in properties:
            name = trees.local(child)
            if name == "buNone":
                return False
            if name in ("buChar", "buAutoNum", "buBlip"):
                return True
        if properties.get("lvl", "0") != "0":
            return True
    return role in ("body", "obj")
