"""The rules in the order in which they are asked, and the name of the set as a whole.

The order decides only between proposals of equal score for the same characters. Any change to a
rule that can change an edit changes ``RULESET``.
"""

from fonds.clean.doc import Rule
from fonds.clean.shortcode import RULE as SHORTCODE

RULESET = "fonds-clean/1"
"""Name and version of all rules together; part of every ledger."""

RULES: tuple[Rule, ...] = (SHORTCODE,)


def rules_for(profile: str) -> tuple[Rule, ...]:
    """Return the rules of a profile, in order."""
    return _BY_PROFILE[profile]


PROFILES = ("minimal", "standard", "thorough")
"""``minimal`` mends damage by encodings, ``standard`` also leftovers, ``thorough`` also boilerplate."""

_BY_PROFILE = {
    profile: tuple(rule for rule in RULES if profile in rule.profiles) for profile in PROFILES
}
