"""Signing checkpoints of the log, and publishing them. One writer at a time, under the lock.

A checkpoint that was signed may have been seen, so no other one of its size is ever signed:
``log/checkpoints/<size>`` is created and never replaced. ``log/checkpoint`` says which is current.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from fonds.errors import MissingKeyError
from fonds.formats.tlog.keyring import KeyRing
from fonds.formats.tlog.note import Checkpoint, Note
from fonds.log.layout import CHECKPOINT, CHECKPOINTS, checkpoint_name, checkpoint_size
from fonds.model import check_clock, stamp
from fonds.storage.keys import SigningKey
from fonds.storage.store import Store

Keep = Callable[[bytes], None]
"""Takes a signed checkpoint and stores it outside the archive, durably."""

TICK = timedelta(milliseconds=1)  # the least by which time advances between checkpoints


def sign_checkpoint(checkpoint: Checkpoint, ring: KeyRing, keys: Sequence[SigningKey]) -> Note:
    """Return a checkpoint signed by ``keys``: the active one, and the next one at a rotation.

    Raises: MissingKeyError when the first key is not the one active at this size.
    """
    if keys[0].verify_key != ring.at(checkpoint.size):
        raise MissingKeyError("this is not the active key", size=checkpoint.size)
    text = str(checkpoint)
    return Note(text, tuple(key.sign(text) for key in keys))


def time_line(now: datetime, after: datetime | None = None) -> tuple[str]:
    """Return the extension line: now, but always later than the checkpoint signed ``after``.

    A clock that was set back does not take the log's time back: the line is then one millisecond
    past ``after``, since readers refuse a checkpoint that is not later than a smaller one.
    Raises: ClockError for a time that no bundle can state.
    """
    check_clock(now)
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)  # printed in milliseconds
    return (f"time {stamp(now if after is None else max(now, after + TICK))}",)


def publish_checkpoint(store: Store, size: int, note: Note, keep: Keep | None) -> None:
    """Store a signed checkpoint for good, make it the log's head, then keep it outside.

    In this order: a crash after the first write leaves a signed checkpoint that the next writer
    publishes (``recover``); one after the second leaves the head outside one commit behind, which
    is consistent with the log. The reverse could leave a head outside that the log never had.
    Raises: AlreadyWrittenError when another checkpoint of this size exists; StorageError.
    """
    data = bytes(note)
    store.create(checkpoint_name(size), data)
    store.replace(CHECKPOINT, data)
    if keep is not None:
        keep(data)


def newest_signed(store: Store) -> int:
    """Return the size of the largest stored checkpoint, -1 without any. Cost: one listing."""
    return max((checkpoint_size(name) for name in store.names(CHECKPOINTS)), default=-1)
