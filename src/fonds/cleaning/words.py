"""Words of many languages by what they are for, read from one table beside this file.

A rule that knows a class of words asks for it here; to add a language, add its lines to
``words.tsv``. Pure, but for reading the table once.
"""

import re
from functools import cache
from importlib import resources

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@cache
def table() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return for each class its languages with their words. Cost: read once, a few ms."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    data = resources.files("fonds.cleaning").joinpath("words.tsv").read_text("utf-8")
    for line in data.splitlines():
        if line and not line.startswith("#"):
            language, name, words = line.split("\t")
            found.setdefault(name, []).append((language, tuple(words.split("|"))))
    return {name: tuple(rows) for name, rows in found.items()}


def words(name: str) -> tuple[str, ...]:
    """Return all words of a class, of every language, each once."""
    return tuple(dict.fromkeys(word for _, row in table()[name] for word in row))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return what finds a word of a class, whole where its script parts words, in either case."""
    spaced, unspaced = [], []
    for word in words(name):
        stem = re.escape(word.rstrip("*"))
        if _UNSPACED.search(word):
            unspaced.append(stem)
        else:
            spaced.append(stem + ("" if word.endswith("*") else r"(?!\w)"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})|{'|'.join(unspaced)}", re.I)
