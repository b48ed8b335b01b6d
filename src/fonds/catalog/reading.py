"""Queries to the catalogue: documents, versions and bundles."""

import contextlib
import itertools
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from fonds.catalog.connection import damage, error_of
from fonds.catalog.rows import (
    BundleRow,
    Latest,
    VersionRow,
    document_keys,
    row_digest,
    signed64,
)
from fonds.catalog.scans import CatalogScans
from fonds.catalog.schema import SUM_OF_KEYS
from fonds.errors import CatalogDamagedError
from fonds.formats.canonical import uuid_bytes

_VERSION = (
    " v.leaf, d.doc, d.identifier, v.kind, v.at, v.sha256, v.statement, v.size, v.type,"
    " v.title, v.places, v.sketch, v.number, v.previous, v.withdrawn,"
    " v.document, v.key, v.digest, d.id, d.key, d.latest, d.digest"
)
_VERSIONS = "SELECT" + _VERSION + " FROM versions v JOIN documents d ON d.id = v.document WHERE "

_NEWEST = (
    "SELECT"
    + _VERSION
    + " FROM documents d LEFT JOIN versions v ON v.leaf = d.latest AND v.document = d.id "
    "WHERE d.id > ? AND instr(d.identifier, ?) > 0 ORDER BY d.id LIMIT 500"
)

_DOCUMENTS = "SELECT id, key, doc, identifier, latest, digest FROM documents"

_LATEST = (
    "SELECT v.leaf, v.number, v.sha256, v.statement, d.doc "
    "FROM documents d LEFT JOIN versions v ON v.leaf = d.latest AND v.document = d.id WHERE "
)


_SUMS = 3
_NUMBER_TEXT = re.compile(r"-?[0-9]{1,20}")

_COMMITS = 100  # of other processes, at most, that a question is asked again for


class CatalogReader(CatalogScans):
    """What can be asked of a catalogue. Methods raise CatalogDamagedError where it is damaged.

    ``renew`` gives another in place of one that turned out so: opened once more, or, when it is
    called with True, rebuilt. A question that failed is then put to that one.
    """

    def __init__(self, connection: sqlite3.Connection, *, in_memory: bool = False) -> None:
        self._db = connection
        self.in_memory = in_memory
        self.renew: Callable[[bool], CatalogReader] | None = None
        self._complete = False  # whether it was found to have all documents

    def log_head(self) -> tuple[int, str]:
        """Return the size and root (hex) of the log this catalogue describes."""
        size, _, root = self._meta("log").partition(" ")
        if not size.isdecimal() or len(size) > 18:
            raise CatalogDamagedError("it does not say which log it describes")
        return int(size), root

    def _meta(self, name: str) -> str:
        row = self._row("SELECT value FROM meta WHERE name = ?", (name,))
        return str(row[0]) if row else ""

    def latest(self, doc: str) -> Latest | None:
        """Return what is known of a document's newest version, or None."""
        return self.latest_of([doc]).get(doc)

    def latest_of(self, docs: Sequence[str]) -> dict[str, Latest]:
        """Return what is known of the newest versions of documents, for those that are known.

        The digests of rows are not looked at: of a file that is unchanged the row is compared with
        one that bears a MAC, and of all others it is read again. Of a document that is missed here
        ``has_all_documents`` tells whether it may be.
        Shape: at most 500 ids. Cost: 2 us each, half of what asking one by one costs.
        """
        raw, keys = document_keys(docs)
        marks = _marks(len(keys))
        rows = self._sealed(f"{_LATEST} d.key IN ({marks})", keys, _has_newest)
        found = {row[4]: Latest._make(row) for row in rows}
        if not found.keys() <= set(
            raw
        ):  # the key is another's: by chance, or because it was changed
            self._sealed(f"{_DOCUMENTS} WHERE key IN ({marks})", keys, _is_sealed_alone)
            rows = self._sealed(f"{_LATEST} d.key IN ({marks})", keys, _has_newest)
            found = {row[4]: Latest._make(row) for row in rows}
        return {doc: found[uuid] for doc, uuid in zip(docs, raw, strict=True) if uuid in found}

    def newest_rows(self, docs: Sequence[str]) -> dict[str, VersionRow]:
        """Return the newest versions of documents, for those that are known. At most 500 ids."""
        _, keys = document_keys(docs)
        rows = self._versions(f"d.key IN ({_marks(len(keys))}) AND v.leaf = d.latest", keys)
        return {row.doc: row for row in rows}

    def version(self, leaf: int) -> VersionRow | None:
        """Return the version whose leaf has this index, or None."""
        rows = list(self._versions("v.leaf = ?", (leaf,)))
        return rows[0] if rows else None

    def versions_of(self, doc: str) -> list[VersionRow]:
        """Return all versions of a document, oldest first."""
        raw = uuid_bytes(doc)
        question = f"{_VERSIONS} d.key = ? AND d.doc = ? ORDER BY v.leaf"
        rows = self._sealed(question, (signed64(raw[8:]), raw))
        if rows and (rows[-1][_LATEST_LEAF] != rows[-1][0] or len(rows) != rows[-1][_NUMBER]):
            raise CatalogDamagedError("it lacks versions of a document")
        return list(map(_version, rows))

    def documents(self, contains: str = "") -> Iterator[VersionRow]:
        """Yield the newest version of every document, in the order they first came.

        Read in pages, so that writing to the catalogue while this runs is not held up.
        """
        after = 0
        while rows := self._sealed(_NEWEST, (after, contains)):
            self._check_order(after, [row[_DOCUMENT_ID] for row in rows])
            yield from map(_version, rows)
            after = rows[-1][_DOCUMENT_ID]

    def _check_order(self, before: int, numbers: Sequence[int]) -> None:
        """Make sure that rows come in their order: pages that go round would give them for ever."""
        for number in numbers:
            if not number > before:
                raise CatalogDamagedError("its rows are out of order")
            before = number

    def find_identifier(self, text: str) -> list[str]:
        """Return ids of documents whose identifier ends with ``/`` and ``text``; at most 5."""
        rows = self._sealed(
            f"{_DOCUMENTS} WHERE substr(identifier, -length(?1)) = ?1 LIMIT 5",
            (f"/{text}",),
            _is_sealed_alone,
        )
        return [_urn(row[2]) for row in rows]

    def find_digest(self, prefix: str) -> list[tuple[str, int]]:
        """Return (document, version number) of captures and statements whose digest begins so.

        ``prefix`` is at least 4 hex digits of a SHA-256 or of a document id. At most 5 rows.
        """
        low = bytes.fromhex(prefix[: len(prefix) // 2 * 2])
        rows = self._versions("v.key BETWEEN ? AND ? LIMIT 1000", _key_range(low[:8]))
        found = ((row.doc, row.number) for row in rows if row.sha256.hex().startswith(prefix))
        return list(dict.fromkeys(found))[:5]

    def find_document(self, prefix: str) -> list[str]:
        """Return ids of documents whose UUID (hex digits, no hyphens) begins so; at most 5."""
        rows = self._sealed(
            f"{_DOCUMENTS} WHERE substr(lower(hex(doc)), 1, ?) = ? LIMIT 5",
            (len(prefix), prefix),
            _is_sealed_alone,
        )
        return [_urn(row[2]) for row in rows]

    def same_bytes(self, sha256: bytes, first: int, before: int) -> list[VersionRow]:
        """Return versions with leaves in ``first..before`` whose capture has this digest."""
        key = signed64(sha256[:8])
        condition = "v.key = ? AND v.leaf > ? AND v.leaf < ? ORDER BY v.leaf"
        rows = self._versions(condition, (key, first, before))
        return [row for row in rows if row.sha256 == sha256]

    def bundle_of(self, leaf: int) -> BundleRow | None:
        """Return the bundle that holds the version with this leaf, or None."""
        question = "SELECT * FROM bundles WHERE leaf < ? ORDER BY leaf DESC LIMIT 1"
        rows = self._sealed(question, (leaf,), _is_sealed_alone)
        row = BundleRow(*rows[0][:-1]) if rows else None
        return row if row is not None and leaf <= row.leaf + row.versions else None

    def bundles(self) -> list[BundleRow]:
        """Return all bundles in log order."""
        rows = self._sealed("SELECT * FROM bundles ORDER BY leaf", (), _is_sealed_alone)
        self._check_order(-1, [row[0] for row in rows])
        return [BundleRow(*row[:-1]) for row in rows]

    def identifiers(self, leaf: int, versions: int, most: int) -> list[str]:
        """Return what the documents are called whose versions have these leaves; ``most`` of them.

        Of a withdrawn document it is its id.
        """
        rows = self._rows(
            "SELECT d.identifier, d.doc FROM versions v JOIN documents d ON d.id = v.document "
            "WHERE v.leaf >= ? AND v.leaf < ? ORDER BY v.leaf LIMIT ?",
            (leaf, leaf + versions, most),
        )
        return [identifier or _urn(doc) for identifier, doc in rows]

    def has_withdrawn(self) -> bool:
        """Whether any version was ever withdrawn."""
        return self._row("SELECT 1 FROM versions WHERE withdrawn LIMIT 1") is not None

    def use_rebuilt(self) -> None:
        """Use a rebuilt catalogue in the place of this one.

        Raises: CatalogDamagedError where this catalogue cannot be renewed.
        """
        if self.renew is None or self._in_transaction():
            raise CatalogDamagedError("it contradicts the log")
        self._replace(self.renew, rebuild=True)

    def _replace(self, renew: "Callable[[bool], CatalogReader]", *, rebuild: bool) -> None:
        self.close()
        other = renew(rebuild)
        self._db, self.in_memory, self._complete = other._db, other.in_memory, False

    def has_all_documents(self) -> bool:
        """Whether no document lost its row or its key: so one that is not found is not there.

        Asked before something is said to be new, which would else become a second first version.
        Cost: one read of an index, once for each catalogue: 60 ms for a million documents.
        """
        for _ in range(_COMMITS):
            commits = self._row("PRAGMA data_version")
            self._complete = self._complete or self._has_sums()
            if self._complete or commits == self._row("PRAGMA data_version"):
                break  # else another process wrote between two questions: they are asked again
        return self._complete

    def _has_sums(self) -> bool:
        sums = self._row(SUM_OF_KEYS) or ()
        versions = self._row("SELECT coalesce(sum(versions), 0) FROM bundles") or (0,)
        return sums == self._sums() and versions == (self.counts()[1],)

    def _sums(self) -> tuple[int, ...]:
        """What is remembered of all documents. Raises: CatalogDamagedError."""
        words = self._meta("documents").split(" ")
        if len(words) != _SUMS or not all(map(_NUMBER_TEXT.fullmatch, words)):
            raise CatalogDamagedError("it does not say which documents it has")
        return tuple(map(int, words))

    def is_whole(self, *, digests: bool = False) -> bool:
        """Whether every version that the bundles hold has its row, and every document its name.

        ``digests`` says that digests of bytes are checked too, as what is looked for may be one.
        Cost: one read of the table of documents, or of all, so it is asked only before it is said
        that something is absent.
        """
        rows = self._each(_DOCUMENTS)
        if digests:
            rows = itertools.chain(rows, self._each("SELECT * FROM versions"))
        try:
            return self.has_all_documents() and all(map(_is_sealed_alone, rows))
        except CatalogDamagedError:
            return False

    def _each(self, question: str) -> Iterator[tuple[Any, ...]]:
        """Yield rows one by one, of a table that may be long."""
        with damage():
            yield from self._db.execute(question)

    def counts(self) -> tuple[int, int]:
        """Return how many documents and versions there are."""
        row = self._row("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM versions)")
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def _versions(self, where: str, values: tuple[object, ...]) -> Iterator[VersionRow]:
        yield from map(_version, self._sealed(_VERSIONS + where, values))

    def _sealed(
        self,
        sql: str,
        values: Sequence[Any] = (),
        is_sealed: Callable[[tuple[Any, ...]], bool] | None = None,
    ) -> list[tuple[Any, ...]]:
        """Return rows (of versions with their documents), each as it was written.

        Where a row is not, the catalogue is rebuilt and asked again.
        """
        check = is_sealed or _is_sealed
        rows = self._rows(sql, values)
        if all(map(check, rows)):
            return rows
        if self.renew is not None and not self._in_transaction():
            self._replace(self.renew, rebuild=True)
            rows = self._rows(sql, values)
            if all(map(check, rows)):
                return rows
        raise CatalogDamagedError("a row is not as it was written")

    def _row(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        rows = self._rows(sql, values)
        return rows[0] if rows else None

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as e:
            return self._rows_of_another(sql, values, e)

    def _rows_of_another(
        self, sql: str, values: Sequence[Any], error: sqlite3.Error
    ) -> list[tuple[Any, ...]]:
        """Ask a catalogue that was opened once more, then one that was rebuilt."""
        for rebuild in (False, True):
            if self.renew is None or self._in_transaction():
                break
            self._replace(self.renew, rebuild=rebuild)
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as e:
                error = e
        raise error_of(error) from error

    def _in_transaction(self) -> bool:
        with contextlib.suppress(sqlite3.Error):
            return self._db.in_transaction
        return False

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(sqlite3.Error):
            self._db.close()


_NUMBER, _DOCUMENT_ID, _LATEST_LEAF = 12, -4, -2  # where they stand in what ``_VERSION`` selects


def _version(row: tuple[Any, ...]) -> VersionRow:
    """Return what ``_VERSION`` selects as a row."""
    leaf, doc, *columns, number, previous, withdrawn = row[:15]
    fields = (leaf, _urn(doc), *columns, number, previous, bool(withdrawn))
    return VersionRow(*fields)


def _is_sealed(row: tuple[Any, ...]) -> bool:
    """Whether a version's and its document's columns have the digests that stand beside them."""
    (
        leaf, doc, identifier, kind, at, sha256, statement, size, type_, title, places, sketch,
        number, previous, withdrawn, document, key, digest, id_, doc_key, latest, doc_digest,
    ) = row  # fmt: skip
    version = (
        leaf, document, number, previous, kind, at, key, sha256, statement, size, type_, title,
        places, sketch, withdrawn,
    )  # fmt: skip
    known: bool = row_digest(version) == digest
    return known and row_digest((id_, doc_key, doc, identifier, latest)) == doc_digest


def _is_sealed_alone(row: tuple[Any, ...]) -> bool:
    """Whether a row's columns have the digest that stands behind them."""
    known: bool = row_digest(row[:-1]) == row[-1]
    return known


def _has_newest(row: tuple[Any, ...]) -> bool:
    """Whether the row of a document's newest version is there."""
    return row[0] is not None


def _marks(count: int) -> str:
    return ",".join("?" * count)


def _urn(doc: bytes) -> str:
    digits = doc.hex()
    groups = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return "urn:uuid:" + "-".join(groups)


def _key_range(prefix: bytes) -> tuple[int, int]:
    """Return the keys between which all digests lie that begin with these bytes."""
    return signed64(prefix.ljust(8, b"\0")), signed64(prefix.ljust(8, b"\xff"))
