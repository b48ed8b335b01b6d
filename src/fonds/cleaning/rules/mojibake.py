"""Find UTF-8 that was read in a single-byte encoding, and read it right.

Floor 3, a rule of the cleaner. The codecs and the judgement of what looks wrong are ftfy's. Which
characters are handed to it, and which repairs are believed, is ours: ftfy judges a whole text, so
good text beside bad stops it, and its cost is quadratic on some input.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache, partial

from fonds.cleaning.doc import CODE, MATH, Doc, Proposal, Rule
from fonds.cleaning.rules.beliefs import believable
from fonds.cleaning.rules.followers import followers
from fonds.cleaning.rules.misread import (
    Codec,
    Repair,
    all_leads,
    badness,
    codecs,
    decode,
    is_chain,
    is_odd,
    is_plausible,
    script_of,
    scripts_of,
    shape,
    strict_shape,
)
from fonds.cleaning.rules.nature import is_data
from fonds.cleaning.rules.singlebyte import single_byte

NAME = "mojibake/2"
ROUNDS = 4  # times a text may have been misread in a row; five were never seen
REACH = 3  # characters of context on either side that the judgement sees
MAX_RUN = 1200  # characters of one repair; a longer run is repaired in pieces
SAMPLE = 90  # characters of a run that are measured; the rest of it is the same to the codec
MAX_SEGMENT = 4000  # characters of a line looked at in one piece


C1 = re.compile("[\x80-\x9f]")
C1_READINGS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
QUOTE_LEADS = "«»“”‘’…–—"  # lead bytes of Mac OS Roman that open a word in good text too
OPENING, CLOSING = "\"'`“‘«(<[", "\"'`”’»)>]"


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose the right reading of each run of misread UTF-8, and of stray C1 controls.

    Believed when it is shorter, makes the place less odd by ftfy's measure, encodes back to
    exactly what stands there, and its characters are ones that text uses. A run that is not odd
    by itself follows where the same codec was believed elsewhere. Left alone: quotes, ligatures,
    no-break spaces, widths, normal form; a run quoted by itself, as a text on the subject does;
    a C1 control at a word's edge with no other damage in the text.
    """
    text = doc.text
    for start, end, fixed, codec in single_byte(text):
        yield Proposal(start, end, fixed, NAME, f"{codec} read as Windows-1252", 0.9)
    bad = [(a, b) for a, b in _segments(text) if is_odd(text, a, b) or is_chain(text[a:b])]
    if not bad:
        return
    strong: list[Repair] = []
    for start, end in bad:
        strong += _strong(text, start, end)
    believed = believable(text, strong)
    taken = bytearray(len(text))
    for repair in believed:
        taken[repair.start : repair.end] = b"\1" * (repair.end - repair.start)
    covered = bytes(taken)
    names = Counter(repair.codec for repair in believed)
    further = list(followers(text, names, taken, scripts_of(believed))) if believed else []
    doubtful = _is_subject(text, believed, taken) or (not further and _lone(text, believed))
    for repair in believed:
        yield _proposal(repair, 0.5 if doubtful else 0.95, "UTF-8 read as {}")
    for repair in further:
        score = 0.5 if doubtful else 0.85
        yield _proposal(repair, score, "UTF-8 read as {}, like other places here")
    if is_data(doc):
        return
    controls = [p for start, end in bad for p in _controls(text, start, end, covered)]
    company = bool(believed) or len(controls) > 1
    for proposal in controls:
        if company or _within_word(text, proposal.start):
            yield proposal


def _within_word(text: str, at: int) -> bool:
    """Tell whether a letter stands on either side, as of an apostrophe that was a C1 control."""
    return text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()


def _is_subject(text: str, believed: list[Repair], taken: bytearray) -> bool:
    """Tell whether the text speaks about damage: a run quoted by itself, or beside its repair."""
    for repair in believed:
        before = text[max(0, repair.start - REACH) : repair.start]
        after = text[repair.end : repair.end + REACH]
        left, right = before.rstrip()[-1:], after.lstrip()[:1]
        if left and right and left in OPENING and right in CLOSING:
            return True
        for side, at in ((before, repair.start - len(before)), (after, repair.end)):
            place = -1 if repair.fixed.isspace() else side.find(repair.fixed)
            if place >= 0 and not taken[at + place]:
                return True
    return False


def _lone(text: str, believed: list[Repair]) -> bool:
    """Tell whether all there is to repair is one short run, and nothing else speaks for it.

    ``DrÃ¥ber`` beside a right dash may be Latin-1 or Mac OS Roman, and a quote before a capital
    is Mac OS Roman for a rarity: a finding, no edit, unless the letter is in the text elsewhere.
    """
    if len({(repair.fixed, repair.codec) for repair in believed}) != 1:
        return False
    first = believed[0]
    if first.gain > 1 or len(first.fixed) > 1 or len(first.fixed.encode()) > 2:
        return False
    if len(believed) > 1 and first.codec == "western":
        return False
    rest = text
    for repair in reversed(believed[-20:]):
        rest = rest[: repair.start] + rest[repair.end :]
    return not rest.isascii() and first.fixed not in rest


def _proposal(repair: Repair, score: float, reason: str) -> Proposal:
    return Proposal(
        repair.start, repair.end, repair.fixed, NAME, reason.format(repair.codec), score, {}
    )


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of ``text`` that have the shape of damage, long ones in pieces."""
    done = 0
    strict = strict_shape()
    for match in shape().finditer(text):
        if match.start() < done or not strict.match(text, match.start()):
            continue
        start = max(
            text.rfind("\n", done, match.start()) + 1, match.start() - MAX_SEGMENT // 2, done
        )
        end = text.find("\n", match.end(), start + MAX_SEGMENT)
        done = end if end >= 0 else min(len(text), start + MAX_SEGMENT)
        yield start, done


def _strong(text: str, start: int, end: int) -> list[Repair]:
    """Return the repairs of one segment that stand on their own."""
    first = max(0, start - REACH)
    found = _repairs(text[first : end + REACH], start - first, end - first)
    return [Repair(r.start + first, r.end + first, *r[2:]) for r in found]


@lru_cache(64)  # lines come again
def _repairs(text: str, start: int, end: int) -> list[Repair]:
    """Return the repairs of ``text[start:end]``; the best codec wins a place."""
    found: list[Repair] = []
    healed = bytearray(end - start)  # places that Western explains without a rest
    totals: Counter[str] = Counter()
    letters = set(text[start:end])
    for codec in codecs():
        if codec.leads.isdisjoint(letters):
            continue
        for a, b in _runs(text, start, end, codec.sequence):
            if healed.find(0, a - start, b - start) < 0:
                continue
            repair = _judge(text, a, b, codec)
            if repair is not None:
                found.append(repair)
                totals[codec.name] += b - a
                if codec.name == "western" and b - a >= 8 and repair.whole:
                    healed[a - start : b - start] = b"\1" * (b - a)
    found.sort(key=lambda repair: (-totals[repair.codec], -repair.gain, repair.start))
    taken = bytearray(end - start)
    out = []
    for repair in found:
        a, b = repair.start - start, repair.end - start
        if taken.find(1, a, b) < 0:
            taken[a:b] = b"\1" * (b - a)
            out.append(repair)
    return out


def _runs(text: str, start: int, end: int, one: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield stretches of adjoining sequences, none longer than MAX_RUN."""
    first = last = -1
    for match in one.finditer(text, start, end):
        if match.start() != last or match.end() - first > MAX_RUN:
            if first >= 0:
                yield first, last
            first = match.start()
        last = match.end()
    if first >= 0:
        yield first, last


def _judge(text: str, start: int, end: int, codec: Codec) -> Repair | None:
    run = text[start:end]
    if run[-1] in _OPENERS and run[0].isalpha() and _closes_quotation(text, start, end):
        return None
    if codec.name == "macroman" and run[0] in QUOTE_LEADS and len(run) < 4:
        return None
    before = text[max(0, start - REACH) : start]
    after = text[end : end + REACH] if len(run) <= SAMPLE else ""
    judged = _short_reading if len(run) <= SAMPLE else _reading
    found = judged(before, run, after, codec)
    return Repair(start, end, found[0], codec.name, *found[1:]) if found else None


def _reading(before: str, run: str, after: str, codec: Codec) -> tuple[str, int, bool] | None:
    """Return what ``run`` should read, the gain, and whether nothing odd is left."""
    now = decode(run, codec)
    if now is None:
        return None
    if (
        codec.name in ("windows-1251", "windows-1253")
        and is_chain(run)
        and len({script_of(char) for char in now}) == 1
    ):
        return (now, 2, True) if now.isalpha() else None
    return (_short_gain if len(run) <= SAMPLE else _gain)(before, run, after, now)


def _gain(before: str, run: str, after: str, now: str) -> tuple[str, int, bool] | None:
    """Return the same for what a codec makes of ``run``, and what is again misread in that."""
    was = badness(before, run[:SAMPLE], after)
    if not was:
        return None
    for _ in range(ROUNDS - 1):
        if now.isascii():
            break
        again = _again(before, now, after)
        if again is None:
            break
        now = again
    if len(now) >= len(run) or not is_plausible(now):
        return None
    rest = badness(before, now[: 1 + len(now) * SAMPLE // max(SAMPLE, len(run))], after)
    return (now, was - rest, rest == 0) if rest < was else None


_short_reading = lru_cache(4096)(_reading)  # a misread text has the same few runs all over
_short_gain = lru_cache(8192)(_gain)  # and many codecs read a run alike


_OPENERS = {"”": "“„", "“": "„", "»": "«", "’": "‘‚", "›": "‹"}


def _closes_quotation(text: str, start: int, end: int) -> bool:
    """Tell whether the run is a capital that ends a quotation: ``“ĐÃ”``, ``«IRMÃ»``.

    Its last character closes what the same line opened, and no letter follows it. An opener that
    is itself half of misread text does not count.
    """
    sign = text[end - 1]
    openers = _OPENERS.get(sign)
    if not openers or end - start != 2 or text[end : end + 1].isalnum():
        return False
    head = text[max(0, start - 200) : start].rpartition("\n")[2]
    at = max(head.rfind(opener) for opener in openers)
    if at < 0 or sign in head[at:] or "\n" in head[at:]:
        return False
    return head[max(0, at - 1) : at] not in tuple("ÂÃÄâ") and not head[at + 1 : at + 2].isspace()


def _read(codec: Codec, match: re.Match[str]) -> str:
    return decode(match.group(), codec) or match.group()


def _again(before: str, run: str, after: str) -> str | None:
    """Return ``run`` decoded once more where that makes it less odd: a text misread twice."""
    if all_leads().isdisjoint(run):
        return None
    was = badness(before, run[:SAMPLE], after)
    if not was:
        return None
    for codec in codecs():
        if codec.leads.isdisjoint(run):
            continue
        fixed = codec.sequence.sub(partial(_read, codec), run)
        sample = fixed[: 1 + len(fixed) * SAMPLE // max(SAMPLE, len(run))]
        if len(fixed) < len(run) and badness(before, sample, after) < was:
            return fixed
    return None


def _controls(text: str, start: int, end: int, covered: bytes) -> Iterator[Proposal]:
    """Propose the Windows-1252 reading of C1 controls that stand beside text."""
    for match in C1.finditer(text, start, end):
        at = match.start()
        fixed = C1_READINGS.get(ord(match.group()))
        around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
        if any(char.isalpha() and char > "\u024f" for char in around):
            continue  # Windows-1252 stands beside Latin letters
        beside = [char.isalnum() for char in around]
        inside = len(beside) == 2 and all(beside)
        if fixed and not covered[at] and any(beside) and (not inside or fixed in "’–—ŠŒŽšœžŸ"):
            yield Proposal(at, at + 1, fixed, NAME, "C1 control for Windows-1252", 0.8, {})


def _may_hold(text: str) -> bool:
    return not text.isascii()


RULE = Rule(find, _may_hold, respects=frozenset({CODE, MATH}))
