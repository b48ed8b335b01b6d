"""An archive that is open: its store, its log, its catalogue, and its key where there is one."""

import os
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from fonds import log
from fonds.archive.info import INFO, Info, read_info
from fonds.archive.readme import READ_ME
from fonds.closing import Closing
from fonds.errors import (
    ClosedError,
    ForeignFolderError,
    MissingFileError,
    MissingKeyError,
    NotAnArchiveError,
    StorageError,
    UsageError,
)
from fonds.formats.tlog.keyring import KeyRing
from fonds.log import LogState
from fonds.model import check_clock, parse_stamp, stamp
from fonds.storage.disk import Disk
from fonds.storage.keys import KeyFile, Randomness, SigningKey, create_key, default_folder
from fonds.storage.local import LocalStore, create_root, is_archive

if TYPE_CHECKING:
    from fonds.archive.open_bundle import OpenBundle
    from fonds.catalog import Catalog

CATALOG = "catalog.sqlite"


@attrs.define
class OpenArchive(Closing):
    """The parts of one archive. Verbs work on it; it decides nothing itself.

    ``state`` is the log as it was when it was opened or last written by this process.
    """

    store: LocalStore
    info: Info
    keys: KeyFile
    state: LogState
    _sync: "Callable[[OpenArchive], Catalog]"
    closed: bool = attrs.field(default=False, init=False)
    whole: bool = attrs.field(default=False, init=False)  # the catalogue was found to lack nothing
    _catalog: "Catalog | None" = attrs.field(default=None, init=False)
    _files: tuple[str, str] = attrs.field(init=False)
    _seen: tuple[tuple[int, int], tuple[int, int]] = attrs.field(init=False)
    _any_withdrawn: bool | None = attrs.field(default=None, init=False)
    open_bundles: "dict[int, OpenBundle]" = attrs.field(factory=dict, init=False)  # by their leaf
    leaf_cache: dict[tuple[int, int], bytes | list[bytes]] = attrs.field(factory=dict, init=False)

    @property
    def catalog(self) -> "Catalog":
        """The catalogue, brought up to the log when it is first asked for.

        Its file follows the log by itself. It is opened again when another was put in its
        place, and one in memory is made again when the log has changed. Cost: 1 us.
        Raises: ClosedError.
        """
        if self.closed:
            raise ClosedError("the archive was closed", path=str(self.store.root))
        if self._catalog is not None and not self.store.locked and self._has_changed(self._catalog):
            refresh(self)
            self.drop_catalog()
        if self._catalog is None:
            self._files = (str(self.store.path(CATALOG)), str(self.store.path("log/checkpoint")))
            self._seen = (_look_at(self._files[0]), _look_at(self._files[1]))
            self._catalog = self._sync(self)
        return self._catalog

    def _has_changed(self, catalog: "Catalog") -> bool:
        if catalog.in_memory:
            return _look_at(self._files[1]) != self._seen[1]
        return _look_at(self._files[0])[0] != self._seen[0][0]  # held open, its number is its own

    @property
    def any_withdrawn(self) -> bool:
        """Whether any version was ever withdrawn: by the catalogue, or by a tombstone."""
        if self._any_withdrawn is None:
            catalogued = self.catalog.has_withdrawn()
            self._any_withdrawn = catalogued or any(True for _ in self.store.names("withdrawn"))
        return self._any_withdrawn

    def forget_withdrawn(self) -> None:
        """Ask the catalogue again whether any version was withdrawn, when next asked."""
        self._any_withdrawn = None

    def drop_catalog(self) -> None:
        """Close the catalogue; the next use opens or rebuilds it."""
        self.forget_withdrawn()
        self.close_bundles()
        self.leaf_cache.clear()
        self.whole = False
        if self._catalog is not None:
            self._catalog.close()
            self._catalog = None

    def close_bundles(self) -> None:
        """Close the bundles that are kept open: the next ones asked for are opened again."""
        for kept in self.open_bundles.values():
            kept.close()
        self.open_bundles.clear()

    def signing_key(self) -> SigningKey:
        """Return the active key. Raises: MissingKeyError with what to do."""
        return self.keys.load(self.info.ring.newest.key)

    def can_write(self) -> bool:
        """Whether this machine holds the key."""
        try:
            self.signing_key()
        except MissingKeyError:
            return False
        return True

    def close(self) -> None:
        """Close the catalogue and remove this process's temporary files; twice, too."""
        self.closed = True
        self.drop_catalog()
        self.store.close()


def _look_at(path: str) -> tuple[int, int]:
    """Which file bears this name, and when it was written."""
    try:
        state = os.stat(path)  # noqa: PTH116 - the fastest way
    except OSError:
        return (0, 0)
    return (state.st_ino, state.st_mtime_ns)


def key_file(archive: str, disk: Disk, override: Path | None = None) -> KeyFile:
    """Return the file of an archive's key: as the caller says, else in the user's own folder."""
    return KeyFile(override or default_folder() / archive, disk)


def create(
    path: Path,
    *,
    now: datetime,
    randomness: Randomness,
    sync: "Callable[[OpenArchive], Catalog]",
    key_path: Path | None = None,
    disk: Disk | None = None,
) -> OpenArchive:
    """Make an archive in a new or empty folder, or open the one that is there.

    Order: tag, key, ``fonds.json``, readme, empty log. The key is durable before anything names
    it; a crash leaves a folder that this completes, at worst with a key that nobody needs.
    Raises: UsageError where ``key_path`` holds a key already: nothing was made then;
    ForeignFolderError, StorageError, UnknownVersionError.
    """
    disk = disk or Disk()
    check_clock(now)
    key = None if os.path.lexists(path / INFO) else _new_key(randomness, disk, key_path)
    if key is not None:
        key_file(key.archive, disk, key_path).prepare()  # before anything is made
    store = create_root(path, disk)
    if key is None:
        info = read_info(store)
    else:
        key_file(key.archive, disk, key_path).create(key)
        ring = KeyRing(key.origin, ()).with_key(0, key.verify_key)
        info = Info(key.archive, stamp(now), key.origin, ring)
        store.create("README.txt", READ_ME.encode())
        store.create(INFO, bytes(info))
    keys = key_file(info.archive, store.disk, key_path)
    try:
        state = log.read_state(store, info.ring)
    except MissingFileError:
        state = log.start(store, info.ring, keys.load(), parse_stamp(info.created), keys.head.keep)
    return OpenArchive(store, info, keys, state, sync)


def _new_key(randomness: Randomness, disk: Disk, key_path: Path | None) -> SigningKey:
    """Return the key of an archive that is to be made. Raises: UsageError."""
    archive = str(uuid.UUID(bytes=randomness(16), version=4))
    key = create_key(archive, f"fonds.invalid/{archive}", randomness)
    file = key_file(archive, disk, key_path)
    if file.holds_other(key):
        raise UsageError(
            "a new archive gets a key of its own, and the key file that was named is there "
            "already; name one that does not exist yet (with --key or FONDS_KEY)",
            path=str(file.path),
        )
    return key


def open_archive(
    path: Path,
    *,
    sync: "Callable[[OpenArchive], Catalog]",
    key_path: Path | None = None,
    disk: Disk | None = None,
) -> OpenArchive:
    """Open an archive for reading; writing takes the lock and checks more.

    Raises: NotAnArchiveError; FormatError, IntegrityError where its log is damaged.
    """
    if not is_archive(path):
        if path.is_file():
            raise ForeignFolderError(
                "this is a file, not an archive's folder; `fonds verify FILE` checks an evidence "
                "file, `fonds get FILE -o DIR` writes out what it holds",
                path=str(path),
            )
        raise NotAnArchiveError("there is no archive here", path=str(path))
    store = LocalStore(path, disk)
    store.check_folders()
    info = read_info(store)
    keys = key_file(info.archive, store.disk, key_path)
    return OpenArchive(store, info, keys, log.read_state(store, info.ring), sync)


def refresh(archive: OpenArchive) -> None:
    """Read the log again: another process may have written since.

    Raises: as ``open_archive``; RollbackError where it does not extend the log as it was.
    """
    info = read_info(archive.store)
    held = bytes(archive.state.note)
    archive.state = log.read_state(archive.store, info.ring, held)
    archive.info = info
    archive.forget_withdrawn()


def reach(archive: OpenArchive, leaf: int) -> None:
    """Read the log again if this leaf is past the log as it was: the catalogue may be ahead.

    Raises: as ``refresh``.
    """
    if leaf >= archive.state.size and not archive.store.locked:
        refresh(archive)


def leaves(archive: OpenArchive, start: int, end: int) -> Sequence[bytes]:
    """Return some leaves of the log."""
    return list(log.entries(archive.store, archive.state, start, end))


__all__ = ["CATALOG", "INFO", "Info", "OpenArchive", "StorageError", "create", "open_archive"]
