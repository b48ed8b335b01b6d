"""``fonds get``: documents written out as files."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import open_archive, reading
from fonds.cli.terminal import counted, out, out_json, say, shown, size_text
from fonds.errors import UsageError


@command()
@click.argument("documents", metavar="[DOC[@N]|FILE]…", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="The newest version of every document.")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder for the files; created if missing.",
)
@click.option("--raw", "part", flag_value="raw", default=True, help="The exact bytes (default).")
@click.option("--text", "part", flag_value="text", help="The extracted text, in UTF-8.")
@click.option("--cleaned", "part", flag_value="cleaned", help="The cleaned text, in UTF-8.")
@click.option("-q", "--quiet", is_flag=True, help="Do not print a line for each file.")
@reading
def get(
    documents: tuple[str, ...],
    everything: bool,
    output: Path,
    part: str,
    quiet: bool,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> int:
    """Write documents as files, from an archive, an evidence file or a bundle.

    Digests are checked on the way. Names are made safe for every system, and which-is-which.tsv
    lists the files whose names were changed. Nothing is overwritten, and nothing is written
    outside DIR.

    \b
    fonds get report.pdf -o out            one document of the archive
    fonds get --all -o out --cleaned       the cleaned texts of all
    fonds get evidence.wacz -o out         what a file made by `fonds prove` holds
    """  # noqa: D301 - click wants the character itself
    from fonds.get import save

    if not documents and not everything and not archive_dir.is_file():
        raise UsageError("name a document, an evidence file, or --all")
    if documents and everything:
        raise UsageError("--all means every document: give no names with it")
    of_file = _file(documents, archive_dir)[0] is not None
    rows: list[dict[str, Any]] = []

    def print_saved(saved: Any) -> None:  # noqa: ANN401 - a Saved
        if as_json:
            rows.append(saved.to_json())
        elif saved.error is not None:
            say(f"failed: {shown(saved.identifier)}: {saved.error.code} {shown(saved.error)}")
        elif not quiet:
            was = "" if saved.new else "  (was there already)"
            number = f"statement {saved.version}" if of_file else f"version {saved.version}"
            out(f"{shown(saved.file)}  <-  {shown(saved.identifier)}, {number}{was}")

    with contextlib.ExitStack() as stack:
        items = _items(stack, documents, archive_dir, key)
        report = save(items, output, part, print_saved)
    if as_json:
        counts = {
            name: getattr(report, name)
            for name in ("files", "unchanged", "failed", "without_text", "bytes", "list")
        }
        out_json({"folder": str(output), **counts, "documents": rows})
    else:
        _summarise(report)
    if report.failed or (report.without_text and not everything):
        return 3
    return 0


def _summarise(report: Any) -> None:  # noqa: ANN401 - a GetReport
    say(f"{counted(report.files, 'file')}, {size_text(report.bytes)}, in {shown(report.folder)}")
    if report.unchanged:
        say(f"{counted(report.unchanged, 'file')} there already, with the same bytes")
    if report.without_text:
        say(f"{counted(report.without_text, 'document')} without text")
    if report.list:
        say(f"some names had to change: {report.list} lists which file is which document")
    if report.failed:
        say(f"{counted(report.failed, 'document')} failed")


def _items(
    stack: contextlib.ExitStack, documents: tuple[str, ...], archive_dir: Path, key: Path | None
) -> Iterator[Any]:
    from fonds.get import EvidenceFile, items_named, items_of

    file, names = _file(documents, archive_dir)
    if file is not None:
        evidence = stack.enter_context(contextlib.closing(EvidenceFile.open(file)))
        return evidence.items(names)
    archive = stack.enter_context(open_archive(archive_dir, key))
    if not names:
        return items_of(archive.handle)
    found = list(items_named(archive.handle, names))  # every name is known before a file is written
    return iter(found)


def _file(documents: tuple[str, ...], archive: Path) -> tuple[Path | None, tuple[str, ...]]:
    """Return the evidence file that is meant, if one is, and the documents asked of it."""
    if archive.is_file():
        return archive, documents
    if documents and documents[0].lower().endswith(".wacz") and Path(documents[0]).is_file():
        return Path(documents[0]), documents[1:]
    return None, documents
