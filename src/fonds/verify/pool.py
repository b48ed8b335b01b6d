"""Bundles to worker processes and answers back, in bounded number. Part of verify."""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fonds.verify.bundle import Checked, Task, check_bundle
from fonds.verify.report import Book

if TYPE_CHECKING:  # where no worker is started, nothing of this is needed
    from concurrent.futures import Future, ProcessPoolExecutor

ENOUGH, ENOUGH_FORKED = 64 * 1024 * 1024, 8 * 1024 * 1024
"""Bytes from which starting processes pays: a spawned one takes a third of a second to begin, a
forked one a hundredth."""

QUICKER = 32
"""How many times faster bytes are hashed than checked."""


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


def check_bundles(tasks: Iterable[Task], jobs: int) -> Iterator[Checked]:
    """Yield what came of each task, in the order of the tasks.

    A bundle that kills its worker is checked again alone, and if it does so again that is told
    as a finding of its own.
    """
    if jobs == 0:
        yield from map(check_bundle, tasks)
        return
    pending: deque[tuple[Task, Future[Checked]]] = deque()
    pool = _pool(jobs)
    try:
        for task in tasks:
            pending.append((task, pool.submit(check_bundle, task)))
            if len(pending) > 2 * jobs:
                yield _result(*pending.popleft())
        while pending:
            yield _result(*pending.popleft())
    finally:
        for _, future in pending:
            future.cancel()
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(jobs: int) -> "ProcessPoolExecutor":
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("fork" if _may_fork() else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_ignore_interrupt)


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


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _result(task: Task, future: "Future[Checked]") -> Checked:
    from concurrent.futures import BrokenExecutor

    try:
        return future.result()
    except BrokenExecutor:
        pass
    try:
        with _pool(1) as alone:
            return alone.submit(check_bundle, task).result()
    except BrokenExecutor:
        book = Book()
        book.find("V112", "the process that read it died twice", file=task.name)
        return Checked(task, tuple(book.findings), book.plain_counts())
