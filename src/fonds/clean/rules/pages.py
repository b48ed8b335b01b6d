"""Find running heads and page numbers that a paged document left between its paragraphs.

Floor 3, a rule of the cleaner.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from fonds.clean.doc import Doc, Proposal, Rule
from fonds.clean.rules.nature import is_code

NAME = "pages/1"
LONGEST = 90  # characters of a running head
REPEATS = 3  # times a head must recur to stand without other signs

_DIGITS = r"[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]"
_NUMBER = rf"(?:{_DIGITS}{{1,4}}|[ivxlc]{{1,7}})"
_PAGE = (  # the word for page, in the languages that put it before or after the number
    r"(?:page|pagina|página|pág|pàgina|pag|seite|side|sida|sivu|strona|str|strana|stránka|stranica"
    r"|oldal|страница|стр|сторінка|стор|с|страна|страници|σελίδα|σελ|sayfa|halaman|hal|trang|ukurasa"
    r"|pahina|pagină|lehekülg|lapa|puslapis|orria|sayt|бет|саҳифа|صفحة|ص|صفحه|صفحہ|עמוד|דף|पृष्ठ|पेज"
    r"|পৃষ্ঠা|పేజీ|பக்கம்|ಪುಟ|പേജ്|ገጽ|หน้า|ទំព័រ|페이지|쪽|頁|页|ページ)"
)
_OF = r"(?:of|de|von|van|z|av|af|из|з|od|di|da|sur|su|/|dari|من|از|მ|/|trong|トータル|의|の|共)"
_BARE = re.compile(rf"[-–—−•·~]\s{{0,2}}{_NUMBER}\s{{0,2}}[-–—−•·~]", re.I)
_WORDED = re.compile(
    rf"(?:[-–—|\[(]\s{{0,2}})?{_PAGE}\.?\s{{0,2}}{_NUMBER}(?:\s{{0,2}}{_OF}\s{{0,2}}{_NUMBER})?(?:\s{{0,2}}[-–—|\])])?"
    rf"|第\s{{0,2}}(?:{_DIGITS}{{1,4}}|[一二三四五六七八九十百]{{1,5}})\s{{0,2}}[页頁](?:\s{{0,2}}[共/]\s{{0,2}}第?\s?{_DIGITS}{{1,4}}\s{{0,2}}[页頁])?"
    rf"|{_DIGITS}{{1,4}}\s{{0,2}}(?:쪽|페이지|ページ|頁|页|\. oldal)"
    rf"|{_NUMBER}\s{{0,2}}/\s{{0,2}}{_DIGITS}{{1,4}}",
    re.I,
)
_TITLED = re.compile(
    rf"(?P<front>{_DIGITS}{{1,4}})\s{{1,4}}[|•·▪■–—]\s{{1,4}}(?P<title>[^\W\d_][^|\n]{{2,70}})"
    rf"|(?P<title2>[^\W\d_][^|\n]{{2,70}}?)\s{{1,4}}[|•·▪■]\s{{1,4}}(?P<back>{_DIGITS}{{1,4}})"
)
_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d|[\u0660-\u0669\u06f0-\u06f9]{4}")
_RECORD = re.compile(r"\D{2,50}\s(?:[A-Z]{1,4}[-/]?)?\d{1,4}[/–-]\d{1,6}\Z|\D{2,40}\sNr?\.?\s?\d{1,6}\Z")
_ENDS = re.compile(r"[.!?…:;。！？।۔؟」』]\s{0,2}\Z")


@attrs.frozen
class _Line:
    start: int
    end: int  # past the spaces, before the line feed
    text: str


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove lines that belong to the page: its number, and the head beside it.

    A line stands alone between blank lines and has a shape of its own: a number between dashes, a
    number with the word for page, or a title with a number set off by a bar, and a second sign:
    another such line, broken words, form feeds, a year in the title, a recurrence. A head goes
    with the page number beside it. Left alone: headings, numbered or repeated; chapter and
    article numbers; bare numbers; lists; the first line of a text.
    """
    text = doc.text
    if is_code(doc):
        return
    lines = [line for line in _isolated(text) if not doc.code.touches(line.start, line.end)]
    numbers = [n for n, line in enumerate(lines) if _BARE.fullmatch(line.text) or _WORDED.fullmatch(line.text)]
    titled = [n for n, line in enumerate(lines) if _TITLED.fullmatch(line.text)]
    if not numbers and not titled:
        return
    paged = "\f" in text or _BROKEN.search(text) is not None
    heads = _heads(text, lines, numbers)
    for n in numbers:
        sure = len(numbers) > 1 or paged or bool(heads) or _BARE.fullmatch(lines[n].text)
        if sure and not _sequence_of_headings(lines, n):
            yield _cut(lines[n], "page number")
    for n in heads:
        yield _cut(lines[n], "running head beside a page number")
    yield from _titles(lines, titled, paged)


_BROKEN = re.compile(r"[^\W\d_][-¬\xad]\r?\n[^\W\d_]")


def _isolated(text: str) -> Iterator[_Line]:
    """Yield short lines between blank ones; the first and the last line of a text count too."""
    for match in re.finditer(rf"^[^\S\n]{{0,60}}(\S[^\n]{{0,{LONGEST}}})$", text, re.M):
        start, end = match.span(1)
        above = text[max(0, match.start() - 60) : match.start()]
        below = text[match.end() : match.end() + 60]
        first = match.start() == 0
        open_above = first or above.endswith("\f") or bool(re.search(r"\n[^\S\n]{0,50}\n\Z", above))
        open_below = not below.strip() or bool(re.match(r"\n[^\S\n]{0,50}\n|\n?\f", below))
        if open_above and open_below and not (first and not below.strip()):
            shown = text[start:end].rstrip()
            yield _Line(start, start + len(shown), shown)


def _heads(text: str, lines: Sequence[_Line], numbers: Sequence[int]) -> list[int]:
    """Return lines next to a page number that recur there or are a document's own number."""
    beside = [m for n in numbers for m in (n - 1, n + 1) if 0 <= m < len(lines)]
    seen = Counter(lines[m].text for m in beside)
    taken = set(numbers)
    return sorted(
        {
            m
            for m in beside
            if m not in taken
            and not _ENDS.search(lines[m].text)
            and _adjoining(text, lines, m, taken)
            and (seen[lines[m].text] >= 2 or _RECORD.match(lines[m].text))
        }
    )


def _adjoining(text: str, lines: Sequence[_Line], m: int, taken: set[int]) -> bool:
    """Tell whether nothing but blank lines lies between the head and a page number."""
    return any(
        n in taken and not text[lines[min(m, n)].end : lines[max(m, n)].start].strip()
        for n in (m - 1, m + 1)
    )


def _sequence_of_headings(lines: Sequence[_Line], n: int) -> bool:
    return lines[n].text[:1] in "#*>"


def _titles(lines: Sequence[_Line], titled: Sequence[int], paged: bool) -> Iterator[Proposal]:
    titles = {n: _TITLED.fullmatch(lines[n].text) for n in titled}
    seen: Counter[str] = Counter()
    for match in titles.values():
        if match:
            seen[(match["title"] or match["title2"]).casefold()] += 1
    for n, match in titles.items():
        if not match:
            continue
        title = match["title"] or match["title2"]
        signs = 0.4 + 0.3 * bool(_YEAR.search(title)) + 0.2 * paged
        signs += 0.4 * (seen[title.casefold()] >= 2)
        if not _ENDS.search(title):
            yield _cut(lines[n], "running head with a page number", min(signs, 0.9))


def _cut(line: _Line, reason: str, score: float = 0.8) -> Proposal:
    return Proposal(line.start, line.end, "", NAME, reason, score, {"page": line.text})


def _may_hold(text: str) -> bool:
    return "\n\n" in text or "\n\r\n" in text or "\f" in text


RULE = Rule(find, _may_hold, mends=True)
