"""The orders of calls that make a write durable.

The rule behind all of them: bytes first, then the name, then the folder; and nothing is
referred to before it is durable. A name that is already there may have been left by a process
that died before it synced: *visible is not durable*, so it is synced again before it counts.

Temporary files carry the name ``.fonds-<pid>-<n>.tmp``; after a crash they may remain, and
nothing ever reads them. Nothing here waits, retries a failed sync, or overwrites in place.
"""

import contextlib
import itertools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from fonds.errors import AlreadyWrittenError, StorageError
from fonds.storage.disk import Disk, failure, syncfs_reports
from fonds.storage.reading import already_holds, open_for_reading, read_bounded, same_bytes

__all__ = [
    "Disk",
    "fsync_existing",
    "make_folder",
    "open_for_reading",
    "publish",
    "read_bounded",
    "remove",
    "replace",
    "settle",
    "supersede",
    "write_batch",
    "write_once",
]

SYNCFS_FROM = 8
"""Files in a batch from which two syncfs (bytes, then names) replace the fsyncs of its files and
folders. Measured on ext4: 8 files cost 2.0 ms by fsync and 0.5 by syncfs, 256 files 69 and 6.
Below, fsync is kept, as syncfs also waits for what other programs wrote to the file system."""

BATCH = 1024
"""Temporary files that ``write_batch`` holds at one time."""

_numbers = itertools.count()


def write_once(
    disk: Disk, path: Path, data: bytes, *, mode: int = 0o444, temps: Path | None = None
) -> None:
    """Put ``data`` at ``path`` for good: after a crash there is all of it or nothing.

    Order: write a temporary file, fsync it, link it into place (never over anything), fsync the
    folder and every folder made on the way. The same bytes already there are synced and kept.
    Cost: one file and one folder fsync.
    Raises: AlreadyWrittenError when other bytes are there; StorageError.
    """
    make_folder(disk, path.parent)
    if _settle_existing(disk, path, data):
        return
    temp = _write_temp(disk, temps or path.parent, data, mode, sync=True)
    with _discarding(disk, temp):
        _link_or_compare(disk, temp, path, data)
    disk.fsync_dir(path.parent)


def write_batch(
    disk: Disk,
    pairs: Iterable[tuple[Path, bytes]],
    *,
    mode: int = 0o444,
    temps: Path | None = None,
) -> None:
    """Put many files in place as ``write_once`` does, with far fewer syncs.

    Order, for each 1024 files: write all, sync all, link all, sync each folder once. After a
    crash each file is there whole or not at all, in no particular order among them.
    Cost: holds 1024 files' bytes at most; one fsync a file and a folder below 8 files, two
    syncfs above.
    Raises: AlreadyWrittenError when other bytes are there; StorageError.
    """
    remaining = iter(pairs)
    while chunk := list(itertools.islice(remaining, BATCH)):
        _write_chunk(disk, chunk, mode, temps)


def replace(
    disk: Disk, path: Path, data: bytes, *, mode: int = 0o444, temps: Path | None = None
) -> None:
    """Put ``data`` at ``path`` instead of what is there: readers see the old or the new, whole.

    Order: write a temporary file, fsync it, rename it onto ``path``, fsync the folder. Until
    that last sync has returned, a power cut may bring the old bytes back.
    """
    make_folder(disk, path.parent)
    temp = _write_temp(disk, temps or path.parent, data, mode, sync=True)
    try:
        disk.rename(temp, path)
    except BaseException:
        _drop(disk, temp)
        raise
    disk.fsync_dir(path.parent)


def publish(disk: Disk, staged: Path, final: Path, *, sealed: bool = False) -> None:
    """Give a staged file its final name, for good and read-only.

    ``sealed`` says that this process has already set it read-only and fsynced it. Order: fsync
    the file, link, fsync the folders, and only then drop the staged name. A crash leaves the
    file under its staged name, its final one, or both; done again, it completes.
    Raises: AlreadyWrittenError when another file is at ``final``; StorageError.
    """
    make_folder(disk, final.parent)
    if not sealed:
        _seal(disk, staged)
    try:
        disk.link(staged, final)
    except FileExistsError:
        if not same_bytes(staged, final):
            raise AlreadyWrittenError("other bytes are already there", path=str(final)) from None
        fsync_existing(disk, final)
    disk.fsync_dir(final.parent)
    with contextlib.suppress(FileNotFoundError):
        disk.unlink(staged)


def supersede(disk: Disk, staged: Path, final: Path) -> None:
    """Put a sealed staged file in the place of another, which is gone for good.

    Order: rename, fsync the folder. Until that sync has returned, a power cut may bring the old
    file back; done again, it completes.
    """
    disk.rename(staged, final)
    disk.fsync_dir(final.parent)


def settle(disk: Disk, path: Path) -> None:
    """Make a file that was found in place durable, before anything may refer to it.

    Whoever put it there may have died before syncing. Raises: MissingFileError, StorageError.
    """
    make_folder(disk, path.parent)
    fsync_existing(disk, path)
    disk.fsync_dir(path.parent)


def fsync_existing(disk: Disk, path: Path) -> None:
    """Put the bytes of a file that is there on stable storage; its name may not be yet."""
    descriptor = open_for_reading(path)
    try:
        disk.fsync(descriptor, path)
    finally:
        os.close(descriptor)


def remove(disk: Disk, path: Path) -> None:
    """Take a file away, durably. A file that is already gone is made durably gone."""
    with contextlib.suppress(FileNotFoundError):
        disk.unlink(path)
    if path.parent.is_dir():
        disk.fsync_dir(path.parent)


def make_folder(disk: Disk, folder: Path) -> None:
    """Make a folder and those above it, durable in their parents.

    A folder that another process made may not be durable yet. So every folder below one of
    ``disk.settled`` is synced in its parent once by each process; where none above is settled,
    only those made here are.
    """
    for one in _unsure(disk, folder):
        _make_one(disk, one)
        disk.fsync_dir(one.parent)
        disk.settled.add(one)


# --- parts --------------------------------------------------------------------------------------
@attrs.frozen
class _Temp:
    path: Path
    final: Path
    data: bytes


def _write_chunk(
    disk: Disk, pairs: list[tuple[Path, bytes]], mode: int, temps: Path | None
) -> None:
    together = len(pairs) >= SYNCFS_FROM and syncfs_reports()
    folders = list(dict.fromkeys(path.parent for path, _ in pairs))
    new = [one for folder in folders for one in _unsure(disk, folder)] if together else []
    for one in new:
        _make_one(disk, one)
    written: list[_Temp] = []
    try:
        for path, data in pairs:
            if not together:
                make_folder(disk, path.parent)
            if not already_holds(path, data):
                folder = temps or path.parent
                temp = _write_temp(disk, folder, data, mode, sync=not together)
                written.append(_Temp(temp, path, data))
            elif not together:
                fsync_existing(disk, path)
        if together:
            disk.syncfs(folders[0])
        while written:
            with _discarding(disk, written[-1].path):
                _link_or_compare(disk, written[-1].path, written[-1].final, written[-1].data)
            written.pop()
    finally:
        for left in written:
            _drop(disk, left.path)
    if together:
        disk.syncfs(folders[0])
        disk.settled.update(new)
    else:
        for folder in folders:
            disk.fsync_dir(folder)


def _write_temp(disk: Disk, folder: Path, data: bytes, mode: int, *, sync: bool) -> Path:
    descriptor, path = _open_temp(disk, folder)
    try:
        try:
            disk.write(descriptor, data, path)
            disk.fchmod(descriptor, mode, path)  # from now on nobody writes
            if sync:
                disk.fsync(descriptor, path)
        except BaseException:
            os.close(descriptor)  # abandoned: what it says no longer matters
            raise
        disk.close(descriptor, path)
    except BaseException:
        _drop(disk, path)
        raise
    return path


def _open_temp(disk: Disk, folder: Path) -> tuple[int, Path]:
    while True:
        path = folder / f".fonds-{os.getpid()}-{next(_numbers)}.tmp"
        # The name may be taken by what a dead process with our number left: take the next.
        with contextlib.suppress(FileExistsError):
            try:
                return disk.open_new(path), path
            except FileNotFoundError as e:
                raise failure(e, "open_new", path) from e


def _link_or_compare(disk: Disk, temp: Path, path: Path, data: bytes) -> None:
    try:
        disk.link(temp, path)
    except FileExistsError:  # another process was faster
        if not _settle_existing(disk, path, data):
            raise StorageError(
                "a file came and went while it was written", path=str(path)
            ) from None


def _settle_existing(disk: Disk, path: Path, data: bytes) -> bool:
    """Whether ``data`` is at ``path``, now durable. Raises: AlreadyWrittenError on others."""
    if not already_holds(path, data):
        return False
    settle(disk, path)
    return True


def _seal(disk: Disk, path: Path) -> None:
    descriptor = open_for_reading(path)
    try:
        disk.fchmod(descriptor, 0o444, path)
        disk.fsync(descriptor, path)
    finally:
        os.close(descriptor)


def _unsure(disk: Disk, folder: Path) -> list[Path]:
    """Return the folders from the top down that are missing, or perhaps not durable yet."""
    line = [folder, *folder.parents]
    unsure = list(itertools.takewhile(lambda one: one not in disk.settled, line))
    if len(unsure) == len(line):
        unsure = list(itertools.takewhile(lambda one: not one.is_dir(), line))
    return unsure[::-1]


def _make_one(disk: Disk, folder: Path) -> None:
    if folder.is_dir():
        return
    try:
        disk.mkdir(folder, disk.folder_mode)
    except FileExistsError:  # made by another process since, or no folder at all
        if not folder.is_dir():
            raise StorageError("a file is where a folder should be", path=str(folder)) from None
    except FileNotFoundError as e:
        raise failure(e, "mkdir", folder) from e


@contextlib.contextmanager
def _discarding(disk: Disk, temp: Path) -> Iterator[None]:
    try:
        yield
    finally:
        _drop(disk, temp)


def _drop(disk: Disk, temp: Path) -> None:
    # A name that stays is litter without meaning: nothing depends on its going.
    with contextlib.suppress(StorageError, FileNotFoundError):
        disk.unlink(temp)
