"""A catalogue that was changed by somebody else: catalog, archive/lookup, archive/version."""

import os
import sqlite3

import pytest

from fonds.errors import UnknownDocumentError
from support.archives import files, new_archive, reopened

TEXTS = {"a_txt": "first text\n", "b_txt": "second text\n", "c_txt": "third\n"}


@pytest.fixture
def home(tmp_path):
    """An archive of three documents, one of two versions, one withdrawn."""
    source = files(tmp_path / "in", **TEXTS, d_txt="goes")
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        (source / "b.txt").write_text("second text, changed\n")
        archive.ingest([source], jobs=0)
        archive.withdraw("in/d.txt", reason="r", authority="a")
    return tmp_path


def truth(home):
    with reopened(home) as archive:
        return {name: facts(archive, name) for name in ("in/a.txt", "in/b.txt", "in/c.txt")}


def facts(archive, name):
    version = archive.get(name)
    return (version.identifier, version.number, version.raw, version.sha256, version.row.at,
            version.row.kind, version.size, version.row.type, version.withdrawn)  # fmt: skip


def change(home, *statements):
    db = sqlite3.connect(home / "archive/catalog.sqlite")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


CELLS = [
    "documents SET identifier = 'file:///in/a.txt' WHERE identifier = 'file:///in/b.txt'",
    "documents SET identifier = 'file:///other' WHERE identifier = 'file:///in/b.txt'",
    "documents SET doc = zeroblob(16) WHERE identifier = 'file:///in/b.txt'",
    "documents SET key = 1 WHERE identifier = 'file:///in/b.txt'",
    "documents SET latest = 1 WHERE identifier = 'file:///in/b.txt'",
    "documents SET latest = 99 WHERE identifier = 'file:///in/b.txt'",
    *(
        f"versions SET {cell} WHERE leaf = 1"
        for cell in (
            "document = 2", "number = 7", "previous = 3", "kind = 'describe'",
            "at = '1970-01-01T00:00:00.000Z'", "key = 5", "sha256 = zeroblob(32)",
            "statement = zeroblob(32)", "size = 1", "type = 'text/html'", "title = 'x'",
            "places = x'00'", "sketch = x'00'", "withdrawn = 1", "leaf = 50",
        )
    ),
    "versions SET withdrawn = 0 WHERE withdrawn = 1",
    *(
        f"bundles SET {cell} WHERE leaf = 0"
        for cell in (
            "name = 'bundles/x'", "versions = 1", "data_start = 1", "text_start = 1",
            "statements_start = 1", "runs = x'00'", "leaf = 2",
        )
    ),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("cell", CELLS)
def test_with_any_cell_changed_the_truth_is_shown(home, cell):
    known = truth(home)
    change(home, f"UPDATE {cell}")
    assert truth(home) == known


@pytest.mark.parametrize("table", ["documents", "versions", "bundles"])
def test_with_any_row_dropped_the_truth_is_shown(home, table):
    known = truth(home)
    db = sqlite3.connect(home / "archive/catalog.sqlite")
    rows = [row for (row,) in db.execute(f"SELECT rowid FROM {table}")]
    db.close()
    for row in rows:
        change(home, f"DELETE FROM {table} WHERE rowid = {row}")
        assert truth(home) == known, (table, row)


def test_a_row_too_many_names_no_document(home):
    change(
        home,
        "INSERT INTO documents SELECT id + 100, key, doc, 'file:///in/new.txt', latest, digest "
        "FROM documents WHERE id = 1",
    )
    with reopened(home) as archive, pytest.raises(UnknownDocumentError):
        archive.get("in/new.txt")


def test_two_documents_that_changed_places_with_new_digests_are_told_apart(home):
    """Whoever writes the file can write its digests too; the log is not theirs."""
    from fonds.catalog.rows import row_digest

    known = truth(home)
    db = sqlite3.connect(home / "archive/catalog.sqlite")
    db.create_function("row_digest", -1, lambda *columns: row_digest(columns))
    one, two = (
        db.execute(
            "SELECT id, key, doc, identifier FROM documents WHERE identifier = ?",
            (f"file:///in/{name}.txt",),
        ).fetchone()
        for name in "ac"
    )
    for (id_, *_), (_, *names) in ((one, two), (two, one)):
        db.execute(
            "UPDATE documents SET key = ?, doc = ?, identifier = ? WHERE id = ?", (*names, id_)
        )
    db.execute("UPDATE documents SET digest = row_digest(id, key, doc, identifier, latest)")
    db.execute("UPDATE versions SET size = 1, title = 'x', type = 'text/html' WHERE leaf = 1")
    db.execute(
        "UPDATE versions SET digest = row_digest(leaf, document, number, previous, kind, at, key,"
        " sha256, statement, size, type, title, places, sketch, withdrawn)"
    )
    db.commit()
    db.close()
    assert truth(home) == known


ENDLESS = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    "SELECT x AS id, x AS key, x AS doc, x AS identifier, x AS latest, x AS digest FROM n"
)
TRICKS = {
    "view": ["DROP TABLE documents", f"CREATE VIEW documents AS {ENDLESS}"],
    "trigger": [
        "CREATE TRIGGER t AFTER UPDATE ON documents BEGIN DELETE FROM versions; END",
    ],
    "table": ["CREATE TABLE more (x)"],
    "index": ["DROP INDEX documents_by_key"],
    "column": ["ALTER TABLE documents ADD COLUMN more TEXT"],
    "version": ["UPDATE meta SET value = '1' WHERE name = 'schema'"],
    "log": ["UPDATE meta SET value = '99 00' WHERE name = 'log'"],
    "long": ["UPDATE documents SET identifier = CAST(zeroblob(30000000) AS TEXT) WHERE id = 1"],
}


@pytest.mark.slow
@pytest.mark.parametrize("trick", TRICKS)
def test_a_schema_of_somebody_else_is_not_read(home, trick):
    known = truth(home)
    change(home, *TRICKS[trick])
    assert truth(home) == known


def test_what_is_no_file_of_ours_is_neither_read_nor_written(home, tmp_path):
    known = truth(home)
    foreign = tmp_path / "foreign.sqlite"
    db = sqlite3.connect(foreign)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE mine (x)")
    db.commit()
    db.close()
    before = foreign.read_bytes()
    catalog = home / "archive/catalog.sqlite"
    catalog.unlink()
    catalog.symlink_to(foreign)
    assert truth(home) == known
    assert foreign.read_bytes() == before
    for make in (os.mkfifo, os.mkdir):
        catalog.unlink() if not catalog.is_dir() else catalog.rmdir()
        make(catalog)
        assert truth(home) == known
        if catalog.is_dir():
            catalog.rmdir()
            catalog.touch()


@pytest.mark.slow
@pytest.mark.parametrize("cell", [cell for cell in CELLS if "leaf = 99" not in cell])
def test_verify_finds_every_cell(home, cell):
    change(home, f"UPDATE {cell}")
    with reopened(home) as archive:
        report = archive.verify(jobs=0)
    assert report.exit_status == 30, cell
    assert {finding.code for finding in report.findings} - {"V113"} == {"V123"}


@pytest.mark.parametrize("table", ["documents", "versions", "bundles"])
def test_verify_finds_every_row_that_is_dropped(home, table):
    whole = (home / "archive/catalog.sqlite").read_bytes()
    db = sqlite3.connect(home / "archive/catalog.sqlite")
    rows = [row for (row,) in db.execute(f"SELECT rowid FROM {table}")]
    db.close()
    for row in rows:
        (home / "archive/catalog.sqlite").write_bytes(whole)
        change(home, f"DELETE FROM {table} WHERE rowid = {row}")
        with reopened(home) as archive:
            assert archive.verify(jobs=0).exit_status == 30, (table, row)


def test_rederive_finds_cells_whose_digests_were_made_anew(home):
    from fonds.catalog.rows import row_digest

    db = sqlite3.connect(home / "archive/catalog.sqlite")
    db.create_function("row_digest", -1, lambda *columns: row_digest(columns))
    db.execute("UPDATE versions SET title = 'a lie', size = 4 WHERE leaf = 1")
    db.execute(
        "UPDATE versions SET digest = row_digest(leaf, document, number, previous, kind, at, key,"
        " sha256, statement, size, type, title, places, sketch, withdrawn)"
    )
    db.commit()
    db.close()
    with reopened(home) as archive:
        findings = archive.verify(jobs=0, rederive=True).findings
    (finding,) = (one for one in findings if one.code != "V113")
    assert (finding.code, finding.place.leaf) == ("V123", 1)
    assert "size, title" in finding.sentence


def test_an_archive_that_is_sound_has_no_such_finding(home):
    with reopened(home) as archive:
        assert archive.verify(jobs=0, rederive=True).exit_status == 0
