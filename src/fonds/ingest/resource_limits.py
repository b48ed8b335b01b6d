"""Resource limits of a worker process: what a hostile document can cost before the kernel ends it.

Code in C cannot be interrupted from Python, so a worker that exceeds a bound is killed, and the
parent finds out which document did it. These functions are for worker processes only.
"""

import contextlib
import ctypes
import os
import resource
import signal
from collections.abc import Iterator

_PR_SET_NO_NEW_PRIVS = 38


def confine(memory_bytes: int) -> None:
    """Bound this process: memory, no core file, no new privileges, nothing on stderr."""
    # What a dying worker or a C library prints is no message to users: the parent reports it.
    devnull = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    os.dup2(devnull, 2)
    os.close(devnull)
    with contextlib.suppress(OSError, ValueError):  # a lower hard limit is already in force
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


@contextlib.contextmanager
def document_alarm(cpu_seconds: float | None) -> Iterator[None]:
    """Let the kernel kill this process when what is inside takes more CPU time than allowed.

    None means no alarm: in a process that is not a worker there is nobody to clean up after it.
    """
    if cpu_seconds is None:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)  # SIGPROF unhandled ends the process
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
