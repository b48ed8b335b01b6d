"""Put an extraction together block by block, within bounds.

Blocks are set apart by line ends and the cells of a table row by tabs; these separators are the
only characters of a text that its document does not hold.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fonds.extraction.options import Limits
from fonds.model import Block, Extraction, ExtractionStep, Loss, Metadata, MetadataValue

MOST_BLOCKS = 200_000  # blocks with a place each; of what comes after, only the text is kept
MOST_METADATA = 4_000  # values of one document
MOST_LOSSES = 1_000  # different ones
LONGEST_VALUE = 64 * 1024  # characters of one metadata string

NOWHERE: Metadata = {}


class Assembly:
    """The growing text of one document, its blocks, metadata, losses and steps.

    Cost: amortised constant a block. Nothing is added past the limit of the text, and then the
    loss ``limit`` says so.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.blocks: list[Block] = []
        self.metadata: list[MetadataValue] = []
        self.steps: list[ExtractionStep] = []
        self.length = 0
        self._pieces: list[str] = []
        self._losses: dict[tuple[str, str], Loss] = {}
        self._room = limits.text
        self._full = False

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
        if self.length + len(text) > self._room:
            self.lose("limit", note=f"text ends at {self._room} characters (limits.text)")
            return False
        if self.length:
            self._pieces.append("\n")
            self.length += 1
        base = self.length
        self._pieces.append(text)
        self.length += len(text)
        found = inner.blocks[: max(0, MOST_BLOCKS - len(self.blocks))]
        self.blocks += [
            Block(kind or b.kind, b.start + base, b.end + base, {**place, **b.place}) for b in found
        ] or [Block(kind or "paragraph", base, self.length, dict(place))]
        self.steps += [
            ExtractionStep(s.kind, s.start + base, s.end + base, s.original) for s in inner.steps
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
        known = self._losses.get((kind, note))
        if known is not None:
            self._losses[kind, note] = Loss(
                kind, known.count + count, known.offset, note, known.place
            )
        elif len(self._losses) < MOST_LOSSES:
            self._losses[kind, note] = Loss(kind, count, offset, note, dict(place))

    def take(self, losses: tuple[Loss, ...] | list[Loss]) -> None:
        """Record losses that a part's reader found."""
        for loss in losses:
            self.lose(loss.kind, loss.count, loss.note, loss.place, loss.offset)

    def say(self, name: str, value: Any, evidence: str, sensitive: bool = False) -> None:  # noqa: ANN401 - a JSON value
        """Record a metadata value with its evidence. Empty strings and None say nothing."""
        if value is None or value == "":
            return
        if len(self.metadata) >= MOST_METADATA:
            self.lose("limit", note=f"more than {MOST_METADATA} metadata values")
            return
        if isinstance(value, str) and len(value) > LONGEST_VALUE:
            self.lose("limit", note=f"metadata value {name} cut at {LONGEST_VALUE} characters")
            value = value[:LONGEST_VALUE]
        self.metadata.append(MetadataValue(name, _sound(value), evidence, sensitive))

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


def _sound(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value in which lone surrogates, which no JSON can hold, are U+FFFD."""
    if isinstance(value, str):
        if value.isascii():
            return value
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            # one character for one, so that offsets stay true
            return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
        return value
    if isinstance(value, Mapping):
        return {_sound(k): _sound(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_sound(v) for v in value]
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
