"""Weigh what speaks for a tag against what speaks for a genuine bracket.

The weights were learnt: ``tools/train_clean.py`` makes the table, and a test makes it again. What
no weight may outvote stands in ``vetoed``.
"""

import math
import re
from collections.abc import Collection

from fonds.cleaning.shortcode import known
from fonds.cleaning.shortcode.features import Feature
from fonds.cleaning.shortcode.naming import Name
from fonds.cleaning.shortcode.reading import Reading
from fonds.cleaning.shortcode.weights import INTERCEPT, WEIGHTS

VETOES = frozenset({
    Feature.LITERAL, Feature.LOG, Feature.STATEMENT, Feature.COMMENT, Feature.SETTINGS,
    Feature.SOURCE, Feature.FIXTURE, Feature.EXPLAINED, Feature.SPOKEN, Feature.AGAIN,
    Feature.EMPTY, Feature.FOLLOWED,
})  # fmt: skip
"""Code, literals and mentions: no weight outvotes them."""
_VETOED = 0.5
_HAN = re.compile("[\u3400-\u9fff]")


def score(signs: Collection[Feature]) -> float:
    """Return how likely the features make it that a bracket is a tag, 0..1.

    Cost: a sum. A bracket that a veto names is none, whatever else speaks for it.
    """
    total = INTERCEPT + sum(WEIGHTS.get(sign, 0.0) for sign in signs)
    likely = 1.0 / (1.0 + math.exp(-total))
    return likely if VETOES.isdisjoint(signs) else min(likely, _VETOED)


def reasons(signs: Collection[Feature], most: int = 4) -> list[str]:
    """Return the names of the features that decided, the weightiest first."""
    deciding = [s for s in signs if WEIGHTS.get(s, 0.0) > 0.0]
    deciding.sort(key=lambda s: (-WEIGHTS[s], s))
    return [str(s) for s in deciding[:most]]


def counted(reading: Reading, signs: set[Feature], paired: bool) -> set[Feature]:  # noqa: C901 - to be taken apart with the cleaner
    """Return ``signs`` without those that do not count for this tag.

    A builder's tag proves itself even beside code; the tag of a highlighter stands on its own
    line in the midst of code by its nature; what stands beside CJK letters is not glued.
    """
    name = reading.name
    signs = set(signs)
    strong = {Feature.ATTACHMENT, Feature.IDS} & reading.marks or name.level == 3
    if strong:
        signs -= {Feature.GLUED, Feature.UNQUOTED, Feature.CODE_LINE}
    if Feature.BARE in reading.marks and (name.translated or not name.raw.isascii()):
        signs -= {
            Feature.OWN_LINE,
            Feature.FRAMED,
        }  # may be a course's or a plugin's own, native tag
    whole_line = {Feature.OWN_LINE, Feature.CANONICAL, Feature.ADDRESS} & signs and name.level >= 2
    if Feature.PARAGRAPH in signs and (whole_line or Feature.ATTACHMENT in reading.marks):
        signs -= {Feature.SOURCE, Feature.CODE_LINE}
    if paired:
        signs.discard(Feature.SETTINGS)
        if name.level:
            signs.discard(Feature.GLUED)
        if _compound(name):
            signs.add(Feature.COMPOUND)
    elif Feature.BARE in reading.marks and name.translated:
        signs.discard(Feature.TRANSLATED3)  # [advance_fusion_power] may be a section of anything
    if name.level == 3 and paired:
        signs -= {Feature.SOURCE, Feature.FOLLOWED}
    if {Feature.ENCLOSES, Feature.APART} & signs:
        signs.discard(Feature.SPOKEN)  # without the tag the sentence still stands
    if (
        name.translated
        and paired
        and _HAN.match(name.raw)
        and {Feature.BARE, Feature.UNQUOTED} & signs
    ):
        signs.add(Feature.NATIVE)
        signs.discard(Feature.CODE_BODY)
    if Feature.CODE_BODY in signs:
        signs -= {Feature.SOURCE, Feature.CODE_LINE}
    if name.tag in known.HIGHLIGHTERS and paired and not name.translated:
        signs -= {Feature.SOURCE, Feature.CODE_LINE, Feature.UNQUOTED, Feature.STATEMENT}
    if paired and name.level >= 2:
        signs.discard(Feature.WORDS)
    if paired and name.level and not name.translated:
        signs.discard(Feature.UNQUOTED)
    if Feature.SELF_CLOSED in signs:
        signs.discard(Feature.UNQUOTED)
    loose = Feature.ASSIGNED in signs or Feature.PLAYER in signs or Feature.BARE in signs
    if name.level >= 2 and not name.translated:
        signs -= {Feature.UNQUOTED, Feature.ODD, Feature.CODE_LINE, Feature.ONE_LETTER}
        if paired or not loose:
            signs.discard(Feature.GLUED)
    if {Feature.ATTACHMENT, Feature.NUMBERED} & reading.marks or (
        Feature.IDS in reading.marks and name.level
    ):
        signs -= {Feature.SEPARATORS, Feature.COLONS}
        if {Feature.SEVERAL, Feature.LOOSE} & signs or paired or not _plain_key(reading):
            signs.discard(Feature.NAMELESS)
    if Feature.NAMELESS not in signs:
        signs.discard(Feature.SELECTORS)
    if Feature.PARTED not in signs and Feature.SELF_CLOSED not in signs:
        signs.discard(
            Feature.OWN_ID
        )  # in a sentence it may be the sentence's own, or one of a list
    if Feature.OWN_LINE not in signs:
        signs.discard(Feature.COLON_ID)
    if {Feature.NEIGHBOUR, Feature.COMPANY} & signs and Feature.OWN_LINE in signs:
        signs.discard(Feature.UNQUOTED)
    return signs


def _compound(name: Name) -> bool:
    """Tell whether a name was put together of words, as no editor's own mark is."""
    if name.raw.isupper() or name.raw[-1:].isdigit():
        return False  # [SYSTEM_PROMPT], [hand_2]: of a format, of an edition
    if name.level:
        return name.translated and any(sign in name.raw for sign in " _-")
    return "_" in name.raw or ("-" in name.raw and name.raw.isascii())


def _plain_key(reading: Reading) -> bool:
    """Tell whether all there is is one key that no translation has touched, as selectors have."""
    return all(a.key.isascii() and " " not in a.key for a in reading.opener.attributes)
