"""Staging folders: one for each writer, removed when its owner is dead.

Each writer has a folder of its own in ``staging/`` and holds the lock of a file ``.lock`` in it
for as long as it lives. A folder whose lock is free belongs to nobody any more and is swept.
Nothing in staging is durable or ever referred to; a power cut may leave any of it.
"""

import contextlib
import fcntl
import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path

from fonds.closing import Closing
from fonds.errors import StorageError
from fonds.storage.disk import Disk, failure
from fonds.storage.locks import still_there
from fonds.storage.staged import StagedFile

__all__ = ["FOLDER", "LOCK", "StagedFile", "Staging", "make_parent", "sweep"]

FOLDER = "staging"
LOCK = ".lock"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,200}", re.ASCII)
_OWN = re.compile(r"\d{1,20}-(?:[0-9a-f]{16}|[a-z-]{1,20})(?:-\d{1,20})?", re.ASCII)
"""What ``Staging`` calls its folders; a folder of another name is somebody else's."""
# Of these, the names that writers of an archive give: a run's nonce is 16 hex digits.
_OURS = re.compile(r"\d{1,20}-(?:[0-9a-f]{16}|scratch|catalog|withdraw)(?:-\d{1,20})?", re.ASCII)
_numbers = itertools.count()


class Staging(Closing):
    """A folder of one's own in ``staging/``, removed at the end with all that is left in it.

    Named ``<pid>-<nonce>``, or with a further number when a dead process left that very name.
    Workers of the same run may write into it (``open_staged``) while this process lives.
    """

    def __init__(self, disk: Disk, parent: Path, nonce: str) -> None:
        if not _NAME.fullmatch(nonce):
            raise StorageError("not a nonce for a staging folder", nonce=repr(nonce))
        self._disk = disk
        self._lock = -1
        make_parent(disk, parent)
        stem = f"{os.getpid()}-{nonce}"
        for name in itertools.chain([stem], (f"{stem}-{n}" for n in _numbers)):
            self.path = parent / name
            if self._claim():
                break

    @property
    def made_ns(self) -> int:
        """When the folder was made, by its file system's own clock, in nanoseconds since 1970."""
        return os.fstat(self._lock).st_ctime_ns

    def file(self, name: str) -> StagedFile:
        """Begin a new file. Raises: StorageError when the name is taken or improper."""
        if not _NAME.fullmatch(name):
            raise StorageError("not a name for a staged file", name=repr(name))
        return StagedFile(self._disk, self.path / name)

    def close(self) -> None:
        """Remove the folder and give up its lock. Done twice, it does nothing."""
        if self._lock >= 0:
            descriptor, self._lock = self._lock, -1
            try:
                # What a failing disk will not remove now, a later sweep does.
                with contextlib.suppress(StorageError):
                    _clear(self._disk, self.path)
            finally:
                os.close(descriptor)

    def __del__(self) -> None:
        if getattr(self, "_lock", -1) >= 0:
            os.close(self._lock)  # the folder stays for a sweep: finalisers do no disk work

    def _claim(self) -> bool:
        """Make and lock the folder; False when the name is taken or a sweeper was faster."""
        guard = self.path / LOCK
        try:
            self._disk.mkdir(self.path, 0o700)
            self._lock = self._disk.open_new(guard)
        except (FileExistsError, FileNotFoundError):
            return False
        try:
            self._disk.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB, guard)
            if still_there(self._lock, guard):
                return True
        except BlockingIOError:
            pass
        except BaseException:
            self._let_go()
            raise
        self._let_go()
        return False

    def _let_go(self) -> None:
        os.close(self._lock)
        self._lock = -1


def make_parent(disk: Disk, parent: Path) -> None:
    """Make ``staging/`` itself; it need not be durable."""
    try:
        disk.mkdir(parent, 0o700)
    except FileExistsError:
        pass
    except FileNotFoundError as e:
        raise failure(e, "mkdir", parent) from e


def sweep(disk: Disk, parent: Path) -> int:
    """Remove the staging folders that no live process holds; return how many.

    A folder's owner takes its lock right after making it, and looks whether it still exists
    once it has the lock; so a sweep that comes in between costs the owner only another name.
    What does not look like a staging folder is left alone.
    """
    swept = 0
    for path in _folders(parent):
        guard = path / LOCK
        if not os.path.lexists(guard) and _was_empty(disk, path):  # being made, or half swept
            continue
        # Without a lock and not empty: a power cut lost the lock, if the name is one we give; any
        # other folder is somebody's own. Taking the lock again is safe, since an owner puts
        # nothing into a folder before it holds that lock.
        if not os.path.lexists(guard) and not _OURS.fullmatch(path.name):
            continue
        descriptor = disk.open_lock(guard)
        try:
            disk.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, guard)
            _clear(disk, path)
            swept += 1
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)
    return swept


def _was_empty(disk: Disk, folder: Path) -> bool:
    """Remove a folder if nothing is in it; say whether it is gone."""
    try:
        disk.rmdir(folder)
    except FileNotFoundError:
        return True
    except StorageError:
        return False
    return True


def _folders(parent: Path) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(parent), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and _OWN.fullmatch(entry.name):
            yield Path(entry.path)


def _clear(disk: Disk, folder: Path) -> None:
    """Remove a staging folder, its lock file last: a folder without one is an empty one."""
    with contextlib.suppress(FileNotFoundError):
        names = sorted(os.listdir(folder), key=lambda name: (name == LOCK, name))  # noqa: PTH208
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                disk.unlink(folder / name)
        disk.rmdir(folder)
