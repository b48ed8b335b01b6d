"""The catalogue's file where it cannot be written, lags, is damaged, or was cut off."""

import ctypes
import json
import shutil
import sqlite3
import subprocess
import sys

import pytest

import fonds
from support.archives import files, new_archive, reopened

READER = """
import json, sys
import fonds, fonds.formats.bundle_reader as reader

scans, notices = [], []
scan = reader.scan
reader.scan = lambda file, *rest: scans.append(file.name) or scan(file, *rest)
with fonds.open(sys.argv[1], key=sys.argv[1] + "/no key", notice=notices.append) as archive:
    texts = {d.identifier: d.latest.raw.decode() for d in archive.documents()}
print(json.dumps({"texts": texts, "scans": len(scans), "notices": notices}))
"""

CUT_OFF = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size=1")
db.execute("BEGIN")
db.execute("CREATE TABLE more (x)")
db.executemany("INSERT INTO more VALUES (?)", [("x" * 3000,)] * 100)
db.execute("UPDATE documents SET identifier = 'spoilt'")
db.execute("UPDATE versions SET title = 'spoilt'")
db.executemany("INSERT INTO more VALUES (?)", [("x" * 3000,)] * 100)
os._exit(0)
"""


def no_override():
    """Give up root's right to write where nobody may (CAP_DAC_OVERRIDE), for what is started."""
    prctl = ctypes.CDLL(None).prctl
    prctl(24, 1, 0, 0, 0)


@pytest.fixture
def home(tmp_path):
    """An archive of two bundles; ``old.sqlite`` is the catalogue as it was of the first."""
    with new_archive(tmp_path) as archive:
        archive.ingest([str(files(tmp_path / "in", a_txt="one"))], jobs=0)
        archive.handle.drop_catalog()
        shutil.copy(tmp_path / "archive" / "catalog.sqlite", tmp_path / "old.sqlite")
        archive.ingest([str(files(tmp_path / "in", b_txt="two"))], jobs=0)
    yield tmp_path
    for path in [tmp_path / "archive", *(tmp_path / "archive").rglob("*")]:
        path.chmod(0o755)


@pytest.fixture
def catalog(home):
    return home / "archive" / "catalog.sqlite"


def read(home, *, locked=True):
    """What a reader sees who may write nothing."""
    if locked:
        for path in [home / "archive", *(home / "archive").rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
    before = sorted((home / "archive").rglob("*"))
    ran = subprocess.run(
        [sys.executable, "-c", READER, home / "archive"],
        capture_output=True,
        text=True,
        preexec_fn=no_override,
    )
    assert ran.returncode == 0, ran.stderr
    if locked:
        assert sorted((home / "archive").rglob("*")) == before
    told = json.loads(ran.stdout)
    assert told["texts"] == {"file:///in/a.txt": "one", "file:///in/b.txt": "two"}
    return told


def test_a_folder_that_cannot_be_written_is_read_by_its_catalogue(home):
    told = read(home)
    assert (told["scans"], told["notices"]) == (0, [])


def test_what_lags_is_added_in_memory_where_nothing_can_be_written(home, catalog):
    shutil.copy(home / "old.sqlite", catalog)
    told = read(home)
    assert (told["scans"], told["notices"]) == (1, [])


def test_a_catalogue_that_is_not_there_is_made_in_memory(home, catalog):
    catalog.unlink()
    told = read(home)
    assert (told["scans"], told["notices"]) == (2, [])


@pytest.mark.parametrize("damage", [b"", b"garbage" * 1000])
def test_a_damaged_catalogue_is_said_to_be_so(home, catalog, damage):
    catalog.write_bytes(damage)
    told = read(home)
    assert told["scans"] == 2
    (notice,) = told["notices"]
    assert "reading all bundles" in notice


def test_a_commit_that_was_cut_off_is_never_read_in_part(home, catalog):
    subprocess.run([sys.executable, "-c", CUT_OFF, catalog], check=True)
    assert catalog.with_name("catalog.sqlite-journal").stat().st_size
    with sqlite3.connect(f"file:{catalog}?mode=ro&immutable=1", uri=True) as torn:
        assert torn.execute("SELECT identifier FROM documents LIMIT 1").fetchone() == ("spoilt",)
    torn.close()
    assert read(home)["scans"] == 2


def test_a_commit_that_was_cut_off_is_undone_by_who_may_write(home, catalog):
    subprocess.run([sys.executable, "-c", CUT_OFF, catalog], check=True)
    told = read(home, locked=False)
    assert (told["scans"], told["notices"]) == (0, [])
    assert not catalog.with_name("catalog.sqlite-journal").exists()


def test_a_catalogue_of_an_older_fonds_is_taken_over(home, catalog):
    """It had a write-ahead log; the next writer takes that away."""
    with sqlite3.connect(catalog, isolation_level=None) as old:
        assert old.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    old.close()
    with reopened(home) as archive:
        archive.ingest([str(files(home / "in", b_txt="three"))], jobs=0)
        assert archive.get("b.txt").raw == b"three"
    assert [path.name for path in catalog.parent.glob("catalog.sqlite*")] == [catalog.name]


def test_damage_deep_inside_is_noticed_while_reading_and_mended(home, catalog):
    """It opens and matches the log; a page further on is spoilt."""
    data = bytearray(catalog.read_bytes())
    with sqlite3.connect(catalog) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name='versions'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    data[(page - 1) * size : page * size] = b"\xff" * size
    catalog.write_bytes(data)
    notices = []
    with fonds.open(home / "archive", key=home / "key", notice=notices.append) as archive:
        assert archive.get("a.txt").raw == b"one"
        assert len(list(archive.documents())) == 2
    assert notices == ["the catalogue is damaged; rebuilding it"]
    notices.clear()
    catalog.write_bytes(data)
    with fonds.open(home / "archive", key=home / "key", notice=notices.append) as archive:
        report = archive.ingest([str(files(home / "in", b_txt="three"))], jobs=0)
        assert not report.failures
        assert [version.raw for version in archive.versions("b.txt")] == [b"two", b"three"]


def test_a_catalogue_that_fails_in_the_writers_hands_stops_nothing(home, monkeypatch):
    from fonds.catalog import Catalog

    def full(*args):
        raise sqlite3.OperationalError("database or disk is full")

    with reopened(home) as archive:
        monkeypatch.setattr(Catalog, "_add_new", full)
        report = archive.ingest([str(files(home / "in", c_txt="new"))], jobs=0)
        assert not report.failures
        monkeypatch.undo()
        assert archive.get("c.txt").raw == b"new"
    with reopened(home) as archive:
        assert archive.get("c.txt").raw == b"new"
