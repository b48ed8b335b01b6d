"""``fonds report``: one HTML file about documents, for people."""

from pathlib import Path

import click

from fonds.cli.command import command
from fonds.cli.common_options import open_archive, reading
from fonds.cli.terminal import out_json, say, shown, size_text


@command()
@click.argument("documents", metavar="[DOC[@N]]…", nargs=-1)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The HTML file; it must not exist.",
)
@click.option("--where", metavar="EXPR", help="Documents that an expression chooses.")
@click.option(
    "--most",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    metavar="N",
    help="At most N documents.",
)
@reading
def report(
    documents: tuple[str, ...],
    output: Path,
    where: str | None,
    most: int,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> None:
    """Write one self-contained HTML file about documents. Nothing runs in it.

    It shows the text before and after cleaning with each edit, provenance, fingerprints, versions,
    what was verified, and what is not proven. Nothing sensitive is shown.
    """
    with open_archive(archive_dir, key) as archive:
        archive.report(documents, output, where=where, most=most)
    size = output.stat().st_size
    if as_json:
        out_json({"file": str(output), "size": size})
    else:
        say(f"wrote {shown(str(output))}, {size_text(size)}")
