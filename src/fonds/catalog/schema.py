"""The tables of the catalogue."""

SCHEMA_VERSION = 5

SCHEMA = """
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
  latest INTEGER NOT NULL        -- leaf of the newest version
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
  withdrawn INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX versions_by_key ON versions (key);
CREATE INDEX versions_withdrawn ON versions (statement) WHERE withdrawn;
"""
