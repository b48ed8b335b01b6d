"""Prove that chosen versions are in the log: inclusion proofs, signed heads, time-stamps."""

import contextlib
from collections.abc import Sequence

import attrs

from fonds import log
from fonds.archive import OpenArchive, Version, reach
from fonds.errors import FormatError, IntegrityError, MissingFileError
from fonds.formats.evidence import StatementProof, TimestampedHead, Transparency
from fonds.formats.rfc3161.timestamp import CHAIN_LIMIT, TOKEN_LIMIT, parse_response
from fonds.formats.tlog.note import Note
from fonds.formats.tlog.proof import Proof
from fonds.log import LogState
from fonds.log.cosignatures import read_cosigned
from fonds.log.timestamps import (
    TIMESTAMPS,
    chain_name,
    checkpoint_bytes,
    parse_token_name,
    token_name,
)
from fonds.storage.store import Store


@attrs.frozen
class _Head:
    """A signed head that some versions are proven under, with its time-stamps."""

    size: int
    note: Note
    stamps: tuple[TimestampedHead, ...] = ()


def transparency(archive: OpenArchive, versions: Sequence[Version]) -> Transparency:
    """Return all that proves the statements of ``versions``, which are in the order of the log.

    Each is proven under the newest head; and, where a time-stamp tells more, under the earliest
    stamped head that covers it, because that is the earliest time that can be shown.
    Cost: at most two tiles a level for each proof.
    Raises: IntegrityError, FormatError where the log is damaged; nothing is proven then.
    """
    for version in versions:
        reach(archive, version.leaf)
    store, state = archive.store, archive.state
    stamped = _stamped_heads(store, state.size)
    newest = _cosigned(store, state)
    proofs, stamps = [], {}
    for number, version in enumerate(versions, 1):
        heads = [_Head(state.size, newest)]
        early = next((head for head in stamped if head.size > version.leaf), None)
        if early is not None:
            heads = [early] if bytes(early.note) == bytes(newest) else [*heads, early]
            stamps.update({one.token: one for one in early.stamps})
        for head in heads:
            proofs.append(StatementProof(number, _prove(archive, version, head)))
    return Transparency(
        archive.info.archive,
        state.ring,
        _rotations(archive),
        tuple(proofs),
        tuple(stamps.values()),
    )


def _cosigned(store: Store, state: LogState) -> Note:
    """The newest head with what witnesses signed under it, here or in ``log/checkpoint``."""
    kept = read_cosigned(store, state.size)
    if kept.text != state.note.text:
        return state.note  # verify names it
    more = (line for line in kept.signatures if line not in state.note.signatures)
    return Note(state.note.text, (*state.note.signatures, *more))


def _prove(archive: OpenArchive, version: Version, head: _Head) -> Proof:
    """Return a proof that was checked: damage never leaves the archive as evidence."""
    store, state = archive.store, archive.state
    state.ring.checkpoint(head.note)
    hashes = log.inclusion(store, state, version.leaf, head.size)
    proof = Proof(version.leaf, tuple(hashes), head.note)
    (leaf,) = log.entries(store, state, version.leaf, version.leaf + 1)
    proof.check(leaf)
    return proof


def _rotations(archive: OpenArchive) -> tuple[bytes, ...]:
    """The leaves of the log's rotations, oldest first."""
    keys = archive.state.ring.keys[1:]
    return tuple(
        leaf
        for key in keys
        for leaf in log.entries(archive.store, archive.state, key.first - 1, key.first)
    )


def _stamped_heads(store: Store, size: int) -> list[_Head]:
    """Heads with time-stamps, the earliest first. A token that is damaged is left out: what is
    handed on is only what was read whole, and ``verify`` names the rest.
    """
    numbers: dict[int, list[int]] = {}
    for name in store.names(TIMESTAMPS):
        place = parse_token_name(name)
        if place is not None and place[0] <= size:
            numbers.setdefault(place[0], []).append(place[1])
    heads = []
    for at in sorted(numbers):
        with contextlib.suppress(FormatError, IntegrityError):
            data = checkpoint_bytes(store, at)
            stamps = [_stamp(store, at, number, data) for number in sorted(numbers[at])]
            if good := tuple(stamp for stamp in stamps if stamp):
                heads.append(_Head(at, Note.parse(data), good))
    return heads


def _stamp(store: Store, size: int, number: int, checkpoint: bytes) -> TimestampedHead | None:
    try:
        token = parse_response(store.read(token_name(size, number), TOKEN_LIMIT))
        if not token.covers(checkpoint):
            return None
        chain = store.read(chain_name(size, number), CHAIN_LIMIT)
    except MissingFileError:
        chain = b""
    except FormatError:
        return None
    return TimestampedHead(checkpoint, token.response, chain)
