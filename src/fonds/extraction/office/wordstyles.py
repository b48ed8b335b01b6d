"""What the styles of a word document say of a paragraph's kind and of hidden text.

Source: ECMA-376 part 1, sections 17.7 (styles) and 17.7.3 (toggle properties).
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from fonds.extraction import trees
from fonds.model import Loss

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST = 32  # styles that rest on one another; a ring of them ends here
_BODY_LEVEL = 9  # the outline level that means: no heading


class Style(NamedTuple):
    """One style with what it inherits: outline level (from 0), list membership, hidden."""

    level: int | None = None
    listed: bool = False
    hidden: bool = False
    kind: str = ""


class _Own(NamedTuple):
    based: str | None
    name: str
    level: int | None
    listed: bool | None
    hidden: bool | None


_KINDS = {"title": "heading", "subtitle": "heading", "caption": "caption", "quote": "quote",
          "intense quote": "quote", "block text": "quote", "html preformatted": "code",
          "preformatted text": "code", "plain text": "", "quotations": "quote"}  # fmt: skip


def on(element: trees.Element | None) -> bool:
    """Say whether a switch element is there and on."""
    return element is not None and element.get(VAL, "1").lower() not in _OFF


class Styles:
    """The styles of a document, read when a paragraph or run names them.

    A word processor writes hundreds, and a document uses a few: only those are parsed, found by
    their tags. Where the part is not written as word processors do, all are parsed.
    """

    def __init__(self, data: bytes | None) -> None:
        self.losses: list[Loss] = []
        self._own: dict[str, _Own] = {}
        self._known: dict[str, Style] = {}
        self._starts: dict[str, int] = {}
        self._data = data or b""
        self._head = b""
        usual = self._find(self._data)
        self.usual = self.get(usual) or Style()

    def _find(self, data: bytes) -> str:
        """Note where each style stands; return the id of the usual one of paragraphs."""
        usual = ""
        root = _ROOT.match(data)
        if root is None or (b"!" in data and _ODD.search(data)):
            tree, self.losses = trees.parse(data) if data else (None, [])
            for element in () if tree is None else tree.iterchildren(f"{W}style"):
                key = element.get(f"{W}styleId", "")
                self._own[key] = _own(element)
                if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") == "1":
                    usual = key
            return usual
        self._head = root[0]
        for tag in _STYLE.finditer(data):
            key = _ID.search(tag[0])
            if key is not None:
                name = key[1].decode("utf-8", "replace")
                self._starts[name] = tag.start()
                if b'w:default="1"' in tag[0] and b'w:type="paragraph"' in tag[0]:
                    usual = name
        return usual

    def get(self, key: str) -> Style | None:
        """Return a style by its id, with what it inherits, or None."""
        style = self._known.get(key)
        if style is None and (key in self._starts or key in self._own):
            style = self._known[key] = _inherited(key, self._one)
        return style

    def _one(self, key: str) -> _Own | None:
        if key not in self._own and key in self._starts:
            start = self._starts[key]
            end = self._data.find(_STYLE_ENDS, start) + len(_STYLE_ENDS)
            root, _ = trees.parse(self._head + self._data[start:end] + b"</w:styles>")
            if root is not None and len(root):
                self._own[key] = _own(root[0])
        return self._own.get(key)


_STYLE_ENDS = b"</w:style>"
_ODD = re.compile(rb"<!|&#")  # comments, CDATA: what looks like a tag there is none
_ROOT = re.compile(rb"(?:<\?xml[^>]{0,200}\?>)?\s{0,9}<w:styles[^>]{0,8000}[^/>]>")
_STYLE = re.compile(rb"<w:style [^>]{1,500}>")
_ID = re.compile(rb'w:styleId="([^"&]{1,200})"')


def _own(element: trees.Element) -> _Own:
    based, name = element.find(f"{W}basedOn"), element.find(f"{W}name")
    properties = element.find(f"{W}pPr")
    level, listed = None, None
    if properties is not None:
        level = outline(properties)
        numbered = properties.find(f"{W}numPr")
        listed = None if numbered is None else numbers(numbered)
    run = element.find(f"{W}rPr")
    vanish = None if run is None else run.find(f"{W}vanish")
    return _Own(
        None if based is None else based.get(VAL),
        "" if name is None else name.get(VAL, "").lower(),
        level,
        listed,
        None if vanish is None else on(vanish),
    )


def outline(properties: trees.Element) -> int | None:
    """Return the outline level that paragraph properties state, or None."""
    element = properties.find(f"{W}outlineLvl")
    value = "" if element is None else element.get(VAL, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 3 else None


def numbers(element: trees.Element) -> bool:
    """Say whether numbering properties put a paragraph into a list (0 takes it out of one)."""
    number = element.find(f"{W}numId")
    return number is not None and number.get(VAL) != "0"


def _inherited(key: str, own: Callable[[str], _Own | None]) -> Style:
    level: int | None = None
    listed: bool | None = None
    hidden: bool | None = None
    kind = ""
    at: str | None = key
    for _ in range(_DEEPEST):
        style = own(at or "")
        if style is None:
            break
        level = style.level if level is None else level
        listed = style.listed if listed is None else listed
        hidden = style.hidden if hidden is None else hidden
        if level is None and style.name.startswith("heading ") and style.name[8:].isdigit():
            level = int(style.name[8:10]) - 1
        kind = kind or _KINDS.get(style.name, "")
        at = style.based
    return Style(None if level == _BODY_LEVEL else level, bool(listed), bool(hidden), kind)
