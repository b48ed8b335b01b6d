r"""The text of a Rich Text Format document.

One pass over its tokens. Bytes are decoded by the character set of their font, ``\u`` skips what
stands for it, and destinations that are not on the page are skipped.
Source: Rich Text Format specification 1.9.1.
"""

import re

from fonds.extraction.assembly import Assembly
from fonds.extraction.office import rtftables as tables
from fonds.extraction.office.rtfinfo import information, styles
from fonds.extraction.office.rtfstate import Fonts, RtfStory, State

_TAIL = (
    rb"|\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?"
    rb"|((?:\\'[0-9a-fA-F]{2}){1,2000})"
    rb"|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
# Runs of \u with the one byte that stands for it, as most writers have them, in one token.
_UNICODE = rb"((?:\\u-?[0-9]{1,6} ?(?:\\'[0-9a-fA-F]{2}|[^\\{}\r\n])){1,500})"
_TOKEN_ONE = re.compile(_UNICODE + _TAIL)
_TOKEN = re.compile(rb"(\Zx)?" + _TAIL.removeprefix(b"|"))
_CODES = re.compile(rb"\\u(-?[0-9]{1,6})")
_BRACE = re.compile(rb"\\.|[{}]|\\bin([0-9]{1,10}) ?", re.DOTALL)
_MOST_INSIDE = 8
_MOST_GROUPS = 2_000  # groups within groups
_BREAKS = frozenset({"par", "sect", "page", "softpage"})


def read(data: bytes, assembly: Assembly) -> None:
    """Put the whole document into the assembly: body, then notes, comments, headers, footers."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rt"):
        assembly.lose("damaged", note="not the beginning of RTF")
    _Reader(data, assembly).read()


class _Reader:
    def __init__(self, data: bytes, assembly: Assembly) -> None:
        self._data = data
        self._assembly = assembly
        self._fonts = Fonts()
        self._states: list[State] = []
        self._state = State()
        self._body = RtfStory(assembly, "")
        self._later: list[RtfStory] = []
        self._comment_by = ""
        self._styles: dict[int, int] = {}
        self._at = 0
        self._base = 0
        self._inside = 0

    def read(self) -> None:
        """Read every token; a document cut short gives what stands before the cut."""
        self._state.story = self._body
        self._all()
        if self._states:
            self._assembly.lose("damaged", note="the document ends within a group")
        self._body.end(self._at)
        for story in self._later:
            story.end(self._at)
            for kind, text, place, before in story.blocks:
                self._assembly.add(kind, text, place, before)

    def _all(self) -> None:
        data, size = self._data, len(self._data)
        while self._at < size:
            pattern = _TOKEN_ONE if self._state.skip_count == 1 else _TOKEN
            found = pattern.match(data, self._at)
            if found is None:
                self._at += 1
                continue
            self._at = found.end()
            which = found.lastindex
            if which == 1:
                self._text(_characters([int(code) for code in _CODES.findall(found[1])]))
            elif which in (2, 3):
                self._word(found[2].decode("ascii"), found[3])
            elif which == 4:
                self._raw(bytes.fromhex(found[4].replace(b"\\'", b"").decode("ascii")))
            elif which == 5:
                self._sign(found[5])
            elif which == 6:
                self._group(found[6])
            elif which == 7:
                self._plain(found[7])

    def _group(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self._states) >= _MOST_GROUPS:
                self._assembly.lose("limit", note=f"groups nested more than {_MOST_GROUPS} deep")
                self._skip_group()
                return
            self._states.append(self._state)
            self._state = self._state.copy()
        elif self._states:
            self._state.story.settle()
            closed, self._state = self._state, self._states.pop()
            if closed.story is not self._state.story:
                closed.story.end(self._base + self._at)

    def _skip_group(self) -> bytes:
        """Pass over the rest of the group; return it. Its closing brace is left to be read."""
        depth, start = 0, self._at
        for found in _BRACE.finditer(self._data, self._at):
            sign = found[0]
            if sign == b"{":
                depth += 1
            elif sign == b"}":
                if depth == 0:
                    self._at = found.start()
                    return self._data[start : self._at]
                depth -= 1
        self._at = len(self._data)
        return self._data[start:]

    def _word(self, word: str, number: bytes | None) -> None:
        value = None if number is None else int(number)
        state = self._state
        if word in tables.SIGNS:
            self._text(tables.SIGNS[word])
        elif word == "u" and value is not None:
            self._unicode(value)
        elif word in _BREAKS:
            state.story.paragraph(self._base + self._at)
        elif word in ("cell", "nestcell"):
            state.story.cell(self._base + self._at)
        elif word in ("row", "nestrow"):
            state.story.row()
        elif word == "bin":
            self._at += min(max(0, value or 0), len(self._data) - self._at)
        elif word in tables.SKIPPED:
            self._destination(word)
        elif word in _STORIES:
            self._story(word)
        else:
            self._property(word, value)

    def _property(self, word: str, value: int | None) -> None:
        state, fonts = self._state, self._fonts
        if word == "f" and value is not None:
            state.font = value
        elif word == "af" and value is not None:
            if state.direction == "rtlch":
                state.other_font = value
            elif state.script == "dbch":
                state.wide_font = value
        elif word in ("rtlch", "ltrch"):
            state.direction = word
        elif word in ("loch", "hich", "dbch"):
            state.script = word
        elif word == "uc":
            state.skip_count = max(0, min(value if value is not None else 1, 16))
        elif word == "deff" and value is not None:
            state.font = fonts.default = value
        elif word in ("ansicpg", "mac", "pc", "pca"):
            fonts.usual = _USUAL.get(word) or tables.CODE_PAGES.get(value or 0, fonts.usual)
        elif word == "plain":
            state.plain(fonts.default)
        elif word == "v":
            state.hidden = value != 0
        elif word == "deleted":
            state.deleted = value != 0
        elif word == "revauthdel" and value is not None:
            state.author = value
        elif word in ("pard", "sectd"):
            state.story.level = None
            state.story.listed = state.story.in_table = False
        else:
            self._of_paragraph(word, value)

    def _of_paragraph(self, word: str, value: int | None) -> None:
        story = self._state.story
        if word == "outlinelevel":
            story.level = value if value is not None and value < 9 else None
        elif word == "s" and value in self._styles:
            story.level = self._styles[value]
        elif word in ("ls", "pnlvlblt", "pnlvlbody"):
            story.listed = True
        elif word == "intbl":
            story.in_table = True

    def _destination(self, word: str) -> None:
        """Skip a group whose text is not on the page; take from it what is said elsewhere."""
        content = self._skip_group()
        if word == "fonttbl":
            self._fonts.read(content)
        elif word == "info":
            information(content, self._fonts, self._assembly)
        elif word == "stylesheet":
            self._styles = styles(content)
        elif word == "generator":
            text = content.decode("latin-1").strip(" ;")
            self._assembly.say("rtf:generator", text, "\\generator")
        elif word == "revtbl":
            self._fonts.authors(content)
        elif word == "atnauthor":
            self._comment_by = self._fonts.text(content)
        elif word == "annotation":
            self._apart(content, "comment")
            author = {"author": self._comment_by or None}
            self._assembly.say("rtf:comment", author, "\\annotation \\atnauthor")
        elif word == "upr":
            start = content.find(b"\\ud")
            if start >= 0:
                self._again(content[start + 3 :].rstrip(b"} "), self._state.story)
        elif word == "objdata":
            size = sum(1 for c in content if c not in b" \r\n") // 2
            place = {"name": "object", "size": size}
            self._assembly.lose("attachment", note="an embedded object", place=place)

    def _apart(self, content: bytes, kind: str) -> None:
        story = RtfStory(self._assembly, kind, hold=True)
        self._later.append(story)
        self._again(content, story)
        story.end(self._base + self._at)

    def _again(self, content: bytes, story: RtfStory) -> None:
        """Read a piece of the document into a story: it ends where the piece ends."""
        if self._inside >= _MOST_INSIDE:
            self._assembly.lose("limit", note="comments within comments")
            return
        inner = _Reader(content, self._assembly)
        inner._inside = self._inside + 1
        inner._fonts, inner._styles, inner._later = self._fonts, self._styles, self._later
        inner._base = self._base + self._at - len(content)
        inner._state = self._state.copy()
        inner._state.story = story
        inner._all()
        story.settle()

    def _story(self, word: str) -> None:
        """Begin a footnote, header or text box: its text comes after the body."""
        kind = _STORIES[word]
        self._state.story.settle()
        story = RtfStory(self._assembly, kind, hold=True)
        self._later.append(story)
        self._state.story = story

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred()
        elif sign == b"~":
            self._text("\u00a0")
        elif sign == b"_":
            self._text("\u2011")
        elif sign == b"-":
            self._text("\u00ad")
        elif sign in b"\\{}":
            self._text(sign.decode("ascii"))
        elif sign in (b"\n", b"\r"):
            self._state.story.paragraph(self._base + self._at)

    def _starred(self) -> None:
        found = _TOKEN.match(self._data, self._at)
        if found is None or found.lastindex not in (2, 3):
            return
        word = found[2].decode("ascii")
        if word not in tables.STARRED:
            self._skip_group()

    def _plain(self, raw: bytes) -> None:
        if self._state.story.waiting or not raw.isascii():
            self._raw(raw)
        else:
            self._text(raw.decode("ascii"))

    def _raw(self, raw: bytes) -> None:
        state = self._state
        if self._fonts.is_symbol(state.font):
            self._text(raw.decode("latin-1"))
        else:
            if state.deleted:
                state.story.put("", "deleted", self._fonts.author(state.author))
            state.story.raw(raw, self._codec(), state.mode())

    def _text(self, text: str) -> None:
        state = self._state
        story: RtfStory = state.story
        story.settle()
        mode = state.mode()
        if self._fonts.is_symbol(state.font):
            shown = self._fonts.symbols(state.font, text, self._assembly)
            if not mode:
                story.mapped(shown, text)
                return
            text = shown
        author = self._fonts.author(state.author) if state.deleted else None
        story.put(text, mode, author)

    def _unicode(self, value: int) -> None:
        self._text(_characters([value]))
        for _ in range(self._state.skip_count):
            found = _ONE_SKIPPED.match(self._data, self._at)
            if found is None:
                break
            self._at = found.end()

    def _codec(self) -> str:
        state = self._state
        font = state.font
        if state.direction == "rtlch" and state.other_font is not None:
            font = state.other_font
        elif state.script == "dbch" and state.wide_font is not None:
            font = state.wide_font
        return self._fonts.codec(font)


_STORIES = {
    "footnote": "footnote", "header": "header", "headerl": "header", "headerr": "header",
    "headerf": "header", "footer": "footer", "footerl": "footer", "footerr": "footer",
    "footerf": "footer", "shptxt": "text-box",
}  # fmt: skip
_USUAL = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_ONE_SKIPPED = re.compile(rb"\\'[0-9a-fA-F]{2}|\\[a-zA-Z]{1,32}-?[0-9]{0,10} ?|\\.|[^\\{}]")


def _characters(codes: list[int]) -> str:
    """Return the characters of signed 16-bit codes; pairs of surrogates are joined later."""
    return "".join([chr(code & 0xFFFF) for code in codes])
