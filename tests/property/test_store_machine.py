"""The store is a dictionary that survives: a machine that uses it, kills it, cuts its power."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fonds.errors import AlreadyWrittenError, MissingFileError, StorageError
from fonds.storage.local import LocalStore, create_root
from support.faulty_disk import FAULTS, LEAVINGS, Cut, FaultyDisk
from support.points import examples

NAMES = st.sampled_from(["a", "b", "log/a", "log/a0", "log/t/x001/2", "log/t/x001/2.p/3", "c/d/e"])
WHICH = st.integers(0, 1)
DATA = st.binary(max_size=40) | st.sampled_from([b"", b"x" * 100_000])


class StoreMachine(RuleBasedStateMachine):
    """Two handles on one archive, against a dictionary of what must be there."""

    @initialize()
    def make(self):
        self.home = Path(tempfile.mkdtemp(prefix="fonds-"))
        self.root = self.home / "archive"
        self.model: dict[str, bytes] = {}
        create_root(self.root).close()
        self.handles = [LocalStore(self.root), LocalStore(self.root)]

    @rule(which=WHICH)
    def reopen(self, which):
        self.handles[which].close()
        self.handles[which] = LocalStore(self.root)

    @rule(which=WHICH, name=NAMES, data=DATA)
    def create(self, which, name, data):
        if self.model.get(name, data) == data:
            self.handles[which].create(name, data)
            self.model[name] = data
        else:
            try:
                self.handles[which].create(name, data)
            except AlreadyWrittenError:
                return
            raise AssertionError("overwritten")

    @rule(which=WHICH, names=st.lists(NAMES, unique=True, max_size=7), data=DATA)
    def create_many(self, which, names, data):
        new = {name: data for name in names if self.model.get(name, data) == data}
        self.handles[which].create_many(new.items())
        self.model |= new

    @rule(which=WHICH, data=DATA, count=st.integers(16, 20))
    def create_very_many(self, which, data, count):
        new = {f"many/{len(data)}/{n}": data + bytes([n]) for n in range(count)}
        new = {name: one for name, one in new.items() if self.model.get(name, one) == one}
        self.handles[which].create_many(new.items())
        self.model |= new

    @rule(which=WHICH, name=NAMES, data=DATA)
    def replace(self, which, name, data):
        self.handles[which].replace(name, data)
        self.model[name] = data

    @rule(which=WHICH, name=NAMES)
    def delete(self, which, name):
        self.handles[which].delete(name)
        self.model.pop(name, None)

    @rule(which=WHICH, name=NAMES, data=DATA)
    def publish(self, which, name, data):
        store = self.handles[which]
        with store.staging("machine") as staging:
            file = staging.file("bundle")
            file.write(data)
            with contextlib.suppress(AlreadyWrittenError):
                store.publish(file, name)
                assert self.model.setdefault(name, data) == data

    @rule(which=WHICH)
    def sweep(self, which):
        self.handles[which].sweep()  # what a killed handle left; the living keep theirs

    @rule(which=WHICH)
    def close(self, which):
        self.handles[which].close()  # a closed store begins anew when it is used again

    @rule(
        number=st.integers(1, 25),
        fault=st.sampled_from(FAULTS),
        name=NAMES,
        data=DATA,
        deed=st.sampled_from(["create", "create_many", "replace", "delete"]),
        leaving=st.sampled_from([None, *LEAVINGS]),
    )
    def break_off(self, number, fault, name, data, deed, leaving):
        """Fail or kill a handle in the middle of a deed; perhaps the power goes with it."""
        disk = FaultyDisk(number, fault, root=self.root)
        store = LocalStore(self.root, disk)
        before, after = self.model.get(name), None if deed == "delete" else data
        done = False
        with contextlib.suppress(StorageError, AlreadyWrittenError, Cut):
            pairs = [(name, data)]
            args = {"delete": (name,), "create_many": (pairs,)}.get(deed, (name, data))
            getattr(store, deed)(*args)
            done = True
        if leaving:
            self._power_cut(disk, leaving, number)
        found = self._read(name)
        assert found == after if done else found in (before, after)
        self._remember(name, found)
        with contextlib.suppress(Cut):
            store.close()

    def _power_cut(self, disk, leaving, seed):
        for handle in self.handles:  # their processes are gone too
            handle.close()
        survivors = disk.synced.survivors(self.home / "survivors", leaving, seed)
        shutil.rmtree(self.root)
        survivors.rename(self.root)
        self.handles = [LocalStore(self.root), LocalStore(self.root)]

    def _remember(self, name, found):
        if found is None:
            self.model.pop(name, None)
        else:
            self.model[name] = found

    def _read(self, name):
        try:
            return LocalStore(self.root).read(name)
        except MissingFileError:
            return None

    @invariant()
    def the_archive_is_what_the_model_says(self):
        if not hasattr(self, "root"):
            return
        store = LocalStore(self.root)
        names = [
            name
            for name in store.names()
            if not name.startswith(("staging/", "0=")) and ".tmp" not in name
        ]
        assert names == sorted(self.model)
        for name, data in self.model.items():
            assert store.read(name) == data
            assert store.size(name) == len(data)

    def teardown(self):
        for store in getattr(self, "handles", []):
            with contextlib.suppress(StorageError):
                store.close()
        if hasattr(self, "home"):
            shutil.rmtree(self.home)


TestStore = StoreMachine.TestCase
TestStore.settings = settings(max_examples=examples(20), stateful_step_count=25, deadline=None)
