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
    with_containers: bool = False,
    notice: Callable[[str], None] = lambda message: None,
    wait: float | None = None,
) -> WithdrawalReport:
    """Carry out what ``plan`` said; when this returns, nothing of it is in the archive's files.

    What was taken out of a container is still in the container's bytes: this is refused, unless
    ``with_containers`` withdraws these too, each before the document.
    ``reason`` and ``authority`` are published in the tombstones and must not say what was
    withdrawn. Raises: UsageError where the archive has changed since it was planned;
    DigestMismatchError, FormatError where a bundle is damaged: nothing was done then;
    MissingKeyError, LockedError, StorageError.
    """
    check_account(reason, authority)
    if planned.containers and not with_containers:
        names = ", ".join(one.identifier for one in planned.containers)
        raise UsageError(
            "it was taken out of documents that still hold it; withdraw these too "
            "(--with-containers), or first",
            containers=names,
        )
    for container in planned.containers:
        whole = attrs.evolve(plan(archive, container.document), containers=())
        withdraw(archive, whole, reason, authority, now, notice=notice, wait=wait)
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
