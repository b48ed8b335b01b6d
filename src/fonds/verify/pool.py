"""Bundles to worker processes and answers back, in bounded number."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING

from fonds.errors import WorkersError
from fonds.verify.bundle.check import check_bundle
from fonds.verify.bundle.task import BundleCheck, BundleTask
from fonds.verify.report import FindingLog
from fonds.workers import follow

if TYPE_CHECKING:  # where no worker is started, nothing of this is needed
    from concurrent.futures import Future, ProcessPoolExecutor

ENOUGH, ENOUGH_FORKED = 64 * 1024 * 1024, 8 * 1024 * 1024
"""Bytes from which starting processes pays: a spawned one takes a third of a second to begin, a
forked one a hundredth."""

QUICKER = 32
"""How many times faster bytes are hashed than checked."""

NO_WORKERS = (
    "bundles were checked in this process alone, since no worker process can start (in a script of "
    "your own, call verify below `if __name__ == '__main__':`, or with jobs=0)"
)
"""What the report says where no worker can start."""


def default_jobs(sizes: Iterable[int], *, quick: bool = False) -> int:
    """Return how many processes bundles of these sizes are worth; 0 for none but this one."""
    bundles, total = 0, 0
    for size in sizes:
        bundles, total = bundles + 1, total + size
    enough = ENOUGH_FORKED if _may_fork() else ENOUGH
    if bundles < 2 or total < enough * (QUICKER if quick else 1):
        return 0
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        cores = os.cpu_count() or 1
    return min(cores, bundles) if cores > 1 else 0


def check_bundles(
    tasks: Iterable[BundleTask], jobs: int, say: Callable[[str], None] = lambda note: None
) -> Iterator[BundleCheck]:
    """Yield what came of each task, in the order of the tasks.

    When a worker dies, what was under way is checked again, each bundle in a process of its own;
    one whose process dies twice is told of as a finding, and the rest goes on with new workers.
    Where no worker can start at all, ``say`` is told so and the rest is checked in this process.
    Raises: WorkersError in a worker that imports a main module which verifies outside of a guard.
    """
    left = iter(tasks)
    while jobs:
        pool = _pool(jobs)
        if pool is None:
            say(NO_WORKERS)
            break
        suspects = yield from _until_a_death(pool, jobs, left)
        if not suspects:
            return
        yield from map(_alone, suspects)
    yield from map(check_bundle, left)


def _until_a_death(
    pool: "ProcessPoolExecutor", jobs: int, tasks: Iterator[BundleTask]
) -> Generator[BundleCheck, None, list[BundleTask]]:
    """Yield what came of tasks; return those under way when a worker died, none if none did."""
    from concurrent.futures import BrokenExecutor

    under_way: deque[BundleTask] = deque()
    answers: deque[Future[BundleCheck]] = deque()
    try:
        for task in tasks:
            under_way.append(task)
            answers.append(pool.submit(check_bundle, task))
            while len(answers) > 2 * jobs:
                checked = answers.popleft().result()
                under_way.popleft()
                yield checked
        while answers:
            checked = answers.popleft().result()
            under_way.popleft()
            yield checked
    except BrokenExecutor:
        pass
    finally:
        # The threads of a pool are waited for: while they live, no process is forked.
        pool.shutdown(wait=True, cancel_futures=True)
    return list(under_way)


def _alone(task: BundleTask) -> BundleCheck:
    """Check a suspect in a process of its own, and once more if that dies."""
    from concurrent.futures import BrokenExecutor

    for _ in range(2):
        pool = _pool(1)
        if pool is None:
            return check_bundle(task)
        try:
            return pool.submit(check_bundle, task).result()
        except BrokenExecutor:
            continue
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    findings = FindingLog()
    findings.report("V112", "the process that read it died twice", file=task.name)
    return BundleCheck(task, tuple(findings.entries), findings.plain_counts())


def _pool(jobs: int) -> "ProcessPoolExecutor | None":
    """Return a pool of which one worker has answered; None where they end as soon as they start.

    So a worker that dies later died of what it was given.
    """
    import multiprocessing
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

    this = multiprocessing.current_process()
    if getattr(this, "_inheriting", False):
        # Without this every worker would verify, or start workers, before it begins to work.
        raise WorkersError("workers cannot be started while the main module is imported")
    if this.daemon:
        return None  # a worker of somebody else's pool, which may not have children
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("fork" if _may_fork() else "spawn"),
        initializer=follow,
        initargs=(os.getpid(),),
    )
    try:
        pool.submit(os.getpid).result()
    except (BrokenExecutor, OSError):  # OSError: the system allows no more processes
        pool.shutdown(wait=True, cancel_futures=True)
        return None
    return pool


def _may_fork() -> bool:
    """Whether this process has one thread, by the system's own account.

    After a fork only the thread that called it goes on: libraries with threads of their own (Go,
    BLAS) and locks that another thread held would hang. A verifier holds no secret that a forked
    process should not see.
    """
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - a count is all we want
    except OSError:  # not Linux
        return False
