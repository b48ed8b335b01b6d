"""Read the rows of a table: CSV, TSV, JSON Lines, Parquet. Pure: bytes in, values out.

Source: RFC 4180; jsonlines.org. Charset: UTF-8 with or without a mark, UTF-16 with one.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

import attrs

from fonds.errors import (
    DamagedContainerError,
    SourceError,
    UnsupportedMemberError,
    UsageError,
)

LONGEST = 16 << 20
"""Characters of one cell, and bytes of one line of JSON."""
_SAMPLE = 64 << 10
_ROWS = 200  # of Parquet, held at a time

ENDS = (b".csv", b".tsv", b".tab", b".jsonl", b".ndjson", b".parquet")
"""Ends of the names of tables."""


@attrs.frozen
class Columns:
    """Which columns hold what. Without ``text`` a table is one document and is not read by rows.

    ``id`` and ``url`` name the document (the latter is its address); without them it is named by
    the number of its row. ``date`` becomes the metadata of that name.
    """

    text: str | None = None
    id: str | None = None
    url: str | None = None
    date: str | None = None


class Row(NamedTuple):
    """One row: its number (the first is 1), its text, and the other columns."""

    number: int
    text: str
    name: str
    url: str
    metadata: Mapping[str, Any]


def rows(file: BinaryIO, name: bytes, columns: Columns) -> Iterator[Row | tuple[str, SourceError]]:
    """Yield the rows that have a text; of others the place, with the reason.

    Cost: one pass, of which one row is held.
    Raises: DamagedContainerError where the columns are not there, or the charset is none of ours.
    """
    file.seek(0)
    lower = name.lower()
    if lower.endswith((b".jsonl", b".ndjson")):
        yield from _json_rows(file, columns)
    elif lower.endswith(b".parquet"):
        yield from _parquet_rows(file, columns)
    else:
        yield from _csv_rows(file, columns, tabs=not lower.endswith(b".csv"))


def _csv_rows(
    file: BinaryIO, columns: Columns, *, tabs: bool
) -> Iterator[Row | tuple[str, SourceError]]:
    charset = _charset(file)
    sample = file.read(_SAMPLE).decode(charset, "replace")
    file.seek(0)
    csv.field_size_limit(LONGEST)
    lines = io.TextIOWrapper(io.BufferedReader(_Unclosed(file), 1 << 20), charset, newline="")
    reader = csv.reader(lines, delimiter="\t" if tabs else _delimiter(sample), strict=True)
    try:
        header = next(reader, [])
        places = _places(header, columns)
        for number, values in enumerate(reader, 1):
            if not values:
                continue
            place = f"row {number}"
            if len(values) != len(header):
                yield place, DamagedContainerError("a row has another number of cells",
                                                   line=reader.line_num)  # fmt: skip
                continue
            yield _row(number, dict(zip(places, values, strict=True)), columns, place)
    except (csv.Error, UnicodeDecodeError) as e:
        yield (
            f"line {reader.line_num}",
            DamagedContainerError(
                "the rest of the table cannot be read", line=reader.line_num, reason=str(e)
            ),
        )


def _places(header: list[str], columns: Columns) -> list[str]:
    """Return the names of columns, each once. Raises: DamagedContainerError."""
    names: list[str] = []
    for at, given in enumerate(header):
        name = given.strip() or f"column {at + 1}"
        names.append(name if name not in names else f"{name} ({at + 1})")
    for wanted in (columns.text, columns.id, columns.url, columns.date):
        if wanted is not None and wanted not in names:
            raise DamagedContainerError("the table has no such column", column=wanted)
        if wanted is not None and [one.strip() for one in header].count(wanted) > 1:
            raise DamagedContainerError("two columns have this name", column=wanted)
    return names


def _delimiter(sample: str) -> str:
    """Return what parts the cells of the first line, which is the header."""
    first = sample.partition("\n")[0]
    return max(",;\t|", key=lambda sign: (first.count(sign), sign == ","))


def _charset(file: BinaryIO) -> str:
    """Return the charset that the beginning states. Raises: DamagedContainerError."""
    head = file.read(4)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


class _Unclosed(io.RawIOBase):
    """A file that a text wrapper may read and not close."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a buffer
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _json_rows(file: BinaryIO, columns: Columns) -> Iterator[Row | tuple[str, SourceError]]:
    number, buffered = 0, io.BufferedReader(_Unclosed(file), 1 << 20)
    while line := buffered.readline(LONGEST + 1):
        number += 1
        place = f"row {number}"
        if len(line) > LONGEST:
            yield place, DamagedContainerError("a line is longer than the limit", limit=LONGEST)
            while line and not line.endswith(b"\n"):
                line = buffered.readline(LONGEST)
            continue
        if not line.strip():
            continue
        try:
            values = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError) as e:
            yield (
                place,
                DamagedContainerError("a line is not JSON", line=number, reason=str(e)),
            )
            continue
        if not isinstance(values, dict):
            yield place, DamagedContainerError("a line is no object", line=number)
            continue
        yield _row(number, values, columns, place)


def _parquet_rows(file: BinaryIO, columns: Columns) -> Iterator[Row | tuple[str, SourceError]]:
    """Yield rows of Parquet, some hundred of which are held; bytes are left out."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as e:
        raise UnsupportedMemberError("Parquet needs pyarrow: pip install 'fonds[parquet]'") from e
    number = 0
    try:
        table = pq.ParquetFile(file)
        _places(table.schema_arrow.names, columns)
        for batch in table.iter_batches(batch_size=_ROWS):
            for values in batch.to_pylist():
                number += 1
                yield _row(number, _plain(values), columns, f"row {number}")
    except (pa.ArrowException, OSError, ValueError) as e:
        yield (
            f"row {number + 1}",
            DamagedContainerError("the rest of the table cannot be read", reason=str(e)),
        )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose values JSON can hold: times and numbers of other kinds as texts."""
    return {
        name: value if isinstance(value, str | int | float | bool | type(None)) else str(value)
        for name, value in values.items()
        if not isinstance(value, bytes)
    }


def _row(
    number: int, values: dict[str, Any], columns: Columns, place: str
) -> Row | tuple[str, SourceError]:
    assert columns.text is not None  # noqa: S101 - only then is a table read by rows
    text = values.pop(columns.text, None)
    if not isinstance(text, str):
        return place, DamagedContainerError("a row has no text", column=columns.text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return place, DamagedContainerError("a row's text is not Unicode", column=columns.text)
    name = _named(values, columns.id)
    url = _named(values, columns.url)
    if columns.date and (date := values.pop(columns.date, None)) not in (None, ""):
        values["date"] = date
    metadata = {key: value for key, value in values.items() if value not in (None, "")}
    return Row(number, text, name, url, metadata)


def _named(values: Mapping[str, Any], column: str | None) -> str:
    value = values.get(column) if column else None
    return "" if value is None else str(value)


def check(columns: Columns) -> None:
    """Refuse columns that say nothing. Raises: UsageError."""
    if columns.text is None and (columns.id or columns.url or columns.date):
        raise UsageError("a table is read by rows only with --text-column")
