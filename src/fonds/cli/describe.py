"""``fonds annotate`` and ``reprocess``: what is archived, described or derived again."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import open_archive, reading
from fonds.cli.ingest_report import print_report
from fonds.cli.terminal import out_json, say, shown
from fonds.errors import NoSuchFileError, UsageError

_SHOWN = 20  # documents that a dry run names


@command()
@click.argument("documents", metavar="[DOC]…", nargs=-1)
@click.option("--meta", "metadata", metavar="KEY=VALUE", multiple=True, help="What is stated.")
@click.option("--remove", metavar="KEY", multiple=True, help="Take a key away.")
@click.option(
    "--from",
    "table",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="CSV or JSON Lines: a column `document`, and one for each key.",
)
@click.option("--operator", envvar="FONDS_OPERATOR", metavar="NAME", help="Who states it.")
@click.option("--reason", metavar="TEXT", help="Why.")
@reading
def annotate(
    documents: tuple[str, ...],
    metadata: tuple[str, ...],
    remove: tuple[str, ...],
    table: Path | None,
    operator: str | None,
    reason: str | None,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> int:
    """State metadata of documents that are in the archive. Bytes and texts stay as they are.

    A version of kind `describe` is made, with who and why; the same again makes none.
    """
    from fonds.ingest.stored import annotate as run

    stated = dict(_pair(one) for one in metadata) | dict.fromkeys(remove, "")
    described = [(name, stated) for name in documents]
    if table is not None:
        described += [(name, {**stated, **facts}) for name, facts in _rows(table)]
    if not described:
        raise UsageError("name a document, or a table with --from")
    if not stated and table is None:
        raise UsageError("state something with --meta KEY=VALUE, or take it away with --remove KEY")
    with open_archive(archive_dir, key) as archive:
        edges = archive._edges()
        report = run(archive.handle, described, edges, operator=operator, reason=reason)
    return _end(report, as_json=as_json)


@command()
@click.argument("documents", metavar="[DOC]…", nargs=-1)
@click.option("--where", metavar="EXPR", help="Only what an expression chooses: extractor < 2.")
@click.option("-n", "--dry-run", is_flag=True, help="Print what would differ, and store nothing.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N documents.")
@click.option("--operator", envvar="FONDS_OPERATOR", metavar="NAME", help="Who does this.")
@reading
def reprocess(
    documents: tuple[str, ...],
    where: str | None,
    dry_run: bool,
    limit: int | None,
    operator: str | None,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> int:
    """Identify, extract and clean documents again: those named, or all that --where chooses.

    A version is made only where an outcome differs. What was done stays done.
    """
    sample: list[str] = []

    def acknowledge(outcome: Any) -> None:  # noqa: ANN401 - an IngestOutcome
        if outcome.status == "new-version" and len(sample) < _SHOWN:
            sample.append(outcome.identifier)

    with open_archive(archive_dir, key) as archive:
        report = archive.reprocess(
            documents,
            where=where,
            limit=limit,
            dry_run=dry_run,
            operator=operator,
            acknowledge=acknowledge,
        )
    if as_json:
        matched = sum(report.counts.values())
        out_json(
            {
                "matched": matched,
                "changed": report.changed,
                "failed": report.failed,
                "sample": sample,
            }
        )
        return 3 if report.failed else 0
    for name in sample:
        say(f"{'would differ' if dry_run else 'differs'}: {shown(name)}")
    return _end(report, as_json=False)


def _end(report: Any, *, as_json: bool) -> int:  # noqa: ANN401 - an IngestReport
    if as_json:
        out_json(report.to_json())
    else:
        print_report(report, err=False)
    return 3 if report.failed else 0


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise UsageError("metadata is written KEY=VALUE", given=text)
    return name, value


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield documents with what is stated of each. Raises: NoSuchFileError, UsageError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as e:
        raise NoSuchFileError("the table does not exist", path=str(path)) from e
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError("the table cannot be read", path=str(path), reason=str(e)) from e
    try:
        rows = (
            [json.loads(line) for line in text.splitlines() if line.strip()]
            if path.suffix in (".jsonl", ".ndjson")
            else list(csv.DictReader(text.splitlines(keepends=True), strict=True))
        )
        for row in rows:
            name = row.pop("document")
            yield name, {key: value for key, value in row.items() if value not in (None, "")}
    except (ValueError, csv.Error, KeyError, AttributeError) as e:
        raise UsageError(
            "the table is malformed, or has no column `document`", path=str(path), reason=str(e)
        ) from e
