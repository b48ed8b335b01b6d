"""Write files outside an archive, into a folder that the user named.

Nothing is ever overwritten, no link inside the folder is followed, nothing is written outside it:
every step is taken from the descriptor of the folder before. A file gets its name when it is whole
and on stable storage.
"""

import contextlib
import errno
import itertools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from fonds.closing import Closing
from fonds.errors import ExistsError
from fonds.storage.disk import failure

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_OLD = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
_PIECE = 1 << 20  # bytes compared at a time

_numbers = itertools.count()


class OutgoingFolder(Closing):
    """A folder for files that are handed out; made where it is not there yet.

    Raises: NotPermittedError, StorageError where it cannot be made or is no folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written: set[tuple[str, ...]] = set()
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, _FOLDER & ~os.O_NOFOLLOW)  # this one was named
        except FileExistsError as e:
            raise ExistsError("this is a file, not a folder", path=str(path)) from e
        except OSError as e:
            raise failure(e, "mkdir", path) from e

    def write(self, parts: tuple[str, ...], chunks: Iterable[bytes]) -> bool:
        """Write a file below the folder, whole or not at all; say whether it is new.

        The same bytes under the same name are well. What ``chunks`` raises goes through.
        Raises: ExistsError where other bytes, a link or a folder has the name; StorageError.
        """
        *folders, name = parts
        path = self.path.joinpath(*parts)
        with self._inside(tuple(folders), path) as folder:
            temp = f".fonds-{os.getpid()}-{next(_numbers)}.tmp"
            try:
                _write(folder, temp, chunks)
                try:
                    new = _give_name(folder, temp, name)
                finally:
                    os.unlink(temp, dir_fd=folder)
            except OSError as e:
                with contextlib.suppress(OSError):
                    os.unlink(temp, dir_fd=folder)
                raise failure(e, "write", path) from e
        if new is None:
            raise ExistsError("another file has this name already", path=str(path))
        self._written.add(tuple(folders))
        return new

    @contextlib.contextmanager
    def _inside(self, folders: tuple[str, ...], path: Path) -> Iterator[int]:
        """Open the folders on the way, and make those that are missing."""
        at = os.dup(self._descriptor)
        try:
            for one in folders:
                try:
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(one, dir_fd=at)
                    below = os.open(one, _FOLDER, dir_fd=at)
                except (NotADirectoryError, OSError) as e:
                    if e.errno in (errno.ELOOP, errno.ENOTDIR):
                        raise ExistsError(
                            "a link or a file is where a folder is needed",
                            path=str(path), folder=one,
                        ) from e  # fmt: skip
                    raise failure(e, "mkdir", path) from e
                os.close(at)
                at = below
            yield at
        finally:
            os.close(at)

    def settle(self) -> None:
        """Put the names of all that was written on stable storage. Raises: StorageError."""
        for folders in {line[:end] for line in self._written for end in range(len(line) + 1)}:
            path = self.path.joinpath(*folders)
            with self._inside(folders, path) as folder:
                try:
                    os.fsync(folder)
                except OSError as e:
                    if e.errno != errno.EINVAL:  # some file systems cannot sync a folder
                        raise failure(e, "fsync_dir", path) from e
        self._written.clear()

    def close(self) -> None:
        """Give the folder's descriptor back."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _write(folder: int, temp: str, chunks: Iterable[bytes]) -> None:
    descriptor = os.open(temp, _NEW, 0o666, dir_fd=folder)
    try:
        for chunk in chunks:
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    except BaseException:
        os.close(descriptor)
        os.unlink(temp, dir_fd=folder)
        raise
    os.close(descriptor)


def _give_name(folder: int, temp: str, name: str) -> bool | None:
    """Link a file to its name. True: new; False: the same bytes were there; None: others were."""
    try:
        os.link(temp, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        return None if not _same(folder, temp, name) else False
    except OSError as e:
        if e.errno not in _NO_LINKS:
            raise
        return _copied(folder, temp, name)
    return True


def _copied(folder: int, temp: str, name: str) -> bool | None:
    """Give a file its name where the file system has no links (FAT): by a copy of its own."""
    with open(os.open(temp, _OLD, dir_fd=folder), "rb") as source:
        try:
            _write(folder, name, iter(lambda: source.read(_PIECE), b""))
        except FileExistsError:
            return None if not _same(folder, temp, name) else False
    return True


def _same(folder: int, one: str, other: str) -> bool:
    """Whether two names hold the same bytes; a link or a FIFO never does."""
    try:
        with (
            open(os.open(one, _OLD, dir_fd=folder), "rb") as left,
            open(os.open(other, _OLD, dir_fd=folder), "rb") as right,
        ):
            while (piece := left.read(_PIECE)) == right.read(_PIECE):
                if not piece:
                    return True
    except OSError:
        return False
    return False
