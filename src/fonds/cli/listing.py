"""``fonds list``: which documents an archive has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import open_archive, reading
from fonds.cli.terminal import counted, out, out_json, out_json_rows, say, size_text, table

PAGE = 200  # rows of a listing that are aligned together


@command(name="list")
@click.argument("contains", required=False, default="")
@click.option("--type", "media_type", metavar="TYPE", help="Of a type: text/plain, image, pdf.")
@click.option("--since", metavar="TIME", help="Whose newest version is of this time or later.")
@click.option("--language", metavar="TAG", help="In this language, stated or found: en, ar.")
@click.option(
    "--sort",
    type=click.Choice(("added", "name", "title", "size", "date", "type")),
    default="added",
    show_default=True,
    help="In this order.",
)
@click.option("--reverse", is_flag=True, help="In the opposite order.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="At most so many.")
@click.option("--count", is_flag=True, help="Print only how many there are.")
@click.option("--long", is_flag=True, help="Print whole ids, times, digests and identifiers.")
@reading
def list_documents(
    contains: str,
    count: bool,
    long: bool,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
    **wanted: Any,  # noqa: ANN401 - fields of a Listing
) -> None:
    """List the documents, or those with CONTAINS in their name or title, whatever its case.

    Names are shown decoded; on a terminal, long ones are cut to its width. --long and --json give
    them whole.
    """
    from fonds.archive.listing import Listing, select

    listing = Listing(contains=_as_name(contains), **wanted)
    with open_archive(archive_dir, key) as archive:
        rows = select(archive.handle, listing)
        if count:
            number = sum(1 for _ in rows)
            out_json({"count": number}) if as_json else out(str(number))
            return
        if as_json:
            out_json_rows("documents", map(summary, rows))
            return
        number = _print(rows, long=long)
    if number:
        say(counted(number, "document"))
    else:
        narrowed = contains or any(wanted[name] for name in ("media_type", "since", "language"))
        say("no documents match" if narrowed else "no documents yet")


def _as_name(text: str) -> str:
    """A word that is not UTF-8 is looked for as identifiers spell its bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        from urllib.parse import quote

        return quote(text.encode("utf-8", "surrogateescape"))
    return text


def _print(rows: Iterator[Any], *, long: bool) -> int:
    number = 0
    for page in _pages(map(summary, rows)):
        number += len(page)
        if long:
            table([_long(row) for row in page], LONG)
        else:
            table([_short(row) for row in page], SHORT, flexible=("name", "title"))
    return number


SHORT = ("document", "date", "versions", "size", "type", "name", "title")
LONG = ("document", "at", "versions", "size", "type", "sha256", "identifier", "title")


def _short(row: dict[str, Any]) -> tuple[object, ...]:
    name, title = row["name"], "(withdrawn)" if row["withdrawn"] else row["title"]
    return (
        row["document"][9:17],
        row["at"][:10],
        row["versions"],
        "" if row["withdrawn"] else size_text(row["size"]),
        row["type"].partition(";")[0],
        name,
        "" if title == name.rpartition("/")[2] else title,
    )


def _long(row: dict[str, Any]) -> tuple[object, ...]:
    title = "(withdrawn)" if row["withdrawn"] else row["title"]
    shown = ("document", "at", "versions", "size", "type", "sha256", "identifier")
    return (*(row[name] for name in shown), title)


def summary(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a VersionRow, imported late
    """Return a document as ``list --json`` prints it, by its newest version."""
    from fonds.archive.listing import readable

    return {
        "document": row.doc,
        "identifier": row.identifier,
        "name": readable(row.identifier),
        "title": row.title,
        "versions": row.number,
        "size": row.size,
        "type": row.type,
        "sha256": row.sha256.hex(),
        "at": row.at,
        "withdrawn": row.withdrawn,
    }


def _pages(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    page: list[dict[str, Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page
