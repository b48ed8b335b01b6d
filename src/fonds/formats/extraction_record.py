"""The records of an extraction: where each block of a text is, what the document states.

``extraction`` holds what anybody may see; ``sensitive`` holds metadata that is shown only when it
is asked for, and that evidence may leave out. Both are canonical JSON.
Source: FORMAT.md, Extraction.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from fonds.errors import FormatError
from fonds.formats.canonical import canonical
from fonds.model import Block, Extraction, ExtractionStep, Loss, Metadata, MetadataValue

VERSION = 1
LIMIT = 64 * 1024 * 1024  # bytes of a record
_FIELDS = {"blocks", "losses", "main_ranges", "metadata", "steps", "v"}

Ranges = tuple[tuple[int, int], ...]


def print_extraction(extraction: Extraction) -> tuple[bytes | None, bytes | None]:
    """Return the two records of an extraction; None for one that would say nothing.

    Shape: ``blocks`` are ``[kind, start, end, place]``, ``steps`` ``[kind, start, end, original]``,
    ``losses`` ``[kind, count, note, place]``, ``metadata`` ``[name, value, evidence]``.
    """
    shown = [_value(one) for one in extraction.metadata if not one.sensitive]
    hidden = [_value(one) for one in extraction.metadata if one.sensitive]
    says = (extraction.main_ranges, extraction.blocks, extraction.steps, shown)
    main = None if extraction.main_ranges is None else [list(one) for one in extraction.main_ranges]
    record = {
        "blocks": [[b.kind, b.start, b.end, dict(b.place)] for b in extraction.blocks],
        "losses": [[one.kind, one.count, one.note, dict(one.place)] for one in extraction.losses],
        "main_ranges": main,
        "metadata": shown,
        "steps": [[s.kind, s.start, s.end, s.original] for s in extraction.steps],
        "v": VERSION,
    }
    private = canonical({"metadata": hidden, "v": VERSION}) if hidden else None
    return canonical(record) if any(says) else None, private


def print_nothing() -> bytes:
    """Return the record of an extraction that found nothing to show."""
    return canonical(
        {"blocks": [], "losses": [], "main_ranges": None, "metadata": [], "steps": [], "v": VERSION}
    )


def parse_extraction(data: bytes, private: bytes | None = None) -> Extraction:
    """Read the records back; the text is not part of them. Raises: FormatError."""
    value = _object(data, _FIELDS)
    try:
        hidden = _object(private, {"metadata", "v"})["metadata"] if private else []
        return Extraction(
            None,
            "",
            "",
            losses=tuple(
                Loss(str(k), int(n), None, str(s), dict(p)) for k, n, s, p in value["losses"]
            ),
            main_ranges=_ranges(value["main_ranges"]),
            blocks=tuple(Block(str(k), int(a), int(b), dict(p)) for k, a, b, p in value["blocks"]),
            metadata=(*_values(value["metadata"], False), *_values(hidden, True)),
            steps=tuple(
                ExtractionStep(str(k), int(a), int(b), str(o)) for k, a, b, o in value["steps"]
            ),
        )
    except (TypeError, ValueError) as e:
        raise FormatError("an extraction record is malformed", reason=str(e)) from e


def main_ranges_of(data: bytes) -> Ranges | None:
    """Return the ranges of the main text, None where there is none. Raises: FormatError."""
    try:
        return _ranges(_object(data, _FIELDS)["main_ranges"])
    except (TypeError, ValueError) as e:
        raise FormatError("an extraction record is malformed", reason=str(e)) from e


def main_text(text: str, ranges: Ranges | None) -> str:
    """Return the text that the cleaner works on: the main text, or all where there is none.

    >>> main_text("menu Article foot", ((5, 12),))
    'Article'
    >>> main_text("all of it", None)
    'all of it'
    """
    if not ranges:
        return text
    return "".join(text[start:end] for start, end in ranges)


def _value(one: MetadataValue) -> list[Any]:
    return [one.name, one.value, one.evidence]


def _values(rows: Sequence[Sequence[Any]], sensitive: bool) -> list[MetadataValue]:
    return [MetadataValue(str(n), value, str(e), sensitive) for n, value, e in rows]


def _ranges(value: Any) -> Ranges | None:  # noqa: ANN401 - what JSON gives
    """Ranges in order, apart from one another. Raises: TypeError, ValueError."""
    if value is None:
        return None
    ranges = tuple((start, end) for start, end in value)
    last = 0
    for start, end in ranges:
        if type(start) is not int or type(end) is not int or not last <= start < end:
            raise ValueError("ranges of the main text are not in order")
        last = end
    return ranges


def _object(data: bytes, fields: set[str]) -> Metadata:
    if len(data) > LIMIT:
        raise FormatError("an extraction record is too long", bytes=len(data))
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as e:
        raise FormatError("an extraction record is not JSON", reason=str(e)) from e
    if not isinstance(value, dict) or set(value) != fields or value["v"] != VERSION:
        raise FormatError("an extraction record is malformed")
    return value
