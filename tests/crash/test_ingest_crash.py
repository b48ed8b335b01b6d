"""Every call that ingest makes on the disk fails once: lost, landed, or the process is cut there.

Whatever happens, what was acknowledged is there, nothing is there in part, and running the same
ingest again completes it and stores nothing twice.
"""

import contextlib
import errno
import shutil
from functools import partial

import pytest

import fonds
from fonds.errors import FondsError, StorageError
from fonds.model import Status
from support.archives import Clock, files, new_archive, randomness, reopened
from support.faulty_disk import FAULTS, LEAVINGS, Cut, FaultyDisk
from support.points import points
from support.states import States

CONTENTS = {"a_txt": "one", "b_txt": "نص", "c_bin": b"\0" * 3000}


def template(tmp_path):
    """An archive that already holds one bundle, and a folder of documents to add."""
    home = tmp_path / "template"
    home.mkdir()
    with new_archive(home) as archive:
        archive.ingest([str(files(tmp_path / "first", z_txt="before"))], jobs=0)
    return home, files(tmp_path / "in", **CONTENTS)


def attempt(home, source, disk):
    """Ingest on a disk that fails; return what was acknowledged."""
    acknowledged = []
    try:
        with reopened(home, disk=disk) as archive:
            archive.ingest([str(source)], jobs=0, acknowledge=acknowledged.append)
    except (FondsError, Cut):
        pass
    return [o for o in acknowledged if o.status is not Status.FAILED]


def check_once(states, home, source, acknowledged):
    """``check_all_is_well``, but for a state that was checked already."""
    known = tuple((o.document, o.sha256) for o in acknowledged)
    states.once(home, partial(check_all_is_well, home, source, acknowledged), known)


def check_all_is_well(home, source, acknowledged):
    """Everything acknowledged is readable; a second run completes; nothing is stored twice."""
    with reopened(home) as archive:
        assert archive.get("z.txt").raw == b"before"
        for outcome in acknowledged:
            assert archive.get(outcome.document).sha256 == outcome.sha256
        archive.ingest([str(source)], jobs=0)
        for path in sorted(source.iterdir()):
            versions = archive.versions(path.name)
            assert len(versions) == 1, path.name
            assert versions[0].raw == path.read_bytes()
        report = archive.ingest([str(source)], jobs=0, rehash=True)
        assert report.counts == {Status.UNCHANGED: len(CONTENTS)}
        verified = archive.verify()
        assert verified.ok, verified.findings
    assert list((home / "archive" / "staging").glob("*/*")) == []


def calls_of_one_ingest(tmp_path):
    home, source = template(tmp_path)
    disk = FaultyDisk()
    acknowledged = attempt(home, source, disk)
    assert len(acknowledged) == len(CONTENTS)
    return len(disk.calls)


def fresh(tmp_path):
    """The archive as it was before the attempt that was counted; made once for each test."""
    home = tmp_path / "fresh"
    if not home.exists():
        home.mkdir()
        with new_archive(home) as archive:
            archive.ingest([str(tmp_path / "first")], jobs=0)
    return home


@pytest.mark.parametrize("fault", FAULTS)
def test_ingest_survives_one_failed_call(tmp_path, fault):
    states, total = States(), calls_of_one_ingest(tmp_path)
    home, source = fresh(tmp_path), tmp_path / "in"
    for number in points(total):
        here = tmp_path / f"{fault}{number}"
        shutil.copytree(home, here)
        disk = FaultyDisk(number, fault)
        acknowledged = attempt(here, source, disk)
        check_once(states, here, source, acknowledged)
        shutil.rmtree(here)


def test_a_disk_that_fills_up_loses_nothing(tmp_path):
    states, total = States(), calls_of_one_ingest(tmp_path)
    source = tmp_path / "in"
    for number in points(total, every=12):
        here = shutil.copytree(fresh(tmp_path), tmp_path / f"full{number}")
        disk = FaultyDisk(number, "lost", code=errno.ENOSPC, sticky=True)
        acknowledged = attempt(here, source, disk)
        check_once(states, here, source, acknowledged)
        shutil.rmtree(here)


@pytest.mark.parametrize("leaving", LEAVINGS)
def test_ingest_survives_a_power_cut(tmp_path, leaving):
    """What was acknowledged when the power went is there when it comes back."""
    states, total = States(), calls_of_one_ingest(tmp_path)
    source = tmp_path / "in"
    for number in points(total + 1):
        here = shutil.copytree(fresh(tmp_path), tmp_path / f"{leaving}{number}")
        disk = FaultyDisk(number, "cut", root=here)
        acknowledged = attempt(here, source, disk)
        after = disk.synced.survivors(tmp_path / f"after{number}", leaving, seed=number)
        # SQLite keeps its own file safe in its own way; here it is simply gone.
        for path in (after / "archive").glob("*.sqlite*"):
            path.unlink()
        check_once(states, after, source, acknowledged)
        shutil.rmtree(here)
        shutil.rmtree(after)


@pytest.mark.parametrize("fault", FAULTS)
def test_init_survives_one_failed_call(tmp_path, fault):
    disk = FaultyDisk()
    new_archive(tmp_path / "whole", disk=disk).close()
    for number in points(len(disk.calls)):
        here = tmp_path / f"{fault}{number}"
        here.mkdir()
        with contextlib.suppress(StorageError, Cut):
            new_archive(here, disk=FaultyDisk(number, fault)).close()
        # A second try has other randomness: the archive that began keeps the key it got, or none.
        with (
            fonds.init(
                here / "archive", key=here / "key2", now=Clock(), randomness=randomness("again")
            )
            if not (here / "key").exists()
            else new_archive(here) as archive
        ):
            report = archive.ingest([str(files(tmp_path / "in", a_txt="x"))], jobs=0)
            assert report.counts == {Status.NEW: 1}
