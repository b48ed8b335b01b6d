"""Tell a ledger to people: every edit in its context, and the difference as a patch. Pure.

No colour and no terminal here: ``fonds clean`` and ``fonds explain`` print what this returns, and
a web page or a notebook may do it otherwise.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from fonds.ledger import Cleaned, Edit, Finding

CONTEXT = 40
"""Code points shown on either side of an edit."""

_MOST_COMPARED = 250_000  # pairs of lines in one hunk; larger hunks are shown whole


@attrs.frozen
class Told:
    """An edit or a finding as it is shown.

    Shape: ``kind`` is ``edit`` or ``finding``; ``id`` is None for a finding; ``line`` counts from
    1 and ``start`` is the offset, both in the input; ``before`` and ``after`` are the input around
    it, at most ``CONTEXT`` code points and never cut in a word where that can be helped.
    """

    kind: str
    id: int | None
    rule: str
    reason: str
    score: float
    line: int
    start: int
    before: str
    removed: str
    inserted: str
    after: str
    lifted: Mapping[str, Any]


def told(original: str, cleaned: Cleaned, context: int = CONTEXT) -> Iterator[Told]:
    """Yield the edits and then the findings of ``cleaned``, each with its context.

    Cost: one pass over the text, for the numbers of the lines.
    """
    lines = _Lines(original)
    for edit in cleaned.edits:
        yield _tell(original, edit, lines, context)
    lines = _Lines(original)
    for finding in cleaned.findings:
        yield _tell(original, finding, lines, context)


def _tell(original: str, thing: Edit | Finding, lines: "_Lines", context: int) -> Told:
    edit = isinstance(thing, Edit)
    return Told(
        kind="edit" if edit else "finding",
        id=thing.id if isinstance(thing, Edit) else None,
        rule=thing.rule,
        reason=thing.reason,
        score=thing.score,
        line=lines.at(thing.start),
        start=thing.start,
        before=_before(original, thing.start, context),
        removed=thing.removed if isinstance(thing, Edit) else thing.text,
        inserted=thing.inserted if isinstance(thing, Edit) else "",
        after=_after(original, thing.end, context),
        lifted=thing.lifted,
    )


class _Lines:
    """Count lines while places come in order, so that the text is read once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.line = 1

    def at(self, place: int) -> int:
        if place < self.place:
            self.place, self.line = 0, 1
        self.line += self.text.count("\n", self.place, place)
        self.place = place
        return self.line


def _before(text: str, at: int, context: int) -> str:
    piece = text[max(0, at - context) : at]
    if at - context > 0 and " " in piece[: context // 2]:
        piece = piece[piece.index(" ") + 1 :]
    return piece


def _after(text: str, at: int, context: int) -> str:
    piece = text[at : at + context]
    if at + context < len(text) and " " in piece[context // 2 :]:
        piece = piece[: piece.rindex(" ")]
    return piece


def unified(original: str, cleaned: Cleaned, name: str = "text", context: int = 2) -> list[str]:
    """Return the difference as lines of a unified diff, without line ends.

    The hunks come from the ledger, not from a search for likeness, so the cost is that of the
    changed lines; only within one hunk are lines compared.
    """
    out: list[str] = []
    lines = _Lines(original)
    gained = 0
    for start, end, edits in _regions(original, cleaned.edits, context):
        first = lines.at(start)
        parts: list[str] = []
        done = start
        for edit in edits:
            parts += [original[done : edit.start], edit.inserted]
            done = edit.end
        new = "".join([*parts, original[done:end]])
        out.extend(_hunk(original[start:end], new, first, first + gained))
        gained += sum(e.inserted.count("\n") - e.removed.count("\n") for e in edits)
    if out:
        out[:0] = [f"--- {name}", f"+++ {name} (cleaned)"]
    return out


def _regions(
    text: str, edits: Sequence[Edit], context: int
) -> Iterator[tuple[int, int, list[Edit]]]:
    """Yield each changed region in whole lines, with the lines around it and the edits in it."""
    begin = stop = -1
    held: list[Edit] = []
    for edit in edits:
        start, end = text.rfind("\n", 0, edit.start) + 1, edit.end
        for _ in range(context if start else 0):
            start = text.rfind("\n", 0, max(0, start - 1)) + 1
        for _ in range(context + 1):
            found = text.find("\n", end)
            end = len(text) if found < 0 else found + 1
        if held and start <= stop:
            stop = max(end, stop)
        else:
            if held:
                yield begin, stop, held
            begin, stop, held = start, end, []
        held.append(edit)
    if held:
        yield begin, stop, held


def _hunk(old: str, new: str, first: int, second: int) -> Iterator[str]:
    before, after = old.splitlines(), new.splitlines()
    yield f"@@ -{first},{len(before)} +{second},{len(after)} @@"
    if len(before) * len(after) > _MOST_COMPARED:
        yield from (f"-{line}" for line in before)
        yield from (f"+{line}" for line in after)
        return
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from (f" {line}" for line in before[a:b])
        else:
            yield from (f"-{line}" for line in before[a:b])
            yield from (f"+{line}" for line in after[c:d])


def summary(cleaned: Cleaned) -> list[tuple[str, int, int]]:
    """Return ``(rule, edits, findings)`` for each rule that did or noticed something."""
    rules = sorted({e.rule for e in cleaned.edits} | {f.rule for f in cleaned.findings})
    return [
        (
            rule,
            sum(e.rule == rule for e in cleaned.edits),
            sum(f.rule == rule for f in cleaned.findings),
        )
        for rule in rules
    ]
