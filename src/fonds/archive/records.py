"""Blocks of a version's records, found by the catalogue and checked against the statement.

Part of the handle. Nothing is believed for standing where it was said to stand: a statement is
compared with its leaf, and a block with its statement.
"""

import contextlib
import hashlib
import io
import itertools
from collections.abc import Iterator

from fonds.archive.handle import OpenArchive, reach, refresh
from fonds.archive.open_bundle import OpenBundle
from fonds.catalog import BundleRow, VersionRow, place_of
from fonds.errors import (
    CatalogDamagedError,
    DigestMismatchError,
    FormatError,
    IntegrityError,
    WithdrawnError,
)
from fonds.formats.bundle import TEXT_ROLES
from fonds.formats.statement import statement_digest, version_leaf
from fonds.formats.tlog.tiles import WIDTH, entry_at
from fonds.formats.warc import reader as warc_read
from fonds.formats.withdrawal import Withdrawn
from fonds.log.layout import read_leaves, read_packed
from fonds.model import RecordRef

SMALL = 1024 * 1024
"""Bytes of a record, packed and unpacked, up to which it is read at once."""


def statement_line(archive: OpenArchive, row: VersionRow) -> bytes:
    """Return a version's statement from its bundle, checked against the log's leaf.

    The catalogue only says where to look: whether a version is there is the log's to say.
    Raises: WithdrawnError; DigestMismatchError.
    """
    _refuse_withdrawn(row)
    kept, leaf = open_bundle(archive, row.leaf), leaf_at(archive, row.leaf)
    for line in kept.statements(row.leaf, few=len(archive.open_bundles) <= FEW):
        if version_leaf(statement_digest(line)) == leaf:
            return line
    raise DigestMismatchError(
        "a version's statement is not the one that was logged",
        bundle=kept.row.name,
        leaf=row.leaf,
    )


def is_withdrawn_now(archive: OpenArchive, row: VersionRow) -> bool:
    """Whether a placeholder stands in the bundle for what the log has in this leaf.

    The catalogue is asked where it lies, and which statement it was.
    """
    leaf = leaf_at(archive, row.leaf)
    if version_leaf(f"sha256:{row.statement.hex()}") != leaf:
        return False
    for line in open_bundle(archive, row.leaf).statements(row.leaf, few=False):
        with contextlib.suppress(FormatError):
            if version_leaf(Withdrawn.parse(line).statement) == leaf:
                return True
    return False


def refuse_withdrawn(row: VersionRow) -> None:
    """Raise WithdrawnError with what is left to say."""
    raise WithdrawnError(
        "this version was withdrawn", statement=f"sha256:{row.statement.hex()}", leaf=row.leaf
    )


def _refuse_withdrawn(row: VersionRow) -> None:
    if row.withdrawn:
        refuse_withdrawn(row)


def reload_bundle(archive: OpenArchive, leaf: int) -> VersionRow | None:
    """Read the log and the catalogue again, and return a version's row as it is now.

    None for a writer, under whose hands nothing changes. Raises: as ``refresh``.
    """
    if archive.store.locked:
        return None
    refresh(archive)
    archive.drop_catalog()
    return archive.catalog.version(leaf)


def bundle_of(archive: OpenArchive, row: VersionRow) -> BundleRow:
    """Return the catalogue's row of the bundle that holds a version."""
    return open_bundle(archive, row.leaf).row


def holder_of(archive: OpenArchive, row: VersionRow) -> VersionRow:
    """The version whose record holds the bytes: this one, or an earlier one it was made from."""
    _refuse_withdrawn(row)
    while place_of(row.places, "raw") is None:
        before = archive.catalog.version(row.previous) if row.previous is not None else None
        while before is not None and before.withdrawn and before.previous is not None:
            before = archive.catalog.version(before.previous)
        if before is None or before.sha256 != row.sha256:
            raise IntegrityError("no version holds the bytes that this one names", leaf=row.leaf)
        row = before
    return row


def _place(row: VersionRow, role: str) -> tuple[int, int]:
    place = place_of(row.places, role)
    if place is None:
        raise IntegrityError("the catalogue knows no such record of a version", role=role)
    return place


def small_block(archive: OpenArchive, row: VersionRow, role: str, ref: RecordRef) -> bytes | None:
    """Return a record's block by one read, its digest checked; None where it has to be streamed.

    Raises: MalformedWarcError, DigestMismatchError.
    """
    offset, length = _place(row, role)
    if length > SMALL or ref.size > SMALL:
        return None
    kept = open_bundle(archive, row.leaf)
    start = kept.row.text_start if role in TEXT_ROLES else kept.row.data_start
    member = kept.read(start + offset, length)
    block = warc_read.plain_block(member, ref.size)
    if block is not None and hashlib.sha256(block).hexdigest() == ref.sha256:
        return block
    # Damaged, a revisit, or of another form: for the strict reader to name.
    record = warc_read.read_at(io.BytesIO(member), 0, length)
    if record.type == "revisit":
        return None
    if record.block is None or record.length != ref.size or record.sha256 != ref.sha256:
        raise _not_as_stated(kept.row, offset, role)
    return record.block


def stream_block(
    archive: OpenArchive, row: VersionRow, role: str, ref: RecordRef
) -> Iterator[bytes]:
    """Yield a record's block in pieces and check its length and digest at the end."""
    bundle = bundle_of(archive, row)
    start = bundle.text_start if role in TEXT_ROLES else bundle.data_start
    offset, length = _place(row, role)
    with archive.store.open(bundle.name) as file:
        record, block = warc_read.open_at(file, start + offset, length)
        if record.type == "revisit":
            first = _first_capture(archive, row)
            yield from stream_block(archive, first, role, ref)
            return
        # Where a bundle was rewritten, another record may begin at this place: that shows here,
        # before anybody has been given a byte of it.
        if record.fields.get("warc-block-digest") != f"sha256:{ref.sha256}":
            raise _not_as_stated(bundle, offset, role)
        digest, size = hashlib.sha256(), 0
        for chunk in block:
            digest.update(chunk)
            size += len(chunk)
            yield chunk
    if size != ref.size or digest.hexdigest() != ref.sha256:
        raise _not_as_stated(bundle, offset, role)


def _not_as_stated(bundle: BundleRow, offset: int, role: str) -> DigestMismatchError:
    return DigestMismatchError(
        "a record contradicts its statement", bundle=bundle.name, offset=offset, role=role
    )


def _first_capture(archive: OpenArchive, row: VersionRow) -> VersionRow:
    """The version of the same bundle whose capture a revisit record points to."""
    bundle = bundle_of(archive, row)
    for other in archive.catalog.same_bytes(row.sha256, bundle.leaf, row.leaf):
        if place_of(other.places, "raw") is not None:
            return other
    raise IntegrityError("a revisit record points to nothing", bundle=bundle.name, leaf=row.leaf)


MOST_BUNDLES = 128
"""Bundles that are kept open: a file each, and some 10 KB of statements."""

FEW = 4
"""While no more bundles are open, one that was asked ``OFTEN`` times is held in its lines: some
5 MB, for which each further question costs a third less."""

MOST_LEAVES = 256
"""Bundles of 256 leaves that are kept: about 10 MB."""


def open_bundle(archive: OpenArchive, leaf: int) -> OpenBundle:
    """Return the bundle that holds the version with this leaf. Raises: IntegrityError."""
    kept = archive.open_bundles
    for last in itertools.islice(reversed(kept), FEW):  # a look costs less than the catalogue
        if kept[last].holds(leaf):
            kept[last] = kept.pop(last)
            return kept[last]
    row = archive.catalog.bundle_of(leaf)
    if row is None:
        raise CatalogDamagedError("it knows no bundle of a version", leaf=leaf)
    found = kept.pop(row.leaf, None)
    if found is None or found.row != row or not found.holds(leaf):
        if found is not None:
            found.close()
        if len(kept) >= MOST_BUNDLES:
            kept.pop(next(iter(kept))).close()
        found = OpenBundle.open(archive.store, row)
    kept[row.leaf] = found  # the last one asked for stands last
    return found


def leaf_at(archive: OpenArchive, index: int) -> bytes:
    """Return one leaf of the log. Raises: MalformedTileError, StorageError, IntegrityError."""
    size = archive.state.size
    if index >= size:
        reach(archive, index)
        size = archive.state.size
    if not 0 <= index < size:
        raise IntegrityError("the log has no such leaf", leaf=index, size=size)
    start = index // WIDTH * WIDTH
    end = min(start + WIDTH, size)
    found = archive.leaf_cache.get((start, end))
    if isinstance(found, list):
        return found[index - start]
    if found is not None:  # asked again: from now on it is worth having them apart
        leaves = archive.leaf_cache[start, end] = list(read_leaves(archive.store, size, start, end))
        return leaves[index - start]
    if len(archive.leaf_cache) >= MOST_LEAVES:
        archive.leaf_cache.clear()
    found = archive.leaf_cache[start, end] = read_packed(archive.store, size, index)
    return entry_at(found, index - start)
