"""An archive's folder on a local disk: names to bytes, staging, and the writer's lock.

Files are written once, whole and durable, through ``durable``; readers need no lock. What is
being written lies in ``staging/``, which holds one folder for each live writer, guarded by a
kernel lock (flock) that ends with its holder: no ages, no process numbers are trusted.
"""

import contextlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from fonds.closing import Closing
from fonds.errors import (
    ForeignFolderError,
    LinkedFolderError,
    MissingFileError,
    NoSpaceError,
    StorageError,
    UnknownVersionError,
)
from fonds.storage import durable, locks
from fonds.storage.disk import Disk, failure
from fonds.storage.staged import StagedFile, open_staged
from fonds.storage.staging import FOLDER, LOCK, Staging, make_parent, sweep

__all__ = ["LocalStore", "StagedFile", "Staging", "create_root", "is_archive", "open_staged"]

TAG = "0=fonds_1.0"
"""The Namaste tag: the file whose name says what the folder is."""

TAG_CONTENT = b"fonds_1.0\n"

LIMIT = 16 << 20
"""Bytes that ``LocalStore.read`` returns at most by default: 16 MiB."""

FOLDERS = ("bundles", "log", "log/checkpoints", "log/tile", "log/tile/entries", "log/cosigned",
           "log/timestamps", "withdrawn", "staging", "checks")  # fmt: skip
"""The folders that an archive may have, besides those below ``bundles/`` and ``log/tile/``."""

RESERVE = 64_000_000
"""Bytes that must be free before writing begins, so that a commit under way can end."""

# A segment of a name in an archive: no hidden files, no "..", nothing a shell or Windows minds.
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,254}", re.ASCII)

# What a new or mounted folder may hold and yet be empty: systems put it there by themselves; a
# temporary file and staging/ are what our own first write leaves when it is cut.
_NOTHING = frozenset({"lost+found", ".DS_Store", ".gitkeep", ".gitignore", FOLDER})
_OWN_TEMP = re.compile(r"\.fonds-\d{1,20}-\d{1,20}\.tmp", re.ASCII)


class LocalStore(Closing):
    """The files of one archive, by name: ``log/checkpoint``, ``bundles/2026/11/23/….wacz``.

    Names are POSIX relative paths of ``[A-Za-z0-9._=-]``; whatever else is asked for, ``..``
    above all, is refused with StorageError. One instance belongs to one process and one thread.
    """

    def __init__(self, root: Path | str, disk: Disk | None = None) -> None:
        self.root = Path(os.path.abspath(root))  # noqa: PTH100 - resolve() would follow links
        self.disk = disk or Disk()
        self.disk.settled.add(self.root)
        with contextlib.suppress(OSError):  # new folders are as private as the archive's own
            self.disk.folder_mode = stat.S_IMODE(self.root.stat().st_mode) & 0o777
        self._scratch: Staging | None = None
        self._real: set[str] = set()  # folders that were looked at
        self.locked = False

    def close(self) -> None:
        """Remove this instance's own temporary folder, if it made one."""
        if self._scratch:
            self._scratch.close()
            self._scratch = None

    # --- reading --------------------------------------------------------------------------------
    def path(self, name: str) -> Path:
        """Return where a name lies on the disk. Raises: StorageError when it is no proper name."""
        if not all(map(_SEGMENT.fullmatch, name.split("/"))):
            raise StorageError("not a name inside an archive", name=repr(name))
        self._refuse_links(name.rpartition("/")[0])
        return self.root / name

    def check_folders(self) -> None:
        """Make sure that the archive's folders are folders. Raises: LinkedFolderError."""
        for name in FOLDERS:
            self._refuse_links(name)

    def _refuse_links(self, folder: str) -> None:
        """Refuse a folder that is a link, or lies behind one; what is not there yet is well.

        A link in the middle of a path would lead readers, writers and the sweep of ``staging/``
        into somebody else's folders. Each folder is looked at once by each process.
        """
        if not folder or folder in self._real:
            return
        self._refuse_links(folder.rpartition("/")[0])
        try:
            mode = os.lstat(self.root / folder).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as e:
            raise failure(e, "lstat", self.root / folder) from e
        if stat.S_ISLNK(mode) or (folder in FOLDERS and not stat.S_ISDIR(mode)):
            raise LinkedFolderError(
                "a folder of the archive is a link or a file", path=str(self.root / folder)
            )
        self._real.add(folder)

    def read(self, name: str, limit: int = LIMIT) -> bytes:
        """Return a file's bytes. Raises: MissingFileError; FormatError above ``limit``."""
        return durable.read_bounded(self.path(name), limit)

    def exists(self, name: str) -> bool:
        """Whether a regular file bears this name."""
        try:
            return stat.S_ISREG(os.lstat(self.path(name)).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as e:
            raise failure(e, "lstat", self.path(name)) from e

    def is_regular(self, name: str) -> bool | None:
        """Whether what ``names`` yielded is a regular file; None where it is gone since then.

        Never raises: what cannot be looked at is not one.
        """
        try:
            return stat.S_ISREG(os.lstat(self.root / name).st_mode)
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return False

    def holds(self, path: Path) -> bool:
        """Whether a path of the system lies inside the archive's folder, links resolved."""
        return path.resolve().is_relative_to(self.root.resolve())

    def size(self, name: str) -> int:
        """Return a file's size in bytes. Raises: MissingFileError."""
        if not self.exists(name):
            raise MissingFileError("a file of the archive is missing", path=str(self.path(name)))
        return os.lstat(self.path(name)).st_size

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading. Raises: MissingFileError."""
        return open(durable.open_for_reading(self.path(name)), "rb")

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield the names of all that is no folder below ``prefix``, in bytewise order.

        Lazily, one folder's listing at a time. Links and strangers are named too, so that a
        verifier sees them; such a name need not be one that ``read`` accepts. A prefix that is
        absent, or is a file, has nothing below it.
        """
        pending = [_listing(self.path(prefix) if prefix else self.root)]
        while pending:
            entry = next(pending[-1], None)
            if entry is None:
                pending.pop()
            elif entry.is_dir(follow_symlinks=False):
                pending.append(_listing(Path(entry.path)))
            else:
                yield os.path.relpath(entry.path, self.root)

    # --- writing --------------------------------------------------------------------------------
    def create(self, name: str, data: bytes) -> None:
        """Write a new file, durable on return; the same bytes already there are well.

        Raises: AlreadyWrittenError when other bytes are there; StorageError.
        """
        durable.write_once(self.disk, self.path(name), data, temps=self._temps())

    def create_many(self, pairs: Iterable[tuple[str, bytes]]) -> None:
        """Write new files as ``create`` does, with few syncs; durable together on return."""
        paths = ((self.path(name), data) for name, data in pairs)
        durable.write_batch(self.disk, paths, temps=self._temps())

    def replace(self, name: str, data: bytes) -> None:
        """Put a file in another's place, in one durable step."""
        durable.replace(self.disk, self.path(name), data, temps=self._temps())

    def delete(self, name: str) -> None:
        """Remove a file durably; one that is absent already is well."""
        durable.remove(self.disk, self.path(name))

    def publish(self, staged: StagedFile | Path, name: str) -> None:
        """Give a staged file its final name, durable on return, never over another file.

        A StagedFile is sealed first, where the caller has not done so to check it before.
        """
        if isinstance(staged, StagedFile):
            staged.seal()
            durable.publish(self.disk, staged.path, self.path(name), sealed=True)
        else:
            durable.publish(self.disk, staged, self.path(name))

    def supersede(self, staged: StagedFile, name: str) -> None:
        """Put a staged file in the place of another, durable on return; the other is gone.

        The one exception to "never over another file", and it is a withdrawal's: what the old
        file held must no longer be there.
        """
        staged.seal()
        durable.supersede(self.disk, staged.path, self.path(name))

    def install_file(self, made: Path, name: str) -> None:
        """Put a file that was made in staging, by other means than ours, in the place of another.

        Durable on return; readers find the old one or the new one, whole.
        """
        durable.fsync_existing(self.disk, made)
        durable.supersede(self.disk, made, self.path(name))

    def settle(self, name: str) -> None:
        """Make a file that was found in place durable, before anything may refer to it.

        For recovery: a bundle that is there and not in the log was perhaps never synced.
        Raises: MissingFileError.
        """
        durable.settle(self.disk, self.path(name))

    def staging(self, nonce: str) -> Staging:
        """Return a new folder of one's own for files that are not yet published."""
        self._refuse_links(FOLDER)
        return Staging(self.disk, self.root / FOLDER, nonce)

    def sweep(self) -> int:
        """Remove what dead writers left in staging/; return how many folders that were."""
        self._refuse_links(FOLDER)
        return sweep(self.disk, self.root / FOLDER)

    def _temps(self) -> Path:
        if self._scratch is None:
            self._scratch = self.staging("scratch")
        return self._scratch.path

    # --- the one writer, and the room it has ----------------------------------------------------
    def lock(
        self,
        *,
        wait: float | None = 0.0,
        notify: Callable[[], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> contextlib.AbstractContextManager[None]:
        """Be the one who writes the log, until the block ends or the process dies.

        Waits for ``wait`` seconds at most (None: for ever), after telling ``notify`` once.
        ``locked`` says that it is held. Not reentrant: a second lock waits for the first, even
        in the same process.
        Raises: LockedError when the wait is over; StorageError where locks do not work.
        """
        self._refuse_links(FOLDER)
        make_parent(self.disk, self.root / FOLDER)
        path = self.root / FOLDER / LOCK
        return self._holding(
            locks.exclusive(self.disk, path, wait=wait, notify=notify, clock=clock, sleep=sleep)
        )

    @contextlib.contextmanager
    def _holding(self, lock: contextlib.AbstractContextManager[None]) -> Iterator[None]:
        with lock:
            self.locked = True
            try:
                yield
            finally:
                self.locked = False

    def free_space(self) -> int:
        """Return the bytes that may still be written here."""
        try:
            room = os.statvfs(self.root)
        except OSError as e:
            raise failure(e, "statvfs", self.root) from e
        return room.f_bavail * room.f_frsize

    def require_space(self, wanted: int = 0) -> None:
        """Refuse to begin with less free than 64 MB or twice what is to come.

        Raises: NoSpaceError.
        """
        free = self.free_space()
        if free < (needed := max(RESERVE, 2 * wanted)):
            raise NoSpaceError("too little free space to begin writing", free=free, needed=needed)

    def file_system(self) -> str | None:
        """Return the type of the file system below (``ext4``, ``nfs4``), None where unknown."""
        return locks.file_system(self.root)

    def locks_promised(self) -> bool:
        """Whether locks and durability can be promised here: not on network file systems."""
        return not locks.is_remote(self.file_system())


def create_root(path: Path | str, disk: Disk | None = None) -> LocalStore:
    """Make a folder an archive's and return its store; open it where it is one already.

    The tag is written first: a folder whose making was cut is known as ours, and can be
    completed. A folder that holds anything else is refused (only what systems leave by
    themselves counts as nothing). Mode 0700: whom else it concerns, its owner decides.
    Raises: ForeignFolderError, UnknownVersionError, StorageError.
    """
    root = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    disk = disk or Disk()
    if not is_archive(root):
        _refuse_foreign(root)
        durable.make_folder(disk, root)
        durable.write_once(disk, root / TAG, TAG_CONTENT)
    return LocalStore(root, disk)


def is_archive(path: Path | str) -> bool:
    """Whether this folder bears the tag of an archive that this fonds can read.

    Raises: UnknownVersionError when it bears the tag of another version.
    """
    try:
        names = os.listdir(path)  # noqa: PTH208 - names are all that is wanted
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as e:
        raise failure(e, "listdir", Path(path)) from e
    for name in names:
        if name.startswith("0=fonds_") and name != TAG:
            raise UnknownVersionError("an archive of another format", tag=repr(name))
    return TAG in names


def _refuse_foreign(root: Path) -> None:
    if not os.path.lexists(root):
        return
    if not root.is_dir():
        raise ForeignFolderError("this is no folder", path=str(root))
    for name in sorted(os.listdir(root)):  # noqa: PTH208 - names are all that is wanted
        if name not in _NOTHING and not _OWN_TEMP.fullmatch(name):
            raise ForeignFolderError(
                "the folder holds something else", path=str(root), holds=repr(name)
            )


def _listing(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return iter(())
    except OSError as e:
        raise failure(e, "scandir", folder) from e
    return iter(sorted(listed, key=_place))


def _place(entry: os.DirEntry[str]) -> bytes:
    # A folder sorts as its members will: "a.p" comes before "a/b", since "." is before "/".
    name = os.fsencode(entry.name)
    return name + b"/" if entry.is_dir(follow_symlinks=False) else name
