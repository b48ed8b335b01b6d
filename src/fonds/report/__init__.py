"""Report: one self-contained HTML file about documents, for people. Nothing in it runs."""

from fonds.report.verb import report

__all__ = ["report"]
