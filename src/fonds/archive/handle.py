"""An archive that is open: its store, its log, its catalogue, and its key where there is one."""

import os
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import attrs
import orjson

from fonds import log
from fonds.archive.readme import READ_ME
from fonds.errors import (
    FormatError,
    MissingFileError,
    MissingKeyError,
    NotAnArchiveError,
    StorageError,
    UnknownVersionError,
    UsageError,
)
from fonds.formats.canonical import canonical
from fonds.formats.keyring import KeyRing
from fonds.log import LogState
from fonds.model import parse_stamp, stamp
from fonds.storage.disk import Disk
from fonds.storage.keys import KeyFile, Randomness, SigningKey, create_key, default_folder
from fonds.storage.local import Store, create_root, is_archive

if TYPE_CHECKING:
    from fonds.archive.kept import Kept
    from fonds.catalog import Catalog

FORMAT = "fonds/1.0"
INFO = "fonds.json"
CATALOG = "catalog.sqlite"


@attrs.frozen
class Info:
    """What ``fonds.json`` says: which archive this is and who signs for it."""

    archive: str
    created: str
    origin: str
    ring: KeyRing

    def __bytes__(self) -> bytes:
        fields = {
            "archive": self.archive,
            "created": self.created,
            "digests": ["sha256", "blake3"],
            "format": FORMAT,
            "keys": self.ring.to_json(),
            "origin": self.origin,
        }
        return canonical(fields) + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read ``fonds.json``. Raises: FormatError, UnknownVersionError."""
        try:
            fields: Any = orjson.loads(data)
        except orjson.JSONDecodeError as e:
            raise FormatError("fonds.json is not JSON", reason=str(e)) from e
        if not isinstance(fields, dict):
            raise FormatError("fonds.json is not an object")
        if fields.get("format") != FORMAT:
            raise UnknownVersionError("an archive of another format", format=fields.get("format"))
        texts = [fields.get(name) for name in ("archive", "created", "origin")]
        if not all(isinstance(text, str) for text in texts):
            raise FormatError("fonds.json lacks a field")
        archive, created, origin = map(str, texts)
        try:
            uuid.UUID(archive)
        except ValueError as e:
            raise FormatError("fonds.json names no archive") from e
        ring = KeyRing.from_json(origin, fields.get("keys") or [])
        info = cls(archive, created, origin, ring)
        if bytes(info) != data:
            raise FormatError("fonds.json is not in its one spelling")
        return info


@attrs.define
class OpenArchive:
    """The parts of one archive. Verbs work on it; it decides nothing itself.

    ``state`` is the log as it was when it was opened or last written by this process.
    """

    store: Store
    info: Info
    keys: KeyFile
    state: LogState
    _sync: "Callable[[OpenArchive], Catalog]"
    _catalog: "Catalog | None" = attrs.field(default=None, init=False)
    _seen: tuple[tuple[int, int], tuple[int, int]] = attrs.field(init=False)
    _any_withdrawn: bool | None = attrs.field(default=None, init=False)
    kept: "dict[int, Kept]" = attrs.field(factory=dict, init=False)  # by their leaf
    kept_leaves: dict[tuple[int, int], bytes | list[bytes]] = attrs.field(factory=dict, init=False)

    @property
    def catalog(self) -> "Catalog":
        """The catalogue, brought up to the log when it is first asked for.

        Its file goes on with the log by itself. It is opened again when another was put in its
        place, and one in memory is made again when the log has changed. Cost: 1 us.
        """
        if self._catalog is not None and not self.store.locked and self._has_changed(self._catalog):
            refresh(self)
            self.drop_catalog()
        if self._catalog is None:
            self._seen = (self._look_at(CATALOG), self._look_at("log/checkpoint"))
            self._catalog = self._sync(self)
        return self._catalog

    def _has_changed(self, catalog: "Catalog") -> bool:
        if catalog.in_memory:
            return self._look_at("log/checkpoint") != self._seen[1]
        return self._look_at(CATALOG)[0] != self._seen[0][0]  # held open, its number is its own

    def _look_at(self, name: str) -> tuple[int, int]:
        """Which file bears this name, and when it was written."""
        try:
            state = os.stat(f"{self.store.root}/{name}")  # noqa: PTH116 - the fastest way
        except OSError:
            return (0, 0)
        return (state.st_ino, state.st_mtime_ns)

    @property
    def any_withdrawn(self) -> bool:
        """Whether any version was ever withdrawn; asked of the catalogue once."""
        if self._any_withdrawn is None:
            self._any_withdrawn = self.catalog.has_withdrawn()
        return self._any_withdrawn

    def forget_withdrawn(self) -> None:
        """Ask the catalogue again whether any version was withdrawn, when next asked."""
        self._any_withdrawn = None

    def drop_catalog(self) -> None:
        """Close the catalogue; the next use opens or rebuilds it."""
        self.forget_withdrawn()
        self.forget_kept()
        self.kept_leaves.clear()
        if self._catalog is not None:
            self._catalog.close()
            self._catalog = None

    def forget_kept(self) -> None:
        """Close the bundles that are kept open: the next ones asked for are opened anew."""
        for kept in self.kept.values():
            kept.close()
        self.kept.clear()

    def signing_key(self) -> SigningKey:
        """Return the key in office. Raises: MissingKeyError with what to do."""
        return self.keys.load(self.info.ring.newest.key)

    def can_write(self) -> bool:
        """Whether this machine holds the key."""
        try:
            self.signing_key()
        except MissingKeyError:
            return False
        return True

    def close(self) -> None:
        """Close the catalogue and remove this process's temporary files."""
        self.drop_catalog()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def key_file(archive: str, disk: Disk, override: Path | None = None) -> KeyFile:
    """Return where an archive's key lies: where the caller says, else in the user's own folder."""
    return KeyFile(override or default_folder() / archive, disk)


def read_info(store: Store) -> Info:
    """Return what ``fonds.json`` says. Raises: NotAnArchiveError where it is not yet there."""
    try:
        return Info.parse(store.read(INFO, 1 << 20))
    except MissingFileError as e:
        raise NotAnArchiveError(
            "the making of this archive was cut off; `fonds init` completes it",
            path=str(store.root),
        ) from e


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
    key = None if os.path.lexists(path / INFO) else _new_key(randomness, disk, key_path)
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
        raise NotAnArchiveError("there is no archive here", path=str(path))
    store = Store(path, disk)
    info = read_info(store)
    keys = key_file(info.archive, store.disk, key_path)
    return OpenArchive(store, info, keys, log.read_state(store, info.ring), sync)


def refresh(archive: OpenArchive) -> None:
    """Read the log again: another process may have written since.

    Raises: as ``open_archive``; RollbackError where it does not go on from the log as it was.
    """
    info = read_info(archive.store)
    held = bytes(archive.state.note)
    archive.state = log.read_state(archive.store, info.ring, held)
    archive.info = info
    archive.forget_withdrawn()


def reach(archive: OpenArchive, leaf: int) -> None:
    """Read the log again if this leaf is past the log as it was: the catalogue goes on meanwhile.

    Raises: as ``refresh``.
    """
    if leaf >= archive.state.size and not archive.store.locked:
        refresh(archive)


def leaves(archive: OpenArchive, start: int, end: int) -> Sequence[bytes]:
    """Return some leaves of the log."""
    return list(log.entries(archive.store, archive.state, start, end))


def bundle_name(bundle: str, when: datetime) -> str:
    """Return the name of a bundle's file: by day, so that no folder grows without end."""
    return f"bundles/{when:%Y/%m/%d}/{bundle}.wacz"


__all__ = ["CATALOG", "INFO", "Info", "OpenArchive", "StorageError", "create", "open_archive"]
