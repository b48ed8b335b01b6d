"""Read a value in quotes of any kind, also one whose end was lost. Linear.

A value's closing quote is one that is well followed; where the next such quote is, all tags of a
text share.
"""

import re

LONGEST_CUT = 300  # code points of a tag that ends with the text, its last bracket lost
_MOST_QUOTES = 20  # candidates looked at for a value's closing quote
GAP = (
    r"[ \t\u00a0\u00ad\u1680\u2000-\u200b\u200e\u200f\u202a-\u202f\u205f\u2060\u2066-\u2069"
    r"\u3000\ufeff]*+"
    r"(?:\r?\n[ \t\u00a0\u200b]*+(?!\r?\n))?"
)
MARKS = r"\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
SPECIAL = (
    r"\s\[\]［］【】〔〕=＝\"“”„‟«»「」『』＂‘‚‹›<>(){}|,;!?…\\/&$%#@^~`*+。，、；！？：:．.¡¿§№°"
    r"\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad"
)
# A teaser may be cut within a tag; what stands for the rest of the text is not the tag's.
TEXT_END = r"(?=[ \t]*(?:…|\.{3}|[\[(](?:…|\.{3}|&hellip;|&#8230;)[\])])?\s{0,50}\Z)"
_DOUBLE = (
    r"\\?(?:[\"“”„‟«»「」『』＂″〝〞״❝❞]|''"
    r"|&(?:quot|ldquo|rdquo|bdquo|laquo|raquo|#0?34|#x22|#822[0-3]|#8243|#171|#187);)"
)
_SINGLE = r"\\?(?:['‘’‚‛‹›＇′׳❛❜]|&(?:apos|lsquo|rsquo|sbquo|#0?39|#x27|#821[6-9]|#8242);)"
QUOTES = (re.compile(_DOUBLE), re.compile(_SINGLE))
_CUT_AT_END = re.compile(rf"(?:{_DOUBLE}|{_SINGLE})([^\n\"“”\[\]<>]{{0,{LONGEST_CUT}}}?){TEXT_END}")
_TIGHT = re.compile(r"([\"'])([^\s\"'\[\]<>]{1,80}+)\1(?=[ \t\u00a0])")
_CUT_AT_LINE = re.compile(
    rf"(?:{_DOUBLE}|{_SINGLE})([^\s\"“”\[\]<>]{{0,100}}+)(?=[ \t]*\r?\n[ \t]*\r?\n)"
)
# What either kind begins with.
_QUOTES_BEGIN = frozenset("\\&\"“”„‟«»「」『』＂″〝〞״❝❞'‘’‚‛‹›＇′׳❛❜")
# Nothing between two quotes: told by them alone, or the next value's quotes would be taken for it.
_EMPTY = re.compile(rf"(?:(?:{_DOUBLE}){{2}}|(?:{_SINGLE}){{2}})(?=\\?[\s\]］】〕/／,;،；、]|\Z)")
_TWICE = re.compile(r"\"\"(?=[^\s\"\]])")  # as tables of text escape a quote
_BRACKET = re.compile(r"([\[［【〔])|[\]］】〕]")
_DATA = re.compile(r"\s*(?:\[[\s\S]*\]|\{[\s\S]*\})\s*")  # JSON, or a tag: with quotes of its own
# No quotes of prose: those of markup in the value, an apostrophe, one that is escaped.
_OWN_QUOTES = re.compile(r"<[^<>]{0,1000}>|(?<=\w)\\?['’](?=\w)|\\[\"']")
_OPENING_ONLY = re.compile(r"\\?[„「『‚]\Z")
# Within a value: the next key, its sign and a quote, so that the value's own end was lost.
_IN_KEY = rf"[^{SPECIAL}'’]|(?<=\w)(?:['’]|:(?=[a-zåäö]{{1,2}}[ =]))(?=\w)"
_NEXT_KEY = re.compile(
    rf"\s+(?:(?:{_IN_KEY}){{1,40}}+[ \u00a0{MARKS}]{{0,2}}+){{1,4}}+[ \t\u00a0{MARKS}]*+"
    rf"[=＝](?![=>]){GAP}"
)
# What may follow a value's closing quote: the tag's end, another value, or key and sign.
AFTER_VALUE = re.compile(
    GAP + r"(?:[,;،，；、]" + GAP + r")?(?:[/／]?[ \t]*+\\?[\]］】〕]"
    rf"|(?:(?:{_IN_KEY}|\\(?=[_-])){{1,40}}+[ \u00a0{MARKS}]{{0,2}}+){{1,5}}+"
    rf"[ \t\u00a0{MARKS}]*+"
    r"(?:[=＝](?![=>])|[:：](?=[ \u00a0]?[\"“«„]))"
    r"|[\"“„«「]"
    r"|[ \t]*+\r?(?:\n|\Z)"  # its last bracket may be lost
    r"|(?:[\w.:-]{1,40}+[ \u00a0]*+){1,3}+[/／]?\\?[\]］】〕]"
    rf"|[\w-]{{1,20}}=?{TEXT_END})"
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


def quoted(
    text: str, at: int, limit: int, following: tuple[Next, Next], *, keyed: bool
) -> tuple[str, int] | None:
    """Return the quoted value that begins at ``at`` and where it ends; mixed ends allowed."""
    if text[at : at + 1] not in _QUOTES_BEGIN:
        return None
    empty = _EMPTY.match(text, at, limit)
    if empty:
        return "", empty.end()
    for pattern, closing in zip(QUOTES, following, strict=True):
        begin = pattern.match(text, at, limit)
        if begin:
            return _until(begin, limit, closing, keyed)
    return None


def tight_value(text: str, at: int) -> tuple[str, int] | None:
    """Return one word in quotes after which prose follows: the tag's last bracket was lost."""
    m = _TIGHT.match(text, at)
    return (m[2], m.end()) if m else None


def cut_value(text: str, at: int) -> tuple[str, int] | None:
    """Return a value that was cut with its quote: at the text's end, or its paragraph's."""
    m = _CUT_AT_LINE.match(text, at)
    if m is None and len(text) - at <= LONGEST_CUT:
        m = _CUT_AT_END.match(text, at)
    return (m[1].strip(), m.end()) if m else None


def _until(begin: re.Match[str], limit: int, closing: Next, keyed: bool) -> tuple[str, int] | None:
    """Return the value after the quote ``begin``, and where it ends.

    A value has no empty line in it, leaves no bracket open and closes none that it did not
    open: what does is a tag whose quote was lost, and all that follows it.
    """
    text, pattern = begin.string, begin.re
    twice = _TWICE.match(text, begin.start()) is not None
    at = first = begin.end() + twice
    for _ in range(_MOST_QUOTES):
        m = closing.after(at, limit)
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
        if doubtful and pattern.search(_OWN_QUOTES.sub("", value)):
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
