"""Write plain files at the paths of their identifiers, with a manifest and a list of names."""

import csv
import io

from fonds.archive import Version
from fonds.archive.listing import readable
from fonds.export.writer import ExportWriter, WrittenFile
from fonds.get.names import Names, safe_path


def write_version(
    writer: ExportWriter, names: Names, version: Version, *, older: bool
) -> tuple[WrittenFile, Version]:
    """Write a version's exact bytes; one that is not the newest goes under ``versions/N/``."""
    path = safe_path(version.identifier)
    if older:
        path = ("versions", str(version.number), *path)
    return writer.write(names.take(path), version.chunks()), version


def finish(writer: ExportWriter, written: list[tuple[WrittenFile, Version]], rows: bytes) -> None:
    """Write ``manifest-sha256.txt``, which ``sha256sum -c`` reads, and ``manifest.csv``."""
    writer.write(("withdrawn.jsonl",), [rows])
    lines = (f"{one.sha256}  {one.path}\n".encode() for one, _ in written)
    writer.write(("manifest-sha256.txt",), lines)
    table = io.StringIO(newline="")
    out = csv.writer(table)
    out.writerow(["file", "identifier", "name", "version", "sha256"])
    for one, version in written:
        known = (version.identifier, readable(version.identifier), version.number)
        out.writerow([one.path, *known, one.sha256])
    writer.write(("manifest.csv",), [table.getvalue().encode("utf-8", "backslashreplace")])
