"""Ingest: documents become versions in bundles that are logged.

The stages are imported when the verb is first used: who only asks for ``Options`` waits for none.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fonds.ingest.options import (
    Callbacks,
    IngestOutcome,
    IngestProgress,
    IngestReport,
    Limits,
    Options,
)

if TYPE_CHECKING:
    from fonds.ingest.verb import check, ingest

__all__ = [
    "Callbacks",
    "IngestOutcome",
    "IngestProgress",
    "IngestReport",
    "Limits",
    "Options",
    "check",
    "ingest",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name in ("check", "ingest"):
        return getattr(import_module("fonds.ingest.verb"), name)
    raise AttributeError(f"module 'fonds.ingest' has no attribute {name!r}")
