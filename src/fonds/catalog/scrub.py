"""Erase a withdrawn version from the catalogue's file, so that no byte of it stays there.

SQLite leaves deleted text in free space and in the slack of pages. So rows are overwritten, and
the file is then rewritten (VACUUM).
"""

import sqlite3
from collections.abc import Iterable

from fonds.catalog.rows import BundleRow, VersionRow, signed64
from fonds.catalog.schema import SEAL_BUNDLE, SEAL_DOCUMENT, SEAL_VERSION
from fonds.formats.canonical import uuid_bytes

_FORGET = (
    "UPDATE versions SET kind = ?, at = ?, key = 0, sha256 = ?, size = 0, type = ?,"
    " title = ?, places = ?, sketch = NULL, withdrawn = 1 WHERE leaf = ?"
)


def rewrite_rows(
    db: sqlite3.Connection, bundles: Iterable[BundleRow], versions: Iterable[VersionRow]
) -> None:
    """Enter what bundles hold after a withdrawal; the caller holds a transaction."""
    for bundle in bundles:
        db.execute(
            "UPDATE bundles SET data_start = ?, text_start = ?, statements_start = ?, runs = ?"
            " WHERE leaf = ?",
            (
                bundle.data_start,
                bundle.text_start,
                bundle.statements_start,
                bundle.runs,
                bundle.leaf,
            ),
        )
        db.execute(SEAL_BUNDLE, (bundle.leaf,))
    for row in versions:
        if row.withdrawn:
            _forget(db, row)
        else:
            db.execute("UPDATE versions SET places = ? WHERE leaf = ?", (row.places, row.leaf))
        db.execute(SEAL_VERSION, (row.leaf,))


def _forget(db: sqlite3.Connection, row: VersionRow) -> None:
    found = db.execute(
        "SELECT d.id, d.doc FROM documents d JOIN versions v ON v.document = d.id WHERE v.leaf = ?",
        (row.leaf,),
    ).fetchone()
    db.execute(_FORGET, (row.kind, row.at, row.sha256, row.type, row.title, row.places, row.leaf))
    if found is None:
        return
    document, known = found
    doc = uuid_bytes(row.doc)
    if doc != known:  # a pseudonym: no version is left, so the name goes as well
        db.execute(
            "UPDATE documents SET key = ?, doc = ?, identifier = '' WHERE id = ?",
            (signed64(doc[8:]), doc, document),
        )
        db.execute(SEAL_DOCUMENT, (document,))
