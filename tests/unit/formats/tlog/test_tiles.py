"""Tiles and entry bundles against C2SP's own formula, names and example."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import MalformedTileError
from fonds.formats.tlog import merkle
from fonds.formats.tlog.tiles import (
    Edge,
    Tile,
    decode_entries,
    edge_tiles,
    encode_entries,
    entries_tile,
    entry_at,
    node_reader,
)
from support import slow_merkle


def leaves(start: int, end: int) -> list[bytes]:
    return [b"leaf %d" % i for i in range(start, end)]


def grown(steps: list[int]) -> tuple[dict[Tile, bytes], Edge]:
    """All files that a tree gets which grows to each of ``steps``, and its last edge."""
    edge, files = Edge(), {}
    for size in steps:
        new, edge = edge.grow(leaves(edge.size, size))
        assert not set(dict(new)) & set(files)  # a file is never written twice
        files |= dict(new)
    return files, edge


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),  # the example of C2SP
        (Tile(1, 1234, 17), "tile/1/x001/234.p/17"),
        (Tile(-1, 5), "tile/entries/005"),
        (Tile(-1, 273, 112), "tile/entries/273.p/112"),
        (Tile(63, 999999999999, 255), "tile/63/x999/x999/x999/999.p/255"),
    ],
)
def test_names(tile, path):
    assert tile.path == path
    assert Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    ["", "tile", "tile/0", "tile/0/", "tile/0/1", "tile/0/0000", "tile/00/000", "tile/64/000",
     "tile/0/x000/001", "tile/0/001/234", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01",
     "tile/0/000.p/", "tile/0/000.p", "tile/-1/000", "tile/entry/000", "Tile/0/000",
     "tile/0/000/", "tile/0/٠٠٠", "tile/0/000.p/256\n"],
)  # fmt: skip
def test_other_names_are_no_tiles(path):
    assert Tile.parse(path) is None


@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_printed_name_parses(level, index, width):
    tile = Tile(level, index, width)
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize("size", [*range(70), 255, 256, 257, 300, 511, 512, 513, 1000])
def test_a_tree_grown_at_once_has_the_tiles_of_the_formula(size):
    files, edge = grown([size])
    d = leaves(0, size)
    hashes = {
        (t.level, t.index, t.width): [data[i : i + 32] for i in range(0, len(data), 32)]
        for t, data in files.items()
        if t.level >= 0
    }
    assert hashes == slow_merkle.tiles(d)
    assert edge.root() == slow_merkle.mth(d)
    bundles = {t: data for t, data in files.items() if t.level < 0}
    assert set(bundles) == {entries_tile(i, size) for i in range(-(-size // 256))}
    assert [e for t in sorted(bundles) for e in decode_entries(bundles[t], t.width)] == d


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6))
def test_a_tree_grown_in_steps_is_the_tree_grown_at_once(steps):
    sizes = [sum(steps[: i + 1]) for i in range(len(steps))]
    files, edge = grown(sizes)
    once, same = grown([sizes[-1]])
    assert edge == same
    assert once.items() <= files.items()
    d = leaves(0, sizes[-1])
    assert edge.root() == slow_merkle.mth(d)


def test_the_example_of_c2sp_and_sizes_around_65536():
    files, edge = grown([65535, 65536, 65537, 70000])
    assert edge.root() == merkle.row_root(merkle.leaf_hashes(leaves(0, 70000)))
    assert [t.path for t in edge_tiles(70000)] == [
        "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1",
    ]  # fmt: skip
    assert len([t for t in files if t.level == 0 and t.width == 256]) == 273
    assert [t for t in files if t.level == 1 and t.width == 256] == [Tile(1, 0)]
    assert set(edge_tiles(70000)) <= set(files)
    assert list(edge_tiles(256)) == [Tile(1, 0, 1)]
    for size in (65535, 65536, 65537):
        assert set(edge_tiles(size)) <= set(files)


def test_nodes_read_from_tiles_are_those_of_the_tree():
    size = 600
    files, _ = grown([size])
    d = leaves(0, size)
    reads: list[Tile] = []

    def read(tile):
        reads.append(tile)
        return files[tile]

    node = node_reader(size, read)
    for height in range(10):
        for index in range(size >> height):
            assert node(height, index) == slow_merkle.mth(
                d[index << height : (index + 1) << height]
            )
    assert len(reads) == len(set(reads))


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_entries_survive_their_bundle(entries):
    assert decode_entries(encode_entries(entries), len(entries)) == entries


@given(st.binary(max_size=60), st.integers(0, 8))
def test_a_bundle_has_one_spelling(data, width):
    with contextlib.suppress(MalformedTileError):
        assert encode_entries(decode_entries(data, width)) == data


@pytest.mark.parametrize(
    ("data", "width"),
    [(b"", 1), (b"\0", 1), (b"\0\1", 1), (b"\0\1ab", 1), (b"\0\1a\0", 1), (b"\0\1a\0\1", 2),
     (b"\0\1a", 2), (b"\0\1a\0\0", 1)],
)  # fmt: skip
def test_a_torn_bundle_is_refused(data, width):
    with pytest.raises(MalformedTileError):
        decode_entries(data, width)


def test_the_longest_entry():
    files, _ = Edge().grow([b"x" * 65535])
    assert dict(files)[Tile(-1, 0, 1)] == b"\xff\xff" + b"x" * 65535
    with pytest.raises(MalformedTileError):
        Edge().grow([b"x" * 65536])


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=40))
def test_an_entry_taken_alone_is_the_one_that_stands_there(entries):
    data = encode_entries(entries)
    assert [entry_at(data, index) for index in range(len(entries))] == entries
    with pytest.raises(MalformedTileError):
        entry_at(data, len(entries))


@given(st.binary(max_size=60), st.integers(0, 300))
def test_an_entry_of_a_damaged_bundle_is_whole_or_an_error(data, index):
    try:
        found = entry_at(data, index)
    except MalformedTileError:
        return
    assert len(found).to_bytes(2, "big") + found in data
