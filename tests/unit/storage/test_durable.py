"""What each durable write does on a sound disk. How it fails: tests/crash."""

import ctypes
import errno
import os
import stat

import pytest

from fonds.errors import (
    AlreadyWrittenError,
    FormatError,
    MissingFileError,
    NotDurableError,
    StorageError,
)
from fonds.storage import disk as disk_module
from fonds.storage import durable
from fonds.storage.disk import Disk
from support.faulty_disk import FaultyDisk


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def calls(disk):
    return [call for call, _ in disk.calls]


def test_write_once_writes_a_read_only_file_and_nothing_else(tmp_path):
    path = tmp_path / "a" / "b" / "file"
    durable.write_once(Disk(), path, b"data")
    assert path.read_bytes() == b"data"
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert names(path.parent) == ["file"]


def test_the_order_of_write_once_is_bytes_then_name_then_folder(tmp_path):
    disk = FaultyDisk()
    durable.write_once(disk, tmp_path / "file", b"data")
    order = ["open_new", "write", "fchmod", "fsync", "close", "link", "unlink", "fsync_dir"]
    assert calls(disk) == order


def test_the_same_bytes_are_written_once(tmp_path):
    durable.write_once(Disk(), tmp_path / "file", b"data")
    inode = (tmp_path / "file").stat().st_ino
    durable.write_once(Disk(), tmp_path / "file", b"data")
    assert (tmp_path / "file").stat().st_ino == inode


@pytest.mark.parametrize("other", [b"", b"dat", b"Data", b"data and more"])
def test_other_bytes_are_never_overwritten(other, tmp_path):
    durable.write_once(Disk(), tmp_path / "file", b"data")
    (tmp_path / "staged").write_bytes(other)
    with pytest.raises(AlreadyWrittenError):
        durable.write_once(Disk(), tmp_path / "file", other)
    with pytest.raises(AlreadyWrittenError):
        durable.write_batch(Disk(), [(tmp_path / "new", b"new"), (tmp_path / "file", other)])
    with pytest.raises(AlreadyWrittenError):
        durable.publish(Disk(), tmp_path / "staged", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"data"
    assert not list(tmp_path.glob(".fonds-*"))


def test_a_writer_that_was_overtaken_compares(tmp_path):
    class Overtaken(Disk):
        def link(self, source, target):
            target.write_bytes(self.faster)
            super().link(source, target)

    disk = Overtaken()
    disk.faster = b"data"
    durable.write_once(disk, tmp_path / "same", b"data")
    disk.faster = b"other"
    with pytest.raises(AlreadyWrittenError):
        durable.write_once(disk, tmp_path / "other", b"data")
    with pytest.raises(AlreadyWrittenError):
        durable.write_batch(disk, [(tmp_path / f"b{n}", b"data") for n in range(40)])
    assert not list(tmp_path.glob(".fonds-*"))


def test_a_stale_temporary_name_is_stepped_over(tmp_path, monkeypatch):
    monkeypatch.setattr(durable, "_numbers", iter(range(5)))
    (tmp_path / f".fonds-{os.getpid()}-0.tmp").write_bytes(b"left by a dead process")
    durable.write_once(Disk(), tmp_path / "file", b"data")
    assert (tmp_path / "file").read_bytes() == b"data"


def test_replace_puts_new_bytes_in_place_of_read_only_old_ones(tmp_path):
    for data in (b"one", b"two", b""):
        durable.replace(Disk(), tmp_path / "file", data)
        assert (tmp_path / "file").read_bytes() == data
    assert names(tmp_path) == ["file"]


def test_temporary_files_may_lie_elsewhere(tmp_path):
    (tmp_path / "temps").mkdir()
    disk = FaultyDisk()
    durable.write_once(disk, tmp_path / "x" / "file", b"data", temps=tmp_path / "temps")
    opened = [path for call, path in disk.calls if call == "open_new"]
    assert [path.parent for path in opened] == [tmp_path / "temps"]
    assert names(tmp_path / "temps") == []
    with pytest.raises(StorageError):
        durable.write_once(disk, tmp_path / "file", b"data", temps=tmp_path / "absent")


def test_a_small_batch_fsyncs_each_file_and_each_folder_once(tmp_path):
    disk = FaultyDisk()
    durable.write_batch(disk, [(tmp_path / str(n), b"x") for n in range(7)])
    assert calls(disk).count("fsync") == 7
    assert calls(disk).count("fsync_dir") == 1
    assert calls(disk).count("syncfs") == 0


@pytest.mark.parametrize("reports", [True, False])
def test_a_large_batch_syncs_its_file_system_once_where_that_is_safe(
    reports, tmp_path, monkeypatch
):
    monkeypatch.setattr(durable, "syncfs_reports", lambda: reports)
    disk = FaultyDisk()
    durable.write_batch(disk, ((tmp_path / str(n), b"x") for n in range(1100)))
    assert calls(disk).count("fsync") == (0 if reports else 1100)
    assert calls(disk).count("syncfs") == (4 if reports else 0)  # 1024 files at a time
    assert calls(disk).count("fsync_dir") == (0 if reports else 2)
    assert calls(disk).index("link") > calls(disk).index("write")
    assert len(names(tmp_path)) == 1100


def test_an_empty_batch_does_nothing(tmp_path):
    disk = FaultyDisk()
    durable.write_batch(disk, [])
    assert disk.calls == []


@pytest.mark.parametrize(
    ("system", "release", "reports"),
    [
        ("Linux", "6.1.0-9-amd64", True),
        ("Linux", "5.8.0", True),
        ("Linux", "5.7.19", False),
        ("Linux", "unknown", False),
        ("Darwin", "24.1.0", False),
    ],
)
def test_syncfs_is_believed_only_where_it_reports_errors(system, release, reports, monkeypatch):
    uname = os.uname_result((system, "host", release, "", ""))
    monkeypatch.setattr(os, "uname", lambda: uname)
    assert disk_module.syncfs_reports.__wrapped__() is reports


def test_the_real_syncs_run_and_fail_honestly(tmp_path):
    disk = Disk()
    disk.fsync_dir(tmp_path)
    disk.syncfs(tmp_path)
    with pytest.raises(NotDurableError):
        disk.syncfs(tmp_path / "absent")
    assert disk.stopped


def test_interrupted_and_failed_syncfs(tmp_path, monkeypatch):
    answers = [errno.EINTR, errno.EINTR, errno.EIO]

    class Library:
        def syncfs(self, _descriptor):
            ctypes.set_errno(answers.pop(0))
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Library())
    with pytest.raises(NotDurableError) as caught:
        Disk().syncfs(tmp_path)
    assert caught.value.facts["reason"] == os.strerror(errno.EIO)
    assert answers == []


def test_publish_moves_a_file_and_makes_it_read_only(tmp_path):
    (tmp_path / "staged").write_bytes(b"bundle")
    durable.publish(Disk(), tmp_path / "staged", tmp_path / "bundles" / "x.wacz")
    assert (tmp_path / "bundles" / "x.wacz").read_bytes() == b"bundle"
    assert stat.S_IMODE((tmp_path / "bundles" / "x.wacz").stat().st_mode) == 0o444
    assert not (tmp_path / "staged").exists()


def test_publishing_what_is_published_completes(tmp_path):
    (tmp_path / "staged").write_bytes(b"bundle" * 400_000)
    os.link(tmp_path / "staged", tmp_path / "linked")
    (tmp_path / "copied").write_bytes(b"bundle" * 400_000)
    for final in ("linked", "copied"):
        (tmp_path / "again").write_bytes(b"bundle" * 400_000)
        durable.publish(Disk(), tmp_path / "again", tmp_path / final)
        assert not (tmp_path / "again").exists()
    durable.publish(Disk(), tmp_path / "staged", tmp_path / "linked")
    assert not (tmp_path / "staged").exists()


def test_a_sealed_file_is_not_synced_again(tmp_path):
    (tmp_path / "staged").write_bytes(b"bundle")
    disk = FaultyDisk()
    durable.publish(disk, tmp_path / "staged", tmp_path / "final", sealed=True)
    assert calls(disk) == ["link", "fsync_dir", "unlink"]


def test_remove_is_durable_even_when_there_is_nothing(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for expected in (["unlink", "fsync_dir"], ["unlink", "fsync_dir"]):
        disk = FaultyDisk()
        durable.remove(disk, tmp_path / "file")
        assert calls(disk) == expected
    durable.remove(Disk(), tmp_path / "absent" / "file")


def test_folders_under_a_settled_one_are_synced_once(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    disk = FaultyDisk()
    disk.settled.add(tmp_path)
    for _ in range(2):
        durable.make_folder(disk, tmp_path / "a" / "b" / "c")
    wanted = [("fsync_dir", tmp_path), ("fsync_dir", tmp_path / "a"), ("mkdir", tmp_path / "a/b/c")]
    assert disk.calls == [*wanted, ("fsync_dir", tmp_path / "a" / "b")]


def test_a_folder_elsewhere_syncs_only_what_was_made(tmp_path):
    disk = FaultyDisk()
    durable.make_folder(disk, tmp_path)
    assert disk.calls == []
    durable.make_folder(disk, tmp_path / "a")
    assert calls(disk) == ["mkdir", "fsync_dir"]
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


def test_a_file_where_a_folder_should_be_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(StorageError):
        durable.write_once(Disk(), tmp_path / "a" / "file", b"")


def test_a_folder_that_another_process_makes_meanwhile_is_welcome(tmp_path):
    class Overtaken(Disk):
        def mkdir(self, path, mode):
            path.mkdir()
            super().mkdir(path, mode)

    durable.write_once(Overtaken(), tmp_path / "a" / "file", b"data")
    assert (tmp_path / "a" / "file").read_bytes() == b"data"


def test_reading_is_bounded_and_takes_regular_files_only(tmp_path):
    (tmp_path / "file").write_bytes(b"data")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "fifo")
    assert durable.read_bounded(tmp_path / "file", 4) == b"data"
    with pytest.raises(FormatError):
        durable.read_bounded(tmp_path / "file", 3)
    with pytest.raises(MissingFileError):
        durable.read_bounded(tmp_path / "absent", 3)
    with pytest.raises(MissingFileError):
        durable.read_bounded(tmp_path / "file" / "below", 3)
    for wrong in ("link", "fifo", ""):
        with pytest.raises(StorageError):
            durable.read_bounded(tmp_path / wrong, 100)
