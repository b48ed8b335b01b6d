"""Judge embeddings, overrides and isolates of direction. Floor 3."""

import re
from collections.abc import Iterator

EMBED, OVERRIDE, POP = "\u202a\u202b", "\u202d\u202e", "\u202c"
ISOLATE, POP_ISOLATE = "\u2066\u2067\u2068", "\u2069"
DEEPEST = 125  # levels the bidirectional algorithm goes down; Source: UAX #9, max_depth

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\n]")

Found = tuple[int, int, str, float]


def embeddings(text: str, rtl: bool) -> Iterator[Found]:
    """Yield the marks that carry nothing: unbalanced ones, and pairs in a text of one direction.

    A line's end closes whatever is open. Left alone: balanced isolates; balanced embeddings where
    the text has letters of both directions; overrides, which reverse what is read (noticed only).
    """
    if not re.search("[\u202a-\u202e\u2066-\u2069]", text):
        return
    stack: list[tuple[int, str]] = []
    for match in _BIDI.finditer(text):
        at, char = match.start(), match.group()
        if char == "\n":
            yield from _unclosed(stack)
            stack = []
        elif char in EMBED or char in OVERRIDE or char in ISOLATE:
            if len(stack) < DEEPEST:
                stack.append((at, char))
        elif not stack or (char == POP) == (stack[-1][1] in ISOLATE):
            yield at, at + 1, "closes a direction that nothing opened", 0.9
        else:
            opened, kind = stack.pop()
            if kind in EMBED and not rtl:
                yield opened, opened + 1, "embedding in a text of one direction", 0.9
                yield at, at + 1, "embedding in a text of one direction", 0.9
    yield from _unclosed(stack)


def _unclosed(stack: list[tuple[int, str]]) -> Iterator[Found]:
    for at, char in stack:
        yield at, at + 1, "direction never closed", 0.5 if char in OVERRIDE else 0.9
