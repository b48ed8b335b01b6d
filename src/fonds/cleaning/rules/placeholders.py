"""Find statements of templates, and fields that nobody filled in.

Floor 3, a rule of the cleaner. A field within a sentence stands for a word of it, so it is content:
a finding. A statement that has a line to itself stands for nothing that a reader would see.
Source: the manuals of Liquid, Jinja, Hugo, ERB, JSP and PHP.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import CODE, LINK, MATH, URL, Doc, Proposal, Rule, has
from fonds.cleaning.kinds import lines_kind
from fonds.cleaning.rules.nature import words

NAME = "placeholders/2"
MOST = 2000  # of one text, from which there is no doubt that it is a template
NOTICED = 0.5  # score of a finding
ALONE = 0.9
_PATH = r"[^\W\d](?:[^\s{}<>|\"'`=()\[\],;!?$\\/%*&#@:\x00-\x1f]|:(?!:)){0,80}"
_FILTER = r"(?:\s{0,3}\|\s{0,3}[a-z_]\w{0,30}(?:[:(][^{}|\n]{0,60})?){0,3}"
_FIELDS = (  # each with what must be in the text for it to be looked for
    ("{{", re.compile(rf"(?<![A-Za-z0-9_$\\}}=(/@#'\"{{])\{{\{{\{{?[-~]?\s{{0,4}}{_PATH}{_FILTER}\s{{0,4}}[-~]?\}}?\}}\}}")),  # noqa: E501
    ("%%", re.compile(r"(?<![%\w])%%[^\W\d_][\w.:-]{1,40}%%(?![%\w])")),
    ("*|", re.compile(r"\*\|[A-Z][A-Z0-9_:]{1,40}\|\*")),
    ("<%", re.compile(r"<%[=-]?\s{0,4}[\w.@]{1,60}(?:\([^<>%\n]{0,60}\))?\s{0,4}-?%>")),
    ("<?", re.compile(r"<\?(?:=|php\s{1,4}echo)\s{0,4}[^<>?\n]{1,120}\?>")),
    ("{!!", re.compile(r"\{!!\s{0,4}\$?[\w>.()'-]{1,80}\s{0,4}!!\}")),
    ("{$", re.compile(r"\{\$[^\W\d]\w{0,40}(?:\.\w{1,40}|->\w{1,40}){0,4}(?:\|\w{1,20})?\}")),
    ("##", re.compile(r"##(?<![#\w]##)[A-Z][A-Z0-9_]{2,30}##(?![#\w])")),
)  # fmt: skip
_STATEMENTS = (
    # {{% include "x" %}} and {{< figure src="x" >}} of Hugo
    ("{{", re.compile(
        r"\{\{[%<]-?\s{0,4}/?\s{0,2}[a-z][\w/.-]{0,40}(?:\s[^{}\n]{0,400}?)?\s{0,4}/?\s{0,2}-?[%>]\}\}"
    )),
    # {% include x.html %} of Liquid, Jinja, Twig
    ("{%", re.compile(r"\{%-?\s{0,4}[a-z]\w{0,30}(?:\s[^{}%\n]{0,300})?\s{0,4}-?%\}")),
    # <?php get_header(); ?>, <?php endwhile; ?>
    ("<?", re.compile(
        r"<\?(?:php)?\s{1,4}(?:@?[a-z_]\w{1,40}(?:(?:::|->)\w{1,40}){0,2}\s{0,2}\([^<>?\n]{0,160}\)"
        r"|(?:if|while|foreach|for|else|elseif|endif|endwhile|endforeach|endfor|include|require)"
        r"(?:_once)?\b[^<>?\n]{0,200}|\$\w{1,40}\s?=[^<>?\n]{0,120})\s{0,2}[;:]?\s{0,4}\?>"
    )),
    # <%@ include file="x" %>, <% end %>, <%= render "menu" %>
    ("<%", re.compile(
        r"<%@\s{0,4}(?:include|page|taglib|import)\b[^<>%\n]{0,200}%>"
        r"|<%-?\s{1,4}(?:if|end|else|elsif|unless|for|include|render|yield)\b[^<>%\n]{0,160}-?%>"
        r"|<%[=-]\s{0,4}(?:render|include|yield|link_to|image_tag|t)\b[^<>%\n]{0,160}%>"
    )),
    ("<jsp:", re.compile(r"<jsp:[a-zA-Z]{3,20}\s[^<>\n]{1,200}/>")),
)  # fmt: skip
_ESCAPE = re.compile(r"\{%-?\s{0,3}(?:end)?(?:raw|verbatim|comment)\b|\{#")
_SHOWS_CODE = re.compile(  # a text on such statements, which may show one on a line
    r"\bPHP\b|\bJSP\b|\bERB\b|\bRails\b|WordPress|functions?\b|\bcode\b|\bHTML|theme|\bsyntax|example"
    r"|Quelltext|Funktion|fonction|función|função|funzione|функци|код\b|代码|函数|関数|コード|함수|코드|دالة|كود"
    r"|模板|テンプレート|шаблон|=>|\w\(\)",
    re.I,
)
_LEADS_IN = re.compile(r"[:：]\s{0,4}\Z")


def find(doc: Doc) -> Iterator[Proposal]:
    r"""Propose to take out statements of templates that have a line to themselves.

    Fields that nobody filled in are findings: the sentence needs them. Left alone: code, links,
    addresses and mathematics; statements within a line, also as findings; what a colon leads in;
    a text that would have no sentence left, or that shows raw template text.

    >>> from fonds.cleaning import clean
    >>> clean("The text begins here.\n\n{% include sidebar.html %}\n\nIt goes on.").text
    'The text begins here.\n\nIt goes on.'
    >>> clean("Dear {{ first_name }}, the hearing was moved.").text
    'Dear {{ first_name }}, the hearing was moved.'
    """
    text = doc.text
    statements = list(_found(text, _STATEMENTS))
    fields = list(_found(text, _FIELDS))
    if not (statements or fields) or len(statements) + len(fields) > MOST:
        return
    for match in fields:
        yield Proposal(*match.span(), "", NAME, "field that nobody filled in", NOTICED)
    shown = (
        _ESCAPE.search(text) is not None
        or _SHOWS_CODE.search(_ANY.sub("", text))
        or not _says_more(text, statements)
    )
    for match in statements:
        score = NOTICED if shown or not _alone(doc, match) else ALONE
        yield Proposal(*match.span(), "", NAME, "statement of a template", score)


def _found(text: str, shapes: tuple[tuple[str, re.Pattern[str]], ...]) -> Iterator[re.Match[str]]:
    for sign, shape in shapes:
        if sign in text:
            yield from shape.finditer(text)


def _alone(doc: Doc, match: re.Match[str]) -> bool:
    """Tell whether a statement has its line to itself, and nothing leads in what it shows."""
    start, end = doc.line_at(match.start())
    rest = doc.text[start : match.start()] + doc.text[match.end() : end]
    if match.end() > end or _ANY.sub("", rest).strip(" \t\r>"):
        return False
    return _LEADS_IN.search(doc.text, max(0, start - 80), start) is None


_ANY = re.compile(r"\{[%{][^{}\n]{0,400}[%}]\}{1,2}|<[?%][^<>\n]{0,300}[?%]>|<jsp:[^<>\n]{1,200}/>")


def _says_more(text: str, statements: list[re.Match[str]]) -> bool:
    """Tell whether what is left without statements is running words, and no template or code."""
    rest = _ANY.sub("", text[:20_000])
    if words(rest) < 2:
        return False
    lines = [line for line in rest.split("\n") if line.strip()]
    if lines_kind(lines) is not None:
        return False
    return not ("<?" in rest or "<%" in rest or "{%" in rest)


RULE = Rule(
    find,
    has("{{", "{%", "{!", "{$", "%%", "*|", "<%", "<?", "<jsp:", "##"),
    respects=frozenset({CODE, LINK, MATH, URL}),
    mends=True,
)
