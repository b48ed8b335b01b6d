"""``fonds verify`` and ``fonds head``."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import notice, reading
from fonds.cli.hit import Hit
from fonds.cli.key_and_head_files import head_file, small_file, witness_keys
from fonds.cli.terminal import counted, out, out_json, safe, shown, size_text
from fonds.errors import NoSuchFileError, UsageError

SHOWN = 200  # findings that are printed; --json has all that the report holds


@command()
@click.argument("documents", metavar="[DOC|FILE]...", nargs=-1)
@click.option(
    "--quick",
    is_flag=True,
    help="Compare each bundle's file with its digest in the log; read its records only where they "
    "differ. The report names what was skipped.",
)
@click.option("--deep", is_flag=True, help="Check every record (default).")
@click.option("--rederive", is_flag=True, help="Extract and clean again, and compare.")
@click.option("--sample", metavar="N/T", help="Read part N of T of the bundles only.")
@click.option(
    "--since",
    metavar="CHECKPOINT",
    help="Read only bundles logged after this one: a file with a head, or a log size.",
)
@click.option(
    "--head",
    "heads",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Compare the log with a head kept outside (`fonds head`).",
)
@click.option(
    "--tsa-root",
    "tsa_roots",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Trust this time-stamping authority: its root certificate (PEM).",
)
@click.option(
    "--key-from",
    metavar="ARCHIVE|VKEY",
    help="The key that must have signed an evidence file: an archive's folder, or the key.",
)
@click.option(
    "--witness",
    "witnesses",
    metavar="VKEY|FILE",
    multiple=True,
    help="Require a cosignature of this witness: its verifier key, or a file of them.",
)
@click.option(
    "--jobs",
    type=click.IntRange(0, 256),
    help="Worker processes; 0 for none (default: by the archive's size).",
)
@click.option("--quiet", is_flag=True, help="Print only what is wrong.")
@reading
def verify(
    documents: tuple[str, ...],
    quick: bool,
    deep: bool,
    rederive: bool,
    sample: str | None,
    since: str | None,
    heads: tuple[Path, ...],
    tsa_roots: tuple[Path, ...],
    key_from: str | None,
    witnesses: tuple[str, ...],
    jobs: int | None,
    quiet: bool,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> int:
    """Check every claim of an archive, and say which hold.

    Without DOC everything is read. FILE is a bundle or an evidence file (.wacz), or an archive's
    folder. Damage to a bundle names the documents in it, as the catalogue knows them.

    Exit status: 0 all that was checked holds; 20 a file is malformed, or was not written by fonds;
    30 bytes, files or history have changed; 10 no archive there; 40 the disk failed.
    """
    from fonds.verify import verify_path

    if quick and deep:
        raise UsageError("--quick and --deep exclude each other")
    with _bar(quiet=quiet or as_json) as progress:
        settings: dict[str, Any] = {
            "quick": quick,
            "rederive": rederive,
            "sample": _sample(sample),
            "since": _since(since),
            "heads": tuple((f"--head {path}", head_file(path)) for path in heads),
            "keep_head": True,
            "tsa_roots": tuple(small_file(path, "a root certificate") for path in tsa_roots),
            "key_from": key_from,
            "witnesses": tuple(key for given in witnesses for key in witness_keys(given)),
            "jobs": jobs,
            "progress": progress,
        }
        path = _path(documents, archive_dir)
        if path is not None:
            report = verify_path(path, key, **settings)
        elif not documents:
            report = verify_path(archive_dir, key, **settings)
        else:
            import fonds

            with fonds.open(archive_dir, key=key, notice=notice) as archive:
                report = archive.verify(documents=documents, **settings)
    with contextlib.closing(Hit(archive_dir if path is None else path)) as hit:
        if as_json:
            out_json(report.to_json() | {"documents_hit": hit.to_json(report.findings)})
        else:
            _print(report, hit, quiet=quiet)
    return int(report.exit_status)


def _print(report: Any, hit: Hit, *, quiet: bool) -> None:  # noqa: ANN401 - a VerifyReport
    for finding in report.findings[:SHOWN]:
        if quiet and finding.severity == "notice":
            continue
        where = ", ".join(f"{name} {shown(value)}" for name, value in _place(finding))
        out(f"{finding.severity} {finding.code}: {finding.about.title}: {shown(finding.sentence)}")
        for line in finding.diff.splitlines():
            out(f"    | {shown(line)}")
        out(f"    at    {where}")
        for line in hit.lines(finding):
            out(f"    hits  {line}")
        out(f"    hint  {finding.hint}")
    more = report.errors + report.notices - len(report.findings[:SHOWN])
    if more > 0:
        out(f"... and {more} more (--json has {len(report.findings)})")
    if quiet:
        return
    for claim in report.claims:
        counts = ", ".join(_counted(name, number) for name, number in claim.counts.items())
        out(f"{claim.claim:<13} {claim.state}{': ' + counts if counts else ''}")
        for note in claim.notes:
            out(f"{'':<13} {shown(note)}")
    out("not proven")
    for line in report.not_proven:
        out(f"  - {line}")
    if report.head:
        out(f"head          {report.head['size']} leaves, {report.head['root']}")
        out(f"              signed {report.head['time']}")
    result = "all that was checked holds" if report.ok else counted(report.errors, "error")
    out(f"{result}; {counted(report.notices, 'notice')}; {report.seconds:.1f} s")


def _counted(name: str, number: int) -> str:
    if "bytes" in name:
        return f"{size_text(number)} {name}"
    return f"{number} {_singular(name) if number == 1 else name}"


def _singular(name: str) -> str:
    """Return what is counted for one of it.

    >>> _singular("bundles"), _singular("log entries"), _singular("statements that were withdrawn")
    ('bundle', 'log entry', 'statement that were withdrawn')
    """
    words = name.split(" ")
    at = next((i for i, word in enumerate(words) if word.endswith("s")), None)
    if at is None:
        return name
    word = words[at]
    words[at] = word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return " ".join(words)


def _place(finding: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - a Finding
    place = finding.place.to_json()
    yield from place.items() or (("archive", "as a whole"),)


def _path(documents: tuple[str, ...], archive: Path) -> Path | None:
    """The one argument, where it is a bundle file or an archive's folder and no document's name.

    Raises: NoSuchFileError where it names a file that is not there, and there is no archive.
    """
    if len(documents) != 1:
        return None
    from fonds.storage.local import is_archive

    path = Path(documents[0])
    if is_archive(path) or (path.suffix.lower() == ".wacz" and path.is_file()):
        return path
    if not is_archive(archive):
        if path.is_file():
            return path
        if not path.exists():
            raise NoSuchFileError("there is no such file, and no archive here", path=documents[0])
    return None


def _sample(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    part, slash, parts = text.partition("/")
    if not slash or not (part.isdecimal() and parts.isdecimal()) or len(text) > 12:
        raise UsageError("a sample is N/T with N from 1 to T", sample=safe(text))
    return int(part), int(parts)


def _since(text: str | None) -> bytes | int | None:
    if text is None:
        return None
    if text.isdecimal() and len(text) <= 18 and not Path(text).exists():
        return int(text)
    return head_file(Path(text))


@contextlib.contextmanager
def _bar(*, quiet: bool) -> Iterator[Callable[[Any], None]]:
    """Yield a receiver of progress; shown on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("verifying", total=None)

        def update(progress: Any) -> None:  # noqa: ANN401 - fonds.verify.VerifyProgress
            errors = f", {counted(progress.errors, 'error')}" if progress.errors else ""
            bar.update(
                task,
                completed=progress.done,
                total=progress.total,
                description=f"verifying{errors}",
            )

        yield update
