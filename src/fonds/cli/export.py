"""``fonds export``, ``check-export`` and ``resolve``: documents in the formats of others."""

import itertools
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import json_option, open_archive, reading
from fonds.cli.terminal import counted, out, out_json, say, shown, size_text, standard_input
from fonds.errors import UsageError

FORMATS = ("tree", "bag", "ocfl", "jsonl", "csv", "parquet")
_SHOWN = 50  # rows that do not lead back


@command()
@click.argument("format", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("folder", metavar="DEST", type=click.Path(path_type=Path))
@click.argument("documents", metavar="[DOC[@N]]…", nargs=-1)
@click.option("--all-versions", is_flag=True, help="All versions, not only the newest.")
@click.option("--where", metavar="EXPR", help="Only what an expression chooses: size > 1000.")
@click.option("--edits", is_flag=True, help="Add the ledgers of edits to rows.")
@click.option("--compress", type=click.Choice(("gz", "zst")), help="Pack JSON Lines.")
@click.option("--source", metavar="NAME", help="Who hands the bag over (Source-Organization).")
@click.option("--time", "moment", metavar="TIME", help="Say this time, for the same bytes again.")
@reading
def export(
    format: str,
    folder: Path,
    documents: tuple[str, ...],
    moment: str | None,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
    **wanted: Any,  # noqa: ANN401 - fields of ExportOptions
) -> int:
    """Write documents into the folder DEST in a FORMAT that others read.

    \b
    tree      plain files, with manifest-sha256.txt for `sha256sum -c`
    bag       BagIt 1.0: files, cleaned texts, provenance, two manifests
    ocfl      an OCFL 1.1 storage root, an object for each document
    jsonl     a row for each version, with its cleaned text and what proves it
    csv       an inventory for a spreadsheet
    parquet   the rows of jsonl in columns (needs fonds[parquet])

    Every digest is checked on the way, and what was withdrawn is left out. An export that was cut
    off goes on when the command is run again; `fonds check-export DEST` says whether it is whole.
    """  # noqa: D301 - click wants the character itself
    with open_archive(archive_dir, key) as archive:
        done = archive.export(format, folder, documents, time=moment, **wanted)
    if as_json:
        out_json(done.to_json())
    else:
        files, size = counted(done.files, "file"), size_text(done.bytes)
        out(f"{counted(done.versions, 'version')}, {files}, {size} in {shown(str(folder))}")
        if done.withdrawn:
            say(f"{counted(done.withdrawn, 'version')} withdrawn, and not exported")
    for name, problem in list(done.failed.items())[:_SHOWN]:
        say(f"failed: {shown(name)}: {shown(problem)}")
    return 3 if done.failed else 0


@command(name="check-export")
@click.argument("folder", metavar="DEST", type=click.Path(path_type=Path))
@json_option
def check_export(folder: Path, as_json: bool) -> int:
    """Check an export of fonds without the archive: whole, unchanged, and nothing added."""
    from fonds.export.check import check_export as check

    found = check(folder)
    if as_json:
        out_json(found.to_json())
    else:
        for finding in found.findings:
            out(shown(finding))
        out(f"{counted(found.files, 'file')} as written" + ("" if found.ok else "; others are not"))
    return 0 if found.ok else 30


@command()
@click.argument("file", metavar="FILE[#N]|-")
@reading
def resolve(file: str, archive_dir: Path, key: Path | None, as_json: bool) -> int:
    """Lead rows of a dataset back to this archive: bytes, texts and proof are checked.

    FILE is JSON Lines (also .gz, .zst) or Parquet; FILE#N is its row N, counted from 1; - reads
    JSON Lines from standard input. Exit status 30 where a row does not lead back.
    """
    from fonds.export.resolve import json_rows, rows_of
    from fonds.export.resolve import resolve as resolved

    name, sign, number = file.rpartition("#")
    if sign and not number.isdecimal():
        raise UsageError("a row is written FILE#N", given=file)
    rows = (
        enumerate(json_rows(standard_input()), 1)
        if file == "-"
        else rows_of(name, int(number))
        if sign
        else rows_of(file)
    )
    right, wrong = 0, []
    with open_archive(archive_dir, key) as archive:
        for one in resolved(archive.handle, rows):
            right += one.problem is None
            if one.problem is not None:
                wrong.append(one.to_json())
    if as_json:
        out_json({"resolved": right, "failed": wrong})
    else:
        for row in itertools.islice(wrong, _SHOWN):
            out(f"row {row['row']}: {shown(row['id'])}: {shown(row['problem'])}")
        out(f"{counted(right, 'row')} led back" + (f", {len(wrong)} did not" if wrong else ""))
    if not right and not wrong:
        raise UsageError("there is no such row", given=file)
    return 30 if wrong else 0
