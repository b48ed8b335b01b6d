"""A snapshot of log and withdrawals, for an archive that is written to while it is verified.

Readers take no lock. What is signed never changes, so nearly all of a verification concerns the
head that it read first, and a writer makes no difference. A withdrawal does: it replaces bundles
that this head names. So a fault of such a bundle is reported only if the archive has not changed,
or if the fault is there again after the log was followed to its newest head. Damage stays damage,
however far the log has grown.
"""

import attrs

from fonds.archive.info import INFO
from fonds.errors import FormatError, IntegrityError
from fonds.formats.withdrawal import PENDING
from fonds.log.layout import CHECKPOINT
from fonds.storage.local import LocalStore
from fonds.verify.folder import ArchiveFolder, tombstones
from fonds.verify.log.history import History, follow
from fonds.verify.log.logged import LoggedBundles

ROUNDS = 10
"""How often something is checked again while the archive changes. A writer commits a few times a
second; one bundle, or all tombstones, are read in about that time."""

StateMark = tuple[bytes, ...]
"""Bytes that differ after every commit and every step of a withdrawal that a reader can notice."""


def state_mark(store: LocalStore) -> StateMark:
    """Return the mark of an archive as it is now. Cost: reads three small files."""
    return tuple(_bytes(store, name) for name in (CHECKPOINT, PENDING, INFO))


def _bytes(store: LocalStore, name: str) -> bytes:
    try:
        return store.read(name)
    except (FormatError, IntegrityError):
        return b""


@attrs.define
class Snapshot:
    """Log and withdrawals as they were last read.

    ``rounds`` counts how often ``refresh`` found a change.
    """

    store: LocalStore
    history: History
    folder: ArchiveFolder
    _state_mark: StateMark
    rounds: int = 0

    @property
    def contents(self) -> LoggedBundles:
        """The bundles and withdrawals in the log, as far as it was followed."""
        return self.history.contents

    def refresh(self) -> bool:
        """Follow the log to its newest head; return whether anything changed since."""
        now = state_mark(self.store)
        if now == self._state_mark:
            return False
        # The mark is taken first, so a change from here on is noticed at the next call.
        self._state_mark = now
        self.rounds += 1
        self.history = follow(self.store, self.history)
        self.folder.pending = self.store.exists(PENDING)
        self.folder.tombstones = tombstones(self.store)
        return True
