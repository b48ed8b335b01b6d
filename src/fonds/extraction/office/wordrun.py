"""The runs within a paragraph of a word processing document.

Source: ECMA-376 part 1, sections 17.3.2 (runs), 17.13 (changes) and 17.16 (fields); part 3 (markup
compatibility).
"""

from collections.abc import Iterator

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly
from fonds.extraction.office import drawing, symbols, wordstyles
from fonds.extraction.office.wordstyles import VAL, W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V = "{urn:schemas-microsoft-com:vml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_R, _T, _RPR, _DEL_TEXT = f"{W}r", f"{W}t", f"{W}rPr", f"{W}delText"
_FLD_CHAR, _SDT, _RUBY, _SYM = f"{W}fldChar", f"{W}sdt", f"{W}ruby", f"{W}sym"
_ALTERNATE, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
_TEXT_BOX = f"{W}txbxContent"
_PASSED = frozenset({
    f"{W}hyperlink", f"{W}ins", f"{W}moveTo", f"{W}smartTag", f"{W}customXml", f"{W}fldSimple",
    f"{W}dir", f"{W}bdo", f"{W}sdtContent", f"{W}rubyBase",
})  # fmt: skip
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_MATHS = frozenset({f"{_M}oMath", f"{_M}oMathPara"})
_SIGNS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad",
}  # fmt: skip
_DRAWN = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_DEEPEST = 80
_RSTYLE, _VANISH, _FLD_KIND = f"{W}rStyle", f"{W}vanish", f"{W}fldCharType"
_CODE, _RESULT = 0, 1


class Runs:
    """Reads runs into pieces of text; holds the state of fields, which may span paragraphs."""

    def __init__(self, assembly: Assembly, part: str, styles: wordstyles.Styles) -> None:
        self._assembly = assembly
        self._part = part
        self._styles = styles
        self._fields: list[int] = []
        self._held: list[str] = []  # text within the code of a field
        self._hidden: list[str] = []
        self._after: list[tuple[trees.Element | str, str]] = []
        self._style_hides = False
        self._path = ""
        self._deep = 0
        self._mapped: list[tuple[int, str, str]] = []  # where, character, what was written
        self.before = "\n"

    def paragraph(
        self, element: trees.Element, pieces: list[str], hidden: bool, path: str
    ) -> list[tuple[trees.Element | str, str]]:
        """Add a paragraph's text to ``pieces``; return text boxes and readings to come after it."""
        outer = (self._after, self._hidden, self._path, self._style_hides)
        self._after, self._hidden, self._path, self._style_hides = [], [], path, hidden
        self.inline(element, pieces)
        if self._hidden:
            self.hide("".join(self._hidden), path)
        after = self._after
        self._after, self._hidden, self._path, self._style_hides = outer
        return after

    def hide(self, text: str, path: str) -> None:
        """Keep text apart that no reader sees."""
        if text:
            place = {"part": self._part, "path": path}
            self._assembly.lose("hidden-text", note="text set as hidden", place=place)
            self._assembly.say("office:hidden-text", text, f"{self._part} {path}", sensitive=True)

    def delete(self, element: trees.Element, mark: trees.Element | None = None) -> None:
        """Keep apart what was deleted or moved away, with who did it and when."""
        text = "".join(
            e.text or "" if e.tag in (_T, _DEL_TEXT) else _SIGNS[e.tag]
            for e in element.iter(_T, _DEL_TEXT, *_SIGNS)
        )
        if not text:
            return
        mark = element if mark is None else mark
        kind = "moved" if trees.local(mark) == "moveFrom" else "deleted"
        value = {"text": text, "author": mark.get(f"{W}author"), "date": mark.get(f"{W}date")}
        place = {"part": self._part, "path": self._path}
        evidence = f"{self._part} {trees.local(mark)} in {self._path}"
        self._assembly.lose("tracked-deletion", note=f"text that was {kind}", place=place)
        self._assembly.say(f"office:{kind}-text", value, evidence, sensitive=True)

    def inline(self, parent: trees.Element, pieces: list[str]) -> None:
        """Read the runs below an element."""
        if self._deep >= _DEEPEST:
            self._assembly.lose("limit", note=f"runs nested more than {_DEEPEST} deep")
            return
        self._deep += 1
        for element in parent:
            tag = element.tag
            if tag == _R:
                self._run(element, pieces)
            elif tag in _PASSED:
                self.inline(element, pieces)
            elif tag == _SDT:
                for content in element.iterchildren(f"{W}sdtContent"):
                    self.inline(content, pieces)
            elif tag in _GONE:
                self.delete(element)
            elif tag in _MATHS:
                self._put(drawing.mathematics(element), pieces)
            elif tag == _ALTERNATE:
                for chosen in self.chosen(element):
                    self.inline(chosen, pieces)
        self._deep -= 1

    def _run(self, run: trees.Element, pieces: list[str]) -> None:
        hides = self._style_hides
        out = pieces
        for element in run:
            tag = element.tag
            if tag == _T:
                text = element.text
                if text:
                    if text[0] in " \n\t\r" or text[-1] in " \n\t\r":
                        text = _trimmed(element, text)
                    if self._fields and _CODE in self._fields:
                        self._held.append(text)
                    else:
                        out.append(text)
            elif tag == _RPR:
                if (hides or len(element)) and self._hides(element, hides):
                    out = self._hidden
            elif tag in _SIGNS:
                self._put(_SIGNS[tag], out)
            elif tag == _FLD_CHAR:
                self._field(element.get(_FLD_KIND))
            else:
                self._rare(element, tag, out)

    def _rare(self, element: trees.Element, tag: str, out: list[str]) -> None:
        if tag == _SYM:
            self._symbol(element, out)
        elif tag in _DRAWN:
            if out is self._hidden:
                self._hidden += [t.text or "" for t in element.iter(_T)]
            else:
                self._drawn(element)
        elif tag == _ALTERNATE:
            for chosen in self.chosen(element):
                self._run(chosen, out)
        elif tag == _RUBY:
            base, reading = element.find(f"{W}rubyBase"), element.find(f"{W}rt")
            if base is not None:
                self.inline(base, out)
            if reading is not None and out is not self._hidden:
                self._after.append((reading, f"{self._path}/ruby"))
        elif tag == _DEL_TEXT:
            self.delete(element)

    def _put(self, text: str, out: list[str]) -> None:
        if _CODE not in self._fields:
            out.append(text)

    def _hides(self, properties: trees.Element, hides: bool) -> bool:
        direct = None
        for child in properties:
            if child.tag == _RSTYLE:
                style = self._styles.get(child.get(VAL, ""))
                hides ^= style is not None and style.hidden  # a toggle: both on is off
            elif child.tag == _VANISH:
                direct = wordstyles.on(child)
        return hides if direct is None else direct

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(_CODE)
        elif kind == "separate" and self._fields:
            self._fields[-1] = _RESULT
        elif kind == "end" and self._fields:
            self._fields.pop()
            if not self._fields:
                self._held.clear()

    def _symbol(self, element: trees.Element, out: list[str]) -> None:
        try:
            code = int(element.get(f"{W}char", ""), 16)
            written = chr(code)
        except (ValueError, OverflowError):
            return
        char = symbols.known(element.get(f"{W}font"), code)
        if char is None:
            if 0xE000 <= code < 0xF900:
                self._assembly.lose("unmapped-glyphs", note="characters of a symbol font")
            char = written
        elif out is not self._hidden:
            self._mapped.append((sum(map(len, out)), char, written))
        self._put(char, out)

    def settle(self, start: int, length: int) -> None:
        """Record the symbols of the block that was just added, now that its place is known."""
        for at, char, written in self._mapped:
            if at < length:
                self._assembly.step("symbol", start + at, start + at + len(char), written)
        self._mapped.clear()

    def _drawn(self, element: trees.Element) -> None:
        """Note text boxes for after the paragraph; say what alternative text a picture has."""
        for number, box in enumerate(_boxes(element), 1):
            path = f"{self._path}/{trees.local(element)}/txbxContent[{number}]"
            self._after.append((box, path))
        for art in element.iter(f"{_V}textpath"):
            self._after.append((art.get("string", ""), f"{self._path}/textpath"))
        for stated in element.iter():
            if trees.local(stated) == "docPr":
                text = stated.get("descr") or stated.get("title")
                self._assembly.say("office:alternative-text", text, f"{self._part} {self._path}")

    def chosen(self, alternate: trees.Element) -> Iterator[trees.Element]:
        """Yield the one alternative to read: the first choice that holds text, else the fallback.

        What both of them hold is the same text, drawn in two ways.
        """
        choices = [*alternate.iterchildren(_CHOICE), *alternate.iterchildren(_FALLBACK)]
        for choice in choices:
            if next(choice.iter(_T, f"{_V}textpath", _SYM), None) is not None:
                yield choice
                return
        yield from choices[:1]

    def end(self) -> str:
        """Return what stands in fields that were never closed."""
        text = "".join(self._held) if self._fields else ""
        self._fields.clear()
        self._held.clear()
        return text


def _boxes(element: trees.Element) -> Iterator[trees.Element]:
    """Yield the outermost text boxes below an element, of alternatives only one."""
    for child in element:
        tag = child.tag
        if tag == _TEXT_BOX:
            yield child
        elif tag == _ALTERNATE:
            for choice in (*child.iterchildren(_CHOICE), *child.iterchildren(_FALLBACK)):
                found = list(_boxes(choice))
                if found:
                    yield from found
                    break
        elif isinstance(tag, str):
            yield from _boxes(child)


def _trimmed(element: trees.Element, text: str) -> str:
    """Return text without the white space at its ends, unless it is marked to be kept."""
    if element.get(_SPACE) == "preserve":
        return text
    root = element.getroottree().getroot()
    return text if root.get(_SPACE) == "preserve" else text.strip(" \n\t\r")
