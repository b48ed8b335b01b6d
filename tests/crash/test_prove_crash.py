"""Every disk call of proving, lost, landed and cut: the file is whole under its name, or not there.

Then the power cut after it: what was acknowledged is there.
"""

import contextlib

import pytest

from fonds.errors import FondsError
from fonds.prove import prove_to_file
from support import evidence
from support.faulty_disk import FAULTS, LEAVINGS, Cut, FaultyDisk
from support.points import points


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return evidence.make(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def good(made, tmp_path_factory):
    """The file, and how many disk calls it took."""
    folder = tmp_path_factory.mktemp("good")
    disk = FaultyDisk()
    return written(made, folder, disk).read_bytes(), len(disk.calls)


def written(made, folder, disk):
    disk.settled.add(folder)
    with made.open() as archive:
        version = archive.get("file:///inbox/arabic.txt")
        prove_to_file(archive.handle, [version], folder / "e.wacz", disk=disk)
    return folder / "e.wacz"


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_leaves_the_whole_file_or_none(made, good, tmp_path, fault):
    data, calls = good
    assert calls > 8
    for at in points(calls, every=3):
        folder = tmp_path / str(at)
        folder.mkdir()
        disk, done = FaultyDisk(at, fault), False
        with contextlib.suppress(FondsError, Cut):
            written(made, folder, disk)
            done = True
        path = folder / "e.wacz"
        if path.exists():
            assert path.read_bytes() == data, at
        else:
            assert not done, at
        if fault != "cut":
            left = [item.name for item in folder.iterdir() if item != path]
            assert all(name.endswith("-fonds-evidence") for name in left), at
        # Done again, on a disk that works, it is there.
        assert written(made, folder, FaultyDisk()).read_bytes() == data


@pytest.mark.parametrize("leaving", LEAVINGS)
def test_what_was_acknowledged_survives_a_power_cut(made, good, tmp_path, leaving):
    folder = tmp_path / "out"
    folder.mkdir()
    disk = FaultyDisk(root=folder)
    written(made, folder, disk)
    after = tmp_path / "after"
    disk.synced.survivors(after, leaving)
    assert (after / "e.wacz").read_bytes() == good[0]
