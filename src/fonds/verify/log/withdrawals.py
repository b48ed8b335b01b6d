"""Check withdrawals: the log, the tombstones, and a withdrawal in progress.

A withdrawal is no damage; that nobody can pass damage off as one is checked here. Each leaf of a
withdrawal names a version that was logged before, and commits to the bytes of one tombstone.
"""

import hashlib

import attrs

from fonds.errors import FormatError, IntegrityError, StorageError
from fonds.formats.withdrawal import PENDING, Pending, Tombstone
from fonds.storage.store import Store
from fonds.verify.folder import ArchiveFolder
from fonds.verify.log.logged import LoggedBundles
from fonds.verify.report import FindingLog

MAX_TOMBSTONE = 64 * 1024
"""Bytes of a tombstone: two texts of at most 4,096 characters, escaped, and little else."""


@attrs.frozen
class _ReadTombstone:
    """A tombstone that was read, and the digest of its bytes."""

    name: str
    stone: Tombstone
    digest: bytes


def check_withdrawn(
    store: Store, contents: LoggedBundles, folder: ArchiveFolder, findings: FindingLog
) -> None:
    """Check leaves of withdrawals, tombstones, and a withdrawal that was cut off.

    Cost: one small file a withdrawn version.
    """
    pending = read_pending(store, findings)
    by_statement = _tombstones(store, folder, findings)
    named: set[bytes] = set()
    for one in contents.withdrawals:
        index, statement, tombstone = one.index, one.statement, one.tombstone
        where = contents.leaf_of.get(statement)
        if statement in named or (where is None and not contents.gaps):
            findings.report(
                "V611", "it withdraws what was withdrawn, or was never logged", leaf=index
            )
            continue
        named.add(statement)
        findings.count("completeness", "withdrawals")
        found = by_statement.pop(statement, None)
        if found is None:
            if not _is_coming(pending, index, statement):
                sentence = f"no tombstone for the version of leaf {where}"
                findings.report("V114", sentence, leaf=index)
            continue
        if found.digest != tombstone:
            findings.report(
                "V114", "it is not the one that was logged", file=found.name, leaf=index
            )
        elif where is not None and found.stone.leaf != where:
            sentence = f"it names leaf {found.stone.leaf}, the version's is {where}"
            findings.report("V114", sentence, file=found.name, leaf=index)
        else:
            stone = found.stone
            sentence = f"at {stone.at} by {stone.authority!a}: {stone.reason!a}"
            findings.report("V113", sentence, file=found.name, leaf=stone.leaf)
    for surplus in by_statement.values():
        if not contents.gaps:
            findings.report("V114", "no leaf of the log names it", file=surplus.name)


def read_pending(store: Store, findings: FindingLog) -> Pending | None:
    """Return the withdrawal that was cut off, if there is one, and say so."""
    if not store.exists(PENDING):
        return None
    try:
        pending = Pending.parse(store.read(PENDING))
    except (FormatError, IntegrityError, StorageError) as e:
        findings.report("V114", str(e), file=PENDING)
        return None
    sentence = f"of {len(pending.tombstones)} versions; they may still be there"
    findings.report("V115", sentence, file=PENDING)
    return pending


def _tombstones(
    store: Store, folder: ArchiveFolder, findings: FindingLog
) -> dict[bytes, _ReadTombstone]:
    """Read all tombstones; by the digest of the statement each speaks of."""
    by_statement: dict[bytes, _ReadTombstone] = {}
    for name in folder.tombstones:
        try:
            data = store.read(name, MAX_TOMBSTONE)
            stone = Tombstone.parse(data)
        except (FormatError, IntegrityError, StorageError) as e:
            findings.report("V114", str(e), file=name)
            continue
        statement = bytes.fromhex(stone.statement.removeprefix("sha256:"))
        if stone.name != name or statement in by_statement:
            findings.report(
                "V114", "it has another name than its own, or is there twice", file=name
            )
            continue
        by_statement[statement] = _ReadTombstone(name, stone, hashlib.sha256(data).digest())
    return by_statement


def _is_coming(pending: Pending | None, index: int, statement: bytes) -> bool:
    """Whether a tombstone that is missing is one that a withdrawal under way will write."""
    if pending is None or index < pending.size:
        return False
    return any(stone.statement == f"sha256:{statement.hex()}" for stone in pending.tombstones)
