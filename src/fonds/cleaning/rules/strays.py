"""A tag of HTML, and the signs that some of them were left in prose. Floor 3."""

import re
from itertools import pairwise

import attrs

from fonds.cleaning.rules.nature import words

ENDS = re.compile(r"[.!?…。！？।۔؟።:][\"'”’»)]{0,2}\Z")
"""What ends a sentence."""


@attrs.frozen
class Tag:
    """A tag as it stands: where, its name in small letters, and what follows the name."""

    start: int
    end: int
    name: str
    closes: bool
    attributes: str
    escaped: bool


def listed_items(text: str, tags: list[Tag]) -> bool:
    """Tell whether two items of a list, closed, stand in one line of prose."""
    items = [tag for tag in tags[:200] if tag.name in ("li", "td", "th")]
    whole = [
        (a, b)
        for a, b in pairwise(items)
        if not a.closes and b.closes and words(text[a.end : b.start]) > 0
    ]
    return len(whole) > 1 and "\n" not in text[whole[0][0].start : whole[-1][1].end]


EMPHASIS = ("em", "strong", "b", "i", "u", "a")


def dangling(text: str, tags: list[Tag]) -> bool:
    """Tell whether a closer of a block that nothing opened stands right after a sentence."""
    opened = {tag.name for tag in tags if not tag.closes}
    return any(
        tag.closes
        and tag.name in ("p", "div", "td", "span", "font", "blockquote", *EMPHASIS)
        and tag.name not in opened
        and (
            ENDS.search(text[max(0, tag.start - 3) : tag.start])
            or (tag.name in EMPHASIS and text[tag.start - 1 : tag.start].isalpha())
        )
        for tag in tags[:50]
    )
