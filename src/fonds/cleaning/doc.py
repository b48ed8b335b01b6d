"""What a rule gets and what it gives: the text with its shared facts, and proposals.

A rule is one function ``rule(doc: Doc) -> Iterator[Proposal]`` in its own module; a ``Rule`` names
it, says for which profiles it runs, what must be in the text for it to run at all, and which
protected kinds of span its proposals must leave alone. Rules never change text: the engine does.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from typing import Any, TypeVar

import attrs

from fonds.cleaning import protect

CODE, ESCAPE, LINK, MATH, URL = "code", "escape", "link", "math", "url"
KINDS = frozenset({CODE, ESCAPE, LINK, MATH, URL})
"""Kinds of protected span. A rule respects all of them unless it says otherwise."""

ACT = 0.7
"""Score from which a proposal is carried out."""
NOTICE = 0.4
"""Score from which one that is not carried out is reported as a finding."""


@attrs.frozen
class Proposal:
    """What a rule would do: put ``inserted`` for ``text[start:end]``; never an empty span.

    Shape: ``rule`` is the rule's id and version; ``score`` is 0..1: the engine acts from ``ACT``
    on, reports from ``NOTICE`` on, and drops the rest. ``lifted`` holds JSON values. Proposals
    of one rule with the same ``group`` are carried out together or, this round, not at all.
    """

    start: int
    end: int
    inserted: str
    rule: str
    reason: str
    score: float
    lifted: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    group: int | None = None


class Spans:
    """Sorted, disjoint half-open spans, with questions answered by bisection."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(spans):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(zip(self.starts, self.ends, strict=True))

    def __len__(self) -> int:
        return len(self.starts)

    def touches(self, start: int, end: int) -> bool:
        """Tell whether any span shares a character with ``[start, end)``."""
        n = bisect_right(self.ends, start)
        return n < len(self.starts) and self.starts[n] < end

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the spans that share a character with ``[start, end)``."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end)
        return list(zip(self.starts[first:last], self.ends[first:last], strict=True))

    def around(self, position: int) -> tuple[int, int] | None:
        """Return the span that holds ``position``, or None."""
        n = bisect_right(self.starts, position) - 1
        if n >= 0 and position < self.ends[n]:
            return self.starts[n], self.ends[n]
        return None

    def __contains__(self, position: object) -> bool:
        return isinstance(position, int) and self.around(position) is not None


T = TypeVar("T")
MOST_KEPT = 60_000
"""Answers that rounds keep for each other: some kilobytes each at most."""


class Doc:
    """A text and the facts about it that rules share; each is found when first asked for."""

    def __init__(self, text: str, memory: dict[object, Any] | None = None) -> None:
        self.text = text
        self._memory = {} if memory is None else memory

    def kept(self, what: str, about: Hashable, find: Callable[[], T]) -> T:
        """Return what ``find`` finds out about a part of the text; a later round asks again.

        For what hangs on ``about`` alone and costs more than to look up whether it is known.
        """
        key = what, about
        found: T
        if key in self._memory:
            found = self._memory[key]
        else:
            found = find()
            if len(self._memory) < MOST_KEPT:
                self._memory[key] = found
        return found

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which lines begin; the first is 0."""
        lengths = [len(line) + 1 for line in self.text.split("\n")]
        return [0, *accumulate(lengths[:-1])]

    def line_at(self, position: int) -> tuple[int, int]:
        """Return start and end (without its line feed) of the line that holds ``position``."""
        n = bisect_right(self.line_starts, position)
        start = self.line_starts[n - 1]
        end = self.line_starts[n] - 1 if n < len(self.line_starts) else len(self.text)
        return start, end

    def starts_line(self, position: int) -> bool:
        """Tell whether a line begins at ``position``."""
        n = bisect_left(self.line_starts, position)
        return n < len(self.line_starts) and self.line_starts[n] == position

    @cached_property
    def code(self) -> Spans:
        """Fenced, indented and inline code, and the elements of HTML that hold code."""
        return Spans(protect.code(self.text))

    @cached_property
    def escapes(self) -> Spans:
        """``[[…]]``: an escaped shortcode, a wiki link, a shell test."""
        return Spans(protect.escapes(self.text))

    @cached_property
    def links(self) -> Spans:
        """The ``](target)``, ``][label]``, ``[label]: target`` and ``[^n]`` of Markdown."""
        return Spans(protect.links(self.text))

    @cached_property
    def math(self) -> Spans:
        r"""TeX: ``$$…$$``, ``\(…\)``, ``\[…\]`` and environments."""
        return Spans(protect.math(self.text))

    @cached_property
    def urls(self) -> Spans:
        """Absolute web addresses."""
        return Spans(protect.urls(self.text))

    def protected(self, kind: str) -> Spans:
        """Return the protected spans of one of ``KINDS``."""
        if kind == CODE:
            return self.code
        if kind == ESCAPE:
            return self.escapes
        if kind == LINK:
            return self.links
        return self.math if kind == MATH else self.urls


@attrs.frozen
class Rule:
    """A rule as the table knows it.

    ``gate`` is asked first with the bare text and must be cheap (a ``str.find`` or a compiled
    pattern): where it says no, the rule does not run. ``respects`` are the kinds of protected
    span whose characters the rule's proposals must not touch; the engine drops those that do.
    ``mends`` says that what it removes is a thing of its own, so the joint left behind (a doubled
    space, an empty line) should be mended.
    """

    run: Callable[[Doc], Iterator[Proposal]]
    gate: Callable[[str], bool]
    respects: frozenset[str] = KINDS
    mends: bool = False


def has(*needles: str) -> Callable[[str], bool]:
    """Return a gate that opens where any of ``needles`` occurs."""

    def gate(text: str) -> bool:
        return any(needle in text for needle in needles)

    return gate
