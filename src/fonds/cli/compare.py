"""``fonds diff``, ``history``, ``similar``, ``duplicates``, ``find`` and ``status``."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import open_archive, reading
from fonds.cli.terminal import (
    counted,
    out,
    out_bytes,
    out_json,
    say,
    shown,
    size_text,
    standard_input,
    table,
)
from fonds.errors import UsageError

PARTS = ("bytes", "text", "cleaned", "metadata")
_CONTEXT = 40  # code points shown on both sides of a difference
_MOST_SHOWN = 200  # differences; --json and --unified give all of them


@command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@click.option("--part", type=click.Choice(PARTS), help="Show the differences of this part.")
@click.option("--stat", is_flag=True, help="Print only which parts differ, and how many words.")
@click.option("--unified", is_flag=True, help="Print a patch of the bytes, or of --part.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where anything differs.")
@reading
def diff(
    first: str,
    second: str | None,
    part: str | None,
    stat: bool,
    unified: bool,
    exit_code: bool,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> int:
    """Compare A with B: documents, versions (DOC@2) or files. DOC@2 alone: with the one before.

    Bytes, extracted text, cleaned text and metadata are compared apart: an edit to an article is
    not a change of its template, nor of the cleaner.
    """
    with open_archive(archive_dir, key) as archive:
        found = archive.diff(first, second)
    if unified:
        for line in found.patch(part or "bytes"):
            out_bytes(line)
    elif as_json:
        hunks = found.hunks(part)
        rows = None if hunks is None else [one.to_json() for one in hunks]
        out_json({"parts": dict(found.parts), "hunks": rows})
    else:
        _print_parts(found)
        if not stat and found.differs:
            _print_hunks(found, part or found.shown)
    return 1 if exit_code and found.differs else 0


def _print_parts(found: Any) -> None:  # noqa: ANN401 - a Comparison
    out(f"{shown(found.first.name)}\n{shown(found.second.name)}")
    rows = []
    for part, state in found.parts.items():
        counts = found.counts(part) if state == "differs" else None
        words = "" if counts is None else f"-{counts[0]} +{counts[1]} words"
        rows.append((part, state, words))
    table(rows, ("part", "", "change"))


def _print_hunks(found: Any, part: str) -> None:  # noqa: ANN401 - a Comparison
    hunks = found.hunks(part)
    if hunks is None:
        out(f"\n{part}: no text, or too long to show what differs")
        return
    text = found.first.string(part) or ""
    out(f"\n{part}")
    for one in hunks[:_MOST_SHOWN]:
        start, end = one.place.start, one.place.end
        before = text[max(0, start - _CONTEXT) : start]
        after = text[end : end + _CONTEXT]
        removed = _painted(f"[-{_line(one.removed)}-]", "red") if one.removed else ""
        added = _painted(f"{{+{_line(one.added)}+}}", "green") if one.added else ""
        out(f"  {start}: {_line(before)}{removed}{added}{_line(after)}")
    if len(hunks) > _MOST_SHOWN:
        say(f"{len(hunks) - _MOST_SHOWN} more differences; --json or --unified prints them all")


def _line(text: str) -> str:
    """Return a piece of text on one line, the ends of its own lines marked."""
    return shown(text.replace("\n", "↵"))


def _painted(text: str, colour: str) -> str:
    return click.style(text, fg=colour) if sys.stdout.isatty() else text


@command()
@click.argument("document", metavar="DOC")
@reading
def history(document: str, archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """List the versions of a document, oldest first, with what changed against the one before.

    Versions that were withdrawn stand there too.
    """
    with open_archive(archive_dir, key) as archive:
        rows = [entry.to_json() for entry in archive.history(document)]
        identifier = archive.get(document).identifier
    if as_json:
        out_json({"identifier": identifier, "versions": rows})
        return
    out(shown(identifier))
    table(
        [
            (
                row["version"],
                row["at"],
                "withdrawn" if row["withdrawn"] else row["kind"],
                size_text(row["size"]),
                row["leaf"],
                row["by"] or "",
                _changes(row["changed"]),
            )
            for row in rows
        ],
        ("version", "when", "kind", "size", "leaf", "by", "changed"),
        flexible=("changed", "by"),
    )


def _changes(changed: dict[str, Any]) -> str:
    said = []
    for part, facts in changed.items():
        words = facts.get("words")
        if words:
            said.append(f"{part} -{words['removed']} +{words['added']} words")
        elif facts.get("keys"):
            said.append(f"{part}: {', '.join(facts['keys'])}")
        else:
            said.append(part)
    return "; ".join(said)


@command()
@click.argument("document", metavar="DOC|FILE|-")
@click.option(
    "--threshold", type=click.FloatRange(0, 1), default=0.30, show_default=True,
    help="Least similarity, from 0 to 1.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N",
              help="Print at most N.")  # fmt: skip
@reading
def similar(
    document: str,
    threshold: float,
    limit: int,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> None:
    """List the texts that are most like a document's, a file's, or standard input's.

    The figures are estimates by sketches of 256 bytes. Nothing is merged because of them.
    """
    with open_archive(archive_dir, key) as archive, _named(document) as name:
        found = archive.similar(name, threshold=threshold, limit=limit)
    if as_json:
        out_json({"results": [one.to_json() for one in found]})
        return
    table(
        [
            (f"{one.similarity:.2f}", f"{shown(one.identifier)}@{one.version}",
             "the same document" if one.same_document else "")
            for one in found
        ],
        ("like", "version", ""),
        flexible=("version",),
    )  # fmt: skip
    if not found:
        say("no text is as similar as that")


@contextmanager
def _named(document: str) -> Iterator[str]:
    """Give standard input the name of a temporary file."""
    if document != "-":
        yield document
        return
    with tempfile.TemporaryDirectory(prefix="fonds-") as folder:
        path = Path(folder) / "stdin"
        path.write_bytes(standard_input().read(256 << 20))
        yield str(path)


@command()
@click.option(
    "--threshold", type=click.FloatRange(0, 1), default=0.30, show_default=True,
    help="Least similarity, from 0 to 1.",
)  # fmt: skip
@click.option("--where", metavar="EXPR", help="Only what an expression chooses: size > 1000.")
@reading
def duplicates(
    threshold: float, where: str | None, archive_dir: Path, key: Path | None, as_json: bool
) -> None:
    """List documents whose bytes are equal, or whose texts are alike, in clusters.

    Only the newest versions are compared. Nothing is merged or left out because of this.
    """
    with open_archive(archive_dir, key) as archive:
        found = archive.duplicates(threshold, where=where)
    if as_json:
        out_json({"clusters": [one.to_json() for one in found]})
        return
    for one in found:
        out(f"{one.kind}: {counted(len(one.members), 'document')}")
        for member in one.members:
            out(f"  {shown(member)}")
    if not found:
        say("no documents are equal or alike")


@command()
@click.argument("file", required=False, metavar="[FILE]", type=click.Path(path_type=str))
@click.option("--digest", metavar="D", help="SHA-256, BLAKE3 or SWHID, or its first 8 digits.")
@reading
def find(
    file: str | None, digest: str | None, archive_dir: Path, key: Path | None, as_json: bool
) -> None:
    """Find all versions that have the exact bytes of FILE, or a fingerprint."""
    if (file is None) == (digest is None):
        raise UsageError("name a file, or a fingerprint with --digest")
    with open_archive(archive_dir, key) as archive:
        rows = [
            {
                "identifier": one.version.identifier,
                "document": one.version.document,
                "version": one.version.number,
                "at": one.version.row.at,
                "sha256": one.version.sha256,
                "by": one.by,
            }
            for one in archive.find(digest=digest, file=file)
        ]
    if as_json:
        out_json({"results": rows})
        return
    table(
        [
            (f"{shown(row['identifier'])}@{row['version']}", row["at"], row["sha256"])
            for row in rows
        ],
        ("version", "when", "sha256"),
        flexible=("version",),
    )
    if not rows:
        say("no version has these bytes")


@command()
@reading
def status(archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Show the figures of the archive: documents, versions, bytes, types, growth, log.

    They are as catalogued, and not compared with the log; size and root of the log are the signed
    ones. The names of --json are permanent.
    """
    with open_archive(archive_dir, key) as archive:
        facts = archive.status().to_json()
    if as_json:
        out_json(facts)
        return
    for name, value in facts.items():
        if isinstance(value, dict):
            value = ", ".join(f"{shown(key)} {number}" for key, number in value.items())
        elif name in ("bytes", "stored"):
            value = f"{value} ({size_text(value)})"
        out(f"{name.replace('_', ' '):<20} {shown(str(value))}")
    say("as catalogued; `fonds verify` compares everything with the log")
