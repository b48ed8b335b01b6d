"""What every process of fonds does first: one thread, and an end with its parent.

Refuses nothing; never raises.
It knows nothing of documents or archives.
"""

import contextlib
import os
import signal

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def use_one_thread() -> None:
    """Keep OpenBLAS from starting a thread for each core when numpy is imported.

    Nothing here multiplies matrices, yet every such thread spins for a tenth of a second before
    it goes to sleep. For processes that are ours: to be called before numpy is imported.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def follow(parent: int) -> None:
    """Leave Ctrl-C to the process ``parent``, and end when it ends, however it ends.

    The signal is tied to the parent's thread that started this process, which has to outlive it.
    Elsewhere than on Linux a worker ends when it notices that nobody gives it work.
    """
    import ctypes  # processes that follow nobody need it not

    use_one_thread()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the death signal was set
        os._exit(1)
