"""What every worker process of fonds does first, whoever starts it. Refuses nothing; never raises.

Beside the floors: it knows nothing of documents or archives.
"""

import contextlib
import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def follow(parent: int) -> None:
    """Leave Ctrl-C to the process ``parent``, and end when it ends, however it ends.

    The signal is tied to the parent's thread that started this process, which has to outlive it.
    Elsewhere than on Linux a worker ends when it notices that nobody gives it work.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the death signal was set
        os._exit(1)
