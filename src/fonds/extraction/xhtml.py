"""The text of a page in XHTML, block by block, for books.

For pages that are XML: a parser for HTML would take ``<title/>`` for a title that never ends. What
is not well-formed goes through the reader of web pages.
"""

import re
from html.entities import html5

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly

_BLOCKS = {
    "p": "paragraph", "div": "paragraph", "section": "paragraph", "article": "paragraph",
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading", "li": "list-item", "dt": "list-item", "dd": "list-item", "ul": "paragraph",
    "ol": "paragraph", "dl": "paragraph", "blockquote": "quote", "pre": "code",
    "figure": "paragraph", "figcaption": "caption", "caption": "caption", "table": "paragraph",
    "thead": "paragraph", "tbody": "paragraph", "tfoot": "paragraph", "tr": "paragraph",
    "td": "table-cell", "th": "table-cell", "aside": "paragraph", "header": "paragraph",
    "footer": "paragraph", "nav": "paragraph", "main": "paragraph", "body": "paragraph",
    "address": "paragraph", "hr": "paragraph", "fieldset": "paragraph", "form": "paragraph",
    "center": "paragraph", "details": "paragraph", "summary": "paragraph", "text": "paragraph",
}  # fmt: skip
_SKIPPED = frozenset({"script", "style", "head", "template", "rp", "rt", "rtc", "metadata"})
_SPACES = re.compile(r"[ \t\r\n\f]+")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_OWN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_CLOSED_AT_ONCE = re.compile(
    rb"<(title|script|style|textarea|iframe|noframes|noscript|xmp)((?:\s[^<>]{0,500})?)/>"
)
_DEEPEST = 300


def entities_written_out(data: bytes) -> bytes:
    """Return XHTML with the named characters of HTML written out: their DTD is not read."""

    def written(match: re.Match[bytes]) -> bytes:
        name = match[1]
        char = None if name in _XML_OWN else html5.get(name.decode("ascii") + ";")
        return match[0] if char is None else char.encode("utf-8")

    return _ENTITY.sub(written, data) if b"&" in data else data


def opened(data: bytes) -> bytes:
    """Return XHTML in which ``<title/>`` and its like have an end tag, for a parser of HTML."""
    return _CLOSED_AT_ONCE.sub(rb"<\1\2></\1>", data)


class XhtmlPage:
    """Puts one page into an assembly."""

    def __init__(self, assembly: Assembly, part: str) -> None:
        self._assembly = assembly
        self._part = part
        self._pieces: list[str] = []
        self._before = "\n"
        self._kind = "paragraph"
        self._path = ""
        self._kept = False
        self._readings: list[str] = []

    def read(self, root: trees.Element) -> None:
        """Read the body of a page, or all of a picture in SVG."""
        body = next((e for e in root if trees.local(e) == "body"), root)
        self._path = trees.local(body)
        self._walk(body, self._path, 0)
        self._flush()

    def _walk(self, element: trees.Element, path: str, deep: int) -> None:
        if deep > _DEEPEST:
            self._assembly.lose("limit", note=f"elements nested more than {_DEEPEST} deep")
            return
        if element.text:
            self._put(element.text)
        counts: dict[str, int] = {}
        for child in element:
            name = trees.local(child)
            counts[name] = counts.get(name, 0) + 1
            if name:
                self._element(child, name, f"{path}/{name}[{counts[name]}]", deep)
            if child.tail:
                self._put(child.tail)

    def _element(self, child: trees.Element, name: str, path: str, deep: int) -> None:
        if name in ("rt", "rtc"):
            self._readings.append(trees.words(child))
        elif name in _SKIPPED:
            return
        elif child.get("hidden") is not None:
            text = _SPACES.sub(" ", trees.words(child)).strip()
            if text:
                note = "text set as hidden"
                self._assembly.lose("hidden-text", note=note, place={"part": self._part})
                evidence = f"{self._part} {path}"
                self._assembly.say("epub:hidden-text", text, evidence, sensitive=True)
        elif name == "br":
            self._pieces.append("\x02")
        elif name in _BLOCKS:
            self._block(child, name, path, deep)
        else:
            if name in ("img", "image"):
                self._assembly.say("epub:alternative-text", child.get("alt"), self._part)
            self._walk(child, path, deep + 1)

    def _block(self, child: trees.Element, name: str, path: str, deep: int) -> None:
        self._flush()
        outer = (self._kind, self._path, self._kept)
        kind = _BLOCKS[name]
        # a paragraph within a list item, cell or quote is part of it
        self._kind = kind if kind != "paragraph" or name == "body" else self._kind
        self._path = path
        self._kept = self._kept or name == "pre"
        if name in ("td", "th") and child.getprevious() is not None:
            self._before = "\t"
        self._walk(child, path, deep + 1)
        self._flush()
        if name == "tr":
            self._before = "\n"
        self._kind, self._path, self._kept = outer

    def _put(self, text: str) -> None:
        self._pieces.append(_hard(text) if self._kept else text)

    def _flush(self) -> None:
        """Add the inline text so far as a block, with white space collapsed."""
        pieces, self._pieces = self._pieces, []
        readings, self._readings = self._readings, []
        text = _SPACES.sub(" ", "".join(pieces))
        if "\x02" in text or "\x00" in text:
            text = text.replace(" \x02", "\x02").replace("\x02 ", "\x02").strip(" \x02\x03")
            text = text.translate(_SOFT)
        text = text.strip(" ")
        if text:
            place: dict[str, object] = {"part": self._part, "path": self._path}
            self._assembly.add(self._kind, text, place, self._before)
            self._before = "\n"
        if readings:
            place = {"part": self._part, "path": self._path}
            self._assembly.add("ruby", " ".join(readings), place)


_HARD = str.maketrans({" ": "\x00", "\t": "\x01", "\n": "\x02", "\r": ""})
_SOFT = str.maketrans({"\x00": " ", "\x01": "\t", "\x02": "\n"})


def _hard(text: str) -> str:
    """Return preformatted text with its white space out of the reach of collapsing."""
    return text.translate(_HARD)
