"""A pool of worker processes, for what is worth several cores or may kill a process.

``WorkerProcesses`` is a ``concurrent.futures.Executor``. Its processes are started as
``python -m fonds.worker``, so the caller's main module is never imported in them; or forked,
where the caller asks for that and ``may_fork`` allows it. It knows nothing of
documents or archives.
"""

import os
import pickle
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any, ParamSpec, TypeVar

from fonds import worker
from fonds.errors import WorkersError
from fonds.processes import WorkerProcess, module_path, start

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


class InProcess(Executor):
    """An executor that works at once, in this process: for little work, tests and debuggers."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call ``fn`` now and return its finished future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as e:  # noqa: BLE001 - handed on to whoever asks for the result
            future.set_exception(e)
        return future


class WorkerProcesses(Executor):
    """Up to ``jobs`` processes that call functions; what is called and returned is pickled.

    A forked pool starts all of them when it is made, another one as many as tasks are waiting.
    They end with the thread that made the pool and submits to it (Linux), or with its process.
    In each, ``initializer`` is called before anything else.
    When one of them ends before it has answered, the pool is broken: what was submitted and has
    no result raises ``BrokenExecutor``, and ``begun`` says whether any worker was ever ready.
    Cost: one thread for each process while the pool is open.
    Raises: WorkersError where the system lets no process start.
    """

    def __init__(
        self,
        jobs: int,
        initializer: "Callable[..., object] | None" = None,
        initargs: tuple[Any, ...] = (),
        *,
        fork: bool = False,
    ) -> None:
        self.begun = False
        self.forks = fork
        self._jobs = jobs
        begin = None if initializer is None else (initializer, initargs)
        self._first = (pickle.dumps(module_path()), pickle.dumps(begin))
        self._queue: queue.SimpleQueue[tuple[Future[Any], bytes] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._children: list[WorkerProcess] = []
        self._threads: list[threading.Thread] = []
        self._unfinished = 0
        self._broken = self._closed = False
        for _ in range(jobs if fork else 1):  # those that are forked, before the first thread
            self._add()
        self._start_threads()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return the future of a call in a worker. Raises: BrokenExecutor, WorkersError."""
        task = pickle.dumps((fn, args, kwargs))
        with self._lock:
            self._refuse_if_over()
            idle = len(self._threads) - self._unfinished
            if idle <= 0 and len(self._children) < self._jobs and not self.forks:
                self._add()
                self._start_threads()
            future: Future[T] = Future()
            self._unfinished += 1
            self._queue.put((future, task))
        return future

    def _refuse_if_over(self) -> None:
        if self._broken:
            raise BrokenExecutor("a worker process ended before it answered")
        if self._closed:
            raise RuntimeError("the pool of workers was closed")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers end when they have done what was submitted, or what they have begun."""
        with self._lock:
            self._closed = True
        if cancel_futures:
            for future in self._drain():
                future.cancel()
        for _ in self._threads:
            self._queue.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            _wait_until_gone(self._threads)

    def kill(self) -> None:
        """End the workers at once: nobody needs what they are doing. The pool is broken then."""
        self._break()
        self.shutdown()

    # --- starting -----------------------------------------------------------------------------
    def _add(self) -> None:
        """Start one more process; with fewer than were wished, the pool works all the same."""
        try:
            self._children.append(start(self._children, fork=self.forks))
        except OSError as e:
            if not self._children:
                raise WorkersError("worker processes cannot be started", reason=str(e)) from e

    def _start_threads(self) -> None:
        for child in self._children[len(self._threads) :]:
            thread = threading.Thread(target=self._dispatch, args=(child,), daemon=True)
            self._threads.append(thread)
            thread.start()

    # --- the threads --------------------------------------------------------------------------
    def _dispatch(self, child: WorkerProcess) -> None:
        """Hand tasks to one worker until there are no more, or until it or another one died."""
        try:
            for message in self._first:
                worker.send(child.tasks, message)
            worker.receive(child.answers)
            self.begun = True
            while self._hand_over(child):
                pass
        except (OSError, EOFError):
            self._break()
        finally:
            child.end()

    def _hand_over(self, child: WorkerProcess) -> bool:
        """Do one task; say whether there may be more. Raises: OSError, EOFError at a death."""
        item = self._queue.get()
        if item is None:
            return False
        future, task = item
        if future.set_running_or_notify_cancel():
            try:
                worker.send(child.tasks, task)
                data = worker.receive(child.answers)
            except (OSError, EOFError):
                future.set_exception(_death())
                raise
            self._settle(future, data)
        with self._lock:
            self._unfinished -= 1
        return True

    @staticmethod
    def _settle(future: "Future[Any]", data: bytearray) -> None:
        try:
            well, value = pickle.loads(data)  # noqa: S301 - from a process of our own
        except Exception as e:  # noqa: BLE001 - its class may be unknown here
            well, value = False, e
        if well:
            future.set_result(value)
        else:
            future.set_exception(value)

    def _break(self) -> None:
        """Give up: end all workers, and notify whoever waits."""
        with self._lock:
            self._broken = True
            children = list(self._children)
        for child in children:
            child.kill()
        for future in self._drain():
            if future.set_running_or_notify_cancel():
                future.set_exception(_death())
        for _ in self._threads:
            self._queue.put(None)

    def _drain(self) -> "Iterator[Future[Any]]":
        while True:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return
            if item is not None:
                yield item[0]


def _wait_until_gone(threads: Iterable[threading.Thread]) -> None:
    """Wait for the system to strike threads off its list that have ended, for ``may_fork``.

    Cost: usually nothing, a tenth of a second at most.
    """
    for thread in threads:
        for _ in range(100):
            if not os.path.exists(f"/proc/self/task/{thread.native_id}"):  # noqa: PTH110 - quick
                break
            time.sleep(0.001)


def _death() -> BrokenExecutor:
    return BrokenExecutor("a worker process ended before it answered")


def run_in_order(
    executor: Executor, function: Callable[[T], R], tasks: Iterable[T], window: int
) -> Generator[tuple[T, R], None, list[T]]:
    """Yield each task with its result, in the tasks' order; return those under suspicion.

    ``window`` tasks are under way at a time, so memory does not grow with their number, and a
    death puts few under suspicion: those that had no result when a worker died. None are returned
    when all were done. The caller closes the executor. Raises: what ``function`` raises.
    """
    waiting: deque[tuple[T, Future[R]]] = deque()
    try:
        for task in tasks:
            try:
                future = executor.submit(function, task)
            except BrokenExecutor:
                future = Future()
                future.set_exception(_death())
            waiting.append((task, future))
            if len(waiting) >= window:
                result = waiting[0][1].result()
                yield waiting.popleft()[0], result
        while waiting:
            result = waiting[0][1].result()
            yield waiting.popleft()[0], result
    except BrokenExecutor:
        return [task for task, _ in waiting]
    finally:
        for _, future in waiting:
            future.cancel()
    return []


def run_alone(pool: WorkerProcesses, function: Callable[[T], R], task: T) -> R:
    """Run one task in a pool of its own, and close that.

    Raises: BrokenExecutor when it killed its process; WorkersError when no process ever began, so
    that the task is not to blame; what ``function`` raises.
    """
    with pool:
        try:
            return pool.submit(function, task).result()
        except BrokenExecutor as e:
            if not pool.begun:
                raise ended_at_start() from e
            raise


def ended_at_start() -> WorkersError:
    """Return the error of a pool whose workers end before they are given anything."""
    return WorkersError("worker processes end as soon as they start")
