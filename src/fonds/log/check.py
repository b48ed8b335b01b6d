"""Recompute a whole log: every entry, tile, stored checkpoint and key.

The signed root covers the tiles at the right edge, each of those for the full tiles below
it, and so on down to the entries. So of two files that disagree the one that is wrong can be
named, and one damaged file does not make all that follows look damaged.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import attrs

from fonds.errors import (
    FondsError,
    FormatError,
    IntegrityError,
    MissingFileError,
    RollbackError,
    RootMismatchError,
    SignatureError,
)
from fonds.formats.tlog.keyring import KEY_LEAF, KeyRing, is_key_leaf
from fonds.formats.tlog.merkle import HASH, Frontier, leaf_hashes, row_root
from fonds.formats.tlog.note import NOTE_LIMIT, Note, signers
from fonds.formats.tlog.tiles import (
    HEIGHT,
    WIDTH,
    Tile,
    edge_tiles,
    encode_entries,
    entries_tile,
)
from fonds.log.layout import (
    CHECKPOINT,
    CHECKPOINTS,
    checkpoint_name,
    checkpoint_size,
    read_entries,
    read_hashes,
    tile_name,
)
from fonds.log.state import LogState, signed_time
from fonds.log.tile_cache import StoredTiles, true_hashes
from fonds.storage.store import Store


@attrs.frozen
class Fault:
    """Something wrong with one file of the log: the error it would raise, and the file's name."""

    error: FondsError
    name: str


@attrs.frozen
class LogCheck:
    """The leaves from ``start`` to ``end`` that are in the signed tree, and faults found there.

    Shape: 256 leaves at most. ``leaves`` is empty where the entry bundle is damaged, and for all
    the rest of a log that is given up; the last one of a log holds none, only
    the faults of the log as a whole.
    """

    start: int
    leaves: list[bytes]
    faults: tuple[Fault, ...]
    end: int


GIVE_UP = 1024
"""Damaged entry bundles in a row (262,144 leaves) after which ``check_all`` looks for no more: a
checkpoint may claim 10^12 leaves of which there is none."""


def check_all(store: Store, state: LogState) -> Iterator[LogCheck]:
    """Yield the leaves of a log as they are checked, with every fault found; read it to the end.

    Recomputed are all leaf hashes, all tiles (also partial ones left over), the root at every
    stored checkpoint, with its signature and its time, and every rotation of the key.
    After 1,024 damaged entry bundles in a row the rest is one fault, and not looked at.
    Cost: one pass, 2 us a leaf; holds one bundle, a tile a level, and the sizes of checkpoints.
    Raises: StorageError when the disk fails; damage is a fault, never raised.
    """
    check = _Check(store, state)
    missing = 0
    for index in range(-(-state.size // WIDTH)):
        leaves = check.bundle(index)
        end = min((index + 1) * WIDTH, state.size)
        yield LogCheck(index * WIDTH, leaves, check.take(), end)
        missing = 0 if leaves else missing + 1
        if missing == GIVE_UP:
            yield check.give_up(end)
            break
    check.end()
    yield LogCheck(state.size, [], check.take(), state.size)


class _Check:
    """One run of ``check_all``: how far it has come, and what it has found."""

    def __init__(self, store: Store, state: LogState) -> None:
        self.store = store
        self.state = state
        self.stored = StoredTiles(store, state)
        self.faults: list[Fault] = []
        self.frontier: Frontier | None = Frontier()  # None once a hash is not to be known
        self.rows: dict[int, list[bytes]] = {}  # by level: recomputed hashes of the latest tile
        self.ring = KeyRing(state.ring.origin, state.ring.keys[:1])
        sizes = sorted(map(checkpoint_size, store.names(CHECKPOINTS)), reverse=True)
        self.sizes = [size for size in sizes if size >= 0]  # the smallest is the last
        self.first = self.sizes[-1] if self.sizes else None
        self.time: datetime | None = None  # of the stored checkpoint before

    def take(self) -> tuple[Fault, ...]:
        """The faults since the last call."""
        faults, self.faults = tuple(self.faults), []
        return faults

    def fault(self, error: FondsError, name: str) -> None:
        self.faults.append(Fault(error, name))

    def bundle(self, index: int) -> list[bytes]:
        """Check the entries of one bundle and the level-0 tile over them; return the entries."""
        tile = entries_tile(index, self.state.size)
        over = attrs.evolve(tile, level=0)
        leaves = self._entries(tile)
        row = leaf_hashes(leaves)
        stored = self._hashes(over)
        # Entries, tile and the hash above the tile: two of the three decide which one is damaged.
        # The partial tile at the edge has no hash above it, and is covered by the root itself.
        above, covered = self.stored.node(1, index) if tile.width == WIDTH else (None, True)
        if tile.width < WIDTH:
            truth: bytes | None = self.state.edge.hashes[0]
        else:
            truth = true_hashes(row, stored, above, covered)
        if leaves and row != truth:
            self.fault(_mismatch("entries are not those that were signed"), tile_name(tile))
            leaves = []  # what is not covered is not judged any further
        if stored is not None and stored != truth:
            self.fault(_mismatch("hashes are not those that were signed"), tile_name(over))
        self._checkpoints(index, tile.width, truth)
        self._advance(index, tile.width, row_root(truth) if truth else above, truth)
        self._keys(index, leaves)
        self._leftovers(tile, lambda: encode_entries(leaves) if leaves else None)
        self._leftovers(over, lambda: truth)
        return leaves

    def give_up(self, start: int) -> LogCheck:
        """Pass over all leaves from ``start`` on as one gap, with its fault."""
        self.frontier = None
        self.sizes = [size for size in self.sizes if size > self.state.size]
        sentence = "too many entries are missing or damaged; those after them were not checked"
        self.fault(IntegrityError(sentence, leaf=start), CHECKPOINT)
        return LogCheck(start, [], self.take(), self.state.size)

    def end(self) -> None:
        """Check what concerns the log as a whole."""
        self._checkpoints(0, 0, b"")  # that of the empty tree, when there are no leaves
        if self.frontier and self.frontier.root() != self.state.root:
            self.fault(_mismatch("the entries do not give the signed root"), CHECKPOINT)
        for tile in edge_tiles(self.state.size):
            if tile.level > 0:
                self._compare(tile, self.state.edge.hashes[tile.level])
        for size in reversed(self.sizes):
            error = RollbackError("a stored checkpoint is newer than the log", size=size)
            self.fault(error, checkpoint_name(size))
        if self.ring != self.state.ring:
            sentence = "the active keys are not those of the rotations in the log"
            self.fault(IntegrityError(sentence), "fonds.json")
        self._published()

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

    def _compare(self, tile: Tile, truth: bytes | None) -> None:
        """Check a tile of a higher level against what was recomputed for it."""
        stored = self._hashes(tile)
        if None not in (stored, truth) and stored != truth:
            self.fault(_mismatch("hashes are not those of the tiles below"), tile_name(tile))
        self._leftovers(tile, lambda: truth)

    def _advance(self, index: int, width: int, node: bytes | None, truth: bytes | None) -> None:
        """Take a bundle into the tree, as one node when it is full."""
        if node is None or (truth is None and width < WIDTH):
            self.frontier = None
        elif self.frontier and width == WIDTH:
            self.frontier.append(node, HEIGHT)
        elif self.frontier and truth:
            for at in range(0, len(truth), HASH):
                self.frontier.append(truth[at : at + HASH])
        if width == WIDTH:
            self._rise(1, index, node)

    def _rise(self, level: int, index: int, node: bytes | None) -> None:
        """Take a node into the tile above it, and a full tile into the one above that."""
        row = self.rows.setdefault(level, [])
        row.append(node or b"")  # b"" for one that is not to be known
        if len(row) == WIDTH:
            place = index // WIDTH
            truth = None if b"" in row else b"".join(row)
            self._compare(Tile(level, place), truth)
            above = row_root(truth) if truth else self.stored.node(level + 1, place)[0]
            self.rows[level] = []
            self._rise(level + 1, place, above)

    def _checkpoints(self, index: int, width: int, truth: bytes | None) -> None:
        """Check the stored checkpoints up to the end of a bundle, given its leaf hashes."""
        start, done = index * WIDTH, 0
        # A checkpoint may lie inside this bundle: a copy of the tree grows leaf by leaf up to it,
        # while the tree itself takes the whole bundle as one node.
        tree = self.frontier.copy() if self.frontier and truth is not None else None
        while self.sizes and self.sizes[-1] <= start + width:
            size = self.sizes.pop()
            for at in range(done, size - start):
                if tree and truth:
                    tree.append(truth[at * HASH : (at + 1) * HASH])
            done = max(done, size - start)
            self._checkpoint(size, tree.root() if tree else None)

    def _checkpoint(self, size: int, root: bytes | None) -> None:
        name = checkpoint_name(size)
        try:
            note = Note.parse(self.store.read(name, NOTE_LIMIT))
            checkpoint = self.state.ring.checkpoint(note)
            time = signed_time(checkpoint)
        except (FormatError, IntegrityError) as e:
            self.fault(e, name)
            return
        self._signatures(note, checkpoint.size, name)
        if checkpoint.size != size:
            self.fault(RollbackError("a checkpoint is stored under another size"), name)
        elif root not in (None, checkpoint.root):
            self.fault(_mismatch("the entries do not give this checkpoint's root"), name)
        if self.time is not None and time <= self.time:
            self.fault(RollbackError("a checkpoint is not later than the one before it"), name)
        self.time = time

    def _signatures(self, note: Note, size: int, name: str) -> None:
        """Check that both keys signed where one handed over to the other."""
        keys = self.state.ring.signing(size)
        try:
            signed = signers(note, keys)
        except SignatureError as e:
            self.fault(e, name)
            return
        if signed != keys:
            self.fault(SignatureError("a key of the rotation did not sign", size=size), name)

    def _keys(self, index: int, leaves: list[bytes]) -> None:
        if KEY_LEAF not in b"\n".join(leaves):
            return
        for at, leaf in enumerate(leaves):
            if is_key_leaf(leaf):
                try:
                    self.ring = self.ring.rotated(leaf, index * WIDTH + at)
                except (FormatError, IntegrityError) as e:
                    self.fault(e, tile_name(entries_tile(index, self.state.size)))

    def _leftovers(self, whole: Tile, known: Callable[[], bytes | None]) -> None:
        """Check partial files that a longer one has superseded: they must be how it begins."""
        names = list(self.store.names(tile_name(whole.full) + ".p"))
        truth = known() if names else None
        for name in names:
            tile = Tile.parse(name.removeprefix("log/"))
            if tile is None or truth is None or tile == whole:
                continue  # no tile's name, nothing to compare with, or compared already
            if tile.end > self.state.size >> HEIGHT * max(tile.level, 0):
                continue  # left by a commit that a crash cut short; unsigned
            try:
                data = self.store.read(name, len(truth))
            except MissingFileError:
                continue  # a writer has tidied up since it was listed
            except FormatError:
                data = b""  # longer than the whole
            if not truth.startswith(data) or len(data) != _length(truth, tile):
                self.fault(_mismatch("a partial tile is not how the full one begins"), name)

    def _published(self) -> None:
        """Check that the first checkpoint and the present one are stored."""
        if self.first != 0:
            self.fault(MissingFileError("the first checkpoint is missing"), checkpoint_name(0))
        self._signatures(self.state.note, self.state.size, CHECKPOINT)
        name = checkpoint_name(self.state.size)
        try:
            stored = Note.parse(self.store.read(name, NOTE_LIMIT))
        except MissingFileError as e:
            if self.state.size:
                self.fault(e, name)
        except FormatError:
            return  # was found above
        else:
            if stored.text != self.state.note.text:
                error = RollbackError("log/checkpoint is not the one stored for its size")
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
