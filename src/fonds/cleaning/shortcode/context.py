"""Look at what stands around a tag: code, logs, sentences that speak of it. Pure, bounded windows.

Every finding is a sign, a word of ``evidence.FOR`` or ``evidence.AGAINST``; all is decided there.
"""

import re

import attrs

from fonds.cleaning.doc import Doc
from fonds.cleaning.shortcode import speech
from fonds.cleaning.shortcode.features import Feature

_LOG_TIMES = re.compile(
    r":(?:(?<=\d{4}-\d\d-\d\d[T ]\d\d:)\d\d|(?<=\d\d:)\d\d:\d\d)|\[(?<=\w\[)\d{1,7}\]:"
)
_LOG_KEYS = re.compile(r"\b(?:level|lvl|ts|time|msg|severity)=\S")
_LEVELS = ["INFO", "DEBUG", "WARN", "WARNING", "ERROR", "TRACE", "FATAL", "NOTICE"]
_LOG_WORDS = re.compile(  # what stands before is looked at last: a letter is found faster than \b
    "|".join(
        [rf"{word}(?<=\b{word})\b" for word in _LEVELS]
        + [rf"{word}(?<=\b{word}) /" for word in ["GET", "POST", "PUT", "HEAD", "DELETE"]]
    )
)
_PAIR = re.compile(r"(?<![\w&?])[a-z_.]{2,20}=[\w\"'/:.-]")  # of a log: user=bob action=login
_CODE_START = re.compile(
    r"\s{0,40}(?:[#$>%] |//|/\*|\*/|#include|import |from \w|def |class |return\b|var |let |const "
    r"|function\b|echo |print\b|public |private |protected |static |\$\w|@\w|<\?|\w{1,40}\()"
    r"|\s{0,40}[\"'][\w-]{1,40}[\"']\s?:\s|[\"'][,;]\s*$"
)
_CODE_SIGN = re.compile("[;{}>:()=]")  # one of these is in all that follows
_CODE_SIGNS = re.compile(
    r"[;{}]\s{0,4}$|=>|->|::|\w\([rbf]?[\"']|[\"']\)|\w\.\w{1,30}\(|\w\s{0,3}[+=]?=\s{0,3}[\"'\[{]"
)
_REGEX = re.compile(
    r"\[\^\\?\]|\(\.[*+]\??\)|\\\]\*|\.\*\?|\(\?[:=!<]"
)  # of a program that seeks tags
_COMMENT = re.compile(r"^\s{0,40}(?://|/\*|--\s|;;|REM\b|\*\s@)")
_LEAD = re.compile(r"[ \t]{0,20}(\*|//+|#+|--|;+|%+)(?=[ \t])")
_DOC_COMMENT = re.compile(r"^\s{0,20}\*\s*$|/\*|\*/|^\s{0,20}\*\s+@\w", re.M)
_FIXTURE = re.compile(
    r"^[-=#* ]{0,6}(?:input|expected|output|before|after|given|result|actual|want|got)\b:?"
    r"[ \t]*\n\Z",
    re.I | re.M,
)
_LABEL = re.compile(r"\[(?:[A-Z][a-z]{1,20}|[a-z]{1,12}=[^\]\s]{1,30}(?: [^\]]{0,60})?)\](?!\()")
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
_BRACKETED = re.compile(r"\\?\[[^\[\]]{0,300}\]?|<[^<>]{0,1000}>?")  # tags of either kind
_BLANK_AFTER = re.compile(r"[ \t\u00a0]{0,8}(?:\r?\n[ \t]{0,8}(?:\r?\n|\Z)|\Z)")
# AsciiDoc, whose blocks have attributes in brackets: a title and no wiki's closing sign.
_ASCIIDOC = re.compile(r"(?:(?:[:/][^\n]{0,200})?\n){0,8}= \S[^\n=]{0,200}\n")
_HALF = re.compile(r"[^\[\]]*+\]")
_MANY_MENTIONS = 4  # of shortcodes: the text is about them
_LINES_LOOKED_AT = 400
_CODE_SHARE = 0.3  # of lines ending as statements do: the text is a program


_GLUES = frozenset("@#$_&)*~^/")


def surroundings(doc: Doc, start: int, end: int) -> set[Feature]:
    """Return the signs that stand around ``[start, end)``."""
    text = doc.text
    line_start, line_end = doc.line_at(start)
    before = text[max(line_start, start - 300) : start]
    if start - 300 > line_start and (half := _HALF.match(before)):
        before = before[half.end() :]  # the rest of a tag, which would look like pairs of a log
    after = text[end : min(max(line_end, end), end + 300)]
    around = doc.kept("around", (before, after), lambda: _around(before, after))
    signs, left, right = set(around.signs), around.left, around.right
    if not before.strip(" \t>*") and _LINE_END.match(text, end):
        signs.add(Feature.OWN_LINE)
    elif before.endswith((".", "!", "?", "。", ")")) and _LINE_END.match(text, end):
        signs.add(Feature.ENDS_PARAGRAPH)
    if not before.strip(" \t") and (line_start == 0 or text.startswith("\n", line_start - 2)):
        signs.add(Feature.PARAGRAPH)
    if re.match(r"\s{0,4}\[?!\[|\s{0,4}<img\b|\s{0,4}\[\s?!\s?\[", text[end : end + 12]):
        signs.add(Feature.IMAGE)
        signs.discard(Feature.SPOKEN)
    escaped = '\\"' in text[start:end] and '"' in left.replace('\\"', "")
    if quoted(text, start, end) or (escaped and '"' in right.replace('\\"', "")):
        signs.add(Feature.LITERAL)
    if text.startswith(("(", "::", "]:", " =>", " ->"), end) or (
        text.startswith(":", end) and not before.strip()
    ):
        signs.add(Feature.FOLLOWED)
    if Feature.OWN_LINE in signs:
        above = text[max(0, line_start - 400) : line_start].rstrip().rpartition("\n")[2]
        if Feature.PARAGRAPH in signs and _BLANK_AFTER.match(text, end):
            signs.add(Feature.PARTED)
        below = text[end : end + 40].lstrip()[:1]
        if above[-1:].isalpha() and below.islower():
            signs.add(Feature.MID_SENTENCE)
        signs -= {Feature.NOTATION, Feature.EXPLAINED}
        if _SETTING.match(text, end):
            signs.add(Feature.SETTINGS)
        if speech.introduced(above):
            signs.add(Feature.SPOKEN)
    if _COMMENT.match(left) or _comment_block(doc, line_start, line_end):
        signs.add(Feature.COMMENT)
    if _FIXTURE.search(text, max(0, line_start - 40), line_start):
        signs.add(Feature.FIXTURE)
    return signs


@attrs.frozen
class _Around:
    """What the words beside a tag say, and these words without other tags."""

    signs: frozenset[Feature]
    left: str
    right: str


def _around(before: str, after: str) -> _Around:
    """Judge what stands in the line before and after a tag, up to 300 characters of each."""
    signs: set[Feature] = set()
    left, right = _BRACKETED.sub("", before)[-200:], _BRACKETED.sub("", after)[:200]
    if (
        _is_log(before[-200:])
        or _is_log(after[:120])
        or sum(len(_PAIR.findall(part)) for part in (left, right) if "=" in part) > 1
    ):
        signs.add(Feature.LOG)
    last = before[-1:]
    if (last.isascii() and last.isalnum()) or last in _GLUES:
        signs.add(Feature.GLUED)
    if _is_code(left.strip("*> ")) or _is_code(right):
        signs.add(Feature.CODE_LINE)
        if left.strip() and not left.rstrip().endswith((";", "}", ".", "!", "?", "。", ")")):
            signs.add(Feature.STATEMENT)
    if _REGEX.search(before[-60:]) or _REGEX.search(after[:60]):
        signs.add(Feature.STATEMENT)
    if speech.spoken_of(before, after):
        signs.add(Feature.SPOKEN)
    if speech.among_selectors(before, after):
        signs.add(Feature.SELECTORS)
    if len(_LABEL.findall(before[-200:]) + _LABEL.findall(after[:200])) > 1:
        signs.add(Feature.NOTATION)
    beside = f"{left[-160:]}\n{right[:100]}"
    if ("code" in beside.lower() or not beside.isascii()) and _TELLS.search(beside):
        signs.add(Feature.EXPLAINED)
    return _Around(frozenset(signs), left, right)


def _is_code(part: str) -> bool:
    """Tell whether a line begins as code does, or has the signs of it."""
    if _CODE_START.match(part):
        return True
    return _CODE_SIGN.search(part) is not None and _CODE_SIGNS.search(part) is not None


def _is_log(part: str) -> bool:
    """Tell whether there is a time, a level, a number of a process, a request or a pair of a log.

    Each is looked for only where a sign stands that it has: most lines have few of them.
    """
    if ":" in part and _LOG_TIMES.search(part):
        return True
    if "=" in part and _LOG_KEYS.search(part):
        return True
    if _LOG_WORDS.search(part):
        return True
    return "rsyslogd" in part and re.search(r"\brsyslogd", part) is not None


def _comment_block(doc: Doc, line_start: int, line_end: int) -> bool:
    """Tell whether the line is led as comments are, and lines beside it are led alike."""
    text = doc.text
    lead = _LEAD.match(text, line_start)
    if lead is None:
        return False
    around = text[max(0, line_start - 600) : line_start], text[line_end : line_end + 600]
    if lead[1] == "*":  # also the mark of a list; comments have bare ones, ends and keywords
        return any(_DOC_COMMENT.search(part) for part in around)
    above = text[max(0, doc.line_at(line_start - 1)[0]) : line_start] if line_start else ""
    below = text[line_end + 1 : line_end + 60]
    return any((m := _LEAD.match(part)) and m[1] == lead[1] for part in (above, below))


def repeated(doc: Doc, start: int, end: int) -> bool:
    """Tell whether the very same tag stands again in the same line, within a sentence."""
    line_start, line_end = doc.line_at(start)
    if line_end - line_start > 2000:
        return False
    return doc.text.count(doc.text[start:end], line_start, line_end) > 1


def after_pause(text: str, start: int) -> bool:
    """Tell whether a comma, a dash or the end of a sentence stands before a place."""
    return text[max(0, start - 4) : start].rstrip()[-1:] in frozenset(",;:.!?)»”—–、，。；：！？،؛")


def quoted(text: str, start: int, end: int) -> bool:
    """Tell whether quotes, or the signs of a string in a program, stand right around a place."""
    return (
        start > 0
        and end < len(text)
        and text[start - 1] in _LITERAL_BEFORE
        and text[end] in _LITERAL_AFTER
    )


def whole(doc: Doc) -> set[Feature]:
    """Return the signs that hold for the whole text: a program, or a text about shortcodes."""
    signs: set[Feature] = set()
    if _ASCIIDOC.match(doc.text):
        signs.add(Feature.SOURCE)
    if doc.text.count("hortcode") >= _MANY_MENTIONS:
        signs.add(Feature.EXPLAINED)
    return signs
