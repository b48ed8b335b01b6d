"""A proof of inclusion as one text that is checked offline. Bytes to values and back.

Source: C2SP tlog-proof; FORMAT.md section Proof.
"""

from typing import Self

import attrs

from fonds.errors import MalformedNoteError, RootMismatchError
from fonds.formats.tlog.merkle import HASH, leaf_hash, root_from_inclusion
from fonds.formats.tlog.note import Checkpoint, Note, decode_base64, encode_base64, parse_decimal

HEADER = "c2sp.org/tlog-proof@v1"
HASHES_LIMIT = 63  # no tree is higher


@attrs.frozen
class Proof:
    """A leaf's place in a log: its index, the hashes up to the root, the signed checkpoint.

    ``extra`` is opaque and not authenticated. The note is carried as it was signed, cosignatures
    included.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def __bytes__(self) -> bytes:
        lines = [HEADER]
        if self.extra:
            lines.append("extra " + encode_base64(self.extra))
        lines.append(f"index {self.index}")
        lines += map(encode_base64, self.hashes)
        return ("\n".join(lines) + "\n\n").encode() + bytes(self.note)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a proof; what comes back prints to the same bytes.

        Raises: MalformedNoteError.
        """
        head, blank, note = data.partition(b"\n\n")  # no line before the blank one is empty
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as e:
            raise MalformedNoteError("not a proof", offset=e.start) from e
        if not blank or lines.pop(0) != HEADER or not lines:
            raise MalformedNoteError("not a proof of this version")
        extra: bytes | None = b""
        if lines[0].startswith("extra "):
            extra = decode_base64(lines.pop(0).removeprefix("extra ")) or None
        index = parse_decimal(lines.pop(0).removeprefix("index ")) if lines else None
        hashes = [decode_base64(line) for line in lines]
        if extra is None or index is None or len(hashes) > HASHES_LIMIT:
            raise MalformedNoteError("not the index and hashes of a proof")
        proof = cls(index, tuple(h or b"" for h in hashes), Note.parse(note), extra)
        if bytes(proof) != data or any(len(node) != HASH for node in proof.hashes):
            raise MalformedNoteError("a proof is not in canonical form")
        return proof

    def check(self, leaf: bytes) -> Checkpoint:
        """Return the checkpoint that this proof ties ``leaf`` to.

        Whether the checkpoint is signed by the right key is the caller's to ask
        (``KeyRing.checkpoint``): without that a proof proves nothing.
        Raises: ProofShapeError, RootMismatchError, MalformedNoteError.
        """
        checkpoint = Checkpoint.parse(self.note.text)
        root = root_from_inclusion(leaf_hash(leaf), self.index, checkpoint.size, self.hashes)
        if root != checkpoint.root:
            raise RootMismatchError("the leaf is not in the tree", index=self.index)
        return checkpoint
