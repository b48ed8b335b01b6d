"""The fields of ``Options`` as typed keyword arguments: what editors complete and mypy checks.

A test holds them equal to ``Options``, which says what each means.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from fonds.ingest.options import Limits


class ProcessingKeywords(TypedDict, total=False):
    """How documents are processed, however many they are."""

    operator: str | None
    profile: str | None
    sparing: bool
    charset: str | None
    text_kind: str | None
    pronom: bool
    capture_only: bool
    reprocess: bool
    limits: Limits


class IngestKeywords(ProcessingKeywords, total=False):
    """All options of an ingest."""

    identifier: str | None
    source_url: str | None
    title: str | None
    same: bool
    again: bool
    metadata: Mapping[str, Any]
    rehash: bool
    expand: bool
    members_only: bool
    text_column: str | None
    id_column: str | None
    url_column: str | None
    date_column: str | None
    dry_run: bool
    jobs: int | None
