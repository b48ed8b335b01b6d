"""Read text as the bytes it was before it was misread, codec by codec. Floor 3.

The tables are ours, the measure of what looks wrong is ftfy's, which is imported at first need:
most texts never do.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

import attrs

from fonds.cleaning.rules import codepages
from fonds.cleaning.rules.codepages import CODECS, to_bytes


@attrs.frozen(eq=False)
class Codec:
    """A single-byte encoding turned round, and what UTF-8 looks like when read in it."""

    name: str
    to_byte: dict[str, int]
    sequence: re.Pattern[str]  # one well-formed UTF-8 sequence of more than one byte
    lossy: re.Pattern[str]  # one that lost a byte to U+FFFD
    leads: frozenset[str]  # what a sequence begins with


class Repair(NamedTuple):
    """What ``text[start:end]`` should read, and how much better that is."""

    start: int
    end: int
    fixed: str
    codec: str
    gain: int  # how much of ftfy's badness it takes away
    whole: bool = False  # whether none of it is left


@cache
def codecs() -> tuple[Codec, ...]:
    """Return the tables of every codec, built once: 128 characters each."""
    out = []
    for name in CODECS:
        to_byte = to_bytes(name)

        def chars(low: int, high: int, table: dict[str, int] = to_byte) -> str:
            return "[" + re.escape("".join(c for c, b in table.items() if low <= b <= high)) + "]"

        two, three, four = chars(0xC2, 0xDF), chars(0xE0, 0xEF), chars(0xF0, 0xF4)
        more = chars(0x80, 0xBF)
        sequence = f"{two}{more}|{three}{more}{{2}}|{four}{more}{{3}}"
        lossy = f"{two}\ufffd|{three}(?:\ufffd{more}|{more}\ufffd|\ufffd\ufffd)"
        leads = frozenset(c for c, b in to_byte.items() if 0xC2 <= b <= 0xF4)
        out.append(Codec(name, to_byte, re.compile(sequence), re.compile(lossy), leads))
    return tuple(out)


@cache
def all_leads() -> frozenset[str]:
    """Return what a sequence begins with in any codec."""
    return frozenset(codepages.leads())


@cache
def shape() -> re.Pattern[str]:
    """Return what every repair needs: a lead and a continuation byte in some codec, or a C1."""
    controls = "\x80-\x9f"
    lead, cont = re.escape(codepages.leads()), re.escape(codepages.trails())
    return re.compile(f"[{lead}{controls}](?:(?<=[{controls}])|[{cont}])")


@cache
def strict_shape() -> re.Pattern[str]:
    """Return the same to the letter: as many continuation bytes as some codec's lead byte asks."""
    one = "|".join(dict.fromkeys(codec.sequence.pattern for codec in codecs()))
    return re.compile(one + "|[\x80-\x9f]|" + "|".join({c.lossy.pattern for c in codecs()}))


# Words of one alphabet misread twice over: every letter begins with one of two lead bytes.
_CHAINS = re.compile(
    "(?:[РС][Ђ-ЏЎўЈ¤Ґ¦§Ё©Є«¬\xad®Ї°±Ііґµ¶·ё№є»јѕї‚ѓ„…†‡€‰Љ‹ЊЌЋЏ‘’“”•–—™љ›њќћџђ\xa0]){3}"
    "|(?:[ΞΟ][ΆΈΉΊΌΎΏ΅ΰ°±²³΄µ¶·»½£¤¥¦§¨©«¬\xad®―‚ƒ„…†‡€‰‹‘’“”•–—™›\xa0]){3}"
)


def is_chain(run: str) -> bool:
    """Tell whether three letters in a row begin with the same two capitals."""
    return _CHAINS.search(run) is not None


@cache
def _measure() -> re.Pattern[str]:
    from ftfy import bad_codecs
    from ftfy.badness import BADNESS_RE

    bad_codecs.ok()  # registers utf-8-variants, which decode() may ask for
    found: re.Pattern[str] = BADNESS_RE
    return found


def is_odd(text: str, start: int, end: int) -> bool:
    """Tell whether ftfy finds anything odd in ``text[start:end]``."""
    return _measure().search(text, start, end) is not None


def badness(before: str, run: str, after: str) -> int:
    """Return how many odd places ftfy counts in ``run`` and its context."""
    return len(_measure().findall(before + run + after))


def decode(run: str, codec: Codec) -> str | None:
    """Return the UTF-8 that ``run`` is in ``codec``, or None where it is none."""
    data = bytes(map(codec.to_byte.__getitem__, run))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        fixed = data.decode("utf-8-variants")  # surrogate pairs written as two sequences
    except UnicodeDecodeError:
        return None
    return None if any("\ud800" <= char <= "\udfff" for char in fixed) else fixed


def is_plausible(fixed: str) -> bool:
    """Tell whether text in use holds these characters: no controls, no phonetic rarities."""
    for char in fixed:
        if unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") or _RARE.match(char):
            return False
    return True


def is_common(char: str) -> bool:
    """Tell whether a letter is one that running text of its script has: no archaic or rare one."""
    if not char.isalpha() or char < "\u0180":
        return True
    if char < "\u0250" or "\u1e00" <= char <= "\u1eff":
        return _RARE.match(char) is None
    if "\u0370" <= char <= "\u03ff":
        return char in "ΆΈΉΊΌΎΏΐ" or "Α" <= char <= "ώ"
    if "\u0400" <= char <= "\u052f":
        return char <= "џ" or char in "ҐґҒғҚқҢңҮүҰұҺһӘәӨөӢӣӮӯҲҳҶҷҖҗӉӊ"
    return True


_RARE = re.compile(
    "[\u0180-\u0191\u0193-\u019f\u01a2-\u01ae\u01b1-\u0217\u021c-\u036f\u3400-\u4dbf\ufb50-\ufdff\ufe70-\ufefe\ufffd]"
)


def script_of(char: str) -> str:
    """Return a coarse name of the character's script; all Latin blocks are one, symbols too."""
    if not char.isalpha():
        return "symbol"
    return "LATIN" if char < "\u0250" else unicodedata.name(char, "?").partition(" ")[0]


def scripts_of(repairs: list[Repair]) -> set[str]:
    """Return the scripts that the repairs bring."""
    return {script_of(char) for char in {char for repair in repairs for char in repair.fixed}}
