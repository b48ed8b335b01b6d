"""An archive's folder: names, reading, writing, making one, refusing a stranger's."""

import os
import stat

import pytest

from fonds.errors import (
    AlreadyWrittenError,
    FondsError,
    ForeignFolderError,
    FormatError,
    MissingFileError,
    NoSpaceError,
    StorageError,
    UnknownVersionError,
)
from fonds.storage import local, locks
from fonds.storage.disk import Disk
from fonds.storage.local import LocalStore, create_root, is_archive
from support.faulty_disk import FaultyDisk


@pytest.fixture
def store(tmp_path):
    with create_root(tmp_path / "archive") as one:
        yield one


WRONG = ["", "/", "/etc/passwd", "..", "../x", "a/../b", "a//b", "a/", "./a", ".hidden", "a/.lock"]
WRONG += ["a\0b", "a\\b", "a\nb", "a b", "é", "a:b", "-a", "x" * 256, "a/~root", "staging/.lock"]


@pytest.mark.parametrize("name", WRONG)
def test_names_that_could_lead_astray_are_refused(name, store):
    for use in (store.read, store.exists, store.size, store.open, store.delete, store.settle):
        with pytest.raises(StorageError):
            use(name)
    for write in (store.create, store.replace):
        with pytest.raises(StorageError):
            write(name, b"data")
    with pytest.raises(StorageError):
        store.create_many([("fine", b""), (name, b"")])
    with pytest.raises(StorageError):
        store.publish(store.root / "x", name)


def test_what_is_created_is_read(store):
    store.create("log/tile/0/x001/234.p/8", b"data")
    assert store.read("log/tile/0/x001/234.p/8") == b"data"
    assert store.size("log/tile/0/x001/234.p/8") == 4
    assert store.exists("log/tile/0/x001/234.p/8")
    assert not store.exists("log/tile/0/x001")
    assert not store.exists("log/tile/0/x001/234.p/8/9")
    with store.open("log/tile/0/x001/234.p/8") as file:
        assert file.read() == b"data"
        with pytest.raises(OSError, match="write"):
            file.write(b"x")


def test_what_is_absent_is_missing(store):
    for use in (store.read, store.size, store.open, store.settle):
        with pytest.raises(MissingFileError):
            use("log/checkpoint")
    store.delete("log/checkpoint")
    assert not store.exists("log/checkpoint")


def test_reading_is_bounded(store):
    store.create("file", b"12345")
    assert store.read("file", 5) == b"12345"
    with pytest.raises(FormatError):
        store.read("file", 4)


def test_a_link_in_a_files_place_is_not_followed(store, tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    (store.root / "link").symlink_to(tmp_path / "secret")
    assert not store.exists("link")
    for use in (store.read, store.open):
        with pytest.raises(StorageError):
            use("link")
    with pytest.raises(FondsError):
        store.create("link", b"secret")
    store.replace("link", b"new")
    assert (tmp_path / "secret").read_bytes() == b"secret"
    assert store.read("link") == b"new"


def test_created_is_for_good_and_replaced_is_not(store):
    store.create("file", b"one")
    store.create("file", b"one")
    with pytest.raises(AlreadyWrittenError):
        store.create("file", b"two")
    store.replace("file", b"two")
    assert store.read("file") == b"two"
    store.delete("file")
    store.create("file", b"three")
    assert store.read("file") == b"three"


def test_names_come_lazily_in_bytewise_order_strangers_included(store):
    names = ["a.p/8", "a", "a0", "b/c/d", "b/c.d", "B"]
    store.create_many((f"log/{name}", b"") for name in names)
    (store.root / "log" / "link").symlink_to("/")
    os.mkfifo(store.root / "log" / ".hidden")
    (store.root / "log" / "empty").mkdir()
    expected = sorted(f"log/{name}" for name in [*names, "link", ".hidden"])
    assert list(store.names("log")) == expected
    assert list(store.names("log/b")) == ["log/b/c.d", "log/b/c/d"]
    assert list(store.names("log/a0")) == []
    assert list(store.names("absent")) == []
    assert set(store.names()) >= {"0=fonds_1.0", *expected}
    with pytest.raises(StorageError):
        next(store.names("../x"))


def test_folders_are_as_private_as_the_archive(tmp_path):
    os.umask(previous := os.umask(0o022))
    for mode in (0o700, 0o755):
        root = tmp_path / f"{mode:o}"
        create_root(root).close()
        assert stat.S_IMODE(root.stat().st_mode) == 0o700
        root.chmod(mode)
        with LocalStore(root) as store:
            store.create("log/checkpoint", b"")
        assert stat.S_IMODE((root / "log").stat().st_mode) == mode & ~previous
        assert stat.S_IMODE((root / "log/checkpoint").stat().st_mode) == 0o444


def test_nothing_is_left_in_staging(store):
    store.create("a", b"")
    store.replace("a", b"b")
    store.create_many([("c", b"")])
    store.close()
    assert [path.name for path in (store.root / "staging").iterdir()] == []
    store.create("d", b"")  # a closed store makes itself a new scratch folder


def test_reading_alone_writes_nothing(store):
    store.create("log/checkpoint", b"x")
    disk = FaultyDisk()
    with LocalStore(store.root, disk) as reader:
        reader.read("log/checkpoint")
        list(reader.names())
        reader.exists("absent")
        reader.free_space()
        reader.file_system()
    assert disk.calls == []


# --- making one --------------------------------------------------------------------------------
def test_an_archive_is_made_once_and_then_opened(tmp_path):
    root = tmp_path / "new" / "archive"
    assert not is_archive(root)
    create_root(root).close()
    assert is_archive(root)
    assert (root / "0=fonds_1.0").read_bytes() == b"fonds_1.0\n"
    (root / "something").touch()
    disk = FaultyDisk()
    assert create_root(root, disk).root == root
    assert disk.calls == []


@pytest.mark.parametrize("name", ["lost+found/", ".DS_Store", ".gitkeep", ".fonds-12-0.tmp"])
def test_what_systems_leave_by_themselves_counts_as_nothing(name, tmp_path):
    (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).touch()
    create_root(tmp_path).close()
    assert is_archive(tmp_path)


@pytest.mark.parametrize("name", ["README.txt", ".git/", "fonds.json", ".fonds-x.tmp", "bundles/"])
def test_a_foreign_folder_is_refused_and_untouched(name, tmp_path):
    (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).touch()
    with pytest.raises(ForeignFolderError):
        create_root(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_is_no_archive(tmp_path):
    (tmp_path / "file").touch()
    assert not is_archive(tmp_path / "file")
    assert not is_archive(tmp_path / "file" / "below")
    with pytest.raises(ForeignFolderError):
        create_root(tmp_path / "file")
    (tmp_path / "dangling").symlink_to("absent")
    with pytest.raises(ForeignFolderError):
        create_root(tmp_path / "dangling")


def test_an_archive_of_another_format_is_not_touched(tmp_path):
    (tmp_path / "0=fonds_2.0").touch()
    for use in (is_archive, create_root):
        with pytest.raises(UnknownVersionError):
            use(tmp_path)


# --- the room, and the ground -------------------------------------------------------------------
def test_writing_is_not_begun_without_room(store, monkeypatch):
    monkeypatch.setattr(LocalStore, "free_space", lambda _self: 100_000_000)
    store.require_space()
    store.require_space(50_000_000)
    with pytest.raises(NoSpaceError):
        store.require_space(50_000_001)
    monkeypatch.setattr(LocalStore, "free_space", lambda _self: local.RESERVE - 1)
    with pytest.raises(NoSpaceError):
        store.require_space()


def test_free_space_is_what_df_says(store):
    room = os.statvfs(store.root)
    assert abs(store.free_space() - room.f_bavail * room.f_frsize) < 1 << 30
    with pytest.raises(StorageError):
        LocalStore(store.root / "absent").free_space()


MOUNTS = """\
21 1 {device} / /archive rw,relatime shared:1 - {kind} server:/export rw
22 1 0:1 / /proc rw - proc proc rw
"""


@pytest.mark.parametrize(
    ("kind", "promised"), [("ext4", True), ("xfs", True), ("nfs4", False), ("fuse.sshfs", False)]
)
def test_network_file_systems_promise_nothing(kind, promised, store, monkeypatch):
    device = store.root.stat().st_dev
    text = MOUNTS.format(device=f"{os.major(device)}:{os.minor(device)}", kind=kind)
    monkeypatch.setattr(locks.Path, "read_text", lambda *_: text)
    assert store.file_system() == kind
    assert store.locks_promised() is promised


def test_an_unknown_file_system_is_given_the_benefit_of_the_doubt(store, monkeypatch):
    monkeypatch.setattr(locks.Path, "read_text", lambda *_: "")
    assert store.file_system() is None
    assert store.locks_promised()
    assert locks.file_system(store.root / "absent") is None


@pytest.mark.parametrize("call", ["lstat", "statvfs"])
def test_a_failing_disk_is_a_storage_error(call, store, monkeypatch):
    def broken(*_args, **_kwargs):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(local.os, call, broken)
    with pytest.raises(StorageError):
        store.exists("file") if call == "lstat" else store.free_space()


@pytest.mark.parametrize("call", ["listdir", "scandir"])
def test_a_folder_that_cannot_be_listed_is_a_storage_error(call, store, monkeypatch):
    def broken(*_args, **_kwargs):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(local.os, call, broken)
    with pytest.raises(StorageError):
        is_archive(store.root) if call == "listdir" else list(store.names())


def test_each_store_has_a_disk_of_its_own(tmp_path):
    create_root(tmp_path / "a").close()
    assert LocalStore(tmp_path / "a").disk is not LocalStore(tmp_path / "a").disk
    assert isinstance(LocalStore(str(tmp_path / "a")).disk, Disk)
