"""What each feature weighs: made by ``tools/train_clean.py train``, not by hand."""

from collections.abc import Mapping
from types import MappingProxyType

from fonds.cleaning.shortcode.features import Feature

INTERCEPT = -4.34
WEIGHTS: Mapping[Feature, float] = MappingProxyType(
    {
        Feature.ADDRESS: 7.06,
        Feature.ALIGN: 0.74,
        Feature.ALONE: 3.78,
        Feature.APART: 5.02,
        Feature.ASSIGNED: -7.21,
        Feature.ATTRIBUTED: 2.35,
        Feature.BARE: -4.18,
        Feature.CANONICAL: 2.43,
        Feature.CAPTIONED: 3.15,
        Feature.CLOSER: 2.96,
        Feature.CODE_LINE: -1.05,
        Feature.COLONS: -2.29,
        Feature.COMPANY: 0.34,
        Feature.COMPOUND: 7.19,
        Feature.DRIFTED: 1.19,
        Feature.ENCLOSES: 1.7,
        Feature.FILE: 0.93,
        Feature.FRAMED: 5.7,
        Feature.FURNISHED: 7.17,
        Feature.GLUED: -9.25,
        Feature.IDS: 5.79,
        Feature.KEY: 2.77,
        Feature.KEYED: 3.78,
        Feature.KNOWN1: 5.4,
        Feature.KNOWN2: 7.38,
        Feature.KNOWN3: 12.01,
        Feature.LAYOUT: 0.5,
        Feature.LOOSE: -1.42,
        Feature.MEDIA: 5.34,
        Feature.MID_SENTENCE: -5.82,
        Feature.NAME_ADDRESS: 2.74,
        Feature.NEARLY_CANONICAL: 3.76,
        Feature.NEIGHBOUR: 8.52,
        Feature.NOTATION: -3.48,
        Feature.NUMBERED: 1.11,
        Feature.NUMBERS: 0.32,
        Feature.ODD: -0.35,
        Feature.ONE_LETTER: -3.41,
        Feature.OWN_ID: 5.04,
        Feature.PARAGRAPH: 0.23,
        Feature.PARTED: -0.66,
        Feature.PLAYER: 3.47,
        Feature.PLUGIN_VALUES: 1.16,
        Feature.SELECTORS: -4.63,
        Feature.SELF_CLOSED: 2.82,
        Feature.SIZE: 1.72,
        Feature.TRANSLATED2: 5.87,
        Feature.TRANSLATED3: 3.46,
        Feature.UNQUOTED: -1.58,
        Feature.WELL_FURNISHED: 0.93,
        Feature.WORDS: -5.42,
    }
)
