"""Read an opening tag: words, then attributes with values in any quotes. Linear.

A tag has at most ``LONGEST`` code points and ``MOST_ATTRIBUTES`` attributes; a value's closing
quote is one that is well followed, and where the next such quote is, all tags of a text share.
"""

import re

from fonds.clean.shortcode.pieces import Attribute, Opener, respaced

LONGEST = 6000  # code points of one tag; page builders put style sheets into attributes
MOST_ATTRIBUTES = 60
MOST_WORDS = 6  # in a row without a value; more is a sentence
_MOST_QUOTES = 20  # candidates looked at for a value's closing quote
GAP = (
    r"[ \t\u00a0\u00ad\u1680\u2000-\u200b\u200e\u200f\u202a-\u202f\u205f\u2060\u2066-\u2069"
    r"\u3000\ufeff]*+"
    r"(?:\r?\n[ \t\u00a0\u200b]*+(?!\r?\n))?"
)
_BLANK = re.compile(GAP)
MARKS = r"\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_UNSEEN = re.compile(f"[{MARKS}]")  # of no weight in a name, a key or a value
_END = re.compile(GAP + r"([/／]?)[ \t]*+\\?[\]］】〕]")
_LINE_END = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_SPECIAL = (
    r"\s\[\]［］【】〔〕=＝\"“”„‟«»「」『』＂‘‚‹›<>(){}|,;!?…\\/&$%#@^~`*+。，、；！？：:．.¡¿§№°"
    r"\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad"
)
_WORD = re.compile(
    rf"(?:[^{_SPECIAL}'’]|(?<=\w)(?:['’]|[{MARKS}]{{1,2}}+)(?=\w)|\\(?=[_-])){{1,60}}+"
)
_ASSIGN = re.compile(GAP + r"([=＝])(?![=>])" + GAP)
_COLON = re.compile(r"[ \t\u00a0]?[:：][ \t\u00a0]?(?=[\"“”„«「『‘])")
_SEPARATOR = re.compile(GAP + r"[,;،，；、]")
_BARE = re.compile(rf"[^\s\[\]［］【】〔〕{MARKS}]{{1,1000}}")
_DOUBLE = (
    r"\\?(?:[\"“”„‟«»「」『』＂″〝〞״❝❞]|''"
    r"|&(?:quot|ldquo|rdquo|bdquo|laquo|raquo|#0?34|#x22|#822[0-3]|#8243|#171|#187);)"
)
_SINGLE = r"\\?(?:['‘’‚‛‹›＇′׳❛❜]|&(?:apos|lsquo|rsquo|sbquo|#0?39|#x27|#821[6-9]|#8242);)"
QUOTES = (re.compile(_DOUBLE), re.compile(_SINGLE))
# What either kind begins with.
_QUOTES_BEGIN = frozenset("\\&\"“”„‟«»「」『』＂″〝〞״❝❞'‘’‚‛‹›＇′׳❛❜")
# Nothing between two quotes: told by them alone, or the next value's quotes would be taken for it.
_EMPTY = re.compile(rf"(?:(?:{_DOUBLE}){{2}}|(?:{_SINGLE}){{2}})(?=\\?[\s\]］】〕/／,;،；、]|\Z)")
_TWICE = re.compile(r"\"\"(?=[^\s\"\]])")  # as tables of text escape a quote
_BRACKET = re.compile(r"([\[［【〔])|[\]］】〕]")
_DATA = re.compile(r"\s*(?:\[[\s\S]*\]|\{[\s\S]*\})\s*")  # JSON, or a tag: with quotes of its own
_MARKUP = re.compile(r"<[^<>]{0,1000}>")
_OPENING_ONLY = re.compile(r"\\?[„「『‚]\Z")
# Within a value: the next key, its sign and a quote, so that the value's own end was lost.
_NEXT_KEY = re.compile(
    rf"\s+(?:[^{_SPECIAL}'’]{{1,40}}+[ \u00a0{MARKS}]{{0,2}}+){{1,4}}+[ \t\u00a0{MARKS}]*+"
    rf"[=＝](?![=>]){GAP}"
)
# What may follow a value's closing quote: the tag's end, another value, or key and sign.
AFTER_VALUE = re.compile(
    GAP + r"(?:[,;،，；、]" + GAP + r")?(?:[/／]?[ \t]*+\\?[\]］】〕]"
    rf"|(?:(?:[^{_SPECIAL}'’]|\\(?=[_-])){{1,40}}+[ \u00a0{MARKS}]{{0,2}}+){{1,5}}+"
    rf"[ \t\u00a0{MARKS}]*+"
    r"(?:[=＝](?![=>])|[:：](?=[ \u00a0]?[\"“«„]))"
    r"|[\"“„«「]"
    r"|[ \t]*+\r?(?:\n|\Z)"  # its last bracket may be lost
    r"|(?:[\w.:-]{1,40}+[ \u00a0]*+){1,3}+[/／]?\\?[\]］】〕])"
)


class Next:
    """The next match of a pattern at or after a place, remembered: many askers cost one pass."""

    def __init__(
        self, text: str, pattern: re.Pattern[str], then: re.Pattern[str] | None = None
    ) -> None:
        self.text = text
        self.pattern = pattern
        self.then = then
        self.begin = self.stop = 0
        self.found: re.Match[str] | None = None

    def after(self, at: int, limit: int) -> re.Match[str] | None:
        """Return the first match from ``at`` on that ends by ``limit`` (and is well followed)."""
        if not self.begin <= at <= self.stop:
            self.begin = self.stop = at
            self.found = None
        if self.found is not None and self.found.start() < at:
            self.begin = at
            self.found = None
        while self.found is None and self.stop < limit:
            m = self.pattern.search(self.text, self.stop, limit)
            if m is None:
                self.stop = limit
                break
            if self.then is None or self.then.match(self.text, m.end()):
                self.found = m
                self.stop = m.start()
            else:
                self.stop = m.end()
        found = self.found
        return found if found is not None and found.end() <= limit else None


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
            if cut is None and self._ends_line():
                cut = self._done(self.at, False, cut=True)
            if not self._item():
                break
        return cut

    def _ends_line(self) -> bool:
        """Tell whether a line that the tag began ends here, after an attribute in quotes."""
        if not self.found or self.words or not (self.found[-1].quoted and self.found[-1].sign):
            return False
        begins = self.start == 0 or self.text[self.start - 1] == "\n"
        return begins and _LINE_END.match(self.text, self.at) is not None

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
        quoted = self._quoted(self.at, keyed=False)
        if quoted:
            self._value("", quoted[0], True, "", quoted[1], text[self.at] == '"')
            return True
        word = _WORD.match(text, self.at)
        if word and self._assigned(word):
            return True
        bare = _BARE.match(text, self.at)
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
        return not re.fullmatch(r"https?://\S{3,}|[\w.%#-]{1,80}/?|//\S{3,}", bare)

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
        quoted = self._quoted(sign.end(), keyed=True)
        tight = sign.end() - sign.start() == 1
        mark = "=" if sign[0].strip()[:1] in "=＝" else ":"
        if quoted:
            straight = text[sign.end()] in "\"'"
            self._keyed(key, quoted[0], True, mark, tight, quoted[1], straight)
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

    def _quoted(self, at: int, *, keyed: bool) -> tuple[str, int] | None:
        """Return the quoted value that begins at ``at`` and where it ends; mixed ends allowed."""
        if self.text[at : at + 1] not in _QUOTES_BEGIN:
            return None
        empty = _EMPTY.match(self.text, at, self.limit)
        if empty:
            return "", empty.end()
        for pattern, following in zip(QUOTES, self.quotes, strict=True):
            begin = pattern.match(self.text, at, self.limit)
            if begin:
                return self._until(pattern, following, begin, keyed)
        return None

    def _until(
        self, pattern: re.Pattern[str], following: Next, begin: re.Match[str], keyed: bool
    ) -> tuple[str, int] | None:
        """Return the value after the quote ``begin``, and where it ends.

        A value has no empty line in it, leaves no bracket open and closes none that it did not
        open: what does is a tag whose quote was lost, and all that follows it.
        """
        text = self.text
        twice = _TWICE.match(text, begin.start()) is not None
        at = first = begin.end() + twice
        for _ in range(_MOST_QUOTES):
            m = following.after(at, self.limit)
            if m is None:
                return None
            at = m.end()
            if _OPENING_ONLY.search(m[0]) and m[0] != begin[0]:
                continue
            value = text[first : m.start()]
            if value.rfind("<") > value.rfind(">"):
                continue  # inside an HTML tag's own attribute
            depth = _depth(value)
            if "\n\n" in value or depth < 0:
                return None
            if depth > 0:
                continue  # inside a tag that stands in the value
            doubtful = not keyed or (_BRACKET.search(value) and not _DATA.fullmatch(value))
            if doubtful and pattern.search(_MARKUP.sub("", value)):
                return None  # these quotes are those of prose
            key = _NEXT_KEY.search(value)
            if key and not ("<" in value or ">" in value) and pattern.match(value, key.end()):
                return value[: key.start()].strip(), first + key.start()
            return value.strip(), at + (twice and text.startswith('"', at))
        return None


def _depth(value: str) -> int:
    """Return how many brackets are left open in ``value``, or -1 where one closes unopened."""
    depth = 0
    for bracket in _BRACKET.finditer(value):
        depth += 1 if bracket[1] else -1
        if depth < 0:
            break
    return depth
