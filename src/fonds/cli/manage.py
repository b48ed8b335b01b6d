"""``fonds init``, ``catalog`` and ``doctor``."""

from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command, group
from fonds.cli.common_options import (
    archive_option,
    folder_of,
    json_option,
    key_option,
    notice,
    reading,
)
from fonds.cli.terminal import out, out_json, say, shown, table


@command()
@click.argument("directory", required=False, type=click.Path(path_type=str))
@archive_option
@key_option
@json_option
def init(directory: str | None, archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Make an archive in a new or empty folder, and its signing key outside it.

    Where there is an archive already, nothing is changed.
    """
    import fonds

    with fonds.init(
        folder_of(directory) if directory else archive_dir, key=key, notice=notice
    ) as archive:
        info = archive.handle.info
        facts = {
            "archive": info.archive,
            "path": str(archive.path),
            "origin": info.origin,
            "verification_key": str(info.ring.newest.key),
            "key_file": str(archive.handle.keys.path),
            "log_size": archive.handle.state.size,
        }
        if not archive.handle.store.locks_promised():
            say("a network file system: use one writer only; fonds cannot ensure its durability")
    if as_json:
        out_json(facts)
        return
    for name, value in facts.items():
        out(f"{name.replace('_', ' '):<17} {shown(value)}")
    say("keep a copy of the key file: without it the archive can be read, but not written")


@group()
def catalog() -> None:
    """Look after the catalogue, which may be deleted at any time."""


@catalog.command()
@reading
def rebuild(archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Rebuild the catalogue from bundles and log."""
    import fonds

    with fonds.open(archive_dir, key=key, notice=notice) as archive:
        versions = archive.rebuild_catalog()
        documents = archive.handle.catalog.counts()[0]
    if as_json:
        out_json({"documents": documents, "versions": versions})
    else:
        out(f"{documents} documents, {versions} versions")


@command()
@reading
def doctor(archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Say which tools are found, which are missing, and how to get them."""
    from fonds.doctor import examine, isolation

    rows: list[dict[str, Any]] = examine()
    layers = isolation()
    if as_json:
        out_json({"tools": rows, "isolation": layers})
        return
    table(
        [
            (
                r["name"],
                r["found"] or "missing",
                "needed" if r["needed"] else "optional",
                r["purpose"],
                "" if r["found"] else r["get"],
            )
            for r in rows
        ],
        ("tool", "found", "", "for", "how to get it"),
    )
    out()
    table(
        [(r["name"], "holds" if r["holds"] else "missing", r["note"]) for r in layers],
        ("isolation of parsers", "", ""),
    )
