"""A log that is grown, killed, reopened and rotated at random, against a list of leaves."""

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fonds import log
from fonds.errors import StorageError
from fonds.formats.tlog.merkle import leaf_hashes, row_root
from support.logs import KEY, NOON, RING, at, faults
from support.memory_store import MemoryStore
from support.points import examples


class KillableStore(MemoryStore):
    """A store that dies before or after the write that is number ``left`` from now."""

    left: int | None = None
    landed = False

    def _count(self, write, *args) -> None:
        if self.left == 0 and self.landed:
            write(*args)
        if self.left == 0:
            raise StorageError("killed")
        if self.left is not None:
            self.left -= 1
        write(*args)

    def create(self, name, data):
        self._count(super().create, name, data)

    def replace(self, name, data):
        self._count(super().replace, name, data)

    def delete(self, name):
        self._count(super().delete, name)


class LogMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.store = KillableStore()
        self.leaves: list[bytes] = []
        self.keys = [KEY]
        self.heads: list[bytes] = []
        self.head: bytes | None = None
        self.ticks = 0
        self.state = log.start(self.store, RING, KEY, NOON, self.keep)

    def keep(self, note: bytes) -> None:
        self.head = note
        self.heads.append(note)

    def new_leaves(self, count: int) -> list[bytes]:
        self.ticks += 1
        return [b"%d/%d" % (self.ticks, i) for i in range(count)]

    @rule(count=st.sampled_from([0, 1, 2, 50, 200, 255, 256, 257, 600]))
    def append(self, count):
        leaves = self.new_leaves(count)
        self.state = log.append(
            self.store, self.state, leaves, self.keys[-1], at(self.ticks), self.keep
        )
        self.leaves += leaves

    @rule(
        count=st.sampled_from([1, 2, 50, 256, 600]), left=st.integers(0, 14), landed=st.booleans()
    )
    def append_and_die(self, count, left, landed):
        leaves = self.new_leaves(count)
        self.store.left, self.store.landed = left, landed
        try:
            self.state = log.append(
                self.store, self.state, leaves, self.keys[-1], at(self.ticks), self.keep
            )
            self.leaves += leaves
        except StorageError:
            self.store.left = None
            self.reopen()
            if self.state.size > len(self.leaves):
                self.leaves += leaves
        self.store.left = None

    @precondition(lambda self: len(self.keys) < 4)
    @rule()
    def rotate(self):
        new = attrs.evolve(KEY, seed=b"%032d" % len(self.keys))
        self.ticks += 1
        self.state = log.rotate(
            self.store, self.state, self.keys[-1], new, at(self.ticks), self.keep
        )
        self.keys.append(new)
        self.leaves += log.entries(self.store, self.state, self.state.size - 1, self.state.size)

    @rule()
    def reopen(self):
        state = log.read_state(self.store, self.state.ring, self.head)
        self.state = log.recover(self.store, state, self.head, self.keep)

    @rule()
    def check(self):
        assert faults(self.store, self.state) == []
        for head in self.heads:
            log.check_head(self.store, self.state, head)

    @invariant()
    def holds_its_leaves(self):
        size = len(self.leaves)
        assert self.state.size == size
        assert list(log.entries(self.store, self.state, 0, size)) == self.leaves
        if size:
            assert self.state.root == row_root(leaf_hashes(self.leaves))
            log.prove(self.store, self.state, size // 2)


TestLog = LogMachine.TestCase
TestLog.settings = settings(max_examples=examples(25), stateful_step_count=25, deadline=None)
