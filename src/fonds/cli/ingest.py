"""``fonds ingest``, which is ``archive-ingest``."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from fonds.cli.command import command
from fonds.cli.common_options import archive_option, json_option, key_option, notice
from fonds.cli.interrupt import interruptible
from fonds.cli.progress import progress_bar
from fonds.cli.terminal import out_json, say, shown, size_text, table
from fonds.cli.timestamp import stamp_head, tell, token_row, tsa_option
from fonds.errors import UsageError
from fonds.model import Status


@command()
@click.argument("sources", nargs=-1, metavar="SOURCE…", type=click.Path(path_type=str))
@archive_option
@key_option
@click.option("--from-file", metavar="LIST", help="Take in the paths listed in a file (or -).")
@click.option("-0", "--null", is_flag=True, help="The list is separated by NUL, not by lines.")
@click.option("--base", metavar="DIR", help="Name documents by their path from DIR.")
@click.option("--collection", metavar="NAME", help="Put NAME/ in front of identifiers.")
@click.option("--same", is_flag=True, help="Files of known names are those documents, moved.")
@click.option("--gone", "list_gone", is_flag=True, help="List documents whose files are gone.")
@click.option(
    "--id",
    "--identifier",
    "identifier",
    metavar="ID",
    help="What the document is called (one input).",
)
@click.option("--source-url", metavar="URL", help="Where the document is from (one input).")
@click.option("--title", metavar="TEXT", help="The document's title (one input).")
@click.option(
    "--meta", "--metadata", "metadata", metavar="KEY=VALUE", multiple=True, help="Stated metadata."
)
@click.option("--operator", envvar="FONDS_OPERATOR", metavar="NAME", help="Who archives this.")
@click.option("--profile", default="standard", show_default=True, help="How texts are cleaned.")
@click.option("--no-clean", is_flag=True, help="Leave texts as they are.")
@click.option("--every-opinion", is_flag=True, help="Ask libmagic of plain texts too.")
@click.option("--capture-only", is_flag=True, help="Keep the bytes; --reprocess makes the rest.")
@click.option("--pronom", is_flag=True, help="Ask PRONOM too (needs fonds[pronom]).")
@click.option("--reprocess", is_flag=True, help="Make texts anew, even of unchanged documents.")
@click.option("--rehash", is_flag=True, help="Read every file, even if it looks unchanged.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would happen, and do nothing.")
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
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def ingest(sources: tuple[str, ...], archive_dir: Path, **given: Any) -> int:  # noqa: ANN401
    """Take documents into an archive: files, folders (whole), or - for standard input.

    The exact bytes are kept, with where they came from, what they are, and a cleaned text whose
    every change is recorded. What is unchanged is not stored again. An archive that does not
    exist yet is made.
    """
    from fonds.ingest import Edges, check
    from fonds.ingest import ingest as take_in
    from fonds.sources import walk

    if not sources and not given["from_file"]:
        raise UsageError("nothing to take in; name a file or a folder, or - for standard input")
    if given["stamping"] and not given["authorities"]:
        raise UsageError("--timestamp needs an authority: --tsa URL, or FONDS_TSA")
    options = _options(given)
    single = len(sources) if not given["from_file"] else None
    check(options, single if sources and not Path(sources[0]).is_dir() else None)
    quiet, jsonl, as_json = given["quiet"], given["jsonl"], given["as_json"]
    with contextlib.ExitStack() as stack:
        archive = stack.enter_context(open_or_make(archive_dir, given["key"]))
        stop = stack.enter_context(interruptible())
        bar = stack.enter_context(progress_bar(quiet=quiet or jsonl))
        place = archive.path.stat()
        skip = frozenset({(place.st_dev, place.st_ino)})

        def acknowledge(outcome: Any) -> None:  # noqa: ANN401 - an Outcome
            if jsonl:
                out_json(outcome.to_json(), flush=True)
            if outcome.error is not None:
                say(
                    f"failed: {shown(outcome.display)}: {outcome.error.code} {shown(outcome.error)}"
                )
                say(f"hint: {outcome.error.hint}")

        edges = Edges(
            now=archive.now,
            acknowledge=acknowledge,
            progress=bar,
            notice=notice,
            stop=lambda: bool(stop),
        )
        found: Iterable[Any] = _chain(
            stack,
            sources,
            given,
            lambda paths, listed: walk(
                paths,
                base=given["base"],
                skip=skip,
                listed=listed,
                collection=given["collection"] or "",
            ),
        )
        folders = [os.fsencode(os.path.realpath(path)) for path in sources if Path(path).is_dir()]
        report = take_in(archive.handle, found, options, edges, folders=folders, wait=given["wait"])
        tokens = _time_stamps(archive, given)
    if as_json:
        out_json(report.to_json() | tokens)
    elif not quiet:
        print_report(report, err=jsonl)
        if given["list_gone"]:
            _print_gone(report.gone)
    if report.interrupted:
        return 130
    return 3 if report.failed else 0


def _time_stamps(archive: Any, given: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """Ask the authorities, if that is wished; tell on stderr, and return rows for ``--json``.

    What was stored is stored: an authority that fails is reported and fails nothing.
    """
    if not given["stamping"] or given["dry_run"] or not archive.handle.state.size:
        return {}
    asked = stamp_head(archive, given["authorities"])
    tell(asked, err=True)
    return {"timestamps": [token_row(one) for one in asked]}


def _options(given: dict[str, Any]) -> Any:  # noqa: ANN401 - Options, imported late
    from fonds.ingest import Options

    return Options(
        identifier=given["identifier"],
        source_url=given["source_url"],
        title=given["title"],
        same=given["same"],
        metadata=dict(_pair(text) for text in given["metadata"]),
        operator=given["operator"],
        pronom=given["pronom"],
        every_opinion=given["every_opinion"],
        capture_only=given["capture_only"],
        profile=profile_of(given),
        dry_run=given["dry_run"],
        rehash=given["rehash"],
        reprocess=given["reprocess"],
        jobs=given["jobs"],
    )


def profile_of(given: dict[str, Any]) -> str | None:
    """Return the profile of the cleaner that is asked for, None for none. Raises: UsageError."""
    if given["no_clean"]:
        return None
    from fonds.cleaning import PROFILES

    if given["profile"] not in PROFILES:
        raise UsageError("no such profile", profile=given["profile"], known=", ".join(PROFILES))
    return str(given["profile"])


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise UsageError("metadata is given as KEY=VALUE", given=text)
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
        say("keep a copy of the key: without it the archive can be read, but nothing be added")
        return archive


def _chain(
    stack: contextlib.ExitStack,
    sources: tuple[str, ...],
    given: dict[str, Any],
    walk: Any,  # noqa: ANN401
) -> Iterator[Any]:
    """Yield what the arguments name, then what the list names; ``-`` is standard input."""
    from fonds.sources import listed

    paths = [source for source in sources if source != "-"]
    if "-" in sources:
        yield _standard_input(stack, given)
    if paths:
        yield from walk(paths, False)
    if given["from_file"]:
        name = given["from_file"]
        stream: BinaryIO = sys.stdin.buffer
        if name != "-":
            stream = stack.enter_context(Path(name).open("rb"))  # noqa: SIM115 - the stack closes it
        yield from walk(listed(stream, null=given["null"]), True)


def _standard_input(stack: contextlib.ExitStack, given: dict[str, Any]) -> Any:  # noqa: ANN401
    """Spool standard input into a temporary file, and return it as a source."""
    from fonds.ingest import Limits
    from fonds.sources import SpooledCapture, spool, walk

    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="fonds-"))
    path = Path(folder) / "stdin"
    with path.open("wb") as file:
        spool(sys.stdin.buffer, file, Limits().document_bytes)
    (spooled,) = walk([str(path)])
    return SpooledCapture(spooled, "-", "file:///stdin")  # type: ignore[arg-type]


def _print_gone(gone: Any) -> None:  # noqa: ANN401 - the report's
    """List the documents whose files are no more where they were."""
    rows = [
        (shown(one.identifier), shown(one.place), shown(one.renamed) if one.renamed else "")
        for one in gone
    ]
    table(rows, ("document", "was at", "renamed to"))


def gone_text(gone: Any) -> str:  # noqa: ANN401 - the report's
    """Say how many files are gone, and how many of these were renamed."""
    renamed = sum(1 for one in gone if one.renamed)
    return (
        f"{len(gone)} ({renamed} renamed; --gone lists them)"
        if renamed
        else (f"{len(gone)} (--gone lists them)")
    )


def print_report(report: Any, *, err: bool) -> None:  # noqa: ANN401 - a Report
    """Print what an ingest did, as a table."""
    counts = [report.counts.get(status, 0) for status in Status]
    rows = [
        ("would be new" if report.dry_run else "new", counts[0]),
        ("new version", counts[1]),
        ("unchanged", counts[2]),
        ("failed", counts[3]),
        *([("gone", gone_text(report.gone))] if report.gone else []),
        ("bytes", f"{report.bytes} ({size_text(report.bytes)})"),
        ("seconds", f"{report.seconds:.2f}"),
        *(("bundle", name) for name in report.bundles),
        ("log size", report.log_size),
        ("log root", report.root),
    ]
    with contextlib.redirect_stdout(sys.stderr) if err else contextlib.nullcontext():
        table(rows, ("result", ""))
