"""Weigh what speaks for a tag against what speaks for a genuine bracket.

Weights add up; what speaks for is capped at 1 before what speaks against is taken off, so that
no heap of weak signs outweighs one strong objection.
"""

import re
from collections.abc import Collection

from fonds.clean.doc import Doc
from fonds.clean.rules import nature
from fonds.clean.shortcode import known
from fonds.clean.shortcode.reading import Reading

FOR = {
    "attachment": 0.65,  # attachment_123, the word in any language, or under a key for id
    "numbered": 0.4,  # word_123 under an unknown key
    "ids": 0.6,  # 1,2,3 under a key for id or ids
    "numbers": 0.4,  # under any other
    "align": 0.25,
    "size": 0.2,
    "media": 0.3,
    "key": 0.05,
    "captioned": 0.15,  # a word for caption, and a side or a width
    "several": 0.1,
    "keyed": 0.2,  # a known name with attributes
    "known3": 0.8,
    "known2": 0.5,
    "known1": 0.25,
    "translated3": 0.75,
    "translated2": 0.5,
    "translated1": 0.2,
    "canonical": 0.72,  # name, then key="value" with no blanks: nothing else looks so
    "nearly-canonical": 0.55,
    "self-closed": 0.35,
    "player": 0.35,
    "plugin-values": 0.3,
    "file": 0.15,  # the address of a sound or a film
    "name-address": 0.35,  # [name=address], [name:address]
    "closer": 0.45,
    "own-line": 0.1,
    "framed": 0.2,  # opener and closer each on a line of their own
    "address": 0.2,  # all it encloses is a web address
    "compound": 0.3,  # an unknown name of several words, opened and closed
    "alone": 0.25,  # a name that commonly stands without attributes, on its own line
    "image": 0.2,
    "neighbour": 0.35,
    "repeated": 0.1,
}
"""What each sign adds."""

AGAINST = {
    "nameless": 0.5,  # [key="value"]: selectors, attributes of other languages, legends
    "separators": 0.45,  # legends: [A = "x", B = "y"]
    "colons": 0.25,
    "odd": 0.5,
    "unquoted": 0.2,
    "one-letter": 0.3,
    "capitals": 0.3,  # variables of an environment
    "words": 0.6,
    "assigned": 0.5,  # [R=301], [via: address]: flags, attributions
    "statement": 0.6,  # within a statement of a program
    "comment": 0.6,  # within a comment of a program
    "settings": 0.7,  # a section of a file of settings
    "log": 0.6,
    "glued": 0.45,
    "literal": 0.5,  # a string of a program, or quoted in prose
    "followed": 0.5,  # by ( or :: link or definition
    "source": 0.45,
    "code-line": 0.3,
    "explained": 0.4,  # the line speaks of shortcodes
    "markup": 0.4,  # a highlighter's code holds markup, which would be bare without it
}
"""What each sign takes off."""

_LOG = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|\b(?:level|lvl|ts|time|msg|severity)=\S"
    r"|\b(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|FATAL|NOTICE)\b|\b(?:GET|POST|PUT|HEAD|DELETE) /"
    r"|\w\[\d{1,7}\]:|\brsyslogd"
)
_PAIR = re.compile(r"(?<![\w&?])[a-z_.]{2,20}=[\w\"'/:.-]")  # of a log: user=bob action=login
_CODE_LINE = re.compile(
    r"^\s{0,40}(?:[#$>%] |//|/\*|\*/|#include|import |from \w|def |class |return\b|var |let |const "
    r"|function\b|echo |print\b|public |private |protected |static |\$\w|@\w|<\?|\w{1,40}\()"
    r"|[;{}]\s{0,4}$|=>|->|::|\w\([rbf]?[\"']|[\"']\)|\w\.\w{1,30}\(|\w\s{0,3}[+=]?=\s{0,3}[\"'\[{]"
)
_COMMENT = re.compile(r"^\s{0,40}(?://|/\*|--\s|;;|REM\b|\*\s@)")
_SETTING = re.compile(
    r"[ \t]{0,8}\r?\n(?:[ \t]*[#;][^\n]{0,200}\n){0,4}[ \t]*[\w.\-]{1,60}"
    r"[ \t]{0,40}=[ \t]{0,40}\S"
)
_LITERAL_BEFORE = frozenset("\"'`’‘“”«»‹›„「『\\,(=")
_LITERAL_AFTER = frozenset("\"'`’‘“”«»‹›“」』\\,)")
_TELLS = re.compile(
    r"short[ -]?codes?\b|短代码|短代碼|短码|ショートコード|숏코드|шорткод|codes? courts?\b"
    r"|الرموز القصيرة",
    re.I,
)
_LINE_END = re.compile(r"[ \t\u00a0]{0,8}\r?(?:\n|\Z)")
_BRACKETED = re.compile(r"\[[^\[\]]{0,300}\]?|<[^<>]{0,1000}>?")  # tags of either kind
_MANY_MENTIONS = 4  # of shortcodes: the text is about them
_LINES_LOOKED_AT = 400
_CODE_SHARE = 0.3  # of lines ending as statements do: the text is a program


def score(signs: Collection[str]) -> float:
    """Return the weight of the evidence, 0..1."""
    plus = sum(FOR.get(sign, 0.0) for sign in signs)
    minus = sum(AGAINST.get(sign, 0.0) for sign in signs)
    return max(0.0, min(1.0, plus) - minus)


def surroundings(doc: Doc, start: int, end: int) -> set[str]:
    """Return the signs that stand around ``[start, end)``."""
    text = doc.text
    signs: set[str] = set()
    line_start, line_end = doc.line_at(start)
    before = text[max(line_start, start - 300) : start]
    after = text[end : min(max(line_end, end), end + 300)]
    if not before.strip(" \t>*") and _LINE_END.match(text, end):
        signs.add("own-line")
    elif before.endswith((".", "!", "?", "。", ")")) and _LINE_END.match(text, end):
        signs.add("ends-paragraph")
    if not before.strip(" \t") and (line_start == 0 or text.startswith("\n", line_start - 2)):
        signs.add("paragraph")
    left, right = _BRACKETED.sub("", before)[-200:], _BRACKETED.sub("", after)[:200]
    if (
        _LOG.search(before[-200:])
        or _LOG.search(after[:120])
        or len(_PAIR.findall(left)) + len(_PAIR.findall(right)) > 1
    ):
        signs.add("log")
    if quoted(text, start, end):
        signs.add("literal")
    last = before[-1:]
    if (last.isascii() and last.isalnum()) or last in (
        "@",
        "#",
        "$",
        "_",
        "&",
        ")",
        "*",
        "~",
        "^",
        "/",
    ):
        signs.add("glued")
    if text.startswith(("(", "::", "]:"), end) or (
        text.startswith(":", end) and not before.strip()
    ):
        signs.add("followed")
    if "own-line" in signs and _SETTING.match(text, end):
        signs.add("settings")
    if _CODE_LINE.search(left.strip("*> ")) or _CODE_LINE.search(right):
        signs.add("code-line")
        if left.strip() and not left.rstrip().endswith((";", "}", ".", "!", "?", "。", ")")):
            signs.add("statement")
    if _COMMENT.match(left):
        signs.add("comment")
    if "own-line" not in signs and _TELLS.search(f"{left[-160:]}\n{right[:100]}"):
        signs.add("explained")
    if re.match(r"\s{0,4}\[?!\[|\s{0,4}<img\b|\s{0,4}\[\s?!\s?\[", text[end : end + 12]):
        signs.add("image")
    return signs


def quoted(text: str, start: int, end: int) -> bool:
    """Tell whether quotes, or the signs of a string in a program, stand right around a place."""
    return (
        start > 0
        and end < len(text)
        and text[start - 1] in _LITERAL_BEFORE
        and text[end] in _LITERAL_AFTER
    )


def whole(doc: Doc) -> set[str]:
    """Return the signs that hold for the whole text: a program, or a text about shortcodes."""
    signs: set[str] = set()
    lines = doc.text[:40_000].split("\n")[:_LINES_LOOKED_AT]
    full = [line.rstrip() for line in lines if line.strip()]
    statements = sum(
        line.endswith((";", "{", "}", "};", "),", "({", ":")) and len(line) < 200 for line in full
    )
    if len(full) >= 8 and statements >= len(full) * _CODE_SHARE:
        signs.add("source")
    if nature.is_code(doc):
        signs.add("source")
    if doc.text.count("hortcode") >= _MANY_MENTIONS:
        signs.add("explained")
    return signs


def exempt(reading: Reading, signs: set[str], paired: bool) -> set[str]:
    """Return ``signs`` without those that do not count for this tag.

    A builder's tag proves itself even beside code; the tag of a highlighter stands on its own
    line in the midst of code by its nature; what stands beside CJK letters is not glued.
    """
    name = reading.name
    signs = set(signs)
    strong = {"attachment", "ids"} & reading.marks or name.level == 3
    if strong:
        signs -= {"glued", "unquoted", "code-line"}
    if "bare" in reading.marks and (name.translated or not name.raw.isascii()):
        signs -= {"own-line", "framed"}  # may be a course's or a plugin's own, native tag
    whole_line = {"own-line", "canonical", "address"} & signs and name.level >= 2
    if "paragraph" in signs and (whole_line or "attachment" in reading.marks):
        signs -= {"source", "code-line"}
    if paired:
        signs.discard("settings")
        if name.level:
            signs.discard("glued")
        elif name.raw.isascii() and ("_" in name.raw or "-" in name.raw):
            signs.add("compound")
    elif "bare" in reading.marks and name.translated:
        signs.discard("translated3")  # [advance_fusion_power] may be a section of anything
    if name.level == 3 and paired:
        signs -= {"source", "followed"}
    if name.tag in known.HIGHLIGHTERS and paired and not name.translated:
        signs -= {"source", "code-line", "unquoted"}
    if paired and name.level >= 2:
        signs.discard("words")
    if "self-closed" in signs:
        signs.discard("unquoted")
    loose = "assigned" in signs or "player" in signs or "bare" in signs
    if name.level >= 2 and not name.translated:
        signs -= {"unquoted", "odd", "code-line", "one-letter"}
        if paired or not loose:
            signs.discard("glued")
    if {"attachment", "numbered"} & reading.marks or ("ids" in reading.marks and name.level):
        signs -= {"nameless", "separators", "colons"}
    return signs
