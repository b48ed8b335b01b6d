"""Process one batch of documents, from bytes to a segment. Runs in a worker process.

Nothing here writes to the archive: large documents go into staging files, the rest is returned.
One document that fails is an outcome and leaves no trace in the segment; the others are stored.
"""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from fonds.bundle import Mark, SegmentBuilder
from fonds.errors import ChangedDuringReadError, FondsError, StorageError
from fonds.formats.bundle import DATA, TEXT, warcinfo_id
from fonds.ingest.build_version import build_version
from fonds.ingest.options import IngestOutcome
from fonds.ingest.resource_limits import confine, document_alarm
from fonds.ingest.task import METER, BatchResult, Captured, IngestTask, Job
from fonds.model import FileStamp, Status
from fonds.storage.durable import Disk
from fonds.storage.local import open_staged


def begin(memory_bytes: int) -> None:
    """Confine this worker process. What documents need was imported with this module already:
    a worker that is ready does not die of an import later, for which a document were blamed.
    """
    confine(memory_bytes)


def work(task: IngestTask) -> BatchResult:
    """Ingest every document of a batch.

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
    with contextlib.closing(Meter(task)) as meter:
        for job in task.jobs:
            with document_alarm(cpu_seconds):
                outcomes.append(_one(task, job, builder, meter.count))
    return BatchResult(builder.finish(), tuple(outcomes))


class Meter:
    """The progress of a batch, for the parent process: a file with one byte per MiB read.

    Made when the first large document of a batch is read, and removed at its end. Where it cannot
    be written, nothing is shown, and nothing fails.
    """

    def __init__(self, task: IngestTask) -> None:
        self._path = task.staging / f"{METER}{task.number:08d}"
        self._disk = None if task.dry_run else Disk()
        self._descriptor: int | None = None
        self._read = 0

    def count(self, size: int) -> None:
        """Note that so many bytes were read."""
        self._read += size
        if self._disk is None:
            return
        try:
            if self._descriptor is None:
                self._descriptor = self._disk.open_new(self._path)
            self._disk.truncate(self._descriptor, self._read >> 20, self._path)
        except (StorageError, OSError):
            self._disk = None

    def close(self) -> None:
        """Remove the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            with contextlib.suppress(OSError, StorageError):
                Disk().unlink(self._path)


Count = Callable[[int], None]


def _one(
    task: IngestTask, job: Job, builder: SegmentBuilder, count: Count
) -> tuple[IngestOutcome, FileStamp | None]:
    """Ingest one document, whatever happens to it; what fails leaves nothing in the segment."""
    mark = builder.mark()
    try:
        taken = _attempts(task, job, builder, mark, count)
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


def _attempts(
    task: IngestTask, job: Job, builder: SegmentBuilder, mark: Mark, count: Count
) -> Captured:
    """Try again when a document changed under our eyes; keep its bytes when processing breaks."""
    try:
        return build_version(task, job, builder, count)
    except ChangedDuringReadError:
        builder.rewind(mark)
        return build_version(task, job, builder)
    except FondsError:
        raise
    except Exception as e:  # noqa: BLE001 - a fault of ours, or of a library, may not cost the bytes
        builder.rewind(mark)
        refused = f"processing failed with {type(e).__name__}; only the bytes are kept"
        return build_version(task, job._replace(refused=refused), builder)


def failed(job: Job, error: FondsError) -> IngestOutcome:
    """Return the outcome of a document that could not be ingested."""
    return IngestOutcome(
        Status.FAILED,
        job.capture.display,
        document=job.doc,
        identifier=job.identifier,
        error=error,
    )


def _outcome(job: Job, taken: Captured) -> IngestOutcome:
    prior = job.prior.number if job.prior else 0
    doc, identifier = job.doc, job.identifier
    if taken.former and job.former is not None:
        doc, identifier, prior = job.former.doc, job.former.identifier, job.former.number
    return IngestOutcome(
        taken.status,
        job.capture.display,
        document=doc,
        identifier=identifier,
        version=prior if taken.status is Status.UNCHANGED else prior + 1,
        sha256=taken.fingerprint.sha256,
        size=taken.fingerprint.size,
        edits=taken.edits,
        notes=taken.notes,
        without_text=taken.without_text,
        damaged=taken.damaged,
    )
