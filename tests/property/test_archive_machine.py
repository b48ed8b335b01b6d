"""An archive against a dictionary: whatever is done to it, in whatever order.

Files come, change and go; ingests run, are cut off at any call on the disk, and run again; the
catalogue is deleted or spoilt; processes end. What the archive then says is what a dictionary of
lists of contents says.
"""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from fonds.errors import FondsError
from fonds.model import Status
from support.archives import Clock, new_archive, reopened
from support.faulty_disk import FAULTS, Cut, FaultyDisk
from support.points import examples

NAMES = st.sampled_from(["a.txt", "b.txt", "dir/c.txt", "d.bin", "é ü.txt"])
CONTENTS = st.sampled_from([b"", b"one", "نص عربي".encode(), b"\0\xff" * 50, b"two [x=1]"])


class ArchiveMachine(RuleBasedStateMachine):
    @initialize()
    def make(self):
        self.home = Path(tempfile.mkdtemp(prefix="fonds-machine-"))
        self.inbox = self.home / "in"
        self.inbox.mkdir()
        self.clock = Clock()
        new_archive(self.home, clock=self.clock).close()
        self.files: dict[str, bytes] = {}
        self.versions: dict[str, list[bytes]] = {}

    def teardown(self):
        shutil.rmtree(self.home, ignore_errors=True)

    @rule(name=NAMES, content=CONTENTS)
    def write(self, name, content):
        path = self.inbox / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        self.files[name] = content

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def remove(self, data):
        name = data.draw(st.sampled_from(sorted(self.files)))
        (self.inbox / name).unlink()
        del self.files[name]

    @rule(rehash=st.booleans())
    def ingest(self, rehash):
        with self.archive() as archive:
            report = archive.ingest([str(self.inbox)], jobs=0, rehash=rehash)
        expected = self.take_in()
        assert {k: n for k, n in report.counts.items() if n} == expected

    @rule(at=st.integers(1, 60), fault=st.sampled_from(FAULTS))
    def ingest_cut_off(self, at, fault):
        """After a failed ingest and a good one, everything is there exactly once."""
        try:
            with self.archive(disk=FaultyDisk(at, fault)) as archive:
                archive.ingest([str(self.inbox)], jobs=0)
        except (FondsError, Cut):
            pass
        with self.archive() as archive:
            archive.ingest([str(self.inbox)], jobs=0)
        self.take_in()

    @rule(damage=st.sampled_from([None, b"", b"SQLite format 3\0 but not"]))
    def lose_the_catalogue(self, damage):
        path = self.home / "archive" / "catalog.sqlite"
        for one in path.parent.glob("catalog.sqlite*"):
            one.unlink()
        if damage is not None:
            path.write_bytes(damage)

    @invariant()
    def the_archive_says_what_the_dictionary_says(self):
        if not hasattr(self, "home"):
            return
        with self.archive() as archive:
            found = {d.identifier: d.versions for d in archive.documents()}
            assert len(found) == len(self.versions)
            for name, contents in self.versions.items():
                assert [v.raw for v in archive.versions(name)] == contents

    @invariant()
    def it_verifies(self):
        if hasattr(self, "home"):
            with self.archive() as archive:
                assert archive.verify().ok

    def archive(self, disk=None):
        return reopened(self.home, clock=self.clock, disk=disk)

    def take_in(self):
        counts = {}
        for name, content in self.files.items():
            known = self.versions.setdefault(name, [])
            if known and known[-1] == content:
                status = Status.UNCHANGED
            else:
                status = Status.NEW_VERSION if known else Status.NEW
                known.append(content)
            counts[status] = counts.get(status, 0) + 1
        return counts


TestArchive = ArchiveMachine.TestCase
TestArchive.settings = settings(
    max_examples=examples(40),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
