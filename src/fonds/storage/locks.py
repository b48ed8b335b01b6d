"""Locks that the kernel releases when their holder dies, and where they cannot be trusted.

flock belongs to an open file: it conflicts between two handles of one process too, and
a forked child shares it (fonds spawns its workers and opens with O_CLOEXEC, so none do).
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from fonds.errors import LockedError
from fonds.storage.disk import Disk

POLL = 0.05
"""Seconds between two attempts: short for a person, long for a processor."""

_REMOTE = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "fuse.", "virtiofs", "vboxsf")


@contextlib.contextmanager
def exclusive(
    disk: Disk,
    path: Path,
    *,
    wait: float | None,
    notify: Callable[[], None] | None,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> Iterator[None]:
    """Hold the lock of the file ``path`` during the block. Raises: LockedError, StorageError."""
    end = None if wait is None else clock() + wait
    descriptor = _attempt(disk, path)
    if descriptor is None and notify is not None and wait != 0:
        notify()
    while descriptor is None:
        left = POLL if end is None else end - clock()
        if left <= 0:
            raise LockedError("another process is writing to this archive", path=str(path))
        sleep(min(POLL, left))
        descriptor = _attempt(disk, path)
    try:
        yield
    finally:
        os.close(descriptor)  # releases it, whatever state the disk is in


def still_there(descriptor: int, path: Path) -> bool:
    """Whether the open file is still the one that bears the name ``path``."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def is_remote(kind: str | None) -> bool:
    """Whether a file system of this type leaves locking and syncing to someone else."""
    return kind is not None and kind.startswith(_REMOTE)


def file_system(path: Path) -> str | None:
    """Return the type of the file system that holds ``path``; None where it cannot be determined.

    Source: proc(5), /proc/<pid>/mountinfo: fields 3 (device) and, after " - ", the type.
    """
    try:
        device = path.stat().st_dev
        table = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in table.splitlines():
        mount, _, kind = line.partition(" - ")
        if mount.split(" ")[2:3] == [wanted]:
            return kind.split(" ", 1)[0]
    return None


def _attempt(disk: Disk, path: Path) -> int | None:
    """Return a descriptor that holds the lock, or None when another does."""
    while True:
        descriptor = disk.open_lock(path)
        try:
            disk.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, path)
            if still_there(descriptor, path):
                return descriptor
            os.close(descriptor)  # its name was removed meanwhile: it excludes nobody
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
