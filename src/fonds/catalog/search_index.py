"""The search index: ``search.sqlite``, a file of its own that may be deleted at any time.

It holds folded words and no texts (FTS5, contentless). What it finds is looked up in the
catalogue and compared with the log: it is never believed. A file that is damaged, of another
version or of another archive is removed and rebuilt. A contentless table of SQLite 3.40 cannot
take the words of one document out of its file, so a withdrawal removes the file.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from fonds.catalog.connection import check_file, connect, remove, uri
from fonds.catalog.schema import has_schema
from fonds.errors import CatalogDamagedError

FILE = "search.sqlite"
"""Its name in the archive's folder."""

COLUMNS = ("title", "main", "rest", "also", "spelt")
TEXTS = "{title main rest}"
"""The columns in which words stand in their order."""

WEIGHTS = (4.0, 1.0, 0.3, 0.5, 0.0)

# Our tokens have no ASCII but letters and digits, so SQLite's own tokenizer cuts at spaces only.
_SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE indexed (leaf INTEGER PRIMARY KEY, document BLOB NOT NULL) STRICT;
CREATE INDEX indexed_by_document ON indexed (document, leaf);
CREATE VIRTUAL TABLE words USING fts5({", ".join(COLUMNS)}, content='', tokenize='ascii');
"""
_PATIENCE = 5.0  # seconds to wait for another process that indexes
_OTHER = re.compile(r"[^0-9A-Za-z\x80-\U0010ffff]")


class IndexedText(NamedTuple):
    """A version as it is indexed: its leaf, its document's UUID, and its words, folded.

    ``columns`` are those of ``COLUMNS``: tokens with spaces between them.
    """

    leaf: int
    document: bytes
    columns: tuple[str, str, str, str, str]


class IndexState(NamedTuple):
    """What an index was made of. Another state means that it is rebuilt, or brought up to it."""

    archive: str
    size: int
    root: str
    withdrawn: int


class SearchIndex:
    """An open index. Methods raise CatalogDamagedError where the file is damaged."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db, self.path = connection, path

    @classmethod
    def open(cls, path: Path, key: str, *, writable: bool) -> Self | None:
        """Open the file; None where there is none, one that is not ours, damaged or of another key.

        ``key`` names how words were folded.
        """
        with contextlib.suppress(sqlite3.Error, CatalogDamagedError, OSError):
            check_file(path)
            db = connect(uri(path, "rw" if writable else "ro"), _PATIENCE, path)
            index = cls(db, path)
            if has_schema(db, _SCHEMA) and index._meta("key") == key:
                return index
            db.close()
        return None

    @classmethod
    def create(cls, path: Path, archive: str, key: str) -> Self:
        """Make a new, empty index in the place of whatever is there.

        Raises: OSError, sqlite3.Error where the folder cannot be written.
        """
        remove(path)
        db = connect(uri(path, "rwc"), _PATIENCE)
        path.chmod(0o600)
        db.executescript(f"BEGIN;{_SCHEMA}COMMIT;")
        index = cls(db, path)
        facts = {"key": key, "archive": archive, "size": "0", "root": "", "withdrawn": "0"}
        db.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
        db.commit()
        return index

    def state(self) -> IndexState:
        """Return what the index was made of."""
        size, withdrawn = self._meta("size"), self._meta("withdrawn")
        if not (size.isdecimal() and withdrawn.isdecimal()):
            raise CatalogDamagedError("the search index is damaged")
        return IndexState(self._meta("archive"), int(size), self._meta("root"), int(withdrawn))

    def add(self, texts: Iterable[IndexedText], state: IndexState) -> None:
        """Add versions, in one transaction with the state that the index has then."""
        with self._transaction():
            for one in texts:
                self._db.execute("INSERT INTO indexed VALUES (?, ?)", (one.leaf, one.document))
                self._db.execute(
                    "INSERT INTO words (rowid, title, main, rest, also, spelt)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (one.leaf, *one.columns),
                )
            self._db.executemany(
                "UPDATE meta SET value = ? WHERE name = ?",
                [(str(state.size), "size"), (state.root, "root"),
                 (str(state.withdrawn), "withdrawn")],
            )  # fmt: skip

    def count(self) -> int:
        """Return how many versions are indexed."""
        return int(str(self._rows("SELECT count(*) FROM indexed")[0][0]))

    def last_leaf(self) -> int:
        """Return the last leaf that is indexed, -1 where there is none."""
        return int(str(self._rows("SELECT coalesce(max(leaf), -1) FROM indexed")[0][0]))

    def match(self, expression: str) -> list[tuple[int, float]]:
        """Return leaves that an FTS5 expression matches, with their score: the less, the better."""
        weights = ", ".join(map(str, WEIGHTS))
        question = f"SELECT rowid, bm25(words, {weights}) FROM words WHERE words MATCH ?"  # noqa: S608 - our own numbers
        rows = self._rows(question, (expression,))
        return [(int(str(leaf)), float(str(score))) for leaf, score in rows]

    def leaves(self, expression: str) -> set[int]:
        """Return the leaves that an FTS5 expression matches."""
        rows = self._rows("SELECT rowid FROM words WHERE words MATCH ?", (expression,))
        return {int(str(leaf)) for (leaf,) in rows}

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(sqlite3.Error):
            self._db.close()

    def _meta(self, name: str) -> str:
        rows = self._rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def _rows(self, question: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        try:
            return self._db.execute(question, values).fetchall()
        except (sqlite3.Error, OverflowError) as e:
            raise CatalogDamagedError(f"the search index: {e}") from e

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as e:
            raise CatalogDamagedError(f"the search index: {e}") from e


def spelt_token(spelling: str) -> str:
    """Return a spelling as one token of the column ``spelt``."""
    return _OTHER.sub("\ufdd1", spelling)
