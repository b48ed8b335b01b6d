"""Follow a codec that was believed to places that are not odd by themselves. Floor 3."""

import re
from collections import Counter
from collections.abc import Iterator

from fonds.cleaning.rules.misread import Codec, Repair, codecs, decode, is_plausible, script_of


def followers(
    text: str, names: Counter[str], taken: bytearray, scripts: set[str]
) -> Iterator[Repair]:
    """Yield further sequences of a codec that was believed, though not odd by themselves."""
    welcome = {*scripts, "symbol", "LATIN"}
    for codec in codecs():
        if not names[codec.name]:
            continue
        for match in codec.sequence.finditer(text):
            if taken.find(1, match.start(), match.end()) >= 0:
                continue
            fixed = decode(match.group(), codec)
            if (
                fixed
                and is_plausible(fixed)
                and script_of(fixed[0]) in welcome
                and _take(match, taken)
            ):
                yield Repair(*match.span(), fixed, codec.name, 0)
        for match in codec.lossy.finditer(text) if "\ufffd" in text else ():
            start, end = match.span()  # only amid repairs, where its fellows name the codec
            if taken.find(1, max(0, start - 1), end + 1) >= 0 and _take(match, taken):
                yield Repair(*match.span(), "\ufffd", codec.name, 0)
        if codec.name == "western":
            for match in UNQUOTED.finditer(text):
                if _take(match, taken):
                    yield Repair(*match.span(), "”", codec.name, 0)
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


def _lost_spaces(text: str, codec: Codec, taken: bytearray) -> Iterator[Repair]:
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
        yield Repair(match.start(), end, HALVES[byte], codec.name, 0)


def _lost_ends(text: str, codec: Codec, taken: bytearray) -> Iterator[Repair]:
    """Yield sequences of three bytes whose last, A0, became a plain space, beside repairs."""
    leads = "".join(re.escape(char) for char, byte in codec.to_byte.items() if 0xE0 <= byte <= 0xE2)
    more = "".join(re.escape(c) for c, byte in codec.to_byte.items() if 0x80 <= byte < 0xC0)
    nobreak = next(char for char, byte in codec.to_byte.items() if byte == 0xA0)
    for match in re.finditer(f"[{leads}][{more}] ", text):
        if taken.find(1, max(0, match.start() - 1), match.end() + 1) >= 0 and _take(match, taken):
            fixed = decode(match.group()[:2] + nobreak, codec)
            if fixed and is_plausible(fixed) and fixed[0].isalpha():
                yield Repair(*match.span(), fixed, codec.name, 0)


def _all_taken(text: str, taken: bytearray, but: set[int]) -> bool:
    """Tell whether no accented letter is left outside the repairs, a sign of mixed good text."""
    return not any(
        match.start() not in but and not taken[match.start()]
        for match in re.finditer(r"[^\W\x00-\x7f]", text)
    )
