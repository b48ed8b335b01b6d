"""Weigh what speaks for a tag against what speaks for a genuine bracket.

Weights add up; what speaks for is capped at 1 before what speaks against is taken off, so that
no heap of weak signs outweighs one strong objection.
"""

import re
from collections.abc import Collection

from fonds.cleaning.shortcode import known
from fonds.cleaning.shortcode.naming import Name
from fonds.cleaning.shortcode.reading import Reading

FOR = {
    "attachment": 0.65,  # attachment_123, the word in any language, or under a key for id
    "numbered": 0.4,  # word_123 under an unknown key
    "ids": 0.6,  # 1,2,3 under a key for id or ids
    "numbers": 0.4,  # under any other
    "align": 0.25,
    "size": 0.2,
    "media": 0.3,
    "key": 0.05,
    "captioned": 0.15,  # a word for caption, and a side or a width
    "several": 0.1,
    "furnished": 0.45,  # keys and values of settings, translated
    "well-furnished": 0.15,
    "keyed": 0.2,  # a known name with attributes
    "known3": 0.8,
    "known2": 0.5,
    "known1": 0.25,
    "translated3": 0.75,
    "translated2": 0.5,
    "translated1": 0.2,
    "canonical": 0.72,  # name, then key="value" with no blanks: nothing else looks so
    "nearly-canonical": 0.55,
    "own-id": 0.25,  # a bare number under a key for id, on its own line
    "self-closed": 0.35,
    "player": 0.35,
    "colon-id": 0.35,  # [vimeo:12345], on its own line
    "plugin-values": 0.3,
    "file": 0.15,  # the address of a sound or a film
    "name-address": 0.35,  # [name=address], [name:address]
    "closer": 0.45,
    "attributed": 0.2,  # values in quotes in a tag that is closed
    "own-line": 0.1,
    "framed": 0.2,  # opener and closer each on a line of their own
    "address": 0.2,  # all it encloses is a web address
    "compound": 0.3,  # an unknown name of several words, opened and closed
    "company": 0.35,  # alone on its line, in a text with sure shortcodes
    "code-body": 0.3,  # code between two lines that a word for code begins and ends
    "alone": 0.25,  # a name that commonly stands without attributes, on its own line
    "image": 0.2,
    "neighbour": 0.35,
    "repeated": 0.1,
    "layout": 0.2,  # a name that parts or spaces out, right beside a sure tag
    "headed": 0.2,  # its closer bears the name of what the opener's words are about
    "widget": 0.3,  # an unknown name made as plug-ins make theirs, in company of sure tags
}
"""What each sign adds."""

AGAINST = {
    "nameless": 0.5,  # [key="value"]: selectors, attributes of other languages, legends
    "separators": 0.45,  # legends: [A = "x", B = "y"]
    "colons": 0.25,
    "odd": 0.5,
    "unquoted": 0.2,
    "one-letter": 0.3,
    "cut": 0.2,  # without its last bracket
    "capitals": 0.3,  # variables of an environment
    "words": 0.6,
    "assigned": 0.5,  # [R=301], [via: address]: flags, attributions
    "statement": 0.6,  # within a statement of a program
    "comment": 0.6,  # within a comment of a program
    "settings": 0.7,  # a section of a file of settings
    "log": 0.6,
    "glued": 0.45,
    "literal": 0.5,  # a string of a program, or quoted in prose
    "followed": 0.5,  # by ( or :: link or definition
    "source": 0.45,
    "code-line": 0.3,
    "spoken": 0.5,  # a part of its sentence
    "within": 0.15,  # an unknown name with capitals, within a sentence: [timeQuality tzKnown="1"]
    "mid-sentence": 0.3,  # on its own line, and the sentence before it goes on after it
    "empty": 0.5,  # opened and closed around nothing, to show the pair
    "notation": 0.4,  # among bracketed labels of one kind
    "fixture": 0.6,  # an example in a test: input, expected
    "again": 0.5,  # the very same tag twice in a line of prose
    "selectors": 0.3,
    "explained": 0.4,  # the line speaks of shortcodes
    "markup": 0.4,  # a highlighter's code holds markup, which would be bare without it
}
"""What each sign takes off."""


_HAN = re.compile("[\u3400-\u9fff]")


def score(signs: Collection[str]) -> float:
    """Return the weight of the evidence, 0..1."""
    plus = sum(FOR.get(sign, 0.0) for sign in signs)
    minus = sum(AGAINST.get(sign, 0.0) for sign in signs)
    return max(0.0, min(1.0, plus) - minus)


def exempt(reading: Reading, signs: set[str], paired: bool) -> set[str]:
    """Return ``signs`` without those that do not count for this tag.

    A builder's tag proves itself even beside code; the tag of a highlighter stands on its own
    line in the midst of code by its nature; what stands beside CJK letters is not glued.
    """
    name = reading.name
    signs = set(signs)
    strong = {"attachment", "ids"} & reading.marks or name.level == 3
    if strong:
        signs -= {"glued", "unquoted", "code-line"}
    if "bare" in reading.marks and (name.translated or not name.raw.isascii()):
        signs -= {"own-line", "framed"}  # may be a course's or a plugin's own, native tag
    whole_line = {"own-line", "canonical", "address"} & signs and name.level >= 2
    if "paragraph" in signs and (whole_line or "attachment" in reading.marks):
        signs -= {"source", "code-line"}
    if paired:
        signs.discard("settings")
        if name.level:
            signs.discard("glued")
        if _compound(name):
            signs.add("compound")
    elif "bare" in reading.marks and name.translated:
        signs.discard("translated3")  # [advance_fusion_power] may be a section of anything
    if name.level == 3 and paired:
        signs -= {"source", "followed"}
    if {"encloses", "apart"} & signs:
        signs.discard("spoken")  # without the tag the sentence still stands
    if "code-body" in signs and _HAN.search(name.raw):
        signs.discard("code-body")  # courses in Chinese have a native tag for code
    if "code-body" in signs:
        signs -= {"source", "code-line"}
    if name.tag in known.HIGHLIGHTERS and paired and not name.translated:
        signs -= {"source", "code-line", "unquoted", "statement"}
    if paired and name.level >= 2:
        signs.discard("words")
    if paired and name.level and not name.translated:
        signs.discard("unquoted")
    if "self-closed" in signs:
        signs.discard("unquoted")
    loose = "assigned" in signs or "player" in signs or "bare" in signs
    if name.level >= 2 and not name.translated:
        signs -= {"unquoted", "odd", "code-line", "one-letter"}
        if paired or not loose:
            signs.discard("glued")
    if {"attachment", "numbered"} & reading.marks or ("ids" in reading.marks and name.level):
        signs -= {"separators", "colons"}
        if {"several", "loose"} & signs or paired or not _plain_key(reading):
            signs.discard("nameless")
    if "nameless" not in signs:
        signs.discard("selectors")
    if "parted" not in signs and "self-closed" not in signs:
        signs.discard("own-id")  # in a sentence it may be the sentence's own, or one of a list
    if "own-line" not in signs:
        signs.discard("colon-id")
    if {"neighbour", "company"} & signs and "own-line" in signs:
        signs.discard("unquoted")
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
