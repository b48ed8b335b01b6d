"""The names of the log's files in a store, and reading them. Part of ``fonds.log``."""

from collections.abc import Iterator

from fonds.errors import MalformedTileError, MissingFileError
from fonds.formats.tlog.merkle import HASH
from fonds.formats.tlog.note import parse_decimal
from fonds.formats.tlog.tiles import (
    BUNDLE_LIMIT,
    TILE,
    WIDTH,
    Tile,
    decode_entries,
    encode_entries,
    entries_tile,
)
from fonds.storage.store import Store

CHECKPOINT = "log/checkpoint"
CHECKPOINTS = "log/checkpoints"


def tile_name(tile: Tile) -> str:
    """Return the name of a tile's file in the store."""
    return f"log/{tile.path}"


def checkpoint_name(size: int) -> str:
    """Return the name of the file that stores the checkpoint of ``size`` leaves."""
    return f"{CHECKPOINTS}/{size}"


def checkpoint_size(name: str) -> int:
    """Return the size in the name of a stored checkpoint, or -1 for another file."""
    size = parse_decimal(name.removeprefix(CHECKPOINTS + "/"))
    return -1 if size is None else size


def read_hashes(store: Store, tile: Tile) -> bytes:
    """Return the hashes of a tile; those of a partial one may come from the full one.

    A partial tile may be deleted as soon as the full one is there, under a reader's eyes.
    Raises: MalformedTileError when there are more or fewer bytes than hashes.
    """
    found, data = _read_part(store, tile, TILE)
    if len(data) != found.width * HASH:
        raise MalformedTileError("a tile has another length", name=tile_name(found))
    return data[: tile.width * HASH]


def read_entries(store: Store, tile: Tile) -> list[bytes]:
    """Return the entries of a bundle; those of a partial one may come from the full one.

    Raises: MalformedTileError.
    """
    found, data = _read_part(store, tile, BUNDLE_LIMIT)
    return decode_entries(data, found.width)[: tile.width]


def read_packed(store: Store, size: int, index: int) -> bytes:
    """Return the entry bundle of a tree of ``size`` that holds a leaf, as it is stored."""
    return _read_part(store, entries_tile(index // WIDTH, size), BUNDLE_LIMIT)[1]


def read_leaves(store: Store, size: int, start: int, end: int) -> Iterator[bytes]:
    """Yield the leaves of ``start`` to ``end`` of a tree of ``size``, lazily, unchecked.

    Cost: holds one bundle of 256 leaves.
    Raises: MalformedTileError; StorageError when a bundle is missing.
    """
    for index in range(start // WIDTH, -(-end // WIDTH)):
        leaves = read_entries(store, entries_tile(index, size))
        yield from leaves[max(0, start - index * WIDTH) : end - index * WIDTH]


def edge_entries(store: Store, size: int) -> bytes:
    """Return the partial entry bundle at the right edge of a tree, or nothing."""
    if size % WIDTH == 0:
        return b""
    return encode_entries(read_entries(store, entries_tile(size // WIDTH, size)))


def _read_part(store: Store, tile: Tile, limit: int) -> tuple[Tile, bytes]:
    try:
        return tile, store.read(tile_name(tile), limit)
    except MissingFileError:
        if tile.width == WIDTH:
            raise
    try:
        return tile.full, store.read(tile_name(tile.full), limit)
    except MissingFileError as e:
        raise MissingFileError("a tile of the log is missing", name=tile_name(tile)) from e
