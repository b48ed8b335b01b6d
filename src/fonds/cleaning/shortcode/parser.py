"""Read an opening tag: words, then attributes with values in any quotes. Linear.

A tag has at most ``LONGEST`` code points and ``MOST_ATTRIBUTES`` attributes.
"""

import re

from fonds.cleaning.shortcode.pieces import Attribute, Opener, respaced
from fonds.cleaning.shortcode.quoted import (
    GAP,
    LONGEST_CUT,
    MARKS,
    SPECIAL,
    TEXT_END,
    Next,
    cut_value,
    quoted,
    tight_value,
)

LONGEST = 6000  # code points of one tag; page builders put style sheets into attributes
MOST_ATTRIBUTES = 60
MOST_WORDS = 6  # in a row without a value; more is a sentence
_BLANK = re.compile(GAP)
_UNSEEN = re.compile(f"[{MARKS}]")  # of no weight in a name, a key or a value
_END = re.compile(GAP + r"([/／]?)[ \t]*+\\?[\]］】〕]")
_LINE_END = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_TEASER_END = re.compile(rf"(?:[ \t]*[\w-]{{1,20}}=?)?{TEXT_END}")
_WORD = re.compile(
    rf"(?:[^{SPECIAL}'’]|(?<=\w)(?:['’]|[{MARKS}]{{1,2}}+|:(?=[a-zåäö]{{1,2}}[ =]))(?=\w)"
    r"|\\(?=[_-])){1,60}+"
)
_ASSIGN = re.compile(GAP + r"([=＝])(?![=>])" + GAP)
_COLON = re.compile(r"[ \t\u00a0]?[:：][ \t\u00a0]?(?=[\"“”„«「『‘])")
_SEPARATOR = re.compile(GAP + r"[,;،，；、]")
_AND = re.compile(GAP + r"&(?:amp;)?" + GAP + r"(?=\w)")  # an address's own values, respaced
_BARE = re.compile(rf"[^\s\[\]［］【】〔〕{MARKS}]{{1,1000}}")


def seen(text: str) -> str:
    """Return ``text`` without marks that only order or part what is around them."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def plain(word: str) -> str:
    """Return a name or a key without marks, and without the escapes of Markdown."""
    return seen(word).replace("\\", "")


class Parser:
    """One attempt to read an opening tag, whose bracket ends where it starts."""

    def __init__(self, text: str, start: int, at: int, quotes: tuple[Next, Next]) -> None:
        self.text = text
        self.quotes = quotes
        self.start = start
        self.at = at
        self.limit = min(len(text), start + LONGEST)
        self.words: list[str] = []
        self.head: tuple[str, ...] | None = None
        self.found: list[Attribute] = []
        self.separators = 0
        self.odd = False
        self.lost_at = -1  # where a tag ends whose last bracket was lost in front of prose

    def parse(self) -> Opener | None:
        """Return the tag, or None where there is none."""
        self._skip()
        first = self.text[self.at : self.at + 1]
        if not (first.isalnum() or first == "_"):
            return None
        cut: Opener | None = None
        while self.at < self.limit and len(self.found) < MOST_ATTRIBUTES:
            end = _END.match(self.text, self.at)
            if end:
                return self._done(end.end(), bool(end[1]))
            if self.at == self.lost_at:
                return self._done(self.at, False, cut=True)
            if cut is None and (self._ends_line() or self._ends_text()):
                cut = self._done(self.at, False, cut=True)
            if not self._item():
                break
        if cut is None and self._ends_text():
            cut = self._done(self.at, False, cut=True)
        return cut

    def _ends_line(self) -> bool:
        """Tell whether a line that the tag began ends here, after an attribute in quotes."""
        if not self.found or self.words or not (self.found[-1].quoted and self.found[-1].sign):
            return False
        begins = self.start == 0 or self.text[self.start - 1] == "\n"
        return begins and _LINE_END.match(self.text, self.at) is not None

    def _ends_text(self) -> bool:
        """Tell whether the text ends here, after an attribute in quotes: a teaser cut in a tag."""
        if len(self.text) - self.at > LONGEST_CUT or not self.found or self.words:
            return False
        last = self.found[-1]
        m = _TEASER_END.match(self.text, self.at) if last.quoted and last.sign else None
        if m is None or not (self.start == 0 or self.text[self.start - 1] in " \t\n>\u00a0"):
            return False
        self.at = m.end()
        return True

    def _done(self, end: int, self_closed: bool, *, cut: bool = False) -> Opener | None:
        if self.head is None:
            self.head = respaced(self.words)
        else:
            self._positional()
        if not self.head:
            return None
        return Opener(
            self.start, end, self.head, tuple(self.found), self_closed, self.separators,
            self.odd, cut,
        )  # fmt: skip

    def _skip(self) -> None:
        m = _BLANK.match(self.text, self.at)
        if m:
            self.at = m.end()

    def _item(self) -> bool:
        """Take one word, value or separator; tell whether there was one."""
        self._skip()
        text = self.text
        separator = _SEPARATOR.match(text, self.at)
        if separator:
            self.separators += 1
            self.at = separator.end()
            return True
        joined = _AND.match(text, self.at) if self.found and not self.found[-1].quoted else None
        if joined:
            self.at = joined.end()
            return True
        value = quoted(text, self.at, self.limit, self.quotes, keyed=False)
        if value:
            self._value("", value[0], True, "", value[1], text[self.at] == '"')
            return True
        word = _WORD.match(text, self.at)
        if word and self._assigned(word):
            return True
        bare = word if word and _END.match(text, word.end()) else _BARE.match(text, self.at)
        if word and bare and (word.end() == bare.end() or not self._odd_bare(bare[0])):
            self.words.append(bare[0].rstrip("\\") if word.end() < bare.end() else plain(word[0]))
            self.at = max(word.end(), bare.end()) if word.end() < bare.end() else word.end()
            return len(respaced(self.words)) <= MOST_WORDS
        if word:
            self.words.append(plain(word[0]))
            self.at = word.end()
            self.odd = True
            return len(respaced(self.words)) <= MOST_WORDS
        if bare and self.words:
            self.odd = True
        return False

    @staticmethod
    def _odd_bare(bare: str) -> bool:
        """Tell whether a bare token is neither an id nor an address nor a size."""
        return not re.fullmatch(r"https?://\S{3,}|[\w.%#-]{1,80}/?|//\S{3,}|spotify:\w+:\w+", bare)

    def _assigned(self, word: re.Match[str]) -> bool:
        text = self.text
        sign = _ASSIGN.match(text, word.end())
        if sign is None:
            sign = _COLON.match(text, word.end())
        elif sign.end() >= self.limit:
            return False
        if sign is None:
            return False
        key = plain(word[0])
        closed = self._quoted(sign.end())
        tight = sign.end() - sign.start() == 1
        mark = "=" if sign[0].strip()[:1] in "=＝" else ":"
        if closed:
            straight = text[sign.end()] in "\"'"
            self._keyed(key, closed[0], True, mark, tight, closed[1], straight)
            return True
        if mark == ":":
            return False
        bare = _BARE.match(text, sign.end())
        if bare is None:
            return False
        value, end = bare[0], bare.end()
        if value.endswith(("/", "\\")) and re.match(r"[ \t]*\\?[\]］】〕]", text[end : end + 8]):
            value, end = value[:-1], end - 1
        self._keyed(key, value.strip("\"'“”„«»‘’<>\\"), False, mark, tight, end, False)
        return True

    def _quoted(self, at: int) -> tuple[str, int] | None:
        """Return the value in quotes of a key, and where it ends."""
        value = quoted(self.text, at, self.limit, self.quotes, keyed=True)
        if value is None and self.found and (value := tight_value(self.text, at)):
            self.lost_at = value[1]
        return value or cut_value(self.text, at)

    def _keyed(
        self, key: str, value: str, quoted: bool, mark: str, tight: bool, end: int, straight: bool
    ) -> None:
        if self.head is None:
            self.head = respaced((*self.words, key))
        else:
            # A translated key may be several words; all but the last could be bare values too.
            key = " ".join(respaced((*self.words, key)))
        self.words = []
        self.found.append(Attribute(key, seen(value), quoted, mark, tight, straight))
        self.at = end

    def _value(
        self, key: str, value: str, quoted: bool, mark: str, end: int, straight: bool
    ) -> None:
        if self.head is None:
            self.head = respaced(self.words)
        else:
            self._positional()
        self.words = []
        self.found.append(Attribute(key, seen(value), quoted, mark, True, straight))
        self.at = end

    def _positional(self) -> None:
        self.found.extend(Attribute("", w, False, "", True, False) for w in respaced(self.words))
        self.words = []
