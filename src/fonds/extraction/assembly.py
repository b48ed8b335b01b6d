"""Put an extraction together block by block, within bounds.

Blocks are set apart by line ends and the cells of a table row by tabs; these separators are the
only characters of a text that its document does not hold.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from typing import Any

from fonds.extraction.options import ExtractLimits
from fonds.model import Block, Extraction, ExtractionStep, Loss, Metadata, MetadataValue

MOST_BLOCKS = 100_000  # blocks with a place each; of what comes after, only the text is kept
MOST_METADATA = 4_000  # values of one document
MOST_LOSSES = 1_000  # different ones
LONGEST_VALUE = 64 * 1024  # characters of one metadata string
LONGEST_METADATA = 4 * 1024 * 1024  # characters of all of them
LONGEST_NAME = 200  # characters of a name
LONGEST_EVIDENCE = 500  # characters of an evidence or a note
DEEPEST_VALUE = 5  # objects within objects
MOST_ITEMS = 5_000  # of one list or object
_LARGEST = 2**53  # beyond it, JSON's numbers are not exact

NOWHERE: Metadata = {}


class Assembly:
    """The growing text of one document, its blocks, metadata, losses and steps.

    Cost: amortised constant a block. Nothing is added past the limit of the text, and then the
    loss ``limit`` says so.
    """

    def __init__(self, limits: ExtractLimits) -> None:
        self.limits = limits
        self.blocks: list[Block] = []
        self.metadata: list[MetadataValue] = []
        self.steps: list[ExtractionStep] = []
        self.length = 0
        self._pieces: list[str] = []
        self._losses: dict[tuple[str, str], Loss] = {}
        self._room = limits.text
        self._full = False
        self._stated = 0
        self._stated_all = False

    def add(self, kind: str, text: str, place: Metadata = NOWHERE, before: str = "\n") -> bool:
        """Append a block, set apart from what stands before it. Empty text is no block.

        Returns whether it was added, so that a reader of millions of cells can stop.
        """
        if not text:
            return True
        if self.length + len(text) > self._room:
            self.lose("limit", note=f"text ends at {self._room} characters (limits.text)")
            return False
        if self.length:
            self._pieces.append(before)
            self.length += len(before)
        start = self.length
        self._pieces.append(text)
        self.length += len(text)
        if len(self.blocks) < MOST_BLOCKS:
            self.blocks.append(Block(kind, start, self.length, place))
        elif not self._full:
            self._full = True
            self.lose("limit", note=f"text from character {start} on has no blocks")
        return True

    def embed(self, inner: Extraction, place: Mapping[str, Any], kind: str | None = None) -> bool:
        """Append what another extractor made of a part, its blocks' places within ``place``."""
        for loss in inner.losses:
            self.lose(loss.kind, loss.count, loss.note, {**place, **loss.place}, loss.offset)
        text = inner.text
        if not text:
            return True
        room = self._room - self.length - 1
        if len(text) > room:
            self.lose("limit", note=f"text ends at {self._room} characters (limits.text)")
            if room <= 0:
                return False
            text = text[:room]
        if self.length:
            self._pieces.append("\n")
            self.length += 1
        base = self.length
        self._pieces.append(text)
        self.length += len(text)
        found = [b for b in inner.blocks if b.end <= len(text)]
        found = found[: max(0, MOST_BLOCKS - len(self.blocks))]
        self.blocks += [
            Block(kind or b.kind, b.start + base, b.end + base, {**place, **b.place}) for b in found
        ] or [Block(kind or "paragraph", base, self.length, dict(place))]
        self.steps += [
            ExtractionStep(s.kind, s.start + base, s.end + base, s.original)
            for s in inner.steps
            if s.end <= len(text)
        ]
        return True

    def step(self, kind: str, start: int, end: int, original: str) -> None:
        """Record a change to what the document says at ``[start, end)`` of the text."""
        if len(self.steps) < MOST_BLOCKS:
            self.steps.append(ExtractionStep(kind, start, end, original))

    def lose(
        self,
        kind: str,
        count: int = 1,
        note: str = "",
        place: Metadata = NOWHERE,
        offset: int | None = None,
    ) -> None:
        """Record a loss; the same kind and note again adds to its count and keeps its place."""
        note = _sound(note[:LONGEST_EVIDENCE])
        known = self._losses.get((kind, note))
        if known is not None:
            self._losses[kind, note] = Loss(
                kind, known.count + count, known.offset, note, known.place
            )
        elif len(self._losses) < MOST_LOSSES:
            self._losses[kind, note] = Loss(kind, count, offset, note, _bounded(place, []))

    def take(self, losses: tuple[Loss, ...] | list[Loss]) -> None:
        """Record losses that a part's reader found."""
        for loss in losses:
            self.lose(loss.kind, loss.count, loss.note, loss.place, loss.offset)

    def say(self, name: str, value: Any, evidence: str, sensitive: bool = False) -> None:  # noqa: ANN401 - a JSON value
        """Record a metadata value with its evidence. Empty strings and None say nothing."""
        if value is None or value == "":
            return
        if self._stated_all:
            return
        cuts: list[bool] = []
        value = _bounded(value, cuts)
        if cuts:
            self.lose("limit", note=f"metadata value {name[:80]} is cut short")
        self._stated += len(value) if isinstance(value, str) else len(str(value))
        if len(self.metadata) >= MOST_METADATA or self._stated > LONGEST_METADATA:
            self._stated_all = True
            note = f"more than {MOST_METADATA} metadata values, or {LONGEST_METADATA} characters"
            self.lose("limit", note=note)
            return
        name, evidence = _sound(name[:LONGEST_NAME]), _sound(evidence[:LONGEST_EVIDENCE])
        self.metadata.append(MetadataValue(name, value, evidence, sensitive))

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The losses so far, in the order in which they were found."""
        return tuple(self._losses.values())

    def finish(self, tool: str, version: str, settings: Metadata = NOWHERE) -> Extraction:
        """Return the extraction. Text is None where no block was added and something was lost."""
        text: str | None = "".join(self._pieces)
        if not text and self._losses:
            text = None
        elif text and not text.isascii():
            sound = _sound(text)
            if sound != text:
                self.lose("undecodable", note="bytes that are no character of any charset")
                text = sound
        return Extraction(
            text,
            tool,
            version,
            dict(settings),
            self.losses,
            blocks=tuple(self.blocks),
            metadata=tuple(self.metadata),
            steps=tuple(self.steps),
        )


def _sound(text: str) -> str:
    """Return text in which lone surrogates, which no JSON can hold, are U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # one character for one, so that offsets stay true
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def _bounded(value: Any, cuts: list[bool], depth: int = DEEPEST_VALUE) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value within bounds; ``cuts`` gets an entry for all that was cut."""
    if isinstance(value, str):
        if len(value) > LONGEST_VALUE:
            cuts.append(True)
            value = value[:LONGEST_VALUE]
        return _sound(value)
    if isinstance(value, Mapping | list | tuple):
        if depth == 0 or len(value) > MOST_ITEMS:
            cuts.append(True)
        if depth == 0:
            return None
        if isinstance(value, Mapping):
            items = list(value.items())[:MOST_ITEMS]
            return {_sound(str(k)): _bounded(v, cuts, depth - 1) for k, v in items}
        return [_bounded(v, cuts, depth - 1) for v in value[:MOST_ITEMS]]
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # JSON has no such numbers
    if isinstance(value, int) and abs(value) > _LARGEST:
        return str(value)
    return value


@contextmanager
def guarded(assembly: Assembly) -> Iterator[None]:
    """Turn what a reader did not foresee into a loss; what was read before it is kept.

    The readers answer for hostile input by what they check; this stands behind them, for an
    exception would cost the document all of its text.
    """
    try:
        yield
    except (MemoryError, RecursionError) as fault:
        assembly.lose("limit", note=f"the reader stopped: {type(fault).__name__}")
    except Exception as fault:  # noqa: BLE001 - see above
        assembly.lose("damaged", note=f"the reader stopped: {type(fault).__name__}")
