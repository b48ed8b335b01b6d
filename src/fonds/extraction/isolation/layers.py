"""What the parser process gives up, layer by layer, and which layers hold on this machine.

Each layer stands by itself: where one cannot be had, the others are put on, and its state says
why. The table in docs/extraction.md says what each one stops alone. To be called when everything
has been imported: afterwards nothing can be opened any more.
"""

import contextlib
import ctypes
import os
import resource
from collections.abc import Callable, Collection
from typing import NamedTuple

from fonds.extraction.isolation import landlock, seccomp

USER, PRIVILEGES, LANDLOCK, LIMITS, SECCOMP = (
    "user", "no-new-privileges", "landlock", "rlimits", "seccomp",
)  # fmt: skip
ALL = (USER, PRIVILEGES, LANDLOCK, LIMITS, SECCOMP)
"""Every layer, in the order in which they are put on: each may need what the next one takes."""

NOBODY = 65534
DOCUMENTS = 100
"""After so many documents a parser process is replaced."""

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_HELD = 4  # descriptors: stdin, what stands for stdout and stderr, and the answers' pipe


class Layer(NamedTuple):
    """One layer of isolation: whether it holds, and what it is here or why it is missing."""

    name: str
    holds: bool
    note: str


def give_up(memory: int, seconds: float, wanted: Collection[str] = ALL) -> list[Layer]:
    """Put on every layer that is wanted and to be had; return the state of all. Never raises.

    ``memory`` are bytes of address space, ``seconds`` of processor time for one document.
    """
    steps: dict[str, Callable[[], str]] = {
        USER: _nobody,
        PRIVILEGES: _no_new_privileges,
        LANDLOCK: lambda: f"ABI {landlock.restrict()}",
        LIMITS: lambda: _limits(memory, seconds),
        SECCOMP: _seccomp,
    }
    os.environ.clear()
    with contextlib.suppress(OSError):
        os.chdir("/")
    return [_put_on(name, steps[name], wanted) for name in ALL]


def _put_on(name: str, step: Callable[[], str], wanted: Collection[str]) -> Layer:
    if name not in wanted:
        return Layer(name, False, "not asked for")
    try:
        return Layer(name, True, step())
    except (OSError, ValueError, AttributeError, KeyError) as e:
        return Layer(name, False, str(e)[:200] or type(e).__name__)


def _limits(memory: int, seconds: float) -> str:
    """Bound memory and time; no file may grow, no descriptor and no process be added."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    bound = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, (int(seconds) + 1) * DOCUMENTS))
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, _HELD),
    ):
        resource.setrlimit(kind, (most, most))
    return f"{memory >> 20} MiB"


def renew(seconds: float) -> None:
    """Give the next document its own processor time: the limit counts what the process used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(spent + seconds) + 1
    if hard == resource.RLIM_INFINITY or soft <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _nobody() -> str:
    """Leave the superuser, whom neither file rights nor NPROC bind."""
    if os.geteuid() != 0:
        return "not the superuser"
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    return f"user {NOBODY}"


def _no_new_privileges() -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # nobody else's process may look in
    return "set"


def _seccomp() -> str:
    seccomp.restrict()
    return "filter"
