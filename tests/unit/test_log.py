"""The log on a store in memory: growing, reading, proving, checking, recovering."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonds import log
from fonds.errors import (
    AlreadyWrittenError,
    ClockError,
    FormatError,
    IntegrityError,
    MalformedKeyError,
    MalformedNoteError,
    MalformedTileError,
    MissingFileError,
    MissingKeyError,
    ProofShapeError,
    RollbackError,
    RootMismatchError,
    SignatureError,
    UsageError,
)
from fonds.formats.tlog import merkle
from fonds.formats.tlog.keyring import KeyRing, RingKey
from fonds.formats.tlog.note import Checkpoint, Note
from fonds.formats.tlog.proof import Proof
from fonds.formats.tlog.tiles import Edge, Tile, edge_tiles
from fonds.storage.keys import SigningKey
from support import slow_merkle
from support.logs import ARCHIVE, KEY, NEXT_KEY, NOON, ORIGIN, RING, at, faults, grow, leaves
from support.memory_store import MemoryStore

SIZES = [1, 2, 3, 69, 255, 256, 257, 511, 512, 700]


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


def test_time_never_goes_back():
    store = MemoryStore()
    state = grow(store, 3)
    early = log.append(store, state, leaves(3, 4), KEY, NOON - timedelta(days=1))
    assert early.time == state.time + timedelta(milliseconds=1)
    fine = NOON + timedelta(hours=1, microseconds=1999)
    assert log.append(store, early, leaves(4, 5), KEY, fine).time == fine.replace(microsecond=1000)


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


def test_only_the_key_in_office_signs():
    store = MemoryStore()
    state = grow(store, 3)
    files = dict(store.files)
    with pytest.raises(MissingKeyError):
        log.append(store, state, leaves(3, 4), NEXT_KEY, at(4))
    with pytest.raises(UsageError):
        log.append(store, state, [b'{"k":"key","note":"","v":1}'], KEY, at(4))
    with pytest.raises(MalformedTileError):
        log.append(store, state, [b"x" * 65536], KEY, at(4))
    assert store.files == files


def test_a_stale_state_cannot_fork_the_log():
    store = MemoryStore()
    stale = grow(store, 3)
    now = grow(store, 5, state=stale)
    files = dict(store.files)
    with pytest.raises(RollbackError):
        log.append(store, stale, [b"another"] * 9, KEY, at(9))
    assert store.files == files
    assert faults(store, now) == []


def test_proofs_outside_the_tree_are_refused():
    store = MemoryStore()
    state = grow(store, 3)
    for call in (lambda: log.prove(store, state, 3), lambda: log.consistency(store, state, 0)):
        with pytest.raises(ProofShapeError):
            call()
    assert log.inclusion(store, state, 0, 99) == log.inclusion(store, state, 0)


# --- heads seen before ------------------------------------------------------------------------
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


# --- damage -----------------------------------------------------------------------------------
def damaged() -> tuple[MemoryStore, log.LogState]:
    store = MemoryStore()
    return store, grow(store, 3, 256, 300, 700)


@pytest.mark.parametrize("name", sorted(damaged()[0].files))
@pytest.mark.parametrize("how", ["flip", "cut", "append", "remove", "empty"])
def test_any_change_of_any_file_is_noticed_and_named(name, how):
    store, state = damaged()
    data = store.files[name]
    half = len(data) // 2
    changed = {
        "flip": data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :],
        "cut": data[:-1],
        "append": data + b"\0",
        "empty": b"",
    }
    if how == "remove":
        del store.files[name]
    else:
        store.files[name] = changed[how]
    if how == "remove" and not is_missed(name):
        return
    if name == "log/checkpoint" or name.endswith(edge()):
        with pytest.raises((FormatError, IntegrityError)):
            log.read_state(store, RING)
    else:
        assert [found for _, found in faults(store, log.read_state(store, RING))] == [name]
    # The state from before sees the rest of the log whole, and still names that one file.
    if name != "log/checkpoint":
        assert [found for _, found in faults(store, state)] == [name]


def is_missed(name: str) -> bool:
    """Whether a log without this file is not the log it was.

    Of the checkpoints kept, only the first and the newest are known from elsewhere to have been
    signed; a partial tile that a longer one contains may be deleted at any time.
    """
    if name.startswith("log/checkpoints/"):
        return name.endswith(("/0", "/700"))
    return ".p/" not in name or name.endswith(edge())


def edge() -> tuple[str, ...]:
    return ("tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/002.p/188")


def test_a_whole_level_0_pair_rewritten_together_is_noticed():
    store, state = damaged()
    other = [b"x" * 12] * 256
    store.files["log/tile/entries/000"] = b"".join(b"\0\x0c" + leaf for leaf in other)
    store.files["log/tile/0/000"] = merkle.leaf_hashes(other)
    found = faults(store, state)
    assert ("F402", "log/tile/entries/000") in found
    assert ("F402", "log/tile/0/000") in found
    assert all(not c.leaves for c in log.check_all(store, state) if c.start == 0)
    assert {name for _, name in found} <= {
        "log/tile/entries/000", "log/tile/0/000", "log/checkpoints/3",
    }  # fmt: skip


def test_damage_below_a_damaged_tile_is_named_too():
    store = MemoryStore()
    state = grow(store, 65_536 + 256)
    good = dict(store.files)
    for name in ("log/tile/1/000", "log/tile/0/003", "log/tile/entries/004"):
        data = bytearray(good[name])
        data[40] ^= 1
        store.files[name] = bytes(data)
    assert {name for _, name in faults(store, state)} == {
        "log/tile/1/000", "log/tile/0/003", "log/tile/entries/004",
    }  # fmt: skip
    store.files = good
    assert faults(store, state) == []


def test_a_log_signed_again_over_other_entries_disagrees_with_the_checkpoints_kept():
    store, _ = damaged()
    other = MemoryStore()
    state = log.start(other, RING, KEY, NOON)
    state = log.append(other, state, [b"x", *leaves(1, 700)], KEY, at(700))
    for size in (3, 256, 300):
        other.files[f"log/checkpoints/{size}"] = store.files[f"log/checkpoints/{size}"]
    assert faults(other, state) == [
        ("F402", f"log/checkpoints/{size}") for size in (3, 256, 300)
    ]  # fmt: skip


def test_kept_checkpoints_must_be_in_their_place_and_order():
    store = MemoryStore()
    state = grow(store, 3, 5, 8)
    files = dict(store.files)
    store.files["log/checkpoints/5"] = files["log/checkpoints/3"]
    assert ("F403", "log/checkpoints/5") in faults(store, state)
    text = str(attrs.evolve(Checkpoint.parse(Note.parse(files["log/checkpoints/5"]).text),
                            extensions=("time 2026-11-23T11:00:00.000Z",)))  # fmt: skip
    store.files["log/checkpoints/5"] = bytes(Note(text, (KEY.sign(text),)))
    assert faults(store, state) == [("F403", "log/checkpoints/5")]
    text = str(attrs.evolve(state.checkpoint, extensions=()))
    store.files["log/checkpoints/8"] = bytes(Note(text, (KEY.sign(text),)))
    assert ("F301", "log/checkpoints/8") in faults(store, state)
    store.files = files | {"log/checkpoint": files["log/checkpoints/5"]}
    assert faults(store, log.read_state(store, RING)) == [("F403", "log/checkpoints/8")]


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


def test_a_state_that_is_not_the_entries_is_noticed():
    """Should anything ever slip past the tiles, the root still decides."""
    store = MemoryStore()
    state = grow(store, 300)
    wrong = attrs.evolve(state, checkpoint=attrs.evolve(state.checkpoint, root=bytes(32)))
    assert ("F402", "log/checkpoint") in faults(store, wrong)


def test_a_file_that_cannot_be_read_hides_no_other():
    store = MemoryStore()
    state = grow(store, 65_536 + 256)
    del store.files["log/tile/1/000"]
    store.files["log/tile/0/000.p/7"] = b"x" * 9000
    store.files["log/checkpoints/65792"] = b"rubbish"
    found = faults(store, state)
    assert {name for _, name in found} == {
        "log/tile/0/000.p/7", "log/checkpoints/65792", "log/tile/1/000",
    }  # fmt: skip


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


def test_files_that_are_no_part_of_the_log_are_named():
    store, state = damaged()
    assert list(log.strays(store, state)) == []
    ours = ("timestamps/300.tsr", "timestamps/300.chain.pem", "timestamps/700.2.tsr",
            "timestamps/700.2.chain.pem")  # fmt: skip
    unsigned = ("tile/0/002", "tile/0/002.p/189", "tile/entries/002.p/200", "tile/1/000.p/3",
                "tile/0/x001/000", "tile/2/000.p/1")  # fmt: skip
    strange = ("timestamps/701.tsr", "timestamps/300.1.tsr", "timestamps/300.pem", "notes.txt",
               "checkpoints/x", "checkpoints/03", "tile/0/1", "tile/0/000.p/0", "timestamps/x.tsr",
               "checkpoint.bak", "timestamps/701.chain.pem")  # fmt: skip
    store.files |= {f"log/{name}": b"" for name in (*ours, *unsigned, *strange)}
    found = list(log.strays(store, state))
    assert {s.name for s in found if s.unsigned} == {f"log/{name}" for name in unsigned}
    assert {s.name for s in found if not s.unsigned} == {f"log/{name}" for name in strange}


# --- what a crash leaves ------------------------------------------------------------------------
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


def test_a_start_cut_short_is_finished_and_a_lost_head_is_not_started_anew():
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


# --- keys ----------------------------------------------------------------------------------------
def rotated(*sizes: int) -> tuple[MemoryStore, log.LogState]:
    store = MemoryStore()
    state = log.rotate(store, grow(store, *sizes), KEY, NEXT_KEY, at(sizes[-1] + 1))
    return store, state


@pytest.mark.parametrize("size", [3, 255, 256])
def test_a_key_hands_over_to_the_next(size):
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


@pytest.mark.parametrize("size", [3, 255, 256])
def test_a_rotation_that_fonds_json_does_not_know_yet_is_understood(size):
    store, state = rotated(2, size)
    assert log.read_state(store, RING) == state


def test_a_rotation_cut_short_after_signing_is_finished():
    store, state = rotated(2, 3)
    store.files["log/checkpoint"] = store.files["log/checkpoints/3"]
    assert log.recover(store, log.read_state(store, RING)) == state


def test_a_ring_that_the_log_does_not_vouch_for_is_noticed():
    store = MemoryStore()
    grow(store, 3)
    forged = KeyRing(ORIGIN, (*RING.keys, RingKey(4, NEXT_KEY.verify_key)))
    state = log.read_state(store, forged)
    assert faults(store, state) == [("F400", "fonds.json")]
    state = log.append(store, state, leaves(3, 9), NEXT_KEY, at(9))
    assert faults(store, state) == [("F400", "fonds.json")]


@pytest.mark.parametrize("name", ["log/checkpoint", "log/checkpoints/4"])
@pytest.mark.parametrize("line", [0, 1])
@pytest.mark.parametrize("harm", ["drop", "first", "last", "middle"])
def test_both_signatures_of_a_rotation_are_checked(harm, line, name):
    store, state = rotated(3)
    assert faults(store, state) == []
    note = Note.parse(store.files[name])
    signatures = list(note.signatures)
    if harm == "drop":
        del signatures[line]
    else:
        data = bytearray(signatures[line].value)
        data[{"first": 0, "middle": len(data) // 2, "last": -1}[harm]] ^= 1
        signatures[line] = attrs.evolve(signatures[line], value=bytes(data))
    store.files[name] = bytes(attrs.evolve(note, signatures=tuple(signatures)))
    try:
        found = faults(store, log.read_state(store, state.ring))
    except SignatureError:
        return  # the log cannot even be read
    assert name in {file for _, file in found}


@pytest.mark.parametrize("size", [512_000, 10**9, 10**12, 256**5, 10**15])
def test_a_checkpoint_over_leaves_that_are_not_there_is_given_up(size):
    store = MemoryStore()
    grow(store, 3)
    hashes = {tile: b"h" * 32 * tile.width for tile in edge_tiles(size)}
    store.files |= {f"log/{tile.path}": data for tile, data in hashes.items()}
    by_level = {tile.level: data for tile, data in hashes.items()}
    edge = Edge(size, tuple(by_level.get(level, b"") for level in range(max(by_level) + 1)))
    text = str(Checkpoint(ORIGIN, size, edge.root(), ("time 2026-11-23T13:00:00.000Z",)))
    note = bytes(Note(text, (KEY.sign(text),)))
    store.files |= {"log/checkpoint": note, f"log/checkpoints/{size}": note}
    checked = list(log.check_all(store, log.read_state(store, RING)))
    assert len(checked) == 1026
    assert [c.start for c in checked[1:]] == [c.end for c in checked[:-1]]
    assert checked[-1].end == size
    assert ("F400", "log/checkpoint") in [(f.error.code, f.name) for c in checked for f in c.faults]


@pytest.mark.parametrize("year", [1, 1900, 1969, 2200, 9999])
def test_no_checkpoint_is_signed_by_an_impossible_clock(year):
    store = MemoryStore()
    state = grow(store, 3)
    before = dict(store.files)
    with pytest.raises(ClockError):
        log.append(store, state, leaves(3, 4), KEY, NOON.replace(year=year))
    assert store.files == before


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


def test_a_forged_key_leaf_is_a_fault():
    store = MemoryStore()
    state = grow(store, 3)
    leaf = b'{"k":"key","note":"no","v":1}'
    files, edge = state.edge.grow([leaf])
    text = str(Checkpoint(ORIGIN, 4, edge.root(), ("time 2026-11-23T12:01:00.000Z",)))
    note = bytes(Note(text, (KEY.sign(text),)))
    store.files |= {f"log/{tile.path}": data for tile, data in files}
    store.files |= {"log/checkpoint": note, "log/checkpoints/4": note}
    state = log.read_state(store, RING)
    assert faults(store, state) == [("F301", f"log/{Tile(-1, 0, 4).path}")]
    with pytest.raises(RootMismatchError):
        log.prove(store, attrs.evolve(state, note=grow(MemoryStore(), 4).note), 3)
