"""Tell by the shape of a line whether it may be a page's number or head. Floor 3."""

import re
import string

from fonds.cleaning.doc import Doc
from fonds.cleaning.rules.nature import lines, stripped

LONGEST = 90  # characters of a running head

DIGIT = r"[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]"
_NUMBER = rf"(?:{DIGIT}{{1,4}}|[ivxlc]{{1,7}})"
_PAGE = (  # the word for page, in the languages that put it before or after the number
    r"(?:page|pagina|página|pág|pàgina|pag|seite|side|sida|sivu|strona|str|strana|stránka|stranica"
    r"|oldal|страница|стр|сторінка|стор|страна|страници|σελίδα|σελ|sayfa|halaman|hal|trang|ukurasa"
    r"|pahina|pagină|lehekülg|lapa|puslapis|orria|bet|бет|саҳифа|صفحة|صفحه|صفحہ|עמוד|דף|पृष्ठ|पेज"
    r"|পৃষ্ঠা|పేజీ|பக்கம்|ಪುಟ|പേജ്|ገጽ|หน้า|ទំព័រ|페이지|쪽|頁|页|ページ)"
)
_OF = r"(?:of|de|von|van|z|av|af|из|з|od|di|da|sur|su|/|dari|من|از|trong|의|の|共|sa|ya|/)"
BARE = re.compile(rf"[-–—−•·~]\s{{0,2}}{_NUMBER}\s{{0,2}}[-–—−•·~]", re.I)
WORDED = re.compile(
    rf"(?:[-–—|\[(]\s{{0,2}})?{_PAGE}\.?\s{{0,2}}{_NUMBER}(?:\s{{0,2}}{_OF}\s{{0,2}}{_NUMBER})?"
    rf"(?:\s{{0,2}}[-–—|\])])?"
    rf"|第\s{{0,2}}(?:{DIGIT}{{1,4}}|[一二三四五六七八九十百]{{1,5}})\s{{0,2}}[页頁]"
    rf"(?:\s{{0,2}}[共/，,]\s{{0,2}}[第共]?\s?{DIGIT}{{1,4}}\s{{0,2}}[页頁])?"
    rf"|{DIGIT}{{1,4}}\s{{0,2}}(?:쪽|페이지|ページ|頁|页|\. oldal)",
    re.I,
)
TITLED = re.compile(
    rf"(?P<front>{DIGIT}{{1,4}})(?:\s{{1,4}}[|•·▪■–—]\s{{1,4}}"
    rf"|\s{{3,60}})(?P<title>[^\W\d_][^|\n]{{2,70}})"
    rf"|(?P<title2>[^\W\d_][^|\n]{{2,70}}?)(?:\s{{1,4}}[|•·▪■]\s{{1,4}}"
    rf"|\s{{3,60}})(?P<back>{DIGIT}{{1,4}})"
)


def is_page_line(line: str) -> bool:
    """Tell whether a line by itself is a page number in one of its shapes."""
    shown = line.strip()
    return bool(BARE.fullmatch(shown) or WORDED.fullmatch(shown) or _BARRED.fullmatch(shown))


_BARRED = re.compile(rf"{DIGIT}{{1,4}} [|•·] \D.{{2,60}}|\D.{{2,60}} [|•·] {DIGIT}{{1,4}}")


_MAY_START = frozenset("-–—−•·~|[(")
_PAGE_ENDS = frozenset("页頁쪽지ジl")
_SIGNS = frozenset("-–—−•·~")
_PLAIN = frozenset(string.ascii_letters + string.punctuation)
_NO_START, _NO_END = _PLAIN - _MAY_START, _PLAIN - _PAGE_ENDS  # no page number has these there
_MAY_END = _PAGE_ENDS | frozenset("-–—−•·~|])ivxcIVXLC")


# A line after a blank one, and the line after it.
_AFTER_BLANK = re.compile(r"\n[^\S\n]{0,40}(?=\n([^\n]{1,150})(?:\n([^\n]{1,90}))?)")


def may_hold(text: str) -> bool:
    """Tell at small cost whether any line that may be a page's own has one of the shapes."""
    if "\f" in text:
        return True
    return any(
        second.strip().isdigit() or _is_shaped(first.strip())
        for first, second in _AFTER_BLANK.findall("\n\n" + text)
    )


# The first two letters of the words for page, in ASCII.
_PAGE_HEADS = frozenset(w[:2] for w in re.findall("[^(|)]+", _PAGE.removeprefix("(?:")))


def _is_shaped(shown: str) -> bool:
    """Tell whether a line alone is a page number, or a title with one."""
    if not shown:
        return False
    head = shown[:2].lower()
    if head.isalpha() and head.isascii() and head not in _PAGE_HEADS and not shown[-1].isdigit():
        return False  # most lines: they begin with a word, and no number ends them
    numbered = shown[0].isdigit() or shown[-1].isdigit()
    return bool(
        (shown[0] in _SIGNS and BARE.fullmatch(shown))
        or ((numbered or shown[-1] in _MAY_END) and len(shown) <= 50 and WORDED.fullmatch(shown))
        or (numbered and (TITLED.fullmatch(shown) or shown.isdigit()))
    )


def likely_numbers(doc: Doc) -> list[int]:
    """Return the numbers of those of ``lines`` that can be a page number or hold one: a cheap look.

    Most lines begin and end with a letter or a stop; they are told by two look-ups.
    """
    rows = lines(doc)
    return [
        n
        for n, shown in enumerate(stripped(doc))
        if shown
        and (shown[0] not in _NO_START or shown[-1] not in _NO_END)
        and _may_be_number(shown)
        and len(rows[n][1]) <= LONGEST + 60
    ]


def _may_be_number(shown: str) -> bool:
    if len(shown) > LONGEST:
        return False
    first, last = shown[0], shown[-1]
    return first.isdigit() or last.isdigit() or last in _PAGE_ENDS or first in _MAY_START
