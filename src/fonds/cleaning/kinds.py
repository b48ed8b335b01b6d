"""Say what a text is, once, for all rules: prose, markup, code, data, template, log and so on.

Judged by shape alone, from a bounded sample of lines, so that a file of any size costs the same.
The lines vote; some beginnings decide by themselves. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import attrs

from fonds.cleaning.protect import CODE_NAMES
from fonds.errors import UsageError

TEXT_KINDS = ("prose", "markup", "code", "data", "template", "log", "subtitles", "chat")
UNEDITED = frozenset({"code", "data", "template", "log", "subtitles"})
"""Kinds that are never edited, whatever is in them: what is noticed there is a finding."""

_HEAD = 3000  # characters in which a beginning that decides is looked for
_FIRST = 24  # lines looked at first: they settle most texts
_SAMPLE = 64  # lines looked at where those do not
_LONGEST = 400  # characters of a line that are looked at
_SHARE = 0.5  # of the lines, from which their kind is that of the text
_CODE_SHARE = 0.34  # the same for code, whose comments look like prose
_LOG_SHARE = 0.6


@attrs.frozen
class TextKind:
    """What a text is, and what says so.

    Shape: ``kind`` is one of ``TEXT_KINDS``; ``evidence`` is a few words for people.
    """

    kind: str
    evidence: str

    @property
    def edited(self) -> bool:
        """Whether texts of this kind are edited at all."""
        return self.kind not in UNEDITED


def text_kind(text: str) -> TextKind:
    r"""Return what ``text`` is, with the evidence.

    Cost: bounded, some 0.1 ms; ``text`` is looked at in a sample of lines, its head and its end.

    >>> text_kind("The mill burned down in 1911, and nobody missed it much.").kind
    'prose'
    >>> text_kind("def f(x):\n    y = x + 1\n    return g(y)\n").kind
    'code'
    """
    head = text[:_HEAD]
    found = _by_beginning(text, head)
    if found is not None:
        return found
    lines = _lines(text[_settings_end(head) :][:_HEAD], _FIRST)
    if len(text) > _HEAD or len(lines) >= _FIRST:
        if _plainly_prose(lines):
            return _of_words(head, "lines of running words")
        if len(lines) >= _FIRST and _quietly_prose(lines):
            return _of_words(head, "running words")
        lines = _spread(text[_settings_end(head) :])
    return _by_lines(head, _outside(lines))


def _settings_end(head: str) -> int:
    """Return where the settings at the head of a static site's post end, or 0."""
    if not head.startswith(("---\n", "+++\n")):
        return 0
    end = head.find("\n" + head[:3] + "\n", 4)
    return end + 5 if end >= 0 else 0


_OPENS = re.compile(
    rf"\s{{0,20}}(?:(?P<fence>```|~~~)|\\?\[(?P<tag>{'|'.join(sorted(CODE_NAMES, key=len, reverse=True))})"  # noqa: E501
    r"\b[^\n]{0,200}\])"
)


def _outside(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines outside fenced and highlighted code, and outside indented blocks in prose."""  # noqa: E501
    if any("```" in line or "~~~" in line or "[/" in line for line in lines):
        lines = list(_unfenced(lines))
    flush = [line for line in lines if line[0] not in " \t"]
    if len(flush) < len(lines) and flush:
        spoken = sum(_vote(line) == "prose" and len(_WORDS.findall(line)) > 2 for line in flush)
        spoken += sum(not line.isascii() and _vote(line) == "prose" for line in flush)
        if spoken >= 0.6 * len(flush):
            return flush
    return lines


def _unfenced(lines: Sequence[str]) -> Iterator[str]:
    end = ""
    for line in lines:
        if end:
            if end in line:
                end = ""
            continue
        opens = _OPENS.match(line)
        if opens is None:
            yield line
        elif opens["fence"]:
            end = opens["fence"]
        elif f"[/{opens['tag']}" not in line:
            end = f"[/{opens['tag']}"


def named(kind: str) -> TextKind:
    """Return a kind that somebody stated. Raises: UsageError where there is no such kind."""
    if kind not in TEXT_KINDS:
        raise UsageError("no such kind of text", text_kind=kind, known=", ".join(TEXT_KINDS))
    return TextKind(kind, "stated")


def lines_kind(lines: Sequence[str]) -> str | None:
    """Return the kind of a few lines that stand together, or None where it is none of its own.

    For a block within prose: code, log, data, template or subtitles where at least two lines,
    and most of them, are shaped so.
    """
    kept = [line for line in lines if line.strip()]
    if len(kept) < 2:
        return None
    votes = Counter(_vote(line) for line in kept[:_SAMPLE])
    kind, count = max(
        ((k, n) for k, n in votes.items() if k in UNEDITED), key=lambda v: v[1], default=("", 0)
    )
    alike = count
    if kind in ("code", "data", "template"):
        alike = votes["code"] + votes["data"] + votes["template"]
    return kind if alike >= 2 and alike >= 0.7 * len(kept[:_SAMPLE]) else None


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
    if len(_WORDS.findall(first)) < 4 and (first.isascii() or _vote(first) == "code"):
        return True
    return len(list(islice(_PROVEN.finditer("\n" + head), 3))) == 3 and _vote(first) == "code"


def _is_bare_template(head: str) -> bool:
    """Tell whether what begins as a template holds elements, or says nothing of its own."""
    return _HTML_LINE.search(head) is not None or not _speaks(_lines(head, 24))


def _by_beginning(text: str, head: str) -> TextKind | None:
    if head[:1] in _MAY_BEGIN:
        for kind, why, pattern in _BEGINNINGS:
            if pattern.match(head) and (kind != "template" or _is_bare_template(head)):
                return TextKind(kind, why)
        first = head[:200].lstrip()[:1]
        if first in ("{", "[") and _is_json(text, head):
            return TextKind("data", "begins and ends as JSON")
    if _is_proven(head):
        return TextKind("code", "has statements that nothing else has")
    for needle, kind, why, pattern in _WITHIN:
        if (needle in head or head.startswith(needle.strip())) and pattern.search(head):
            return TextKind(kind, why)
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


# What a line is, by how it begins or ends. Each alternative is bounded; most fail at once.
_LINE = re.compile(
    r"(?P<subtitles>(?:\d{1,2}:)?\d\d:\d\d[,.]\d{3} --> |Dialogue: \d|\{\d{1,7}\}\{\d{1,7}\})"
    r"|(?P<chat>[\[(]?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? )?\d{1,2}:\d\d(?::\d\d)?(?: ?[APap]\.?[Mm]\.?)?[\])]?"  # noqa: E501
    r"[ \t-]{0,4}(?:<[@+%&~ ]?[^<>\s]{1,30}>|\* \w|[^\W\d_][\w .'-]{0,24}:)(?!\S*=)\s|<[@+%&~]?[\w\[\]`^{}|-]{1,24}> \S)"  # noqa: E501
    r"|(?P<log>[\[(]?\d{4}[-/.]\d\d[-/.]\d\d[T ,]{1,2}\d\d:\d\d(?::\d\d)?"
    r"|[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d "
    r"|\[?(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE|FATAL|NOTICE|CRITICAL|SEVERE|I|W|E|D)[\]:](?!\w)"
    r"|<\d{1,3}>(?:\d |[A-Z][a-z]{2} )"
    r"|\S{3,60} \S{1,40} \S{1,40} \[\d\d/[A-Z][a-z]{2}/\d{4}:"
    r"|\[?\d\d:\d\d:\d\d[.,]\d{3}\b"
    r"|\[ {0,6}\d{1,8}\.\d{3,6}\]"
    r"|[IWEF]\d{4} \d\d:\d\d"
    r"|(?:ts|time|level|lvl|t)=\S+ \w+="
    r"|\s{0,12}at [\w.$<>]{3,120}\(|\s{0,4}File \"[^\"]{1,200}\", line \d|Traceback \(most)"
    r"|(?P<template>\s{0,80}(?:\{%[-+]?\s{0,3}\w[^\n]{0,300}%\}\s{0,3}$|\{\{[#/^>!%<-][^\n]{0,200}\}\}"
    r"|<%[=@#-]?[^\n]{0,300}%>\s{0,3}$|<\?(?:php\b|=)|\{%|<#[a-z]|</?(?:c|jsp|h|ui|th|xsl|v-):?[a-z]{2,12}[\s>/:]"
    r"|@(?:if|foreach|extends|section|include|endif|yield|csrf|endsection)\b\(?"
    r"|\{\{ ?[\w\[\]]{1,40}(?: ?\| ?|\.)[\w.|'\" ]{1,60} ?\}\}\s{0,3}$))"
    r"|(?P<data>(?:msgid|msgstr|msgctxt)(?:\[\d\])?\s{0,2}\"|#[:,.~|] "
    r"|\s{0,60}\"[^\"\n]{0,120}\"\s{0,20}:\s{0,20}(?:[\[{\"\d-]|true|false|null)"
    r"|\s{0,60}[\]}],?\s{0,4}$"
    r"|(?:INSERT INTO|CREATE TABLE|UPDATE \w|DELETE FROM|VALUES\b|\s{0,8}\([\d'][^\n]{0,300}\)[,;]\s{0,3}$)"  # noqa: E501
    r"|[\w.-]{1,60}\s{0,30}=\s{0,30}(?:\S[^\n]{0,300})?$"
    r"|\s{0,40}(?:- )?[\w./-]{1,60}:(?:\s{1,4}(?:[\[{'\"|>&*\d-][^\n]{0,200}|true|false|null|\S{1,60}))?\s{0,3}$"  # noqa: E501
    r"|;[^\n]{0,40}$)"
    r"|(?P<code>\s{0,80}(?:"
    r"#\s{0,4}(?:include|define|if|ifdef|ifndef|endif|else|pragma|undef|import)\b"
    r"|(?:import|from|using|package|namespace|use|require|module|export|extern|include)\s[\w.:\"'{*<\\/@]{1,200}[^.]{0,80}$"
    r"|(?:def|class|func|fn|function|sub|public|private|protected|static|struct|enum|typedef|const|let|var"
    r"|my|our|local|return|elif|elsif|endif|else|try|except|finally|catch|foreach|while|if|for|switch|case"
    r"|echo|print|printf|void|int|char|unsigned|async|await|impl|interface|type|template|self|this|assert|raise|yield)\b"
    r"[^\n]{0,300}[:;{}()\[\],]\s{0,4}$"
    r"|(?:return|raise|break|continue|pass|end|endif|fi|done|esac|then|do|else|begin|yield)(?:\s\S{1,60})?\s{0,4}$"
    r"|(?:setlocal|syn|syntax|hi|au|autocmd|exe|execute|endfunction|nnoremap|call|REM|DIM)\s\S"
    r"|\((?:def|let|set|if|when|cond|require|provide|interactive|lambda|use-package)\w{0,12}\b"
    r"|\.(?:TH|SH|SS|TP|PP|IP|BR|IR|RB|BI|IB|nf|fi|br|sp|ie|el|de|so|ds|Dd|Dt|Os|Nm|Sh|Op)\b"
    r"|\\(?:begin|end|usepackage|documentclass|newcommand|def)\b"
    r"|\"[^\n]{0,300}\"[,;)]\s{0,4}$"
    r"|(?!\[)[\w.\-\[\]'\"$@%*:>]{1,80}\s{0,30}(?:=|:=|\+=|=>|<-|\.=|\|\|=|-=)\s{0,30}\S[^\n]{0,200}$"
    r"|[{}()\[\],;/*+|\\]{1,40}\s{0,4}$"
    r"|(?:[brfu]{1,2})['\"][^\n]{0,300}['\"]$|\$\s\S|>>>\s|//|/\*|\*/|\* @\w|;;|@\w{1,30}(?:\(|$)|[$@%]\w{1,40}(?:\[|->|\s=|\()"  # noqa: E501
    r"|[\w.>:$-]{1,60}\s?\([^()\n]{0,200}\)\s{0,4};?$"
    r"|[\w.#:>,\s*\[\]=\"-]{1,100}\{\s{0,4}$|(?:[\w-]{2,30}\s{0,2}:\s{0,4}[^\n;]{1,120};\s{0,4}){1,4}$"
    r"|[^\n]{0,300}(?:[;{}]|\);|=>|->|&&|\|\||\)\s?\{|\)\s?:|\\)\s{0,4}$"
    r"))"
)
_SENTENCE = re.compile(r"[^\W\d_][^\n]{30,}|[^\x00-\x7f]")
_MARKUP = re.compile(
    r"#{1,6} \S|={2,6}[^=\n]{1,80}={2,6}\s{0,4}$|={4,}$|-{4,}$|~{4,}$|\.\. [\w-]{2,30}::|[*+-] \S|\d{1,3}[.)] \S"  # noqa: E501
    r"|```|~~~|\|[^\n]{1,300}\|\s{0,3}$|> \S|\[[^\]\n]{1,200}\]: |:[\w-]{2,20}:(?: |$)|'''|\{\||h[1-6]\. "  # noqa: E501
)
_MARKED = re.compile(r"\]\(|\[\[|''|\*\*|``|`\w|\]:|\[\^")


def _vote(line: str) -> str:
    """Return what one line looks like: a kind, ``markup``, or ``prose``."""
    if line.startswith(("<!--", "[", "\\[")) and line[-1] in ">]":
        return "comment" if _SECTION.fullmatch(line) else "markup"
    if line.startswith(_COMMENTS):
        return "comment" if _MAKO.match(line) is None else "template"
    found = _LINE.match(line)
    if found is not None:
        kind = found.lastgroup or "prose"
        if kind in ("code", "data") and _reads_as_sentence(line):
            return "prose"
        return kind
    return "markup" if _MARKUP.match(line) else "prose"


_SECTION = re.compile(r"\[[\w .:/-]{1,60}\]")  # of settings, or a bare tag: says nothing
_MAKO = re.compile(  # statements of line-led template languages
    r"\s{0,80}[#%] {0,8}(?:for\b.{1,80} in |if\b.{1,100}:?$|elif\b|else:?$|end(?:for|if|block|macro|trans|def)\b"  # noqa: E501
    r"|block \w|macro \w|include\b|extends\b|trans\b)"
)
_COMMENTS = ("# ", "#\t", "// ", "/*", " * ", " */", "; ", "##", ";; ", "rem ", "REM ", "-- ")
_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]?[ \u00a0](?=[^\W\d_])")
_SIGNS = re.compile(r"[{}()=<>$&|\\;_\[\]\"']")


def _reads_as_sentence(line: str) -> bool:
    """Tell whether a line shaped like code or a setting is running words all the same."""
    spaces = len(_WORDS.findall(line[:_LONGEST]))
    if spaces < 5:
        return False
    return spaces > 2 * len(_SIGNS.findall(line[:_LONGEST]))


def _lines(text: str, most: int) -> list[str]:
    """Return the first lines that are not blank, each cut to what is looked at."""
    found = (line[:_LONGEST].rstrip() for line in text.split("\n", 3 * most)[: 3 * most])
    return list(islice((line for line in found if line), most))


def _spread(text: str) -> list[str]:
    """Return lines from the head, the middle and the end of the text."""
    window = 12_000
    if len(text) <= 3 * window:
        lines = [line[:_LONGEST].rstrip() for line in text.split("\n")]
    else:
        middle = len(text) // 2
        parts = (text[:window], text[middle : middle + window], text[-window:])
        lines = [line[:_LONGEST].rstrip() for part in parts for line in part.split("\n")]
    kept = [line for line in lines if line]
    return kept[:: max(1, len(kept) // _SAMPLE)]


def _plainly_prose(lines: Sequence[str]) -> bool:
    """Tell whether nearly all lines are long and run in words, so that no vote is needed."""
    if len(lines) < 6:
        return False
    running = sum(
        len(line) > 60 and line[-1] not in "{};\\" and len(_WORDS.findall(line[:200])) > 5
        for line in lines
    )
    return running >= 0.8 * len(lines)


def _quietly_prose(lines: Sequence[str]) -> bool:
    """Tell whether no line has the shape of anything else, and some of them run in words."""
    running = sum(len(_WORDS.findall(line[:200])) > 3 for line in lines)
    if running < len(lines) // 2:
        return False
    return all(_vote(line) in ("prose", "markup") for line in lines)


def _by_lines(head: str, lines: Sequence[str]) -> TextKind:
    if not lines:
        return TextKind("prose", "no words")
    size = len(lines)
    votes = Counter(map(_vote, lines))
    if votes["comment"] < size - 1:
        size -= votes["comment"]
    told = f"of {size} lines"
    if votes["subtitles"] >= 2 and votes["subtitles"] >= 0.15 * size:
        return TextKind("subtitles", f"{votes['subtitles']} {told} are times of subtitles")
    if votes["chat"] >= 2 and votes["chat"] >= _SHARE * size:
        return TextKind("chat", f"{votes['chat']} {told} are said by somebody")
    if votes["log"] >= 2 and votes["log"] + votes["code"] // 2 >= _LOG_SHARE * size:
        return TextKind("log", f"{votes['log']} {told} begin as in a log")
    page = _is_page(head, lines)
    if page:
        return page
    table = _is_table(lines)
    if table:
        return TextKind("data", table)
    if _is_template(head, votes, lines):
        return TextKind("template", f"{votes['template']} {told} are those of a template")
    coded = votes["code"] + votes["data"] + votes["template"]
    if size <= 4 and coded < size:
        coded = 0
    if coded >= min(3, size) and size > 1 and coded >= _share_of_code(lines, votes) * size:
        kind = "data" if votes["data"] > votes["code"] else "code"
        return TextKind(kind, f"{coded} {told} are statements or settings")
    if _is_dense(lines):
        return TextKind("code", "few long lines, thick with signs")
    return _of_words(head, "running words", votes["markup"] / size)


def _share_of_code(lines: Sequence[str], votes: Counter[str]) -> float:
    """Return the share of shaped lines from which a text is code; more where sentences run."""
    running = sum(len(_WORDS.findall(line[:200])) > 6 for line in lines)
    if running > 0.3 * len(lines):
        return 0.45
    return _CODE_SHARE if len(lines) >= 12 else _SHARE


def _is_template(head: str, votes: Counter[str], lines: Sequence[str]) -> bool:
    statements = votes["template"] + sum(
        _MAKO.match(line) is not None for line in lines if line[0] in " \t"
    )
    if "${" in head and sum(1 for _ in islice(_HTML_LINE.finditer(head), 3)) == 3:
        return True
    if head.count("{%") > 1 and head.count("%}") > 1 and not _speaks(lines):
        return True
    if not statements:
        return False
    size = len(lines)
    rest = votes["prose"] + votes["markup"]
    tagged = sum(1 for _ in islice(_HTML_LINE.finditer(head), size))
    if statements >= 2 and tagged >= 3 and statements + tagged >= 0.5 * size:
        return True
    if tagged == 0 and _speaks(lines):
        return False
    return statements >= 2 and statements >= 0.3 * size and statements > rest // 2


def _speaks(lines: Sequence[str]) -> bool:
    """Tell whether a line outside all statements is a sentence of its own."""
    bare = (_STATEMENT.sub("", line).strip() for line in lines)
    return any(
        len(_WORDS.findall(line)) >= 4 or (len(line) > 20 and not line.isascii()) for line in bare
    )


_STATEMENT = re.compile(r"\{%[^\n%]{0,300}%\}|\{\{[^{}\n]{0,300}\}\}|<[%?/!]?[^<>\n]{0,300}>")


_ELEMENT = re.compile(
    r"\s{0,80}</?(?:div|ul|ol|li|form|input|label|select|option|section|nav|header|footer|main|article|table|tr|td|th"
    r"|tbody|thead|script|style|link|meta|head|body|title|button|svg|path|g|h[1-6]|a|span|p|img|br|fieldset|textarea"
    r"|block|py:\w+|xi:\w+|[a-z]{1,12}[-:][\w-]{1,30}|[A-Z]\w{1,30})\b"
)
_FITTED = re.compile(
    r"\b(?:class|id|name|type|data-[\w-]{1,30}|v-[\w-]{1,20}|ng-[\w-]{1,20}|href|src|for|method|role|[@:][\w.-]{1,20})="
)


_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")


def _is_fitted(text: str) -> bool:
    """Tell whether more than half of a short text are elements, and two of them have classes."""
    held = sum(map(len, _TAGS.findall(text)))
    return (
        2 * held > len(text)
        and len(_FITTED.findall(text)) > 1
        and "Mso" not in text
        and "style=" not in text
    )


def _is_page(head: str, lines: Sequence[str]) -> TextKind | None:
    """Return what HTML as such is, elements with their classes line by line; None where it is not."""  # noqa: E501
    if "<" not in head:
        return None
    elements = [line for line in lines if _ELEMENT.match(line)]
    if len(elements) == len(lines) < 3 and _is_fitted("".join(lines)):
        return TextKind("code", "elements of HTML with classes")
    if len(elements) < 3 or len(elements) < 0.4 * len(lines):
        return None
    fitted = sum(_FITTED.search(line) is not None for line in elements)
    if fitted < 2 or fitted < 0.15 * len(elements):
        return None
    filled = any(sign in head for sign in ("{{", "{%", "${", "<?", "<%", "<#", "@if", "#{"))
    told = f"{len(elements)} of {len(lines)} lines begin with elements of HTML"
    return TextKind("template" if filled else "code", told)


_HTML_LINE = re.compile(r"^[ \t]{0,80}</?[a-zA-Z][\w-]{0,20}[\s>/]", re.M)
_CELL = re.compile(r"\"[^\"]{0,400}\"(?:\"[^\"]{0,400}\")*(?=[,;\t]|$)")


def _is_table(lines: Sequence[str]) -> str:
    """Return why the lines are rows of a table or of a list of words; empty where they are not."""
    size = len(lines)
    if size >= 3:
        if not any(sum(sign in line for line in lines) >= 0.9 * size for sign in "\t;,"):
            return f"{size} lines of one word each" if _is_word_list(lines) else ""
        quoted = sum('"' in line for line in lines)
        if quoted:
            lines = [_CELL.sub("x", line[:200]) for line in lines]
        for sign, name in (("\t", "tabs"), (";", "semicolons"), (",", "commas")):
            counts = Counter(line.count(sign) for line in lines)
            cells, rows = counts.most_common(1)[0]
            least = 1 if sign == "\t" or quoted >= size // 2 else 2
            tight = sign == "\t" or _short_cells(lines, sign)
            if cells >= least and rows >= 0.9 * size and tight:
                return f"{rows} of {size} lines have {cells} {name}"
    return f"{size} lines of one word each" if _is_word_list(lines) else ""


def _is_word_list(lines: Sequence[str]) -> bool:
    """Tell whether nearly all lines are one word, and none ends a sentence."""
    if len(lines) < 20 or any(len(line) >= 60 or line[-1] in ".!?。" for line in lines):
        return False
    return sum(not re.search(r"\s\S", line) for line in lines) >= 0.95 * len(lines)


def _short_cells(lines: Sequence[str], sign: str) -> bool:
    """Tell whether signs part cells, after which no blank stands, as it does in sentences."""
    tight = sum(line.count(sign) for line in lines)
    loose = sum(line.count(sign + " ") for line in lines)
    return loose <= tight // 4


_DENSE = re.compile(r"[;{}()=<>$&|\\]")


def _is_dense(lines: Sequence[str]) -> bool:
    """Tell whether few, long lines are thick with signs, as a program without line ends."""
    long = [line for line in lines if len(line) >= 300]
    if not long or 2 * sum(map(len, long)) < sum(map(len, lines)):
        return False
    return any(
        len(_DENSE.findall(line)) > 0.07 * len(line) and line.count("<") < 0.01 * len(line)
        for line in long
    )


def _of_words(head: str, why: str, share: float = 0.0) -> TextKind:
    if share >= 0.2 or _MARKED.search(head):
        return TextKind("markup", "marks of Markdown, a wiki or the like")
    return TextKind("prose", why)
