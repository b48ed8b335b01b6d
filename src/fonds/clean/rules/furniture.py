"""Find page furniture: teasers, advertisement labels, share bars, player messages.

Floor 3, a rule of the cleaner. Two signs are asked for: a known phrase, and a place that only
furniture has (a line of its own, a boundary without a space, a colon with its link gone).
"""

import re
from collections.abc import Iterator

from fonds.clean.doc import CODE, ESCAPE, MATH, Doc, Proposal, Rule
from fonds.clean.rules import phrases
from fonds.clean.rules.nature import is_code, is_page, words
from fonds.clean.rules.prompts import prompt
from fonds.clean.rules.sharing import bars

NAME = "furniture/1"
LONGEST = 180  # characters of a teaser with its title
LONGEST_PROMPT = 700  # characters of a cookie notice
PROSE = 6  # words of a line from which the text has prose to be furniture of

_TRIM = " \t\r:：.…→»›>•*|-–—!。"
_STARTS_OTHERWISE = "#>*+|`=_~[<{"
_ENDS_SENTENCE = re.compile(r"[.。।።؟?!][\"'”’»)\]]{0,3}\Z")
_LINK = re.compile(r"https?://|\]\(|\]\[|www\.|\S@\S")
_COLON = re.compile(r"[:：]")
_BOUNDARY = re.compile(r"[.!?…\"”’»)。！？।۔؟।።:][\s\"”’»]{0,3}\Z|\A\s{0,3}\Z|\n\s{0,3}\Z")

_HEADS: dict[str, tuple[str, ...]] = {}
for _phrase in sorted(phrases.TEASERS, key=len, reverse=True):
    _HEADS[_phrase[:2]] = (*_HEADS.get(_phrase[:2], ()), _phrase)
_TAILS: dict[str, tuple[str, ...]] = {}
for _phrase in sorted(phrases.TEASERS - phrases.NEVER_GLUED, key=len, reverse=True):
    if words(_phrase) > 1 or not _phrase.isascii():
        _TAILS[_phrase[-2:]] = (*_TAILS.get(_phrase[-2:], ()), _phrase)
_LONGEST_LABEL = max(map(len, phrases.TEASERS)) + 24
_SITE = re.compile(r"(?:sur|on|em|en|auf|su|op|na|на|di|в) (?:\w[\w.-]{0,20} ?){1,3}\Z")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove what belongs to the page around a text.

    A teaser with its title, an advertisement label or a page control on a line of its own; a
    teaser's label and colon stranded within a paragraph, whose links are gone (where the title
    that may follow ends nobody can tell, so it stays); players' messages; rows of network names;
    cookie notices, newsletter prompts and calls to follow. Left alone: the same words within a
    sentence, lines that hold a link or are marked up, headings, corrections, code, source files.
    """
    if is_code(doc) or is_page(doc):
        return
    found = [*_lines(doc), *_stranded(doc.text), *_messages(doc.text), *bars(doc.text)]
    done = bytearray(len(doc.text)) if found else bytearray()
    for start, end, reason, score in sorted(found, key=lambda f: (-f[3], f[0] - f[1], f[0])):
        if done.find(1, start, end) < 0:
            done[start:end] = b"\1" * (end - start)
            yield Proposal(start, end, "", NAME, reason, score, {})


_Found = tuple[int, int, str, float]


def _lines(doc: Doc) -> Iterator[_Found]:
    text = doc.text
    position = 0
    prose: bool | None = None
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        if not 2 <= len(line) <= LONGEST_PROMPT:
            continue
        shown = line.strip()
        if not shown or shown[0] in _STARTS_OTHERWISE:
            continue
        reason = _own_line(shown)
        if not reason:
            continue
        if prose is None:
            prose = any(words(other, PROSE) >= PROSE for other in text.split("\n") if other != line)
        if prose and not (line.startswith(("    ", "\t"))):
            at = start + line.index(shown[0])
            # A prompt is labelled with the blank that ends it; the joint would take it anyway.
            yield at, start + len(line.rstrip("\r\n")), reason, 0.8


def _own_line(shown: str) -> str:
    """Say what kind of furniture the whole line is, or nothing."""
    folded = shown.lower()
    if len(shown) <= LONGEST:
        bare = folded.strip(_TRIM)
        if bare in phrases.LABELS:
            return "label of the page on a line of its own"
        if _teaser(shown, folded, bare):
            return "teaser on a line of its own"
    return prompt(shown, folded)


def _teaser(shown: str, folded: str, bare: str) -> bool:
    for phrase in _HEADS.get(folded[:2], ()):
        if not folded.startswith(phrase):
            continue
        if bare == phrase:
            return phrase not in phrases.ONLY_WITH_TITLE or folded[-1:] in ":："
        rest = shown[len(phrase) :]
        if _LINK.search(rest):
            return False
        if rest.lstrip()[:1] in (":", "：", "|", "»", "→", "–", "—"):
            return len(rest) < 2 or not rest.rstrip().endswith((".", "。", "।"))
        return phrase == "read more from" and words(rest) <= 6 and not _ENDS_SENTENCE.search(rest)
    return False


def _stranded(text: str) -> Iterator[_Found]:
    """Yield teaser labels with a colon at a sentence boundary within a paragraph."""
    for colon in _COLON.finditer(text):
        before = text[max(0, colon.start() - _LONGEST_LABEL) : colon.start()]
        label = before.rstrip()
        folded = label.lower()
        for phrase in _TAILS.get(_ending(folded), ()):
            site = _SITE.search(folded)
            core = folded[: site.start()].rstrip() if site else folded
            for candidate, length in ((folded, len(phrase)), (core, len(folded) - len(core) + len(phrase))):
                if candidate.endswith(phrase) and len(folded) == len(label):
                    start = colon.start() - len(before) + len(label) - length
                    if _BOUNDARY.search(text[max(0, start - 4) : start]):
                        yield start, colon.end(), "teaser's label without its link", 0.8
                        break


def _ending(folded: str) -> str:
    site = _SITE.search(folded)
    core = folded[: site.start()].rstrip() if site else folded
    return core[-2:]


def _messages(text: str) -> Iterator[_Found]:
    for message in phrases.UNMISTAKABLE:
        at = text.find(message)
        while at >= 0:
            before, after = text[at - 1 : at], text[at + len(message) : at + len(message) + 1]
            if before not in ("\"", "'", "“", "`") and after not in ("'", "”", "`"):
                yield at, at + len(message), "message of a player or an advertisement slot", 0.9
            at = text.find(message, at + len(message))


def _gate(text: str) -> bool:
    return len(text) > 20


RULE = Rule(find, _gate, respects=frozenset({CODE, ESCAPE, MATH}), mends=True)
