"""Links in the way, a place inside the archive, keys that others read: storage, prove/file."""

import shutil

import pytest

from fonds.errors import LinkedFolderError, MissingKeyError, OpenKeyError, UsageError
from support.archives import files, new_archive, reopened

FOLDERS = ("staging", "bundles", "log", "log/tile", "log/tile/entries", "log/checkpoints")


@pytest.fixture
def home(tmp_path):
    source = files(tmp_path / "in", a_txt="a")
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
    return tmp_path


def content(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_folder_that_is_a_link_or_a_file_is_refused(home, folder, kind):
    outside = home / "outside"
    (outside / "2024-photos").mkdir(parents=True)
    (outside / "2024-photos/one.jpg").write_text("x")
    place = home / "archive" / folder
    if place.is_dir():
        shutil.move(place, home / "moved")
    if kind == "link":
        place.symlink_to(outside)
    else:
        place.write_text("no folder")
    before = content(outside)
    (home / "in/b.txt").write_text("b")
    with pytest.raises(LinkedFolderError), reopened(home) as archive:
        archive.ingest([home / "in"], jobs=0)
    assert content(outside) == before


def test_a_folder_of_a_day_that_is_a_link_is_refused(home):
    (bundle,) = (home / "archive/bundles").rglob("*.wacz")
    shutil.move(bundle.parent, home / "day")
    bundle.parent.symlink_to(home / "day")
    with reopened(home) as archive, pytest.raises(LinkedFolderError):
        _ = archive.get("a.txt").raw


def test_the_archive_itself_may_be_a_link(home):
    shutil.move(home / "archive", home / "elsewhere")
    (home / "archive").symlink_to(home / "elsewhere")
    (home / "in/b.txt").write_text("b")
    with reopened(home) as archive:
        archive.ingest([home / "in"], jobs=0)
        assert archive.get("b.txt").raw == b"b"
        assert archive.verify(jobs=0).ok


def test_the_sweep_leaves_folders_of_others(home):
    for name in ("2024-photos 1", "12-Photos", "2024-01-01", "7-0123456789abcdef-x"):
        folder = home / "archive/staging" / name
        folder.mkdir(parents=True)
        (folder / "one.jpg").write_text("x")
    (home / "in/b.txt").write_text("b")
    with reopened(home) as archive:
        archive.ingest([home / "in"], jobs=0)
    assert len(list((home / "archive/staging").rglob("one.jpg"))) == 4


def test_evidence_is_not_written_into_the_archive(home):
    for place in ("archive/e.wacz", "archive/bundles/e.wacz", "in/../archive/e.wacz"):
        with reopened(home) as archive, pytest.raises(UsageError):
            archive.prove("a.txt", home / place)


def test_a_key_that_others_read_is_refused_and_a_linked_one_is_followed(home):
    key = home / "key"
    shutil.move(key, home / "secret")
    key.symlink_to(home / "secret")
    (home / "in/b.txt").write_text("b")
    with reopened(home) as archive:
        archive.ingest([home / "in"], jobs=0)
    for mode in (0o640, 0o604, 0o666, 0o620):
        (home / "secret").chmod(mode)
        (home / "in/c.txt").write_text(str(mode))
        with reopened(home) as archive, pytest.raises((OpenKeyError, MissingKeyError)):
            archive.ingest([home / "in"], jobs=0)
