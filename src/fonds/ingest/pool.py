"""Send batches to workers and return results in order, whatever happens to the workers.

The first few documents are worked on in this process: to start workers takes longer than that. A
dead worker puts few batches under suspicion. Suspects are run again one by one: a batch that
kills its worker again is taken apart, and the one document that does it keeps its bytes and
nothing more.
"""

import itertools
import pickle
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from datetime import datetime

import attrs

from fonds.bundle import Segment
from fonds.errors import ProcessingError, WorkersError
from fonds.ingest.options import Limits
from fonds.ingest.task import BatchResult, IngestTask
from fonds.ingest.worker import begin, failed, work
from fonds.pool import InProcess, WorkerProcesses, cores, ended_at_start, run_alone, run_in_order

DEADLY = "processing killed its worker twice; only the bytes are kept"
RETRIED = 1_000_000  # task numbers of second attempts begin here: staging names never collide

FEW, LITTLE = 16, 1024 * 1024
"""Documents, and bytes of them all, up to which no worker is started where nobody asked for one.

It is not for speed alone: larger ones, and many, are to be read by processes that are confined.
"""


def worker_pool(jobs: int, limits: Limits) -> WorkerProcesses:
    """Return a pool of fresh, confined processes. Never forked: libraries with threads of their
    own (Go in pygfried, Rust in blake3) hang or break after a fork.
    """
    return WorkerProcesses(jobs, begin, (limits.worker_memory_bytes,))


@attrs.define
class Workers:
    """Runs batches. ``jobs`` is the number of processes, 0 for none but this one; None leaves it
    to the work. ``given`` is the caller's executor, which is used in their place and never shut
    down here.
    """

    jobs: int | None
    limits: Limits
    given: Executor | None = None
    _numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(RETRIED), init=False)

    def run(self, tasks: Iterable[IngestTask]) -> Iterator[tuple[IngestTask, BatchResult]]:
        """Yield each batch with its answer, in their order.

        Raises: what a batch raises (StorageError); WorkersError; never BrokenExecutor.
        """
        left = iter(tasks)
        if self.given is not None:
            yield from self._all(self.given, left)
        elif self.jobs is None:
            left = yield from self._few(left)
        elif self.jobs == 0:
            yield from self._all(InProcess(), left)
        for first in left:
            _see_that_it_travels(first.now)
            pool = worker_pool(self.jobs or cores(), self.limits)
            try:
                yield from self._all(pool, itertools.chain([first], left))
            finally:
                pool.kill()  # nothing is under way, or nobody waits for it any more

    def _few(
        self, tasks: Iterator[IngestTask]
    ) -> Generator[tuple[IngestTask, BatchResult], None, Iterator[IngestTask]]:
        """Yield the first batches with their answers, made here; return those for workers."""
        documents = size = 0
        for task in tasks:
            documents += len(task.jobs)
            size += sum(job.capture.stamp.size for job in task.jobs)
            # PRONOM's library is in Go, and would be loaded into the caller's process for good.
            if documents > FEW or size > LITTLE or task.pronom:
                return itertools.chain([task], tasks)
            yield task, work(attrs.evolve(task, guarded=False))
        return iter(())

    def _all(
        self, executor: Executor, tasks: Iterator[IngestTask]
    ) -> Iterator[tuple[IngestTask, BatchResult]]:
        """Yield results of batches until all are done or a worker dies; then of its suspects."""
        window = 2 * max(self.jobs or cores(), 1)
        suspects = yield from run_in_order(executor, work, tasks, window)
        if suspects and isinstance(executor, WorkerProcesses) and not executor.begun:
            raise ended_at_start()
        for suspect in suspects:
            yield from self._alone(suspect)

    def _alone(self, task: IngestTask) -> Iterator[tuple[IngestTask, BatchResult]]:
        """Run a suspect in a process of its own; take it apart if that process dies too."""
        task = attrs.evolve(task, number=next(self._numbers))
        try:
            yield task, run_alone(worker_pool(1, self.limits), work, task)
            return
        except BrokenExecutor:
            pass
        if len(task.jobs) > 1:
            for job in task.jobs:
                yield from self._alone(attrs.evolve(task, jobs=(job,)))
            return
        (job,) = task.jobs
        if not job.refused:
            yield from self._alone(attrs.evolve(task, jobs=(job._replace(refused=DEADLY),)))
            return
        error = ProcessingError("the worker died on this input, even when only storing its bytes")
        yield task, BatchResult(Segment((), (), ()), ((failed(job, error), None),))


def _see_that_it_travels(now: Callable[[], datetime]) -> None:
    """Refuse a clock that no worker could read. Raises: WorkersError."""
    try:
        pickle.dumps(now)
        lost = "__main__" in (getattr(now, "__module__", ""), type(now).__module__)
    except (pickle.PicklingError, AttributeError, TypeError):
        lost = True
    if lost:
        raise WorkersError(
            "the clock that was given cannot be sent to worker processes: define it in a module "
            "that can be imported, or work without workers"
        )
