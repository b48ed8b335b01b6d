"""Every disk call of a commit fails, lands without an answer, or is the last before a kill.

Whatever happens, the log afterwards is the old one or the new one, whole; it can go on with other
leaves; and no two checkpoints that anybody can have seen contradict each other.
"""

import contextlib
import shutil
from functools import partial
from pathlib import Path

import pytest

from fonds import log
from fonds.errors import FondsError, StorageError
from fonds.formats.tlog.note import Note
from fonds.storage.disk import Disk
from fonds.storage.keys import HeadFile
from fonds.storage.local import LocalStore
from support.faulty_disk import LEAVINGS, Cut, FaultyDisk
from support.logs import KEY, NEXT_KEY, NOON, RING, at, faults, leaves
from support.points import points
from support.states import States

OLD, NEW = 250, 515  # the commit fills two tiles and begins a third


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    """A log of 250 leaves in three commits, with the head kept beside it."""
    root = tmp_path_factory.mktemp("log") / "archive"
    root.mkdir()
    store = LocalStore(root, FaultyDisk())
    head = HeadFile(root.parent / "archive.head", store.disk)
    state = log.start(store, RING, KEY, NOON, head.keep)
    for size in (3, 200, OLD):
        state = log.append(store, state, leaves(state.size, size), KEY, at(size), head.keep)
    store.close()
    return root.parent


def commit(place: Path, disk: Disk) -> None:
    with LocalStore(place / "archive", disk) as store:
        head = HeadFile(place / "archive.head", disk)
        state = log.recover(store, log.read_state(store, RING), head.read(), head.keep)
        log.append(store, state, leaves(OLD, NEW), KEY, at(NEW), head.keep)


def rotate(place: Path, disk: Disk) -> None:
    with LocalStore(place / "archive", disk) as store:
        head = HeadFile(place / "archive.head", disk)
        state = log.recover(store, log.read_state(store, RING), head.read(), head.keep)
        log.rotate(store, state, KEY, NEXT_KEY, at(NEW), head.keep)


def calls(place: Path, tmp_path: Path, action) -> int:
    disk = FaultyDisk()
    action(Path(shutil.copytree(place, tmp_path / "count")), disk)
    return len(disk.calls)


def seen(archive: Path) -> list[Note]:
    """Every checkpoint that lies there for anyone to see."""
    files = [archive / "log/checkpoint", *(archive / "log/checkpoints").iterdir()]
    return [Note.parse(path.read_bytes()) for path in files if path.is_file()]


def check(place: Path, sizes: tuple[int, ...]) -> int:
    """Go on with a log as a new process would, with other leaves; return the size found."""
    signed = seen(place / "archive")
    with LocalStore(place / "archive", FaultyDisk()) as store:
        head = HeadFile(place / "archive.head", store.disk)
        as_read = log.read_state(store, RING, head.read())  # a reader, before anything is mended
        assert as_read.size in sizes
        assert faults_of_reader(store, as_read) == []
        state = log.recover(store, as_read, head.read(), head.keep)
        assert state.size in sizes
        assert list(log.entries(store, state, 0, OLD)) == leaves(0, OLD)
        found = state.size
        key = NEXT_KEY if state.ring != RING else KEY
        others = [leaf.replace(b"version", b"another") for leaf in leaves(0, 300)]
        state = log.append(store, state, others, key, at(9999), head.keep)
        assert faults(store, state) == []
        for note in signed:
            log.check_head(store, state, bytes(note))
        assert head.read() == bytes(state.note)
    return found


def faults_of_reader(store: LocalStore, state: log.LogState) -> list[tuple[str, str]]:
    """Faults, but for an unfinished commit: signed and not yet published is no damage."""
    newer = [("F403", f"log/checkpoints/{size}") for size in (OLD + 1, NEW)]
    return [fault for fault in faults(store, state) if fault not in newer]


@pytest.mark.parametrize("fault", ["lost", "landed", "cut"])
@pytest.mark.parametrize(("action", "size"), [(commit, NEW), (rotate, OLD + 1)])
def test_a_commit_survives_any_one_call(before, tmp_path, fault, action, size):
    total = calls(before, tmp_path, action)
    assert total > 30
    found, states = set(), States()
    for number in points(total):
        place = Path(shutil.copytree(before, tmp_path / "at"))
        try:
            action(place, FaultyDisk(number, fault))
        except (StorageError, Cut):
            pass
        else:
            assert fault != "cut" or number > total - 5  # only tidying may fail in silence
        found.add(states.once(place, partial(check, place, (OLD, size))))
        shutil.rmtree(place)
    assert found == {OLD, size}


@pytest.mark.parametrize("leaving", LEAVINGS)
@pytest.mark.parametrize(("action", "size"), [(commit, NEW), (rotate, OLD + 1)])
def test_a_commit_survives_a_power_cut_at_any_call(before, tmp_path, leaving, action, size):
    total, states = calls(before, tmp_path, action), States()
    for number in points(total + 1):
        place = Path(shutil.copytree(before, tmp_path / "at"))
        disk = FaultyDisk(number, "cut", root=place)
        acknowledged = False
        try:
            action(place, disk)
            acknowledged = True
        except Cut:
            pass
        left = disk.synced.survivors(tmp_path / "left", leaving, seed=number)
        found = states.once(left, partial(check, left, (OLD, size)))
        assert not acknowledged or found == size
        shutil.rmtree(place)
        shutil.rmtree(left)


@pytest.mark.parametrize("fault", ["lost", "landed", "cut"])
def test_recovery_survives_any_one_call(before, tmp_path, fault):
    done = Path(shutil.copytree(before, tmp_path / "done"))
    commit(done, FaultyDisk())
    head = (before / "archive/log/checkpoint").read_bytes()
    for path in (done / "archive/log/checkpoint", done / "archive.head"):
        path.chmod(0o600)
        path.write_bytes(head)  # as a kill between step 2 and step 3 leaves it

    def recover(place, disk):
        with LocalStore(place / "archive", disk) as store:
            kept = HeadFile(place / "archive.head", disk)
            log.recover(store, log.read_state(store, RING), kept.read(), kept.keep)

    total, states = calls(done, tmp_path, recover), States()
    for number in points(total):
        place = Path(shutil.copytree(done, tmp_path / "at"))
        with contextlib.suppress(StorageError, Cut):
            recover(place, FaultyDisk(number, fault))
        assert states.once(place, partial(check, place, (OLD, NEW))) == NEW
        shutil.rmtree(place)


@pytest.mark.parametrize("fault", ["lost", "landed", "cut"])
def test_a_start_survives_any_one_call(tmp_path, fault):
    def start(place, disk):
        with LocalStore(place, disk) as store:
            return log.start(store, RING, KEY, NOON)

    empty = tmp_path / "empty"
    empty.mkdir()
    total = calls(empty, tmp_path, start)
    for number in points(total):
        place = tmp_path / "at"
        place.mkdir()
        with contextlib.suppress(StorageError, Cut):
            start(place, FaultyDisk(number, fault))
        with LocalStore(place, FaultyDisk()) as store:
            state = log.start(store, RING, KEY, at(1))
            state = log.append(store, state, leaves(0, 3), KEY, at(3))
            assert faults(store, state) == []
        shutil.rmtree(place)


def test_a_full_disk_harms_nothing(before, tmp_path):
    states = States()
    for number in points(calls(before, tmp_path, commit) - 1):
        place = Path(shutil.copytree(before, tmp_path / "at"))
        with pytest.raises(FondsError) if number < 30 else _any():
            commit(place, FaultyDisk(number, "lost", code=28, sticky=True))
        states.once(place, partial(check, place, (OLD, NEW)))
        shutil.rmtree(place)


class _any:  # noqa: N801 - reads like the other branch
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return kind is not None and issubclass(kind, FondsError)
