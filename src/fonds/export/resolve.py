"""Lead rows of a dataset back to the versions that they were made of."""

import contextlib
import hashlib
import io
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs
import orjson

from fonds.archive import OpenArchive, Version
from fonds.errors import FondsError, FormatError, NoSuchFileError, UsageError

LONGEST = 64 << 20  # bytes of one row


@attrs.frozen
class Resolved:
    """One row: its number, its id, and what is wrong with it, None where it leads back."""

    row: int
    id: str
    problem: str | None

    def to_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        return attrs.asdict(self)


def resolve(archive: OpenArchive, rows: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[Resolved]:
    """Yield for each row whether bytes, texts and proof are those of a version of this archive.

    The version is read from its bundle and checked against the log, as ``get`` does.
    Cost: that of reading the version's records.
    """
    for number, row in rows:
        problem = _problem(archive, row)
        yield Resolved(number, str(row.get("id", "")), problem)


def _problem(archive: OpenArchive, row: dict[str, Any]) -> str | None:
    leaf = row.get("leaf")
    if not isinstance(leaf, int):
        return "it names no leaf of a log"
    found = archive.catalog.version(leaf)
    if found is None:
        return "this archive has no such version"
    if found.withdrawn:
        return "the version was withdrawn"
    version = Version(archive, found)
    try:
        version.check()
        return _difference(version, row)
    except FondsError as e:
        return f"{e.code} {e}"


def _difference(version: Version, row: dict[str, Any]) -> str | None:
    """Return what of a row is not the version's. Digests are those of the version."""
    if row.get("id") != f"{version.identifier}@{version.number}":
        return "another document has this place in the log"
    if row.get("sha256") != version.sha256:
        return "the bytes are others"
    text = row.get("text")
    expected = version.cleaned or ""
    if text is not None and text != expected:
        return "the text is another"
    digest = hashlib.sha256(expected.encode("utf-8", "surrogatepass")).hexdigest()
    stated = row.get("text_sha256")
    if stated and stated != digest:
        return "the digest of the text is another"
    return None


def rows_of(path: str, number: int | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a file (JSON Lines, packed or not, or Parquet), or one of them.

    Rows are counted from 1. In bounded memory.
    Raises: NoSuchFileError; FormatError where a row is malformed; UsageError for Parquet without
    pyarrow.
    """
    place = Path(path)
    if not place.is_file():
        raise NoSuchFileError("there is no such file", path=path)
    found = _parquet_rows(place) if place.suffix == ".parquet" else _packed_rows(place)
    wanted = enumerate(found, 1)
    if number is None:
        yield from wanted
    else:
        yield from itertools.islice(wanted, number - 1, number)


def _packed_rows(path: Path) -> Iterator[dict[str, Any]]:
    with contextlib.closing(_opened(path)) as stream:
        yield from json_rows(stream)


def json_rows(stream: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - anything with readline
    """Yield rows in datatrove's shape, or flat ones, as one flat row each. Raises: FormatError."""
    while line := stream.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise FormatError("a row is longer than the limit", limit=LONGEST)
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as e:
            raise FormatError("a row is not JSON", reason=str(e)) from e
        if not isinstance(row, dict):
            raise FormatError("a row is no object")
        metadata = row.get("metadata")
        if isinstance(metadata, dict):
            row = {**metadata, "id": row.get("id"), "text": row.get("text")}
        yield row


def _opened(path: Path) -> Any:  # noqa: ANN401 - a stream
    if path.suffix == ".gz":
        import gzip

        return gzip.open(path)
    if path.suffix == ".zst":
        import zstandard

        file = path.open("rb")
        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(file, closefd=True))
    return path.open("rb")


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        import pyarrow.parquet as pq
    except ImportError as e:
        raise UsageError("Parquet needs pyarrow: pip install 'fonds[parquet]'") from e
    for batch in pq.ParquetFile(path).iter_batches(batch_size=500):
        yield from batch.to_pylist()
