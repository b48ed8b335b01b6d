"""Beginnings that say by themselves what a text is. Pure, bounded."""

import re
from itertools import islice
from typing import NamedTuple

from fonds.cleaning.lineshapes import HTML_LINE, WORDS, first_lines, speaks, vote
from fonds.cleaning.protect import CODE_NAMES


class Found(NamedTuple):
    """A kind of text and the words for what says so."""

    kind: str
    why: str


_BEGINNINGS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (kind, why, re.compile(pattern))
    for kind, why, pattern in (
        ("code", "begins with #!", r"\ufeff?#!\s?/"),
        ("code", "begins as PHP", r"\ufeff?\s{0,40}<\?php(?![^\n]{0,200}\?>)"),
        ("code", "begins as PostScript, PDF or a program", r"%!|%PDF|\x7fELF"),
        ("code", "is a page of HTML", r"(?i:\ufeff?\s{0,200}<(?:!DOCTYPE|html[\s>]))"),
        ("data", "begins as XML", r"\ufeff?\s{0,40}(?:<\?xml\b|<!--[^>]{0,900}-->\s{0,40}<\?xml"
         r"|<[a-zA-Z][\w:-]{0,40}\s(?:[^<>]{0,400}\s)?xmlns[=:]|<(?:svg|feed|rss|plist|urlset|kml)[\s>])"),
        ("subtitles", "begins as WebVTT", r"\ufeff?WEBVTT\b"),
        ("subtitles", "begins as SubRip", r"\ufeff?\s{0,20}\d{1,4}\s{0,3}\n\d\d:\d\d:\d\d[,.]\d"),
        ("subtitles", "begins as SubStation Alpha", r"\ufeff?\[Script Info\]"),
        ("template", "begins as a template", r"\ufeff?\s{0,20}(?:\{%-?\s?(?:extends|load|import"
         r"|from|macro|layout|block)\b[^\n%]{0,200}%\}|<%@|<#(?:import|include|assign)\b|@extends\()"),
        ("code", "is a patch", r"(?:diff --git |Index: \S{1,200}\n=====|--- \S[^\n]{0,200}\n\+\+\+ )"),  # noqa: E501
        ("code", "begins as a packed script", r"\ufeff?(?:/\*(?:[^*]|\*(?!/)){0,900}\*/\s{0,20})?"
         r"(?:\"(?:undefined|use strict)\"|[!(;]{0,3}function\b|\(?\(?[\w,$ ]{0,20}\)?=>\{|export default ?[{(]|(?:var|let|const) [\w${]{1,40} ?="  # noqa: E501
         r"|import[{*]|\(\(\)=>)"),
        ("data", "begins as SQL", r"\s{0,40}(?:--[^\n]{0,200}\n\s{0,20}){0,20}(?:INSERT INTO|CREATE "  # noqa: E501
         r"(?:TABLE|DATABASE|INDEX|VIEW)|DROP TABLE|ALTER TABLE|SELECT [^\n]{1,300} FROM"
         r"|BEGIN TRANSACTION|SET NAMES)\b"),
    )
)  # fmt: skip
_MAY_BEGIN = frozenset('"!(/;vlceif#%<W0123456789[{@dI-BCDASs\ufeff \n\t\r\x7f')
_WITHIN: tuple[tuple[str, str, str, re.Pattern[str]], ...] = (
    ("msgid", "data", "is a message catalogue", re.compile(r"^(?:#~ )?msg(?:id|ctxt) \"", re.M)),
    ("\n.", "code", "is roff", re.compile(r"^(?:\.\\\"|'\\\"|\.(?:TH|Dd|SH|so) )", re.M)),
    ("-->", "subtitles", "has the times of subtitles",
     re.compile(r"^(?:\d{1,2}:)?\d\d:\d\d[,.]\d{3} --> (?:\d{1,2}:)?\d\d:\d\d[,.]\d{3}", re.M)),
    ("\\begin{document", "code", "is TeX", re.compile(r"\\documentclass\b")),
)  # fmt: skip


# Lines flush left that only a program has; each ends a line that begins one.
_PROVEN = re.compile(
    r"\n(?:from \.{0,3}[\w.]{0,60} import [\w(*][^\n]{0,200}|(?:async )?def \w{1,60}\([^\n]{0,200}|class \w{1,60}(?:\([^\n]{0,200}\))?:"  # noqa: E501
    r"|@\w[\w.]{0,60}(?:\([^\n]{0,200})?\n(?:async )?(?:def|class) [^\n]{0,200}|if __name__ ==[^\n]{0,60}"  # noqa: E501
    r"|import [\w.]{2,60}(?: as \w{1,30})?|import (?:type )?[\w{*][^\n;]{0,200} from ['\"][^\n]{1,100};?"  # noqa: E501
    r"|#include [<\"][^\n]{1,100}|#(?:ifndef|define|ifdef) \w[^\n]{0,200}"
    r"|package [\w.]{1,100};?|using [\w.]{1,100};|use [\w\\:]{1,100};|import [\w.]{1,100}(?:\.\*)?;"
    r"|(?:export )?(?:default )?(?:const|let|var) [\w${][^\n]{0,100}=[^\n]{0,300}|(?:export )?(?:default )?(?:async )?function\*? ?\w{0,60}\([^\n]{0,200}\{"  # noqa: E501
    r"|(?:export |public |abstract |final |private )+(?:default |static )?(?:class|interface|enum|type|function|const|fn|struct) ?\w[^\n]{0,200}"  # noqa: E501
    r"|module\.exports ?=[^\n]{0,200}|['\"]use strict['\"];?|\(function ?\([^\n]{0,80}\{|[!;]?function ?\([^\n]{0,80}\{|define\(\[[^\n]{0,200}"  # noqa: E501
    r"|(?:pub )?(?:fn|mod|impl|trait) \w[^\n]{0,200}\{|func \w[^\n]{0,200}\{|(?:static |const |unsigned )*(?:void|int|char|bool|double|float|long) \*?\w{1,60}\([^\n]{0,200}"  # noqa: E501
    r"|require ['\"][^\n]{1,100}['\"]|(?:module|class) [A-Z][\w:]{0,60}(?: < [\w:]{1,60})?|\}\)?;|\}\)\(\w{0,20}\);?"  # noqa: E501
    r"|\((?:defun|defvar|defcustom|require|provide|define|ns|setq|in-package)[ '][^\n]{0,200}"
    r"|(?:set|array set|proc|namespace eval) \w+ \{[^\n]{0,200}|function! ?\w[^\n]{0,100}|(?:local )?function [\w.:]{1,60}\([^\n]{0,100}\)"  # noqa: E501
    r"|(?:@charset|@import|@media|:root|[.#]?[\w-]{1,40}(?:[ ,>:.#\[][^\n{}]{0,100})?) ?\{|(?:my|our|sub) [$%@\w][^\n]{0,100}[;{]|(?:if|for|while|switch) ?\([^\n]{0,200}\) ?\{"  # noqa: E501
    r"|-(?:module|export|include)\([^\n]{0,200}\)\.|__all__ = [^\n]{0,200})[ \t]{0,4}(?:#[^\n]{0,100}|//[^\n]{0,100})?\r?(?:\n|\Z)"  # noqa: E501
)


_HIGHLIGHTED = re.compile(rf"\[/(?:{'|'.join(sorted(CODE_NAMES))})\\?\]", re.I)


def _is_proven(head: str) -> bool:
    """Tell whether lines flush left are a program's; three of them where the text begins in words."""  # noqa: E501
    if "```" in head or "~~~" in head or ("[/" in head and _HIGHLIGHTED.search(head)):
        return False
    found = _PROVEN.search("\n" + head)
    if found is None:
        return False
    first = head.lstrip()[:200].partition("\n")[0]
    if first.startswith(("/*", "//", "#", '"', "'", "--", ";", "<!--", "%", "{-", "(*", "@", "=")):
        return True
    if len(WORDS.findall(first)) < 4 and (first.isascii() or vote(first) == "code"):
        return True
    return len(list(islice(_PROVEN.finditer("\n" + head), 3))) == 3 and vote(first) == "code"


def _is_bare_template(head: str) -> bool:
    """Tell whether what begins as a template holds elements, or says nothing of its own."""
    return HTML_LINE.search(head) is not None or not speaks(first_lines(head, 24))


def by_beginning(text: str, head: str) -> Found | None:
    """Return what a text is where its beginning says so, None where it does not."""
    if head[:1] in _MAY_BEGIN:
        for kind, why, pattern in _BEGINNINGS:
            if pattern.match(head) and (kind != "template" or _is_bare_template(head)):
                return Found(kind, why)
        first = head[:200].lstrip()[:1]
        if first in ("{", "[") and _is_json(text, head):
            return Found("data", "begins and ends as JSON")
    if _is_proven(head):
        return Found("code", "has statements that nothing else has")
    for needle, kind, why, pattern in _WITHIN:
        if (needle in head or head.startswith(needle.strip())) and pattern.search(head):
            return Found(kind, why)
    return None


_JSON = re.compile(
    r"\s{0,200}[\[{]\s{0,400}(?:\"(?:[^\"\\\n]|\\.){0,400}\"\s{0,20}[:,\]]|[\[{\]}]|-?\d+[\s,\]])"
)
_JSON_ENDS = re.compile(r"[\]}]\s{0,200}[;,)]{0,2}\s{0,200}\Z")


def _is_json(text: str, head: str) -> bool:
    """Tell whether the text opens as a value of JSON and ends as one."""
    if not _JSON.match(head):
        return False
    if not _JSON_ENDS.search(text[-300:]):
        return head.count('":') >= 5 and "\n\n" not in head
    return '"' in head or "," in head
