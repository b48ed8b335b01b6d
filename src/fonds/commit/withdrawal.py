"""Removing withdrawn versions from bundles, which nothing else overwrites: the order of writes.

0. Every bundle that holds one of the versions is read whole and compared with what was logged of
   it: damage must not be signed again. Nothing is written yet.
1. ``withdrawn/pending.json`` is written, durable: *decided*. It has all that the rest needs, and
   nothing of the content. After a crash anywhere below, the next writer continues at 2.
2. The bundles are rewritten in staging, sealed (fsync), opened again and checked.
3. One commit logs the withdrawals, and for each bundle its new manifest: *logged*. Before it, no
   reader has seen anything change. After it, a bundle may still be the old one: its manifest is
   then not the last that was logged, and ``pending.json`` says why.
4. Each new bundle is renamed onto the old one, folders fsynced. Where a crash leaves some of them
   old, they are rewritten (the same bytes, or else their other manifest is logged again) and
   renamed; those that are new already are fsynced again.
5. The tombstones are written. Their digests were logged in 3, so they cannot differ.
6. The rows are erased from the catalogue, which is then rewritten. A crash before that leaves
   them; it is done again, or the file is deleted.
7. ``pending.json`` is deleted: *done*. Only now is the withdrawal acknowledged.

Every step can be repeated after any of the later ones, so recovery is: do all of them again.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import attrs

from fonds import log
from fonds.archive import CATALOG, OpenArchive, bundle_names, replace_bundle_rows
from fonds.bundle import rewrite
from fonds.catalog import SIDECARS, origins, search_index
from fonds.commit.publish import check_seal
from fonds.errors import (
    CatalogDamagedError,
    DigestMismatchError,
    FormatError,
    MissingFileError,
    SignatureError,
)
from fonds.formats.bundle_reader import member_table, statement_lines
from fonds.formats.statement import bundle_leaf, parse_leaf
from fonds.formats.withdrawal import PENDING, Pending, Rewrite, Tombstone, pseudonym
from fonds.model import Seal
from fonds.storage.keys import SigningKey
from fonds.storage.local import Staging
from fonds.storage.staging import StagedFile

Notice = Callable[[str], None]


@attrs.frozen
class WithdrawalResult:
    """A withdrawal that was carried out: its tombstones, and the bundles that were rewritten."""

    tombstones: tuple[Tombstone, ...]
    bundles: tuple[str, ...]


@attrs.frozen
class _Bundle:
    """A bundle of a withdrawal: ``staged`` is its new file, None where that is in place."""

    name: str
    uuid: str
    seal: Seal
    staged: StagedFile | None


def carry_out(
    archive: OpenArchive, key: SigningKey, now: datetime, pending: Pending, notice: Notice
) -> WithdrawalResult:
    """Withdraw versions; the lock must be held. When this returns they are gone from the archive.

    Raises: DigestMismatchError, FormatError where a bundle is damaged: nothing was done then;
    StorageError: what was begun is finished by whoever writes next.
    """
    # 0. Damage must not be signed again, and a full disk must not stop the work half way.
    check_bundles(archive, pending.bundles)
    sizes = [archive.store.size(name) for _, name in _files(archive, pending.bundles)]
    archive.store.require_space(sum(sizes))
    # 1. Decided: from here on whoever writes next has to finish it. The seal is an HMAC under the
    #    key's secret: a file that somebody else put there withdraws nothing.
    archive.store.replace(PENDING, bytes(pending.sealed(key.nonce)))
    return finish(archive, key, now, notice)


def check_bundles(archive: OpenArchive, bundles: tuple[Rewrite, ...]) -> None:
    """Return if bundles are, to the byte, what was logged of them. Cost: one read of each.

    Raises: DigestMismatchError, FormatError, MissingFileError.
    """
    for rewrite_, name in _files(archive, bundles):
        with archive.store.open(name) as file:
            if not _logged(archive, rewrite_.bundle)[-1].admits(check_seal(file)):
                raise DigestMismatchError("a bundle is not the one that was logged", bundle=name)


def finish(
    archive: OpenArchive, key: SigningKey, now: datetime, notice: Notice
) -> WithdrawalResult:
    """Carry out the pending withdrawal, whatever part of it was done before.

    The numbers are the steps of the module's docstring.
    Raises: SignatureError where it was not written by the key's holder.
    """
    pending = Pending.parse(archive.store.read(PENDING))
    if pending != pending.sealed(key.nonce):
        raise SignatureError("the withdrawal was not decided with this archive's key")
    landed = _landed(archive, pending)
    # The log may have grown between 1 and a crash. ``pending.size`` says where the leaves go, so
    # it is corrected, durably, before 3 writes them.
    if not landed and archive.state.size != pending.size:
        pending = attrs.evolve(pending, size=archive.state.size).sealed(key.nonce)
        archive.store.replace(PENDING, bytes(pending))
    with archive.store.staging("withdraw") as staging:
        # 2. All bundles are ready before anything is logged.
        bundles = list(_renew(archive, staging, pending))
        # 3. The tombstones' leaves once, and the seal of each bundle whose newest leaf has another:
        #    after a crash a rewritten bundle may have other bytes (another compressor's version).
        leaves = [] if landed else [stone.leaf_bytes() for stone in pending.tombstones]
        leaves += [
            bundle_leaf(bundle.uuid, 0, bundle.seal.manifest, bundle.seal.file)
            for bundle in bundles
            if not _logged(archive, bundle.uuid)[-1].admits(bundle.seal)
        ]
        archive.state = log.append(
            archive.store, archive.state, leaves, key, now, archive.keys.head.keep
        )
        # 4. What is in place already may not be durable yet: the process that put it there died.
        for bundle in bundles:
            if bundle.staged is None:
                archive.store.settle(bundle.name)
            else:
                archive.store.supersede(bundle.staged, bundle.name)
    archive.close_bundles()  # this process must not read on from the old files
    # 5. to 7. Tombstones, catalogue and origins, then the decision itself.
    archive.store.create_many((stone.name, bytes(stone)) for stone in pending.tombstones)
    _forget(archive, [bundle.name for bundle in bundles], notice)
    _forget_origins(archive, key, pending)
    _forget_words(archive)
    archive.store.delete(PENDING)
    return WithdrawalResult(pending.tombstones, tuple(bundle.name for bundle in bundles))


def _landed(archive: OpenArchive, pending: Pending) -> bool:
    """Whether the withdrawals are in the log: then they are at the planned size."""
    count, state = len(pending.tombstones), archive.state
    leaves = log.entries(archive.store, state, pending.size, pending.size + count)
    return list(leaves) == [stone.leaf_bytes() for stone in pending.tombstones]


def _renew(archive: OpenArchive, staging: Staging, pending: Pending) -> Iterator[_Bundle]:
    """Rewrite each bundle in staging that was not rewritten yet.

    Raises: DigestMismatchError where one is neither the old nor the new: damage is never signed.
    """
    for planned, name in _files(archive, pending.bundles):
        logged = _logged(archive, planned.bundle)
        with archive.store.open(name) as old:
            seal = check_seal(old)
            if not any(one.admits(seal) for one in logged):
                raise DigestMismatchError("a bundle is not one that was logged", bundle=name)
            if _is_renewed(old, planned):
                yield _Bundle(name, planned.bundle, seal, None)
                continue
            staged, seal = _rewrite_bundle(old, staging, planned)
        yield _Bundle(name, planned.bundle, seal, staged)


def _rewrite_bundle(old: BinaryIO, staging: Staging, planned: Rewrite) -> tuple[StagedFile, Seal]:
    parts = iter(range(1 << 30))

    def open_part() -> tuple[Path, BinaryIO]:
        part = staging.file(f"{planned.bundle}.part-{next(parts):08d}")
        return part.path, part

    staged = staging.file(f"{planned.bundle}.wacz")
    made = rewrite(old, staged, planned.bundle, dict(planned.lines), open_part)
    staged.seal()
    with staged.path.open("rb") as file:
        seal = check_seal(file)
        if seal.manifest != made.manifest:
            raise DigestMismatchError("a bundle does not read back as it was written")
        if not _is_renewed(file, planned):
            raise DigestMismatchError("a bundle still holds withdrawn content")
    return staged, seal


def _is_renewed(file: BinaryIO, planned: Rewrite) -> bool:
    """Whether the placeholders are in their places: they are in no bundle but the new one."""
    lines = statement_lines(file, member_table(file))
    return all(
        index < len(lines) and lines[index] == bytes(place) for index, place in planned.lines
    )


def _logged(archive: OpenArchive, bundle: str) -> list[Seal]:
    """All seals that were ever logged for a bundle, the newest last. Cost: reads the log."""
    wanted = f'"id":"{bundle}","k":"bundle"'.encode()
    state = archive.state
    leaves = log.entries(archive.store, state, 0, state.size)
    found = [parse_leaf(leaf) for leaf in leaves if wanted in leaf]
    if not found:
        raise FormatError("a bundle is not in the log", bundle=bundle)
    return [
        Seal(fields["s"].removeprefix("sha256:"), fields.get("f", "").removeprefix("sha256:"))
        for fields in found
    ]


def _files(archive: OpenArchive, bundles: tuple[Rewrite, ...]) -> Iterator[tuple[Rewrite, str]]:
    """Yield each bundle of a withdrawal with the name of its file. Raises: MissingFileError."""
    present = bundle_names(archive)
    for planned in bundles:
        if planned.bundle not in present:
            raise MissingFileError("a bundle is missing", bundle=planned.bundle)
        yield planned, present[planned.bundle]


def _forget(archive: OpenArchive, names: list[str], notice: Notice) -> None:
    """Remove the versions from the catalogue; where that fails, delete the catalogue."""
    head = (archive.state.size, archive.state.root.hex())
    try:
        rows = [row for row in archive.catalog.bundles() if row.name in names]
        clean = len(rows) == len(names) and replace_bundle_rows(
            archive, archive.catalog, rows, head
        )
    except CatalogDamagedError:
        clean = False
    if clean:
        return
    archive.drop_catalog()
    for suffix in ("", "-wal", "-shm", "-journal"):
        archive.store.delete(CATALOG + suffix)
    notice("the catalogue was in use or damaged; it was deleted and will be rebuilt")


def _forget_words(archive: OpenArchive) -> None:
    """Delete the search index: the words of one document cannot be taken out of its file alone."""
    for suffix in ("", *SIDECARS):
        if archive.store.exists(search_index.FILE + suffix):
            archive.store.delete(search_index.FILE + suffix)


def _forget_origins(archive: OpenArchive, key: SigningKey, pending: Pending) -> None:
    """Remove the documents' origins, or the whole file of origins where that fails."""
    gone = {place.doc for planned in pending.bundles for _, place in planned.lines}
    if not origins.scrub(
        archive.store.path(origins.FILE),
        lambda doc: doc in gone or pseudonym(doc, key.nonce) in gone,
    ):
        for suffix in ("", "-journal"):
            archive.store.delete(origins.FILE + suffix)
