"""Which document a file is: sources/files/identifiers, ingest/identity, catalog/origins."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from fonds.errors import OtherIdentifierError, OtherOriginError
from fonds.model import Status
from fonds.sources import walk
from support.archives import files, new_archive, reopened


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working folder, with an archive beside it."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    with new_archive(tmp_path):
        pass
    return place


def ingest(here, *paths, **settings):
    """Ingest paths; return (status, identifier, error class) of each input."""
    outcomes, notices = [], []
    walked = {key: settings.pop(key) for key in ("base", "collection", "listed") if key in settings}
    with reopened(here.parent) as archive:
        from fonds.ingest import Callbacks, Options
        from fonds.ingest import ingest as run

        edges = Callbacks(archive.now, outcomes.append, notice=notices.append)
        folders = [os.fsencode(os.path.realpath(path)) for path in paths if Path(path).is_dir()]
        report = run(
            archive.handle,
            walk(paths, **walked),
            Options(jobs=0, **settings),
            edges,
            folders=folders,
        )
        assert archive.verify().ok
    rows = [(one.status, (one.identifier or "")[8:], type(one.error)) for one in outcomes]
    return rows, report, notices


def statuses(here, *paths, **settings):
    return [(str(status), name) for status, name, _ in ingest(here, *paths, **settings)[0]]


def test_two_folders_do_not_share_names(here):
    files(here / "two1", report_txt="harbour")
    files(here / "two2", report_txt="bread")
    assert statuses(here, "two1") == [("new", "two1/report.txt")]
    assert statuses(here, "two2") == [("new", "two2/report.txt")]


def test_a_forced_name_is_refused_with_both_places(here):
    files(here / "a/two", report_txt="harbour")
    files(here / "b/two", report_txt="bread")
    ingest(here, "a/two")
    ((status, name, error),), _, _ = ingest(here, "b/two")
    assert (status, name, error) == (Status.FAILED, "two/report.txt", OtherOriginError)
    (failure,) = ingest(here, "b/two")[1].failures
    assert failure.error.facts["came_from"] == str(here / "a/two/report.txt")
    assert failure.error.facts["path"] == "b/two/report.txt"
    assert statuses(here, "b/two", collection="second") == [("new", "second/two/report.txt")]
    # from now on the file is known by its path, however it is spelt
    assert statuses(here, "b/two") == [("unchanged", "second/two/report.txt")]


def test_same_moves_the_origin_for_good(here):
    files(here / "a/two", report_txt="one")
    files(here / "b/two", report_txt="two")
    ingest(here, "a/two")
    assert statuses(here, "b/two", same=True) == [("new-version", "two/report.txt")]
    assert statuses(here, "b/two") == [("unchanged", "two/report.txt")]
    assert ingest(here, "a/two")[0][0][2] is OtherOriginError


SPELLINGS = {
    "folder": lambda here: (["sp"], {}),
    "relative": lambda here: (["sp/sub/z.txt"], {}),
    "climbing": lambda here: ([f"../{here.name}/sp/sub/z.txt"], {}),
    "absolute": lambda here: ([str(here / "sp/sub/z.txt")], {}),
    "list": lambda here: (["sp/sub/z.txt"], {"listed": True}),
    "absolute list": lambda here: ([str(here / "sp/sub/z.txt")], {"listed": True}),
    "inner folder": lambda here: (["sp/sub"], {}),
}


@pytest.mark.parametrize("first", ["folder", "relative", "list"])
@pytest.mark.parametrize("lost", [False, True], ids=["kept", "catalogue lost"])
def test_one_file_has_one_document_however_it_is_spelt(here, first, lost):
    files(here / "sp/sub", z_txt="z")
    paths, settings = SPELLINGS[first](here)
    assert statuses(here, *paths, **settings) == [("new", "sp/sub/z.txt")]
    for spelling in SPELLINGS.values():
        if lost:
            (here.parent / "archive/catalog.sqlite").unlink()
        paths, settings = spelling(here)
        assert statuses(here, *paths, **settings) == [("unchanged", "sp/sub/z.txt")]
    (here / "sp/sub/z.txt").write_text("other")
    paths, settings = SPELLINGS["absolute"](here)
    assert statuses(here, *paths, **settings) == [("new-version", "sp/sub/z.txt")]


def test_without_origins_spelling_decides_and_one_notice_says_so(here):
    files(here / "sp/sub", z_txt="z", y_txt="y")
    ingest(here, "sp")
    for spelling in ("folder", "relative", "list"):
        (here.parent / "archive/origins.sqlite").unlink()
        paths, settings = SPELLINGS[spelling](here)
        rows, _, notices = ingest(here, *paths, **settings)
        assert {(status, name[:7]) for status, name, _ in rows} == {(Status.UNCHANGED, "sp/sub/")}
        assert len([one for one in notices if "names alone decide" in one]) == 1
    (here.parent / "archive/origins.sqlite").unlink()
    ((status, _, error),), _, _ = ingest(here, str(here / "sp/sub/z.txt"))
    assert (status, error) == (Status.FAILED, OtherIdentifierError)


@pytest.mark.parametrize("forge", ["path", "identifier", "stamp", "statement", "foreign", "text"])
def test_forged_origins_join_nothing_and_lose_no_change(here, forge):
    files(here / "a/two", report_txt="one1")
    files(here / "b/two", report_txt="two2")
    ingest(here, "a/two", collection="a")
    ingest(here, "b/two", collection="b")
    path = here.parent / "archive/origins.sqlite"
    if forge == "text":
        path.write_bytes(b"not a database")
    else:
        db = sqlite3.connect(path)
        if forge == "foreign":
            db.execute("CREATE VIEW v AS SELECT 1")
        else:
            one, two = db.execute(f"SELECT {forge} FROM origins ORDER BY identifier").fetchall()
            db.execute(
                f"UPDATE origins SET {forge} = ? WHERE identifier = ?",
                (*two, "file:///a/two/report.txt"),
            )
            assert one != two or forge == "stamp"
        db.commit()
        db.close()
    before = (here / "a/two/report.txt").stat()
    (here / "a/two/report.txt").write_text("new!")
    os.utime(here / "a/two/report.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    rows = statuses(here, "a/two", collection="a")
    assert rows == [("new-version", "a/two/report.txt")]


def test_a_stamp_of_a_file_written_just_now_does_not_count(here):
    files(here / "in", a_txt="a")
    ingest(here, "in")
    db = sqlite3.connect(here.parent / "archive/origins.sqlite")
    future = db.execute("SELECT length(stamp) FROM origins").fetchone()[0]
    db.close()
    assert future in (0, 32)  # by how long the archive took to be opened
    (here / "in/a.txt").write_text("b")  # the same size, perhaps within the same tick
    assert statuses(here, "in") == [("new-version", "in/a.txt")]


def test_a_moved_folder_costs_nothing(here):
    files(here / "a/two", report_txt="one", other_txt="x")
    ingest(here, "a/two")
    shutil.move(here / "a", here / "c")
    assert [status for status, _ in statuses(here, "c/two")] == ["unchanged"] * 2


def test_what_is_gone_and_renamed_is_told(here):
    files(here / "in", a_txt="a", b_txt="b", c_txt="c")
    ingest(here, "in")
    (here / "in/a.txt").unlink()
    (here / "in/b.txt").rename(here / "in/d.txt")
    _, report, _ = ingest(here, "in")
    assert [(one.identifier, one.renamed) for one in report.gone] == [
        ("file:///in/a.txt", None),
        ("file:///in/b.txt", "file:///in/d.txt"),
    ]


def test_the_same_file_twice_in_one_run_is_one_version(here):
    files(here / "sp/sub", z_txt="z")
    listed = ["sp/sub/z.txt"] * 3
    assert statuses(here, *listed, listed=True) == [("new", "sp/sub/z.txt")]
    assert set(statuses(here, "sp", str(here / "sp/sub/z.txt"))) == {("unchanged", "sp/sub/z.txt")}


def test_an_archive_made_before_keeps_its_names(here):
    files(here / "in/deep", a_txt="a")
    files(here / "in", b_txt="b")
    # as the release before named them: the path inside the folder, without its own name
    ingest(here, "in", base="in")
    (here.parent / "archive/origins.sqlite").unlink()
    for _ in range(2):
        (here.parent / "archive/catalog.sqlite").unlink()
        assert statuses(here, "in") == [("unchanged", "b.txt"), ("unchanged", "deep/a.txt")]
    (here / "in/b.txt").write_text("changed")
    assert ("new-version", "b.txt") in statuses(here, "in")


def test_what_was_stated_stays_until_it_is_taken_away(here):
    files(here / "in", a_txt="a")

    def stated():
        with reopened(here.parent) as archive:
            version = archive.get("a.txt")
            return version.number, version.stated

    ingest(here, "in", metadata={"collection": "X", "rights": "CC0"})
    assert statuses(here, "in") == [("unchanged", "in/a.txt")]
    ingest(here, "in", metadata={"rights": "CC-BY"})
    assert stated() == (2, {"collection": "X", "rights": "CC-BY"})
    assert statuses(here, "in", metadata={"rights": "CC-BY"}) == [("unchanged", "in/a.txt")]
    (here / "in/a.txt").write_text("b")
    ingest(here, "in")
    assert stated() == (3, {"collection": "X", "rights": "CC-BY"})
    ingest(here, "in", metadata={"rights": ""})
    assert stated() == (4, {"collection": "X"})
    assert statuses(here, "in", metadata={"rights": ""}) == [("unchanged", "in/a.txt")]


def test_a_line_deleted_from_a_sidecar_removes_nothing_and_one_notice_says_so(here):
    files(here / "in", a_txt="a", b_txt="b")
    for name in ("a", "b"):
        (here / f"in/{name}.txt.meta.toml").write_text('title = "T"\nrights = "CC0"\n')
    ingest(here, "in")
    for name in ("a", "b"):
        (here / f"in/{name}.txt.meta.toml").write_text('title = "T"\n')
    rows, _, notices = ingest(here, "in")
    assert [status for status, _, _ in rows] == [Status.UNCHANGED] * 2
    assert len([one for one in notices if "stays" in one]) == 1
    (here / "in/a.txt.meta.toml").write_text('title = "T"\nrights = ""\n')
    assert set(statuses(here, "in")) == {("new-version", "in/a.txt"), ("unchanged", "in/b.txt")}


def test_the_end_of_a_path_names_a_document_while_it_fits_one_only(here):
    from fonds.errors import AmbiguousNameError

    files(here / "one", report_txt="1")
    files(here / "two", report_txt="2", other_txt="3")
    ingest(here, "one", "two")
    with reopened(here.parent) as archive:
        assert archive.get("other.txt").raw == b"3"
        assert archive.get("two/report.txt").raw == b"2"
        with pytest.raises(AmbiguousNameError):
            archive.get("report.txt")


def test_a_withdrawal_leaves_no_trace_in_the_origins(here):
    files(here / "in", secret_txt="s", b_txt="b")
    ingest(here, "in")
    with reopened(here.parent) as archive:
        archive.withdraw("secret.txt", reason="r", authority="a")
    data = (here.parent / "archive/origins.sqlite").read_bytes()
    assert b"secret" not in data
    assert b"b.txt" in data
