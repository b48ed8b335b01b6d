"""Every system call that changes the disk, in one object that tests replace.

A test replaces ``Disk.perform`` and can thereby fail, or cut off, any single call. What is not
here, no code of fonds does to a disk (SQLite aside). Interrupted calls (EINTR) are repeated by
Python itself (PEP 475), ``syncfs`` by us. On macOS a plain ``fsync`` leaves bytes in the drive's
cache, so the stronger ``F_FULLFSYNC`` is asked for.
"""

import errno
import fcntl
import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from fonds.errors import NoSpaceError, NotDurableError, NotPermittedError, StorageError

_P = ParamSpec("_P")
_T = TypeVar("_T")

_NEW = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FULL = (errno.ENOSPC, errno.EDQUOT)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_SYNCS = frozenset({"fsync", "fsync_dir", "syncfs"})

# What a call may say that is an answer rather than a failure: the caller decides what it means.
_ANSWERS: dict[str, tuple[type[OSError], ...]] = {
    "open_new": (FileExistsError, FileNotFoundError),
    "link": (FileExistsError,),
    "mkdir": (FileExistsError, FileNotFoundError),
    "unlink": (FileNotFoundError,),
    "rmdir": (FileNotFoundError,),
    "flock": (BlockingIOError,),
}


class Disk:
    """The calls that change a disk, and what is known of it.

    ``stopped`` becomes true when a sync fails: the kernel may then have dropped the written
    pages, and a later sync would report success without them (the fsync lesson of 2018). From
    then on every call is refused; only a new process may begin again, from what it can read.
    ``settled`` are the folders known to be durable as entries of their parents; new folders get
    the permissions ``folder_mode``.

    Raises: NoSpaceError when the disk or quota is full, NotDurableError after a failed sync,
    StorageError on any other failure; never a bare OSError, but for the answers that callers
    expect (a file exists, a file is absent, a lock is held).
    """

    def __init__(self) -> None:
        self.stopped = False
        self.settled: set[Path] = set()
        self.folder_mode = 0o700

    def open_new(self, path: Path, mode: int = 0o600) -> int:
        """Create a file that must not exist; return a descriptor to write and read it."""
        return self._gate("open_new", path, os.open, path, _NEW, mode)

    def open_lock(self, path: Path) -> int:
        """Open a file to lock, making it when it is absent; its content means nothing."""
        flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
        return self._gate("open_lock", path, os.open, path, flags, 0o600)

    def write(self, descriptor: int, data: bytes | memoryview, path: Path) -> None:
        """Write all of ``data`` where the descriptor stands."""
        rest = memoryview(data).cast("B")
        while rest:  # a nearly full disk, a signal or a quota may cut a write short
            rest = rest[self._gate("write", path, os.write, descriptor, rest) :]

    def truncate(self, descriptor: int, size: int, path: Path) -> None:
        """Set a file's size."""
        self._gate("truncate", path, os.ftruncate, descriptor, size)

    def fsync(self, descriptor: int, path: Path) -> None:
        """Put a file's bytes and size on stable storage."""
        self._gate("fsync", path, _full_sync, descriptor)

    def fsync_dir(self, path: Path) -> None:
        """Put a folder's entries on stable storage."""
        self._gate("fsync_dir", path, _sync_folder, path)

    def syncfs(self, path: Path) -> None:
        """Put everything of the file system that holds the folder ``path`` on stable storage."""
        self._gate("syncfs", path, _sync_file_system, path)

    def fchmod(self, descriptor: int, mode: int, path: Path) -> None:
        """Set a file's permissions."""
        self._gate("fchmod", path, os.fchmod, descriptor, mode)

    def close(self, descriptor: int, path: Path) -> None:
        """Close a descriptor; network file systems report lost writes here."""
        self._gate("close", path, os.close, descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name, never over an existing one."""
        self._gate("link", target, _link, source, target)

    def rename(self, source: Path, target: Path) -> None:
        """Move a file onto a name, replacing what bore it in one step."""
        self._gate("rename", target, os.rename, source, target)

    def unlink(self, path: Path) -> None:
        """Take a file's name away."""
        self._gate("unlink", path, os.unlink, path)

    def mkdir(self, path: Path, mode: int) -> None:
        """Make a folder."""
        self._gate("mkdir", path, os.mkdir, path, mode)

    def rmdir(self, path: Path) -> None:
        """Remove an empty folder."""
        self._gate("rmdir", path, os.rmdir, path)

    def flock(self, descriptor: int, operation: int, path: Path) -> None:
        """Take or give back a lock that the kernel releases when its holder dies."""
        self._gate("flock", path, fcntl.flock, descriptor, operation)

    def perform(
        self,
        call: str,
        path: Path,
        function: Callable[_P, _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        """Do one call. The seam at which tests lose, land, or cut it."""
        return function(*args, **kwargs)

    def _gate(
        self,
        call: str,
        path: Path,
        function: Callable[_P, _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        if self.stopped:
            raise NotDurableError("this writer stopped after a failed sync", path=path, call=call)
        try:
            return self.perform(call, path, function, *args, **kwargs)
        except OSError as e:
            if isinstance(e, _ANSWERS.get(call, ())):
                raise
            if call in _SYNCS:
                self.stopped = True
            raise failure(e, call, path) from e


def failure(error: OSError, call: str, path: Path) -> StorageError:
    """Say what a failed system call means for the archive."""
    facts = {"path": str(path), "call": call, "reason": error.strerror or str(error)}
    if call in _SYNCS:
        return NotDurableError("could not put written bytes on stable storage", **facts)
    if error.errno in _FULL:
        return NoSpaceError("the disk or the quota is full", **facts)
    if error.errno in _REFUSED:
        return NotPermittedError("the system does not permit writing here", **facts)
    return StorageError("the archive's storage failed", **facts)


def _full_sync(descriptor: int) -> None:
    command: int | None = getattr(fcntl, "F_FULLFSYNC", None)
    if command is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, command)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, _FOLDER)
    try:
        _full_sync(descriptor)
    finally:
        os.close(descriptor)


def _link(source: Path, target: Path) -> None:
    os.link(source, target, follow_symlinks=False)


@functools.cache
def syncfs_reports() -> bool:
    """Whether one ``syncfs`` can stand for many fsyncs here: Linux that reports its errors.

    Source: syncfs(2): it waits for the writing, and since Linux 5.8 fails when writing failed.
    """
    import ctypes  # by writers of many files only

    system = os.uname()
    numbers = system.release.split(".")[:2]
    if system.sysname != "Linux" or not all(part.isdecimal() for part in numbers):
        return False
    return tuple(map(int, numbers)) >= (5, 8) and hasattr(ctypes.CDLL(None), "syncfs")


def _sync_file_system(path: Path) -> None:
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(path, _FOLDER)
    try:
        while library.syncfs(descriptor):
            code = ctypes.get_errno()
            if code != errno.EINTR:
                raise OSError(code, os.strerror(code), os.fspath(path))
    finally:
        os.close(descriptor)
