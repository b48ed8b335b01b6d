"""Find full stops that were set twice with a space between.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import Doc, Proposal, Rule
from fonds.cleaning.rules.nature import is_letter, is_small

NAME = "stops/1"

STOPS = ".。।։።۔܀᙮။។"
_TWICE = re.compile(rf"(?P<stop>[{STOPS}])(?P<extra>[ \xa0]{{1,2}}(?P=stop))")
_GLUED = re.compile(r"\.\.(?<=[^\W\d_]\.\.)(?= [\"“«]?[^\W\d_])")
_TRAILING = re.compile(r"\.\.(?<=[^\W\d_]\.\.)\.*+(?=\s|\Z)|\.\.\.")  # as authors pause
_GLUED_WIDE = re.compile(r"(?<=[^\W\d_])(?P<stop>[。｡])(?P=stop)(?=\s|[^\W\d_]|[「『“（(]|\Z)")
_WIDE_PAUSE = re.compile(r"。\s?。|…|･･|・・|\.\.")
_LACUNA = re.compile(r"[^\W\d_][\[⟨〈][^\W\d_]|[^\W\d_][\]⟩〉][^\W\d_]")
_CLOSERS = "\"'”’»)]"
_BLANK = " \t\r\n>\xa0"
_REACH = 12  # characters on either side in which a further stop makes an ellipsis
_SIGNS = frozenset(STOPS + "…")
_NO_SENTENCE = _SIGNS | frozenset("./\\,;:*_")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove the second of two full stops with a space between, in any script.

    Left alone: three or more, also over line ends (an ellipsis, a leader); two without a space,
    but for one slip before a capital in a text without ellipses; stops after digits, in code, or
    before a small letter, where an author paused; ``. .`` of a shell; ``।।`` and ``॥``.
    """
    found = [*_glued(doc.text), *_glued_wide(doc.text), *_apart(doc.text)]
    if found:
        yield from found


def _apart(text: str) -> Iterator[Proposal]:
    """Propose the second of two stops with a blank between, where a sentence ends."""
    if not _may_be_twice(text):
        return
    for match in _TWICE.finditer(text):
        start, end = match.span()
        before = text[max(0, start - _REACH) : start].rstrip(_BLANK)
        after = text[end : end + _REACH].lstrip(_BLANK)
        if before[-1:] in _SIGNS or (after and after[0] in _NO_SENTENCE):
            continue
        if _in_lacuna(text, start, end):
            continue
        word = before.rstrip(_CLOSERS)[-1:]
        set_off = text[start - 1 : start] in _BLANK or start == 0
        counted = word.isdigit() and _ends_with_number(text, start, after)
        if not word or not (is_letter(word) or before[-1:] in _CLOSERS or counted):
            continue
        if not _ends(match["stop"], text[end : end + 1], after, set_off, word):
            continue
        yield Proposal(*match.span("extra"), "", NAME, "full stop set twice", 0.85, {})


def _in_lacuna(text: str, start: int, end: int) -> bool:
    """Tell whether the stops count lost letters: by a bracket, in an edition of a damaged text."""
    before, after = text[max(0, start - 40) : start], text[end : end + 3].lstrip()
    if after[:1] in ("]", "[", "⟩", "〉") or before.rstrip()[-1:] == "[":
        return True
    if before.rfind("[") > before.rfind("]") and "]" in text[end : end + 40]:
        return True
    around = text[max(0, start - 400) : end + 400]
    return len(_LACUNA.findall(around)) > 1


def _ends_with_number(text: str, start: int, after: str) -> bool:
    """Tell whether a sentence of some words ends in a number of two digits and more."""
    sentence = re.split(r"[.!?\n]\s", text[max(0, start - 200) : start])[-1]
    last = sentence.split()[-1:]
    number = bool(last) and last[0].isdigit() and len(last[0]) > 1
    return number and len(sentence.split()) > 4 and after[:1].isupper() and len(after.split()) > 1


def _glued_wide(text: str) -> Iterator[Proposal]:
    """Propose the second of two ideographic stops, where nobody pauses with stops or dots."""
    if text.count("。。") + text.count("｡｡") != 1 or text.count("。") + text.count("｡") < 4:
        return
    match = _GLUED_WIDE.search(text)
    if not match or _WIDE_PAUSE.search(text[: match.start()] + "\n" + text[match.end() :]):
        return
    sentence = re.split(r"[。｡！？\n]", text[max(0, match.start() - 200) : match.start()])[-1]
    if len(sentence) >= 8:
        yield Proposal(match.start() + 1, match.end(), "", NAME, "full stop set twice", 0.75, {})


def _glued(text: str) -> Iterator[Proposal]:
    """Propose the second of two stops without a blank where nobody writes ellipses with stops.

    The only two dots of the text, after a sentence of some words, before a capital.
    """
    if ".." not in text or "…" in text:
        return
    match = _GLUED.search(text)
    if not match or len(_TRAILING.findall(text)) != 1:
        return
    before = text[max(0, match.start() - 200) : match.start()]
    sentence = re.split(r"(?<=[^\W\d_])[.!?]\s|\n", before)[-1]
    after = text[match.end() :].lstrip(' "“«')
    if len(sentence.split()) >= 3 and after[0].isupper() and len(after.split(None, 3)) >= 3:
        yield Proposal(match.start() + 1, match.end(), "", NAME, "full stop set twice", 0.75, {})


def _ends(stop: str, beside: str, after: str, set_off: bool, word: str) -> bool:
    """Tell whether a sentence ends here: the text or line does, or another one begins."""
    if not after:
        return not (set_off and word.isascii())
    if beside and stop == "." and beside not in _BLANK and beside not in _CLOSERS:
        return False
    if is_small(after[0]) or after[0].isdigit():
        return False
    # Set off by a blank, as in Persian or after a citation; in Latin it needs a capital after it.
    return not set_off or not word.isascii() or not (after[0].isascii() and not after[0].isupper())


def _may_be_twice(text: str) -> bool:
    if ". ." in text or ".  ." in text:
        return True
    return not text.isascii() and (
        "\xa0" in text
        or any(
            stop in text and (f"{stop} {stop}" in text or f"{stop}  {stop}" in text)
            for stop in STOPS[1:]
        )
    )


def _gate(text: str) -> bool:
    if ". ." in text or ".  ." in text or ".. " in text:
        return True
    if text.isascii():
        return False
    return (
        "。。" in text
        or "｡｡" in text
        or any(stop in text and f"{stop} {stop}" in text for stop in STOPS[1:])
    )


RULE = Rule(find, _gate)
