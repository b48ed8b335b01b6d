"""Reading a log: its head, its edge, leaves and proofs; against heads seen before."""

import attrs
import pytest

from fonds import log
from fonds.errors import (
    MalformedNoteError,
    ProofShapeError,
    RollbackError,
    RootMismatchError,
    SignatureError,
)
from fonds.formats.tlog import merkle
from fonds.formats.tlog.note import Note
from fonds.formats.tlog.proof import Proof
from fonds.storage.keys import SigningKey
from support import slow_merkle
from support.logs import (
    ARCHIVE,
    KEY,
    NEXT_KEY,
    NOON,
    ORIGIN,
    RING,
    at,
    faults,
    grow,
    leaves,
    rotated,
)
from support.memory_store import MemoryStore

SIZES = [1, 2, 3, 69, 255, 256, 257, 511, 512, 700]


@pytest.mark.parametrize("size", [*range(1, 70), 255, 256, 257, 512, 700])
def test_a_log_has_the_root_leaves_and_proofs_of_its_leaves(size):
    store = MemoryStore()
    state = grow(store, size)
    d = leaves(0, size)
    assert state.root == slow_merkle.mth(d)
    assert log.read_state(store, RING) == state
    assert list(log.entries(store, state, 0, size)) == d
    for index in {0, size // 2, size - 1}:
        proof = log.prove(store, state, index)
        assert list(proof.hashes) == slow_merkle.path(index, d)
        assert Proof.parse(bytes(proof)).check(d[index]) == state.checkpoint
    assert log.consistency(store, state, (size + 1) // 2) == slow_merkle.proof((size + 1) // 2, d)
    assert faults(store, state) == []


def test_a_reader_whose_partial_tile_was_deleted_reads_the_full_one():
    store = MemoryStore()
    state = grow(store, 200)
    grow(store, 300, state=state)
    assert "log/tile/0/000.p/200" not in store.files
    assert list(log.entries(store, state, 190, 200)) == leaves(190, 200)
    assert log.prove(store, state, 199).check(leaves(199, 200)[0]).size == 200


def test_reading_a_large_log_reads_only_its_edge():
    store = MemoryStore()
    grow(store, 70_001)
    store.reads.clear()
    state = log.read_state(store, RING)
    assert state.root == merkle.row_root(merkle.leaf_hashes(leaves(0, 70_001)))
    assert store.reads == [
        "log/checkpoint", "log/tile/0/273.p/113", "log/tile/1/001.p/17", "log/tile/2/000.p/1",
        "log/tile/entries/273.p/113",
    ]  # fmt: skip
    store.reads.clear()
    proof = log.prove(store, state, 12_345)
    assert proof.check(leaves(12_345, 12_346)[0]) == state.checkpoint
    assert len(store.reads) <= 5


def test_proofs_outside_the_tree_are_refused():
    store = MemoryStore()
    state = grow(store, 3)
    for call in (lambda: log.prove(store, state, 3), lambda: log.consistency(store, state, 0)):
        with pytest.raises(ProofShapeError):
            call()
    assert log.inclusion(store, state, 0, 99) == log.inclusion(store, state, 0)


def test_a_log_that_goes_on_from_a_head_is_read():
    store = MemoryStore()
    state = log.start(store, RING, KEY, NOON)
    heads = [bytes(state.note)]
    for size in SIZES:
        state = grow(store, size, state=state)
        heads.append(bytes(state.note))
    for head in heads:
        assert log.read_state(store, RING, head) == state


def test_an_older_copy_of_a_log_is_refused():
    store = MemoryStore()
    state = grow(store, 300)
    old = MemoryStore(store.files)
    head = bytes(grow(store, 301, state=state).note)
    with pytest.raises(RollbackError):
        log.read_state(old, RING, head)
    with pytest.raises(RollbackError):
        log.recover(old, log.read_state(old, RING), head)


@pytest.mark.parametrize("size", [300, 400])
def test_another_history_is_refused(size):
    store, other = MemoryStore(), MemoryStore()
    head = bytes(grow(store, 300).note)
    state = log.start(other, RING, KEY, NOON)
    log.append(other, state, [b"x", *leaves(1, size)], KEY, at(size))
    with pytest.raises(RollbackError):
        log.read_state(other, RING, head)


def test_a_head_that_is_not_ours_is_refused():
    store = MemoryStore()
    state = grow(store, 3)
    foreign = SigningKey(ARCHIVE, ORIGIN, b"9" * 32, b"n" * 32)
    bad = Note(state.note.text, (foreign.sign(state.note.text),))
    with pytest.raises(SignatureError):
        log.read_state(store, RING, bytes(bad))
    with pytest.raises(MalformedNoteError):
        log.read_state(store, RING, b"not a note")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("tile/entries/000.p/3", "entries do not hash"), ("tile/0/000.p/3", "do not give the signed")],
)
def test_the_right_edge_is_checked_on_reading(name, sentence):
    store = MemoryStore()
    grow(store, 3)
    data = store.files[f"log/{name}"]
    store.files[f"log/{name}"] = data[:40] + bytes([data[40] ^ 1]) + data[41:]
    with pytest.raises(RootMismatchError, match=sentence):
        log.read_state(store, RING)


def test_a_checkpoint_without_its_time_is_refused():
    store = MemoryStore()
    state = grow(store, 3)
    text = str(attrs.evolve(state.checkpoint, extensions=()))
    store.files["log/checkpoint"] = bytes(Note(text, (KEY.sign(text),)))
    with pytest.raises(MalformedNoteError):
        log.read_state(store, RING)


def test_witness_signatures_on_the_checkpoint_change_nothing():
    store = MemoryStore()
    state = grow(store, 3)
    witness = attrs.evolve(NEXT_KEY, origin="witness.example")
    namesake = attrs.evolve(NEXT_KEY, seed=b"5" * 32)  # bears the log's own name
    others = (witness.sign(state.note.text), namesake.sign(state.note.text))
    both = Note(state.note.text, (*state.note.signatures, *others))
    store.files["log/checkpoint"] = bytes(both)
    state = log.read_state(store, RING)
    assert state.note == both
    assert faults(store, state) == []


@pytest.mark.parametrize("size", [3, 255, 256])
def test_a_rotation_that_fonds_json_does_not_know_yet_is_understood(size):
    store, state = rotated(2, size)
    assert log.read_state(store, RING) == state
