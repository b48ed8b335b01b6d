"""Find the lines of a page's own: skip links, breadcrumbs, neighbours, tools, heads within a sentence.

Floor 3, a rule of the cleaner. A line goes as a whole or not at all, and only where every part of
it is known: the words stand in ``words.tsv``.
"""  # noqa: E501

import re
from collections.abc import Iterator
from functools import cache

from fonds.cleaning.doc import Doc, Proposal, Rule
from fonds.cleaning.rules.nature import lines
from fonds.cleaning.words import words

NAME = "navigation/1"
EDGE = 3  # lines at the head of a text where skip links and breadcrumbs stand
EDGES = 12  # lines at the head and at the foot of a text that are looked at
LONGEST = 140  # characters of such a line
_PARTS = re.compile(r"\s*(?:[|·•»«›‹→←>/]|<<|>>|&[lr]aquo;|\s{2,}|\t)+\s*")
_CRUMB = re.compile(r"\s(?:[»›→>]|&raquo;)\s")
_ARROWS = re.compile(r"[«»‹›←→|<>]|\s{2,}")


def find(doc: Doc) -> Iterator[Proposal]:
    r"""Propose to take out lines that lead readers around a page.

    Skip links and breadcrumbs at the head, links to neighbours, tools of a page, heads of gazettes
    within a sentence. Left alone: the same words in a sentence, a line with any other part.

    >>> from fonds.cleaning import clean
    >>> clean("Skip to content\n\nThe mill burned down in 1911.").text
    'The mill burned down in 1911.'
    >>> clean("Press Print to print the page.").text
    'Press Print to print the page.'
    """
    yield from _heads(doc)
    known = _known()
    seen = 0
    rows = lines(doc)
    edges = rows if len(rows) <= 4 * EDGES else [*rows[:EDGES], *rows[-EDGES:]]
    found: list[Proposal] = []
    for start, line in edges:
        bare = line.strip()
        if not bare:
            continue
        seen += 1
        if len(bare) > LONGEST or bare[-1] in ".!?。":
            seen += EDGE  # the text has begun
            continue
        reason = _reason(bare, known, at_head=seen <= EDGE)
        if reason and len(doc.text) > len(line) + 40:
            at = start + line.index(bare)
            found.append(Proposal(at, at + len(bare), "", NAME, reason, 0.85))
    if len(found) <= EDGES:  # more is a menu, and no text with a few of these lines around it
        yield from found


@cache
def _known() -> dict[str, frozenset[str]]:
    classes = ("home", "skip", "prev", "next", "tool")
    return {name: frozenset(word.casefold() for word in words(name)) for name in classes}


def _reason(line: str, known: dict[str, frozenset[str]], *, at_head: bool) -> str:
    """Return what a line is, or an empty string."""
    folded = line.casefold().strip(" .:[]()")
    if at_head and folded in known["skip"]:
        return "link past the head of a page"
    if at_head and _CRUMB.search(line):
        return _crumbs(line, known["home"])
    parts = [p for part in _PARTS.split(folded) if (p := part.strip(" []().:"))]
    if len(parts) < 2 or not _ARROWS.search(line):
        return _run_of_tools(folded, known["tool"])
    if len(parts) == 2 and parts[0] in known["prev"] and parts[1] in known["next"]:
        return "links to the pages before and after"
    if all(part in known["tool"] for part in parts):
        return "tools of a page" if len(set(parts)) == len(parts) else ""
    return ""


def _crumbs(line: str, home: frozenset[str]) -> str:
    """Tell breadcrumbs: a word for the first page, then short parts."""
    parts = [part.strip() for part in _CRUMB.split(line)]
    if parts[0].casefold() not in home or not 2 <= len(parts) <= 7:
        return ""
    return "breadcrumbs" if all(0 < len(part) <= 60 for part in parts) else ""


def _run_of_tools(line: str, tools: frozenset[str]) -> str:
    """Tell a line of two or more tools with nothing but blanks between them."""
    rest, count = line.split(" "), 0
    while rest:
        size = next((n for n in range(min(5, len(rest)), 0, -1) if " ".join(rest[:n]) in tools), 0)
        if not size:
            return ""
        rest, count = rest[size:], count + 1
    return "tools of a page" if count > 1 else ""


_HEAD = re.compile(  # begins or ends as heads of gazettes do, or has its page between dashes
    r"(?:Núm|Nr|No|Nº|N[ºo°]|Num|Drucksache|BGBl|BOE|JO|Seite|Page|Strona|str|стр|Стр|№|第)\b\.? ?[\dIVX]"  # noqa: E501
    r"|[^\n]{1,120}(?:Pág|Pag|Seite|Page|S|Str|стр|Стр|σελ|Strona|oldal|Sida|Side)\.? ?\d{1,6}\Z"
    r"|[^\n]{1,100} [–—-] \d{1,5} [–—-] "
)
_SENTENCE_SIGNS = re.compile(
    r"[\[\]()_*\"“”„«»{}=;:!?@#]|\w,? \w+, p|[a-zа-я]{2}[.] [A-Za-zА-Я]{2,}[ ,][a-zа-я]"
)
_NUMBERS = re.compile(r"\d[^\d\n]+\d")
_LOWER = re.compile(r"[a-zß-ÿа-яёіїєґα-ωά-ώā-ž]")


def _heads(doc: Doc) -> Iterator[Proposal]:
    """Yield heads of a gazette's pages that stand within a sentence, with a line in capitals above."""  # noqa: E501
    rows = lines(doc)
    for n in range(1, len(rows) - 1):
        start, line = rows[n]
        if not rows[n + 1][1][0].islower() or len(line) > LONGEST or not _NUMBERS.search(line):
            continue
        if not _HEAD.match(line) or _SENTENCE_SIGNS.search(line) or not _is_bare(line):
            continue
        first = n
        while first > 1 and n - first < 2 and _is_title(rows[first - 1][1]):
            first -= 1
        above, below = rows[first - 1], rows[n + 1]
        joined = (
            above[0] + len(above[1]) + 1 == rows[first][0] and below[0] == start + len(line) + 1
        )
        if joined and len(above[1]) > 40 and _breaks_off(above[1]) and _LOWER.match(below[1]):
            reason = "head of a page within a sentence"
            yield Proposal(rows[first][0], below[0], "", NAME, reason, 0.85)


def _is_bare(line: str) -> bool:
    """Tell whether a line has few small words, as names, dates and numbers do."""
    small = sum(word[0].islower() and len(word) > 3 for word in line.split())
    return not line[0].islower() and small <= 2


def _is_title(line: str) -> bool:
    return len(line) < 80 and line.isupper()


def _breaks_off(line: str) -> bool:
    """Tell whether a line ends within a sentence."""
    last = line.rstrip()[-1:]
    return last.isalpha() or last == ","


RULE = Rule(find, lambda text: "\n" in text)
