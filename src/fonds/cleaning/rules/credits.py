"""Find the credits of pictures, and lift the names they give.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import CODE, ESCAPE, LINK, MATH, Doc, Proposal, Rule
from fonds.cleaning.rules.agencies import AGENCY, FEATURED, LABELS
from fonds.cleaning.rules.nature import is_small, lines
from fonds.cleaning.rules.places import Ends, brackets, colons, rows_of, slashed
from fonds.cleaning.rules.seen import seen_in
from fonds.cleaning.rules.uncredited import unlabelled

NAME = "credits/1"
NOTICED = 0.6  # below the acting score: the words stay, the name is lifted in a finding
LONGEST = 140  # characters of a credit
WORDS = 12  # words of a credit; what has more is a sentence
BARS = 2000  # bars looked at for a featured picture; more are a table

_SIZES: dict[str, tuple[int, ...]] = {}  # of the labels with these first letters, longest first
for _size, _head in sorted({(len(label), label[:3]) for label in LABELS}, reverse=True):
    _SIZES[_head] = (*_SIZES.get(_head, ()), _size)
_TWO_HEADS = frozenset(label[:2] for label in LABELS)
_FEATURED_TAILS: dict[str, tuple[str, ...]] = {}
for _label in sorted(FEATURED, key=len, reverse=True):
    _FEATURED_TAILS[_label[-3:]] = (*_FEATURED_TAILS.get(_label[-3:], ()), _label)
_TAIL_SIZES: dict[str, tuple[int, ...]] = {}  # of those with these last letters
for _size, _tail in sorted({(len(w), w[-3:]) for w in LABELS if len(w) > 2}, reverse=True):
    _TAIL_SIZES[_tail] = (*_TAIL_SIZES.get(_tail, ()), _size)
_TWO_TAILS = frozenset(label[-2:] for label in LABELS if len(label) > 2)
_SIGN = re.compile(r"[ \t]{0,2}(?P<sign>[:：=＝/／©ⓒ・]|,[ ]|،[ ]|，|[|｜]|(?<=\S)[ ])[ \t]{0,3}")
_WORD = re.compile(r"\w")
_NAME_END = re.compile(r"[^()（）\[\]\n]{2,140}(?=[)）\]])")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})[.!?।؟]\s+\S|。\s{0,4}\S")  # not an initial
_SENTENCE_END = re.compile(r"[.!?。।؟\"”»]\s{1,3}\Z")
_NAMES = re.compile(r"[^\W\d_][\w.'’&-]{0,30}")
_MARKUP = re.compile(r"\]\(|\]\[|https?://|[{}<>=;`\\]")
_JOINED = frozenset(
    ("copyright", "by", "von", "de", "di", "av", "af", "door", "par", "read", "of", "from")
)


def find(doc: Doc) -> Iterator[Proposal]:
    """Notice picture credits and lift whom they name; the words stay under this profile.

    Credits stand on a line of their own, in brackets, at a paragraph's end, or after ``Featured
    photo |`` and its caption. Left alone: a label in running text, what reads like a sentence,
    settings and code. ``boilerplate`` removes what is noticed here, under ``thorough``.
    """
    for start, end, name in credits(doc):
        yield Proposal(start, end, "", NAME, "picture credit", NOTICED, {"photo_credit": name})


def credits(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of each credit, in no order, without overlap."""
    ends = _LAST.before(doc.text, colons(doc))  # colons with a label before them
    found = [*_featured(doc), *_enclosed(doc), *_own_lines(doc, ends), *_last_words(doc)]
    found += [*_glued(doc.text, ends), *unlabelled(doc, seen_in(doc))]
    if not found:
        return
    done = bytearray(len(doc.text))
    for start, end, name in found:
        if done.find(1, start, end) < 0:
            done[start:end] = b"\1" * (end - start)
            yield start, end, _TAKEN.sub("", name) or name


_FIRST, _LAST = Ends(LABELS), Ends(LABELS, last=True)


def _label_at(text: str, at: int) -> tuple[str, int] | None:
    """Return the label that begins at ``at`` with the sign after it, and where a name begins."""
    folded = text[at : at + 40].lower()
    for size in (*_SIZES.get(folded[:3], ()), *_SIZES.get(folded[:2], ())):
        label = folded[:size]
        if label in LABELS:
            sign = _SIGN.match(text, at + len(label))
            if sign:
                last = label.rpartition(" ")[2]
                joined = sign["sign"] == " " and (last in _JOINED or last.endswith("."))
                return "by" if joined else sign["sign"], sign.end()
    return None


def _own_lines(doc: Doc, ends: list[int]) -> Iterator[tuple[int, int, str]]:
    """Yield credits that are a line, or the last words of one after a sentence's end."""
    text, rows = doc.text, lines(doc)
    numbers = {*_FIRST.among(doc), *rows_of(doc, ends)}
    for n in sorted(numbers):
        found = _of_line(text, *rows[n])
        if found:
            yield found


def _of_line(text: str, start: int, line: str) -> tuple[int, int, str] | None:
    head = line[:2].lower()
    shown = line.strip() if head in _TWO_HEADS or head[0] in _MAY_HIDE else ""
    if 5 <= len(shown) <= LONGEST + 40:
        at = start + line.index(shown[0])
        label = _label_at(text, at + (shown[0] in "(（["))
        if label:
            name = text[label[1] : start + len(line)].strip().rstrip(")）]").strip()
            name = _once(text[at : label[1]], name)
            return (at, at + len(shown), name) if _is_credit(label[0], name) else None
    tail = max(line.rfind(":", -90), line.rfind("：", -90))
    if tail > 0 and len(line) > 20 and line[tail - 2 : tail].lower() in _TWO_TAILS:
        edges = [m.end() for m in _EDGES.finditer(line, max(0, tail - 60), tail)]
        edge = edges[-1] if edges else 0
        label = _label_at(text, start + edge) if edge else None
        name = line[tail + 1 :].strip().rstrip(".").strip()
        if label and label[1] > start + tail and _is_credit(":", name):
            return start + edge, start + len(line.rstrip()), name
    return None


def _last_words(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Yield credits without a colon after a sentence on its line: ``Fot. Jan Body / PAP``."""
    text = doc.text
    rows = lines(doc)
    for n in range(len(rows)) if "©" in text else slashed(doc):
        start, line = rows[n]
        if len(line) < 20 or not ("/" in line[-70:] or "©" in line[-70:]):
            continue
        for edge in _EDGES.finditer(line, max(0, len(line) - 90)):
            label = _label_at(text, start + edge.end())
            name = text[label[1] : start + len(line)].strip().rstrip(".") if label else ""
            if line.startswith("©", edge.end()):
                name = line[edge.end() + 1 :].strip().rstrip(".")
            elif not label or label[1] > start + len(line):
                continue
            if ("/" in name or AGENCY.search(name)) and _is_credit("by", name):
                yield start + edge.end(), start + len(line.rstrip()), name
                break


_MAY_HIDE = frozenset(" \t(（[\xa0")
_EDGES = re.compile(r"[.!?।؟\"”»)] |。| [-–—|] ")


def _enclosed(doc: Doc) -> Iterator[tuple[int, int, str]]:
    text = doc.text
    for bracket in _FIRST.after(text, brackets(doc)):
        label = _label_at(text, bracket + 1) if _WORD.match(text, bracket + 1) else None
        if label:
            name = _NAME_END.match(text, label[1])
            if name and _is_credit(label[0], name.group().strip()):
                yield bracket, name.end() + 1, name.group().strip()


def _glued(text: str, ends: list[int]) -> Iterator[tuple[int, int, str]]:
    """Yield a label, its colon and an agency at a sentence's boundary, run into the next."""
    for at in ends:
        before = text[max(0, at - 40) : at].lower()
        sizes = _TAIL_SIZES.get(before[-3:], ())
        starts = [at - size for size in sizes if before[-size:] in LABELS]
        start = next((s for s in starts if _EDGE.search(text[max(0, s - 3) : s])), -1)
        if start < 0:
            continue
        after = text[at + 1 : at + 61].partition("\n")[0]
        agency = AGENCY.search(after)
        if not agency or len(after[: agency.start()].split()) > 2:
            continue
        yield start, at + 1 + agency.end(), after[: agency.end()].strip()


_EDGE = re.compile(r"[.!?…\"”’»)。！？।۔؟።]\s{0,3}\Z|\A\Z|\n\s{0,2}\Z")


def _once(label: str, name: str) -> str:
    """Return ``name`` up to where the label stands again: exports print a credit twice."""
    label = label.strip().strip("(（[").strip()
    again = name.find(label) if len(label) > 2 else -1
    return name[:again].strip() if again > 1 else name


def _is_credit(sign: str, name: str) -> bool:
    """Tell whether what follows the label is a name: an agency, or few words and most capital."""
    if not 2 <= len(name) <= LONGEST or _MARKUP.search(name) or _SENTENCE.search(name):
        return False
    if name[0] in "/-|.,:;":
        return False
    if AGENCY.search(name) and len(name.split()) <= (5 if sign == " " else WORDS):
        return True
    if (sign == " " and "/" not in name) or (
        sign in (", ", "، ", "，", "|", "｜") and len(name.split()) > 4
    ):
        return False
    if name.endswith((".", "。", "।", "؟", "?", "!", ":", ",")):
        return False
    found = _NAMES.findall(name)
    cased = [word for word in found if word[0].isupper() or is_small(word[0])]
    if cased:
        capital = sum(1 for word in cased if word[0].isupper())
        return len(found) <= 9 and capital >= max(1, len(cased) - 2)
    return 1 < len(found) <= 9 or (not name.isascii() and len(name) <= 14)


def _featured(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Yield the credit after ``Featured photo | caption.``: bar-separated, to where it ends."""
    text = doc.text
    at = text.find("|")
    for _ in range(BARS):
        if at < 0:
            return
        tail = text[max(0, at - 40) : at].rstrip(" \t").lower()
        if any(tail.endswith(label) for label in _FEATURED_TAILS.get(tail[-3:], ())):
            found = _after_caption(text, at + 1, min(doc.line_at(at)[1], at + 900))
            if found:
                yield found
        at = text.find("|", at + 1)


def _after_caption(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    rest = text[start:end]
    bar = rest.find("|")
    stop = max((rest.rfind(sign, 0, bar) for sign in ".!?。।"), default=-1) if bar >= 0 else -1
    if stop < 0:
        return None
    last = rest.rfind("|", 0, bar + 200)
    cut = last + 1 + _segment(rest[last + 1 :])
    first = stop + 1 + len(rest[stop + 1 : cut]) - len(rest[stop + 1 : cut].lstrip())
    name = rest[first:cut].strip()
    return (start + first, start + first + len(name), name) if name else None


def credit_of(caption: str) -> str:
    """Return whom a picture's caption names as its maker, after a label at its end; or nothing."""
    bracket = _LAST_BRACKET.search(caption, max(0, len(caption) - LONGEST))
    starts = [bracket.start(1)] if bracket else []
    starts += [m.end() for m in _EDGES.finditer(caption, max(0, len(caption) - LONGEST))]
    for start in starts:
        label = _label_at(caption, start)
        name = caption[label[1] if label else start :].strip().rstrip(".)）]").strip()
        few = bracket is not None and start == bracket.start(1) and len(name.split()) <= 3
        named = (
            label is not None and label[0] in ":：=" and len(name) > 2 and len(name.split()) <= 3
        )
        if named or (_is_credit(label[0], name) if label else few and AGENCY.match(name)):
            return _TAKEN.sub("", name) or name
    return ""


_TAKEN = re.compile("[ 　]?(?:撮影|攝|摄)$")  # by whom
_LAST_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]{2,90})[)）\]]\.?\s*\Z")


def _segment(tail: str) -> int:
    """Return where the last part of a credit ends: at a stop, a change of script, or five words."""
    stop = re.search(r"[.!?。।](?:\s|\Z)|\Z", tail)
    end = stop.start() if stop else len(tail)
    latin = False
    for count, word in enumerate(re.finditer(r"\S+", tail[:end])):
        ascii_word = word.group()[0].isascii() and word.group()[0].isalpha()
        if count >= 5 or (count > 0 and latin and not ascii_word):
            return len(tail[: word.start()].rstrip())
        latin = ascii_word or latin
    return len(tail[:end].rstrip())


def _gate(text: str) -> bool:
    return len(text) > 4


RULE = Rule(find, _gate, respects=frozenset({CODE, ESCAPE, LINK, MATH}))
