"""Write rows as JSON Lines, CSV or Parquet: parts that are there whole or not at all."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from fonds.errors import UsageError
from fonds.export.rows import COLUMNS, INTEGERS, NUMBERS, TEXTS

_GROUP = 2000  # rows of a row group
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_lines(rows: Iterable[dict[str, Any]], compress: str | None) -> Iterator[bytes]:
    """Yield rows in datatrove's shape: text, id, and the rest as metadata. Bounded memory."""
    lines = (_json_line(row) for row in rows)
    if compress == "gz":
        yield from _gzipped(lines)
    elif compress == "zst":
        import zstandard

        packer = zstandard.ZstdCompressor(level=6).compressobj()
        for line in lines:
            yield packer.compress(line)
        yield packer.flush()
    else:
        yield from lines


def _json_line(row: dict[str, Any]) -> bytes:
    metadata = {name: value for name, value in row.items() if name not in ("id", "text")}
    shaped = {"text": row["text"], "id": row["id"], "metadata": metadata}
    return orjson.dumps(shaped, option=orjson.OPT_APPEND_NEWLINE)


def _gzipped(lines: Iterator[bytes]) -> Iterator[bytes]:
    held = io.BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", compresslevel=6, mtime=0) as packer:
        for line in lines:
            packer.write(line)
            if held.tell() > 1 << 20:
                yield held.getvalue()
                held.seek(0)
                held.truncate()
    yield held.getvalue()


def spreadsheet(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield an inventory that Excel reads: no texts, and no cell that is a formula."""
    columns = [name for name in COLUMNS if name not in TEXTS]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    yield b"\xef\xbb\xbf"  # by which Excel knows UTF-8
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
        if out.tell() > 1 << 20:
            yield out.getvalue().encode("utf-8", "replace")
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> object:
    """Return a value that no spreadsheet computes."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def parquet(rows: Iterable[dict[str, Any]]) -> bytes:
    """Return one Parquet file of rows, always of the same schema.

    Cost: holds the rows and the file; the caller parts them.
    Raises: UsageError without pyarrow.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as e:
        raise UsageError("Parquet needs pyarrow: pip install 'fonds[parquet]'") from e
    types = dict.fromkeys(INTEGERS, pa.int64()) | dict.fromkeys(NUMBERS, pa.float64())
    schema = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
    held = [{name: _unicode(row[name]) for name in COLUMNS} for row in rows]
    out = io.BytesIO()
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for start in range(0, len(held), _GROUP) or [0]:
            writer.write_table(pa.Table.from_pylist(held[start : start + _GROUP], schema=schema))
    return out.getvalue()


def _unicode(value: Any) -> Any:  # noqa: ANN401 - a cell
    """Return a text without lone surrogates, which Parquet cannot hold."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode()
