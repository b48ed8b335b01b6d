"""Recomputing a whole log: any change of any file is noticed, and that file is named."""

import attrs
import pytest

from fonds import log
from fonds.errors import (
    FormatError,
    IntegrityError,
    RootMismatchError,
    SignatureError,
)
from fonds.formats.tlog import merkle
from fonds.formats.tlog.keyring import KeyRing, RingKey
from fonds.formats.tlog.note import Checkpoint, Note
from fonds.formats.tlog.tiles import Edge, Tile, edge_tiles
from support.logs import (
    KEY,
    NEXT_KEY,
    NOON,
    ORIGIN,
    RING,
    at,
    damaged,
    faults,
    grow,
    leaves,
    rotated,
)
from support.memory_store import MemoryStore


@pytest.mark.slow
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

    Of the checkpoints kept, only the first and the newest are known from other files to have been
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


def test_a_ring_that_the_log_does_not_sign_for_is_noticed():
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
