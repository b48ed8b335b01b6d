"""The values that the planner, the workers and the run exchange. Values only.

Nothing is imported here that works on documents: a run that finds nothing new needs none of it.
"""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import attrs

from fonds.ingest.options import IngestOutcome, Limits, PreviousVersion
from fonds.model import (
    FileStamp,
    Fingerprint,
    Metadata,
    Status,
)
from fonds.sources import Capture, OpenCapture

if TYPE_CHECKING:
    from fonds.bundle import Segment
    from fonds.formats.bundle import BundleEntry
    from fonds.formats.gz import Level


METER = "read-"
"""What begins the name of a meter, see ``fonds.ingest.worker``."""


def metered(staging: Path) -> int:
    """Return how many bytes of large documents that are under way were read so far."""
    try:
        with os.scandir(staging) as entries:
            return sum(one.stat().st_size << 20 for one in entries if one.name.startswith(METER))
    except OSError:
        return 0


class FormerDocument(NamedTuple):
    """What a file was called by an earlier fonds, and the newest version under that name."""

    doc: str
    identifier: str
    number: int
    sha256: str
    statement: bytes


class Job(NamedTuple):
    """One document to be ingested, with all that the parent process knows of it."""

    capture: Capture
    doc: str
    identifier: str
    target: str
    nonce: str
    stated: Metadata
    inferred: Metadata
    said: bytes  # digest of what this run states of it
    described: bool = False  # other metadata than that of the version before
    charset: str | None = None  # stated by the user
    text_kind: str | None = None  # stated by the user
    reprocess: bool = False  # it was read in another charset than is stated now
    prior: PreviousVersion | None = None
    seen: frozenset[str] = frozenset()  # of captures from the web, see ``Planner._seen``
    refused: str = ""  # why it is not processed any more: only its bytes are kept
    other_origin: str | None = None  # other bytes are refused: the document came from this place
    former: "FormerDocument | None" = None  # equal bytes: it keeps the identifier it has


class Captured(NamedTuple):
    """The result for one document; ``entry`` is None where nothing new is to be stored."""

    status: Status
    fingerprint: Fingerprint
    stamp: FileStamp
    entry: "BundleEntry | None" = None
    edits: int = 0
    notes: tuple[str, ...] = ()
    former: bool = False  # it is the document of ``Job.former``
    without_text: bool = False
    damaged: bool = False


class DocumentBytes(NamedTuple):
    """A document's bytes: held, or open to be streamed; its beginning; its fingerprint."""

    data: bytes | OpenCapture
    head: bytes
    fingerprint: Fingerprint

    @property
    def held(self) -> bytes | None:
        """The bytes, where they are held in memory."""
        return self.data if isinstance(self.data, bytes) else None


@attrs.define
class PlannedBundle:
    """A bundle that is being planned: batches belong to it until it is full."""

    bundle: str
    created: datetime
    expected: int  # bytes of its data member, where they may reach 4 GiB
    bytes: int = 0
    documents: int = 0


@attrs.frozen
class IngestTask:
    """One batch and the settings it needs; made to travel to a worker process."""

    run: str
    run_sha256: str  # of the run's record; empty where nothing is stored
    volume: PlannedBundle
    staging: Path
    number: int
    jobs: Sequence[Job]
    now: Callable[[], datetime]
    clean: str | None
    pronom: bool
    sparing: bool
    derive: bool
    reprocess: bool
    level: "Level"
    limits: Limits
    by: str
    dry_run: bool = False
    guarded: bool = True  # kill this process when a document takes too long; only in a worker


@attrs.frozen
class BatchResult:
    """A batch's answer: a segment, and an outcome for each job with its new stamp."""

    segment: "Segment"
    outcomes: tuple[tuple[IngestOutcome, FileStamp | None], ...]
