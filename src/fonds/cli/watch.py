"""``fonds watch``: ingest folders again and again."""

import time
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import archive_option, key_option, notice
from fonds.cli.excluding import CommandWithPatterns, excludes_of, excluding
from fonds.cli.ingest import open_or_make
from fonds.cli.ingest_report import print_report
from fonds.cli.interrupt import Flag, interruptible
from fonds.cli.terminal import out_json, say, shown
from fonds.errors import LockedError

MAX_REMEMBERED = 10_000  # failures remembered, so that each is reported once and not at every look
SLICE = 0.2  # seconds of waiting after which Ctrl-C is noticed at the latest


@command(cls=CommandWithPatterns)
@click.argument("folders", nargs=-1, required=True, metavar="DIR…", type=click.Path(path_type=str))
@archive_option
@key_option
@click.option(
    "--interval",
    type=click.FloatRange(0),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="The time between two looks.",
)
@click.option("--looks", type=click.IntRange(1), metavar="N", help="Stop after N looks.")
@excluding
@click.option(
    "--base",
    metavar="DIR",
    type=click.Path(path_type=str),
    help="Name documents by their path from DIR.",
)
@click.option("--operator", envvar="FONDS_OPERATOR", metavar="NAME", help="Who archives this.")
@click.option("--profile", default="standard", show_default=True, help="How texts are cleaned.")
@click.option("--no-clean", is_flag=True, help="Do not clean texts.")
@click.option("--sparing", is_flag=True, help="Ask libmagic only where it decides (for bulk).")
@click.option("--charset", metavar="NAME", help="The charset of the texts.")
@click.option("--text-kind", metavar="KIND", help="The kind of the texts: prose, code, data, …")
@click.option("--jobs", type=click.IntRange(0), metavar="N", help="Worker processes (0: none).")
@click.option("--jsonl", is_flag=True, help="Print a line of JSON as each document is stored.")
@click.option("-q", "--quiet", is_flag=True, help="Print only errors.")
def watch(folders: tuple[str, ...], archive_dir: Path, **given: Any) -> int:  # noqa: ANN401
    """Archive what is new or changed in folders, until Ctrl-C.

    Each look is an ingest of its own: what it stores is in the log when it ends. A file that
    cannot be ingested is reported once and tried at each look; what is gone from the folder stays
    in the archive. While another process writes to the archive, a look is postponed. An unchanged
    file costs one stat.
    """
    options = _options(given)
    failures: set[tuple[str, str]] = set()
    looks = 0
    with open_or_make(archive_dir, given["key"]) as archive, interruptible() as stop:
        while not stop:
            _look(archive, folders, options, given, stop, failures)
            looks += 1
            if given["looks"] and looks >= given["looks"]:
                return 3 if failures else 0
            _pause(given["interval"], stop)
    return 130


def _look(
    archive: Any,  # noqa: ANN401 - an Archive, imported late
    folders: tuple[str, ...],
    options: Any,  # noqa: ANN401 - Options, imported late
    given: dict[str, Any],
    stop: Flag,
    failures: set[tuple[str, str]],
) -> None:
    """Ingest once; report what was stored, and what failed for the first time."""
    from fonds.ingest import Callbacks, ingest
    from fonds.model import Status
    from fonds.sources import walk

    place = archive.path.stat()
    excludes = excludes_of(given)
    found = walk(
        folders,
        base=given["base"],
        skip=frozenset({(place.st_dev, place.st_ino)}),
        excludes=excludes,
    )

    def acknowledge(outcome: Any) -> None:  # noqa: ANN401 - an Outcome
        if outcome.error is None:
            if given["jsonl"] and outcome.status is not Status.UNCHANGED:
                out_json(outcome.to_json(), flush=True)
            return
        failure = (outcome.display, outcome.error.code)
        if failure not in failures:
            if len(failures) < MAX_REMEMBERED:
                failures.add(failure)
            say(f"failed: {shown(outcome.display)}: {outcome.error.code} {shown(outcome.error)}")

    edges = Callbacks(archive.now, acknowledge, notice=notice, stop=lambda: bool(stop))
    try:
        report = ingest(archive.handle, found, options, edges)
    except LockedError:
        say("another process writes to the archive; looking again later")
        return
    if report.bundles and not given["quiet"]:
        print_report(report, err=given["jsonl"])


def _pause(seconds: float, stop: Flag) -> None:
    """Wait, but not longer than until somebody says stop."""
    end = time.monotonic() + seconds
    while not stop and (rest := end - time.monotonic()) > 0:
        time.sleep(min(SLICE, rest))


def _options(given: dict[str, Any]) -> Any:  # noqa: ANN401 - Options, imported late
    from fonds.cli.ingest import profile_of
    from fonds.ingest import Options

    return Options(
        operator=given["operator"],
        profile=profile_of(given),
        sparing=given["sparing"],
        charset=given["charset"],
        text_kind=given["text_kind"],
        jobs=given["jobs"],
    )
