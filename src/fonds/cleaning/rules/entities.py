"""Find HTML character references that were escaped once too often, and read them.

Floor 3, a rule of the cleaner.
"""

import html
import re
from collections.abc import Iterator
from html.entities import html5

from fonds.cleaning.doc import CODE, Doc, Proposal, Rule

NAME = "entities/1"
ROUNDS = 4  # times a reference may have been escaped
MOST = 400  # references judged for whether the text is about them
NEAR = 14  # characters beside a reference in which its own character tells that it is the subject

_REFERENCE = re.compile(
    r"&(?:amp;){0,6}(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
)
_SUBJECT = re.compile(  # words of texts on the subject, in the languages that have their own
    r"entit|entidad|entità|сущност|实体|實體|エンティティ|実体参照|엔티티|كيانات|\bescap"
    r"|(?<![a-z])HTML(?![a-z])|(?<![a-z])XML(?![a-z])",
    re.I,
)
_IN_TAGGED = frozenset({"&lt;", "&gt;", "&amp;", "&quot;"})  # right where tags are still read
_MARKUP = frozenset("*_`|[]#\\~<>")
_OPENS_QUOTE, _CLOSES_QUOTE = "\"'`“‘«„(<[{/", "\"'`”’»“)>]}/"
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,14}(?:\s[^<>\n]{0,400})?/?>")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose the character that each reference stands for, however often it was escaped.

    Left alone: code; a string literal with a prefix; HTML, XML and source files; what would
    become a tag; what would become Markdown; names that are no reference; and documents about
    references: one beside its own character, quoted by itself, or in a line that speaks of
    entities or escaping.
    """
    text = doc.text
    if "<!ENTITY" in text:
        return
    matches = [m for m in _REFERENCE.finditer(text) if _known(m.group())]
    if not matches:
        return
    about = any(_is_subject(text, m) for m in matches[:MOST] if m.start() not in doc.code)
    if about and sum(_in_word(text, m) for m in matches[:MOST]) > 2:
        about = False  # a text escaped as a whole, whatever one of its references looks like
    named = {
        doc.line_at(m.start())[0]
        for m in matches[:MOST]
        if _is_named(text, m, html.unescape(html.unescape(m.group())))
    }
    spoken = _SUBJECT.search(text) is not None
    marked = _TAG.search(text) is not None
    for match in matches:
        once = match.group()
        if marked and once in _IN_TAGGED:
            continue
        if _in_literal(text, match):
            continue
        fixed = _read(text, match)
        if fixed is None or fixed == once or _is_named(text, match, fixed):
            continue
        deep = _deep(once)
        doubtful = (
            about
            or (named and doc.line_at(match.start())[0] in named)
            or (spoken and _SUBJECT.search(_line(text, match)))
        )
        # Low, so that a tag with a reference in its value goes as a tag.
        score = 0.5 if doubtful else 0.75 if deep else 0.7
        yield Proposal(*match.span(), fixed, NAME, "character reference", score, {})


_LITERAL = re.compile(r"(?<!\w)(?:[bB][rR]?|[rR][bB]?|[uUfF])([\"'])")


def _in_literal(text: str, match: re.Match[str]) -> bool:
    """Tell whether the reference is in a string literal with a prefix (``b'…'``) on its line."""
    start = max(0, match.start() - 300)
    start = max(start, text.rfind("\n", start, match.start()) + 1)
    end = text.find("\n", match.end(), match.end() + 300)
    end = end if end >= 0 else match.end() + 300
    return any(
        opener[1] not in text[opener.end() : match.start()] and opener[1] in text[match.end() : end]
        for opener in _LITERAL.finditer(text, start, match.start())
    )


def _deep(reference: str) -> bool:
    return reference.startswith("&amp;") and len(reference) > len("&amp;")


def _known(reference: str) -> bool:
    name = reference[reference.rfind("amp;") + 4 :] if _deep(reference) else reference[1:]
    return name.startswith("#") or not name or name in html5


def _in_word(text: str, match: re.Match[str]) -> bool:
    """Tell whether the reference stands within a word, where no text speaks of it."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before.isalpha() and after.isalpha()


def _is_subject(text: str, match: re.Match[str]) -> bool:
    """Tell whether the text speaks of this reference: enclosed, alone, or beside its character."""
    start, end = match.span()
    before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    if before and after and before[-1] in _OPENS_QUOTE and after[0] in _CLOSES_QUOTE:
        return not (before[-1] in "/" or after[0] in "/")
    char = html.unescape(html.unescape(match.group()))
    if len(char) == 1 and not char.isspace() and _alone(before, after, char):
        return True
    # Alone between blanks, as no quote, angle or letter stands in running text; a dash may.
    alone = not before[-1:].strip() and (not after[:1].strip() or after[0] in ".,;:)")
    if alone and _DEFINES.search(before[-14:] and text[max(0, start - 60) : start]):
        return True
    if char.isspace() or char in _UNSEEN:
        return False
    letter = char.isalpha() and not "\xc0" <= char <= "\xff"  # à, é, ó are words of their own
    if not alone or not (char in "<>\"'&" or letter):
        return False
    between = (before[-2:-1].isalnum() or before[-2:-1] == ";") and after[1:2].isalnum()
    return not (char in "&<>" and between)


def _alone(before: str, after: str, char: str) -> bool:
    """Tell whether ``char`` stands beside as a thing shown, between quotes or in brackets."""
    for side in (before, after):
        at = side.find(char)
        while at >= 0:
            left, right = side[at - 1 : at] if at else " ", side[at + len(char) :][:1] or " "
            if left in " (\"'“‘" and right in " )\"'”’.,;:" and (not char.isascii() or left != " "):
                return True
            at = side.find(char, at + 1)
    return False


_UNSEEN = frozenset("\xa0\xad\u200b\u200c\u200d\u2003\u2002\u2009")


def _is_named(text: str, match: re.Match[str], fixed: str) -> bool:
    """Tell whether a reference to a blank stands between two blanks: no text needs three."""
    before, after = (
        text[max(0, match.start() - 2) : match.start()],
        text[match.end() : match.end() + 2],
    )
    return fixed in _UNSEEN and before[-1:] == " " == after[:1] and bool((before + after).strip())


_DEFINES = re.compile(r"(?:^|\n):?[\w.-]{1,40}(?::| ?=) ?\Z")  # an attribute's definition


def _line(text: str, match: re.Match[str]) -> str:
    """Return what stands around the reference in its line, at most 300 characters either side."""
    start, end = match.span()
    line_start = text.rfind("\n", max(0, start - 300), start) + 1 or max(0, start - 300)
    line_end = text.find("\n", end, end + 300)
    return text[line_start:start] + " " + text[end : line_end if line_end >= 0 else end + 300]


def _read(text: str, match: re.Match[str]) -> str | None:
    """Return what the reference says, or None where that must not be written out."""
    now = match.group()
    deep = _deep(now)
    for _ in range(ROUNDS):
        following = html.unescape(now)
        if following == now:
            break
        if following == "<" or following == ">":
            return _angle(text, match, now, following)
        now = following
    if len(now) > 2 or (len(now) > 1 and now.startswith("&")):
        return None
    if not now or not (
        now.isprintable() or now == "\xa0" or "\u200b" <= now <= "\u200f" or now == "\xad"
    ):
        return None
    return None if now in _MARKUP and not deep else now


_CLOSES = re.compile(r">|&(?:amp;){0,4}gt;")
_OPENS = re.compile(r"<|&(?:amp;){0,4}lt;")


def _angle(text: str, match: re.Match[str], once: str, sign: str) -> str | None:
    """Return ``sign`` unless it would make a tag; then the reference escaped once only."""
    start, end = match.span()
    if sign == "<":
        tag = re.match(r"[A-Za-z/!?]", text[end : end + 1]) and _CLOSES.search(text, end, end + 200)
    else:
        tag = _OPENS.search(text, max(0, start - 200), start)
    if not tag:
        return sign
    return once if once != match.group() else None


def _gate(text: str) -> bool:
    return "&" in text and _REFERENCE.search(text) is not None


RULE = Rule(find, _gate, respects=frozenset({CODE}))
