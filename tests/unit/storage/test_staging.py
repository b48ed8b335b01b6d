"""Staging: files on their way, folders that are swept when their owner is dead."""

import contextlib
import errno
import fcntl
import gc
import os
import stat

import pytest

from fonds.errors import LockedError, NoSpaceError, NotDurableError, StorageError
from fonds.storage.disk import Disk
from fonds.storage.local import LocalStore, create_root, open_staged
from fonds.storage.staged import BUFFER
from fonds.storage.staging import sweep
from support.faulty_disk import Cut, FaultyDisk


@pytest.fixture
def store(tmp_path):
    with create_root(tmp_path / "archive") as one:
        yield one


def folders(store):
    return sorted(path.name for path in (store.root / "staging").iterdir() if path.is_dir())


# --- files --------------------------------------------------------------------------------------
def test_a_staged_file_is_written_patched_checked_and_published(store):
    with store.staging("ab") as staging:
        file = staging.file("bundle.wacz")
        file.write(b"PK....")
        file.write(b"x" * (BUFFER + 1))
        file.write(memoryview(b"end"))
        size = file.tell()
        assert size == 6 + BUFFER + 1 + 3
        file.seek(2)
        file.write(b"1234")
        file.seek(0, os.SEEK_END)
        assert file.tell() == size
        file.seal()
        assert file.closed
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o444
        data = file.path.read_bytes()
        assert data == b"PK1234" + b"x" * (BUFFER + 1) + b"end"
        store.publish(file, "bundles/b.wacz")
        assert not file.path.exists()
    assert store.read("bundles/b.wacz") == data
    assert folders(store) == []


def test_publishing_seals_and_syncs_the_file_once(store):
    disk = FaultyDisk()
    with LocalStore(store.root, disk) as other, other.staging("ab") as staging:
        with staging.file("one") as file:
            file.write(b"data")
        sealed = staging.file("two")
        sealed.seal()
        sealed.seal()
        other.publish(sealed, "two")
        assert [call for call, _ in disk.calls].count("fsync") == 1
        other.publish(file.path, "one")
        assert [call for call, _ in disk.calls].count("fsync") == 2
        never = staging.file("never")
        never.close()
        with pytest.raises(ValueError, match="closed"):
            other.publish(never, "never")


def test_a_staged_file_is_a_file(store):
    with store.staging("ab") as staging, staging.file("x") as file:
        assert file.readable()
        assert file.writable()
        assert file.seekable()
        file.write(b"hello world")
        file.seek(6)
        assert file.read(3) == b"wor"
        assert file.read() == b"ld"
        assert file.truncate(5) == 5
        assert file.seek(0) == 0
        buffer = bytearray(8)
        assert file.readinto(buffer) == 5
        file.write(b"!")
        assert file.truncate() == 6
        file.flush()
        assert file.path.read_bytes() == b"hello!"
        with pytest.raises(StorageError):
            staging.file("x")
        with pytest.raises(StorageError):
            staging.file("../x")


def test_a_closed_file_takes_nothing_more(store):
    with store.staging("ab") as staging:
        file = staging.file("x")
        file.close()
        file.close()
        for use in (lambda: file.write(b"x"), file.tell, file.fileno, file.seal):
            with pytest.raises(ValueError, match="closed"):
                use()


def test_a_failed_block_leaves_no_file(store):
    with store.staging("ab") as staging:
        with contextlib.suppress(KeyError), staging.file("x") as file:
            file.write(b"half")
            raise KeyError
        assert not file.path.exists()


def test_a_forgotten_file_makes_no_noise(store):
    with store.staging("ab") as staging:
        file = staging.file("x")
        file.write(b"gathered")
        descriptor = file.fileno()
        del file
        gc.collect()
        with pytest.raises(OSError, match="Bad file"):
            os.fstat(descriptor)
        assert (staging.path / "x").read_bytes() == b""


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 1, BUFFER, 3 * BUFFER])
@pytest.mark.parametrize("fault", ["lost", "landed", "cut"])
def test_a_fault_at_any_call_is_told_and_not_repeated(size, fault, tmp_path):
    def write(disk, path):
        with open_staged(disk, path) as file:
            file.write(b"x" * size)
            file.seek(0)
            file.write(b"y")
            file.seal()

    write(sound := FaultyDisk(), tmp_path / "sound")
    for number in range(1, len(sound.calls) + 1):
        disk = FaultyDisk(number, fault, code=errno.ENOSPC)
        call = sound.calls[number - 1][0]
        expected = Cut if fault == "cut" else NotDurableError if call == "fsync" else NoSpaceError
        with pytest.raises(expected):
            write(disk, tmp_path / f"{number}")
    gc.collect()  # a file that was not closed would be told now


def test_a_worker_writes_into_its_parents_folder(store):
    with store.staging("ab") as staging:
        with open_staged(Disk(), staging.path / "segment") as file:
            file.write(b"data")
        assert (staging.path / "segment").read_bytes() == b"data"
    with pytest.raises(StorageError):
        open_staged(Disk(), staging.path / "segment")


# --- folders ------------------------------------------------------------------------------------
def test_a_staging_folder_is_private_and_ones_own(store):
    with store.staging("ab") as one, store.staging("ab") as two:
        assert one.path != two.path
        assert stat.S_IMODE(one.path.stat().st_mode) == 0o700
        assert one.path.name == f"{os.getpid()}-ab"
        assert store.sweep() == 0
    assert folders(store) == []
    with pytest.raises(StorageError):
        store.staging("../x")


def test_closing_twice_or_never_is_no_harm(store):
    staging = store.staging("ab")
    staging.file("x").write(b"")
    staging.close()
    staging.close()
    left = store.staging("left")
    del left
    gc.collect()
    assert folders(store) == [f"{os.getpid()}-left"]
    assert store.sweep() == 1
    assert folders(store) == []


def test_what_dead_writers_left_is_swept_and_nothing_else(store):
    staging = store.root / "staging"
    with store.staging("living") as living:
        for name in ("1-dead", "2-half-swept", "3-scratch"):
            (staging / name).mkdir()
        (staging / "1-dead" / ".lock").touch()
        (staging / "1-dead" / "bundle").write_bytes(b"half")
        (staging / "3-scratch" / "file").touch()
        (staging / "notes").mkdir()
        (staging / "4-file").touch()
        (staging / "5-link").symlink_to(store.root)
        assert store.sweep() == 2
        left = {"5-link", living.path.name, "notes"}
        assert set(folders(store)) == left
        assert store.sweep() == 0
    assert LocalStore(store.root / "absent").sweep() == 0


@pytest.mark.parametrize(
    "name",
    ["2024-photos", "1-scratchpad", "7-catalogue", "12-0123456789ABCDEF", "3-scratch-x", "5-"],
)
def test_a_folder_of_somebodys_own_is_not_swept(name, store):
    own = store.root / "staging" / name
    own.mkdir(parents=True)
    (own / "one.jpg").write_bytes(b"x")
    assert store.sweep() == 0
    assert (own / "one.jpg").read_bytes() == b"x"
    assert [path.name for path in own.iterdir()] == ["one.jpg"]


@pytest.mark.parametrize("name", ["1-scratch", "2-catalog", "3-withdraw-0", "4-" + "0af9" * 4])
def test_a_folder_of_ours_is_swept_though_its_lock_is_lost(name, store):
    left = store.root / "staging" / name
    left.mkdir(parents=True)
    (left / "segment").write_bytes(b"x")
    assert store.sweep() == 1
    assert not left.exists()


@pytest.mark.parametrize("moment", ["mkdir", "flock"])
def test_a_folder_swept_while_it_is_made_is_made_again(moment, store):
    """The owner makes the folder, a sweeper comes, then the owner takes its lock."""

    class Swept(Disk):
        times = 3

        def meddle(self, now, path):
            if now == moment and self.times and "staging/" in str(path):
                self.times -= 1
                sweep(Disk(), store.root / "staging")

        def mkdir(self, path, mode):
            super().mkdir(path, mode)
            self.meddle("mkdir", path)

        def flock(self, descriptor, operation, path):
            self.meddle("flock", path)
            super().flock(descriptor, operation, path)

    disk = Swept()
    with LocalStore(store.root, disk) as other, other.staging("ab") as staging:
        assert disk.times == 0
        with staging.file("x") as file:
            file.write(b"data")
        assert store.sweep() == 0
        assert file.path.exists()


def test_a_folder_locked_by_a_sweeper_is_left_to_it(store):
    class Held(Disk):
        held = None

        def flock(self, descriptor, operation, path):
            if self.held is None:
                self.held = os.open(path, os.O_RDWR)
                fcntl.flock(self.held, fcntl.LOCK_EX)
            super().flock(descriptor, operation, path)

    disk = Held()
    with LocalStore(store.root, disk) as other, other.staging("ab") as staging:
        assert staging.path.name.startswith(f"{os.getpid()}-ab-")
    os.close(disk.held)


# --- the writer's lock --------------------------------------------------------------------------
class Clock:
    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def test_there_is_one_writer(store):
    with store.lock(), pytest.raises(LockedError), LocalStore(store.root).lock():
        pass
    with store.lock():
        pass


def test_waiting_tells_once_and_ends_on_time(store):
    clock, told = Clock(), []
    waiting = store.lock(wait=1, notify=lambda: told.append(1), clock=clock, sleep=clock.sleep)
    with store.lock(), pytest.raises(LockedError), waiting:
        pass
    assert told == [1]
    assert sum(clock.slept) == pytest.approx(1)
    assert len(clock.slept) >= 10


@pytest.mark.parametrize("wait", [None, 3600])
def test_waiting_ends_when_the_other_is_done(wait, store):
    clock = Clock()
    other = store.lock()
    other.__enter__()

    def sleep(seconds):
        clock.sleep(seconds)
        if len(clock.slept) == 5:
            other.__exit__(None, None, None)

    with store.lock(wait=wait, clock=clock, sleep=sleep):
        assert len(clock.slept) == 5


def test_nobody_is_told_when_there_is_nothing_to_wait_for(store):
    told = []
    first, second = (store.lock(wait=wait, notify=lambda: told.append(1)) for wait in (5, 0))
    with first, pytest.raises(LockedError), second:
        pass
    assert told == []


def test_a_lock_file_that_was_removed_excludes_nobody_and_is_made_again(store):
    class Removed(Disk):
        done = False

        def flock(self, descriptor, operation, path):
            super().flock(descriptor, operation, path)
            if not self.done:
                self.done = True
                path.unlink()

    with LocalStore(store.root, Removed()).lock(), pytest.raises(LockedError), store.lock():
        pass


def test_a_file_system_without_locks_is_a_storage_error(store):
    disk = FaultyDisk(at=3, code=errno.ENOLCK)
    with pytest.raises(StorageError) as caught, LocalStore(store.root, disk).lock():
        pass
    assert caught.value.facts["call"] == "flock"
    with pytest.raises(StorageError):
        LocalStore(store.root / "absent").lock()
