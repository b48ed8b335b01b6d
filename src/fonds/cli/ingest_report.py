"""Print the report of an ingest."""

import contextlib
import sys
from typing import Any

from fonds.cli.excluding import excluded_text
from fonds.cli.terminal import shown, size_text, table
from fonds.model import Status


def print_gone(gone: Any) -> None:  # noqa: ANN401 - the report's
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


def _without_text(count: int) -> str:
    return f"{count} (bytes stored whole; `fonds show DOC` says why)"


def _damaged(count: int) -> str:
    return f"{count} (bytes stored whole; `fonds show DOC` says what its text lacks)"


def print_report(report: Any, *, err: bool) -> None:  # noqa: ANN401 - a Report
    """Print what an ingest did, as a table."""
    counts = [report.counts.get(status, 0) for status in Status]
    rows = [
        ("would be new" if report.dry_run else "new", counts[0]),
        ("new version", counts[1]),
        ("unchanged", counts[2]),
        ("failed", counts[3]),
        *(
            [("withdrawn", f"{report.withdrawn} (before; --again ingests)")]
            * bool(report.withdrawn)
        ),
        *([("without text", _without_text(report.without_text))] if report.without_text else []),
        *([("read in part", _damaged(report.damaged))] if report.damaged else []),
        *([("excluded", excluded_text(report.excluded))] if report.excluded else []),
        *([("gone", gone_text(report.gone))] if report.gone else []),
        ("bytes", f"{report.bytes} ({size_text(report.bytes)})"),
        ("seconds", f"{report.seconds:.2f}"),
        *(("bundle", name) for name in report.bundles),
        *((("log size", report.log_size), ("log root", report.root)) if report.root else ()),
    ]
    with contextlib.redirect_stdout(sys.stderr) if err else contextlib.nullcontext():
        table(rows, ("result", ""))
