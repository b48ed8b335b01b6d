"""Growing a log, rotating its key, and recovering after a crash, on a store in memory."""

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonds import log
from fonds.errors import (
    AlreadyWrittenError,
    MalformedKeyError,
    MalformedNoteError,
    MissingFileError,
    MissingKeyError,
    RollbackError,
    SignatureError,
)
from fonds.formats.tlog import merkle
from fonds.formats.tlog.keyring import RingKey
from fonds.formats.tlog.note import Checkpoint, Note
from support.logs import KEY, NEXT_KEY, NOON, ORIGIN, RING, at, faults, grow, leaves, rotated
from support.memory_store import MemoryStore


def test_a_new_log_is_empty_and_starting_again_changes_nothing():
    store = MemoryStore()
    state = log.start(store, RING, KEY, NOON)
    files = dict(store.files)
    assert (state.size, state.root, state.time) == (0, merkle.EMPTY_ROOT, NOON)
    assert log.start(store, RING, KEY, at(9)) == state
    assert store.files == files
    assert set(files) == {"log/checkpoint", "log/checkpoints/0"}
    assert files["log/checkpoint"].startswith(
        f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
        f"time 2026-11-23T12:00:00.000Z\n\n— {ORIGIN} ".encode()
    )
    assert faults(store, state) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 300), max_size=7))
def test_growing_in_steps_keeps_every_promise(steps):
    store, one = MemoryStore(), MemoryStore()
    sizes = [sum(steps[: i + 1]) for i in range(len(steps))]
    state = log.start(store, RING, KEY, NOON)
    for size in sizes:
        before = state
        state = log.append(store, state, leaves(state.size, size), KEY, at(size))
        assert log.read_state(store, RING, bytes(before.note)) == state
        if 0 < before.size < state.size:
            for index in (0, before.size - 1):  # old proofs stay true, from what is left of tiles
                path = log.inclusion(store, state, index, before.size)
                leaf = merkle.leaf_hash(leaves(index, index + 1)[0])
                assert merkle.root_from_inclusion(leaf, index, before.size, path) == before.root
    once = grow(one, *sizes[-1:])
    assert (state.size, state.root, state.edge) == (once.size, once.root, once.edge)
    assert faults(store, state) == []
    got = [leaf for checked in log.check_all(store, state) for leaf in checked.leaves]
    assert got == leaves(0, state.size)


def test_no_leaves_write_nothing():
    store = MemoryStore()
    state = grow(store, 3)
    writes = store.writes
    assert log.append(store, state, [], KEY, at(9)) is state
    assert store.writes == writes


def test_partial_tiles_go_when_the_full_one_is_there():
    store = MemoryStore()
    state = grow(store, 3, 200, 255)
    assert len([name for name in store.files if ".p/" in name]) == 6
    state = grow(store, 257, state=state)
    assert sorted(name for name in store.files if ".p/" in name) == [
        "log/tile/0/001.p/1", "log/tile/1/000.p/1", "log/tile/entries/001.p/1",
    ]  # fmt: skip
    old = Checkpoint.parse(Note.parse(store.files["log/checkpoints/200"]).text)
    path = log.inclusion(store, state, 150, 200)
    leaf = merkle.leaf_hash(leaves(150, 151)[0])
    assert merkle.root_from_inclusion(leaf, 150, 200, path) == old.root


def test_a_stale_state_cannot_fork_the_log():
    store = MemoryStore()
    stale = grow(store, 3)
    now = grow(store, 5, state=stale)
    files = dict(store.files)
    with pytest.raises(RollbackError):
        log.append(store, stale, [b"another"] * 9, KEY, at(9))
    assert store.files == files
    assert faults(store, now) == []


def test_files_past_the_checkpoint_are_redone():
    store = MemoryStore()
    state = grow(store, 250)
    for name in ("tile/0/000", "tile/entries/000", "tile/0/001.p/4", "tile/0/000.p/254"):
        store.files[f"log/{name}"] = b"left by a commit that was never signed" * 99
    assert log.read_state(store, RING) == state
    assert faults(store, state) == []
    state = grow(store, 260, state=log.recover(store, state))
    assert faults(store, state) == []
    assert store.files["log/tile/0/000"] == merkle.leaf_hashes(leaves(0, 256))


def test_a_signed_commit_is_finished():
    store = MemoryStore()
    state = grow(store, 250)
    done = MemoryStore(store.files)
    after = grow(done, 600, state=state)
    left = MemoryStore(done.files | {"log/checkpoint": store.files["log/checkpoint"]})
    kept: list[bytes] = []
    state = log.read_state(left, RING)
    assert log.recover(left, state, keep=kept.append) == after
    assert left.files["log/checkpoint"] == done.files["log/checkpoint"] == kept[0]
    assert faults(left, after) == []


@pytest.mark.parametrize("lost", ["tile/entries/001", "tile/entries/000"])
def test_a_signed_commit_that_lost_its_entries_is_a_rollback(lost):
    store = MemoryStore()
    state = grow(store, 250)
    done = MemoryStore(store.files)
    grow(done, 600, state=state)
    left = MemoryStore(done.files | {"log/checkpoint": store.files["log/checkpoint"]})
    if lost.endswith("1"):
        del left.files[f"log/{lost}"]
    else:
        left.files[f"log/{lost}"] = left.files[f"log/{lost}"].replace(b'0252"', b'9999"')
    with pytest.raises(RollbackError):
        log.recover(left, log.read_state(left, RING))


def test_a_damaged_checkpoint_past_the_log_is_never_signed_over():
    store = MemoryStore()
    state = grow(store, 3)
    store.files["log/checkpoints/5"] = store.files["log/checkpoints/3"]
    with pytest.raises(RollbackError):
        log.recover(store, state)
    store.files["log/checkpoints/5"] = b"rubbish"
    with pytest.raises(MalformedNoteError):
        log.recover(store, state)
    with pytest.raises(AlreadyWrittenError):
        grow(store, 5, state=state)


def test_a_start_cut_short_is_finished_and_a_lost_head_is_not_started_again():
    store = MemoryStore()
    log.start(store, RING, KEY, NOON)
    head = store.files.pop("log/checkpoint")
    assert bytes(log.start(store, RING, KEY, at(9)).note) == head
    grow(store, 3)
    del store.files["log/checkpoint"]
    with pytest.raises(RollbackError):
        log.start(store, RING, KEY, at(9))
    with pytest.raises(MissingFileError):
        log.read_state(store, RING)


@pytest.mark.parametrize("size", [3, 255, 256])
def test_a_key_is_rotated(size):
    store, state = rotated(2, size)
    assert state.ring.keys == (*RING.keys, RingKey(size + 1, NEXT_KEY.verify_key))
    assert log.read_state(store, state.ring) == state
    with pytest.raises(MissingKeyError):
        log.append(store, state, leaves(0, 1), KEY, at(900))
    state = log.append(store, state, leaves(0, 300), NEXT_KEY, at(900))
    assert log.read_state(store, state.ring) == state
    assert faults(store, state) == []
    with pytest.raises(SignatureError):
        log.read_state(store, RING)


def test_a_rotation_cut_short_after_signing_is_finished():
    store, state = rotated(2, 3)
    store.files["log/checkpoint"] = store.files["log/checkpoints/3"]
    assert log.recover(store, log.read_state(store, RING)) == state


def test_a_retired_or_foreign_key_cannot_take_over():
    store, state = rotated(3)
    with pytest.raises(MalformedKeyError):
        log.rotate(store, state, NEXT_KEY, KEY, at(99))
    foreign = attrs.evolve(KEY, origin="other.example", seed=b"7" * 32)
    with pytest.raises(MalformedKeyError):
        log.rotate(store, state, NEXT_KEY, foreign, at(99))
    thief = attrs.evolve(KEY, seed=b"7" * 32)
    with pytest.raises(MalformedKeyError):
        log.rotate(store, state, thief, attrs.evolve(KEY, seed=b"8" * 32), at(99))
