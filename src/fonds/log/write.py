"""Append leaves to a log, rotate its key, recover after a crash.

One writer at a time: the caller holds the lock.

The order of writes is the promise:

0. where witnesses cosigned ``log/checkpoint``, their lines are stored in ``log/cosigned/<size>``,
   because 3 replaces that file.
1. entry bundles and tiles, all of them new files. A crash leaves files past the checkpoint: no
   checkpoint covers them, so they are unsigned and the next commit writes over them.
2. ``log/checkpoints/<size>``, written once. From here on the checkpoint exists and must never be
   contradicted; a crash leaves it newer than ``log/checkpoint``, and ``recover`` continues at 3.
3. ``log/checkpoint`` is replaced: the leaves are logged.
4. The head beside the key follows. A crash leaves it one commit behind, which is consistent.
5. Partial tiles that a full one contains are deleted. A crash leaves some; they stay true.

After *any* error a LogState is stale, for step 2 may have landed: read and ``recover`` again.
"""

import contextlib
from collections.abc import Sequence
from datetime import datetime

from fonds.errors import (
    FormatError,
    MissingFileError,
    RollbackError,
    RootMismatchError,
    StorageError,
    UsageError,
)
from fonds.formats.tlog.keyring import KEY_LEAF, KeyRing, rotation_leaf, rotation_text
from fonds.formats.tlog.merkle import EMPTY_ROOT
from fonds.formats.tlog.note import NOTE_LIMIT, Checkpoint, Note
from fonds.formats.tlog.tiles import HEIGHT, WIDTH, Tile, edge_tiles, entries_tile
from fonds.log.checkpoint import (
    Keep,
    newest_signed,
    publish_checkpoint,
    sign_checkpoint,
    time_line,
)
from fonds.log.cosignatures import store_cosignatures
from fonds.log.layout import (
    CHECKPOINT,
    checkpoint_name,
    read_leaves,
    tile_name,
)
from fonds.log.state import LogState, check_head, read_state, signed_time
from fonds.storage.keys import SigningKey
from fonds.storage.store import Store


def start(
    store: Store, ring: KeyRing, key: SigningKey, now: datetime, keep: Keep | None = None
) -> LogState:
    """Begin a log: sign the empty tree. Done again after a crash, it finishes what it began.

    Raises: AlreadyWrittenError, SignatureError when another log is there; StorageError.
    """
    if not _is_there(store, CHECKPOINT):
        if newest_signed(store) > 0:
            raise RollbackError("log/checkpoint is gone from a log that has leaves")
        if _is_there(store, checkpoint_name(0)):
            note = Note.parse(store.read(checkpoint_name(0), NOTE_LIMIT))
            ring.checkpoint(note)
        else:
            note = sign_checkpoint(
                Checkpoint(ring.origin, 0, EMPTY_ROOT, time_line(now)), ring, [key]
            )
        publish_checkpoint(store, 0, note, keep)
    return read_state(store, ring)


def append(
    store: Store,
    state: LogState,
    leaves: Sequence[bytes],
    key: SigningKey,
    now: datetime,
    keep: Keep | None = None,
) -> LogState:
    """Log ``leaves`` and return the log as it is then; when this returns they are durable.

    With no leaves nothing is written. Key leaves are ``rotate``'s and refused here.
    Shape: a leaf has at most 65,535 bytes. ``keep`` gets the signed checkpoint.
    Cost: 2 us a leaf, and the disk; memory for the files of the leaves.
    Raises: MissingKeyError when ``key`` is not the active one; RollbackError when the log has
    changed since ``state`` was read; StorageError; MalformedTileError. After an error ``state``
    must not be used again.
    """
    if not leaves:
        return state
    if any(KEY_LEAF in leaf for leaf in leaves):
        raise UsageError("a key leaf is logged by rotate, alone")
    return _commit(store, state, leaves, [key], now, keep)


def rotate(
    store: Store,
    state: LogState,
    old: SigningKey,
    new: SigningKey,
    now: datetime,
    keep: Keep | None = None,
) -> LogState:
    """Rotate the log from one key to the next; both sign the leaf and its checkpoint.

    ``new`` must be durable before (``KeyFile.stage``) and replace ``old`` after, and
    ``fonds.json`` gets ``state.ring``; ``read_state`` understands a log where a crash left that
    out. Raises: as ``append``; MalformedKeyError when ``new`` cannot follow.
    """
    first = state.size + 1
    text = rotation_text(state.ring.origin, first, old.verify_key, new.verify_key)
    leaf = rotation_leaf(Note(text, (old.sign(text), new.sign(text))))
    state.ring.rotated(leaf, state.size)  # refuse before anything is written
    return _commit(store, state, [leaf], [old, new], now, keep)


def recover(
    store: Store, state: LogState, head: bytes | None = None, keep: Keep | None = None
) -> LogState:
    """Finish a commit that was signed and not published; the writer's first step after the lock.

    Entries and tiles past the last signed checkpoint are let be: the next commit redoes them.
    Cost: one listing of the checkpoints; reads the leaves of the unfinished commit.
    Raises: RollbackError when the log lacks what was signed (here, or as ``head`` says);
    FormatError, SignatureError when a stored checkpoint past the log's is invalid; StorageError.
    """
    newest = newest_signed(store)
    if newest > state.size:
        note = Note.parse(store.read(checkpoint_name(newest), NOTE_LIMIT))
        checkpoint = state.ring.checkpoint(note)
        signed_time(checkpoint)
        if checkpoint.size != newest:
            raise RollbackError("a checkpoint is stored under another size", size=newest)
        _write(store, state.size, _unpublished(store, state, checkpoint))
        publish_checkpoint(store, newest, note, keep)
        state = read_state(store, state.ring)
    if head is not None:
        check_head(store, state, head)
    return state


def _commit(
    store: Store,
    state: LogState,
    leaves: Sequence[bytes],
    keys: Sequence[SigningKey],
    now: datetime,
    keep: Keep | None,
) -> LogState:
    files, edge = state.edge.grow(leaves)
    line = time_line(now, after=state.time)
    checkpoint = Checkpoint(state.ring.origin, edge.size, edge.root(), line)
    note = sign_checkpoint(checkpoint, state.ring, keys)
    # Signed in memory only so far. Read the head once more: a caller without the lock, or with a
    # state from before another writer's commit, must not fork the log.
    published = Note.parse(store.read(CHECKPOINT, NOTE_LIMIT))
    if published.text != state.note.text:
        raise RollbackError("the log has changed since it was read", size=state.size)
    store_cosignatures(store, state.ring, published)
    _write(store, state.size, files)
    publish_checkpoint(store, edge.size, note, keep)
    # The commit is complete. What tidying leaves behind is true and harmless, and a disk that fails
    # here fails the next commit aloud.
    with contextlib.suppress(StorageError):
        _tidy(store, state.size, edge.size)
    ring = state.ring
    if len(keys) > 1:
        ring = ring.rotated(leaves[0], state.size)
    return LogState(ring, note, checkpoint, signed_time(checkpoint), edge)


def _write(store: Store, signed: int, files: Sequence[tuple[Tile, bytes]]) -> None:
    """Write files past the ``signed`` leaves, over whatever a crash left under their names.

    Stale partial files are deleted first. A commit that was cut off may have left ``000.p/9``
    where this one writes ``000.p/5``: nothing would overwrite it, and once the log has nine
    leaves it would lie inside the tree and contradict it.
    """
    # ``part.end`` counts hashes of the tile's own level, ``signed`` counts leaves: one hash of
    # level L covers 256**L leaves, so the signed tree has ``signed >> 8*L`` whole ones there.
    for tile, _ in files:
        for name in list(store.names(tile_name(tile.full) + ".p")):
            part = Tile.parse(name.removeprefix("log/"))
            if part and part != tile and part.end > signed >> HEIGHT * max(part.level, 0):
                store.delete(name)
    new = []
    for tile, data in files:
        name = tile_name(tile)
        if _holds_other(store, name, data):
            store.replace(name, data)  # left by a crash: no checkpoint ever covered it
        else:
            new.append((name, data))  # the same bytes too: they may be there and not yet durable
    store.create_many(new)


def _holds_other(store: Store, name: str, data: bytes) -> bool:
    try:
        return store.read(name, len(data)) != data
    except MissingFileError:
        return False
    except FormatError:
        return True  # it is longer than ``data``, so it cannot be the same


def _unpublished(store: Store, state: LogState, checkpoint: Checkpoint) -> list[tuple[Tile, bytes]]:
    """The files of a commit that was signed, computed again from its entries."""
    try:
        leaves = list(read_leaves(store, checkpoint.size, state.size, checkpoint.size))
    except (FormatError, MissingFileError) as e:
        raise RollbackError("entries that were signed are lost", size=checkpoint.size) from e
    files, edge = state.edge.grow(leaves)
    if edge.root() != checkpoint.root:
        raise RollbackError(
            "the log does not lead to a checkpoint that was signed", size=checkpoint.size
        ) from RootMismatchError("another root", size=checkpoint.size)
    return files


def _tidy(store: Store, old: int, new: int) -> None:
    """Delete the partial tiles of the old edge that have become full.

    Only of tiles that are full now: a reader who holds an older checkpoint then finds the full
    one, which begins like the partial one. Of a tile that is still partial nothing is deleted.
    """
    partial = {(tile.level, tile.index) for tile in _edge(new)}
    for tile in _edge(old):
        if (tile.level, tile.index) not in partial:
            for name in list(store.names(tile_name(tile.full) + ".p")):
                store.delete(name)


def _edge(size: int) -> list[Tile]:
    """The partial files of a tree: of hashes, and of entries."""
    last = [entries_tile(size // WIDTH, size)] if size % WIDTH else []
    return [*edge_tiles(size), *last]


def _is_there(store: Store, name: str) -> bool:
    try:
        store.read(name, NOTE_LIMIT)
    except MissingFileError:
        return False
    return True
