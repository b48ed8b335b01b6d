"""What is known of documents before, while and after they are taken in. Values only.

Nothing is imported here that works on documents: a run that finds nothing new needs none of it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import attrs

from fonds.ingest.options import Limits, Outcome, Prior
from fonds.model import (
    Extraction,
    FileStamp,
    Fingerprint,
    Identification,
    Language,
    Metadata,
    Status,
)
from fonds.sources import OpenSource, Source

if TYPE_CHECKING:
    from fonds.bundle import Segment
    from fonds.formats.bundle import BundleEntry
    from fonds.formats.gz import Level
    from fonds.ledger import Cleaned


class Job(NamedTuple):
    """One document to be taken in, with all that the parent knows of it."""

    source: Source
    doc: str
    identifier: str
    target: str
    nonce: str
    stated: Metadata
    inferred: Metadata
    stated_digest: bytes
    prior: Prior | None = None
    refused: str = ""  # why it is not processed any more: only its bytes are kept


class Taken(NamedTuple):
    """What became of one document; ``entry`` is None where nothing new is to be stored."""

    status: Status
    fingerprint: Fingerprint
    stamp: FileStamp
    entry: "BundleEntry | None" = None
    edits: int = 0
    notes: tuple[str, ...] = ()


class Content(NamedTuple):
    """A document's bytes: held, or open to be streamed; its beginning; its fingerprint."""

    data: bytes | OpenSource
    head: bytes
    fingerprint: Fingerprint

    @property
    def held(self) -> bytes | None:
        """The bytes, where they are held in memory."""
        return self.data if isinstance(self.data, bytes) else None


class Derived(NamedTuple):
    """What the stages made of the bytes."""

    identification: Identification
    extraction: Extraction
    script: str = "Zyyy"
    language: Language | None = None
    cleaned: "Cleaned | None" = None
    sketch: bytes | None = None

    @property
    def reading(self) -> str | None:
        """The text to read: the cleaned one where it was cleaned."""
        return self.cleaned.text if self.cleaned else self.extraction.text


@attrs.define
class Volume:
    """A bundle that is being planned: batches belong to it until it is full."""

    bundle: str
    created: datetime
    expected: int  # bytes of its data member, where they may reach 4 GiB
    bytes: int = 0
    documents: int = 0


@attrs.frozen
class Task:
    """One batch and the settings it needs; made to travel to a worker process."""

    run: str
    volume: Volume
    staging: Path
    number: int
    jobs: Sequence[Job]
    now: Callable[[], datetime]
    clean: str | None
    pronom: bool
    every_opinion: bool
    derive: bool
    reprocess: bool
    level: "Level"
    limits: Limits
    by: str
    dry_run: bool = False
    guarded: bool = True  # kill this process when a document takes too long; only in a worker


@attrs.frozen
class Done:
    """A batch's answer: a segment, and an outcome for each job with its new stamp."""

    segment: "Segment"
    outcomes: tuple[tuple[Outcome, FileStamp | None], ...]
