"""Every call of every durable write, lost, landed and cut; then the power cut after it."""

import contextlib
import errno
import shutil

import pytest

from fonds.errors import NoSpaceError, NotDurableError, NotPermittedError, StorageError
from fonds.storage import durable
from support.faulty_disk import FAULTS, LEAVINGS, Cut, FaultyDisk, count_calls, empty
from support.points import points

OLD, NEW = b"old " * 999, b"new " * 1001
MANY = {f"log/tile/{n % 3}/x{n:03}": bytes([n]) * 50 for n in range(20)}
FEW = dict(list(MANY.items())[:5])


def put(root, files):
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)


def rooted(disk, root):
    disk.settled.add(root)
    return disk


def batch(files):
    def write(disk, root):
        pairs = [(root / name, data) for name, data in files.items()]
        durable.write_batch(rooted(disk, root), pairs)

    return write


def publish(disk, root):
    # The staged file is written by hand: how it came there is not this function's promise.
    if not (root / "staging/bundle").exists() and not (root / "bundles/2026/11/23/b").exists():
        put(root, {"staging/bundle": NEW})
    rooted(disk, root)
    if (root / "staging/bundle").exists():
        durable.publish(disk, root / "staging/bundle", root / "bundles/2026/11/23/b")
    else:  # recovery finds it in place
        durable.settle(disk, root / "bundles/2026/11/23/b")


def cut_remove(disk, root):
    durable.remove(rooted(disk, root), root / "log/old")


# name -> (files before, action, files after)
ACTIONS = {
    "write_once": (
        {},
        lambda disk, root: durable.write_once(rooted(disk, root), root / "log/a/b/c", NEW),
        {"log/a/b/c": NEW},
    ),
    "write_once_again": (
        {"log/a/b/c": NEW},
        lambda disk, root: durable.write_once(rooted(disk, root), root / "log/a/b/c", NEW),
        {"log/a/b/c": NEW},
    ),
    "write_once_unrooted": (
        {},
        lambda disk, root: durable.write_once(disk, root / "keys/a/key", NEW, mode=0o600),
        {"keys/a/key": NEW},
    ),
    "replace": (
        {"log/checkpoint": OLD},
        lambda disk, root: durable.replace(rooted(disk, root), root / "log/checkpoint", NEW),
        {"log/checkpoint": NEW},
    ),
    "replace_nothing": (
        {},
        lambda disk, root: durable.replace(rooted(disk, root), root / "log/checkpoint", NEW),
        {"log/checkpoint": NEW},
    ),
    "publish": ({"staging/bundle": NEW}, publish, {"bundles/2026/11/23/b": NEW}),
    "few": ({}, batch(FEW), FEW),
    "many": ({"log/tile/0/x003": MANY["log/tile/0/x003"]}, batch(MANY), MANY),
    "remove": ({"log/old": OLD}, cut_remove, {}),
}


def finals(root):
    """The files that count: no temporary ones, nothing in staging."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith(".tmp") and "staging" not in path.parts
    }


def check_between(found, before, after):
    """Every file is there as before or as after, or (newly made or removed) not at all."""
    for name, data in found.items():
        assert data in (before.get(name), after.get(name)), name
    for name in before.keys() & after.keys():
        assert name in found


def complete(action, root, after):
    """What was cut is completed by doing it again."""
    action(FaultyDisk(), root)
    assert finals(root) == after


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ACTIONS)
def test_a_write_survives_the_fault_of_any_call(name, fault, tmp_path):
    before, action, after = ACTIONS[name]
    visible = {k: v for k, v in before.items() if not k.startswith("staging/")}
    root, left = tmp_path / "archive", tmp_path / "left"

    put(empty(root), before)
    calls = count_calls(lambda disk: action(disk, root))
    assert calls >= 2
    for number in points(calls, every=3):
        put(empty(root), before)
        disk = FaultyDisk(number, fault, root=root)
        raised = None
        try:
            action(disk, root)
        except (StorageError, Cut) as e:
            raised = e
        assert len(disk.calls) >= number
        check_between(finals(root), visible, after)
        for leaving in LEAVINGS:
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(left)
            survivors = disk.synced.survivors(left, leaving, seed=number)
            check_between(finals(survivors), visible, after)
            if raised is None:  # acknowledged: then no power cut takes it back
                assert finals(survivors) == after
            complete(action, survivors, after)
        complete(action, root, after)


@pytest.mark.parametrize("name", ACTIONS)
def test_what_is_acknowledged_survives_a_power_cut(name, tmp_path):
    before, action, after = ACTIONS[name]
    put(empty(tmp_path / "archive"), before)
    disk = FaultyDisk(root=tmp_path / "archive")
    action(disk, tmp_path / "archive")
    for leaving in LEAVINGS:
        assert finals(disk.synced.survivors(tmp_path / leaving, leaving)) == after


@pytest.mark.parametrize("name", ["write_once", "publish", "few", "many"])
@pytest.mark.parametrize("cut", [1, 2, 3, 5, 7, 9, 11, 15, 20, 40, 60])
def test_visible_is_not_durable(name, cut, tmp_path):
    """What a killed process left was never synced by anybody: it is, before it counts."""
    before, action, after = ACTIONS[name]
    root = tmp_path / "archive"
    put(empty(root), before)
    with contextlib.suppress(Cut):
        action(FaultyDisk(cut, "cut"), root)
    disk = FaultyDisk(root=root, unsynced=True)
    action(disk, root)
    for leaving in LEAVINGS:
        found = finals(disk.synced.survivors(tmp_path / leaving, leaving))
        assert {name: found.get(name) for name in after} == after


def test_a_file_published_twice_is_synced_before_it_counts(tmp_path):
    root = tmp_path / "archive"
    put(empty(root), {"staging/bundle": NEW, "bundles/b": NEW})
    disk = rooted(FaultyDisk(root=root, unsynced=True), root)
    durable.publish(disk, root / "staging/bundle", root / "bundles/b", sealed=True)
    for leaving in LEAVINGS:
        assert finals(disk.synced.survivors(tmp_path / leaving, leaving)) == {"bundles/b": NEW}


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
def test_an_error_has_its_name_and_a_failed_sync_stops_the_writer(name, code, tmp_path):
    before, action, after = ACTIONS[name]
    root = tmp_path / "archive"
    put(empty(root), before)
    for number in points(count_calls(lambda disk: action(disk, root)), every=3):
        put(empty(root), before)
        disk = FaultyDisk(number, "lost", code=code)
        raised = None
        try:
            action(disk, root)
        except StorageError as e:
            raised = e
        call = disk.calls[number - 1][0]
        if raised is None:  # only the removal of a name that no longer matters may fail unseen
            assert call == "unlink"
            assert finals(root) == after
        elif call in ("fsync", "fsync_dir", "syncfs"):
            assert type(raised) is NotDurableError
            with pytest.raises(NotDurableError):
                durable.write_once(disk, root / "later", b"")
            assert not (root / "later").exists()
        else:
            assert type(raised) is {
                errno.EIO: StorageError,
                errno.EROFS: NotPermittedError,
            }.get(code, NoSpaceError)
            assert raised.facts["call"] == call


@pytest.mark.parametrize("name", ACTIONS)
def test_a_disk_that_stays_full_harms_nothing_and_leaves_no_litter_once_it_is_mended(
    name, tmp_path
):
    before, action, after = ACTIONS[name]
    visible = {k: v for k, v in before.items() if not k.startswith("staging/")}
    root = tmp_path / "archive"
    put(empty(root), before)
    for number in points(count_calls(lambda disk: action(disk, root)), every=3):
        put(empty(root), before)
        with contextlib.suppress(StorageError):
            action(FaultyDisk(number, code=errno.ENOSPC, sticky=True), root)
        check_between(finals(root), visible, after)
        complete(action, root, after)


@pytest.mark.parametrize("short", [1, 7, 4096])
def test_short_writes_are_continued(short, tmp_path):
    durable.write_once(FaultyDisk(short=short), tmp_path / "file", NEW)
    assert (tmp_path / "file").read_bytes() == NEW


@pytest.mark.parametrize("fault", ["lost", "landed"])
def test_no_descriptor_is_synced_again_after_its_sync_failed(fault, tmp_path):
    for number in range(1, 12):
        disk = FaultyDisk(number, fault)
        with contextlib.suppress(StorageError):
            durable.write_batch(disk, [(tmp_path / f"{fault}{number}{n}", NEW) for n in range(3)])
        failed = disk.calls[number - 1][0] if len(disk.calls) >= number else ""
        if failed in ("fsync", "fsync_dir"):
            assert len(disk.calls) == number
