"""Stored tiles, and which of them the signed root covers: read once for each level.

The hashes of a tile are covered when their root is a covered hash of the tile above, and so on up
to the tiles at the right edge, which the signed root covers (``read_state`` has checked those).
"""

from fonds.errors import FormatError, MissingFileError
from fonds.formats.tlog.merkle import HASH, row_root
from fonds.formats.tlog.tiles import HEIGHT, WIDTH, Tile
from fonds.log.layout import read_hashes
from fonds.log.state import LogState
from fonds.storage.store import Store


class StoredTiles:
    """The tiles as they are stored, and whether the signed root covers them, from above."""

    def __init__(self, store: Store, state: LogState) -> None:
        self.store = store
        self.state = state
        # By level: index, hashes, covered. The whole check goes through the leaves in order, so the
        # latest tile of each level is all that is asked for again.
        self._latest: dict[int, tuple[int, bytes | None, bool]] = {}

    def tile(self, level: int, index: int) -> tuple[bytes | None, bool]:
        """Return the hashes of a tile, None where it is unreadable, and whether they are true."""
        if index == self.state.size >> HEIGHT * (level + 1):
            return self.state.edge.hashes[level], True
        if self._latest.get(level, (-1,))[0] != index:
            try:
                data: bytes | None = read_hashes(self.store, Tile(level, index))
            except (FormatError, MissingFileError):
                data = None
            above, covered = self.node(level + 1, index)
            covered = covered and data is not None and row_root(data) == above
            self._latest[level] = (index, data, covered)
        return self._latest[level][1:]

    def node(self, level: int, index: int) -> tuple[bytes | None, bool]:
        """Return one hash of a tile of this level, and whether it is true."""
        place, at = divmod(index, WIDTH)
        data, covered = self.tile(level, place)
        return (data[at * HASH : (at + 1) * HASH] if data else None), covered


def true_hashes(
    row: bytes, stored: bytes | None, above: bytes | None, covered: bool
) -> bytes | None:
    """Return the leaf hashes of a full bundle: its entries', or its tile's, or None: not known.

    The hash above them decides where the signed root covers it; else two of the three do.
    """
    if row and row_root(row) == above:  # the entries agree with the hash above them
        return row
    if stored and row_root(stored) == above:  # the tile does, so the entries are damaged
        return stored
    # Neither does. If the hash above is covered, both are damaged; if entries and tile differ,
    # nothing says which is right. If they agree, or one is all there is, the hash above is taken to
    # be damaged.
    if covered or (row and stored and row != stored):
        return None
    return row or stored
