"""Send bundles to worker processes and return results, a bounded number at a time."""

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING

from fonds.errors import WorkersError
from fonds.verify.bundle.check import check_bundle
from fonds.verify.bundle.task import BundleCheck, BundleTask
from fonds.verify.report import FindingLog

if TYPE_CHECKING:  # where no worker is started, nothing of this is needed
    from fonds.pool import WorkerProcesses

ENOUGH, ENOUGH_FORKED = 64 * 1024 * 1024, 8 * 1024 * 1024
"""Bytes from which starting processes pays: another one takes a third of a second to begin, a
forked one a hundredth."""

QUICKER = 32
"""How many times faster bytes are hashed than checked."""

NO_WORKERS = "bundles were checked in this process alone: no worker process can start"
"""What the report says where no worker can start."""


def default_jobs(sizes: Iterable[int], *, quick: bool = False) -> int:
    """Return how many processes bundles of these sizes are worth; 0 for none but this one."""
    bundles, total = 0, 0
    for size in sizes:
        bundles, total = bundles + 1, total + size
    needed = QUICKER if quick else 1
    if bundles < 2 or total < ENOUGH_FORKED * needed:
        return 0
    from fonds.pool import cores
    from fonds.processes import may_fork

    if total < ENOUGH * needed and not may_fork():
        return 0
    return min(cores(), bundles) if cores() > 1 else 0


def check_bundles(
    tasks: Iterable[BundleTask], jobs: int, say: Callable[[str], None] = lambda note: None
) -> Iterator[BundleCheck]:
    """Yield the result of each task, in the order of the tasks.

    When a worker dies, what was under way is checked again, each bundle in a process of its own;
    one whose process dies twice becomes a finding, and the rest continues with new workers.
    Where no worker can start at all, ``say`` is called and the rest is checked in this process.
    """
    left = iter(tasks)
    while jobs:
        from fonds.pool import run_in_order

        try:
            pool = _pool(jobs)
        except WorkersError:
            say(NO_WORKERS)
            break
        try:
            results = run_in_order(pool, check_bundle, left, 2 * jobs + 1)
            suspects = yield from _answers(results)
        finally:
            pool.kill()  # its threads are waited for: while they live, no process is forked
        if not suspects:
            return
        if not pool.begun:
            say(NO_WORKERS)
            left = itertools.chain(suspects, left)
            break
        yield from map(_alone, suspects)
    yield from map(check_bundle, left)


def _answers(
    results: Generator[tuple[BundleTask, BundleCheck], None, list[BundleTask]],
) -> Generator[BundleCheck, None, list[BundleTask]]:
    """Yield results without their tasks; return the tasks that a death leaves suspect."""
    while True:
        try:
            _, checked = next(results)
        except StopIteration as e:
            suspects: list[BundleTask] = e.value
            return suspects
        yield checked


def _alone(task: BundleTask) -> BundleCheck:
    """Check a suspect in a process of its own, and once more if that dies."""
    from concurrent.futures import BrokenExecutor

    from fonds.pool import run_alone

    for _ in range(2):
        try:
            return run_alone(_pool(1), check_bundle, task)
        except BrokenExecutor:
            continue
        except WorkersError:
            return check_bundle(task)
    findings = FindingLog()
    findings.report("V112", "the process that read it died twice", file=task.name)
    return BundleCheck(task, tuple(findings.entries), findings.plain_counts())


def _pool(jobs: int) -> "WorkerProcesses":
    """Return a pool of workers, forked where that is safe: a verifier holds no secret that a
    forked process should not see. Raises: WorkersError.
    """
    from fonds.pool import WorkerProcesses
    from fonds.processes import may_fork

    return WorkerProcesses(jobs, fork=may_fork())
