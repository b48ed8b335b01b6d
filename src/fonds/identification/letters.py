"""How likely a text is in a language, by its letters and how they follow one another.

The model (``letters.bin``, made by ``tools/charset_model.py`` from real text) holds for each
language the probability of a class of character after another; a letter of the language's
alphabet is a class of its own. What else a character is (which symbol, which of the Chinese
characters) and how capitals stand in words is weighed apart. All of it is one probability of the
text, so that readings of the same bytes in several charsets can be held against one another.

Numbers are negative natural logarithms, kept in sixteenths: a sum of them is a cost in nats.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy import ndarray

    Array = ndarray[Any, Any]

STEP = 16
"""Steps of the model in one nat."""

DAMPING = 0.5
"""Power of how often a pair above ASCII stands in a text that it counts with."""

# Classes that every language has; its own letters follow.
SPACE, DIGIT, STOP, QUOTE, PUNCTUATION, FIRST_ASCII = 0, 1, 2, 3, 4, 5
BLANK, OPENING, CLOSING, APOSTROPHE, DASH, UNIT, MONEY, SYMBOL = range(31, 39)
FOREIGN, STRANGE, BLOCK, BAD = range(39, 43)
FIRST_OWN = 43

_KINDS = (
    ("«“„‘‚‹¿¡「『（《【〈", OPENING), ("»”›」』）》】〉。、，！？：；…・", CLOSING),
    ("’", APOSTROPHE),
    ("–—―‐‑−ー〜～", DASH), ("°²³¹ºª½¼¾‰", UNIT), ("£€¥¢", MONEY),
)  # fmt: skip
_ASCII = {
    **dict.fromkeys(" \t\n\r\f\v", SPACE), **dict.fromkeys("0123456789", DIGIT),
    **dict.fromkeys(".,;:!?", STOP), **dict.fromkeys("\"'`", QUOTE),
    **dict.fromkeys("#$%&()*+-/<=>@[\\]^_{|}~", PUNCTUATION),
    **{chr(97 + i): FIRST_ASCII + i for i in range(26)},
    **{chr(65 + i): FIRST_ASCII + i for i in range(26)},
}  # fmt: skip

_JOINERS = "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff"
_DIRECTIONS = map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
INVISIBLE = frozenset(f"\t\r\n\f\v\xad{_JOINERS}") | frozenset(_DIRECTIONS)
"""Characters that are not printed and that texts hold: line ends, joiners, directions."""

SCRIPTS = {  # ranges of a script's letters, and of the block whose characters are one class
    "Latn": ((0xAA, 0xAB), (0xBA, 0xBB), (0xC0, 0xD7), (0xD8, 0xF7), (0xF8, 0x250), (0x300, 0x370),
             (0x1E00, 0x1F00)),
    "Grek": ((0x370, 0x400), (0x1F00, 0x2000)), "Cyrl": ((0x400, 0x530),),
    "Hebr": ((0x590, 0x600),), "Arab": ((0x600, 0x700),), "Thai": ((0xE00, 0xE80),),
    "Kana": ((0x3040, 0x3100),), "Half": ((0xFF61, 0xFFA0),),
    "Hani": ((0x4E00, 0xA000),), "Hang": ((0xAC00, 0xD7A4),),
}  # fmt: skip


class LetterModel(NamedTuple):
    """One language's part of the model.

    ``classes`` and ``given`` go from a code unit (0 to 65,535) to its class, and to the cost of
    being just this character of its class; ``pairs`` is the cost of a class after another.
    """

    classes: "Array"
    given: "Array"
    pairs: "Array"


def costs(
    first: "Array", second: "Array", counts: "Array", languages: Sequence[str]
) -> list[float]:
    """Return how unlikely pairs of UTF-16 code units are in each language, in nats.

    ``counts`` says how often each pair counts; a repetition adds little.
    """
    case = cases()
    by_case = case_costs()[case[first], case[second]]
    found = []
    for name in languages:
        model = languages_of()[name]
        each = by_case + model.pairs[model.classes[first], model.classes[second]]
        found.append(float((each + model.given[second]) @ counts) / STEP)
    return found


def weights(counts: "Array") -> "Array":
    """Return how much pairs count that stand so often in a text: again is less than new."""
    import numpy as np

    found: Array = np.power(counts, DAMPING)
    return found


@cache
def case_costs() -> "Array":
    """What a small or capital letter costs after none (0), a small (1), a capital letter (2)."""
    import numpy as np

    chances = [[1.0, 0.8, 0.2], [1.0, 0.997, 0.003], [1.0, 0.55, 0.45]]
    found: Array = np.rint(-np.log(np.array(chances)) * STEP).astype(np.int32)
    return found


@cache
def cases() -> "Array":
    """From a code unit to 1 for a small letter, 2 for a capital, 0 for what is neither."""
    import numpy as np

    case = np.zeros(65536, np.uint8)
    for code in (*range(0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        case[code] = 1 if chr(code).islower() else 2 if chr(code).isupper() else 0
    return case


@cache
def folded() -> "Array":
    """From a code unit to that of its small letter."""
    import numpy as np

    fold = np.arange(65536, dtype=np.uint16)
    for code in (*range(0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        lower = chr(code).lower()
        if len(lower) == 1:
            fold[code] = ord(lower)
    fold[0x130] = ord("i")  # its small letter is i and a dot
    return fold


def classes_of(script: str, own: str) -> "Array":
    """Return the class of every code unit for a language of a script with letters of its own."""
    import numpy as np

    classes = np.full(65536, SYMBOL, np.uint8)
    classes[0:0x20] = classes[0x7F:0xA0] = classes[0xD800:0xF900] = BAD
    classes[0xFFF0:0x10000] = classes[0xFDD0:0xFDF0] = BAD
    for name, ranges in SCRIPTS.items():
        for start, end in ranges:
            alike = name == script or {name, script} <= {"Hani", "Kana"}
            classes[start:end] = FOREIGN if alike or name == "Latn" else STRANGE
    classes[0x3400:0x4E00] = classes[0x1100:0x1200] = classes[0x3130:0x3190] = STRANGE
    for start, end in SCRIPTS[{"Kana": "Hani"}.get(script, script)]:
        if script in ("Hani", "Kana", "Hang"):
            classes[start:end] = BLOCK
    for characters, kind in _KINDS:
        classes[[ord(c) for c in characters]] = kind
    classes[[0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000]] = BLANK
    for character, kind in _ASCII.items():
        classes[ord(character)] = kind
    for index, character in enumerate(own):
        classes[ord(character)] = FIRST_OWN + index
    found: Array = classes[folded()]
    return found


@cache
def languages_of() -> Mapping[str, LetterModel]:
    """Read the model: each language by its tag. Cost: about 30 ms, once; needs numpy."""
    import numpy as np

    data = zlib.decompress(Path(__file__).with_name("letters.bin").read_bytes())
    head, _, rest = data.partition(b"\n")
    model = json.loads(head)
    symbols = folded()[[ord(c) for c in model["symbols"]]]
    found: dict[str, LetterModel] = {}
    at = 0

    def take(size: int) -> "Array":
        nonlocal at
        at += size
        return np.frombuffer(rest, np.uint8, size, at - size)

    for name, (script, own, block, least) in model["languages"].items():
        size = FIRST_OWN + len(own)
        pairs = take(size * size).reshape(size, size)
        classes = classes_of(script, own)
        given = np.full(65536, model["most"], np.uint8)
        given[classes == BLOCK] = least
        given[[ord(c) for c in block]] = take(len(block))
        given[symbols] = take(len(symbols))
        given = given[folded()]
        given[(classes < BLANK) | (classes >= FIRST_OWN)] = 0
        found[name] = LetterModel(classes, given, pairs)
    return found
