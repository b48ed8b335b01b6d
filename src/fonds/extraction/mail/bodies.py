"""The paragraphs of a plain message: quotes told from what was written. Floor 3: pure."""

import re

from fonds.model import Block

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")

_NOT_QUOTED = re.compile(r"^[ \t]*[^> \t\n]", re.MULTILINE)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return a block for each run of lines that are not empty; of lines with ``>``, a quote."""
    found: list[Block] = []
    for match in _PARAGRAPH.finditer(text):
        quoted = _NOT_QUOTED.search(text, match.start(), match.end()) is None
        found.append(Block("quote" if quoted else "paragraph", match.start(), match.end()))
    return tuple(found)
