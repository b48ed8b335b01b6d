"""Compare the catalogue with log and bundles.

It can be rebuilt from them, and no proof depends on it; but what people are shown
comes through it. So one that is missing, behind or unreadable is a notice, and one that
contradicts the log is an error. FORMAT.md, section Catalogue.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from fonds import log
from fonds.archive import CATALOG, version_rows
from fonds.catalog.connection import check_file, connect, is_plain, uri
from fonds.catalog.rows import VersionRow, row_digest
from fonds.catalog.schema import SCHEMA, has_schema
from fonds.errors import (
    CatalogDamagedError,
    FondsError,
    FormatError,
    IntegrityError,
    StorageError,
)
from fonds.formats.bundle_reader import scan
from fonds.formats.canonical import uuid_bytes
from fonds.formats.statement import document_id, version_leaf
from fonds.formats.withdrawal import PENDING, Pending
from fonds.log import LogState
from fonds.verify.log.history import History
from fonds.verify.options import VerifyRun

_VERSION = b'{"k":"version"'
_SHOWN = 20  # rows that are named
_PATIENCE = 1.0  # seconds to wait for a commit that is under way
_TABLES = {"documents": "id", "versions": "leaf", "bundles": "leaf"}
_CELLS = ("identifier", "kind", "at", "sha256", "statement", "size", "type", "title", "places")


def check_catalog(run: VerifyRun, history: History) -> None:
    """Report where the catalogue is missing, behind or unreadable (V121, V122), and where it
    contradicts log or bundles (V123).

    Cost: one read of its tables and of the log's entries: 8 us a version; with ``--rederive`` one
    read of the bundles.
    """
    path, findings, state = run.store.path(CATALOG), run.findings, history.state
    if state is None or history.contents.gaps:
        return
    if not is_plain(path):
        findings.report("V121", "it is missing, or not a file", file=CATALOG)
        return
    try:
        check_file(path)
        db = connect(uri(path, "ro"), _PATIENCE, path)
        try:
            _check(run, history, state, db)
        finally:
            db.close()
    except (CatalogDamagedError, sqlite3.Error, OSError, ValueError, OverflowError) as e:
        findings.report("V122", f"{str(e)[:200]!a}", file=CATALOG)
    except (FormatError, IntegrityError):
        return  # the check of the log reports its damage


def _check(run: VerifyRun, history: History, state: LogState, db: sqlite3.Connection) -> None:
    if not has_schema(db, SCHEMA):
        run.findings.report("V122", "its tables are not those of this fonds", file=CATALOG)
        return
    (head,) = db.execute("SELECT value FROM meta WHERE name = 'log'").fetchone() or ("",)
    if str(head).split(" ")[0] != str(state.size):
        run.findings.report("V121", f"it describes another log: {str(head)[:80]!a}", file=CATALOG)
        return
    suspects: set[int] = set()
    for sentence, leaf in _contradictions(run, history, state, db):
        if len(suspects) < _SHOWN:
            named = _cells_of(run, db, leaf) if leaf is not None else ""
            sentence = f"{sentence}: {named}" if named else sentence
            run.findings.report("V123", sentence, file=CATALOG, leaf=leaf)
        suspects.add(-1 if leaf is None else leaf)
    if run.settings.rederive and not suspects:
        for (leaf,) in db.execute("SELECT leaf FROM bundles ORDER BY leaf").fetchall():
            for at, named in _differences(run, db, leaf).items():
                sentence = f"a row contradicts its bundle: {named}"
                run.findings.report("V123", sentence, file=CATALOG, leaf=at)


def _contradictions(
    run: VerifyRun, history: History, state: LogState, db: sqlite3.Connection
) -> Iterator[tuple[str, int | None]]:
    """Yield what contradicts the log, and the leaf of the version it is about."""
    rows = db.execute("SELECT leaf, statement FROM versions ORDER BY leaf")
    different = _first_difference(run, state, history.contents.withdrawn, rows)
    if different is not None:
        yield "it has another version than the log", different
    for table, number in _TABLES.items():
        for row in db.execute(f"SELECT * FROM {table} ORDER BY {number}"):  # noqa: S608 - ours
            if row_digest(row[:-1]) != row[-1]:
                about = row[0] if table == "versions" else None
                yield f"a row of {table} is not as it was written ({number} {row[0]!a})", about
    yield from _documents(state, db)
    gone, pending = history.contents.withdrawn, _pending(run)
    for leaf, statement, withdrawn in db.execute("SELECT leaf, statement, withdrawn FROM versions"):
        if bool(withdrawn) != (statement in gone) and statement not in pending:
            yield "it contradicts the log on what was withdrawn", leaf
    bundles = {logged.first: logged.versions for logged in history.contents.bundles.values()}
    for leaf, versions in db.execute("SELECT leaf, versions FROM bundles"):
        if bundles.pop(leaf, None) != versions:
            yield "it has another bundle than the log", leaf
    if bundles:
        yield "it lacks a bundle of the log", min(bundles)


def _pending(run: VerifyRun) -> set[bytes]:
    """The statements of versions whose withdrawal was cut off (V115): logged, and still there."""
    try:
        pending = Pending.parse(run.store.read(PENDING))
    except (FormatError, IntegrityError, StorageError):
        return set()
    return {bytes.fromhex(stone.statement.removeprefix("sha256:")) for stone in pending.tombstones}


def _documents(state: LogState, db: sqlite3.Connection) -> Iterator[tuple[str, int | None]]:
    """Yield documents whose id is not that of their identifier, or whose versions do not fit."""
    archive = state.ring.origin.removeprefix("fonds.invalid/")
    question = (
        "SELECT d.doc, d.identifier, d.latest, max(v.leaf), count(v.leaf), max(v.number) "
        "FROM documents d LEFT JOIN versions v ON v.document = d.id GROUP BY d.id"
    )
    for doc, identifier, latest, newest, count, number in db.execute(question):
        if identifier and uuid_bytes(document_id(archive, identifier)) != doc:
            yield "an identifier is not that of its document", newest
        if (latest, count) != (newest, number):
            yield "versions of a document do not fit together", newest
    (lost,) = db.execute(
        "SELECT count(*) FROM versions WHERE document NOT IN (SELECT id FROM documents)"
    ).fetchone()
    if lost:
        yield f"{lost} versions belong to no document", None


def _cells_of(run: VerifyRun, db: sqlite3.Connection, leaf: int) -> str:
    """Name the cells in which a version's row contradicts its bundle."""
    found = db.execute(
        "SELECT leaf FROM bundles WHERE leaf < ? ORDER BY leaf DESC LIMIT 1", (leaf,)
    ).fetchone()
    return _differences(run, db, found[0]).get(leaf, "") if found else ""


def _differences(run: VerifyRun, db: sqlite3.Connection, first: int) -> dict[int, str]:
    """Return, by leaf, the cells that contradict the bundle whose leaf is ``first``."""
    (name,) = db.execute("SELECT name FROM bundles WHERE leaf = ?", (first,)).fetchone()
    try:
        with run.store.open(str(name)) as file:
            made = {row.leaf: row for row in version_rows(first + 1, scan(file).entries)}
    except (FondsError, OSError):
        return {}  # the check of the bundle reports its damage
    question = (
        "SELECT v.leaf, d.identifier, v.kind, v.at, v.sha256, v.statement, v.size, v.type, v.title,"
        " v.places FROM versions v JOIN documents d ON d.id = v.document"
        " WHERE v.leaf BETWEEN ? AND ?"
    )
    rows = db.execute(question, (first + 1, first + len(made)))
    named = {leaf: _unlike(made.get(leaf), cells) for leaf, *cells in rows}
    return {leaf: cells for leaf, cells in named.items() if cells}


def _unlike(row: VersionRow | None, cells: list[Any]) -> str:
    if row is None or row.withdrawn:
        return ""
    true = [getattr(row, name) for name in _CELLS]
    return ", ".join(
        name for name, one, other in zip(_CELLS, true, cells, strict=True) if one != other
    )


def _first_difference(
    run: VerifyRun,
    state: LogState,
    withdrawn: Iterable[bytes],
    rows: Iterator[tuple[object, object]],
) -> int | None:
    """The first leaf for which the catalogue has not the logged version; None if there is none."""
    gone = {version_leaf(f"sha256:{digest.hex()}") for digest in withdrawn}
    for leaf, entry in enumerate(log.entries(run.store, state, 0, state.size)):
        if not entry.startswith(_VERSION):
            continue
        at, known = next(rows, (-1, b""))
        same = isinstance(known, bytes) and version_leaf("sha256:" + known.hex()) == entry
        if at != leaf or not (same or entry in gone):
            return leaf
    return None if next(rows, None) is None else state.size
