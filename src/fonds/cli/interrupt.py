"""Ctrl-C as a request: work in progress is finished, then the command ends with status 130."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

from fonds.cli.terminal import say


class Flag:
    """Says whether somebody asked to stop."""

    def __init__(self) -> None:
        self.raised = False

    def __bool__(self) -> bool:
        return self.raised


@contextlib.contextmanager
def interruptible() -> Iterator[Flag]:
    """Turn the first Ctrl-C into a wish to stop, the second into an interruption."""
    flag = Flag()

    def handle(number: int, frame: FrameType | None) -> None:
        if flag.raised:
            raise KeyboardInterrupt
        flag.raised = True
        say("stopping: work in progress is being finished (Ctrl-C again to abort)")

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield flag
    finally:
        signal.signal(signal.SIGINT, before)
