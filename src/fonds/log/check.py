"""Recomputing a whole log: every entry, tile, kept checkpoint and key. Part of ``fonds.log``.

The signed root vouches for the tiles at the right edge, each of those for the full tiles below
it, and so on down to the entries. So of two files that disagree the one that is wrong can be
named, and one damaged file does not make all that follows look damaged.
"""

from collections.abc import Iterator
from datetime import datetime

import attrs

from fonds.errors import (
    FondsError,
    FormatError,
    IntegrityError,
    MissingFileError,
    RollbackError,
    RootMismatchError,
)
from fonds.formats.keyring import KeyRing, is_key_leaf
from fonds.formats.merkle import HASH, Frontier, leaf_hashes, row_root
from fonds.formats.note import NOTE_LIMIT, Note
from fonds.formats.tiles import (
    HEIGHT,
    WIDTH,
    Tile,
    encode_entries,
    entries_tile,
)
from fonds.log.state import LogState, signed_time
from fonds.log.store import (
    CHECKPOINT,
    CHECKPOINTS,
    LogStore,
    checkpoint_name,
    kept_size,
    read_entries,
    read_hashes,
    tile_name,
)


@attrs.frozen
class Fault:
    """Something wrong with one file of the log: the error it would raise, and the file's name."""

    error: FondsError
    name: str


@attrs.frozen
class Checked:
    """Up to 256 leaves from ``start`` on that are in the signed tree, and faults found there.

    ``leaves`` is empty where the entry bundle is damaged; the last one of a log holds none, only
    the faults of the log as a whole.
    """

    start: int
    leaves: list[bytes]
    faults: tuple[Fault, ...]


def check_all(store: LogStore, state: LogState) -> Iterator[Checked]:
    """Yield the leaves of a log as they are checked, with every fault found; read it to the end.

    Recomputed are all leaf hashes, all tiles (also partial ones left over), the root at every
    kept checkpoint, with its signature and its time, and every handing over of the key.
    Cost: one pass, 2 us a leaf; holds one bundle, a tile a level, and the kept sizes.
    Raises: StorageError when the disk fails; damage is a fault, never raised.
    """
    check = _Check(store, state)
    for index in range(-(-state.size // WIDTH)):
        leaves = check.bundle(index)
        yield Checked(index * WIDTH, leaves, check.take())
    check.end()
    yield Checked(state.size, [], check.take())


class _Check:
    """One run of ``check_all``: how far it has come, and what it has found."""

    def __init__(self, store: LogStore, state: LogState) -> None:
        self.store = store
        self.state = state
        self.faults: list[Fault] = []
        self.frontier = Frontier()
        self.ring = KeyRing(state.ring.origin, state.ring.keys[:1])
        self.tiles: dict[int, tuple[int, bytes | None]] = {}  # level: its latest tile
        sizes = sorted(map(kept_size, store.names(CHECKPOINTS)), reverse=True)
        self.kept = [size for size in sizes if size >= 0]  # the smallest is the last
        self.time: datetime | None = None  # of the kept checkpoint before

    def take(self) -> tuple[Fault, ...]:
        """The faults since the last call."""
        faults, self.faults = tuple(self.faults), []
        return faults

    def fault(self, error: FondsError, name: str) -> None:
        self.faults.append(Fault(error, name))

    def bundle(self, index: int) -> list[bytes]:
        """Check the entries of one bundle and the level-0 tile over them; return the entries."""
        tile = entries_tile(index, self.state.size)
        leaves = self._entries(tile)
        row = leaf_hashes(leaves)
        stored = self._hashes(attrs.evolve(tile, level=0))
        if tile.width < WIDTH:
            truth: bytes | None = self.state.edge.hashes[0]
        elif row:
            above = self.node(1, index)
            truth = row if above in (None, row_root(row)) else None
        else:
            truth = None
        if truth is None and stored and self.node(1, index) in (None, row_root(stored)):
            truth = stored  # the tile is as it was signed: so the entries are not
        if row != truth and leaves:
            self.fault(_mismatch("entries are not those that were signed"), tile_name(tile))
            leaves = []
        if stored is not None and stored != truth:
            name = tile_name(attrs.evolve(tile, level=0))
            self.fault(_mismatch("hashes are not those that were signed"), name)
        self._checkpoints(index, tile.width, truth)
        self._advance(index, truth, tile.width)
        self._keys(index, leaves)
        self._leftovers(tile.full, encode_entries(leaves) if leaves else None)
        self._leftovers(attrs.evolve(tile.full, level=0), truth)
        return leaves

    def end(self) -> None:
        """Check what concerns the log as a whole."""
        self._checkpoints(0, 0, b"")  # that of the empty tree, when there are no leaves
        if self.frontier.root() != self.state.root:
            self.fault(_mismatch("the entries do not give the signed root"), CHECKPOINT)
        for size in reversed(self.kept):
            error = RollbackError("a kept checkpoint is newer than the log", size=size)
            self.fault(error, checkpoint_name(size))
        if self.ring != self.state.ring:
            sentence = "the keys in office are not those that the log hands over to"
            self.fault(IntegrityError(sentence), "fonds.json")
        self._published()

    def node(self, level: int, index: int) -> bytes | None:
        """The hash at a place of a tile level that the signed root vouches for, if it is known."""
        place, at = divmod(index, WIDTH)
        tile = self._tile(level, place)
        return tile[at * HASH : (at + 1) * HASH] if tile else None

    def _tile(self, level: int, index: int) -> bytes | None:
        if index == self.state.size >> HEIGHT * (level + 1):
            return self.state.edge.hashes[level]
        latest, data = self.tiles.get(level, (-1, None))
        if latest != index:
            above = self.node(level + 1, index)
            data = self._hashes(Tile(level, index))
            if data and above not in (None, row_root(data)):
                error = _mismatch("hashes are not those that were signed")
                self.fault(error, tile_name(Tile(level, index)))
                data = None
            self.tiles[level] = (index, data)
            self._leftovers(Tile(level, index), data)
        return data

    def _entries(self, tile: Tile) -> list[bytes]:
        try:
            return read_entries(self.store, tile)
        except (FormatError, MissingFileError) as e:
            self.fault(e, tile_name(tile))
            return []

    def _hashes(self, tile: Tile) -> bytes | None:
        try:
            return read_hashes(self.store, tile)
        except (FormatError, MissingFileError) as e:
            self.fault(e, tile_name(tile))
            return None

    def _advance(self, index: int, truth: bytes | None, width: int) -> None:
        if width == WIDTH:
            # Where both files are damaged the hash above stands in for them, if it is known.
            node = row_root(truth) if truth else self.node(1, index)
            self.frontier.append(node or bytes(HASH), HEIGHT)
            return
        for at in range(0, len(truth or b""), HASH):
            self.frontier.append((truth or b"")[at : at + HASH])

    def _checkpoints(self, index: int, width: int, truth: bytes | None) -> None:
        """Check the kept checkpoints up to the end of a bundle, its leaf hashes given."""
        start, done, tree = index * WIDTH, 0, self.frontier.copy()
        while self.kept and self.kept[-1] <= start + width:
            size = self.kept.pop()
            if truth is None:
                self._checkpoint(size, None)
                continue
            for at in range(done, size - start):
                tree.append(truth[at * HASH : (at + 1) * HASH])
            done = max(done, size - start)
            self._checkpoint(size, tree.root())

    def _checkpoint(self, size: int, root: bytes | None) -> None:
        name = checkpoint_name(size)
        try:
            note = Note.parse(self.store.read(name, NOTE_LIMIT))
            checkpoint = self.state.ring.checkpoint(note)
            time = signed_time(checkpoint)
        except (FormatError, IntegrityError) as e:
            self.fault(e, name)
            return
        if checkpoint.size != size:
            self.fault(RollbackError("a checkpoint is kept under another size"), name)
        elif root not in (None, checkpoint.root):
            self.fault(_mismatch("the entries do not give this checkpoint's root"), name)
        if self.time is not None and time <= self.time:
            self.fault(RollbackError("a checkpoint is not later than the one before it"), name)
        self.time = time

    def _keys(self, index: int, leaves: list[bytes]) -> None:
        for at, leaf in enumerate(leaves):
            if is_key_leaf(leaf):
                try:
                    self.ring = self.ring.rotated(leaf, index * WIDTH + at)
                except (FormatError, IntegrityError) as e:
                    self.fault(e, tile_name(entries_tile(index, self.state.size)))

    def _leftovers(self, full: Tile, truth: bytes | None) -> None:
        """Check partial files that a longer one has superseded: they must be how it begins."""
        for name in self.store.names(tile_name(full) + ".p"):
            tile = Tile.parse(name.removeprefix("log/"))
            if tile is None or truth is None:
                continue  # no tile's name, or nothing to compare with
            past = tile.index * WIDTH + tile.width > self.state.size >> HEIGHT * max(tile.level, 0)
            if past:
                continue  # left by a commit that a crash cut short; unsigned
            try:
                data = self.store.read(name, len(truth))
            except FormatError:
                data = b""  # longer than the whole
            if not truth.startswith(data) or len(data) != _length(truth, tile):
                self.fault(_mismatch("a partial tile is not how the full one begins"), name)

    def _published(self) -> None:
        name = checkpoint_name(self.state.size)
        try:
            kept = Note.parse(self.store.read(name, NOTE_LIMIT))
        except MissingFileError as e:
            self.fault(e, name)
        except FormatError:
            return  # was found above
        else:
            if kept.text != self.state.note.text:
                error = RollbackError("log/checkpoint is not the one kept for its size")
                self.fault(error, CHECKPOINT)


def _length(truth: bytes, tile: Tile) -> int:
    """The bytes that a partial file of this width has, if it begins ``truth``."""
    if tile.level >= 0:
        return tile.width * HASH
    at = 0
    for _ in range(tile.width):
        at += 2 + int.from_bytes(truth[at : at + 2], "big")
    return at


def _mismatch(sentence: str) -> RootMismatchError:
    return RootMismatchError(sentence)
