"""One worker process, from its parent's side: start, kill, wait. See ``fonds.pool``."""

import contextlib
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import attrs

from fonds import worker


def may_fork() -> bool:
    """Whether this process has one thread, by the system's own account.

    After a fork only the calling thread continues: libraries with threads of their own (Go,
    BLAS) and locks that another thread held would hang. A forked process begins in a hundredth of
    a second, another one in a third.
    """
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - a count is all we want
    except OSError:  # not Linux
        return False


@attrs.define(eq=False)
class WorkerProcess:
    """A worker: its process, and our ends of the pipes to and from it."""

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


def start(others: "Sequence[WorkerProcess]", *, fork: bool) -> WorkerProcess:
    """Start a process with a pipe to it and one from it. Ctrl-C is held back until it ignores it.

    ``others`` are the workers there are: a forked process gives up its copies of their pipes.
    Raises: OSError.
    """
    with _interrupts_held_back():
        return _start(others, fork=fork)


def _start(others: "Sequence[WorkerProcess]", *, fork: bool) -> WorkerProcess:
    parent = os.getpid()
    tasks, to_child = _pipe()
    try:
        from_child, answers = _pipe()
    except OSError:
        os.close(tasks)
        os.close(to_child)
        raise
    try:
        pid = os.fork() if fork else _spawn(parent, tasks, answers)
    except OSError:
        os.close(to_child)
        os.close(from_child)
        raise
    else:
        if pid == 0:
            # What is ours of the pipes to others may not live on here, or they would not end.
            ours = [fd for other in others for fd in (other.tasks, other.answers)]
            _serve_and_exit(parent, tasks, answers, (*ours, to_child, from_child))
    finally:
        os.close(tasks)
        os.close(answers)
    return WorkerProcess(pid, to_child, from_child)


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
        # It has to find the fonds that this process found, before it gets the rest of the path.
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


def module_path() -> list[str]:
    """Return where workers look for modules: as here, the current folder excepted."""
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
