"""Worker processes: one pool for all that is worth several cores, and for what may kill a process.

``WorkerProcesses`` is a ``concurrent.futures.Executor``. Its processes are started as
``python -m fonds.worker``, so the caller's main module is never imported in them; or forked,
where the caller asks for that and ``may_fork`` allows it. Beside the floors: it knows nothing of
documents or archives.
"""

import contextlib
import fcntl
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import attrs

from fonds import worker
from fonds.errors import WorkersError

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


def may_fork() -> bool:
    """Whether this process has one thread, by the system's own account.

    After a fork only the thread that called it goes on: libraries with threads of their own (Go,
    BLAS) and locks that another thread held would hang. A forked process begins in a hundredth of
    a second, another one in a third.
    """
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - a count is all we want
    except OSError:  # not Linux
        return False


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


@attrs.define(eq=False)
class _Child:
    """A worker as its parent has it: a process, and our ends of the pipes to and from it."""

    pid: int
    tasks: int
    answers: int
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False)
    _ended: bool = attrs.field(default=False, init=False)

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        with self._lock, contextlib.suppress(OSError):
            if not self._ended:
                os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Close the pipes, at which an idle worker ends, and wait for that."""
        os.close(self.tasks)
        os.close(self.answers)
        with self._lock:
            self._ended = True  # its number may be another's once it was waited for
        with contextlib.suppress(OSError):
            os.waitpid(self.pid, 0)


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
        self._first = (pickle.dumps(_module_path()), pickle.dumps(begin))
        self._queue: queue.SimpleQueue[tuple[Future[Any], bytes] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._children: list[_Child] = []
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
            raise BrokenExecutor("a worker process ended before it had answered")
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
            with _interrupts_held_back():
                self._children.append(self._start())
        except OSError as e:
            if not self._children:
                raise WorkersError("worker processes cannot be started", reason=str(e)) from e

    def _start(self) -> _Child:
        """Start a process with a pipe to it and one from it. Raises: OSError."""
        parent = os.getpid()
        tasks, to_child = _pipe()
        try:
            from_child, answers = _pipe()
        except OSError:
            os.close(tasks)
            os.close(to_child)
            raise
        try:
            pid = os.fork() if self.forks else _spawn(parent, tasks, answers)
        except OSError:
            os.close(to_child)
            os.close(from_child)
            raise
        else:
            if pid == 0:
                # What is ours of the pipes to others may not live on here, or they would not end.
                ours = [fd for child in self._children for fd in (child.tasks, child.answers)]
                _serve_and_exit(parent, tasks, answers, (*ours, to_child, from_child))
        finally:
            os.close(tasks)
            os.close(answers)
        return _Child(pid, to_child, from_child)

    def _start_threads(self) -> None:
        for child in self._children[len(self._threads) :]:
            thread = threading.Thread(target=self._dispatch, args=(child,), daemon=True)
            self._threads.append(thread)
            thread.start()

    # --- the threads --------------------------------------------------------------------------
    def _dispatch(self, child: _Child) -> None:
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

    def _hand_over(self, child: _Child) -> bool:
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
        """Give up: end all workers, and tell whoever waits."""
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
    return BrokenExecutor("a worker process ended before it had answered")


def _pipe() -> tuple[int, int]:
    """Return a pipe's two ends, neither in the place of a standard stream that is closed."""
    ends = os.pipe()
    try:
        high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 3) for end in ends]
    finally:
        for end in ends:
            os.close(end)
    return high[0], high[1]


def _spawn(parent: int, tasks: int, answers: int) -> int:
    """Start ``python -m fonds.worker`` and return its process id. Raises: OSError."""
    if not sys.executable or getattr(sys, "frozen", False):
        raise OSError("there is no Python interpreter to start them with")
    command = [
        *(sys.executable, "-P"),  # the current folder is no place to look for modules
        *("-X", f"utf8={sys.flags.utf8_mode}"),  # names of files are the same bytes there
        *("-m", "fonds.worker", str(parent)),
    ]
    return os.posix_spawn(
        sys.executable,
        command,
        # It is to find the fonds that this process found, before it is told the rest of the path.
        os.environ | {"PYTHONPATH": _home()},
        file_actions=[(os.POSIX_SPAWN_DUP2, tasks, 0), (os.POSIX_SPAWN_DUP2, answers, 1)],
    )


def _serve_and_exit(parent: int, tasks: int, answers: int, others: tuple[int, ...]) -> NoReturn:
    """Be a forked worker. Nothing of what the parent was about may run in it."""
    try:
        for fd in others:
            os.close(fd)
        worker.serve(parent, tasks, answers)
    except BaseException:  # noqa: BLE001 - nothing goes up into the parent's code
        os._exit(1)
    os._exit(0)


def _home() -> str:
    """The folder (or ZIP file) in which this process found the package."""
    return str(Path(worker.__file__).absolute().parents[1])


def _module_path() -> list[str]:
    """Where workers look for modules: as here, the current folder excepted."""
    path = [place for place in sys.path if os.path.isabs(place)]  # noqa: PTH117 - strings
    return path if _home() in path else [*path, _home()]


@contextlib.contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Start processes with Ctrl-C held back until they ignore it: they unblock it themselves."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
                raise never_began() from e
            raise


def never_began() -> WorkersError:
    """Return the error of a pool whose workers end before they are given anything."""
    return WorkersError("worker processes end as soon as they start")
