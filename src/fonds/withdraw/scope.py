"""Plan a withdrawal: what it removes, and what it cannot reach. Reads only."""

from collections.abc import Iterator
from typing import Any

import attrs

from fonds.archive import OpenArchive, Version, find, split_version, versions
from fonds.catalog import BundleRow, VersionRow, place_of
from fonds.commit import bundle_uuid
from fonds.errors import FormatError, IntegrityError, WithdrawnError
from fonds.formats import prov
from fonds.formats.bundle_reader import member_table, statement_lines
from fonds.formats.statement import document_id
from fonds.formats.withdrawal import Pending, Rewrite, Tombstone, Withdrawn, pseudonym
from fonds.storage.keys import SigningKey

MAX_HELD = 100
"""Other holders of the same bytes that are named; more than that are many."""

NOT_REACHED = (
    "the source: the next ingest would archive it again",
    "backups and other copies of this archive, and snapshots of its disk",
    "evidence files and exports of it",
    "caches and indexes of replay tools and search engines that read the bundles",
    "free blocks of the disk, where deleted files stay until they are overwritten",
)
"""Copies that no withdrawal in the archive reaches, in the words of the report."""


@attrs.frozen
class Target:
    """A version that goes. ``because`` says why, where it was not named itself."""

    number: int
    leaf: int
    kind: str
    at: str
    size: int
    because: str = ""


@attrs.frozen
class OtherHolder:
    """Another version, of this document or another, that holds the same bytes and keeps them."""

    document: str
    identifier: str
    number: int


@attrs.frozen
class WithdrawalPlan:
    """What will happen. ``whole`` says that no version of the document is left then."""

    name: str
    document: str
    identifier: str
    title: str
    targets: tuple[Target, ...]
    whole: bool
    bundles: tuple[str, ...]
    held: tuple[OtherHolder, ...]
    containers: tuple[
        OtherHolder, ...
    ]  # that the document was taken out of, and that still hold it
    notes: tuple[str, ...]
    elsewhere: tuple[str, ...] = NOT_REACHED

    def to_json(self) -> dict[str, Any]:
        """Return the plan as ``--json`` prints it."""
        fields = attrs.asdict(self, filter=lambda a, _: a.name != "targets")
        return fields | {"versions": [attrs.asdict(target) for target in self.targets]}


def plan(archive: OpenArchive, name: str) -> WithdrawalPlan:
    """Return what withdrawing ``DOC`` (all versions) or ``DOC@N`` takes out.

    Versions that name the bytes of one that goes, and store none themselves, go with it: their
    texts and descriptions are of those bytes.
    Raises: UnknownDocumentError, AmbiguousNameError; WithdrawnError where nothing is left.
    """
    found = find(archive, name)
    rows = [version.row for version in versions(archive, found.document)]
    left = [row for row in rows if not row.withdrawn]
    if _is_one_version(archive, name):
        chosen = {found.leaf} if not found.withdrawn else set()
    else:
        chosen = {row.leaf for row in left}
    if not chosen:
        raise WithdrawnError("this was withdrawn before", document=found.document)
    targets = tuple(_targets(archive, left, chosen))
    leaves = {target.leaf for target in targets}
    gone = [row for row in left if row.leaf in leaves]
    return WithdrawalPlan(
        name,
        found.document,
        found.identifier,
        _title(archive, gone),
        targets,
        len(gone) == len(left),
        tuple(dict.fromkeys(_bundle(archive, row).name for row in gone)),
        tuple(_held(archive, gone)),
        tuple(_containers(archive, gone, found.document)),
        (*_notes(archive, gone), *_members(archive, found.identifier)),
    )


def intent(
    archive: OpenArchive,
    planned: WithdrawalPlan,
    key: SigningKey,
    at: str,
    reason: str,
    authority: str,
) -> Pending:
    """Return all that carrying it out needs, and nothing of the content."""
    rows = [version.row for version in versions(archive, planned.document)]
    leaves = {target.leaf for target in planned.targets}
    doc = pseudonym(planned.document, key.nonce) if planned.whole else planned.document
    lines: dict[str, list[tuple[int, Withdrawn]]] = {}
    stones = []
    for row in rows:
        place = Withdrawn(doc, f"sha256:{row.statement.hex()}")
        bundle = _bundle(archive, row)
        index = row.leaf - bundle.leaf - 1
        if row.leaf in leaves:
            version = Version(archive, row).version_id
            stones.append(Tombstone(at, authority, row.leaf, reason, place.statement, version))
        elif not row.withdrawn or _line(archive, bundle, index) == bytes(place):
            continue
        # Placeholders of earlier withdrawals go under the same name, so that the document's
        # versions stay one document's, and none names it when the last one goes.
        lines.setdefault(bundle_uuid(bundle.name), []).append((index, place))
    bundles = tuple(Rewrite(uuid, tuple(places)) for uuid, places in lines.items())
    return Pending(archive.state.size, bundles, tuple(stones))


def _title(archive: OpenArchive, gone: list[VersionRow]) -> str:
    """The newest title that goes, by the provenance; that of the catalogue where it is damaged."""
    for row in reversed(gone):
        try:
            title = Version(archive, row).title
        except (FormatError, IntegrityError):
            title = row.title
        if title:
            return title
    return ""


def _is_one_version(archive: OpenArchive, name: str) -> bool:
    """Whether a name asks for one version; an identifier may itself end like ``@3``."""
    known = archive.catalog.latest(document_id(archive.info.archive, name))
    return not known and split_version(name)[1] is not None


def _targets(archive: OpenArchive, left: list[VersionRow], chosen: set[int]) -> Iterator[Target]:
    for row in left:
        because = ""
        if row.leaf not in chosen:
            holder = Version(archive, row).holder
            if holder.leaf not in chosen or holder.leaf == row.leaf:
                continue
            because = f"it is of the bytes of version {holder.number}"
        yield Target(row.number, row.leaf, row.kind, row.at, row.size, because)


def _held(archive: OpenArchive, gone: list[VersionRow]) -> Iterator[OtherHolder]:
    """Yield the other versions that store the same bytes, since these stay."""
    leaves = {row.leaf for row in gone}
    found = 0
    for sha256 in dict.fromkeys(row.sha256 for row in gone if _stores(row)):
        for row in archive.catalog.same_bytes(sha256, -1, archive.state.size):
            if row.leaf not in leaves and _stores(row) and found < MAX_HELD:
                found += 1
                yield OtherHolder(row.doc, row.identifier, row.number)


def _containers(
    archive: OpenArchive, gone: list[VersionRow], document: str
) -> Iterator[OtherHolder]:
    """Yield the documents that what goes was taken out of, and theirs: their bytes hold it too."""
    known = {document}
    waiting = list(gone)
    while waiting:
        identifier = _container_of(archive, waiting.pop())
        doc = document_id(archive.info.archive, identifier) if identifier else document
        if doc in known:
            continue
        known.add(doc)
        rows = [row for row in archive.catalog.versions_of(doc) if not row.withdrawn]
        waiting += rows
        if rows:
            yield OtherHolder(doc, rows[-1].identifier, rows[-1].number)


def _container_of(archive: OpenArchive, row: VersionRow) -> str:
    """Return the identifier of what a version was taken out of; empty where it is a file."""
    try:
        own = Version(archive, row).own_provenance
    except (FormatError, IntegrityError):  # its bundle is damaged, which stops the withdrawal
        return ""
    return str(prov.attributes(own, prov.CONTAINER).get("f:identifier", ""))


def _members(archive: OpenArchive, identifier: str) -> Iterator[str]:
    """Say how many documents were taken out of one that goes: they hold parts of its bytes."""
    inside = f"{identifier}!/"
    found = sum(
        row.identifier.startswith(inside) and not row.withdrawn
        for row in archive.catalog.documents(inside)
    )
    if found:
        yield f"{found} documents that were taken out of it stay; withdraw these too"


def _notes(archive: OpenArchive, gone: list[VersionRow]) -> Iterator[str]:
    leaves = {row.leaf for row in gone}
    for row in gone:
        if not _stores(row):
            holder = Version(archive, row).holder
            if holder.leaf not in leaves:
                yield (
                    f"version {row.number} stores no bytes of its own; those of version "
                    f"{holder.number}, which it is of, stay"
                )


def _stores(row: VersionRow) -> bool:
    return place_of(row.places, "raw") is not None


def _bundle(archive: OpenArchive, row: VersionRow) -> BundleRow:
    bundle = archive.catalog.bundle_of(row.leaf)
    if bundle is None:
        raise IntegrityError("the catalogue knows no bundle of a version", leaf=row.leaf)
    return bundle


def _line(archive: OpenArchive, bundle: BundleRow, index: int) -> bytes:
    with archive.store.open(bundle.name) as file:
        return statement_lines(file, member_table(file))[index]
