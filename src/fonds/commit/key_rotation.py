"""Rotating the key of the log: the order of writes is the promise.

1. The new key is durable beside the old one, as ``.next``. A crash leaves an unused key;
   the next rotation uses it.
2. The log gets a leaf that both keys sign, in a commit of its own. From here on the new key is
   active: the next writer finds it in the log, and continues at 3.
3. ``fonds.json`` gets the new ring. A crash before that leaves the old ring, which readers
   complete from the log's last leaf.
4. The new key replaces the key file. A crash before that leaves ``.next``, which the next writer
   finds by the log's active key and renames.
"""

from collections.abc import Callable
from datetime import datetime

from fonds import log
from fonds.archive import OpenArchive
from fonds.commit.recovery import prepare, settle_keys
from fonds.formats.tlog.note import VerifyKey
from fonds.storage.keys import Randomness


def rotate(
    archive: OpenArchive,
    now: Callable[[], datetime],
    randomness: Randomness,
    notice: Callable[[str], None] = lambda message: None,
    wait: float | None = None,
) -> VerifyKey:
    """Make a new key the active one and return its public part.

    Nonces are made with a separate secret, which stays the same: the chain of a document's
    versions continues across the rotation.
    Raises: MissingKeyError, LockedError, StorageError; IntegrityError.
    """
    with archive.store.lock(wait=wait, notify=lambda: notice("waiting for another writer")):
        key = prepare(archive, now, notice)
        new = archive.keys.stage(key.successor(randomness))
        keep = archive.keys.head.keep
        archive.state = log.rotate(archive.store, archive.state, key, new, now(), keep)
        return settle_keys(archive).verify_key
