"""Find what no rule may touch: code, escapes, link syntax, mathematics, web addresses.

Pure and linear: every search is bounded or moves forward only. Where it is unclear whether
something is code (an odd number of fences) the answer is yes: a leftover is better than damage.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_FENCE = re.compile(r"^[ \t>]{0,40}(`{3,}+|~{3,}+)[ \t]*+([^\n`]{0,200}+)$", re.M)
_INDENTED = re.compile(r"^(?: {4}|\t)[^\n]*", re.M)
_DIRECTIVE = re.compile(  # of reStructuredText, whose body is of another language
    r"^\.\. (?:raw|code|code-block|sourcecode|parsed-literal|highlight|math)::[^\n]*+(?:\n(?:[ \t]++[^\n]*+)?)++",  # noqa: E501
    re.M,
)
_POD = re.compile(r"\b[A-Z]<{1,3}[^<>\n]{0,200}(?:<[^<>\n]{0,200}>[^<>\n]{0,200}){0,3}>{1,3}")
_LIST_ITEM = re.compile(r"\s{0,40}(?:[*+•-]|\d{1,4}[.)])\s")
_TICKS = re.compile(r"`++")
_BLANK_LINE = re.compile(r"\n[ \t\r]*+\n")
_CODE_ELEMENT = re.compile(r"<(/?)(pre|code|script|style|samp|kbd|textarea)\b[^<>]{0,400}+>", re.I)
_TARGET = re.compile(
    r"\]\((?:<[^<>\n]{0,1000}>|[^()\s<]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500}){0,3})"
    r"(?:[ \t]+(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?[ \t]{0,4}\)"
)
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]{1,200})\]:[^\n]{0,2000}", re.M)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,60}\]")
_LABEL = re.compile(r"\]\[([^\[\]\n]{0,200})\]")
_URL = re.compile(
    r"(?:https?|ftp)://(?:[^\s<>\"\[\]“”«»「」）]|\[[\w.-]{0,40}\](?=[=&\[])){1,4000}", re.I
)
_MATH = (  # each with what must be in the text for it to be looked for
    ("$$", re.compile(r"\$\$[^$]{1,4000}\$\$")),
    (r"\)", re.compile(r"\\\((?:[^\n\\]|\\(?![()])){1,1000}+\\\)")),
    ("$", re.compile(r"\$(?<![\w$\\]\$)[^\s$](?:[^$\n]{0,200}[^\s$\\])?\$(?![\w$])")),
    # \[x + y\], but not \[gallery\] or \[/caption\], which are escaped shortcodes.
    (r"\]", re.compile(
        r"\\\[(?![ \t]*/|(?:[\w -]|\\_){3,60}\\\]|[^\n\]]{0,200}://"
        r"|[a-z][\w-]{2,30} [a-z_]{2,30}=\w)"
        r"[^\[\]\"“”«»„「」=]{0,300}(?:=[^\[\]\"“”«»„「」]{0,700})?\\\]"
    )),
)  # fmt: skip
_ENVIRONMENT = re.compile(r"\\begin\{(\w{1,30}\*?)\}")
_CODE_NAMES = """
    code sourcecode syntaxhighlighter source cc codeblock crayon highlightjs prism enlighter
    geshi actionscript3 as3 applescript bash shell sh coldfusion cf cpp csharp c-sharp css
    diff patch delphi pascal erlang fsharp go golang groovy haskell java javafx javascript
    js jscript latex lua matlab matlabkey objc perl php plain powershell ps python py r
    rails ruby rb scala sql swift typescript vb vbnet xhtml xml xslt html yaml json asm lisp
    scheme clojure kotlin
"""
CODE_NAMES = frozenset(_CODE_NAMES.split())
"""Shortcodes of highlighters: what they enclose is code."""
_HIGHLIGHTER = re.compile(
    rf"\\?\[(/?)({'|'.join(sorted(CODE_NAMES))})(?:[ \t=][^\[\]\n]{{0,300}}+)?\\?\]", re.I
)
_PATCH = re.compile(r"^(?:diff --git |@@ -\d|--- \S[^\n]*\n\+\+\+ )", re.M)
_HUNK = re.compile(
    r"(?:(?:[-+ @\\]|diff |index |new file|deleted file|old mode|new mode)[^\n]*+(?:\n|\Z))++"
)
LONGEST_ESCAPE = 4000  # code points between [[ and ]]; longer is two accidents, not one escape


def code(text: str) -> Iterator[Span]:
    """Yield spans of code: fences, indented blocks, inline code, HTML elements that hold code."""
    yield from listings(text)
    if "</" in text:
        yield from _elements(text)
    if "[/" in text:
        yield from _highlighted(text)
    if "@@ -" in text or "diff --git " in text or "\n+++ " in text:
        yield from _differences(text)


def listings(text: str) -> Iterator[Span]:
    """Yield spans that Markdown sets as code: fences, indented blocks, inline code."""
    if "```" in text or "~~~" in text:
        yield from _fences(text)
    if "\n    " in text or "\n\t" in text or text.startswith(("    ", "\t")):
        yield from _indented(text)
    if "`" in text:
        yield from _inline(text)
    if ".. " in text:
        for m in _DIRECTIVE.finditer(text):
            yield m.span()
    if "\n=head" in text or text.startswith("=head"):
        for m in _POD.finditer(text):
            yield m.span()


def _fences(text: str) -> Iterator[Span]:
    marks = list(_FENCE.finditer(text))
    opener = None
    for mark in marks:
        if opener is None:
            opener = mark
        elif mark[1][0] == opener[1][0] and len(mark[1]) >= len(opener[1]) and not mark[2].strip():
            yield opener.start(), mark.end()
            opener = None
    if opener is not None:
        yield opener.start(), len(text)
        # An odd number of fences: an excerpt may begin inside code, which only the first fence
        # can tell. One that names a language is an opener; of a bare one, either side is code.
        if marks[0][2].strip() == "":
            yield 0, len(text)


def _indented(text: str) -> Iterator[Span]:
    start = end = -1
    refused = -1  # end of the last indented line that belongs to a list, or goes on a line
    for line in _INDENTED.finditer(text):
        if not line[0].strip():
            continue
        if start >= 0 and not text[end : line.start()].strip():
            end = line.end()
            continue
        if start >= 0:
            yield start, end
            start = -1
        goes_on = refused >= 0 and not text[refused : line.start()].strip()
        if goes_on or _LIST_ITEM.match(line[0]) or not _opens_block(text, line.start()):
            refused = line.end()
        else:
            start, end = line.start(), line.end()
    if start >= 0:
        yield start, end


def _opens_block(text: str, position: int) -> bool:
    """Tell whether a blank line, or nothing, stands before; and no list item before that."""
    before = text[max(0, position - 600) : position]
    if not before.strip():
        return True
    if not _BLANK_LINE.search(before[len(before.rstrip(" \t\r\n")) :]):
        return before.rstrip().endswith("::")
    last = before.rstrip().rpartition("\n")[2]
    return not _LIST_ITEM.match(last)


def _inline(text: str) -> Iterator[Span]:
    runs = [(m.start(), m.end()) for m in _TICKS.finditer(text)]
    following: list[int | None] = [None] * len(runs)
    last: dict[int, int] = {}
    for n in range(len(runs) - 1, -1, -1):
        if n + 1 < len(runs) and _BLANK_LINE.search(text, runs[n][1] - 1, runs[n + 1][0] + 1):
            last = {}  # inline code never crosses a blank line
        size = runs[n][1] - runs[n][0]
        following[n] = last.get(size)
        last[size] = n
    n = 0
    while n < len(runs):
        closer = following[n]
        if closer is not None:
            yield runs[n][0], runs[closer][1]
            n = closer
        n += 1


def _elements(text: str) -> Iterator[Span]:
    opener: re.Match[str] | None = None
    for tag in _CODE_ELEMENT.finditer(text):
        if opener is None:
            opener = tag if not tag[1] else None
        elif tag[1] and tag[2].lower() == opener[2].lower():
            yield opener.start(), tag.end()
            opener = None
    # An element without its end may be a word of a text about markup: it protects nothing.


def _differences(text: str) -> Iterator[Span]:
    """Yield the lines of patches: from a header as far as lines begin as those of hunks do."""
    done = 0
    for header in _PATCH.finditer(text):
        if header.start() >= done:
            hunk = _HUNK.match(text, header.start())
            if hunk:
                done = hunk.end()
                yield hunk.span()


def _highlighted(text: str) -> Iterator[Span]:
    opener: re.Match[str] | None = None
    for tag in _HIGHLIGHTER.finditer(text):
        if not tag[1]:
            opener = opener or tag
        elif opener is not None and tag[2].lower() == opener[2].lower():
            yield opener.end(), tag.start()
            opener = None


def escapes(text: str) -> Iterator[Span]:
    """Yield ``[[…]]`` within one paragraph."""
    position = text.find("[[")
    close = -1
    while position >= 0:
        if close < position + 2:
            close = text.find("]]", position + 2)
        if close < 0:
            return
        if close - position <= LONGEST_ESCAPE and "\n\n" not in text[position:close]:
            while text.startswith("]", close + 2):
                close += 1
            yield position, close + 2
            position = text.find("[[", close + 2)
        else:
            position = text.find("[[", position + 2)


def links(text: str) -> Iterator[Span]:
    """Yield the parts of Markdown links that make them links; link text is not among them."""
    if "](" in text:
        for m in _TARGET.finditer(text):
            yield m.span()
    labels: set[str] = set()
    if "]:" in text:
        for m in _DEFINITION.finditer(text):
            labels.add(m[1].casefold())
            yield m.span()
    if "[^" in text:
        for m in _FOOTNOTE.finditer(text):
            yield m.span()
    if "][" in text and labels:
        for m in _LABEL.finditer(text):
            if m[1].casefold() in labels:
                yield m.span()


def math(text: str) -> Iterator[Span]:
    """Yield TeX mathematics."""
    for sign, pattern in _MATH:
        if sign in text:
            for m in pattern.finditer(text):
                yield m.span()
    if "\\begin{" in text:
        yield from _environments(text)


def _environments(text: str) -> Iterator[Span]:
    done = 0
    missing: set[str] = set()
    for opener in _ENVIRONMENT.finditer(text):
        if opener.start() < done or opener[1] in missing:
            continue
        end = text.find(f"\\end{{{opener[1]}}}", opener.end())
        if end < 0:
            missing.add(opener[1])
            continue
        done = end + len(opener[1]) + 6
        yield opener.start(), done


def urls(text: str) -> Iterator[Span]:
    """Yield absolute web addresses, as far as they plausibly reach."""
    if "://" in text:
        for m in _URL.finditer(text):
            yield m.span()
