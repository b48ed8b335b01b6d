"""The Merkle tree against RFC 6962's own text, known roots, and proofs that must not pass."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import IntegrityError, ProofShapeError, RootMismatchError
from fonds.formats.tlog import merkle
from support import slow_merkle

# The eight leaves and roots that certificate-transparency's reference tests have used since 2012.
LEAVES = [
    bytes.fromhex(h)
    for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = [*range(70), 255, 256, 257, 511, 513, 700]


def leaves(size: int) -> list[bytes]:
    return [b"leaf %d" % i for i in range(size)]


def reader(d: list[bytes]) -> merkle.ReadNode:
    return lambda height, index: slow_merkle.mth(d[index << height : (index + 1) << height])


def frontier(d: list[bytes]) -> merkle.Frontier:
    tree = merkle.Frontier()
    for leaf in d:
        tree.append(merkle.leaf_hash(leaf))
    return tree


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size):
    assert frontier(LEAVES[:size]).root().hex() == ROOTS[size]
    if size:
        assert merkle.row_root(merkle.leaf_hashes(LEAVES[:size])).hex() == ROOTS[size]


@pytest.mark.parametrize("size", SIZES)
def test_roots_are_those_of_the_rfc(size):
    d = leaves(size)
    tree = frontier(d)
    assert tree.root() == slow_merkle.mth(d)
    assert (tree.size, len(tree.hashes)) == (size, size.bit_count())
    if size:
        assert merkle.row_root(merkle.leaf_hashes(d)) == slow_merkle.mth(d)


@pytest.mark.slow
@pytest.mark.parametrize("size", range(1, 70))
def test_every_proof_below_70_leaves(size):
    d = leaves(size)
    root = slow_merkle.mth(d)
    for index in range(size):
        proof = merkle.inclusion_proof(index, size, reader(d))
        assert proof == slow_merkle.path(index, d)
        leaf = merkle.leaf_hash(d[index])
        assert merkle.root_from_inclusion(leaf, index, size, proof) == root
    for old in range(1, size + 1):
        proof = merkle.consistency_proof(old, size, reader(d))
        assert proof == slow_merkle.proof(old, d)
        merkle.verify_consistency(old, slow_merkle.mth(d[:old]), size, root, proof)


@pytest.mark.parametrize(
    ("index", "size"), [(0, 65535), (65535, 65536), (65536, 65537), (300, 65537)]
)
def test_proofs_of_large_trees(index, size):
    row = merkle.leaf_hashes(leaves(size))
    nodes = {0: row}
    for height in range(1, 18):
        below = nodes[height - 1]
        nodes[height] = b"".join(
            merkle.node_hash(below[i : i + 32], below[i + 32 : i + 64])
            for i in range(0, len(below) - 63, 64)
        )

    def read(height, i):
        return nodes[height][i * 32 : i * 32 + 32]

    proof = merkle.inclusion_proof(index, size, read)
    leaf = merkle.leaf_hash(b"leaf %d" % index)
    assert merkle.root_from_inclusion(leaf, index, size, proof) == merkle.row_root(row)


def test_a_subtree_can_be_added_whole():
    d = leaves(300)
    tree = merkle.Frontier()
    tree.append(slow_merkle.mth(d[:256]), 8)
    for leaf in d[256:]:
        tree.append(merkle.leaf_hash(leaf))
    other = tree.copy()
    other.append(b"\0" * 32)
    assert tree.root() == slow_merkle.mth(d)
    with pytest.raises(AssertionError):
        tree.append(b"\0" * 32, 8)


@given(st.integers(1, 60), st.data())
def test_a_changed_inclusion_proof_gives_another_root(size, data):
    index = data.draw(st.integers(0, size - 1))
    d = leaves(size)
    good = merkle.inclusion_proof(index, size, reader(d))
    leaf, root = merkle.leaf_hash(d[index]), slow_merkle.mth(d)
    bad = list(good)
    kind = data.draw(st.sampled_from(["flip", "drop", "add", "swap", "index", "size"]))
    if kind == "flip" and bad:
        i = data.draw(st.integers(0, len(bad) - 1))
        bad[i] = bytes([bad[i][0] ^ 1]) + bad[i][1:]
    elif kind == "drop" and bad:
        del bad[data.draw(st.integers(0, len(bad) - 1))]
    elif kind == "add":
        bad.insert(data.draw(st.integers(0, len(bad))), b"\1" * 32)
    elif kind == "swap" and len(bad) > 1:
        bad.reverse()
    if bad == good:
        return
    with contextlib.suppress(ProofShapeError):
        assert merkle.root_from_inclusion(leaf, index, size, bad) != root


@given(st.integers(1, 40), st.integers(0, 40), st.data())
def test_a_changed_history_is_not_consistent(old, more, data):
    new = old + more
    d = leaves(new)
    proof = merkle.consistency_proof(old, new, reader(d))
    changed = list(d)
    changed[data.draw(st.integers(0, old - 1))] = b"other"
    with pytest.raises(IntegrityError):
        merkle.verify_consistency(
            old, slow_merkle.mth(changed[:old]), new, slow_merkle.mth(d), proof
        )


@pytest.mark.parametrize(
    ("old", "new", "proof"),
    [(0, 0, []), (0, 5, []), (5, 4, []), (-1, 3, []), (3, 3, [b"\0" * 32]), (3, 5, []),
     (4, 8, []), (3, 5, [b"\0" * 31]), (3, 5, [b"\0" * 32] * 9)],
)  # fmt: skip
def test_consistency_of_the_wrong_shape_is_refused(old, new, proof):
    d = leaves(8)
    with pytest.raises(ProofShapeError):
        merkle.verify_consistency(
            old, slow_merkle.mth(d[: max(old, 0)]), new, slow_merkle.mth(d[:new]), proof
        )


def test_other_shapes_that_are_refused():
    read = reader(leaves(4))
    for index, size in ((-1, 4), (4, 4), (0, 0)):
        with pytest.raises(ProofShapeError):
            merkle.inclusion_proof(index, size, read)
        with pytest.raises(ProofShapeError):
            merkle.root_from_inclusion(b"\0" * 32, index, size, [])
    for old, new in ((0, 4), (5, 4)):
        with pytest.raises(ProofShapeError):
            merkle.consistency_proof(old, new, read)
    with pytest.raises(RootMismatchError):
        merkle.verify_consistency(4, b"\0" * 32, 4, b"\1" * 32, [])
