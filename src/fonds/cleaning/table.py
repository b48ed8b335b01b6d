"""The rules in the order in which they are asked, and what must be in a text for each to be asked.

The order decides only between proposals of equal score for the same characters. Any change to a
rule that can change an edit changes ``ruleset.RULESET``. Most texts have none of the signs of most
rules: those are not even imported.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

import attrs

from fonds.cleaning.doc import Rule
from fonds.cleaning.rules.codepages import CODECS
from fonds.cleaning.ruleset import PROFILES
from fonds.cleaning.signs import Sign, Signs

_STANDARD = ("standard", "thorough")


@attrs.frozen
class Entry:
    """A rule that is imported when it is first asked; ``RULE`` is its name in its module.

    ``signs``: without any of them in a text, the rule proposes nothing there. None says that
    three characters cannot tell.
    """

    module: str
    signs: tuple[Sign, ...] = ()
    profiles: tuple[str, ...] = _STANDARD

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return _rule(self.module)


@cache
def _rule(module: str) -> Rule:
    found: Rule = import_module(f"fonds.cleaning.{module}").RULE
    return found


@attrs.frozen
class _Bytes:
    """The characters that bytes ``low`` to ``high`` are in a codec: what misread UTF-8 shows."""

    codec: str
    low: int
    high: int
    more: str = ""

    def __call__(self) -> str:
        from fonds.cleaning.rules.codepages import to_bytes

        table = to_bytes(self.codec)
        return "".join(c for c, byte in table.items() if self.low <= byte <= self.high) + self.more


def _misread(codec: str) -> tuple[Sign, Sign]:
    """Return the signs of a sequence of two bytes, and of three or four of which one is lost."""
    more, lost = _Bytes(codec, 0x80, 0xBF), _Bytes(codec, 0x80, 0xBF, "\ufffd")
    return Sign(_Bytes(codec, 0xC2, 0xDF), more), Sign(_Bytes(codec, 0xE0, 0xF4), more, lost)


_OTHER = "\x80-\uffff"  # all that is not ASCII; a character past the first plane is two of these
_LETTER = "A-Za-z" + _OTHER  # every letter, and more
_BLANK = "\x00-\x20" + _OTHER  # all white space, and more
_LEADS = "?&;#"  # what stands before a parameter in an address
_STOPS = "।。።։۔܀᙮။"

RULES: tuple[Entry, ...] = (
    Entry(
        "shortcode",
        (Sign("[［【〔", "-/\\0-9_" + _LETTER + _BLANK), Sign("=＝", ' \xa0"', '"\xa0 ' + _OTHER)),
    ),
    Entry(
        "rules.mojibake",
        (*(sign for codec in CODECS for sign in _misread(codec)), Sign("\x80-\x9f")),
        PROFILES,
    ),
    Entry("rules.controls", (Sign("\x00-\x08\x0e-\x1b\x7f"),), PROFILES),
    Entry(
        "rules.invisible",
        (Sign("\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"),),
        PROFILES,
    ),
    Entry("rules.entities", (Sign("&", "#A-Za-z", "#0-9A-Za-z;"),)),
    Entry(
        "rules.tags",
        (Sign("<", "/A-GI-Za-gi-z"), Sign("<", "Hh", "Rr1-6"), Sign("l", "t", ";")),
    ),
    Entry("rules.blocks", (Sign("<", "!", "-"), Sign("{", "jlmprs", "acehnos"))),
    Entry("rules.scraps", (Sign("<", "BEILMNOSbeilmnos"),)),
    Entry(
        "rules.placeholders",
        (
            Sign("[{", "[{%!$"),
            Sign("%", "%A-Z", "_" + _LETTER),
            Sign("*", "|", "A-Z"),
            Sign("<", "%?"),
            Sign("<", "cj", ":s"),
            Sign("$#", "{#"),
        ),
    ),
    Entry(
        "rules.wiki",
        (
            Sign("[{", "[{"),
            Sign("[［", " \t" + _LETTER),
            Sign("<", "r", "e"),
            Sign("'", "'", "'"),
            Sign("_", "_"),
        ),
    ),
    Entry("rules.bbcode", (Sign("[", "/"),)),
    Entry(
        "rules.tracking",
        (
            Sign(_LEADS, "AMTUXamtux", "Tt"),  # the first two letters of each name, in either case
            Sign(_LEADS, "DFGMRSWYdfgmrswy_" + _OTHER, "BCbc"),
            Sign(_LEADS, "MYNHmynh", "Ss" + _OTHER),
            Sign(_LEADS, "GMgm", "Aa"),
            Sign(_LEADS, "Gg", "Uu"),
            Sign(_LEADS, "WLPwlp", "Ii" + _OTHER),
            Sign(_LEADS, "MPOEITmpoeit" + _OTHER, "KLFGWklfgw" + _OTHER),
            Sign(_LEADS, "YEye", "Pp"),
            Sign(_LEADS, "TSts" + _OTHER, "Rr_"),
            Sign(_LEADS, "_", "Hh_Oo"),
            Sign(_LEADS, "Vv", "Ee"),
        ),
    ),
    Entry("rules.pages", (Sign("\n\x0c"),)),
    Entry("rules.navigation", (Sign("\n"),)),
    Entry("rules.furniture"),
    Entry("rules.credits", (), ("standard",)),
    Entry("rules.boilerplate", (), ("thorough",)),
    Entry(
        "rules.hyphens",
        (
            Sign(_LETTER, "-\xad‐⸗", "\r\n"),
            Sign(_LETTER, "-\xad‐⸗", " \t"),
        ),
    ),
    Entry("rules.ocr", (Sign("¬"), Sign(_LETTER, "-", " \t\r\n"))),
    Entry(
        "rules.stops",
        (
            Sign(".", " ", "."),
            Sign(" ", " ", "."),
            Sign(".", ".", " "),
            Sign(_STOPS, " ", _STOPS),
            Sign("。｡", "。｡"),
        ),
    ),
    Entry("rules.spaces", (Sign(",;" + _LETTER, " ", " "),)),
)

_SIGNS = Signs(sign for entry in RULES for sign in entry.signs)


def rules_for(profile: str) -> tuple[Entry, ...]:
    """Return the rules of a profile, in order."""
    return tuple(entry for entry, _ in _BY_PROFILE[profile])


def chosen(profile: str, own: Sequence[Rule] = ()) -> Callable[[str], list[Rule]]:
    """Return what gives the rules of a profile that may have anything to do in a text.

    ``own`` are a user's, which are always asked, after ours.
    """
    masked = _BY_PROFILE[profile]

    def rules(text: str) -> list[Rule]:
        seen = _SIGNS.seen(text)
        return [*(entry.rule for entry, mask in masked if not mask or seen & mask), *own]

    return rules


_BY_PROFILE = {
    profile: tuple(
        (entry, sum(_SIGNS.bits[sign] for sign in entry.signs))
        for entry in RULES
        if profile in entry.profiles
    )
    for profile in PROFILES
}
