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
from fonds.catalog.connection import check_file, connect, damage, uri
from fonds.catalog.reading import CatalogReader
from fonds.catalog.rows import (
    BundleRow,
    VersionRow,
    document_keys,
    row_digest,
    signed64,
)
from fonds.catalog.schema import (
    SCHEMA,
    SCHEMA_VERSION,
    SEAL_DOCUMENT,
    SUM_OF_KEYS,
    has_schema,
)
from fonds.errors import CatalogDamagedError
from fonds.formats.canonical import uuid_bytes

_INSERT_VERSION = "INSERT INTO versions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_INSERT_DOCUMENT = "INSERT INTO documents VALUES (?,?,?,?,?,?)"

_MEMORY = "file::memory:"

_PATIENCE = 1.0  # seconds that a writer waits for whoever reads the file at this moment

_CACHE = 32 << 10  # KiB of pages that a commit changes, before it must lock readers out to go on

_LOW = (1 << 32) - 1

_AT_ONCE = 500  # rows of one statement; SQLite takes 999 values and more


class Catalog(CatalogReader):
    """An open catalogue. Methods raise CatalogDamagedError where SQLite finds damage."""

    @classmethod
    def open(cls, path: Path, *, writable: bool, patience: float = _PATIENCE) -> Self:
        """Open an existing catalogue. For writing, the archive's lock must be held.

        A file is read only where SQLite, given it, touches no other (see ``check_file``), and
        where it holds our tables and nothing else. ``patience`` is how many seconds a busy file is
        waited for. Raises: CatalogDamagedError; CatalogBusyError.
        """
        check_file(path)
        catalog = cls(connect(uri(path, "rw" if writable else "ro"), patience, path))
        try:
            with damage():
                if writable:
                    catalog._db.execute("PRAGMA synchronous=NORMAL")
                    catalog._db.execute(f"PRAGMA cache_size=-{_CACHE}")
                known = has_schema(catalog._db, SCHEMA)
            if not known or catalog._meta("schema") != str(SCHEMA_VERSION):
                raise CatalogDamagedError("it is of another schema")
        except BaseException:
            catalog.close()
            raise
        return catalog

    @classmethod
    def create(cls, path: Path | None) -> Self:
        """Make a new, empty catalogue of the empty log; in memory where ``path`` is None.

        A file is one in staging, that nobody else opens and a crash makes worthless: it is
        written without a journal, and synced by whoever puts it in its place.
        """
        target = _MEMORY if path is None else uri(path, "rwc")
        catalog = cls(connect(target, _PATIENCE), in_memory=path is None)
        with damage():
            catalog._db.execute("PRAGMA journal_mode=MEMORY")
            catalog._db.execute("PRAGMA synchronous=OFF")
            catalog._db.executescript(f"BEGIN;{SCHEMA}COMMIT;")
            catalog._db.execute("INSERT INTO meta VALUES ('schema', ?)", (str(SCHEMA_VERSION),))
            catalog._db.execute("INSERT INTO meta VALUES ('log', '0 ')")
            catalog._db.execute("INSERT INTO meta VALUES ('documents', '0 0 0')")
        return catalog

    def copy(self, path: Path | None = None) -> Self:
        """Return a copy, in memory or in a file of staging. Cost: reads the whole file.

        Raises: CatalogDamagedError.
        """
        target = _MEMORY if path is None else uri(path, "rwc")
        copied = type(self)(connect(target, _PATIENCE), in_memory=path is None)
        try:
            with damage():
                self._db.backup(copied._db)
                copied._db.execute("PRAGMA journal_mode=MEMORY")
                copied._db.execute("PRAGMA synchronous=OFF")
        except BaseException:
            copied.close()
            raise
        return copied

    # --- writing ------------------------------------------------------------------------------
    def add(
        self,
        bundles: Sequence[BundleRow],
        versions: Iterable[VersionRow],
        size: int,
        root: str,
        after: int | None = None,
    ) -> None:
        """Add what one commit logged, in one transaction; the log's new head goes with it.

        Numbers and predecessors of versions are given here, in log order, whatever the rows say.
        Raises: CatalogDamagedError, and nothing was added then; also where ``after`` is given and
        is not how many leaves the log had that is known here.
        """
        with self.transaction():
            if after is not None and self.log_head()[0] != after:
                raise CatalogDamagedError("it is not of the log before")
            self._db.executemany(
                "INSERT INTO bundles VALUES (?,?,?,?,?,?,?,?)",
                [_sealed(attrs.astuple(row)) for row in bundles],
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
        docs, keys = document_keys([row.doc for row in rows])
        if any(row.follows is not None or row.withdrawn for row in rows):
            return False
        marks = ",".join("?" * len(keys))
        if len(set(docs)) < len(docs) or self._row(
            f"SELECT 1 FROM documents WHERE key IN ({marks}) LIMIT 1",  # noqa: S608 - marks only
            keys,
        ):
            return False
        (last,) = self._row("SELECT coalesce(max(id), 0) FROM documents") or (0,)
        numbers = range(last + 1, last + 1 + len(rows))
        self._db.executemany(
            _INSERT_DOCUMENT,
            [
                _sealed((number, key, doc, row.identifier, row.leaf))
                for number, key, doc, row in zip(numbers, keys, docs, rows, strict=True)
            ],
        )
        self._remember_keys(keys)
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
        document: int | None
        previous: int | None
        if known:
            document, number, previous = known
            self._db.execute(
                "UPDATE documents SET latest = ? WHERE id = ?",
                (row.leaf, document),
            )
            if row.identifier:  # its first version may have been withdrawn, and the name with it
                self._db.execute(
                    "UPDATE documents SET identifier = ? WHERE id = ? AND identifier = ''",
                    (row.identifier, document),
                )
        else:
            number, previous = 0, None
            document = self._db.execute(
                _INSERT_DOCUMENT, (None, signed64(doc[8:]), doc, row.identifier, row.leaf, b"")
            ).lastrowid
            self._remember_keys([signed64(doc[8:])])
        self._db.execute(SEAL_DOCUMENT, (document,))
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
        self._db.execute(SEAL_DOCUMENT, (before[0],))
        self._remember_all_keys()
        return True

    def _remember_keys(self, keys: Sequence[int]) -> None:
        """Add documents to what ``has_all_documents`` compares."""
        sums = self._sums()
        more = (len(keys), sum(key & _LOW for key in keys), sum(key >> 32 for key in keys))
        value = " ".join(str(one + other) for one, other in zip(sums, more, strict=True))
        self._db.execute("UPDATE meta SET value = ? WHERE name = 'documents'", (value,))

    def _remember_all_keys(self) -> None:
        sums = self._db.execute(SUM_OF_KEYS).fetchone()
        value = " ".join(map(str, sums))
        self._db.execute("UPDATE meta SET value = ? WHERE name = 'documents'", (value,))

    def rewrite(
        self, bundles: Sequence[BundleRow], versions: Iterable[VersionRow], size: int, root: str
    ) -> None:
        """Take over what bundles hold after a withdrawal, and the log's new head.

        Of a withdrawn version no byte stays in the file. Where this fails, it must be deleted.
        Cost: rewrites the whole file.
        """
        with damage():
            self._db.execute("PRAGMA secure_delete=ON")
            with self.transaction():
                scrub.rewrite_rows(self._db, bundles, versions)
                self._remember_all_keys()
                self._db.execute(
                    "UPDATE meta SET value = ? WHERE name = 'log'", (f"{size} {root}",)
                )
            self._db.execute("VACUUM")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is there afterwards, or nothing is. One within another is part of it.

        Raises: CatalogDamagedError, also where somebody reads for so long that it cannot end.
        """
        with damage():
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise


def _values(
    row: VersionRow, document: int | None, number: int, previous: int | None
) -> tuple[object, ...]:
    """Return what ``_INSERT_VERSION`` takes."""
    return _sealed((
        row.leaf, document, number, previous, row.kind, row.at, signed64(row.sha256[:8]),
        row.sha256, row.statement, row.size, row.type, row.title, row.places,
        row.sketch, int(row.withdrawn),
    ))  # fmt: skip


def _sealed(columns: tuple[object, ...]) -> tuple[object, ...]:
    """Return the columns of a row with their digest behind them."""
    return (*columns, row_digest(columns))
