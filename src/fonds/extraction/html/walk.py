"""From a parsed page to its full text and blocks. Pure.

The tree is made by an HTML5 parser (lexbor), which also writes it out again: every tag closed,
``<`` and ``>`` escaped in text and values. That form is split at its tags by one pattern and
walked once, at a third of the cost of asking for the nodes one by one. Nothing of the parser's own
idea of text is used: which elements part text, which are not seen, and what becomes of spaces
stands in ``elements`` and here.
"""

import re
from typing import Any, NamedTuple

from fonds.extraction.html import elements, furniture
from fonds.extraction.html.elements import BETWEEN, BLANK, KINDS, LINE, PARTS, UNSEEN, VOID
from fonds.model import Block

_TAG = re.compile(r"<(?:!--.*?-->|!DOCTYPE[^>]*>|(/?)([a-zA-Z][^\s/>]*)([^>]*)>)", re.S)
_SPACE = " \t\n\r\f"
_SPACES = re.compile(r"[ \t\n\r\f]+")
_BREAK = "\0"  # stands for <br>: no text of a parsed page holds U+0000
_BREAKS = re.compile(r" ?\0 ?")
_HIDING = re.compile(
    r"\shidden(?:=\"(?!until-found)|[\s/]|$)"
    r"|\sstyle=\"[^\"]{0,500}?(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I
)  # fmt: skip
_VALUE = re.compile(r'\svalue="([^"]+)"')
_TYPE = re.compile(r'\stype="([^"]*)"', re.I)
_PATH_DEPTH = 100  # elements of a path; a deeper block has none, or paths would be most of a page
_CAPTION = re.compile(r'\sclass="[^"]*\bwp-caption-text\b')


class Walked(NamedTuple):
    """A page's full text and its blocks; ``sources`` has for each what its text began and ended
    with in the parser's output, to find it in the bytes; ``hidden`` counts blocks nobody sees.

    ``linked`` has the characters of each block that are links; ``rooms`` has what the elements
    around it are by name, role and class (``furniture``).
    """

    text: str
    blocks: list[Block]
    sources: list[tuple[str, str]]
    hidden: int
    linked: list[int]
    rooms: list[int]


def walk(markup: str) -> Walked:
    """Read the markup that the parser wrote. Cost: linear, about 10 ms a million characters."""
    return _Walk().run(markup)


class _Walk:
    """One walk over the tags of a page. The lists of the stack grow and shrink together."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.sources: list[tuple[str, str]] = []
        self.names = [""]
        self.numbers = [1]
        self.counts: list[dict[str, int]] = [{}]
        self.paths: list[str | None] = [""]
        self.parting = [0]  # depths of the elements that part text, innermost last
        self.kinds = [elements.PARAGRAPH]  # and the kind each gives
        self.pending: list[str] = []
        self.first = self.last = self.path = ""
        self.kind = elements.PARAGRAPH
        self.gap = 0  # what is due before the next block, as in elements.BETWEEN
        self.keeps = 0  # depth of the element that keeps spaces, 0 outside
        self.skips = 0  # depth of the element whose text is not seen, 0 outside
        self.hides = 0  # depth of the element that hides itself, 0 outside
        self.hidden = 0
        self.linked: list[int] = []
        self.links = self.in_link = 0
        self.rooms: list[int] = []
        self.around = [furniture.OUTSIDE]
        self.room = furniture.OUTSIDE
        self.aside: list[str] | None = None  # text that stands apart: of <rt>, of a hidden <span>
        self.aside_depth = 0
        self.asides: list[tuple[str, str]] = []  # kind and text, to follow the pending block

    def run(self, markup: str) -> Walked:
        names, numbers, counts, paths = self.names, self.numbers, self.counts, self.paths
        parts = iter(_TAG.split(markup))
        self.take(next(parts))
        for slash, name, attributes, text in zip(parts, parts, parts, parts, strict=True):
            if slash:
                if name == names[-1]:
                    if name == "a":
                        self.in_link = 0
                    elif name in PARTS or name in UNSEEN or len(names) - 1 == self.aside_depth:
                        self.end(name)
                    names.pop()
                    numbers.pop()
                    counts.pop()
                    paths.pop()
            elif name:
                siblings = counts[-1]
                number = siblings[name] = siblings.get(name, 0) + 1
                if name in VOID:
                    self.void(name, attributes)
                else:
                    names.append(name)
                    numbers.append(number)
                    counts.append({})
                    paths.append(None)
                    if name == "a":
                        self.in_link = 1
                    elif name in PARTS or name in UNSEEN:
                        self.start(name, attributes)
                    elif name == "rt" or (attributes and _HIDING.search(attributes)):
                        self.stand_apart()
            if text and not self.skips:
                self.take(text)
        self.flush(BLANK)
        return Walked(
            "".join(self.out), self.blocks, self.sources, self.hidden,
            self.linked, self.rooms,
        )  # fmt: skip

    def start(self, name: str, attributes: str) -> None:
        """Enter an element that does something to text."""
        depth = len(self.names) - 1
        if name in UNSEEN:
            if not self.skips and not (name == "template" and "shadowrootmode" in attributes):
                self.skips = depth
            return
        self.flush(PARTS[name])
        self.parting.append(depth)
        kind = KINDS.get(name) or self.kinds[-1]
        if attributes:
            if not self.hides and _HIDING.search(attributes):
                self.hides = depth
            if "wp-caption-text" in attributes and _CAPTION.search(attributes):
                kind = elements.CAPTION
        elif name in ("div", "p") and kind == elements.CODE:
            kind = elements.PARAGRAPH
        self.kinds.append(kind)
        self.around.append(furniture.enter(self.around[-1], name, attributes))
        if name in elements.KEEPS_SPACES and not self.keeps:
            self.keeps = depth

    def end(self, name: str) -> None:
        """Leave an element that does something to text."""
        depth = len(self.names) - 1
        if depth == self.aside_depth:
            self.asides.append(("ruby" if name == "rt" else "hidden", "".join(self.aside or ())))
            self.aside, self.aside_depth = None, 0
        if name in PARTS:
            self.flush(PARTS[name])
            self.parting.pop()
            self.kinds.pop()
            self.around.pop()
        if depth == self.skips:
            self.skips = 0
        if depth == self.keeps:
            self.keeps = 0
        if depth == self.hides:
            self.hides = 0

    def stand_apart(self) -> None:
        """Enter an element in a line whose text would break the line: it follows the block."""
        if self.aside is None and not self.skips:
            self.aside, self.aside_depth = [], len(self.names) - 1

    def void(self, name: str, attributes: str) -> None:
        """Pass an element that has no content."""
        if self.skips:
            return
        if name == "br":
            if self.pending:
                self.pending.append("\n" if self.keeps else _BREAK)
        elif name == "hr":
            self.flush(BLANK)
        elif name == "input" and attributes:
            kind = _TYPE.search(attributes)
            value = _VALUE.search(attributes)
            if value and (kind[1].lower() if kind else "") in elements.SHOWN_VALUES:
                self.flush(LINE)
                self.take(value[1])
                self.kind = "input"
                self.flush(LINE)

    def take(self, text: str) -> None:
        """Add text to the pending block; its first that is not space says where the block is."""
        if self.aside is not None:
            self.aside.append(text)
        elif not self.pending:
            if text.strip(_SPACE):
                self.pending.append(text)
                self.first = self.last = text
                depth = self.parting[-1]
                self.path = self.path_of(depth) if depth <= _PATH_DEPTH else ""
                self.kind = self.kinds[-1]
                self.room = self.around[-1]
                self.links = len(text) * self.in_link
        else:
            self.pending.append(text)
            if text.strip(_SPACE):
                self.last = text
                self.links += len(text) * self.in_link

    def flush(self, gap: int) -> None:
        """Close the pending block, if there is one; ``gap`` is due before the next."""
        if self.aside is not None:
            self.aside.append(" ")
        elif self.pending or self.asides:
            self.close()
            self.gap = gap
        elif gap > self.gap:
            self.gap = gap

    def close(self) -> None:
        """Put the pending block, and what stands apart from it."""
        text = "".join(self.pending)
        self.pending.clear()
        if text:
            self.put(self.kind, _tidy(text, keeps=bool(self.keeps)), self.path)
        if self.asides:
            for kind in ("ruby", "hidden"):
                aside = _tidy(" ".join(text for one, text in self.asides if one == kind))
                if aside:
                    self.gap = LINE if text else max(self.gap, LINE)
                    self.hidden += kind == "hidden"
                    self.put(kind, aside, "")
            self.asides.clear()

    def put(self, kind: str, text: str, path: str) -> None:
        """Append a block to the text."""
        if self.blocks:
            between = BETWEEN[self.gap]
            self.out.append(between)
            self.length += len(between)
        start = self.length
        self.out.append(text)
        self.length = end = start + len(text)
        place: dict[str, Any] = {"path": path} if path else {}
        if self.hides:
            place["hidden"] = True
            self.hidden += 1
        self.blocks.append(Block(kind, start, end, place))
        self.linked.append(self.links)
        self.rooms.append(self.room)
        self.sources.append((self.first, self.last) if path else ("", ""))

    def path_of(self, depth: int) -> str:
        """The path of the element at a depth of the stack, as XPath; what is known is kept."""
        paths = self.paths
        known = depth
        while (path := paths[known]) is None:
            known -= 1
        for at in range(known + 1, depth + 1):
            path = f"{path}/{self.names[at]}[{self.numbers[at]}]"
            paths[at] = path
        return path


def _tidy(text: str, *, keeps: bool = False) -> str:
    """Collapse spaces as a browser does, unless they are kept; ``<br>`` ends a line."""
    if "&" in text:
        text = _unescape(text)
    if keeps:
        return text.replace(_BREAK, "\n").strip("\n").rstrip(_SPACE)
    text = _SPACES.sub(" ", text)
    if _BREAK in text:
        text = _BREAKS.sub("\n", text)
    return text.strip(_SPACE)


def _unescape(text: str) -> str:
    """Undo what the parser escapes when it writes: five characters and no more."""
    return (
        text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">")
        .replace("&quot;", '"').replace("&amp;", "&")
    )  # fmt: skip
