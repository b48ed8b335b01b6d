"""Tell keys and values of settings, in any language, from those of legends and glosses. Pure."""

import re
from collections.abc import Iterator, Sequence

from fonds.cleaning.shortcode import naming, values
from fonds.cleaning.shortcode.features import Feature
from fonds.cleaning.shortcode.naming import Name
from fonds.cleaning.shortcode.pieces import Attribute


def furnished(name: Name, keyed: Sequence[Attribute], separators: int) -> Iterator[Feature]:
    """Yield a mark where keys and values are those of settings, in another language than English.

    Two keys that are known and a value for machines; under a known name, in the tight writing of
    tags, one. A legend or a gloss has separators, keys of its own, or no name.
    """
    if not name.raw or separators or not all(a.quoted and a.sign == "=" for a in keyed):
        return
    if name.raw.isascii() and not name.translated and all(naming.own_key(a.key) for a in keyed):
        return
    known_keys = sum(naming.key_of(a.key) is not None for a in keyed)
    technical = sum(_TECHNICAL.match(values.digits(a.value.strip())) is not None for a in keyed)
    tight = name.translated and all(a.tight for a in keyed)
    sure = tight or name.level >= 2 or (name.translated and technical >= 2)
    if technical and (known_keys >= 2 or (known_keys and sure)):
        yield Feature.FURNISHED
        if known_keys >= 2 and len(keyed) >= 3:
            yield Feature.WELL_FURNISHED


_TECHNICAL = re.compile(
    r"(?:[-+−]?\d{1,7}(?:[.,/:x×]\d{1,7})*\s?(?:px|%|em|rem|vh|vw|ms|s)?|#[0-9a-fA-F]{3,8}"
    r"|(?:https?:)?//\S+)\Z"
)
