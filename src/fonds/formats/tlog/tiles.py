"""How a log's tree and entries are stored in files: tiles of 256 hashes, bundles of 256 entries.

Names and bytes; which files a growing tree needs is a pure plan, writing them is the
log's. A file, once a checkpoint covers it, never changes: a tree that grows adds files.
Source: C2SP tlog-tiles; FORMAT.md section Log.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self, TypeAlias

import attrs

from fonds.errors import MalformedTileError
from fonds.formats.tlog.merkle import EMPTY_ROOT, HASH, ReadNode, leaf_hashes, row_root

HEIGHT = 8  # levels of the tree that one tile spans
WIDTH = 1 << HEIGHT  # hashes of a full tile, entries of a full bundle
TILE = WIDTH * HASH  # bytes of a full tile
ENTRY_LIMIT = 0xFFFF  # bytes of an entry: its length is a uint16
BUNDLE_LIMIT = WIDTH * (2 + ENTRY_LIMIT)  # bytes of the largest entry bundle
LEVEL_LIMIT = 63  # the highest level a name can have

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


@attrs.frozen(order=True)
class Tile:
    """The name of a tile, or of an entry bundle where ``level`` is -1.

    Shape: ``width`` is 256 for a full one, 1..255 for a partial one at the right edge of a tree.
    """

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The file's path below the log: ``tile/0/x001/234.p/17``, ``tile/entries/000``."""
        # 1234067 is x001/x234/067: no folder gets more than a thousand of a kind, and all groups
        # but the last have an x, so that no folder is named like a tile.
        group, high = f"{self.index % 1000:03d}", self.index // 1000
        while high:
            group, high = f"x{high % 1000:03d}/{group}", high // 1000
        level = "entries" if self.level < 0 else str(self.level)
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{group}{partial}"

    @property
    def full(self) -> Self:
        """The full tile that this one is part of."""
        return attrs.evolve(self, width=WIDTH)

    @property
    def end(self) -> int:
        """How many hashes of its level, or entries, a tree has that ends with this tile."""
        return self.index * WIDTH + self.width

    @classmethod
    def parse(cls, path: str) -> Self | None:
        """Return the tile whose path this is, or None."""
        match = _PATH.fullmatch(path)
        if not match:
            return None
        level, groups, width = match.groups()
        index = int(groups.replace("x", "").replace("/", ""))
        tile = cls(-1 if level == "entries" else int(level), index, int(width or WIDTH))
        fits = tile.level <= LEVEL_LIMIT and (width is None or 0 < tile.width < WIDTH)
        # One tile has one path: what has needless zeros in front does not print so again.
        return tile if fits and tile.path == path else None


def entries_tile(index: int, size: int) -> Tile:
    """Return the entry bundle ``index`` as a tree of ``size`` leaves has it."""
    return Tile(-1, index, min(WIDTH, size - index * WIDTH))


def edge_tiles(size: int) -> Iterator[Tile]:
    """Yield the partial tiles of hashes of a tree, lowest level first: its right edge."""
    level = 0
    while size >> HEIGHT * level:  # hashes that this level has: one for each 256**level leaves
        index, width = divmod(size >> HEIGHT * level, WIDTH)
        if width:
            yield Tile(level, index, width)
        level += 1


def encode_entries(entries: Iterable[bytes]) -> bytes:
    """Return entries as a bundle. Raises: MalformedTileError on one above 65,535 bytes."""
    try:
        return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])
    except OverflowError as e:
        raise MalformedTileError("an entry is longer than the log can hold") from e


def decode_entries(data: bytes, width: int) -> list[bytes]:
    """Return the ``width`` entries of a bundle, no more and no fewer.

    Raises: MalformedTileError.
    """
    entries: list[bytes] = []
    at, end = 0, len(data)
    while at < end and len(entries) < width:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at != end or len(entries) != width:
        raise MalformedTileError(
            "an entry bundle has another length than its entries", want=width, have=len(entries)
        )
    return entries


def entry_at(data: bytes, index: int) -> bytes:
    """Return one entry of a bundle without decoding the others. Raises: MalformedTileError."""
    at, end = 0, len(data) - 1  # a length needs two bytes, so the last byte cannot begin one
    for _ in range(index):
        if at >= end:
            break  # refused below, since nothing is left to read
        at += 2 + (data[at] << 8 | data[at + 1])  # skip an entry: its length is big-endian
    start = at + 2
    size = int.from_bytes(data[at:start], "big")
    if start + size > len(data) or start > len(data):
        raise MalformedTileError("an entry bundle is shorter than its entries", want=index)
    return data[start : start + size]


@attrs.frozen
class Edge:
    """The right edge of a tree: all that is needed to make it grow.

    Shape: ``hashes`` holds for each level, lowest first, what its partial tile holds (or nothing);
    ``entries`` is the partial entry bundle.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()
    entries: bytes = attrs.field(default=b"", repr=False)

    def root(self) -> bytes:
        """Return the root of the tree."""
        carry = b""  # the root of what the levels below leave over: the row's odd one out
        for hashes in self.hashes:
            row = hashes + carry
            carry = row_root(row) if row else b""
        return carry or EMPTY_ROOT

    def grow(self, entries: Sequence[bytes]) -> tuple[list[tuple[Tile, bytes]], "Edge"]:
        """Return the files that a tree needs which grows by ``entries``, and its new edge.

        Every one of the files covers a new leaf, so no checkpoint ever covered its bytes.
        Shape: entry bundles first, then tiles, lowest level first.
        Cost: 1.5 us an entry; memory for the files.
        Raises: MalformedTileError on an entry above 65,535 bytes.
        """
        files, rest = self._bundles(entries)
        rows: list[bytes] = []
        row = leaf_hashes(entries)
        # Level by level: what the partial tile holds, then the new hashes. Full tiles are cut off
        # and written; their roots are the new hashes of the level above. Levels without a new hash
        # keep their partial tile, which is not written again.
        while row or len(rows) < len(self.hashes):
            level = len(rows)
            added = bool(row)
            row = (self.hashes[level] if level < len(self.hashes) else b"") + row
            first = self.size >> HEIGHT * (level + 1)  # full tiles that this level had before
            whole = len(row) // TILE
            full = [row[i * TILE : (i + 1) * TILE] for i in range(whole)]
            files += [(Tile(level, first + i), tile) for i, tile in enumerate(full)]
            rows.append(row[whole * TILE :])
            if added and rows[level]:
                files.append((Tile(level, first + whole, len(rows[level]) // HASH), rows[level]))
            row = b"".join(map(row_root, full))
        return files, Edge(self.size + len(entries), tuple(rows), rest)

    def _bundles(self, entries: Sequence[bytes]) -> tuple[list[tuple[Tile, bytes]], bytes]:
        """The entry bundles to write, and the partial one that is left at the edge."""
        files: list[tuple[Tile, bytes]] = []
        held, at, index = self.entries, 0, self.size // WIDTH
        room = WIDTH - self.size % WIDTH  # entries that the bundle at the edge still takes
        while at < len(entries):
            held += encode_entries(entries[at : at + room])
            width = WIDTH - room + len(entries[at : at + room])
            files.append((Tile(-1, index, width), held))
            if width < WIDTH:
                return files, held
            held, at, index, room = b"", at + room, index + 1, WIDTH
        return files, held


ReadTile: TypeAlias = Callable[[Tile], bytes]
"""Takes the name of a tile, returns its bytes."""


def node_reader(size: int, read: ReadTile) -> ReadNode:
    """Return a reader of the nodes of a tree, which reads each of its tiles at most once.

    Shape: ``read`` returns 32 bytes for each hash of the tile it is asked for. Nothing read is
    checked here: the proof made from it is.
    """
    tiles: dict[Tile, bytes] = {}

    def node(height: int, index: int) -> bytes:
        # Tiles store only every eighth level of the tree. A node between them covers 2**above
        # hashes of the level below it, which are side by side in one tile.
        level, above = divmod(height, HEIGHT)
        place, at = divmod(index << above, WIDTH)
        tile = Tile(level, place, min(WIDTH, (size >> HEIGHT * level) - place * WIDTH))
        if tile not in tiles:
            tiles[tile] = read(tile)
        return row_root(tiles[tile][at * HASH : (at + (1 << above)) * HASH])

    return node
