"""Words that a single-byte encoding of another script was read wrong in. Floor 3."""

import re
from collections.abc import Iterator

_WESTERN_WORD = re.compile(r"(?<![A-Za-z])[\u00c0-\u00ff\u00a8\u00b8]{2,40}(?![A-Za-z])")
_BY_SCRIPT = (  # letters that stand right in the text, codecs, and what words of it have
    (re.compile("[\u0430-\u044f]{3}"), ("cp1251", "koi8-r"), frozenset("аеёиоуыэюяіїєў")),
    (re.compile("[\u05d0-\u05ea]{3}"), ("cp1255",), frozenset("אהויןםמשלר")),
    (re.compile("[\u03b1-\u03c9]{3}"), ("cp1253",), frozenset("αεηιουωάέήίόύώ")),
)


def single_byte(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield place, right reading and codec: the script of the text for whole words of accented letters.

    No language writes words of accented letters alone; two of them, with ten letters, are asked
    for, and a vowel in each of the longer ones. Of two codecs the one that makes small letters.
    """  # noqa: E501
    if text.isascii():
        return
    found = list(_WESTERN_WORD.finditer(text))
    if len(found) < 2 or sum(len(m[0]) for m in found) < 10:
        return
    for script, codecs_of, vowels in _BY_SCRIPT:
        if not script.search(text):
            continue
        joined = "".join(m[0] for m in found)
        best = max(codecs_of, key=lambda name: sum(c.islower() for c in _as(joined, name)))
        for m in found:
            fixed = _as(m[0], best)
            if script.search(f"{fixed.lower()}{fixed.lower()}") and not vowels.isdisjoint(
                fixed.lower()
            ):
                yield m.start(), m.end(), fixed, best
        return


def _as(word: str, codec: str) -> str:
    return word.encode("cp1252", "replace").decode(codec, "replace")
