"""``fonds list``: which documents an archive has."""

import shutil
import sys
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
@click.option(
    "--type", "media_type", metavar="TYPE", help="Only of this type: text/plain, image, pdf."
)
@click.option("--since", metavar="TIME", help="Only with a newest version of this time or later.")
@click.option(
    "--language", metavar="TAG", help="Only in this language, stated or detected: en, ar."
)
@click.option(
    "--sort",
    type=click.Choice(("added", "name", "title", "size", "date", "type")),
    default="added",
    show_default=True,
    help="The order of the rows.",
)
@click.option("--reverse", is_flag=True, help="Reverse the order.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Print at most N rows.")
@click.option("--where", metavar="EXPR", help="Only what an expression chooses: size > 1000.")
@click.option("--count", is_flag=True, help="Print only the number of documents.")
@click.option("--checked", is_flag=True, help="Compare each with the signed log, and its title.")
@click.option("--versions", is_flag=True, help="A row for each version, in captured order.")
@click.option("--long", is_flag=True, help="Print whole ids, times, digests and identifiers.")
@reading
def list_documents(
    contains: str,
    where: str | None,
    count: bool,
    checked: bool,
    versions: bool,
    long: bool,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
    **wanted: Any,  # noqa: ANN401 - fields of a Listing
) -> None:
    """List the documents, or those with CONTAINS in their name or title, whatever its case.

    Names are shown decoded; on a terminal, long ones are cut to its width. --long and --json give
    them whole. They are shown as catalogued, and no document of the log is left out; --checked
    compares each with the signed log.
    """
    from fonds.archive.listing import Listing, select

    listing = Listing(contains=_as_name(contains), **wanted)
    with open_archive(archive_dir, key) as archive:
        rows = select(archive.handle, listing, checked=checked)
        if where is not None:
            from fonds.archive.where import rows_where

            rows = rows_where(archive.handle, rows, where)
        if count:
            number = sum(1 for _ in rows)
            out_json({"count": number}) if as_json else out(str(number))
            return
        if versions:
            _print_versions(archive.handle, rows, as_json=as_json)
            return
        if as_json:
            out_json_rows("documents", map(summary, rows))
            return
        number = _print(rows, long=long)
    if number:
        how = "compared with the log" if checked else "as catalogued (--checked asks the log)"
        say(f"{counted(number, 'document')}, {how}")
    else:
        narrowed = (
            contains or where or any(wanted[name] for name in ("media_type", "since", "language"))
        )
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
    columns = _columns()
    for page in _pages(map(summary, rows)):
        number += len(page)
        if long:
            table([_long(row) for row in page], LONG)
        else:
            table([_short(row, columns) for row in page], columns, flexible=FLEXIBLE)
    return number


VERSIONS = ("identifier", "version", "kind", "captured", "at", "sha256", "type", "size", "title")


def _print_versions(handle: Any, rows: Iterator[Any], *, as_json: bool) -> None:  # noqa: ANN401
    from fonds.archive.listing import version_rows

    found = (dict(zip(VERSIONS, row, strict=True)) for row in version_rows(handle, rows))
    if as_json:
        out_json_rows("versions", found)
        return
    for page in _pages(found):
        table([tuple(row.values()) for row in page], VERSIONS)


SHORT = ("document", "date", "versions", "size", "type", "name", "title")
FLEXIBLE = ("name", "title", "type")
NEEDS = {"versions": 90, "date": 75, "type": 60, "title": 48}
"""Columns of a terminal below which a listing goes without something."""

LONG = ("document", "at", "versions", "size", "type", "sha256", "identifier", "title")


def _columns() -> tuple[str, ...]:
    """The columns that a terminal has room for; without a terminal all of them."""
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 200
    left_out = [name for name, least in NEEDS.items() if room < least]
    return tuple(name for name in SHORT if name not in left_out)


def _short(row: dict[str, Any], columns: tuple[str, ...]) -> tuple[object, ...]:
    name, title = row["name"], "(withdrawn)" if row["withdrawn"] else row["title"]
    shown = {
        "document": row["document"][9:17],
        "date": row["at"][:10],
        "versions": row["versions"],
        "size": "" if row["withdrawn"] else size_text(row["size"]),
        "type": row["type"].partition(";")[0],
        "name": name,
        "title": "" if title == name.rpartition("/")[2] else title,
    }
    return tuple(shown[column] for column in columns)


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
