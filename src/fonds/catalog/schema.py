"""The tables of the catalogue, and whether a file holds these and nothing else."""

import sqlite3
from functools import cache

SCHEMA_VERSION = 7

SEAL_DOCUMENT = (
    "UPDATE documents SET digest = row_digest(id, key, doc, identifier, latest) WHERE id = ?"
)
SEAL_VERSION = (
    "UPDATE versions SET digest = row_digest(leaf, document, number, previous, kind, at, key,"
    " sha256, statement, size, type, title, places, sketch, withdrawn) WHERE leaf = ?"
)
SEAL_BUNDLE = (
    "UPDATE bundles SET digest = row_digest(leaf, name, versions, data_start, text_start,"
    " statements_start, runs) WHERE leaf = ?"
)

SUM_OF_KEYS = (
    "SELECT count(*), coalesce(sum(key & 4294967295), 0), coalesce(sum(key >> 32), 0)"
    " FROM documents"
)
"""What is remembered of all documents, so that one that lost its row or its key is missed. It is
answered from the index alone: 60 ms for a million."""

SCHEMA = """
CREATE TABLE meta (             -- schema: this version; log: size and root; documents: SUM_OF_KEYS
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE bundles (
  leaf INTEGER PRIMARY KEY,      -- index of the bundle's leaf; its versions follow it
  name TEXT NOT NULL,            -- bundles/2026/11/23/<uuid>.wacz
  versions INTEGER NOT NULL,
  data_start INTEGER NOT NULL,   -- where archive/data.warc.gz begins in the file, bytes
  text_start INTEGER NOT NULL,
  statements_start INTEGER NOT NULL,
  runs BLOB NOT NULL,            -- where runs of statements begin in their member
  digest BLOB NOT NULL           -- of the other columns of the row
) STRICT;
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,          -- last 8 bytes of the document's UUID, signed
  doc BLOB NOT NULL,             -- the UUID
  identifier TEXT NOT NULL,
  latest INTEGER NOT NULL,       -- leaf of the newest version
  digest BLOB NOT NULL           -- of the other columns of the row
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
  size INTEGER NOT NULL,
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  places BLOB NOT NULL,          -- offset and length of each record
  sketch BLOB,                   -- minhash/1
  withdrawn INTEGER NOT NULL,
  digest BLOB NOT NULL           -- of the other columns of the row
) STRICT;
CREATE INDEX versions_by_key ON versions (key);
CREATE INDEX versions_withdrawn ON versions (statement) WHERE withdrawn;
"""


def has_schema(db: sqlite3.Connection, schema: str) -> bool:
    """Whether a file holds our tables and indices only: no view, trigger or table of others.

    A view in a table's place could run for ever, or show what was never archived.
    """
    return db.execute(_QUESTION).fetchall() == _expected(schema)


_QUESTION = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"


@cache
def _expected(schema: str) -> list[tuple[str, ...]]:
    fresh = sqlite3.connect(":memory:")
    try:
        fresh.executescript(schema)
        return fresh.execute(_QUESTION).fetchall()
    finally:
        fresh.close()
