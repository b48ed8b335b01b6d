"""Every call that a withdrawal or a change of keys makes fails once: lost, landed, cut; power too.

Whatever happens, the archive verifies, the others' documents are there, and whoever writes next
finishes what was decided: nothing is left half withdrawn, and no key is lost.
"""

import errno
import secrets
import shutil
from functools import partial

import pytest

from fonds.commit import rotate
from fonds.errors import FondsError, StorageError
from fonds.formats.withdrawal import PENDING
from fonds.model import Status
from fonds.withdraw import plan, withdraw
from support.archives import files, new_archive, reopened
from support.faulty_disk import FAULTS, LEAVINGS, Cut, FaultyDisk
from support.points import points, sample
from support.residue import where_found
from support.states import States

SECRET = b"the secret paragraph that has to go"
NEEDLES = (SECRET, b"secret.txt")


@pytest.fixture
def home(tmp_path):
    """An archive of two bundles that both hold versions of a document, and share its bytes."""
    home = tmp_path / "home"
    home.mkdir()
    source = files(home / "in", secret_txt=SECRET, same_txt="the same", twin_txt="the same")
    with new_archive(home) as archive:
        archive.ingest([str(source)], jobs=0)
        archive.ingest([str(files(source, secret_txt=SECRET + b" 2"))], jobs=0)
    shutil.rmtree(source)
    return home


def take_out(home, disk, name="secret.txt"):
    """Withdraw on a disk that fails; return whether it was said to be done."""
    try:
        with reopened(home, disk=disk) as archive:
            withdraw(archive.handle, plan(archive.handle, name), "why", "who", archive.now)
    except (FondsError, Cut):
        return False
    return True


def is_decided(home):
    """Whether the log or a pending withdrawal says that the document goes."""
    return (home / "archive" / "withdrawn").exists() and any(
        (home / "archive" / "withdrawn").iterdir()
    )


def check_all_is_well(home, done):
    decided = is_decided(home)
    with reopened(home) as archive:
        # Before anybody has finished it: a head that was signed and not published is told of as
        # what it may also be, a log that was put back. Nothing else is amiss.
        told = {f.code for f in archive.verify().findings if f.severity == "error"}
        assert told <= {"V606"}
        if done:
            assert where_found(archive.path, *NEEDLES) == []
        more = files(home.parent / "more", more_txt="more")
        archive.ingest([str(more)], jobs=0)  # the next writer, whoever it is
        assert not archive.handle.store.exists(PENDING)
        for name in ("same.txt", "twin.txt"):
            assert archive.get(name).raw == b"the same"
        report = archive.verify()
        assert report.ok, report.findings
        assert ("V113" in {f.code for f in report.findings}) == decided
        if not decided:
            assert archive.get("secret.txt@1").raw == SECRET
            assert archive.get("secret.txt@2").raw == SECRET + b" 2"
            withdraw(archive.handle, plan(archive.handle, "secret.txt"), "y", "w", archive.now)
        assert where_found(archive.path, *NEEDLES) == []
        report = archive.verify()
        assert report.ok, report.findings
        assert len([f for f in report.findings if f.code == "V113"]) == 2
        assert len(list((archive.path / "withdrawn").iterdir())) == 2
        assert archive.handle.catalog.counts() == (4, 5)
        report = archive.ingest([str(more)], jobs=0)
        assert report.counts == {Status.UNCHANGED: 1}
    assert where_found(home / "archive", *NEEDLES) == []
    assert list((home / "archive" / "staging").glob("*/*")) == []


def calls_of_one(home, action):
    here = home.with_name("count")
    shutil.copytree(home, here)
    disk = FaultyDisk()
    assert action(here, disk)
    shutil.rmtree(here)
    return len(disk.calls)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_withdrawal_survives_one_failed_call(home, fault):
    states = States()
    for number in points(calls_of_one(home, take_out)):
        here = home.with_name(f"{fault}{number}")
        shutil.copytree(home, here)
        done = take_out(here, FaultyDisk(number, fault))
        states.once(here, partial(check_all_is_well, here, done), done)
        shutil.rmtree(here)


def test_a_disk_that_fills_up_leaves_all_or_nothing(home):
    states = States()
    for number in points(calls_of_one(home, take_out), every=12):
        here = home.with_name(f"full{number}")
        shutil.copytree(home, here)
        disk = FaultyDisk(number, "lost", code=errno.ENOSPC, sticky=True)
        done = take_out(here, disk)
        states.once(here, partial(check_all_is_well, here, done), done)
        shutil.rmtree(here)


@pytest.mark.parametrize("leaving", LEAVINGS)
def test_a_withdrawal_survives_a_power_cut(home, leaving):
    states = States()
    for number in points(calls_of_one(home, take_out) + 1):
        here = home.with_name(f"{leaving}{number}")
        shutil.copytree(home, here)
        disk = FaultyDisk(number, "cut", root=here)
        done = take_out(here, disk)
        after = disk.synced.survivors(home.with_name(f"after{number}"), leaving, seed=number)
        # SQLite keeps its own files safe in its own way; here they are simply gone.
        for path in (after / "archive").glob("*.sqlite*"):
            path.unlink()
        states.once(after, partial(check_all_is_well, after, done), done)
        shutil.rmtree(here)
        shutil.rmtree(after)


def test_finishing_can_be_cut_off_too(home):
    """A crash at each call of a writer that finishes what an earlier crash left."""
    states = States()
    total = calls_of_one(home, take_out)
    left = home.with_name("left")
    for first in sample(range(total // 3, total, 7)):
        shutil.copytree(home, left)
        take_out(left, FaultyDisk(first, "cut"))
        for second in sample(range(1, total, 11), 4):
            here = home.with_name("again")
            shutil.copytree(left, here)
            take_out(here, FaultyDisk(second, "cut"))
            states.once(here, partial(check_all_is_well, here, False))
            shutil.rmtree(here)
        shutil.rmtree(left)


# --- changing the key ---------------------------------------------------------------------------
def change_key(home, disk):
    try:
        with reopened(home, disk=disk) as archive:
            rotate(archive.handle, archive.now, secrets.token_bytes)
    except (StorageError, Cut):
        return False
    return True


def check_the_key_is_well(home, done):
    with reopened(home) as archive:
        archive.ingest([str(files(home.parent / "more", more_txt="more"))], jobs=0)
        ring = archive.handle.info.ring
        assert ring == archive.handle.state.ring
        assert len(ring.keys) in ((2,) if done else (1, 2))
        assert archive.handle.signing_key().verify_key == ring.newest.key
        rotate(archive.handle, archive.now, secrets.token_bytes)
        archive.ingest([str(files(home.parent / "again", again_txt="again"))], jobs=0)
        report = archive.verify()
        assert report.ok, report.findings
        assert archive.get("secret.txt@1").raw == SECRET
    assert not (home / "key.next").exists()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_change_of_keys_survives_one_failed_call(home, fault):
    states = States()
    for number in points(calls_of_one(home, change_key)):
        here = home.with_name(f"{fault}{number}")
        shutil.copytree(home, here)
        done = change_key(here, FaultyDisk(number, fault))
        states.once(here, partial(check_the_key_is_well, here, done), done)
        shutil.rmtree(here)


@pytest.mark.parametrize("leaving", LEAVINGS)
def test_a_change_of_keys_survives_a_power_cut(home, leaving):
    states = States()
    for number in points(calls_of_one(home, change_key) + 1):
        here = home.with_name(f"{leaving}{number}")
        shutil.copytree(home, here)
        disk = FaultyDisk(number, "cut", root=here)
        done = change_key(here, disk)
        after = disk.synced.survivors(home.with_name(f"after{number}"), leaving, seed=number)
        for path in (after / "archive").glob("catalog.sqlite*"):
            path.unlink()
        states.once(after, partial(check_the_key_is_well, after, done), done)
        shutil.rmtree(here)
        shutil.rmtree(after)
