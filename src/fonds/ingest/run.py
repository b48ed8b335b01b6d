"""Ingest: the verb that calls the stages in order. The one place where they meet.

The parent plans and commits; workers read and make. What is planned as a batch comes back as a
segment; segments are strung into a bundle; a bundle is one commit. Nothing is acknowledged
before the commit that holds it.
"""

import hashlib
import itertools
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from fonds.about import SOFTWARE
from fonds.archive import OpenArchive, bundle_row
from fonds.catalog import OriginRow, Origins
from fonds.commit import log_bundle, publish
from fonds.errors import MissingKeyError
from fonds.formats.bundle import bundle_title
from fonds.formats.canonical import uuid5, uuid_bytes
from fonds.formats.prov import UNNAMED, print_run
from fonds.ingest.gone import gone
from fonds.ingest.identity import TICK, origin_of
from fonds.ingest.options import (
    Callbacks,
    Gone,
    IngestOutcome,
    IngestProgress,
    IngestReport,
    Options,
)
from fonds.ingest.planner import Planner
from fonds.ingest.task import BatchResult, IngestTask, PlannedBundle
from fonds.model import Status, stamp
from fonds.sources import Capture, Refusal
from fonds.storage.keys import SigningKey
from fonds.storage.local import Staging
from fonds.storage.staging import StagedFile

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from fonds.bundle import BundleWriter

ORIGINS_HELD = 5000
"""Origins of unchanged files that are written together."""

PROGRESS_EVERY = 100  # documents after which progress is reported, at the latest
MAX_FAILURES = 1000  # failures that a report holds; all of them are counted and reported at once


@attrs.define
class Writing:
    """A bundle that is being written, with the outcomes that wait for its commit."""

    volume: PlannedBundle
    staged: StagedFile
    writer: "BundleWriter"
    outcomes: list[IngestOutcome] = attrs.field(factory=list)
    origins: list[OriginRow] = attrs.field(factory=list)


@attrs.define
class IngestRun:
    """One ingest under way. Without a key it looks, and stores nothing."""

    archive: OpenArchive
    options: Options
    edges: Callbacks
    key: SigningKey | None
    origins: Origins
    executor: "Executor | None" = None
    counts: Counter[Status] = attrs.field(factory=Counter, init=False)
    size: int = attrs.field(default=0, init=False)
    without_text: int = attrs.field(default=0, init=False)
    damaged: int = attrs.field(default=0, init=False)
    _reported: int = attrs.field(default=0, init=False)
    bundles: list[str] = attrs.field(factory=list, init=False)
    failures: list[IngestOutcome] = attrs.field(factory=list, init=False)
    started: datetime = attrs.field(init=False)
    run: str = attrs.field(init=False)
    _writing: Writing | None = attrs.field(default=None, init=False)
    _planner: Planner | None = attrs.field(default=None, init=False)
    _unchanged: list[OriginRow] = attrs.field(factory=list, init=False)
    _settled: int = attrs.field(default=0, init=False)  # see ``origin_of``
    _recorded: bytes = attrs.field(default=b"", init=False)  # the run's record

    def __attrs_post_init__(self) -> None:
        self.started = self.edges.now()
        seed = f"run\n{stamp(self.started)}\n{self.archive.state.size}"
        entropy = self.key.nonce(seed.encode()).hex() if self.key else seed
        self.run = uuid5(uuid_bytes(self.archive.info.archive), entropy)

    def through(
        self, captures: Iterable[Capture | Refusal], folders: Iterable[bytes] = ()
    ) -> IngestReport:
        """Plan, work and commit until the captures end or a stop is asked for."""
        begun, first_leaf = time.monotonic(), self.archive.state.size
        planner = self._planner = Planner(
            self.archive,
            self.options,
            self.edges,
            self.key,
            self.run,
            lambda: hashlib.sha256(self._run_record()).hexdigest(),
            self._tell,
            self.origins,
        )
        nonce_ = hashlib.sha256(self.run.encode()).hexdigest()[:16]
        if self.key is None:
            for _, done in self._worked(planner, captures, self.archive.store.root):
                self._look(done)
        else:
            with self.archive.store.staging(nonce_) as staging:
                self._settled = staging.made_ns - TICK
                self._show("", staging.path)
                try:
                    for task, done in self._worked(planner, captures, staging.path):
                        self._take(task, done, staging)
                    self._commit()
                finally:
                    self._drop()
            self.origins.put(self._unchanged)
        if planner.withdrawn:
            self.edges.notice(_withdrawn_notice(planner.withdrawn, again=self.options.again))
        missing: tuple[Gone, ...] = ()
        if not planner.interrupted:
            missing = tuple(gone(self.archive, self.origins, planner.met, folders, first_leaf))
        state = self.archive.state
        return IngestReport(
            counts=dict(self.counts),
            bytes=self.size,
            seconds=time.monotonic() - begun,
            bundles=tuple(self.bundles),
            log_size=state.size,
            root=state.root.hex(),
            failures=tuple(self.failures),
            gone=missing,
            interrupted=planner.interrupted,
            dry_run=self.options.dry_run,
            without_text=self.without_text,
            damaged=self.damaged,
        )

    def _worked(
        self, planner: Planner, captures: Iterable[Capture | Refusal], staging: Path
    ) -> Iterator[tuple[IngestTask, BatchResult]]:
        """Yield tasks with their results. The workers' modules are loaded when there is work.

        Captures whose document is under way are planned again once that is committed.
        """
        remaining = iter(captures)
        waiting: deque[Capture | Refusal] = deque()
        while True:
            tasks = planner.tasks(_first(waiting, remaining), staging)
            for first in tasks:
                from fonds.ingest.pool import Workers

                workers = Workers(self.options.jobs, self.options.limits, self.executor)
                yield from workers.run(itertools.chain([first], tasks))
            if not planner.deferred or planner.interrupted:
                return
            self._commit()
            waiting.extendleft(reversed(planner.deferred))
            planner.deferred.clear()

    # --- taking in ----------------------------------------------------------------------------
    def _take(self, task: IngestTask, done: BatchResult, staging: Staging) -> None:
        """Add a segment to its bundle; commit the bundle before it when another begins."""
        if self._writing and self._writing.volume.bundle != task.volume.bundle:
            self._commit()
        if done.segment.entries:
            if self._writing is None:
                self._writing = self._begin(task.volume, staging)
            self._writing.writer.add(done.segment)
        made = {
            entry.doc: hashlib.sha256(entry.statement).digest() for entry in done.segment.entries
        }
        for job, (outcome, read_at) in zip(task.jobs, done.outcomes, strict=True):
            origin = origin_of(job, outcome, read_at, made, self._settled)
            if outcome.status in (Status.NEW, Status.NEW_VERSION) and self._writing:
                self._writing.outcomes.append(outcome)
                self._writing.origins += origin
                continue
            self._unchanged += origin
            self._end(outcome, job.doc)
        if len(self._unchanged) > ORIGINS_HELD:
            self.origins.put(self._unchanged)
            self._unchanged.clear()
        self._show(task.jobs[-1].capture.display if task.jobs else "")

    def _look(self, done: BatchResult) -> None:
        """Take note of what would be stored. Raises: MissingKeyError where it should have been."""
        for outcome, _ in done.outcomes:
            new = outcome.status in (Status.NEW, Status.NEW_VERSION)
            if new and not self.options.dry_run:
                self.archive.signing_key()  # which says what is wrong with it
                raise MissingKeyError("this archive's key was not here when the run began")
            self._end(outcome, outcome.document)

    def _begin(self, volume: PlannedBundle, staging: Staging) -> Writing:
        from fonds.bundle import BundleInfo, BundleWriter

        self.archive.store.require_space(volume.bytes)
        staged = staging.file(f"{volume.bundle}.wacz")
        info = BundleInfo(
            bundle=volume.bundle,
            created=stamp(volume.created),
            software=SOFTWARE,
            operator=self.options.operator,
            archive=self.archive.info.archive,
            run=self.run,
            run_record=self._run_record(),
            title=bundle_title(self.archive.info.archive, stamp(volume.created)),
            expected=volume.expected,
        )
        writer = BundleWriter(staged, lambda name: staging.file(f"{volume.bundle}.{name}"), info)
        return Writing(volume, staged, writer)

    def _run_record(self) -> bytes:
        """The same in all bundles of the run; made by the first batch that is to be looked at."""
        if not self._recorded:
            self._recorded = self._make_run_record()
        return self._recorded

    def _make_run_record(self) -> bytes:
        from fonds.cleaning import RULESET
        from fonds.formats import gz
        from fonds.ingest.provenance import plans, tools

        limits = self.options.limits
        pronom = self.options.pronom and self.options.jobs != 0
        agents = {name: {"f:version": version} for name, version in tools(pronom=pronom)}
        agents["operator"] = {"f:name": self.options.operator or UNNAMED}
        settings = {
            # Only limits that bear on what is stored: how work is cut up leaves no trace.
            "f:documentLimit": limits.document_bytes,
            "f:cpuLimit": f"{limits.cpu_seconds:g} s",
            "f:memoryLimit": limits.worker_memory_bytes,
            "f:compressor": gz.tool("fast"),
        }
        for name, said in (
            ("f:sparing", self.options.sparing),
            ("f:captureOnly", self.options.capture_only),
        ):
            if said:
                settings[name] = said
        steps = plans(self.options.profile, RULESET)
        return print_run(self.run, agents, steps, settings, stamp(self.started))

    def _commit(self) -> None:
        """Make the open bundle durable, log it, and only then say so."""
        writing, self._writing = self._writing, None
        if writing is None or self.key is None:
            return
        built = writing.writer.close()
        if not built.entries:
            writing.staged.discard()
            return
        created = writing.volume.created
        name, seal = publish(self.archive, writing.staged, built.bundle, created, built.manifest)
        row = bundle_row(0, name, built)
        now = self.edges.now()
        log_bundle(
            self.archive,
            self.key,
            now,
            row,
            seal,
            built.entries,
            self.edges.notice,
        )
        self.bundles.append(name)
        self.origins.put(writing.origins)
        for outcome in writing.outcomes:
            self._end(outcome, outcome.document)

    def _drop(self) -> None:
        """After a failure: forget the open bundle; its staging file goes with the folder."""
        if self._writing:
            self._writing.staged.discard()
            self._writing = None

    def _end(self, outcome: IngestOutcome, doc: str | None) -> None:
        """Report the outcome of a document that was being processed."""
        if self._planner is not None:
            self._planner.under_way.remove(doc)
        self._tell(outcome)

    # --- reporting ----------------------------------------------------------------------------
    def _tell(self, outcome: IngestOutcome) -> None:
        self.counts[outcome.status] += 1
        self.size += outcome.size
        self.without_text += outcome.without_text
        self.damaged += outcome.damaged
        self._reported += 1
        if self._reported % PROGRESS_EVERY == 0:
            self._show(outcome.display)
        if outcome.status is Status.FAILED and len(self.failures) < MAX_FAILURES:
            self.failures.append(outcome)
        self.edges.acknowledge(outcome)

    def _show(self, display: str, staging: Path | None = None) -> None:
        waiting = self._writing.outcomes if self._writing else ()
        documents = sum(self.counts.values()) + len(waiting)
        size = self.size + sum(outcome.size for outcome in waiting)
        failed = self.counts[Status.FAILED]
        self.edges.progress(IngestProgress(documents, size, failed, display, staging))


def _first(
    waiting: "deque[Capture | Refusal]", remaining: Iterator[Capture | Refusal]
) -> Iterator[Capture | Refusal]:
    """Yield what waits, then what remains. What is not asked for stays where it is."""
    while waiting:
        yield waiting.popleft()
    for one in remaining:  # noqa: UP028 - ``yield from`` would close it when a pass ends
        yield one


def _withdrawn_notice(withdrawn: int, *, again: bool) -> str:
    """Say what becomes of inputs whose documents were withdrawn."""
    what = f"{withdrawn} documents were" if withdrawn > 1 else "1 document was"
    then = "ingested again, as was asked" if again else "passed over (--again ingests it)"
    return f"{what} withdrawn before: {then}"
