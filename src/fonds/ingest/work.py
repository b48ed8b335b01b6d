"""What is done to one batch of documents, from bytes to a segment. Runs in a worker process.

Nothing here writes to the archive: large documents go into staging files, the rest is returned.
One document that fails is an outcome and leaves no trace in the segment; the others go on.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import attrs

from fonds.bundle import DATA, TEXT, Mark, Segment, SegmentBuilder, warcinfo_id
from fonds.errors import ChangedDuringReadError, FondsError, StorageError
from fonds.formats.gz import Level
from fonds.ingest.document import take_in
from fonds.ingest.guard import document_alarm
from fonds.ingest.job import Job, Taken
from fonds.ingest.options import Limits, Outcome
from fonds.model import FileStamp, Status
from fonds.storage.durable import Disk
from fonds.storage.local import open_staged


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
    level: Level
    limits: Limits
    by: str
    dry_run: bool = False
    guarded: bool = True  # kill this process when a document takes too long; only in a worker


@attrs.frozen
class Done:
    """A batch's answer: a segment, and an outcome for each job with its new stamp."""

    segment: Segment
    outcomes: tuple[tuple[Outcome, FileStamp | None], ...]


def work(task: Task) -> Done:
    """Take in every document of a batch.

    Cost: holds one document up to ``held_bytes`` and the compressed records of the batch.
    Raises: StorageError when a staging file cannot be written; nothing for bad input.
    """
    parts = 0

    def open_part() -> tuple[Path, BinaryIO]:
        nonlocal parts
        parts += 1
        path = task.staging / f"part-{task.number:08d}-{parts:04d}"
        return path, open_staged(Disk(), path)

    builder = SegmentBuilder(
        warcinfo_id(task.volume.bundle, DATA),
        warcinfo_id(task.volume.bundle, TEXT),
        open_part,
        task.level,
    )
    cpu_seconds = task.limits.cpu_seconds if task.guarded else None
    outcomes = []
    for job in task.jobs:
        with document_alarm(cpu_seconds):
            outcomes.append(_one(task, job, builder))
    return Done(builder.finish(), tuple(outcomes))


def _one(task: Task, job: Job, builder: SegmentBuilder) -> tuple[Outcome, FileStamp | None]:
    """Take one document in, whatever happens to it; what fails leaves nothing in the segment."""
    mark = builder.mark()
    try:
        taken = _attempts(task, job, builder, mark)
    except StorageError:
        raise  # our own disk: nothing further can be promised
    except FondsError as e:
        builder.rewind(mark)
        return failed(job, e), None
    if taken.entry is None:
        builder.rewind(mark)
    else:
        builder.add(taken.entry)
    return _outcome(job, taken), taken.stamp


def _attempts(task: Task, job: Job, builder: SegmentBuilder, mark: Mark) -> Taken:
    """Try again when a document changed under our eyes; keep its bytes when processing breaks."""
    try:
        return take_in(task, job, builder)
    except ChangedDuringReadError:
        builder.rewind(mark)
        return take_in(task, job, builder)
    except FondsError:
        raise
    except Exception as e:  # noqa: BLE001 - a fault of ours, or of a library, may not cost the bytes
        builder.rewind(mark)
        refused = f"processing failed with {type(e).__name__}; only the bytes are kept"
        return take_in(task, job._replace(refused=refused), builder)


def failed(job: Job, error: FondsError) -> Outcome:
    """Return the outcome of a document that could not be taken in."""
    return Outcome(
        Status.FAILED,
        job.source.display,
        document=job.doc,
        identifier=job.identifier,
        error=error,
    )


def _outcome(job: Job, taken: Taken) -> Outcome:
    prior = job.prior.number if job.prior else 0
    return Outcome(
        taken.status,
        job.source.display,
        document=job.doc,
        identifier=job.identifier,
        version=prior if taken.status is Status.UNCHANGED else prior + 1,
        sha256=taken.fingerprint.sha256,
        size=taken.fingerprint.size,
        edits=taken.edits,
        notes=taken.notes,
    )
