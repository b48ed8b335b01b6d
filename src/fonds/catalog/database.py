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
from fonds.catalog.rows import (
    BundleRow,
    Latest,
    VersionRow,
    pack_stamp,
    signed64,
    unpack_stamp,
)
from fonds.formats.canonical import uuid_bytes
from fonds.model import FileStamp

SCHEMA_VERSION = 3

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE bundles (
  leaf INTEGER PRIMARY KEY,      -- index of the bundle's leaf; its versions follow it
  name TEXT NOT NULL,            -- bundles/2026/11/23/<uuid>.wacz
  versions INTEGER NOT NULL,
  data_start INTEGER NOT NULL,   -- where archive/data.warc.gz begins in the file, bytes
  text_start INTEGER NOT NULL
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


_VERSIONS = (
    "SELECT v.leaf, d.doc, d.identifier, v.kind, v.at, v.sha256, v.statement, v.size, v.type,"
    " v.title, v.places, v.stated, v.sketch, d.stamp, v.number, v.previous, v.withdrawn"
    " FROM versions v JOIN documents d ON d.id = v.document WHERE "
)


_INSERT_VERSION = "INSERT INTO versions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_LATEST = (
    "SELECT v.leaf, v.number, v.sha256, v.statement, v.stated, d.stamp, d.doc "
    "FROM documents d JOIN versions v ON v.leaf = d.latest WHERE "
)
_AT_ONCE = 500  # rows of one statement; SQLite takes 999 values and more


class CatalogDamagedError(Exception):
    """The file is no catalogue, or not one of this log. The answer is to rebuild it."""


class Catalog:
    """An open catalogue. Methods raise CatalogDamagedError where SQLite finds damage."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

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

    # --- what it was made from ----------------------------------------------------------------
    def log_head(self) -> tuple[int, str]:
        """Return the size and root (hex) of the log this catalogue describes."""
        size, _, root = self._meta("log").partition(" ")
        return int(size or -1), root

    def _meta(self, name: str) -> str:
        row = self._row("SELECT value FROM meta WHERE name = ?", (name,))
        return str(row[0]) if row else ""

    # --- writing ------------------------------------------------------------------------------
    def add(
        self, bundles: Sequence[BundleRow], versions: Iterable[VersionRow], size: int, root: str
    ) -> None:
        """Add what one commit logged, in one transaction; the log's new head goes with it.

        Numbers and predecessors of versions are given here, in log order, whatever the rows say.
        """
        with _damage(), self._transaction():
            self._db.executemany(
                "INSERT INTO bundles VALUES (?,?,?,?,?)", [attrs.astuple(row) for row in bundles]
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
        with _damage():
            self._db.execute("PRAGMA secure_delete=ON")
            with self._transaction():
                scrub.rewrite_rows(self._db, bundles, versions)
                self._db.execute(
                    "UPDATE meta SET value = ? WHERE name = 'log'", (f"{size} {root}",)
                )
            return scrub.compact(self._db)

    def set_stamps(self, stamps: Iterable[tuple[str, FileStamp]]) -> None:
        """Remember what ``stat`` says of files that were read and found unchanged."""
        with _damage(), self._transaction():
            self._db.executemany(
                "UPDATE documents SET stamp = ? WHERE key = ? AND doc = ?",
                [
                    (pack_stamp(stamp), signed64(uuid_bytes(doc)[8:]), uuid_bytes(doc))
                    for doc, stamp in stamps
                ],
            )

    # --- reading ------------------------------------------------------------------------------
    def latest(self, doc: str) -> Latest | None:
        """Return what is known of a document's newest version, or None."""
        return self.latest_of([doc]).get(doc)

    def latest_of(self, docs: Sequence[str]) -> dict[str, Latest]:
        """Return what is known of the newest versions of documents, for those that are known.

        Shape: at most 500 ids. Cost: 3 us each, half of what asking one by one costs.
        """
        wanted = {uuid_bytes(doc): doc for doc in docs}
        marks = ",".join("?" * len(wanted))
        with _damage():
            rows = self._db.execute(
                f"{_LATEST} d.key IN ({marks})", [signed64(doc[8:]) for doc in wanted]
            ).fetchall()
        return {
            wanted[row[6]]: Latest(row[0], row[1], row[2], row[3], row[4], unpack_stamp(row[5]))
            for row in rows
            if row[6] in wanted
        }

    def newest_rows(self, docs: Sequence[str]) -> dict[str, VersionRow]:
        """Return the newest versions of documents, for those that are known. At most 500 ids."""
        keys = tuple(signed64(uuid_bytes(doc)[8:]) for doc in docs)
        marks = ",".join("?" * len(keys))
        rows = self._versions(f"d.key IN ({marks}) AND v.leaf = d.latest", keys)
        return {row.doc: row for row in rows}

    def version(self, leaf: int) -> VersionRow | None:
        """Return the version whose leaf has this index, or None."""
        rows = list(self._versions("v.leaf = ?", (leaf,)))
        return rows[0] if rows else None

    def versions_of(self, doc: str) -> list[VersionRow]:
        """Return all versions of a document, oldest first."""
        raw = uuid_bytes(doc)
        return list(
            self._versions("d.key = ? AND d.doc = ? ORDER BY v.leaf", (signed64(raw[8:]), raw))
        )

    def documents(self, contains: str = "") -> Iterator[VersionRow]:
        """Yield the newest version of every document, in the order they first came.

        Read in pages, so that writing to the catalogue while this runs is not held up.
        """
        after = 0
        while True:
            with _damage():
                rows = self._db.execute(
                    "SELECT id, latest FROM documents WHERE id > ? AND instr(identifier, ?) > 0 "
                    "ORDER BY id LIMIT 500",
                    (after, contains),
                ).fetchall()
            if not rows:
                return
            for document, leaf in rows:
                found = self.version(leaf)
                if found is not None:
                    yield found
                after = document

    def find_identifier(self, text: str) -> list[str]:
        """Return ids of documents whose identifier ends with ``/`` and ``text``; at most 5."""
        with _damage():
            rows = self._db.execute(
                "SELECT doc FROM documents WHERE substr(identifier, -length(?1)) = ?1 LIMIT 5",
                (f"/{text}",),
            ).fetchall()
        return [_urn(row[0]) for row in rows]

    def find_digest(self, prefix: str) -> list[tuple[str, int]]:
        """Return (document, version number) of captures and statements whose digest begins so.

        ``prefix`` is at least 4 hex digits of a SHA-256 or of a document id. At most 5 rows.
        """
        low = bytes.fromhex(prefix[: len(prefix) // 2 * 2])
        span = _key_range(low[:8])
        rows: dict[tuple[str, int], None] = {}
        with _damage():
            cursor = self._db.execute(
                "SELECT d.doc, v.number, v.sha256 FROM versions v JOIN documents d "
                "ON d.id = v.document WHERE v.key BETWEEN ? AND ? LIMIT 1000",
                span,
            )
            for doc, number, sha256 in cursor:
                if sha256.hex().startswith(prefix):
                    rows[_urn(doc), number] = None
        return list(rows)[:5]

    def find_document(self, prefix: str) -> list[str]:
        """Return ids of documents whose UUID (hex digits, no hyphens) begins so; at most 5."""
        with _damage():
            rows = self._db.execute(
                "SELECT doc FROM documents WHERE substr(lower(hex(doc)), 1, ?) = ? LIMIT 5",
                (len(prefix), prefix),
            ).fetchall()
        return [_urn(row[0]) for row in rows]

    def same_bytes(self, sha256: bytes, first: int, before: int) -> list[VersionRow]:
        """Return versions with leaves in ``first..before`` whose capture has this digest."""
        key = signed64(sha256[:8])
        condition = "v.key = ? AND v.leaf > ? AND v.leaf < ? ORDER BY v.leaf"
        rows = self._versions(condition, (key, first, before))
        return [row for row in rows if row.sha256 == sha256]

    def bundle_of(self, leaf: int) -> BundleRow | None:
        """Return the bundle that holds the version with this leaf, or None."""
        row = self._row("SELECT * FROM bundles WHERE leaf < ? ORDER BY leaf DESC LIMIT 1", (leaf,))
        return BundleRow(*row) if row else None

    def bundles(self) -> list[BundleRow]:
        """Return all bundles in log order."""
        with _damage():
            rows = self._db.execute("SELECT * FROM bundles ORDER BY leaf").fetchall()
        return [BundleRow(*row) for row in rows]

    def has_withdrawn(self) -> bool:
        """Whether any version was ever withdrawn."""
        return self._row("SELECT 1 FROM versions WHERE withdrawn LIMIT 1") is not None

    def counts(self) -> tuple[int, int]:
        """Return how many documents and versions there are."""
        row = self._row("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM versions)")
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def _versions(self, where: str, values: tuple[object, ...]) -> Iterator[VersionRow]:
        try:  # not _damage(), which would be a third of what this costs
            rows = self._db.execute(_VERSIONS + where, values).fetchall()
        except sqlite3.Error as e:
            raise CatalogDamagedError(str(e)) from e
        for row in rows:
            fields = list(row)
            fields[1], fields[13], fields[16] = _urn(row[1]), unpack_stamp(row[13]), bool(row[16])
            yield VersionRow(*fields)

    def _row(self, sql: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._db.execute(sql, values).fetchone()
        except sqlite3.Error as e:
            raise CatalogDamagedError(str(e)) from e
        return row

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


@contextlib.contextmanager
def _damage() -> Iterator[None]:
    """Turn what SQLite says of a damaged file into our own error."""
    try:
        yield
    except sqlite3.Error as e:
        raise CatalogDamagedError(str(e)) from e


def _urn(doc: bytes) -> str:
    digits = doc.hex()
    groups = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return "urn:uuid:" + "-".join(groups)


def _key_range(prefix: bytes) -> tuple[int, int]:
    """Return the keys between which all digests lie that begin with these bytes."""
    return signed64(prefix.ljust(8, b"\0")), signed64(prefix.ljust(8, b"\xff"))
