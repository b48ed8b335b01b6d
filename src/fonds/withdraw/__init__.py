"""Withdraw: remove a document's content from the archive, and leave the hole visible.

Content and statement go; the log, every other proof and a tombstone stay. What lies elsewhere
(backups, evidence files, the source itself) is beyond us, and is named.
"""

from collections.abc import Callable
from datetime import datetime

import attrs

from fonds.archive import OpenArchive
from fonds.commit import carry_out, prepare
from fonds.errors import UsageError
from fonds.formats.withdrawal import check_account
from fonds.model import stamp
from fonds.withdraw.scope import OtherHolder, Target, WithdrawalPlan, intent, plan

__all__ = ["OtherHolder", "Target", "WithdrawalPlan", "WithdrawalReport", "plan", "withdraw"]


@attrs.frozen
class WithdrawalReport:
    """What a withdrawal did. ``root`` is the log's root in hex afterwards."""

    plan: WithdrawalPlan
    tombstones: tuple[str, ...]
    bundles: tuple[str, ...]
    log_size: int
    root: str


def withdraw(
    archive: OpenArchive,
    planned: WithdrawalPlan,
    reason: str,
    authority: str,
    now: Callable[[], datetime],
    *,
    notice: Callable[[str], None] = lambda message: None,
    wait: float | None = None,
) -> WithdrawalReport:
    """Carry out what ``plan`` said; when this returns, nothing of it is in the archive's files.

    ``reason`` and ``authority`` are published in the tombstones and must not say what was
    withdrawn. Raises: UsageError where the archive has changed since it was planned;
    DigestMismatchError, FormatError where a bundle is damaged: nothing was done then;
    MissingKeyError, LockedError, StorageError.
    """
    check_account(reason, authority)
    with archive.store.lock(wait=wait, notify=lambda: notice("waiting for another writer")):
        key = prepare(archive, now, notice)
        fresh = plan(archive, planned.name)
        if fresh.targets != planned.targets:
            raise UsageError("the archive has changed since this was planned; plan it again")
        begun = now()
        pending = intent(archive, fresh, key, stamp(begun), reason, authority)
        done = carry_out(archive, key, begun, pending, notice)
    return WithdrawalReport(
        fresh,
        tuple(tombstone.name for tombstone in done.tombstones),
        done.bundles,
        archive.state.size,
        archive.state.root.hex(),
    )
