"""Fetching by runs: the catalogue may say anything, the log has the last word."""

import sqlite3

import pytest

from fonds.formats.statement_runs import RUN
from support.archives import files, new_archive, reopened

COUNT = 3 * RUN + 5


@pytest.fixture
def folder(tmp_path):
    """Where an archive lies whose one bundle has several runs."""
    source = files(tmp_path / "in", **{f"d{n:03}_txt": f"text {n}" for n in range(COUNT)})
    with new_archive(tmp_path) as archive:
        archive.ingest([str(source)], jobs=0)
    return tmp_path


def runs_of(folder):
    with sqlite3.connect(folder / "archive" / "catalog.sqlite") as db:
        return db.execute("SELECT runs FROM bundles").fetchone()[0]


def all_read(folder):
    with reopened(folder) as archive:
        return [archive.get(f"d{n:03}.txt").raw for n in range(COUNT)]


RAW = [b"text %d" % n for n in range(COUNT)]


def test_every_document_is_fetched_without_unpacking_all_statements(folder, monkeypatch):
    monkeypatch.setattr("fonds.archive.open_bundle.statement_lines", None)  # calling it would fail
    monkeypatch.setattr("fonds.archive.records.FEW", 0)
    assert all_read(folder) == RAW


def test_one_of_few_bundles_is_held_whole_when_it_is_asked_often(folder, monkeypatch):
    from fonds.archive import open_bundle as kept

    unpacked, run_lines = [], kept.run_lines
    monkeypatch.setattr(kept, "run_lines", lambda data: unpacked.append(data) or run_lines(data))
    with reopened(folder) as archive:
        for _ in range(2 * kept.OFTEN):
            for n in (0, COUNT - 1):  # never the run that was read last
                assert archive.get(f"d{n:03}.txt").raw == RAW[n]
    assert len(unpacked) == kept.OFTEN


@pytest.mark.parametrize("lie", [b"", b"\0" * 40, b"\1\0\0\0\2\0\0\0" * 20, b"\7" * 800])
def test_a_catalogue_that_lies_about_runs_changes_nothing(folder, lie):
    with sqlite3.connect(folder / "archive" / "catalog.sqlite") as db:
        db.execute("UPDATE bundles SET runs = ?", (lie,))
    assert all_read(folder) == RAW


def test_a_rebuilt_catalogue_knows_the_same_runs(folder):
    before = runs_of(folder)
    with reopened(folder) as archive:
        archive.rebuild_catalog()
    assert runs_of(folder) == before != b""


def test_many_bundles_are_kept_open_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr("fonds.archive.records.MOST_BUNDLES", 2)
    with new_archive(tmp_path) as archive:
        for n in range(4):
            archive.ingest([str(files(tmp_path / f"in{n}", **{f"d{n}_txt": f"text {n}"}))], jobs=0)
        for n in (0, 1, 2, 3, 0, 3, 2, 1, 1, 0):
            assert archive.get(f"d{n}.txt").raw == b"text %d" % n
        assert len(archive.handle.open_bundles) == 2
