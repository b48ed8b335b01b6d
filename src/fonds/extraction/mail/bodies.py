"""The paragraphs of a plain message: quotes told from what was written."""

import re
from collections.abc import Iterator

from fonds.model import Block

_BLANK = re.compile(r"\n[ \t]*(?=\n)")
_NOT_QUOTED = re.compile(r"^[ \t]*[^> \t\n]", re.MULTILINE)
_WORDS = re.compile(r"\S")


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return a block for each run of lines that are not empty; of lines with ``>``, a quote.

    Cost: linear, without holding the lines: one message may be thirty megabytes of them.
    """
    found: list[Block] = []
    for start, end in _runs(text):
        first = _WORDS.search(text, start, end)
        if first is None:
            continue
        start = text.rfind("\n", start, first.start()) + 1 or start
        quoted = _NOT_QUOTED.search(text, start, end) is None
        found.append(Block("quote" if quoted else "paragraph", start, end))
    return tuple(found)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for blank in _BLANK.finditer(text):
        if blank.start() > at:
            yield at, blank.start()
        at = blank.end()
    yield at, len(text)
