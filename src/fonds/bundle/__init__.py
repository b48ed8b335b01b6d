"""Bundles: segments made apart, strung together into one immutable WACZ. Floor 3."""

from typing import TYPE_CHECKING

from fonds.late_imports import imports_late

if TYPE_CHECKING:
    from fonds.bundle.names import DATA, PAGES, STATEMENTS, TEXT
    from fonds.bundle.reader import Scanned, member_table, scan, statement_lines
    from fonds.bundle.rewriter import Rewritten, rewrite
    from fonds.bundle.runs import RUN, run_at, run_lines
    from fonds.bundle.segment import (
        Entry,
        Mark,
        Segment,
        SegmentBuilder,
        VersionBuilder,
        access_uri,
        edits_uri,
        record_id,
        warcinfo_id,
    )
    from fonds.bundle.writer import Built, BundleInfo, BundleWriter

__all__ = [
    "DATA",
    "PAGES",
    "RUN",
    "STATEMENTS",
    "TEXT",
    "Built",
    "BundleInfo",
    "BundleWriter",
    "Entry",
    "Mark",
    "Rewritten",
    "Scanned",
    "Segment",
    "SegmentBuilder",
    "VersionBuilder",
    "access_uri",
    "edits_uri",
    "member_table",
    "record_id",
    "rewrite",
    "run_at",
    "run_lines",
    "scan",
    "statement_lines",
    "warcinfo_id",
]

__getattr__ = imports_late(
    __name__,
    {
        "names": "DATA PAGES STATEMENTS TEXT",
        "reader": "Scanned member_table scan statement_lines",
        "rewriter": "Rewritten rewrite",
        "runs": "RUN run_at run_lines",
        "segment": "Entry Mark Segment SegmentBuilder VersionBuilder access_uri edits_uri "
        "record_id warcinfo_id",
        "writer": "Built BundleInfo BundleWriter",
    },
)
