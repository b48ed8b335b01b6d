"""The Merkle tree of RFC 6962: hashes, roots, proofs. Mathematics, no I/O.

A node is named by its height and index: node (h, i) covers the leaves from ``i << h`` to
``(i + 1) << h``. Proofs are made from whatever can read such nodes and checked from nothing but
themselves. Source: RFC 9162 section 2.1; FORMAT.md section Log.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import TypeAlias

import attrs

from fonds.errors import ProofShapeError, RootMismatchError

HASH = 32  # bytes of a hash
EMPTY_ROOT = sha256(b"").digest()

ReadNode: TypeAlias = Callable[[int, int], bytes]
"""Takes the height and index of a whole subtree, returns its hash."""


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf; the zero byte keeps a leaf from passing as a node."""
    return sha256(b"\0" + leaf).digest()


def leaf_hashes(leaves: Iterable[bytes]) -> bytes:
    """Return the hashes of many leaves side by side. Cost: 0.6 us a leaf."""
    return b"".join([sha256(b"\0" + leaf).digest() for leaf in leaves])


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two nodes' parent."""
    return sha256(b"\1" + left + right).digest()


@lru_cache(maxsize=2)  # whoever checks a tile and takes it into the tree asks twice
def row_root(row: bytes) -> bytes:
    """Return the root over a row of hashes that stand side by side.

    The last hash may be that of a smaller subtree than the others: an odd one out climbs alone,
    which is where RFC 6962 puts it.
    Shape: ``row`` is 32 bytes for each of one or more hashes. Cost: 0.5 us a hash.
    """
    while len(row) > HASH:  # one level of the tree a round
        even = len(row) - len(row) % (2 * HASH)  # bytes of the pairs; what is left climbs alone
        odd = row[even:]
        pairs = [sha256(b"\1" + row[i : i + 2 * HASH]).digest() for i in range(0, even, 2 * HASH)]
        row = b"".join(pairs) + odd
    return row


@attrs.define
class Frontier:
    """A tree that only grows, held as the roots of its whole subtrees: 32 bytes a level.

    Shape: ``hashes`` has one entry for each 1 bit of ``size``, the largest subtree first.
    """

    size: int = 0
    hashes: list[bytes] = attrs.field(factory=list)

    def append(self, node: bytes, height: int = 0) -> None:
        """Add a leaf hash, or the root of the next ``2**height`` leaves.

        A subtree must begin at a multiple of its own size; anything else is a mistake in the
        program.
        """
        # ``place`` is the node's index at its height. Like adding 1 to a binary counter: each
        # trailing 1 bit of it is a whole subtree of the same height to the left, which the new
        # node completes to one of the next height.
        place, rest = divmod(self.size, 1 << height)
        assert rest == 0, "a whole subtree cannot begin here"  # noqa: S101 - the impossible
        while place & 1:
            node = node_hash(self.hashes.pop(), node)
            place >>= 1
        self.hashes.append(node)
        self.size += 1 << height

    def root(self) -> bytes:
        """Return the root of the tree as it is now. Cost: one hash a level."""
        if not self.hashes:
            return EMPTY_ROOT
        # From the smallest subtree to the largest: RFC 6962 splits at the largest power of two, so
        # everything to the right of a subtree is hashed together before it.
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def copy(self) -> "Frontier":
        """Return a tree that grows apart from this one."""
        return Frontier(self.size, list(self.hashes))


def inclusion_proof(index: int, size: int, read: ReadNode) -> list[bytes]:
    """Return the hashes that lead from the leaf at ``index`` to the root of ``size`` leaves.

    Shape: from the leaf's sibling upwards. Cost: O(log size) hashes, O(log² size) reads at most.
    Raises: ProofShapeError when there is no such leaf. Source: RFC 9162 section 2.1.3.1.
    """
    if not 0 <= index < size:
        raise ProofShapeError("leaf is outside the tree", index=index, size=size)
    # Walk down from the root to the leaf; the half that is not entered is the sibling. Found top
    # down, used bottom up: hence the reversal.
    proof, start, end = [], 0, size
    while end - start > 1:
        split = start + _left(end - start)
        if index < split:
            proof.append(_span(split, end, read))
            end = split
        else:
            proof.append(_span(start, split, read))
            start = split
    return proof[::-1]


def consistency_proof(old: int, new: int, read: ReadNode) -> list[bytes]:
    """Return the hashes that show the tree of ``old`` leaves to begin the tree of ``new``.

    Raises: ProofShapeError unless 0 < old <= new. Source: RFC 9162 section 2.1.4.1.
    """
    if not 0 < old <= new:
        raise ProofShapeError("no consistency proof between these sizes", old=old, new=new)
    # Walk down the new tree along the old one's right edge, until what is left, start to end, ends
    # exactly where the old tree does: that subtree is in both trees.
    proof, start, end = [], 0, new
    while old != end:
        split = start + _left(end - start)
        if old <= split:
            proof.append(_span(split, end, read))
            end = split
        else:
            proof.append(_span(start, split, read))
            start = split
    if start:  # the old tree's last subtree is not the old tree itself, so the checker needs it
        proof.append(_span(start, end, read))
    return proof[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that ``proof`` implies for the leaf hash at ``index`` of ``size`` leaves.

    Raises: ProofShapeError. Comparing the root is the caller's.
    Source: RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise ProofShapeError("leaf is outside the tree", index=index, size=size)
    # ``node`` is the index of the node that ``root`` is the hash of, ``last`` that of the last node
    # on the same level; both are halved on the way up, and at the root both are 0.
    node, last, root = index, size - 1, leaf
    for sibling in _checked(proof, leaf):
        if last == 0:
            raise ProofShapeError("proof is too long", size=size, hashes=len(proof))
        # A right child, or the last node of its level: then the sibling is to the left.
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while node and not node & 1:  # climb past levels where this node has no sibling
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofShapeError("proof is too short", size=size, hashes=len(proof))
    return root


def verify_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Return if ``proof`` shows that the new tree begins with the old one.

    An empty old tree is refused: it begins every tree, so a proof of it proves nothing.
    Raises: ProofShapeError; RootMismatchError when the two trees are of different histories.
    Source: RFC 9162 section 2.1.4.2.
    """
    if not 0 < old <= new:
        raise ProofShapeError("no consistency proof between these sizes", old=old, new=new)
    path = list(_checked(proof))
    if old == new:
        if path:
            raise ProofShapeError("proof is too long", size=new, hashes=len(path))
        got = (old_root, old_root)
    else:
        got = _roots_from_consistency(old, old_root, new, path)
    if got != (old_root, new_root):
        raise RootMismatchError("the log's history was rewritten", old=old, new=new)


def _roots_from_consistency(
    old: int, old_root: bytes, new: int, path: list[bytes]
) -> tuple[bytes, bytes]:
    """Both roots that the proof implies: the old one's from the hashes that are in both trees."""
    node, last = old - 1, new - 1
    if old & node == 0:  # a power of two: the old root is itself a node of the new tree
        path = [old_root, *path]
    if not path:
        raise ProofShapeError("proof is too short", size=new, hashes=0)
    # The proof begins with the root of the old tree's last whole subtree. Each trailing 1 bit of
    # the last leaf's index is one level of that subtree: go up to its root.
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofShapeError("proof is too long", size=new, hashes=len(path))
        if node & 1 or node == last:  # a sibling to the left: leaves that both trees have
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while node and not node & 1:  # levels where this node has no sibling
                node, last = node >> 1, last >> 1
        else:  # a sibling to the right: leaves that only the new tree has
            second = node_hash(second, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofShapeError("proof is too short", size=new, hashes=len(path))
    return first, second


def _checked(proof: Sequence[bytes], *others: bytes) -> Sequence[bytes]:
    if any(len(node) != HASH for node in (*proof, *others)):
        raise ProofShapeError("a hash of the proof is not 32 bytes")
    return proof


def _left(count: int) -> int:
    """The leaves left of the split: the largest power of two below ``count`` (>= 2)."""
    # Of a power of two it is the half, not itself: so the bits of count - 1 are counted.
    return 1 << (count - 1).bit_length() - 1


def _span(start: int, end: int, read: ReadNode) -> bytes:
    """The hash of the leaves of ``start`` to ``end``, which the tree has as one node.

    That node may be incomplete (at the right edge), and then nobody stores it: it is made from the
    whole subtrees in it, the largest that fits first, hashed from the right like a whole tree.
    """
    nodes = []
    while start < end:
        height = (end - start).bit_length() - 1
        nodes.append(read(height, start >> height))
        start += 1 << height
    root = nodes.pop()
    while nodes:
        root = node_hash(nodes.pop(), root)
    return root
