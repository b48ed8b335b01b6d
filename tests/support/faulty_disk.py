"""A disk that fails on purpose, cuts its process off, and knows what a power cut would leave.

Every system call that writes goes through ``Disk.perform``; here each is counted, and call N
can be *lost* (an error, and nothing was done), *landed* (done, and an error all the same), or
*cut* (the process dies before it; no later call happens). ``Cut`` is a BaseException, so that
no ``except Exception`` can survive it, as none survives SIGKILL.

Beside the real tree, which shows what a killed process leaves (the system keeps running and
writes everything out later), the disk keeps a model of what has been *synced*, and
``survivors`` builds the tree that a power cut would leave.
"""

import errno
import os
import random
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from fonds.storage.disk import Disk

FAULTS = ("lost", "landed", "cut")
LEAVINGS = ("nothing", "names", "bytes")
_SYNCS = ("fsync", "fsync_dir", "syncfs")


class Cut(BaseException):
    """The process was killed here."""


class FaultyDisk(Disk):
    """A Disk whose call number ``at`` (from 1) fails in the manner of ``fault``.

    ``sticky`` makes every later call fail too (a full or broken disk), ``short`` makes every
    write write at most so many bytes. ``calls`` lists what was asked for, in order, as
    ``(call, path)``; ``root`` switches the model of power cuts on, for that folder; with
    ``unsynced`` all that is in it was left by a process that died before it synced anything.
    """

    def __init__(
        self,
        at: int | None = None,
        fault: str = "lost",
        *,
        code: int = errno.EIO,
        sticky: bool = False,
        short: int | None = None,
        root: Path | None = None,
        unsynced: bool = False,
    ) -> None:
        super().__init__()
        assert fault in FAULTS
        self.at, self.fault, self.code, self.sticky, self.short = at, fault, code, sticky, short
        self.calls: list[tuple[str, Path]] = []
        self.synced = Synced(root, unsynced=unsynced) if root is not None else None

    def perform(self, call, path, function, *args, **kwargs):
        self.calls.append((call, Path(path)))
        number = len(self.calls)
        struck = self.at is not None and (
            number == self.at or (number > self.at and (self.sticky or self.fault == "cut"))
        )
        if struck and self.fault == "cut":
            raise Cut(call, str(path), number)
        if struck and self.fault == "lost":
            raise OSError(self.code, os.strerror(self.code), str(path))
        if call == "write" and self.short:
            args = (args[0], memoryview(args[1])[: self.short])
        if call in _SYNCS:  # the model below is what counts; the real disk would only take time
            assert path.exists()
            result = None
        else:
            result = function(*args, **kwargs)
        if self.synced and not (struck and call in _SYNCS):
            self.synced.note(call, Path(path), args, result)
        if struck:
            if call in ("open_new", "open_lock"):
                os.close(result)  # the caller will never learn of this descriptor
            raise OSError(self.code, os.strerror(self.code), str(path))
        return result


class Synced:
    """What of a tree is on stable storage: contents by file, entries by folder."""

    def __init__(self, root: Path, *, unsynced: bool = False) -> None:
        self.root = root
        self.last = 0
        self.serial: dict[int, int] = {}  # inode -> serial; inodes are reused, serials are not
        self.contents: dict[int, bytes] = {}  # serial of a file -> its synced bytes
        self.entries: dict[int, dict[str, tuple[bool, int]]] = {}  # folder -> name -> is folder
        if not unsynced:
            self._everything()

    def note(self, call: str, path: Path, args: tuple, result: object) -> None:
        if call == "open_new":
            self._fresh(os.fstat(result).st_ino)
        elif call == "mkdir":
            self._fresh(os.lstat(path).st_ino)
        elif call == "fsync":
            self._file(args[0])
        elif call == "fsync_dir":
            self._folder(path)
        elif call == "syncfs":
            self._everything()

    def survivors(self, target: Path, leaving: str, seed: int = 0) -> Path:
        """Copy to ``target`` what a power cut leaves; return it.

        ``nothing``: only what was synced. ``names``: every name, but of unsynced files only
        zeros. ``bytes``: a random mixture of old and new names, and of files a random prefix.
        """
        assert leaving in LEAVINGS
        self._build(self.root, self._id(self.root), target, leaving, random.Random(seed))
        return target

    def _build(self, real: Path | None, serial: int, target: Path, leaving: str, rng) -> None:
        target.mkdir()
        now = dict(self._listing(real)) if real is not None and real.is_dir() else {}
        before = self.entries.get(serial, {})
        chosen = (
            {"nothing": before, "names": now}.get(leaving)
            if leaving != "bytes"
            else {
                name: rng.choice([now, before]).get(name)
                for name in sorted(now.keys() | before.keys())
            }
        )
        for name, entry in chosen.items():
            if entry is None:
                continue
            is_folder, one = entry
            current = real / name if real is not None and now.get(name) == entry else None
            if is_folder:
                self._build(current, one, target / name, leaving, rng)
            else:
                (target / name).write_bytes(self._bytes(current, one, leaving, rng))
                (target / name).chmod(0o600)  # modes are no part of the model

    def _bytes(self, current: Path | None, serial: int, leaving: str, rng) -> bytes:
        synced = self.contents.get(serial)
        if synced is not None and current is None:
            return synced
        written = current.read_bytes() if current is not None else b""
        if synced == written or leaving == "nothing":
            return synced or b""
        if leaving == "names":
            return bytes(len(written)) if synced is None else synced
        return rng.choice([synced or b"", written, written[: rng.randint(0, len(written))]])

    def _everything(self) -> None:
        for folder, _, files in os.walk(self.root):
            self._folder(Path(folder))
            for name in files:
                path = Path(folder, name)
                self.contents[self._id(path)] = path.read_bytes()

    def _file(self, descriptor: int) -> None:
        state = os.fstat(descriptor)
        serial = self.serial.get(state.st_ino) or self._fresh(state.st_ino)
        if stat.S_ISREG(state.st_mode):
            with open(f"/proc/self/fd/{descriptor}", "rb") as file:
                self.contents[serial] = file.read()

    def _folder(self, path: Path) -> None:
        self.entries[self._id(path)] = dict(self._listing(path))

    def _listing(self, path: Path) -> Iterator[tuple[str, tuple[bool, int]]]:
        for entry in sorted(path.iterdir()):
            if entry.is_dir() or entry.is_file():
                yield entry.name, (entry.is_dir(), self._id(entry))

    def _id(self, path: Path) -> int:
        inode = os.lstat(path).st_ino
        return self.serial.get(inode) or self._fresh(inode)

    def _fresh(self, inode: int) -> int:
        self.last += 1
        self.serial[inode] = self.last
        return self.last


def count_calls(action: Callable[[FaultyDisk], object]) -> int:
    """Run an action on a sound disk; return how many calls it makes."""
    sound = FaultyDisk()
    action(sound)
    return len(sound.calls)


def empty(folder: Path) -> Path:
    """Make a folder new and empty, whatever was there; return it."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder
