"""Ingest: documents become versions in bundles that are logged. Floor 5."""

from fonds.ingest.options import Edges, Limits, Options, Outcome, Progress, Report
from fonds.ingest.run import check, ingest

__all__ = ["Edges", "Limits", "Options", "Outcome", "Progress", "Report", "check", "ingest"]
