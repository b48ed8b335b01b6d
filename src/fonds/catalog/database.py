"""The catalogue's SQLite file. SQLite writes it; nothing else in fonds writes past storage.

Tables only grow at their end (row ids are leaf indices), and the indices are of 64-bit
prefixes, so that inserting stays flat up to many millions of documents.
"""

import contextlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import attrs

from fonds.catalog import scrub
from fonds.catalog.reading import CatalogDamagedError, CatalogReader, damage
from fonds.catalog.rows import (
    BundleRow,
    VersionRow,
    pack_stamp,
    signed64,
)
from fonds.formats.canonical import uuid_bytes
from fonds.model import FileStamp

SCHEMA_VERSION = 4

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE bundles (
  leaf INTEGER PRIMARY KEY,      -- index of the bundle's leaf; its versions follow it
  name TEXT NOT NULL,            -- bundles/2026/11/23/<uuid>.wacz
  versions INTEGER NOT NULL,
  data_start INTEGER NOT NULL,   -- where archive/data.warc.gz begins in the file, bytes
  text_start INTEGER NOT NULL,
  statements_start INTEGER NOT NULL,
  runs BLOB NOT NULL             -- where runs of statements begin in their member
) STRICT;
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,          -- last 8 bytes of the document's UUID, signed
  doc BLOB NOT NULL,             -- the UUID
  identifier TEXT NOT NULL,
  latest INTEGER NOT NULL,       -- leaf of the newest version
  stamp BLOB                     -- what stat said when it was last read
) STRICT;
CREATE INDEX documents_by_key ON documents (key);
CREATE TABLE versions (
  leaf INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  number INTEGER NOT NULL,
  previous INTEGER,              -- leaf of the version before
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  key INTEGER NOT NULL,          -- first 8 bytes of the capture's SHA-256, signed
  sha256 BLOB NOT NULL,
  statement BLOB NOT NULL,       -- SHA-256 of the statement's line
  stated BLOB,                   -- SHA-256 of the stated metadata, 8 bytes
  size INTEGER NOT NULL,
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  places BLOB NOT NULL,          -- offset and length of each record
  sketch BLOB,                   -- minhash/1
  withdrawn INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX versions_by_key ON versions (key);
CREATE INDEX versions_withdrawn ON versions (statement) WHERE withdrawn;
"""


_INSERT_VERSION = "INSERT INTO versions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"

_AT_ONCE = 500  # rows of one statement; SQLite takes 999 values and more


class Catalog(CatalogReader):
    """An open catalogue. Methods raise CatalogDamagedError where SQLite finds damage."""

    @classmethod
    def open(cls, path: Path, *, writable: bool) -> Self:
        """Open an existing catalogue. Raises: CatalogDamagedError."""
        mode = "rw" if writable else "ro"
        uri = f"{path.resolve().as_uri()}?mode={mode}"
        try:
            db = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)
            db.execute("PRAGMA trusted_schema=OFF")
            if writable:
                db.execute("PRAGMA journal_mode=WAL")
                db.execute("PRAGMA synchronous=NORMAL")
            catalog = cls(db)
            if catalog._meta("schema") != str(SCHEMA_VERSION):
                raise CatalogDamagedError("another schema")
        except sqlite3.Error as e:
            raise CatalogDamagedError(str(e)) from e
        return catalog

    @classmethod
    def create(cls, path: Path | None) -> Self:
        """Make a new, empty catalogue of the empty log; in memory where ``path`` is None."""
        target = ":memory:" if path is None else str(path)
        db = sqlite3.connect(target, timeout=30, isolation_level=None)
        db.execute("PRAGMA trusted_schema=OFF")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.executescript(f"BEGIN;{_SCHEMA}COMMIT;")
        catalog = cls(db)
        catalog._db.execute("INSERT INTO meta VALUES ('schema', ?)", (str(SCHEMA_VERSION),))
        catalog._db.execute("INSERT INTO meta VALUES ('log', '0 ')")
        return catalog

    def close(self) -> None:
        """Close the file; the write-ahead log is folded back into it where possible."""
        self._db.close()

    # --- writing ------------------------------------------------------------------------------
    def add(
        self, bundles: Sequence[BundleRow], versions: Iterable[VersionRow], size: int, root: str
    ) -> None:
        """Add what one commit logged, in one transaction; the log's new head goes with it.

        Numbers and predecessors of versions are given here, in log order, whatever the rows say.
        """
        with damage(), self._transaction():
            self._db.executemany(
                "INSERT INTO bundles VALUES (?,?,?,?,?,?,?)",
                [attrs.astuple(row) for row in bundles],
            )
            rows = iter(versions)
            while some := list(itertools.islice(rows, _AT_ONCE)):
                if not self._add_new(some):
                    for row in some:
                        self._add_version(row)
            self._db.execute("UPDATE meta SET value = ? WHERE name = 'log'", (f"{size} {root}",))

    def _add_new(self, rows: Sequence[VersionRow]) -> bool:
        """Add versions that are all the first of their documents; else add none, and say so.

        This is a bulk ingest's case: two statements for all rows instead of four for each.
        """
        docs = [uuid_bytes(row.doc) for row in rows]
        keys = [signed64(doc[8:]) for doc in docs]
        if any(row.follows is not None or row.withdrawn for row in rows):
            return False
        marks = ",".join("?" * len(keys))
        if len(set(docs)) < len(docs) or self._row(
            f"SELECT 1 FROM documents WHERE key IN ({marks}) LIMIT 1",  # noqa: S608 - marks only
            tuple(keys),
        ):
            return False
        (last,) = self._row("SELECT coalesce(max(id), 0) FROM documents") or (0,)
        numbers = range(last + 1, last + 1 + len(rows))
        self._db.executemany(
            "INSERT INTO documents VALUES (?,?,?,?,?,?)",
            [
                (number, key, doc, row.identifier, row.leaf, pack_stamp(row.stamp))
                for number, key, doc, row in zip(numbers, keys, docs, rows, strict=True)
            ],
        )
        self._db.executemany(
            _INSERT_VERSION,
            [_values(row, number, 1, None) for number, row in zip(numbers, rows, strict=True)],
        )
        return True

    def _add_version(self, row: VersionRow) -> None:
        doc = uuid_bytes(row.doc)
        known = self._known(doc)
        if known is None and row.follows is not None and self._comes_back(row, doc):
            known = self._known(doc)
        stamp = pack_stamp(row.stamp)
        document: int | None
        previous: int | None
        if known:
            document, number, previous = known
            self._db.execute(
                "UPDATE documents SET latest = ?, stamp = ? WHERE id = ?",
                (row.leaf, stamp, document),
            )
            if row.identifier:  # its first version may have been withdrawn, and the name with it
                self._db.execute(
                    "UPDATE documents SET identifier = ? WHERE id = ? AND identifier = ''",
                    (row.identifier, document),
                )
        else:
            number, previous = 0, None
            document = self._db.execute(
                "INSERT INTO documents (key, doc, identifier, latest, stamp) VALUES (?,?,?,?,?)",
                (signed64(doc[8:]), doc, row.identifier, row.leaf, stamp),
            ).lastrowid
        self._db.execute(_INSERT_VERSION, _values(row, document, number + 1, previous))

    def _known(self, doc: bytes) -> tuple[Any, ...] | None:
        """Return a document's row id, and the number and leaf of its newest version."""
        return self._row(
            "SELECT d.id, v.number, v.leaf FROM documents d JOIN versions v ON v.leaf = d.latest "
            "WHERE d.key = ? AND d.doc = ?",
            (signed64(doc[8:]), doc),
        )

    def _comes_back(self, row: VersionRow, doc: bytes) -> bool:
        """Give a document that was withdrawn whole its name again, when a version follows it."""
        before = self._row(
            "SELECT document FROM versions WHERE withdrawn AND statement = ?", (row.follows,)
        )
        if before is None:
            return False
        self._db.execute(
            "UPDATE documents SET key = ?, doc = ?, identifier = ? WHERE id = ?",
            (signed64(doc[8:]), doc, row.identifier, before[0]),
        )
        return True

    def rewrite(
        self, bundles: Sequence[BundleRow], versions: Iterable[VersionRow], size: int, root: str
    ) -> bool:
        """Take over what bundles hold after a withdrawal, and the log's new head.

        Of a withdrawn version no byte stays in the file. Returns False where another process
        reads an older state at this moment: the files must then be deleted and made anew.
        Cost: writes the whole file anew.
        """
        with damage():
            self._db.execute("PRAGMA secure_delete=ON")
            with self._transaction():
                scrub.rewrite_rows(self._db, bundles, versions)
                self._db.execute(
                    "UPDATE meta SET value = ? WHERE name = 'log'", (f"{size} {root}",)
                )
            return scrub.compact(self._db)

    def set_stamps(self, stamps: Iterable[tuple[str, FileStamp]]) -> None:
        """Remember what ``stat`` says of files that were read and found unchanged."""
        with damage(), self._transaction():
            self._db.executemany(
                "UPDATE documents SET stamp = ? WHERE key = ? AND doc = ?",
                [
                    (pack_stamp(stamp), signed64(uuid_bytes(doc)[8:]), uuid_bytes(doc))
                    for doc, stamp in stamps
                ],
            )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Everything inside is there afterwards, or nothing is."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _values(
    row: VersionRow, document: int | None, number: int, previous: int | None
) -> tuple[object, ...]:
    """Return what ``_INSERT_VERSION`` takes."""
    return (
        row.leaf, document, number, previous, row.kind, row.at, signed64(row.sha256[:8]),
        row.sha256, row.statement, row.stated, row.size, row.type, row.title, row.places,
        row.sketch, int(row.withdrawn),
    )  # fmt: skip
