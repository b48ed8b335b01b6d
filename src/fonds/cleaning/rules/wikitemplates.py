"""Templates of wikis: which show a value, which cite, which are boxes of a page. Floor 3.

Source: the manual of MediaWiki, Help:Templates.
"""

import re
from collections.abc import Iterator

import attrs

from fonds.cleaning.doc import Proposal

NAME = "wiki/2"
TEMPLATE = re.compile(r"\s{0,4}#?[^\W\d_][^{}\[\]<>|\n=\"'`$]{0,80}?\s{0,4}(?=\||\Z|\n)")
SHOWN = re.compile(r"(?:lang(?:ue)?|nowrap|nobr|small|big|abbr|transl|nihongo)\b|lang-", re.I)


@attrs.frozen
class Node:
    """A link or a template: where it stands, its kind, and its bars."""

    start: int
    end: int  # past the closer
    kind: str  # "[[" or "{{"
    pipes: tuple[int, ...]
    inside: bool  # of a template


def cut(start: int, end: int, reason: str, lifted: dict[str, str] | None = None) -> Proposal:
    """Return the proposal to take a piece out."""
    return Proposal(start, end, "", NAME, reason, 0.85, lifted or {})


def templates(text: str, nodes: list[Node]) -> Iterator[Proposal]:
    """Take templates: what shows a value leaves it, what cites goes, what is unknown stays."""
    for node in nodes:
        if node.kind != "{{" or node.inside:
            continue
        inner = text[node.start + 2 : node.end - 2]
        name = TEMPLATE.match(inner)
        if not name:
            continue
        called = name.group().strip()
        lifted = _template(called, inner[name.end() :])
        if SHOWN.match(called) and node.pipes:
            yield from pair(node, node.pipes[-1] + 1, "wiki template around text")
            continue
        shown = _value(called, inner[name.end() :])
        if shown:
            reason = "wiki template, its value stays"
            yield Proposal(node.start, node.end, shown, NAME, reason, 0.85, lifted)
        elif _goes(text, node, called):
            yield cut(node.start, node.end, "wiki template", lifted)
        else:
            reason = "wiki template that may carry a value"
            yield Proposal(node.start, node.end, "", NAME, reason, 0.5, lifted)


_FIRST_VALUE = re.compile(
    r"(?:dts|nts|ntsh?|formatnum|formatnum:.*|val|num|number|rp|date|start date|end date|circa|year|age|height"  # noqa: E501
    r"|weight|IPA|IPAc-\w+|respell|script|unicode|nobreak|smallcaps|sc|overline|underline|em|strong|tq|illm?"
    r"|ill|interlanguage link|lien|ill-wd|sic|not a typo|text|flatlist|sfrac|frac|sqrt|SclassL?|Unité|unité|unite"  # noqa: E501
    r"|date-|formato|число|nobold|s-|nombre|romain|siècle|s|e|er|color|colour|font ?color|bg|legend|flag|flagicon"  # noqa: E501
    r"|flagcountry|country|Nachbar|Höhe|Zahl|Zahlensortierung|Nts|DatumZelle|dms|age in years|hs|mvar|math)\Z",  # noqa: E501
    re.I,
)
MEASURES = re.compile(r"(?:convert|cvt|conv|unit|converter|konvertieren|Unité/2|мера|num)\Z", re.I)
NAMES = re.compile(
    r"(?:sortname|sort ?name|Sortierschlüssel|SortKeyName|personnname|hl?sortname)\Z", re.I
)
_CITES = re.compile(
    r"(?:sfnm?p?|harvn?b?p?t?x?t?|efn|refn|cite\b.*|citation\b.*|cit\.?|r|rp|ref.*|notelist|note|notes|cn|fact|citation"
    r"|citation needed|référence.*|ouvrage|article|lien web|internetquelle|literatur|cita .*|cite .*|книга|статья"  # noqa: E501
    r"|нет аи|источник.*|sfn|webarchive|dead link|isbn|doi|issn|verify.*|clarify.*|by whom.*|who.*|when.*|which.*"  # noqa: E501
    r"|according to whom|better source.*|page needed|unreferenced.*|refimprove.*|main|see also|about|for|further"  # noqa: E501
    r"|infobox.*|info/.*|taxobox.*|карточка.*|ficha.*|кутия|stub|.*-stub|reflist.*|references|примечания|portal.*"
    r"|authority control.*|defaultsort.*|coord.*|coordinate.*|use .* dates|short description|good article|featured"  # noqa: E501
    r"|featured article|commons.*|wikisource.*|navbox.*|toc.*|clear|-|quelle|belege.*|begriffsklärung.*|出典.*|脚注.*"  # noqa: E501
    r"|reflist|来源.*|참고.*|각주.*|مرجع.*|استشهاد.*|شريط.*|صندوق.*|مصدر.*|мініблок|картка.*|рф-.*|rf-.*|bots.*)\Z",
    re.I,
)


def _goes(text: str, node: Node, called: str) -> bool:
    """Tell whether a template shows nothing of its own: it cites, heads a page, or has no value.

    One that stands apart from any sentence is a box or a bar of the page.
    """
    if _CITES.match(called) or not node.pipes:
        return True
    if "=" in text[node.pipes[0] : node.end]:
        return True  # named parameters: a box, a citation
    line = text[max(0, node.start - 200) : node.start].rpartition("\n")[2]
    after = text[node.end : node.end + 40].partition("\n")[0]
    return not line.strip() and not after.strip()


def _value(called: str, arguments: str) -> str:
    """Return what a template shows of its arguments, or nothing where that is not known."""
    parts = [part.strip() for part in arguments.split("|")[1:]]
    plain = [part for part in parts if part and "=" not in part]
    if not plain or any(sign in arguments for sign in ("{{", "[[", "\n")):
        return ""
    if MEASURES.match(called):
        return " ".join(plain[:2]) if len(plain) > 1 else plain[0]
    if NAMES.match(called):
        return " ".join(plain[:2])
    if _FIRST_VALUE.match(called):
        return "-".join(plain[:3]) if called.lower() in ("start date", "end date") else plain[0]
    return ""


def pair(node: Node, end: int, reason: str) -> Iterator[Proposal]:
    """Cut what stands before and behind the words of a link or a template: both or none."""
    for first, last in ((node.start, end), (node.end - 2, node.end)):
        yield Proposal(first, last, "", NAME, reason, 0.85, {}, node.start)


def _template(name: str, arguments: str) -> dict[str, str]:
    return {"tag": "template", "name": name, "arguments": arguments.lstrip("|")[:2000]}
