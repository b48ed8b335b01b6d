"""Shortcodes in any script, found by shape and weighed evidence.

``shape`` cuts tags out of the text, ``reading`` and ``naming`` say what they carry, ``pairing``
matches closers, ``evidence`` weighs, ``detect`` decides; ``known`` and ``lexicon`` are data.
"""

from fonds.cleaning.doc import CODE, LINK, MATH, Rule, has
from fonds.cleaning.shortcode.detect import shortcodes

__all__ = ["RULE", "shortcodes"]

RULE = Rule(
    run=shortcodes,
    gate=has("[", "［", "【", "〔", "=", "＝"),
    respects=frozenset({CODE, LINK, MATH}),
    mends=True,  # escapes are judged by the rule: a value may hold doubled brackets
)
