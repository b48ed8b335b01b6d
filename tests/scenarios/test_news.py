"""A handle that stays open while another writes: news is no damage."""

import os
import shutil

import pytest

from fonds.archive import version as version_module
from fonds.errors import RollbackError
from support.archives import files, new_archive, reopened


@pytest.fixture
def pair(tmp_path):
    """A writer, and a reader who has the log and the catalogue open as they were at first."""
    source = files(tmp_path / "in", x_txt="one", y_txt="y")
    with new_archive(tmp_path) as writer, reopened(tmp_path) as reader:
        writer.ingest([str(source)], jobs=0)
        assert reader.get("x.txt").raw == b"one"
        files(source, x_txt="two")
        writer.ingest([str(source)], jobs=0)
        yield writer, reader


def test_a_version_that_came_since_is_read(pair):
    _, reader = pair
    assert reader.get("x.txt").raw == b"two"
    assert [version.raw for version in reader.versions("x.txt")] == [b"one", b"two"]
    assert {d.identifier: d.latest.raw for d in reader.documents()} == {
        "file:///in/x.txt": b"two",
        "file:///in/y.txt": b"y",
    }


def test_a_version_that_came_since_is_proven_first_thing(pair, tmp_path):
    writer, reader = pair
    assert len(reader.prove(["x.txt"], tmp_path / "evidence.wacz").versions) == 1
    assert reader.handle.state.size == writer.handle.state.size


def test_a_reader_of_an_archive_that_was_empty_sees_what_came(tmp_path):
    with new_archive(tmp_path) as writer, reopened(tmp_path) as reader:
        assert list(reader.documents()) == []
        for number in range(4):
            source = files(tmp_path / "in", **{f"f{number}_txt": f"document {number}"})
            writer.ingest([str(source)], jobs=0)
            assert len(list(reader.documents())) == number + 1


def test_a_catalogue_that_was_put_in_anothers_place_is_opened(pair):
    writer, reader = pair
    assert reader.get("x.txt").number == 2
    writer.rebuild_catalog()
    writer.ingest([str(files(writer.path.parent / "more", z_txt="z"))], jobs=0)
    assert reader.get("z.txt").raw == b"z"


def test_a_key_that_took_office_since_is_known(pair, tmp_path):
    from fonds.commit import rotate

    writer, reader = pair
    rotate(writer.handle, writer.now, os.urandom)
    files(tmp_path / "in", x_txt="three")
    writer.ingest([str(tmp_path / "in")], jobs=0)
    assert reader.get("x.txt").raw == b"three"


def test_a_log_that_does_not_go_on_is_no_news(tmp_path):
    """An older copy was put back and written to: the reader was shown another history."""
    source = files(tmp_path / "in", x_txt="one")
    with new_archive(tmp_path) as writer:
        writer.ingest([str(source)], jobs=0)
    shutil.copytree(tmp_path / "archive", tmp_path / "fork" / "archive")
    shutil.copy(tmp_path / "key", tmp_path / "fork" / "key")
    with reopened(tmp_path) as writer:
        writer.ingest([str(files(source, x_txt="two"))], jobs=0)
    with reopened(tmp_path / "fork") as forger:
        for content in ("other", "and another"):
            forger.ingest([str(files(source, x_txt=content))], jobs=0)
    with reopened(tmp_path) as reader:
        assert reader.get("x.txt").raw == b"two"
        (tmp_path / "archive").rename(tmp_path / "moved")
        (tmp_path / "fork" / "archive").rename(tmp_path / "archive")
        with pytest.raises(RollbackError):
            _ = reader.get("x.txt").raw


@pytest.mark.parametrize(
    "read", [lambda v: v.raw, lambda v: b"".join(v.chunks())], ids=["", "chunks"]
)
def test_withdrawals_that_follow_one_another_are_no_damage(tmp_path, monkeypatch, read):
    """After each look at where things are now, the next withdrawal moves them again."""
    source = files(
        tmp_path / "in", **{f"{number}_txt": f"document {number}" for number in range(5)}
    )
    coming = iter(["1.txt", "2.txt", "3.txt"])
    real = version_module.reload_bundle

    def look_and_find_it_moved(*args):
        found = real(*args)
        if name := next(coming, None):
            writer.withdraw(name, reason="r", authority="a")
        return found

    with new_archive(tmp_path) as writer, reopened(tmp_path) as reader:
        writer.ingest([str(source)], jobs=0)
        version = reader.get("4.txt")
        writer.withdraw("0.txt", reason="r", authority="a")
        monkeypatch.setattr(version_module, "reload_bundle", look_and_find_it_moved)
        assert read(version) == b"document 4"
    assert next(coming, None) is None
