"""An archive that somebody writes to while it is verified. Part of verify.

Readers take no lock. What is signed never changes, so nearly all of a verification is about the
head that it read first, and a writer beside it is not noticed. A withdrawal is: it puts other
bundles in the place of those that this head speaks of. So what such a bundle breaks is told only
when the archive stands still or says the same again: otherwise the log is followed to where it is
now, and the bundle is judged by that. Damage stays damage, however far the log has gone on.
"""

import attrs

from fonds.archive.info import INFO
from fonds.errors import FormatError, IntegrityError
from fonds.formats.withdrawal import PENDING
from fonds.log.store import CHECKPOINT
from fonds.storage.local import Store
from fonds.verify.folder import ArchiveFolder, tombstones
from fonds.verify.log.history import History, follow
from fonds.verify.log.logged import LoggedBundles

ROUNDS = 10
"""How often something is judged again while the archive goes on. A writer commits some times a
second; one bundle, or all tombstones, are read within that time or nearly."""

StateMark = tuple[bytes, ...]
"""What is other after every commit and every step of a withdrawal that a reader can notice."""


def state_mark(store: Store) -> StateMark:
    """Return the mark of an archive as it is now. Cost: three small files."""
    return tuple(_bytes(store, name) for name in (CHECKPOINT, PENDING, INFO))


def _bytes(store: Store, name: str) -> bytes:
    try:
        return store.read(name)
    except (FormatError, IntegrityError):
        return b""


@attrs.define
class Snapshot:
    """Log and withdrawals as they were when they were last looked at.

    ``rounds`` counts how often they had changed since the look before.
    """

    store: Store
    history: History
    folder: ArchiveFolder
    _state_mark: StateMark
    rounds: int = 0

    @property
    def contents(self) -> LoggedBundles:
        """What the log demands, as far as it was followed."""
        return self.history.contents

    def refresh(self) -> bool:
        """Follow the log; return whether anything has changed since this was last asked."""
        now = state_mark(self.store)
        if now == self._state_mark:
            return False
        # The mark comes first: what changes from here on is noticed the next time.
        self._state_mark = now
        self.rounds += 1
        self.history = follow(self.store, self.history)
        self.folder.pending = self.store.exists(PENDING)
        self.folder.tombstones = tombstones(self.store)
        return True
