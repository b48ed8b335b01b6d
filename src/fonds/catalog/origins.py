"""Where identifiers last came from, and the stamps of unchanged files: ``origins.sqlite``.

Local to this machine: never in a bundle, never handed over, not rebuilt. Every row carries a MAC
under the secret that lies beside the signing key, so a row that this key's owner did not write is
not believed. A lost or forged file may cost a question or a second reading, never a join of two
documents and never a lost change.
"""

import contextlib
import hmac
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from fonds.catalog.connection import check_file, connect, is_plain, remove, uri
from fonds.catalog.rows import pack_stamp
from fonds.catalog.schema import has_schema
from fonds.errors import CatalogDamagedError
from fonds.model import FileStamp

FILE = "origins.sqlite"
"""Its name in the archive's folder."""

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE origins (
  doc TEXT PRIMARY KEY,         -- the document's id
  identifier TEXT NOT NULL,
  path BLOB NOT NULL,           -- where the file lies, free of links
  device INTEGER NOT NULL,      -- device and inode inform only: editors save by renaming
  stamp BLOB NOT NULL,          -- what stat said when it was read; empty where that may not count
  stated BLOB NOT NULL,         -- digest of the metadata that the run stated
  statement BLOB NOT NULL,      -- digest of the newest version's statement then
  mac BLOB NOT NULL
) STRICT;
CREATE INDEX origins_by_path ON origins (path);
"""
_MAC = 16  # bytes
_PATIENCE = 5  # seconds to wait for another process
_BLOB_LIMIT = 1 << 20  # bytes of one value that SQLite may hand out

Secret = Callable[[bytes], bytes]
"""Makes a MAC of some bytes that nobody else can make: ``SigningKey.nonce``."""


class OriginRow(NamedTuple):
    """Where a document last came from, and how it was found there.

    ``stamp`` is packed by ``pack_stamp``, or empty where the file was written so shortly before
    it was read that a further write may leave the same stamp.
    """

    doc: str
    identifier: str
    path: bytes
    device: int
    stamp: bytes
    stated: bytes
    statement: bytes

    def is_unchanged(self, path: bytes, stamp: FileStamp, statement: bytes) -> bool:
        """Whether the file at ``path`` is as it was when its newest version was made or checked."""
        return (
            self.path == path
            and self.statement == statement
            and self.stamp != b""
            and self.stamp == pack_stamp(stamp)
        )


class Origins:
    """An open file of origins. Without a key nothing in it is believed, so there is nothing."""

    def __init__(self, connection: sqlite3.Connection | None, secret: Secret | None) -> None:
        self._db = connection
        self._secret = secret

    @classmethod
    def open(cls, path: Path, secret: Secret | None, *, writable: bool) -> Self:
        """Open the file, or make a new one in the place of one that cannot be read.

        Only what this process could write anyway is lost with it. Never raises on its content.
        """
        if secret is None:
            return cls(None, None)
        with contextlib.suppress(sqlite3.Error, CatalogDamagedError):
            db = _connect(path, writable=writable)
            if _is_ours(db):
                return cls(db, secret)
            db.close()
        if not writable:
            return cls(None, secret)
        with contextlib.suppress(sqlite3.Error, OSError):
            remove(path)
            return cls(_create(path), secret)
        return cls(None, secret)  # a full disk: the next run reads its files once more

    def is_empty(self) -> bool:
        """Whether nothing is known of any origin."""
        return not self._rows("SELECT 1 FROM origins LIMIT 1")

    def of_documents(self, docs: Sequence[str]) -> dict[str, OriginRow]:
        """Return the origins of documents, as far as they are known. Shape: at most 500 ids."""
        marks = ",".join("?" * len(docs))
        return {row.doc: row for row in self._select(f"doc IN ({marks})", docs)}

    def at_paths(self, paths: Sequence[bytes]) -> dict[bytes, list[OriginRow]]:
        """Return the documents that last came from these paths. Shape: at most 500 paths."""
        found: dict[bytes, list[OriginRow]] = {}
        marks = ",".join("?" * len(paths))
        for row in self._select(f"path IN ({marks})", paths):
            found.setdefault(row.path, []).append(row)
        return found

    def below(self, folder: bytes) -> Iterator[OriginRow]:
        """Yield the documents that last came from files inside a folder, by path."""
        inside = folder.rstrip(b"/") + b"/"
        after = inside
        while rows := self._select(
            "path > ? AND path < ? ORDER BY path LIMIT 500", (after, inside[:-1] + b"0")
        ):
            yield from rows
            after = rows[-1].path

    def put(self, rows: Iterable[OriginRow]) -> None:
        """Remember origins. What cannot be written costs the next run a second reading."""
        if self._db is None or self._secret is None:
            return
        values = [(*row, self._mac(row)) for row in rows]
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.executemany(
                    "INSERT OR REPLACE INTO origins VALUES (?,?,?,?,?,?,?,?)", values
                )
                self._db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise

    def forget(self, gone: Callable[[str], bool]) -> None:
        """Take documents out so that no byte of their rows stays in the file.

        Raises: sqlite3.Error; the file must be deleted then.
        """
        if self._db is None:
            return
        docs = [(doc,) for (doc,) in self._db.execute("SELECT doc FROM origins") if gone(doc)]
        if docs:
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.executemany("DELETE FROM origins WHERE doc = ?", docs)
            self._db.execute("VACUUM")

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db.close()

    def _select(self, where: str, values: Sequence[object]) -> list[OriginRow]:
        rows = self._rows(
            "SELECT doc, identifier, path, device, stamp, stated, statement, mac FROM origins "  # noqa: S608 - marks only
            f"WHERE {where}",
            values,
        )
        checked = []
        for fields in rows:
            row, mac = OriginRow(*fields[:-1]), fields[-1]
            if self._secret is not None and hmac.compare_digest(mac, self._mac(row)):
                checked.append(row)
        return checked

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        if self._db is None:
            return []
        try:
            return self._db.execute(sql, values).fetchall()
        except (sqlite3.Error, OverflowError):
            return []

    def _mac(self, row: OriginRow) -> bytes:
        assert self._secret is not None  # noqa: S101 - nothing is selected or put without
        return self._secret(b"origin\n" + _spelling(row))[:_MAC]


def scrub(path: Path, gone: Callable[[str], bool]) -> bool:
    """Take the documents that are ``gone`` out of the file, so that no byte of them stays in it.

    False where that fails: the caller deletes the file then.
    """
    if not os.path.lexists(path):
        return True
    if not is_plain(path):
        return False
    try:
        with contextlib.closing(Origins(_connect(path, writable=True), None)) as origins:
            origins.forget(gone)
    except (sqlite3.Error, CatalogDamagedError):
        return False
    return True


def _spelling(row: OriginRow) -> bytes:
    """The fields, each with its length, so that no two rows are spelt alike."""
    fields = (
        row.doc.encode(), row.identifier.encode("utf-8", "surrogatepass"), row.path,
        str(row.device).encode(), row.stamp, row.stated, row.statement,
    )  # fmt: skip
    return b"".join(b"%d:%b," % (len(field), field) for field in fields)


def _connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Open the file. Raises: CatalogDamagedError where it may be somebody else's."""
    check_file(path)
    db = connect(uri(path, "rw" if writable else "ro"), _PATIENCE, path)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _BLOB_LIMIT)
    return db


def _create(path: Path) -> sqlite3.Connection:
    db = connect(uri(path, "rwc"), _PATIENCE)
    path.chmod(0o600)
    db.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version={_SCHEMA_VERSION};COMMIT;")
    return db


def _is_ours(db: sqlite3.Connection) -> bool:
    """Whether the file holds our table and nothing else, in this version."""
    version = db.execute("PRAGMA user_version").fetchone()
    return has_schema(db, _SCHEMA) and version == (_SCHEMA_VERSION,)
