"""``fonds ingest``, which is ``archive-ingest``."""

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import click

from fonds.cli.command import command
from fonds.cli.common_options import archive_option, json_option, key_option, notice
from fonds.cli.excluding import CommandWithPatterns, excluding
from fonds.cli.from_web import web_options
from fonds.cli.ingest_report import print_gone, print_report
from fonds.cli.inputs import Inputs
from fonds.cli.interrupt import interruptible
from fonds.cli.progress import progress_bar
from fonds.cli.terminal import out_json, say, shown
from fonds.cli.timestamp import print_tokens, stamp_head, token_row, tsa_option
from fonds.errors import UsageError
from fonds.storage.local import is_archive


@command(cls=CommandWithPatterns)
@click.argument("sources", nargs=-1, metavar="SOURCE…", type=click.Path(path_type=str))
@archive_option
@key_option
@click.option(
    "--from-file",
    metavar="LIST",
    type=click.Path(path_type=str),
    help="Ingest the paths listed in a file (or -).",
)
@click.option("-0", "--null", is_flag=True, help="The list is separated by NUL, not by lines.")
@excluding
@click.option(
    "--base",
    metavar="DIR",
    type=click.Path(path_type=str),
    help="Name documents by their path from DIR.",
)
@click.option("--collection", metavar="NAME", help="Put NAME/ in front of identifiers.")
@click.option("--same", is_flag=True, help="Files of known names are these documents, moved.")
@click.option("--again", is_flag=True, help="Ingest also what was withdrawn before.")
@click.option("--gone", "list_gone", is_flag=True, help="List documents whose files are gone.")
@click.option(
    "--id",
    "--identifier",
    "identifier",
    metavar="ID",
    help="The document's identifier (one input).",
)
@click.option("--source-url", metavar="URL", help="The address it came from (one input).")
@click.option("--title", metavar="TEXT", help="The document's title (one input).")
@click.option(
    "--meta",
    "--metadata",
    "metadata",
    metavar="KEY=VALUE",
    multiple=True,
    help="Stated metadata; KEY= removes a key. Per file: a sidecar NAME.meta.toml beside it.",
)
@click.option("--operator", envvar="FONDS_OPERATOR", metavar="NAME", help="Who archives this.")
@click.option("--profile", default="standard", show_default=True, help="How texts are cleaned.")
@click.option("--no-clean", is_flag=True, help="Do not clean texts.")
@click.option("--sparing", is_flag=True, help="Ask libmagic only where it decides (for bulk).")
@click.option("--charset", metavar="NAME", help="The charset of the texts.")
@click.option("--text-kind", metavar="KIND", help="The kind of the texts: prose, code, data, …")
@click.option(
    "--capture-only", is_flag=True, help="Store only the bytes; --reprocess derives the rest."
)
@click.option("--pronom", is_flag=True, help="Also identify with PRONOM (needs fonds[pronom]).")
@click.option("--reprocess", is_flag=True, help="Derive texts again, even of unchanged documents.")
@click.option(
    "--expand/--no-expand", default=True, help="Open ZIP, TAR and mailbox files (the default)."
)
@click.option(
    "--members-only", is_flag=True, help="Store what containers hold, and not their own bytes."
)
@click.option(
    "--text-column", metavar="NAME", help="Read CSV, JSON Lines, Parquet by rows; this is the text."
)
@click.option("--id-column", metavar="NAME", help="The column that names a row's document.")
@click.option("--url-column", metavar="NAME", help="The column with a row's address.")
@click.option("--date-column", metavar="NAME", help="The column with a row's date.")
@web_options
@click.option("--rehash", is_flag=True, help="Read every file, even if it looks unchanged.")
@click.option("-n", "--dry-run", is_flag=True, help="Print what would happen, and do nothing.")
@click.option("--jobs", type=click.IntRange(0), metavar="N", help="Worker processes (0: none).")
@click.option("--wait", type=float, metavar="SECONDS", help="Wait this long for another writer.")
@click.option(
    "--timestamp",
    "stamping",
    is_flag=True,
    envvar="FONDS_TIMESTAMP",
    help="Then get time stamps of the authorities named (or FONDS_TIMESTAMP=1).",
)
@tsa_option
@json_option
@click.option("--jsonl", is_flag=True, help="Print a line of JSON as each document is stored.")
@click.option("-q", "--quiet", is_flag=True, help="Print only errors.")
def ingest(sources: tuple[str, ...], archive_dir: Path, **given: Any) -> int:  # noqa: ANN401
    """Archive files, folders (whole), http(s) addresses, or - for standard input.

    The exact bytes are stored, with their origin, their format, and a cleaned text whose every
    edit is recorded. What is unchanged is not stored again. An archive that does not exist yet
    is created when there is something to store.

    \b
    archive-ingest letters/                        a folder, into ./archive
    archive-ingest https://example.org/page        a page, as its server gives it
    archive-ingest page.html --source-url URL      a saved page, with its address
    find . -name '*.pdf' | archive-ingest --from-file -
    """  # noqa: D301 - click wants the character itself
    from fonds.ingest import Callbacks, check
    from fonds.ingest import ingest as run

    inputs = Inputs(sources, given)
    options = _options(given)
    check(options, inputs.documents)
    quiet, jsonl = given["quiet"], given["jsonl"]
    with contextlib.ExitStack() as stack:
        if not is_archive(archive_dir) and (report := inputs.fail_alone(_acknowledge(jsonl))):
            return _end(report, given, {})
        archive = stack.enter_context(
            _for_trial(stack, archive_dir)
            if given["dry_run"] and not is_archive(archive_dir)
            else open_or_make(archive_dir, given["key"])
        )
        stop = stack.enter_context(interruptible())
        inputs.stop_when(lambda: bool(stop))
        found = inputs.captures(stack, archive)
        bar = stack.enter_context(progress_bar(inputs.again, quiet=quiet or jsonl))
        edges = Callbacks(
            now=archive.now,
            acknowledge=_acknowledge(jsonl, quiet=quiet),
            progress=bar,
            notice=notice,
            stop=lambda: bool(stop),
        )
        report = run(
            archive.handle, found, options, edges, folders=inputs.folders, wait=given["wait"]
        )
        report = attrs.evolve(report, excluded=dict(inputs.excludes.counts))
        tokens = _time_stamps(archive, given)
    return _end(report, given, tokens)


def _end(report: Any, given: dict[str, Any], tokens: dict[str, Any]) -> int:  # noqa: ANN401
    """Print the report as it is wished; return the exit status."""
    if given["as_json"]:
        out_json(report.to_json() | tokens)
    elif not given["quiet"]:
        print_report(report, err=given["jsonl"])
        if given["list_gone"]:
            print_gone(report.gone)
    if report.interrupted:
        return 130
    return 3 if report.failed or report.damaged else 0


_LOSSES_SHOWN = 50  # documents; the report counts them all


def _acknowledge(jsonl: bool, *, quiet: bool = False) -> Callable[[Any], None]:
    """Return what is called with each outcome."""
    with_losses = 0

    def acknowledge(outcome: Any) -> None:  # noqa: ANN401 - an Outcome
        nonlocal with_losses
        if jsonl:
            out_json(outcome.to_json(), flush=True)
        losses = [note for note in outcome.notes if not note.startswith("no-extractor")]
        if losses and not quiet and not jsonl:
            with_losses += 1
            if with_losses <= _LOSSES_SHOWN:
                say(f"{shown(outcome.display)}: {shown('; '.join(losses))}")
            elif with_losses == _LOSSES_SHOWN + 1:
                say("more documents have such losses; `fonds show DOC` prints them")
        if outcome.error is not None:
            say(f"failed: {shown(outcome.display)}: {outcome.error.code} {shown(outcome.error)}")
            say(f"hint: {outcome.error.hint}")

    return acknowledge


def _for_trial(stack: contextlib.ExitStack, path: Path) -> Any:  # noqa: ANN401 - an Archive
    """Return an empty archive for a dry run where there is none; it vanishes afterwards."""
    import fonds

    say(f"there is no archive in {shown(path)} yet; it would be created")
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fonds-")))
    return fonds.init(folder / "archive", key=folder / "key", notice=notice)


def _time_stamps(archive: Any, given: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """Ask the authorities, if that is wished; report on stderr, and return rows for ``--json``.

    What was stored is stored: an authority that fails is reported and fails nothing.
    """
    if not given["stamping"] or given["dry_run"] or not archive.handle.state.size:
        return {}
    asked = stamp_head(archive, given["authorities"])
    print_tokens(asked, err=True)
    return {"timestamps": [token_row(one) for one in asked]}


def _options(given: dict[str, Any]) -> Any:  # noqa: ANN401 - Options, imported late
    from fonds.ingest import Options

    return Options(
        identifier=given["identifier"],
        source_url=given["source_url"],
        title=given["title"],
        same=given["same"],
        again=given["again"],
        metadata=dict(_pair(text) for text in given["metadata"]),
        operator=given["operator"],
        pronom=given["pronom"],
        sparing=given["sparing"],
        charset=given["charset"],
        text_kind=given["text_kind"],
        capture_only=given["capture_only"],
        profile=profile_of(given),
        dry_run=given["dry_run"],
        rehash=given["rehash"],
        expand=given["expand"],
        members_only=given["members_only"],
        text_column=given["text_column"],
        id_column=given["id_column"],
        url_column=given["url_column"],
        date_column=given["date_column"],
        reprocess=given["reprocess"],
        jobs=given["jobs"],
    )


def profile_of(given: dict[str, Any]) -> str | None:
    """Return the profile of the cleaner that is asked for, None for none. Raises: UsageError."""
    if given["no_clean"]:
        return None
    from fonds.cleaning import PROFILES

    if given["profile"] not in PROFILES:
        raise UsageError(
            "there is no such profile", profile=given["profile"], known=", ".join(PROFILES)
        )
    return str(given["profile"])


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise UsageError("metadata is written KEY=VALUE", given=text)
    return key, value


def open_or_make(path: Path, key: Path | None) -> Any:  # noqa: ANN401 - an Archive, imported late
    """Open the archive, or make it where there is nothing yet, and say so."""
    import fonds
    from fonds.errors import NotAnArchiveError

    try:
        return fonds.open(path, key=key, notice=notice)
    except NotAnArchiveError:
        archive = fonds.init(path, key=key, notice=notice)
        say(f"made a new archive in {shown(path)}; its key is {shown(archive.handle.keys.path)}")
        say("keep a copy of the key: without it the archive can be read, but not written")
        return archive
