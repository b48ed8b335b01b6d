"""A connection to a SQLite file of an archive: opened so that a hostile file does no harm.

Whoever can write the folder can write these files. So a file is looked at before SQLite is: it is
no link, it has nobody's journal beside it, it holds our tables and nothing else; and a question
that runs on and on, as pages that point at each other make it, is cut off.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fonds.catalog.rows import row_digest
from fonds.errors import CatalogDamagedError

SIDECARS = ("-journal", "-wal", "-shm")
"""What SQLite leaves beside a file, and takes for part of another of its name."""

LENGTH = 16 << 20  # bytes of one value; ours are far shorter

_HEADER = 100
_MAGIC = b"SQLite format 3\0"
_ROLLBACK = b"\1\1"  # bytes 18 and 19: a rollback journal and no write-ahead log
_SUPER = bytes.fromhex("d9d505f920a163d7")  # ends a journal that names another file
_EVERY = 100_000  # steps between two looks at how many there were
_STEPS = 20_000_000  # that any question may take
_STEPS_A_BYTE = 8  # and more in a long file: our shortest row is of 60 bytes, and takes 100 steps


class CatalogBusyError(CatalogDamagedError):
    """Another process reads the catalogue, or writes it: it is sound and cannot be had now."""


@contextmanager
def damage() -> Iterator[None]:
    """Turn what SQLite says of a damaged or busy file into our own errors."""
    try:
        yield
    except sqlite3.Error as e:
        raise error_of(e) from e
    except OverflowError as e:
        raise CatalogDamagedError(str(e)) from e


def error_of(e: sqlite3.Error) -> CatalogDamagedError:
    """Return our own error for one of SQLite's."""
    code = getattr(e, "sqlite_errorcode", 0) & 0xFF
    busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return (CatalogBusyError if busy else CatalogDamagedError)(str(e))


def is_plain(path: Path) -> bool:
    """Whether this is a regular file, and not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def check_file(path: Path) -> None:
    """Make sure that SQLite, given this file, touches no other and writes nothing to read it.

    A link would lead it into somebody else's file, and so would a linked journal; a journal that
    names another file would have that deleted; a file with a write-ahead log has others made for
    it. Cost: 30 us. Raises: CatalogDamagedError.
    """
    if not is_plain(path):
        raise CatalogDamagedError("it is not a regular file")
    for suffix in SIDECARS:
        beside = path.with_name(path.name + suffix)
        if not os.path.lexists(beside):
            continue
        if suffix != "-journal":
            raise CatalogDamagedError("it has a write-ahead log")
        if not is_plain(beside) or _ends(beside) == _SUPER:
            raise CatalogDamagedError("its journal is not ours")
    header = _begins(path)
    if not header:
        raise CatalogDamagedError("it is empty")
    if not header.startswith(_MAGIC):
        raise CatalogDamagedError("file is not a database")
    if header[18:20] != _ROLLBACK:
        raise CatalogDamagedError("it has a write-ahead log")


def _begins(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            return os.read(descriptor, _HEADER)
        finally:
            os.close(descriptor)
    except OSError as e:
        raise CatalogDamagedError(e.strerror or "it cannot be read") from e


def _ends(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            size = os.fstat(descriptor).st_size
            return os.pread(descriptor, len(_SUPER), max(size - len(_SUPER), 0))
        finally:
            os.close(descriptor)
    except OSError as e:
        raise CatalogDamagedError(e.strerror or "it cannot be read") from e


def remove(path: Path) -> None:
    """Remove a file and what may lie beside it; of a link, the link. Raises: OSError."""
    path.unlink(missing_ok=True)
    for suffix in SIDECARS:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def uri(path: Path, mode: str) -> str:
    """Return the URI by which SQLite opens a file; ``mode`` is ``ro``, ``rw`` or ``rwc``."""
    return f"{path.absolute().as_uri()}?mode={mode}"


class LimitedConnection(sqlite3.Connection):
    """A connection each of whose questions is cut off where it takes more steps than it may."""

    _path: Path | None = None
    _done = 0
    _bound = _STEPS

    def limit(self, path: Path) -> None:
        """Bound each question by the size of this file."""
        self._path = path
        self.set_progress_handler(self._is_too_long, _EVERY)

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - sqlite3's
        """Put a question, and begin to count."""
        self._done = 0
        return super().execute(sql, values)

    def _is_too_long(self) -> bool:
        self._done += _EVERY
        if self._done > self._bound and self._path is not None:
            self._bound = _STEPS + _STEPS_A_BYTE * _size(self._path)
        return self._done > self._bound

    def close(self) -> None:
        """Close it."""
        self.set_progress_handler(None, 0)  # which holds this connection
        super().close()


def _size(path: Path) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


def _digest(*columns: object) -> bytes:
    return row_digest(columns)


def connect(target: str, patience: float, file: Path | None = None) -> sqlite3.Connection:
    """Connect to what a URI names. ``file`` is the file whose questions are cut off, if any.

    ``patience`` is how many seconds a busy file is waited for. Raises: CatalogDamagedError.
    """
    with damage():
        db = sqlite3.connect(
            target, uri=True, timeout=patience, isolation_level=None, factory=LimitedConnection
        )
        db.execute("PRAGMA trusted_schema=OFF")
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LENGTH)
        db.create_function("row_digest", -1, _digest, deterministic=True)
        if file is not None:
            db.limit(file)
    return db
