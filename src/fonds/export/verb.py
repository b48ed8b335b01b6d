"""Export: the verb that writes selected versions in one of the formats."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import orjson

from fonds.about import SOFTWARE
from fonds.archive import OpenArchive, Version
from fonds.archive.where import where
from fonds.errors import FondsError, StorageError, UsageError
from fonds.export import bag, ocfl, tables, tree
from fonds.export.options import FORMATS, ROWS_OF_A_PART, Exported, ExportOptions
from fonds.export.rows import row_of
from fonds.export.selection import selected, withdrawn_rows
from fonds.export.writer import ExportWriter
from fonds.get.names import Names
from fonds.model import stamp
from fonds.storage.outgoing import OutgoingFolder


def export(
    archive: OpenArchive,
    format: str,
    folder: Path,
    options: ExportOptions,
    names: Sequence[str] = (),
) -> Exported:
    """Write versions into a folder, which is made where it is not there; return what was done.

    A version that is damaged is named and left out; the others are written. Run again after it
    was cut off, it goes on: what is there already with the same bytes is not an error.
    Cost: reads each bundle's records once; see the formats.
    Raises: UsageError, UnknownDocumentError; ExistsError where other files are in the way;
    StorageError.
    """
    if format not in FORMATS:
        raise UsageError("no such format", format=format, known=", ".join(FORMATS))
    with OutgoingFolder(folder) as out:
        run = ExportRun(archive, format, options, ExportWriter(out))
        found = selected(archive, names, all_versions=options.all_versions)
        if options.where is not None:
            found = filter(where(options.where), found)
        _WRITERS[format](run, found)
        run.writer.finish(run.facts())
        size = sum(one.size for one in run.writer.files)
    return Exported(
        format, folder, run.versions, len(run.writer.files), size, run.withdrawn, run.failed
    )


@attrs.define
class ExportRun:
    """One export under way."""

    archive: OpenArchive
    format: str
    options: ExportOptions
    writer: ExportWriter
    names: Names = attrs.field(factory=Names)
    versions: int = 0
    withdrawn: int = 0
    failed: dict[str, str] = attrs.field(factory=dict)

    def facts(self) -> dict[str, Any]:
        """What the list of files says of the export as a whole."""
        return {
            "format": self.format,
            "software": SOFTWARE,
            "archive": self.archive.info.archive,
            "log_size": self.archive.state.size,
            "log_root": self.archive.state.root.hex(),
            "time": stamp(self.options.time),
            "versions": self.versions,
            "failed": self.failed,
        }

    def each(self, found: Iterator[Version], write: Callable[[Version], object]) -> None:
        """Write versions one by one; what is wrong with one costs no other."""
        for version in found:
            name = f"{version.identifier}@{version.number}"
            try:
                write(version)
            except StorageError:
                raise  # our own disk: nothing further can be written
            except FondsError as e:
                self.failed[name] = f"{e.code} {e}"
            else:
                self.versions += 1

    def tombstones(self) -> bytes:
        """Return a line of JSON for each version that was withdrawn."""
        rows = withdrawn_rows(self.archive)
        self.withdrawn = len(rows)
        return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)

    def rows(self, found: Iterator[Version]) -> Iterator[dict[str, Any]]:
        """Yield a row for each version that can be read."""
        made: list[dict[str, Any]] = []
        for version in found:
            self.each(iter([version]), lambda one: made.append(self._row(one)))
            yield from made
            made.clear()

    def _row(self, version: Version) -> dict[str, Any]:
        return row_of(self.archive, version, edits=self.options.edits)


def _tree(run: ExportRun, found: Iterator[Version]) -> None:
    written: list[Any] = []

    def write(version: Version) -> None:
        newest = run.archive.catalog.latest(version.document)
        older = newest is not None and newest.leaf != version.leaf
        written.append(tree.write_version(run.writer, run.names, version, older=older))

    run.each(found, write)
    tree.finish(run.writer, written, run.tombstones())


def _bag(run: ExportRun, found: Iterator[Version]) -> None:
    run.each(found, lambda version: bag.write_version(run.writer, run.names, version))
    bag.finish(run.writer, run.archive, run.options, run.tombstones())


def _ocfl(run: ExportRun, found: Iterator[Version]) -> None:
    ocfl.begin(run.writer)
    for document, group in ocfl.by_document(found):
        try:
            ocfl.write_object(run.writer, document, group)
        except StorageError:
            raise
        except FondsError as e:
            run.failed[group[0].identifier] = f"{e.code} {e}"
        else:
            run.versions += len(group)
    run.tombstones()


def _json_lines(run: ExportRun, found: Iterator[Version]) -> None:
    compress = run.options.compress
    name = "rows.jsonl" + (f".{compress}" if compress else "")
    run.writer.write((name,), tables.json_lines(run.rows(found), compress))
    run.writer.write(("withdrawn.jsonl",), [run.tombstones()])


def _spreadsheet(run: ExportRun, found: Iterator[Version]) -> None:
    run.writer.write(("inventory.csv",), tables.spreadsheet(run.rows(found)))
    run.writer.write(("withdrawn.jsonl",), [run.tombstones()])


def _parquet(run: ExportRun, found: Iterator[Version]) -> None:
    """Parts are named by how many there are: rows are counted first, by the catalogue."""
    versions = list(found)
    parts = max(1, -(-len(versions) // ROWS_OF_A_PART))
    for part in range(parts):
        chunk = versions[part * ROWS_OF_A_PART : (part + 1) * ROWS_OF_A_PART]
        name = f"part-{part:05d}-of-{parts:05d}.parquet"
        run.writer.write((name,), [tables.parquet(run.rows(iter(chunk)))])
    run.writer.write(("withdrawn.jsonl",), [run.tombstones()])


_WRITERS: dict[str, Callable[[ExportRun, Iterator[Version]], None]] = {
    "tree": _tree,
    "bag": _bag,
    "ocfl": _ocfl,
    "jsonl": _json_lines,
    "csv": _spreadsheet,
    "parquet": _parquet,
}
