"""Read a log: its signed head, its right edge, leaves and proofs.

Readers take no lock. They read the head first and then what it covers, which never changes; so a
writer beside them is not noticed.
"""

from collections.abc import Iterator
from datetime import datetime

import attrs

from fonds.errors import MalformedNoteError, RollbackError, RootMismatchError
from fonds.formats.tlog import merkle, tiles
from fonds.formats.tlog.keyring import KeyRing, is_key_leaf
from fonds.formats.tlog.note import NOTE_LIMIT, Checkpoint, Note
from fonds.formats.tlog.proof import Proof
from fonds.log.layout import (
    CHECKPOINT,
    edge_entries,
    read_hashes,
    read_leaves,
)
from fonds.storage.store import Store


@attrs.frozen
class LogState:
    """A log as its signed head has it, with what is needed to make it grow.

    ``ring`` holds one key more than the ring that was given when a rotation had just been
    logged and ``fonds.json`` did not yet know: whoever writes must then write ``fonds.json``.
    """

    ring: KeyRing
    note: Note = attrs.field(repr=False)
    checkpoint: Checkpoint
    time: datetime
    edge: tiles.Edge = attrs.field(repr=False)

    @property
    def size(self) -> int:
        """How many leaves the log has."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """The root of its tree."""
        return self.checkpoint.root


def read_state(store: Store, ring: KeyRing, head: bytes | None = None) -> LogState:
    """Return the log as its checkpoint has it, checked at its right edge.

    Signature, origin and root are checked, and that the tree extends ``head``, a signed
    checkpoint that was seen before (read it *before* calling). Leaves and tiles inside the tree
    are not read: that is ``check_all``.
    Cost: three small files, and one a level of tiles: 0.3 ms for a million leaves.
    Raises: FormatError, SignatureError, RootMismatchError on damage; RollbackError when the log
    is older than ``head`` or does not continue it; StorageError when a file is missing.
    """
    note = Note.parse(store.read(CHECKPOINT, NOTE_LIMIT))
    state = state_of(store, ring, note)
    if head is not None:
        check_head(store, state, head)
    return state


def state_of(store: Store, ring: KeyRing, note: Note) -> LogState:
    """Return the log as ``note`` has it, checked as ``read_state`` says."""
    checkpoint = ring.checkpoint(note)
    time = signed_time(checkpoint)
    # As many levels as the tree has tiles on: one for each 8 bits of its size, begun ones too.
    rows = [b""] * (-(-checkpoint.size.bit_length() // tiles.HEIGHT))
    for tile in tiles.edge_tiles(checkpoint.size):
        rows[tile.level] = read_hashes(store, tile)
    entries = edge_entries(store, checkpoint.size)
    edge = tiles.Edge(checkpoint.size, tuple(rows), entries)
    leaves = tiles.decode_entries(entries, checkpoint.size % tiles.WIDTH)
    if edge.root() != checkpoint.root:
        raise RootMismatchError("the tiles do not give the signed root", size=checkpoint.size)
    if merkle.leaf_hashes(leaves) != (rows[0] if rows else b""):
        raise RootMismatchError("the last entries do not hash to their tile", size=checkpoint.size)
    ring = _after_rotation(store, ring, note, checkpoint)
    return LogState(ring, note, checkpoint, time, edge)


def signed_time(checkpoint: Checkpoint) -> datetime:
    """Return the time in a checkpoint of ours. Raises: MalformedNoteError when it has none."""
    if checkpoint.time is None:
        raise MalformedNoteError("the checkpoint states no time", size=checkpoint.size)
    return checkpoint.time


def check_head(store: Store, state: LogState, head: bytes) -> None:
    """Return if the log extends ``head``, a signed checkpoint seen earlier.

    Cost: O(log size) tiles when the log has grown since.
    Raises: RollbackError; FormatError or SignatureError when ``head`` itself is not good.
    """
    seen = state.ring.checkpoint(Note.parse(head))
    facts = {"size": state.size, "seen": seen.size}
    if seen.size > state.size:
        raise RollbackError("the log is older than a checkpoint that was signed", **facts)
    if seen.size == 0:
        return  # every log extends the empty one
    try:
        proof = consistency(store, state, seen.size)
        merkle.verify_consistency(seen.size, seen.root, state.size, state.root, proof)
    except RootMismatchError as e:
        raise RollbackError("the log has another history than was signed", **facts) from e


def entries(store: Store, state: LogState, start: int, end: int) -> Iterator[bytes]:
    """Yield the leaves ``start`` to ``end``, lazily; against the tree they are not checked.

    Cost: holds one bundle of 256 leaves. Raises: MalformedTileError, StorageError.
    """
    return read_leaves(store, state.size, start, min(end, state.size))


def inclusion(store: Store, state: LogState, index: int, size: int | None = None) -> list[bytes]:
    """Return the proof that leaf ``index`` is in the tree of ``size`` leaves (now, if not given).

    Shape: 32 bytes a hash, from the leaf's sibling upwards. Cost: at most two tiles a level.
    Raises: ProofShapeError when there is no such leaf or tree. The proof is only as good as the
    tiles: check it with ``Proof.check`` before you hand it out (``prove`` does).
    """
    size = _within(state, size)
    return merkle.inclusion_proof(index, size, _nodes(store, state))


def consistency(store: Store, state: LogState, old: int, new: int | None = None) -> list[bytes]:
    """Return the proof that the tree of ``old`` leaves begins that of ``new`` (now, if not given).

    Raises: ProofShapeError unless 0 < old <= new <= the log's size.
    """
    return merkle.consistency_proof(old, _within(state, new), _nodes(store, state))


def prove(store: Store, state: LogState, index: int) -> Proof:
    """Return the proof of one leaf under the log's present checkpoint, checked.

    Raises: RootMismatchError when the tiles it was made from are damaged; ProofShapeError.
    """
    proof = Proof(index, tuple(inclusion(store, state, index)), state.note)
    (leaf,) = entries(store, state, index, index + 1)
    proof.check(leaf)
    return proof


def _nodes(store: Store, state: LogState) -> merkle.ReadNode:
    return tiles.node_reader(state.size, lambda tile: read_hashes(store, tile))


def _within(state: LogState, size: int | None) -> int:
    # A larger tree than the signed one has tiles on disk only after a crash: never prove those.
    return state.size if size is None else min(size, state.size)


def _after_rotation(store: Store, ring: KeyRing, note: Note, checkpoint: Checkpoint) -> KeyRing:
    """The ring with the key that the last leaf brings in, if it does.

    A rotation is a commit of its own whose checkpoint both keys sign, so its leaf is the last
    one exactly until ``fonds.json`` has been written and the log grows.
    """
    own = [line for line in note.signatures if line.name == ring.origin]
    if len(own) < 2 or ring.newest.first >= checkpoint.size:
        return ring
    index = checkpoint.size - 1
    (leaf,) = read_leaves(store, checkpoint.size, index, checkpoint.size)
    if not is_key_leaf(leaf):
        return ring
    ring = ring.rotated(leaf, index)
    ring.checkpoint(note)  # the new key has to have signed as well
    return ring
