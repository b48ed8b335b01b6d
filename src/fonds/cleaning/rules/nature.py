"""What kind of document a text is, as far as rules of prose need to know. Floor 3.

Judged by shape alone, from a bounded sample of lines: a rule about prose has no business in
source code, in a page's own HTML, or in a file of settings.
"""

import itertools
import re
import unicodedata

from fonds.cleaning.doc import Doc

SAMPLE = 240  # lines looked at, spread over the text; more would not change the verdict
SIGN_SHARE = 0.07  # share of brackets and operators from which a line is no prose
LONGEST_LINE = 700  # characters of a line that rules of lines look at

SIGNS = re.compile(r"[;{}()=<>\[\]$&|\\]")


def lines(doc: Doc) -> list[tuple[int, str]]:
    """Return start and text of every line of 2 to LONGEST_LINE characters, once per document."""
    known: list[tuple[int, str]] | None = doc.__dict__.get("_short_lines")
    if known is None:
        parts = doc.text.split("\n")
        starts = itertools.accumulate([len(line) + 1 for line in parts], initial=0)
        rows = zip(starts, parts, strict=False)  # one start more, of the line that is not there
        known = [row for row in rows if 2 <= len(row[1]) <= LONGEST_LINE]
        doc.__dict__["_short_lines"] = known
    return known


def stripped(doc: Doc) -> list[str]:
    """Return each of ``lines`` without the white space around it, once per document."""
    known: list[str] | None = doc.__dict__.get("_stripped")
    if known is None:
        known = doc.__dict__["_stripped"] = [line.strip() for _, line in lines(doc)]
    return known


def _head(text: str) -> int:
    """Return where the settings at the head of a static site's post end, or 0."""
    return max(0, text.find("\n" + text[:3], 4)) if text.startswith(("---\n", "+++\n")) else 0


_COMMENT = re.compile(r"[ \t]{0,80}(#{1,4}|/{2,4}|;{2,4}|%{1,3}|--)(?=[ \t]|\Z)")


def in_comment(doc: Doc, position: int) -> bool:
    """Tell whether ``position`` is in a comment of several lines, each with the same sign before.

    So an extractor leaves a listing whose fence or indentation it dropped.
    """
    text = doc.text
    start = text.rfind("\n", max(0, position - LONGEST_LINE), position) + 1
    if not start and position > LONGEST_LINE:
        return False
    sign = _COMMENT.match(text, start, position)
    if not sign:
        return False
    end = text.find("\n", position, position + LONGEST_LINE)
    before = text[max(0, start - LONGEST_LINE) : max(0, start - 1)].rpartition("\n")[2]
    after = text[end + 1 : end + 90].partition("\n")[0] if end >= 0 else ""
    return any(
        (other := _COMMENT.match(line[:90])) is not None and other[1] == sign[1]
        for line in (before, after)
    )


def is_data(doc: Doc) -> bool:
    """Tell whether control characters are so many that they are meant: tables, test data."""
    known: bool | None = doc.__dict__.get("_is_data")
    if known is None:
        count = 0 if doc.text.isprintable() else len(_BARE_CONTROL.findall(doc.text))
        known = doc.__dict__["_is_data"] = count > 20 and count > len(doc.text) // 200
    return known


_BARE_CONTROL = re.compile("[\x01-\x07\x0e-\x1a\x1c-\x1f\x7f]")
_WORD = re.compile(r"[^\W\d_]\S+")  # not \w: vowel signs of Indic scripts are no letters
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def words(text: str, limit: int = 100) -> int:
    """Return how many words ``text`` has, up to ``limit``; of two letters where unspaced."""
    if len(text) > 20 * limit:
        text = text[: 20 * limit]
    unspaced = 0 if text.isascii() else len(_UNSPACED.findall(text))
    return min(limit, unspaced // 2 + len(_WORD.findall(text)))


def is_letter(char: str) -> bool:
    """Tell whether ``char`` belongs to a word: a letter, or a vowel sign or accent upon one."""
    return char.isalpha() or (not char.isascii() and unicodedata.category(char)[0] == "M")


def is_small(char: str) -> bool:
    """Tell whether ``char`` is a small letter of a script that writes sentences with capitals."""
    return char.islower() and not "\u10d0" <= char <= "\u10ff"  # Georgian has them for titles only


_ENDS = re.compile(r"[.!?…。！？।۔؟።։:;\"”»’)\]]\s{0,4}\Z")


def is_wrapped(doc: Doc) -> bool:
    """Tell whether the lines were broken by hand or by a layout: they end within sentences."""
    known: bool | None = doc.__dict__.get("_is_wrapped")
    if known is None:
        head = _head(doc.text)
        short = [row for row in lines(doc)[: 4 * SAMPLE] if row[0] > head or not head]
        broken = total = 0
        for (start, line), (following, _) in itertools.pairwise(short):
            if 30 <= len(line) <= 110:
                total += 1
                broken += following == start + len(line) + 1 and not _ENDS.search(line[-6:])
        known = doc.__dict__["_is_wrapped"] = total >= 3 and broken > 0.3 * total
    return known
