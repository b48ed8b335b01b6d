"""The main loop of a worker process: ``python -m fonds.worker PARENT``.

It calls what it is sent, and answers.
Started by ``fonds.pool`` and by nobody else. It knows the parent's module path, not the parent's
main module and not its current folder: a script without a guard, a notebook and standard input
can all have workers, and a hostile folder cannot slip a module in.

A message is eight bytes of length (big-endian) and a pickle. Messages to a worker: the module
path; ``(initializer, arguments)`` or None; then one ``(function, args, kwargs)`` after the other.
Messages from it: None when it is ready; then ``(True, result)`` or ``(False, exception)``.
"""

import fcntl
import os
import pickle
import signal
import sys
import traceback
from typing import Any

from fonds.workers import follow

_LENGTH = 8


def send(fd: int, message: bytes) -> None:
    """Write one message to a pipe. Raises: OSError when nobody reads any more."""
    for part in (len(message).to_bytes(_LENGTH, "big"), message):
        left = memoryview(part)
        while left:
            left = left[os.write(fd, left) :]


def receive(fd: int) -> bytearray:
    """Read one message from a pipe. Raises: EOFError when it ended; OSError."""
    return _exactly(fd, int.from_bytes(_exactly(fd, _LENGTH), "big"))


def _exactly(fd: int, size: int) -> bytearray:
    data = bytearray(size)
    left = memoryview(data)
    while left:
        count = os.readv(fd, [left])
        if not count:
            raise EOFError("the other end of the pipe was closed")
        left = left[count:]
    return data


def serve(parent: int, tasks: int, answers: int) -> None:
    """Work for the process ``parent`` until it closes its end of the pipe, or ends.

    ``tasks`` and ``answers`` are the pipes' file descriptors. Raises: OSError, EOFError.
    """
    follow(parent)  # before anything that would begin threads, and from here on Ctrl-C is ignored
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # Above the three of every process, so that what takes the place of those cannot hit them.
    tasks, answers = (fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 3) for fd in (tasks, answers))
    _protect_standard_streams()
    sys.path[:] = pickle.loads(receive(tasks))  # noqa: S301 - from the process that started us
    begin = pickle.loads(receive(tasks))  # noqa: S301
    if begin is not None:
        initializer, arguments = begin
        initializer(*arguments)
    send(answers, pickle.dumps(None))
    while True:
        try:
            task = receive(tasks)
        except EOFError:
            return
        send(answers, _answer(task))


def _protect_standard_streams() -> None:
    """Let a stray ``print`` go to stderr, and a stray ``input`` find nothing."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # stderr is closed
        os.dup2(null, 1)


def _answer(task: bytearray) -> bytes:
    """Return the pickled answer to a task: its result, or the exception that it raised."""
    answer: tuple[bool, Any]
    try:
        function, args, kwargs = pickle.loads(task)  # noqa: S301 - from the process that started us
        answer = (True, function(*args, **kwargs))
    except BaseException as e:  # noqa: BLE001 - whoever asked is to hear of it, whatever it is
        e.add_note(f"In a worker process:\n{traceback.format_exc()}")
        answer = (False, e)
    try:
        return pickle.dumps(answer)
    except Exception as e:  # noqa: BLE001 - what cannot be sent is described
        problem = RuntimeError(f"a worker's answer cannot be sent: {type(e).__name__}: {e}")
        return pickle.dumps((False, problem))


if __name__ == "__main__":
    try:
        serve(int(sys.argv[1]), 0, 1)
    except (OSError, EOFError):
        os._exit(1)  # the parent is gone
    os._exit(0)  # nothing is left to be tidied up, and the parent waits
