"""Writing bundles: segments made apart, strung together into one immutable WACZ.

The layout that readers share is in ``fonds.formats.bundle``.
"""

from typing import TYPE_CHECKING

from fonds.late_imports import imports_late

if TYPE_CHECKING:
    from fonds.bundle.rewriter import Rewritten, rewrite
    from fonds.bundle.segment import Mark, Segment, SegmentBuilder, VersionBuilder
    from fonds.bundle.writer import BundleInfo, BundleWriter

__all__ = [
    "BundleInfo",
    "BundleWriter",
    "Mark",
    "Rewritten",
    "Segment",
    "SegmentBuilder",
    "VersionBuilder",
    "rewrite",
]

__getattr__ = imports_late(
    __name__,
    {
        "rewriter": "Rewritten rewrite",
        "segment": "Mark Segment SegmentBuilder VersionBuilder",
        "writer": "BundleInfo BundleWriter",
    },
)
