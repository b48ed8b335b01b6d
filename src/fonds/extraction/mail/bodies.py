"""The paragraphs of a plain message: quotes told from what was written."""

import re

from fonds.model import Block

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return a block for each run of lines that are not empty; of lines with ``>``, a quote."""
    found: list[Block] = []
    for match in _PARAGRAPH.finditer(text):
        quoted = all(line.lstrip().startswith(">") for line in match[0].split("\n"))
        found.append(Block("quote" if quoted else "paragraph", match.start(), match.end()))
    return tuple(found)
