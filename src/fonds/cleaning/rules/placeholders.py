"""Find template placeholders that nobody filled in.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import CODE, LINK, MATH, URL, Doc, Proposal, Rule, has
from fonds.cleaning.rules.nature import is_code, is_page, words

NAME = "placeholders/1"
MOST = 40  # placeholders among which one may lie inside another
TEMPLATE = 2000  # placeholders of one text, from which there is no doubt that it is a template
MANY = 12  # placeholders in a line-poor text from which it is a template, not a leak

_PATH = r"[^\W\d](?:[^\s{}<>|\"'`=()\[\],;!?$\\/%*&#@:\x00-\x1f]|:(?!:)){0,80}"
_FILTER = r"(?:\s{0,3}\|\s{0,3}[a-z_]\w{0,30}(?:[:(][^{}|\n]{0,60})?){0,3}"
_SHAPES = (  # each with what must be in the text for it to be looked for
    # {{ first_name }}, {{{name}}}, {{ user.name | default: "you" }}
    ("{{", re.compile(rf"\{{\{{\{{?[-~]?\s{{0,4}}{_PATH}{_FILTER}\s{{0,4}}[-~]?\}}?\}}\}}")),
    # {{% include "x" %}}, {{< figure src="x" >}} of Hugo
    (
        "{{",
        re.compile(
            r"\{\{[%<]-?\s{0,4}/?\s{0,2}[a-z][\w/.-]{0,40}(?:\s[^{}\n]{0,400}?)?"
            r"\s{0,4}/?\s{0,2}-?[%>]\}\}"
        ),
    ),
    # {% include x.html %} of Liquid, Jinja, Twig
    ("{%", re.compile(r"\{%-?\s{0,4}[a-z]\w{0,30}(?:\s[^{}%\n]{0,300})?\s{0,4}-?%\}")),
    # %%EVENT_DATE%%, *|FNAME|*
    ("%%", re.compile(r"%%[^\W\d_][\w.:-]{1,40}%%")),
    ("*|", re.compile(r"\*\|[A-Z][A-Z0-9_:]{1,40}\|\*")),
    # <%= name %>, <?= $name ?>, <?php echo … ?>
    (
        "<%",
        re.compile(r"<%(?:[=-]\s{0,4}|\s{1,4})[\w.@]{1,60}(?:\([^<>%\n]{0,60}\))?\s{0,4}-?%>"),
    ),
    ("<?", re.compile(r"<\?(?:=|php\s{1,4}echo)\s{0,4}[^<>?\n]{1,120}\?>")),
    # <?php get_header(); ?> and <%@ include file="x" %>, as _calls says
    (
        "<?",
        re.compile(
            r"<\?(?:php)?\s{1,4}(?:@?[a-z_]\w{1,40}(?:(?:::|->)\w{1,40}){0,2}\s{0,2}\([^<>?\n]{0,160}\)"
            r"|(?:if|while|foreach|for|else|elseif|endif|endwhile|endforeach|endfor|include|require)"
            r"(?:_once)?\b[^<>?\n]{0,200}|\$\w{1,40}\s?=[^<>?\n]{0,120})\s{0,2}[;:]?\s{0,4}\?>"
        ),
    ),
    (
        "<%",
        re.compile(
            r"<%@\s{0,4}(?:include|page|taglib|import)\b[^<>%\n]{0,200}%>"
            r"|<%-?\s{1,4}(?:if|end|else|elsif|unless|for|include|render|yield)\b[^<>%\n]{0,160}-?%>"
            r"|<%[=-]\s{0,4}(?:render|include|yield|link_to|image_tag|t)\b[^<>%\n]{0,160}%>"
        ),
    ),
    ("<jsp:", re.compile(r"<jsp:[a-zA-Z]{3,20}\s[^<>\n]{1,200}/>")),
    ("<c:", re.compile(r"<c:out\s[^<>\n]{1,120}/>")),
    ("{!!", re.compile(r"\{!!\s{0,4}\$?[\w>.()'-]{1,80}\s{0,4}!!\}")),
    ("{$", re.compile(r"\{\$[^\W\d]\w{0,40}(?:\.\w{1,40}|->\w{1,40}){0,4}(?:\|\w{1,20})?\}")),
    ("[[+", re.compile(r"\[\[[+*~$]{1,2}\w[\w.-]{0,60}(?::[^\[\]\n]{0,60})?\]\]")),
    ("[%", re.compile(r"\[%-?\s{1,3}[\w.]{1,60}\s{1,3}-?%\]")),
    ("#{", re.compile(r"#\{[^\W\d]\w{0,40}(?:\.\w{1,40}){0,4}\}")),
    ("##", re.compile(r"##(?<![#\w]##)[A-Z][A-Z0-9_]{2,30}##(?![#\w])")),
    # ${user.name} and %FIRSTNAME%, only as _valued says
    ("${", re.compile(r"\$\{[^\W\d]\w{0,40}(?:\.\w{1,40}){0,4}\}")),
    ("%", re.compile(r"%[A-Z][A-Z_]{2,30}%")),
)
# The first two characters of all those signs, looked for at once: some may stand within others.
_FIRST_TWO = re.compile(r"([%<#$*\[{])(?=([%?cj#{|\[!$]))")
_ESCAPE = re.compile(
    r"\{%-?\s{0,3}(?:end)?(?:raw|verbatim)\b"
)  # what follows is shown, not filled in
_QUOTES = "\"'`“”‘’«»„「」"
_PRECEDES = re.compile(r"[A-Za-z0-9_$\\}=(/@#'\"]\Z")
_GO = re.compile(r"\{\{-?\s{0,4}(?:range|end|if|else|with|define|template|block|eq|ne|len)\b")
_VALUE = re.compile(  # names of what a letter or a page fills in
    r"name|date|time|user|mail|title|company|first|last|city|order|amount|price|url|link|phone"
    r"|address"
    r"|number|code|count|total|day|year|month|event|site|customer|client|product|nom|prenom|prénom"
    r"|vorname|anrede|nombre|apellido|fecha|cognome|имя|фамилия|дата|имени|[._A-Z0-9]|[^\x00-\x7f]"
)
_SALUTATION = re.compile(
    r"(?:dear|hello|hi|hey|welcome|thank you|thanks|bonjour|cher|chère|salut|hola|estimad[oa]"
    r"|querid[oa]"
    r"|hallo|liebe[rs]?|guten tag|sehr geehrte[rs]?(?: \w{4,5})?|ciao|gentile|caro|cara|olá"
    r"|prezad[oa]|car[oa]"
    r"|beste|geachte|hej|kära|kære|hei|cześć|drogi|szanown\w{1,3}|dobrý den|vážen\w{1,2}|kedves"
    r"|dragă|stimate"
    r"|здравствуйте|уважаем\w{1,4}|привет|дорог\w{1,3}|вітаємо|шановн\w{1,3}|αγαπητ\w{1,2}|γεια"
    r"|merhaba|sayın|sevgili"
    r"|halo|yth|xin chào|kính gửi|مرحبا|مرحبًا|عزيزي|السيد|سلام|جناب|שלום|היי|नमस्ते|प्रिय|প্রিয়"
    r"|வணக்கம்|สวัสดี|เรียน"
    r"|尊敬的|亲爱的|您好|你好|親愛的|안녕하세요|こんにちは|親愛なる|habari|mpendwa),?\s{0,3}\Z",
    re.I,
)
_SPOKEN_OF = re.compile(
    r"placeholder|template|variable|(?-i:\b(?:tags?|Tags|TAGS)\b)|syntax|shortcode|Platzhalter|Vorlage|plantilla"
    r"|modèle|gabarit|шаблон|переменн|模板|占位|变量|テンプレート|変数|템플릿|변수|قالب|متغير|modelo|variável",
    re.I,
)


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove placeholders of templates: Mustache, Liquid, Jinja, Hugo, mail merges.

    Left alone: code, links, addresses and mathematics; source files; placeholders quoted or
    spoken of; ``${x}`` of a shell; braces glued to a word, as TeX has them; percentages; and a
    text that is a template itself, with a placeholder in most of its lines.
    """
    text = doc.text
    if is_page(doc):
        return
    signs = {one + two for one, two in _FIRST_TWO.findall(text)}
    found = [
        match
        for sign, shape in _SHAPES
        if sign[:2] in signs or (len(sign) == 1 and sign in text)
        for match in shape.finditer(text)
        if _leaked(doc, match)
    ]
    if not found or (is_code(doc) and not _is_prose_without(text)):
        return
    found = [m for m in found if not any(o.start() < m.start() < o.end() for o in found[:MOST])]
    if len(found) > TEMPLATE:
        return
    lines = text.count("\n") + 1
    many = len(found) > MANY and len(found) > lines // 4
    whole = sum(len(match.group()) for match in found) >= len(text.strip())  # nothing would be left
    surely = any(_valued(text, match) for match in found)
    doubtful = many or whole or _SHELL.search(text) is not None or _ESCAPE.search(text) is not None
    for match in found:
        start, end = match.span()
        spoken = _SPOKEN_OF.search(text, max(0, start - 80), start) or _SPOKEN_OF.search(
            text, end, end + 60
        )
        valued = _valued(text, match) or (surely and _is_value_in_company(text, match))
        score = 0.5 if doubtful or spoken or not valued else 0.9
        yield Proposal(*match.span(), "", NAME, "placeholder never filled in", score, {})


def _leaked(doc: Doc, match: re.Match[str]) -> bool:
    text, (start, end) = doc.text, match.span()
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    if before and before[-1] in _QUOTES and after and after in _QUOTES:
        return False
    if match.group().startswith("{%") and (
        (before[-1:] and before[-1] in _QUOTES)
        or (after and after in _QUOTES)
        or text[doc.line_at(start)[0] : start].lstrip().startswith("|")
    ):
        return False
    if match.group()[0] == "%" and any(c == "%" or c.isalnum() for c in before[-1:] + after):
        return False
    return not (match.group().startswith("{") and _PRECEDES.search(before)) and not _GO.match(
        match.group()
    )


def _valued(text: str, match: re.Match[str]) -> bool:
    """Tell whether a value belongs there: by its name, by what is greeted, by a line of its own."""
    shown = match.group()
    greeted = _SALUTATION.search(text, max(0, match.start() - 30), match.start()) is not None
    if shown.startswith(("${", "#", "{$", "{!", "[")) or (shown[0] == "%" and shown[1] != "%"):
        return greeted
    if shown.startswith(("<?", "<%", "<jsp:")) and _STATEMENT.match(shown):
        return _is_page_part(text, match)
    if not re.match(r"\{\{\{?\s{0,4}\w", shown):
        return True
    own_line = text[match.start() - 1 : match.start()] in ("", "\n") and text[
        match.end() : match.end() + 1
    ] in ("", "\n")
    return greeted or own_line or _VALUE.search(shown) is not None


_SHELL = re.compile(r"(?<![\w$])\$(?:[A-Z_]{3,}\b|\{[A-Z_]{3,}\})")
_STATEMENT = re.compile(
    r"<\?(?:php)?\s+(?!echo)|<%@|<jsp:|<%-?\s+\w+\b(?!\s{0,4}-?%>)|<%[=-]\s{0,4}\w+\s(?!\s{0,3}-?%>)"
)
_WRITES_CODE = re.compile(
    r"\bPHP\b|\bJSP\b|\bERB\b|\bRails\b|WordPress|functions?\b|\bcode\b|\bscript|\bHTML|theme"
    r"|\bsyntax|example|Quelltext|Funktion|fonction|función|função|funzione|функци|код\b|代码|函数|関数"
    r"|コード|함수|코드|دالة|كود|\$\w|=>|\w\(\)",
    re.I,
)


def _is_page_part(text: str, match: re.Match[str]) -> bool:
    """Tell whether a statement of a template stands alone on its line, in a text that is prose."""
    start, end = match.span()
    alone = text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n", "\r")
    rest = text[:start] + text[end:]
    if not alone or text[max(0, start - 80) : start].rstrip().endswith((":", "：")):
        return False
    return _WRITES_CODE.search(_ANY_TEMPLATE.sub("", rest)) is None and words(rest) > 12


def _is_prose_without(text: str) -> bool:
    """Tell whether the text looks like code only by statements of a template on their own lines."""
    if not ("<?" in text or "<%" in text) or text.startswith("<?php\n"):
        return False
    rest = _ANY_TEMPLATE.sub("", text)
    return words(rest) > 20 and not is_code(Doc(rest)) and "<?" not in rest and "<%" not in rest


_ANY_TEMPLATE = re.compile(r"<[?%][^<>\n]{0,300}[?%]>")


def _is_value_in_company(text: str, match: re.Match[str]) -> bool:
    """Tell whether ``${order.number}`` and the like names a value within a sentence.

    Asked only where another placeholder of the text surely leaked.
    """
    shown = match.group()
    if not shown.startswith(("${", "#{", "{$", "%")) or "$" in text.replace("${", "").replace(
        "{$", ""
    ):
        return False
    start, end = match.span()
    beside = text[max(0, start - 2) : start].strip()[-1:]
    after = text[end : end + 1]
    in_prose = (not beside or beside.isalpha() or beside in ",.:(—–") and (
        not after or after.isspace() or after in ".,;:!?)。、，"
    )
    return in_prose and _VALUE.search(shown.lower() if shown[0] != "%" else shown) is not None


RULE = Rule(
    find,
    has("{", "%", "*|", "<", "[", "##"),
    respects=frozenset({CODE, LINK, MATH, URL}),
    mends=True,
)
