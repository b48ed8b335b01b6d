"""Which key signs a log at which size, and the leaf that rotates from one key to the next.

Bytes to values and back. The ring is stored in ``fonds.json``; a reader must know its first key
from another source, every later one is signed by the one before, in the log.
Source: FORMAT.md sections Keys and Rotation.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Self

import attrs
import orjson

from fonds.errors import MalformedKeyError, MalformedNoteError, SignatureError
from fonds.formats.canonical import canonical
from fonds.formats.tlog.note import (
    SIZE_LIMIT,
    Checkpoint,
    Note,
    VerifyKey,
    is_key_name,
    parse_decimal,
    signers,
)

ROTATION = "fonds-key/1"  # first line of a rotation; no origin, so no checkpoint reads like it
KEY_LEAF = b'"k":"key"'  # is in every key leaf and in no other: JSON strings escape quotes


@attrs.frozen
class RingKey:
    """A key, and the smallest tree size that it signs."""

    first: int
    key: VerifyKey


@attrs.frozen
class KeyRing:
    """The keys of one log, each active from its size up to the next one's.

    Shape: the first key begins at 0; sizes ascend; all keys are named like the origin.
    """

    origin: str
    keys: tuple[RingKey, ...]

    def at(self, size: int) -> VerifyKey:
        """Return the key that signs the tree of ``size`` leaves."""
        return next(k.key for k in reversed(self.keys) if k.first <= size)

    def signing(self, size: int) -> tuple[VerifyKey, ...]:
        """Return all keys that have to sign the tree of ``size`` leaves.

        Two at a rotation, the old one first. Source: FORMAT.md, Rotation.
        """
        for old, new in itertools.pairwise(self.keys):
            if new.first == size:
                return (old.key, new.key)
        return (self.at(size),)

    @property
    def newest(self) -> RingKey:
        """The active key."""
        return self.keys[-1]

    def checkpoint(self, note: Note) -> Checkpoint:
        """Return the checkpoint in a note, signed by the key active at its size.

        Raises: MalformedNoteError; SignatureError when it is another log's or that key did not
        sign it.
        """
        checkpoint = Checkpoint.parse(note.text)
        if checkpoint.origin != self.origin:
            raise SignatureError("the checkpoint is another log's", origin=checkpoint.origin[:200])
        if not signers(note, [self.at(checkpoint.size)]):
            raise SignatureError("the log's key did not sign", size=checkpoint.size)
        return checkpoint

    def with_key(self, first: int, key: VerifyKey) -> Self:
        """Return the ring with one more key. Raises: MalformedKeyError when it does not fit."""
        if key.name != self.origin or any(key == k.key for k in self.keys):
            raise MalformedKeyError("a key with another name, or a retired one", key=str(key))
        if first <= (self.keys[-1].first if self.keys else -1) or first >= SIZE_LIMIT:
            raise MalformedKeyError("the sizes of the keys do not ascend", first=first)
        return attrs.evolve(self, keys=(*self.keys, RingKey(first, key)))

    def rotated(self, leaf: bytes, index: int) -> Self:
        """Return the ring after the key leaf at ``index``, signed by the old key and the new.

        Raises: FormatError on what is not a key leaf in its place; SignatureError.
        """
        note = parse_rotation(leaf)
        lines = note.text.split("\n")
        first, new = parse_decimal(lines[2]), VerifyKey.parse(lines[4])
        old = self.newest.key
        if note.text != rotation_text(self.origin, index + 1, old, new) or first != index + 1:
            raise MalformedKeyError("the key leaf is for another log, place or key", index=index)
        if signers(note, [old, new]) != (old, new):
            raise SignatureError("a key leaf needs the signatures of both keys", index=index)
        return self.with_key(first, new)

    def to_json(self) -> list[dict[str, Any]]:
        """Return the ring as ``fonds.json`` holds it under ``keys``."""
        return [{"from": k.first, "vkey": str(k.key)} for k in self.keys]

    @classmethod
    def from_json(cls, origin: str, keys: Sequence[Any]) -> Self:
        """Read a ring from ``fonds.json``. Raises: MalformedKeyError."""
        if not is_key_name(origin):
            raise MalformedKeyError("the log's origin cannot name a key", origin=origin[:200])
        ring = cls(origin, ())
        for entry in keys:
            if not isinstance(entry, Mapping) or set(entry) != {"from", "vkey"}:
                raise MalformedKeyError("an entry of the ring is not {from, vkey}")
            first, vkey = entry["from"], entry["vkey"]
            if type(first) is not int or not isinstance(vkey, str):
                raise MalformedKeyError("an entry of the ring is not {from, vkey}")
            ring = ring.with_key(first, VerifyKey.parse(vkey))
        if not ring.keys or ring.keys[0].first != 0:
            raise MalformedKeyError("no key is active from size 0")
        return ring


def rotation_text(origin: str, first: int, old: VerifyKey, new: VerifyKey) -> str:
    """Return the text that both keys sign: from trees of ``first`` leaves on, ``new`` signs."""
    return f"{ROTATION}\n{origin}\n{first}\n{old}\n{new}\n"


def rotation_leaf(note: Note) -> bytes:
    """Return the leaf that carries a signed rotation."""
    return canonical({"k": "key", "note": bytes(note).decode(), "v": 1})


def is_key_leaf(leaf: bytes) -> bool:
    """Say whether a leaf of the log is one that changes its key. Cost: 0.1 us for other leaves."""
    if KEY_LEAF not in leaf:
        return False
    try:
        value = orjson.loads(leaf)
    except orjson.JSONDecodeError:
        return False
    return isinstance(value, dict) and value.get("k") == "key"


def parse_rotation(leaf: bytes) -> Note:
    """Return the signed rotation in a key leaf. Raises: MalformedKeyError, MalformedNoteError."""
    try:
        value = orjson.loads(leaf)
    except orjson.JSONDecodeError as e:
        raise MalformedKeyError("a key leaf is not JSON") from e
    text = value.get("note") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise MalformedKeyError("a key leaf holds no note")
    note = Note.parse(text.encode())
    if rotation_leaf(note) != leaf:
        raise MalformedKeyError("a key leaf is not in canonical form")
    lines = note.text.split("\n")
    if len(lines) != 6 or lines[0] != ROTATION:
        raise MalformedNoteError("not the lines of a rotation")
    return note
