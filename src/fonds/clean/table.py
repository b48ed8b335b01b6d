"""The rules in the order in which they are asked, and the name of the set as a whole.

The order decides only between proposals of equal score for the same characters. Any change to a
rule that can change an edit changes ``RULESET``.
"""

from fonds.clean import shortcode
from fonds.clean.doc import Rule
from fonds.clean.rules import (
    bbcode,
    blocks,
    boilerplate,
    controls,
    credits,
    entities,
    furniture,
    hyphens,
    invisible,
    mojibake,
    ocr,
    pages,
    placeholders,
    scraps,
    spaces,
    stops,
    tags,
    tracking,
    wiki,
)

RULESET = "fonds-clean/1"
"""Name and version of all rules together; part of every ledger."""

RULES: tuple[Rule, ...] = (
    shortcode.RULE,
    mojibake.RULE,
    controls.RULE,
    invisible.RULE,
    entities.RULE,
    tags.RULE,
    blocks.RULE,
    scraps.RULE,
    placeholders.RULE,
    wiki.RULE,
    bbcode.RULE,
    tracking.RULE,
    pages.RULE,
    furniture.RULE,
    credits.RULE,
    boilerplate.RULE,
    hyphens.RULE,
    ocr.RULE,
    stops.RULE,
    spaces.RULE,
)


def rules_for(profile: str) -> tuple[Rule, ...]:
    """Return the rules of a profile, in order."""
    return _BY_PROFILE[profile]


PROFILES = ("minimal", "standard", "thorough")
"""``minimal``: damage by encodings; ``standard``: leftovers too; ``thorough``: boilerplate too."""

_BY_PROFILE = {
    profile: tuple(rule for rule in RULES if profile in rule.profiles) for profile in PROFILES
}
