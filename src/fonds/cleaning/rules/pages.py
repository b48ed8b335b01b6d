"""Find running heads and page numbers that a paged document left between its paragraphs.

Floor 3, a rule of the cleaner.
"""

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from fonds.cleaning.doc import KINDS, URL, Doc, Proposal, Rule
from fonds.cleaning.rules import scanners
from fonds.cleaning.rules.nature import is_small, lines
from fonds.cleaning.rules.pagecuts import cutting_in
from fonds.cleaning.rules.pageshapes import (
    BARE,
    DIGIT,
    LONGEST,
    TITLED,
    WORDED,
    likely_numbers,
    may_hold,
)
from fonds.cleaning.rules.seen import seen_in

NAME = "pages/1"
NEAR = 40  # characters between a page number and a stamp beside it
MANY = 20_000  # lines looked at closely; no book has more pages

_COUNTED = re.compile(rf"{DIGIT}\D{{1,12}}{DIGIT}")  # page n of m: no heading counts so
_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d|[\u0660-\u0669\u06f0-\u06f9]{4}")
_RECORD = re.compile(
    r"\D{2,50}\s(?:[A-Z]{1,4}[-/]?)?\d{1,4}[/–-]\d{1,6}\Z|\D{2,40}\sNr?\.?\s?\d{1,6}\Z"
)
_ISSUE = re.compile(
    r"\b(?:n[úu]m|n[ro]|n[°º]|№|vol|bd|band|jg|jahrg|heft|tom[oe]?|t|an[nñ][oé]e?|fasc|issue|no"
    r"|č|ročník|sv|zesz|rocznik|вып|выпуск|том|т|год|св|årg|hft|szám|évf|nr|sayı|cilt|عدد|مجلد"
    r"|שנה|כרך)\.?\s{0,2}(?:\d{1,4}|[ivxlc]{1,7})\b|第\s?[\d一二三四五六七八九十百]{1,6}\s?[号號期卷巻輯]",
    re.I,
)
_ENDS = re.compile(r"[.!?…:;。！？।۔؟።։」』\"”»’)\]]\s{0,2}\Z")
_BROKEN = re.compile(r"(?<=[^\W\d_])[-¬\xad]\r?\n(?=[^\W\d_])")
_STEP = 4  # from one page with a head to the next; lines of a play are counted by fives
_TITLE_WORDS = 4  # of capitals; fewer may be a name with its number
_PROSE = 12  # characters of a line that may be a paragraph beside a page number


@attrs.frozen
class _Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove lines that belong to the page: its number, and the head beside it.

    A line stands alone between blank lines and paragraphs, and has a shape of its own: a number
    between dashes, a number with the word for page, or a title with a number set off by a bar or
    by wide space; and a second sign: more such lines with ascending numbers, broken words, form
    feeds, a year in the title. A head goes with the page number beside it. Left alone: headings,
    numbered or repeated; chapter and article numbers; bare numbers; cells of tables; lists.
    """
    stamps = [_Line(start, shown) for start, shown in scanners.stamps(doc, seen_in(doc))]
    likely = likely_numbers(doc)
    cutting = list(_cutting_in(doc, likely))
    beside = bool(likely) and (bool(stamps) or may_hold(doc.text))
    if not (stamps or cutting or beside):
        return
    for stamp in stamps:
        yield _cut(stamp, "stamp of a scanner or a library")
    yield from cutting
    if not beside:
        return
    isolated = [line for line in _isolated(doc) if line.start not in doc.code][:MANY]
    numbers = [
        n for n, line in enumerate(isolated)
        if BARE.fullmatch(line.text) or WORDED.fullmatch(line.text)
    ]  # fmt: skip
    titled = [n for n, line in enumerate(isolated) if TITLED.fullmatch(line.text)]
    text = doc.text
    paged = "\f" in text or _BROKEN.search(text) is not None
    yield from _beside_stamps(text, isolated, stamps)
    for first, second in _pairs(doc):
        if _is_head_with_number(first.text, second.text, paged):
            both = _Line(first.start, text[first.start : second.end])
            yield _cut(both, "running head and its page number")
    if not numbers and not titled:
        return
    heads = _heads(text, isolated, numbers, paged)
    prose = any(_is_prose(line.strip()) for _, line in lines(doc))
    ascending = len({_value(isolated[n].text) for n in numbers}) > 2  # two may be a form's parts
    for n in numbers:
        bare = BARE.fullmatch(isolated[n].text) or _COUNTED.search(isolated[n].text)
        if prose and (ascending or paged or heads or bare):
            yield _cut(isolated[n], "page number")
    for n in heads:
        yield _cut(isolated[n], "running head beside a page number")
    yield from _titles(isolated, titled, paged, prose)


def _beside_stamps(
    text: str, isolated: Sequence[_Line], stamps: Sequence[_Line]
) -> Iterator[Proposal]:
    """Take a bare number between blank lines that has nothing but these and a stamp beside it."""
    stamps = sorted(stamps, key=lambda stamp: stamp.start)
    starts = [stamp.start for stamp in stamps]
    reach = list(itertools.accumulate((stamp.end for stamp in stamps), max))  # of all as far as it
    for line in isolated if stamps else ():
        if not _ALONE.fullmatch(line.text):
            continue
        n = bisect_left(starts, line.end + NEAR) - 1
        while n >= 0 and reach[n] > line.start - NEAR:
            low, high = sorted((line, stamps[n]), key=lambda found: found.start)
            if high.start - low.end < NEAR and not text[low.end : high.start].strip():
                yield _cut(line, "page number beside a stamp")
                break
            n -= 1


_ALONE = re.compile(rf"{DIGIT}{{1,4}}|[ivxlc]{{1,7}}")


def _cutting_in(doc: Doc, likely: Sequence[int]) -> Iterator[Proposal]:
    rows = lines(doc)
    titles = Counter(title for n in likely if (title := _title(rows[n][1])))

    def shape(line: str) -> str:
        """Say whether a line may be a lone number or a head with one; a head comes again.

        A title that occurs once is a part of its sentence: ``3      Schmutzwasser pro Tag``, where
        an exponent began a line.
        """
        shown = line.strip(" \t\r\f")
        if _ALONE.fullmatch(shown):
            return "alone"
        if BARE.fullmatch(shown) or WORDED.fullmatch(shown):
            return "head"
        title = _title(line)
        if TITLED.fullmatch(shown) and title.isupper():
            return "repeated"  # capitals and wide space are a head's, once too
        if title.isupper() and len(title.split()) >= _TITLE_WORDS:
            return "head"
        return "repeated" if titles[title] > 1 else ""

    for start, shown in cutting_in(doc, likely, shape):
        if start not in doc.code:
            yield _cut(_Line(start, shown), "page's head or number within a sentence")


def _title(line: str) -> str:
    """Return the words of a head with a page's number, or nothing where it is none."""
    shown = line.strip(" \t\r\f")
    titled = TITLED.fullmatch(shown)
    title = (titled["title"] or titled["title2"]).strip() if titled else ""
    if " " in title:
        return title  # one word and a number may be a heading
    match = _CAPITALS.fullmatch(shown)
    title = (match[1] or match[2]) if match else ""
    return title if title.isupper() and len(title) > 3 else ""


_CAPITALS = re.compile(
    rf"{DIGIT}{{1,4}}\.?\s{{1,3}}(\D{{3,60}})|(\D{{3,60}}?)\.?\s{{1,3}}{DIGIT}{{1,4}}"
)


def _is_prose(line: str) -> bool:
    """Tell whether the line may be a paragraph; Thai, Lao and Khmer end theirs without a sign."""
    unspaced = "\u0e00" <= line[-1:] <= "\u0eff" or "\u1780" <= line[-1:] <= "\u17ff"
    return len(line) >= _PROSE and (_ENDS.search(line[-3:]) is not None or unspaced)


def _value(line: str) -> int:
    found = re.search(rf"{DIGIT}{{1,4}}", line)
    return int(found.group()) if found else 0


def _isolated(doc: Doc) -> Iterator[_Line]:
    """Yield short lines with blank lines, form feeds or the text's ends on both sides."""
    text, size = doc.text, len(doc.text)
    for start, line in lines(doc):
        if len(line) > LONGEST + 60:
            continue
        shown = line.strip()
        if (
            not shown
            or len(shown) > LONGEST
            or shown[0] in "#*>"
            or (start == 0 and len(line) == size)
        ):
            continue
        end = start + len(line)
        open_above = start < 2 or line[:1] == "\f" or text[start - 2] in "\n\f"
        if not open_above:
            above = text[max(0, start - 40) : start - 1]
            open_above = not above[above.rfind("\n") + 1 :].strip() and "\n" in above
        if not open_above:
            continue
        below = text[end + 1 : end + 40]
        if (
            end + 2 >= size
            or not below[: below.find("\n") + 1 or 40].strip(" \t\r\n")
            or below[0] == "\f"
        ):
            yield _Line(start + line.index(shown[0]), shown)


def _pairs(doc: Doc) -> Iterator[tuple[_Line, _Line]]:
    """Yield two lines that stand together between blank ones, one of them a bare number."""
    rows = lines(doc)
    for n in range(len(rows) - 1):
        (start, first), (following, second) = rows[n], rows[n + 1]
        if not (second.strip().isdecimal() or first.strip().isdecimal()) or len(first) > LONGEST:
            continue
        if following != start + len(first) + 1 or len(second) > LONGEST:
            continue
        above = doc.text[max(0, start - 2) : start]
        end = following + len(second)
        if above == "\n\n" and doc.text[end : end + 2] in ("\n\n", "", "\n"):
            yield (
                _Line(start + len(first) - len(first.lstrip()), first.strip()),
                _Line(following + len(second) - len(second.lstrip()), second.strip()),
            )


def _is_head_with_number(first: str, second: str, paged: bool) -> bool:
    """Tell whether one is a page number and the other a title whose range holds it, or a year."""
    title, number = (first, second) if second.isdecimal() else (second, first)
    if len(number) > 4 or _ENDS.search(title) or not title[:1].isalpha() or is_small(title[0]):
        return False
    dated = _YEAR.search(title) is not None
    if _YEAR.fullmatch(number) or title.endswith(","):
        return False  # the title goes on with it: ``… zum Ablauf des 31. August`` / ``2007``
    for low, sign, high in re.findall(r"(\d{1,5})\s?([-–—])\s?(\d{1,5})", title):
        if (sign != "-" or dated) and int(low) <= int(number) <= int(high):
            return True
    return paged and dated


def _heads(text: str, isolated: Sequence[_Line], numbers: Sequence[int], paged: bool) -> list[int]:
    """Return lines next to a page number that recur there or are a document's own number."""
    beside = [m for n in numbers for m in (n - 1, n + 1) if 0 <= m < len(isolated)]
    seen = Counter(isolated[m].text for m in set(beside))
    taken = set(numbers)
    return sorted(
        {
            m
            for m in beside
            if m not in taken
            and not _ENDS.search(isolated[m].text)
            and _adjoining(text, isolated, m, taken)
            and (
                seen[isolated[m].text] >= 2
                or _RECORD.match(isolated[m].text)
                or (paged and _YEAR.search(isolated[m].text))
            )
        }
    )


def _adjoining(text: str, isolated: Sequence[_Line], m: int, taken: set[int]) -> bool:
    """Tell whether nothing but blank lines lies between the head and a page number."""
    return any(
        n in taken and text[isolated[min(m, n)].end : isolated[max(m, n)].start].isspace()
        for n in (m - 1, m + 1)
        if 0 <= n < len(isolated)
    )


def _titles(
    isolated: Sequence[_Line], titled: Sequence[int], paged: bool, prose: bool
) -> Iterator[Proposal]:
    found: list[tuple[_Line, str, int]] = []
    for n in titled:
        match = TITLED.fullmatch(isolated[n].text)
        if match:
            title = (match["title"] or match["title2"]).strip()
            found.append((isolated[n], title, int(match["front"] or match["back"])))
    pages: dict[str, list[int]] = {}
    for _, title, page in found:
        pages.setdefault(title.casefold(), []).append(page)
    ascending = {
        title
        for title, same in pages.items()
        if len(same) > 1 and all(0 < b - a <= _STEP for a, b in itertools.pairwise(same))
    }
    for line, title, _ in found:
        recurs = title.casefold() in ascending
        barred = "   " not in line.text
        signs = 0.3 + 0.1 * barred + 0.3 * (barred and bool(_YEAR.search(title))) + 0.2 * paged
        signs += 0.5 * recurs + 0.3 * (not barred and _ISSUE.search(title) is not None)
        if not _ENDS.search(title) and prose:
            yield _cut(line, "running head with a page number", min(signs, 0.9))


def _cut(line: _Line, reason: str, score: float = 0.8) -> Proposal:
    return Proposal(line.start, line.end, "", NAME, reason, score, {"page": line.text})


def _gate(text: str) -> bool:
    return "\n" in text


RULE = Rule(find, _gate, respects=KINDS - {URL}, mends=True)
