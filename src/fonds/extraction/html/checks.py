"""What is looked at before any parser sees a page: a linear pass over its text. Pure.

A tag with 200,000 attributes keeps lexbor and lxml busy for half a minute, 100,000 nested elements
likewise. Counting them beforehand costs a fraction of a millisecond.
"""

import re

from fonds.extraction.options import ExtractLimits
from fonds.model import Loss

# A tag from its name to its end, quoted values and what is in them included. Possessive: linear.
_TAG = re.compile(r"""<[a-zA-Z](?:[^>=]++|=[ \t\r\n\f]*+(?:"[^"]*+"|'[^']*+')?+)*+""")
_ATTRIBUTE = re.compile(
    r"""[\s/]++[^\s/>=]++(?:[ \t\r\n\f]*+=[ \t\r\n\f]*+(?:"[^"]*+"|'[^']*+'|[^\s>"']*+))?+"""
)
_NO_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)", re.S | re.I)
_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_CLOSES_ITSELF = frozenset({
    "p", "li", "dd", "dt", "td", "th", "tr", "option", "area", "base", "br", "col", "embed", "hr",
    "img", "input", "link", "meta", "param", "source", "track", "wbr", "tbody", "thead", "tfoot",
    "rp", "rt", "body", "html", "head",
})  # fmt: skip
_DEPTH_FACTOR = 16  # what is counted is more than what a parser nests; its cost is bearable here
_COMBINING = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]{64,}+"  # no script needs more than a dozen
)


def check(text: str, limits: ExtractLimits) -> Loss | None:
    """Return the limit that a page is past, None where a parser may see it. Cost: linear."""
    return _attributes(text, limits.attributes) or _depth(text, limits.depth * _DEPTH_FACTOR)


def combining_runs(text: str) -> int:
    """Count the runs of more combining marks than any script needs."""
    return 0 if text.isascii() else len(_COMBINING.findall(text))


def _attributes(text: str, most: int) -> Loss | None:
    """Find a tag with more attributes than the limit. Only long tags are looked into.

    What stands in scripts and comments may look like a tag, so these go before it is believed.
    """
    if _most_attributes(text, most) <= most:
        return None
    count = _most_attributes(_NO_MARKUP.sub("", text), most)
    if count <= most:
        return None
    return Loss("limit", count, note=f"a tag with {count} attributes (limit: attributes)")


def _most_attributes(text: str, most: int) -> int:
    tags = [tag for tag in _TAG.findall(text) if len(tag) > 2 * most]
    return max((len(_ATTRIBUTE.findall(tag)) for tag in tags), default=0)


def _depth(text: str, most: int) -> Loss | None:
    """Find nesting deeper than ``most``, by counting tags that do not close themselves."""
    if text.count("<") - 2 * text.count("</") <= most:
        return None
    depth = deepest = 0
    for slash, name in _NAME.findall(text):
        if slash:
            depth = max(0, depth - 1)
        elif name.lower() not in _CLOSES_ITSELF:
            depth += 1
            deepest = max(deepest, depth)
    if deepest <= most:
        return None
    return Loss("limit", deepest, note=f"elements nested {deepest} deep (limit: depth)")
