"""``fonds withdraw``: remove a document's content, after a dry run and a question."""

import sys
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import notice, reading
from fonds.cli.terminal import counted, out, out_json, say, shown, size_text, table
from fonds.errors import UsageError

PREFIX = 8  # digits of the document's id that are typed to confirm


@command()
@click.argument("document", metavar="DOC[@N]")
@click.option("--reason", metavar="TEXT", help="The reason; published, so do not name content.")
@click.option("--authority", metavar="TEXT", help="Who decided it; published too.")
@click.option(
    "--with-containers", is_flag=True, help="Also the containers that it was taken out of."
)
@click.option("-n", "--dry-run", is_flag=True, help="Print what would happen, and do nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation (for scripts).")
@click.option("--wait", type=float, metavar="SECONDS", help="Wait this long for another writer.")
@reading
def withdraw(
    document: str,
    reason: str | None,
    authority: str | None,
    with_containers: bool,
    dry_run: bool,
    yes: bool,
    wait: float | None,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> int:
    """Remove a document's content, or that of one version, from the archive for good.

    Its bytes, texts, metadata and statement are removed from every bundle. The log keeps its
    place, and a public tombstone says when, by whose authority and why. Copies outside
    the archive are listed, and are yours to delete.
    """
    import fonds
    from fonds.withdraw import plan
    from fonds.withdraw import withdraw as carry_out

    if not dry_run and not (reason and authority):
        raise UsageError("a withdrawal needs --reason and --authority; --dry-run needs neither")
    with fonds.open(archive_dir, key=key, notice=notice) as archive:
        planned = plan(archive.handle, document)
        if dry_run:
            if as_json:
                out_json({"dry_run": True} | planned.to_json())
            else:
                _show(planned, "would be withdrawn")
            return 0
        if not yes:
            _show(planned, "will be withdrawn")
            _confirm(planned)
        report = carry_out(
            archive.handle,
            planned,
            str(reason),
            str(authority),
            archive.now,
            with_containers=with_containers,
            notice=notice,
            wait=wait,
        )
    if as_json:
        out_json(
            {"dry_run": False}
            | planned.to_json()
            | {
                "bundles": list(report.bundles),
                "tombstones": list(report.tombstones),
                "log_size": report.log_size,
                "root": report.root,
            }
        )
        return 0
    _report(planned, report)
    return 0


def _show(planned: Any, what: str) -> None:  # noqa: ANN401 - a WithdrawalPlan, imported late
    out(f"{shown(planned.title or planned.identifier)}")
    out(f"{planned.document}  {shown(planned.identifier)}")
    versions = "all its versions" if planned.whole else "some of its versions"
    out(f"\n{what}: {versions}")
    table(
        [(t.number, t.at, t.kind, size_text(t.size), t.because) for t in planned.targets],
        ("version", "when", "kind", "size", ""),
    )
    out("\nbundles to be rewritten")
    for name in planned.bundles:
        out(f"  {name}")
    for note in planned.notes:
        out(f"note: {note}")
    _beyond(planned)


def _beyond(planned: Any) -> None:  # noqa: ANN401 - a WithdrawalPlan
    if planned.containers:
        out("\nCONTAINERS THAT STILL HOLD IT (--with-containers withdraws them too)")
        for container in planned.containers:
            out(f"  {container.document}@{container.number}  {shown(container.identifier)}")
    if planned.held:
        out("\nOTHER DOCUMENTS WITH THE SAME BYTES (withdraw these too, or the bytes stay)")
        for held in planned.held:
            out(f"  {held.document}@{held.number}  {shown(held.identifier)}")
    out("\noutside the archive, and yours to delete")
    for line in planned.elsewhere:
        out(f"  {line}")


def _confirm(planned: Any) -> None:  # noqa: ANN401 - a WithdrawalPlan
    """Ask for the beginning of the document's id. Raises: UsageError without the right answer."""
    if not sys.stdin.isatty():
        raise UsageError(
            "there is no terminal to confirm on; check with --dry-run, then give --yes"
        )
    wanted = planned.document.removeprefix("urn:uuid:")[:PREFIX]
    say("this cannot be undone")
    answer = click.prompt(f"type the document's first {PREFIX} digits ({wanted})", err=True)
    if answer.strip() != wanted:
        raise UsageError("not confirmed; nothing was done")


def _report(planned: Any, report: Any) -> None:  # noqa: ANN401 - a WithdrawalPlan and a Report
    out(f"withdrawn    {counted(len(report.tombstones), 'version')} of {planned.document}")
    for name in report.bundles:
        out(f"bundle       {name} (rewritten)")
    for name in report.tombstones:
        out(f"tombstone    {name}")
    out(f"log size     {report.log_size}")
    out(f"log root     {report.root}")
    _beyond(planned)
