"""What single lines look like: a statement, a setting, an entry of a log, running words. Pure."""

import re
from collections.abc import Sequence
from itertools import islice

LONGEST_LINE = 400
"""Characters of a line that are looked at."""
HTML_LINE = re.compile(r"^[ \t]{0,80}</?[a-zA-Z][\w-]{0,20}[\s>/]", re.M)
"""A line that begins with an element."""

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
MARKED = re.compile(r"\]\(|\[\[|''|\*\*|``|`\w|\]:|\[\^")


def vote(line: str) -> str:
    """Return what one line looks like: a kind, ``markup``, or ``prose``."""
    if line.startswith(("<!--", "[", "\\[")) and line[-1] in ">]":
        return "comment" if _SECTION.fullmatch(line) else "markup"
    if line.startswith(_COMMENTS):
        return "comment" if MAKO.match(line) is None else "template"
    found = _LINE.match(line)
    if found is not None:
        kind = found.lastgroup or "prose"
        if kind in ("code", "data") and _reads_as_sentence(line):
            return "prose"
        return kind
    return "markup" if _MARKUP.match(line) else "prose"


_SECTION = re.compile(r"\[[\w .:/-]{1,60}\]")  # of settings, or a bare tag: says nothing
MAKO = re.compile(  # statements of line-led template languages
    r"\s{0,80}[#%] {0,8}(?:for\b.{1,80} in |if\b.{1,100}:?$|elif\b|else:?$|end(?:for|if|block|macro|trans|def)\b"  # noqa: E501
    r"|block \w|macro \w|include\b|extends\b|trans\b)"
)
_COMMENTS = ("# ", "#\t", "// ", "/*", " * ", " */", "; ", "##", ";; ", "rem ", "REM ", "-- ")
WORDS = re.compile(r"[^\W\d_]{2,}[,;:]?[ \u00a0](?=[^\W\d_])")
_SIGNS = re.compile(r"[{}()=<>$&|\\;_\[\]\"']")


def _reads_as_sentence(line: str) -> bool:
    """Tell whether a line shaped like code or a setting is running words all the same."""
    spaces = len(WORDS.findall(line[:LONGEST_LINE]))
    if spaces < 5:
        return False
    return spaces > 2 * len(_SIGNS.findall(line[:LONGEST_LINE]))


def first_lines(text: str, most: int) -> list[str]:
    """Return the first lines that are not blank, each cut to what is looked at."""
    found = (line[:LONGEST_LINE].rstrip() for line in text.split("\n", 3 * most)[: 3 * most])
    return list(islice((line for line in found if line), most))


def speaks(lines: Sequence[str]) -> bool:
    """Tell whether a line outside all statements is a sentence of its own."""
    bare = (_STATEMENT.sub("", line).strip() for line in lines)
    return any(
        len(WORDS.findall(line)) >= 4 or (len(line) > 20 and not line.isascii()) for line in bare
    )


_STATEMENT = re.compile(r"\{%[^\n%]{0,300}%\}|\{\{[^{}\n]{0,300}\}\}|<[%?/!]?[^<>\n]{0,300}>")
