"""Find UTF-8 that was read in a single-byte encoding, and read it right.

Floor 3, a rule of the cleaner. The codecs and the judgement of what looks wrong are ftfy's. Which
characters are handed to it, and which repairs are believed, is ours: ftfy judges a whole text, so
good text beside bad stops it, and its cost is quadratic on some input.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

import attrs
from ftfy import bad_codecs
from ftfy.badness import BADNESS_RE

from fonds.clean.doc import ALWAYS, CODE, MATH, Doc, Proposal, Rule
from fonds.clean.rules.nature import is_code

NAME = "mojibake/1"
ROUNDS = 4  # times a text may have been misread in a row; five were never seen
REACH = 3  # characters of context on either side that the judgement sees
MAX_RUN = 240  # characters judged at once; a longer run is judged in pieces
MAX_SEGMENT = 4000  # characters of a line looked at in one piece

bad_codecs.ok()  # registers the sloppy codecs and utf-8-variants

# Western first: Latin-1 and Windows-1252 in one, since they differ in the C1 controls only.
CODECS = {
    "western": ("sloppy-windows-1252", "latin-1"),
    "windows-1251": ("sloppy-windows-1251",),
    "macroman": ("macroman",),
    "windows-1250": ("sloppy-windows-1250",),
    "windows-1253": ("sloppy-windows-1253",),
    "windows-1254": ("sloppy-windows-1254",),
    "windows-1257": ("sloppy-windows-1257",),
    "iso-8859-2": ("iso-8859-2",),
    "cp437": ("cp437",),
}
C1 = re.compile("[\x80-\x9f]")
C1_READINGS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
QUOTE_LEADS = "«»“”‘’…–—"  # lead bytes of Mac OS Roman that open a word in good text too
OPENING, CLOSING = "\"'`“‘«(<[", "\"'`”’»)>]"


@attrs.frozen
class _Codec:
    name: str
    to_byte: dict[str, int]
    sequence: re.Pattern[str]  # one well-formed UTF-8 sequence of more than one byte
    lossy: re.Pattern[str]  # one that lost a byte to U+FFFD


@attrs.frozen
class _Repair:
    start: int
    end: int
    fixed: str
    codec: str
    gain: int  # how much of ftfy's badness it takes away
    whole: bool = False  # whether none of it is left


@cache
def _codecs() -> tuple[_Codec, ...]:
    """Return the tables of every codec, built once: 128 characters each."""
    out = []
    for name, encodings in CODECS.items():
        to_byte: dict[str, int] = {}
        for encoding in encodings:
            for byte in range(0x80, 0x100):
                to_byte.setdefault(bytes([byte]).decode(encoding, "replace"), byte)
        to_byte.pop("\ufffd", None)

        def chars(low: int, high: int, table: dict[str, int] = to_byte) -> str:
            return "[" + re.escape("".join(c for c, b in table.items() if low <= b <= high)) + "]"

        two, three, four = chars(0xC2, 0xDF), chars(0xE0, 0xEF), chars(0xF0, 0xF4)
        more = chars(0x80, 0xBF)
        sequence = f"{two}{more}|{three}{more}{{2}}|{four}{more}{{3}}"
        lossy = f"{two}\ufffd|{three}(?:\ufffd{more}|{more}\ufffd|\ufffd\ufffd)"
        out.append(_Codec(name, to_byte, re.compile(sequence), re.compile(lossy)))
    return tuple(out)


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose the right reading of each run of misread UTF-8, and of stray C1 controls.

    Believed when it is shorter, makes the place less odd by ftfy's measure, encodes back to
    exactly what stands there, and its characters are ones that text uses. A run that is not odd
    by itself follows where the same codec was believed elsewhere. Left alone: quotes, ligatures,
    no-break spaces, widths, normal form; a run quoted by itself, as a text on the subject does.
    """
    text = doc.text
    bad = [(a, b) for a, b in _segments(text) if BADNESS_RE.search(text, a, b)]
    strong: list[_Repair] = []
    for start, end in bad:
        strong += _strong(text, start, end)
    believed = _believed(strong)
    taken = bytearray(len(text)) if believed else bytearray()
    for repair in believed:
        taken[repair.start : repair.end] = b"\1" * (repair.end - repair.start)
    names = Counter(repair.codec for repair in believed)
    followers = list(_followers(text, names, taken, _scripts(believed))) if believed else []
    doubtful = _is_subject(text, believed, taken) or (not followers and _lone(text, believed))
    for repair in believed:
        yield _proposal(repair, 0.5 if doubtful else 0.95, "UTF-8 read as {}")
    for repair in followers:
        score = 0.5 if doubtful else 0.85
        yield _proposal(repair, score, "UTF-8 read as {}, like other places here")
    if is_code(doc):
        return
    for start, end in bad:
        yield from _controls(text, start, end, believed)


def _is_subject(text: str, believed: list[_Repair], taken: bytearray) -> bool:
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


def _lone(text: str, believed: list[_Repair]) -> bool:
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


def _proposal(repair: _Repair, score: float, reason: str) -> Proposal:
    return Proposal(
        repair.start, repair.end, repair.fixed, NAME, reason.format(repair.codec), score, {}
    )


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of ``text`` that have the shape of damage, long ones in pieces."""
    done = 0
    strict = _strict()
    for match in _shape().finditer(text):
        if match.start() < done or not strict.match(text, match.start()):
            continue
        start = max(
            text.rfind("\n", done, match.start()) + 1, match.start() - MAX_SEGMENT // 2, done
        )
        end = text.find("\n", match.end(), start + MAX_SEGMENT)
        done = end if end >= 0 else min(len(text), start + MAX_SEGMENT)
        yield start, done


def _strong(text: str, start: int, end: int) -> list[_Repair]:
    """Return the repairs of one segment that stand on their own; the best codec wins a place."""
    found = []
    healed: set[tuple[int, int]] = set()  # runs that a codec before explains without a rest
    totals: Counter[str] = Counter()
    for codec in _codecs():
        for a, b in _runs(text, start, end, codec.sequence):
            if (a, b) in healed:
                continue
            repair = _judge(text, a, b, codec)
            if repair is not None:
                found.append(repair)
                totals[codec.name] += b - a
                if codec.name == "western" and b - a >= 8 and repair.whole:
                    healed.add((a, b))
    found.sort(key=lambda r: (-totals[r.codec], -r.gain, r.start))
    taken: set[int] = set()
    out = []
    for repair in found:
        places = range(repair.start, repair.end)
        if taken.isdisjoint(places):
            taken.update(places)
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


def _judge(text: str, start: int, end: int, codec: _Codec) -> _Repair | None:
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    run = text[start:end]
    if codec.name == "macroman" and run[0] in QUOTE_LEADS and len(run) < 4:
        return None
    was = _badness(before, run, after)
    if not was:
        return None
    now = _decode(run, codec)
    for _ in range(ROUNDS - 1):
        if now is None or now.isascii():
            break
        again = _again(before, now, after)
        if again is None:
            break
        now = again
    if now is None or len(now) >= len(run) or not _plausible(now):
        return None
    rest = _badness(before, now, after)
    return _Repair(start, end, now, codec.name, was - rest, rest == 0) if rest < was else None


def _again(before: str, run: str, after: str) -> str | None:
    """Return ``run`` decoded once more where that makes it less odd: a text misread twice."""
    was = _badness(before, run, after)
    if not was:
        return None
    for codec in _codecs():
        fixed = codec.sequence.sub(lambda m, c=codec: _decode(m.group(), c) or m.group(), run)
        if len(fixed) < len(run) and _badness(before, fixed, after) < was:
            return fixed
    return None


def _badness(before: str, run: str, after: str) -> int:
    return len(BADNESS_RE.findall(before + run + after))


def _decode(run: str, codec: _Codec) -> str | None:
    data = bytes(codec.to_byte[char] for char in run)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        fixed = data.decode("utf-8-variants")  # surrogate pairs written as two sequences
    except UnicodeDecodeError:
        return None
    return None if any("\ud800" <= char <= "\udfff" for char in fixed) else fixed


def _plausible(fixed: str) -> bool:
    """Tell whether text in use holds these characters: no controls, no phonetic rarities."""
    for char in fixed:
        if unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") or _RARE.match(char):
            return False
    return True


_RARE = re.compile(
    "[\u0180-\u0191\u0193-\u019f\u01a2-\u01ae\u01b1-\u0217\u021c-\u036f\ufb50-\ufdff\ufe70-\ufefe\ufffd]"
)


def _script(char: str) -> str:
    """Return a coarse name of the character's script; all Latin blocks are one, symbols too."""
    if not char.isalpha():
        return "symbol"
    return "LATIN" if char < "\u0250" else unicodedata.name(char, "?").partition(" ")[0]


def _scripts(repairs: list[_Repair]) -> set[str]:
    return {_script(char) for char in {char for repair in repairs for char in repair.fixed}}


def _believed(strong: list[_Repair]) -> list[_Repair]:
    """Drop what would bring one lone character of a script the text does not otherwise gain."""
    scripts: dict[str, set[str]] = {}
    for char in {char for repair in strong for char in repair.fixed}:
        scripts.setdefault(_script(char), set()).add(char)
    common = {"LATIN", "GREEK", "CYRILLIC", "symbol"}
    return [
        repair
        for repair in strong
        if all(_script(c) in common or len(scripts[_script(c)]) > 1 for c in repair.fixed)
    ]


def _followers(
    text: str, names: Counter[str], taken: bytearray, scripts: set[str]
) -> Iterator[_Repair]:
    """Yield further sequences of a codec that was believed, though not odd by themselves."""
    welcome = {*scripts, "symbol", "LATIN"}
    for codec in _codecs():
        if not names[codec.name]:
            continue
        for match in codec.sequence.finditer(text):
            if taken.find(1, match.start(), match.end()) >= 0:
                continue
            fixed = _decode(match.group(), codec)
            if fixed and _plausible(fixed) and _script(fixed[0]) in welcome and _take(match, taken):
                yield _Repair(*match.span(), fixed, codec.name, 0)
        for match in codec.lossy.finditer(text) if "\ufffd" in text else ():
            start, end = match.span()  # only amid repairs, where its fellows name the codec
            if taken.find(1, max(0, start - 1), end + 1) >= 0 and _take(match, taken):
                yield _Repair(*match.span(), "\ufffd", codec.name, 0)
        if codec.name == "western":
            for match in UNQUOTED.finditer(text):
                if _take(match, taken):
                    yield _Repair(*match.span(), "”", codec.name, 0)
        yield from _lost_spaces(text, codec, taken)


def _take(match: re.Match[str], taken: bytearray) -> bool:
    if taken.find(1, match.start(), match.end()) >= 0:
        return False
    taken[match.start() : match.end()] = b"\1" * len(match.group())
    return True


# A closing quote is E2 80 9D, and Windows-1252 has no 9D: programs dropped it.
UNQUOTED = re.compile("â€(?![\x80-\xbfŒ-žƒˆ˜–-•…‰‹›€™\ufffd?])")
# Last byte A0, a no-break space, that many programs made a plain one: à Š Π Р and Arabic zero.
HALVES = {0xC2: "\xa0", 0xC3: "à", 0xC5: "Š", 0xCE: "Π", 0xD0: "Р", 0xD9: "٠"}
NOT_A_WORD = re.compile("(?:quele|quela|quilo|s )")  # Portuguese: àquele, àquela, àquilo, às


def _lost_spaces(text: str, codec: _Codec, taken: bytearray) -> Iterator[_Repair]:
    """Yield letters whose second byte became a plain space, where the text has no other accents."""
    heads = "".join(char for char, byte in codec.to_byte.items() if byte in HALVES)
    yield from _lost_ends(text, codec, taken)
    halves = [m for m in re.finditer(f"[{re.escape(heads)}] (?=\\w)", text) if not taken[m.start()]]
    if not halves or not _all_taken(text, taken, {m.start() for m in halves}):
        return
    for match in halves:
        byte = codec.to_byte[match.group()[0]]
        joined = byte != 0xC3 or NOT_A_WORD.match(text, match.end())
        end = match.end() if joined else match.end() - 1
        taken[match.start() : end] = b"\1" * (end - match.start())
        yield _Repair(match.start(), end, HALVES[byte], codec.name, 0)


def _lost_ends(text: str, codec: _Codec, taken: bytearray) -> Iterator[_Repair]:
    """Yield sequences of three bytes whose last, A0, became a plain space, in repaired surroundings."""
    leads = "".join(re.escape(char) for char, byte in codec.to_byte.items() if 0xE0 <= byte <= 0xE2)
    more = "".join(re.escape(c) for c, byte in codec.to_byte.items() if 0x80 <= byte < 0xC0)
    nobreak = next(char for char, byte in codec.to_byte.items() if byte == 0xA0)
    for match in re.finditer(f"[{leads}][{more}] ", text):
        if taken.find(1, max(0, match.start() - 1), match.end() + 1) >= 0 and _take(match, taken):
            fixed = _decode(match.group()[:2] + nobreak, codec)
            if fixed and _plausible(fixed) and fixed[0].isalpha():
                yield _Repair(*match.span(), fixed, codec.name, 0)


def _all_taken(text: str, taken: bytearray, but: set[int]) -> bool:
    """Tell whether no accented letter is left outside the repairs, a sign of mixed good text."""
    return not any(
        match.start() not in but and not taken[match.start()]
        for match in re.finditer(r"[^\W\x00-\x7f]", text)
    )


def _controls(text: str, start: int, end: int, done: list[_Repair]) -> Iterator[Proposal]:
    """Propose the Windows-1252 reading of C1 controls that stand beside text."""
    covered = {place for r in done if start <= r.start < end for place in range(r.start, r.end)}
    for match in C1.finditer(text, start, end):
        at = match.start()
        fixed = C1_READINGS.get(ord(match.group()))
        around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
        if any(char.isalpha() and char > "\u024f" for char in around):
            continue  # Windows-1252 stands beside Latin letters
        beside = [char.isalnum() for char in around]
        inside = len(beside) == 2 and all(beside)
        if fixed and at not in covered and any(beside) and (not inside or fixed in "’–—ŠŒŽšœžŸ"):
            yield Proposal(at, at + 1, fixed, NAME, "C1 control for Windows-1252", 0.8, {})


@cache
def _shape() -> re.Pattern[str]:
    """Return what every repair needs: a lead byte and a continuation byte in some codec, or a C1."""
    leads, more = set(), set()
    for codec in _codecs():
        for char, byte in codec.to_byte.items():
            if 0x80 <= byte < 0xC0:
                more.add(char)
            elif 0xC2 <= byte < 0xF5:
                leads.add(char)
    controls = "\x80-\x9f"
    lead, cont = re.escape("".join(sorted(leads))), re.escape("".join(sorted(more)))
    return re.compile(f"[{lead}{controls}](?:(?<=[{controls}])|[{cont}])")


@cache
def _strict() -> re.Pattern[str]:
    """Return the same to the letter: as many continuation bytes as some codec's lead byte asks."""
    one = "|".join(dict.fromkeys(codec.sequence.pattern for codec in _codecs()))
    return re.compile(one + "|[\x80-\x9f]|" + "|".join({c.lossy.pattern for c in _codecs()}))


def _may_hold(text: str) -> bool:
    return not text.isascii() and _shape().search(text) is not None


RULE = Rule(find, _may_hold, ALWAYS, respects=frozenset({CODE, MATH}))
