"""What holds at a point of an RTF document: fonts, properties, and the text so far.

Source: Rich Text Format specification 1.9.1, sections on the font table and on properties.
"""

import re
from typing import Any

from fonds.extraction.assembly import Assembly
from fonds.extraction.office import rtftables as tables
from fonds.extraction.office import symbols

_FONT = re.compile(rb"\\f([0-9]{1,5})(?![0-9a-z])")
_CHARSET = re.compile(rb"\\fcharset([0-9]{1,3})")
_CODE_PAGE = re.compile(rb"\\cpg([0-9]{1,5})")
_GROUP = re.compile(rb"\{[^{}]*\}")
_WORD = re.compile(rb"\\[a-zA-Z]{1,32}-?[0-9]{0,10} ?")
_PIECE = re.compile(
    rb"\\u(-?[0-9]{1,6}) ?(?:\\'[0-9a-fA-F]{2}|[^\\{}])?|((?:\\'[0-9a-fA-F]{2})+)"
    rb"|\\[a-zA-Z]{1,32}-?[0-9]{0,10} ?|\\(.)|([^\\{}\r\n]+)",
    re.DOTALL,
)
_MOST_FONTS = 5_000
_NEVER = -1


class Fonts:
    """The font table, and the character sets that come with it."""

    def __init__(self) -> None:
        self.usual = "cp1252"
        self.default = 0
        self._charsets: dict[int, int] = {}
        self._pages: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._authors: list[str] = []

    def read(self, content: bytes) -> None:
        """Take in a font table."""
        found = list(_FONT.finditer(content))[:_MOST_FONTS]
        for match, after in zip(found, [*found[1:], None], strict=False):
            piece = content[match.end() : after.start() if after else len(content)]
            number = int(match[1])
            if charset := _CHARSET.search(piece):
                self._charsets[number] = int(charset[1])
            if page := _CODE_PAGE.search(piece):
                codec = tables.CODE_PAGES.get(int(page[1]))
                if codec:
                    self._pages[number] = codec
            name = _WORD.sub(b"", _GROUP.sub(b"", piece)).strip(b" {}\r\n")
            self._names[number] = name.partition(b";")[0].decode("latin-1").strip()

    def codec(self, font: int) -> str:
        """Return the codec of bytes set in a font."""
        if font in self._pages:
            return self._pages[font]
        return tables.CHARSETS.get(self._charsets.get(font, 1), self.usual) or self.usual

    def is_symbol(self, font: int) -> bool:
        """Say whether a font's characters are signs under the codes of letters."""
        return self._charsets.get(font) == tables.SYMBOL

    def symbols(self, font: int, text: str, assembly: Assembly) -> str:
        """Return text set in a symbol font as Unicode; what is not known is counted."""
        out: list[str] = []
        for char in text:
            code = ord(char)
            shown = symbols.known(self._names.get(font), code)
            if shown is None:
                shown = char
                if 0xF020 <= code < 0xF100 or 0x21 <= code < 0x100:
                    note = "characters of a symbol font"
                    assembly.lose("unmapped-glyphs", note=note)
            out.append(shown)
        return "".join(out)

    def authors(self, content: bytes) -> None:
        """Take in the table of those who changed the text."""
        self._authors = [
            self.text(piece).rstrip(";").strip() for piece in re.findall(rb"\{([^{}]*)\}", content)
        ]

    def author(self, number: int) -> str | None:
        """Return who made a change, by number."""
        return self._authors[number] if 0 <= number < len(self._authors) else None

    def text(self, content: bytes) -> str:
        """Return the text of a small group: information, names."""
        out: list[str] = []
        for code, bytes_, sign, plain in _PIECE.findall(content):
            if code:
                out.append(chr(int(code) & 0xFFFF))
            elif bytes_:
                raw = bytes.fromhex(bytes_.replace(b"\\'", b"").decode("ascii"))
                out.append(raw.decode(self.usual, "replace"))
            elif sign in (b"\\", b"{", b"}"):
                out.append(sign.decode("ascii"))
            elif plain:
                out.append(plain.decode(self.usual, "replace"))
        return joined(out).strip()


class State:
    """The properties that hold within a group."""

    __slots__ = (
        "author", "deleted", "direction", "font", "hidden", "other_font", "script", "skip_count",
        "story", "wide_font",
    )  # fmt: skip

    def __init__(self) -> None:
        self.font = 0
        self.other_font: int | None = None
        self.wide_font: int | None = None
        self.direction = ""
        self.script = ""
        self.skip_count = 1
        self.hidden = False
        self.deleted = False
        self.author = _NEVER
        self.story: Any = None

    def copy(self) -> "State":
        """Return the state with which an inner group begins."""
        other = State.__new__(State)
        other.font, other.other_font, other.wide_font = self.font, self.other_font, self.wide_font
        other.direction, other.script = self.direction, self.script
        other.skip_count, other.author, other.story = self.skip_count, self.author, self.story
        other.hidden, other.deleted = self.hidden, self.deleted
        return other

    def plain(self, default: int) -> None:
        """Set character properties back."""
        self.font, self.other_font, self.wide_font = default, None, None
        self.direction = self.script = ""
        self.hidden = self.deleted = False

    def mode(self) -> str:
        """Return where text goes now."""
        return "deleted" if self.deleted else "hidden" if self.hidden else ""


class RtfStory:
    """The body, or what comes after it: a note, a comment, a header, a text box."""

    def __init__(self, assembly: Assembly, kind: str, *, hold: bool = False) -> None:
        self.level: int | None = None
        self.listed = False
        self.in_table = False
        self.blocks: list[tuple[str, str, dict[str, Any], str]] = []
        self._assembly = assembly
        self._kind = kind
        self._hold = hold
        self._pieces: dict[str, list[str]] = {"": [], "hidden": [], "deleted": []}
        self._waiting: list[bytes] = []
        self._codec = ""
        self._mode = ""
        self._author: str | None = None
        self._before = "\n"
        self._start = 0
        self._mapped: list[tuple[int, str, str]] = []

    @property
    def waiting(self) -> bool:
        """Whether bytes wait that may be the first half of a character."""
        return bool(self._waiting) and self._codec in tables.WIDE

    def raw(self, data: bytes, codec: str, mode: str) -> None:
        """Add bytes; they are decoded when the run of them ends."""
        if codec != self._codec or mode != self._mode:
            self.settle()
            self._codec, self._mode = codec, mode
        self._waiting.append(data)

    def settle(self) -> None:
        """Decode the bytes that wait."""
        if self._waiting:
            raw = b"".join(self._waiting)
            self._waiting.clear()
            text = raw.decode(self._codec, "replace")
            bad = text.count("\ufffd")
            if bad:
                self._assembly.lose("undecodable", bad, f"bytes that are not {self._codec}")
            self._pieces[self._mode].append(text)

    def put(self, text: str, mode: str = "", author: str | None = None) -> None:
        """Add text: to what is shown, hidden or deleted."""
        self._pieces[mode].append(text)
        if author:
            self._author = author

    def mapped(self, text: str, written: str) -> None:
        """Add signs of a symbol font, with what was written for them."""
        if text != written:
            self._mapped.append((sum(map(len, self._pieces[""])), text, written))
        self._pieces[""].append(text)

    def paragraph(self, at: int) -> None:
        """End a paragraph at byte ``at`` of the document."""
        kind = "table-cell" if self.in_table else "list-item" if self.listed else "paragraph"
        place: dict[str, Any] = {"bytes": [self._start, at]}
        if self.level is not None and not self.in_table:
            kind, place["level"] = "heading", self.level + 1
        self._end(self._kind or kind, place, at)

    def cell(self, at: int) -> None:
        """End a cell of a table."""
        self._end(self._kind or "table-cell", {"bytes": [self._start, at]}, at)
        self._before = "\t"

    def row(self) -> None:
        """End a row of a table."""
        self._before = "\n"

    def end(self, at: int) -> None:
        """End the story, with a last paragraph that nothing closed."""
        self.settle()
        if any(self._pieces.values()):
            self.paragraph(at)

    def _end(self, kind: str, place: dict[str, Any], at: int) -> None:
        self.settle()
        text = joined(self._pieces[""])
        if text and self._hold:
            self.blocks.append((kind, text, place, self._before))
        elif text:
            self._assembly.add(kind, text, place, self._before)
            start = self._assembly.length - len(text)
            for offset, shown, written in self._mapped:
                self._assembly.step("symbol", start + offset, start + offset + len(shown), written)
        if text:
            self._before = "\n"
        self._apart(place)
        self._mapped.clear()
        self._start = at
        for pieces in self._pieces.values():
            pieces.clear()

    def _apart(self, place: dict[str, Any]) -> None:
        """Keep apart what of the paragraph is hidden or deleted."""
        evidence = f"bytes {place['bytes'][0]} to {place['bytes'][1]}"
        if hidden := joined(self._pieces["hidden"]):
            self._assembly.lose("hidden-text", note="text set as hidden (\\v)", place=place)
            self._assembly.say("rtf:hidden-text", hidden, evidence, sensitive=True)
        if deleted := joined(self._pieces["deleted"]):
            value = {"text": deleted, "author": self._author}
            self._assembly.lose("tracked-deletion", note="text that was deleted", place=place)
            self._assembly.say("rtf:deleted-text", value, evidence, sensitive=True)
        self._author = None


def joined(pieces: list[str]) -> str:
    """Join text in which a pair of surrogates may be in two pieces."""
    text = "".join(pieces)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
