"""Tasks to workers and answers back in order, whatever happens to the workers.

Only a window of tasks is under way at a time, so memory does not grow with the run and a dead
worker puts few tasks under suspicion. Suspects are run again one by one: a batch that kills its
worker again is taken apart, and the one document that does it keeps its bytes and nothing more.
"""

import itertools
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor

import attrs

from fonds.bundle import Segment
from fonds.errors import ProcessingError, WorkersError
from fonds.ingest.options import Limits
from fonds.ingest.resource_limits import confine
from fonds.ingest.task import Done, Task
from fonds.ingest.worker import failed, work

DEADLY = "processing killed its worker twice; only the bytes are kept"
RETRIED = 1_000_000  # task numbers of second attempts begin here: staging names never collide


class InProcess(Executor):
    """An executor that works at once, in this process: for tests, debuggers and embedding."""

    def submit(self, fn: Callable[..., Done], /, *args: object, **kwargs: object) -> Future[Done]:  # type: ignore[override]
        """Call ``fn`` now and return its finished future."""
        future: Future[Done] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as e:  # noqa: BLE001 - handed on to whoever asks for the result
            future.set_exception(e)
        return future


def default_jobs() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


def worker_pool(jobs: int, limits: Limits) -> Executor:
    """Return a pool of fresh, confined processes. Spawned, never forked: libraries with threads
    of their own (Go in pygfried, Rust in blake3) hang or break after a fork.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        # A worker is importing its main module, which calls ingest outside of any guard: without
        # this every worker would start workers.
        raise WorkersError("workers cannot be started while the main module is imported")
    return ProcessPoolExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=confine,
        initargs=(os.getpid(), limits.worker_memory_bytes),
    )


def _probe(limits: Limits) -> None:
    """Return if a worker can work at all: else no document is to blame. Raises: WorkersError."""
    with worker_pool(1, limits) as executor:
        try:
            executor.submit(os.getpid).result()
        except BrokenExecutor as e:
            raise WorkersError("worker processes end as soon as they start") from e


@attrs.define
class Workers:
    """Runs tasks on an executor. Ours is made when the first task comes, and again after a death.

    ``given`` is the caller's executor, which is never shut down here.
    """

    jobs: int
    limits: Limits
    given: Executor | None = None
    _own: Executor | None = attrs.field(default=None, init=False)
    _numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(RETRIED), init=False)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Done]]:
        """Yield each task with its answer, in the tasks' order.

        Raises: what a task raises (StorageError); never BrokenExecutor.
        """
        window = 2 * max(self.jobs, 1)
        pending: deque[tuple[Task, Future[Done]]] = deque()
        try:
            for task in tasks:
                pending.append((task, self._submit(task)))
                if len(pending) >= window:
                    yield from self._first(pending)
            while pending:
                yield from self._first(pending)
        finally:
            for _, future in pending:
                future.cancel()
            self._close()

    def _submit(self, task: Task) -> Future[Done]:
        try:
            return self._executor().submit(work, task)
        except BrokenExecutor as e:
            broken: Future[Done] = Future()
            broken.set_exception(e)
            return broken

    def _executor(self) -> Executor:
        if self.given is not None:
            return self.given
        if self._own is None:
            self._own = InProcess() if self.jobs == 0 else worker_pool(self.jobs, self.limits)
        return self._own

    def _first(self, pending: "deque[tuple[Task, Future[Done]]]") -> Iterator[tuple[Task, Done]]:
        task, future = pending[0]
        try:
            done = future.result()
        except BrokenExecutor:
            suspects = [task for task, _ in pending]
            pending.clear()
            self._close()
            self.given = None  # a broken executor answers nothing any more
            _probe(self.limits)
            for suspect in suspects:
                yield from self._alone(suspect)
            return
        pending.popleft()
        yield task, done

    def _alone(self, task: Task) -> Iterator[tuple[Task, Done]]:
        """Run a suspect in a process of its own; take it apart if that process dies too."""
        task = attrs.evolve(task, number=next(self._numbers))
        with worker_pool(1, self.limits) as executor:
            try:
                yield task, executor.submit(work, task).result()
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
        yield task, Done(Segment((), (), ()), ((failed(job, error), None),))

    def _close(self) -> None:
        if self._own is not None:
            self._own.shutdown(wait=True, cancel_futures=True)
            self._own = None
