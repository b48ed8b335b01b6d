"""Making a bundle part of the archive: the order of writes is the promise.

1. The bundle is sealed in staging (fsync), opened again and checked.
2. It is linked to its final name, folders fsynced: *durable*. A crash from here on leaves a
   bundle that is not in the log; the next writer adopts it.
3. Its leaves go into the log, and the log's new head is signed: *logged*. Only now is a document
   acknowledged as stored.
4. The catalogue follows. A crash before that leaves one that lags; it is updated when it is next
   opened. A reader between 3 and 4 waits for it.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

import attrs

from fonds import log
from fonds.archive import OpenArchive, version_rows
from fonds.catalog import BundleRow
from fonds.errors import CatalogDamagedError, DigestMismatchError, FormatError
from fonds.formats.bundle import bundle_name
from fonds.formats.statement import bundle_leaf, statement_digest, version_leaf
from fonds.formats.tlog.note import encode_base64
from fonds.formats.wacz import package as wacz
from fonds.formats.zip import reader as zip_read
from fonds.model import Seal
from fonds.storage.keys import SigningKey
from fonds.storage.reading import file_sha256
from fonds.storage.staging import StagedFile

if TYPE_CHECKING:
    from fonds.formats.bundle import BundleEntry

Notice = Callable[[str], None]


def nonce(key: SigningKey, doc: str, prev: str | None) -> str:
    """Return the nonce of the version of ``doc`` that follows ``prev``: secret, yet repeatable."""
    return encode_base64(key.nonce(f"version\n{doc}\n{prev or ''}".encode()))


def check_seal(file: BinaryIO) -> Seal:
    """Read a bundle back and return what a leaf binds of it, if every member matches.

    The file's digest is taken here and not while the file is written, because a writer goes back
    to the headers of members when it knows their sizes.
    Cost: two reads of the file, the second out of memory. Raises: FormatError, DigestMismatchError.
    """
    from fonds.formats.bundle_reader import member_table

    whole = file_sha256(file)
    members = member_table(file)
    package = zip_read.read(file, members[wacz.DATAPACKAGE], wacz.MAX_JSON)
    stated = wacz.parse_datapackage(package).resources
    for resource in stated:
        digest = hashlib.sha256()
        for chunk in zip_read.chunks(file, members[resource.name]):
            digest.update(chunk)
        if digest.hexdigest() != resource.sha256:
            raise DigestMismatchError("a member is not as the manifest says", member=resource.name)
    if {r.name for r in stated} | {wacz.DATAPACKAGE, wacz.DATAPACKAGE_DIGEST} != set(members):
        raise FormatError("manifest and members differ")
    return Seal(hashlib.sha256(package).hexdigest(), whole)


def publish(
    archive: OpenArchive, staged: StagedFile, bundle: str, created: datetime, manifest: str
) -> tuple[str, Seal]:
    """Seal, check and publish a bundle; return its name and what its leaf is to bind.

    It is durable then, and not yet logged.

    Raises: StorageError; DigestMismatchError when the disk does not return what was written.
    """
    staged.seal()
    with staged.path.open("rb") as file:
        seal = check_seal(file)
    if seal.manifest != manifest:
        raise DigestMismatchError("a bundle does not read back as it was written")
    name = bundle_name(bundle)
    archive.store.publish(staged, name)
    return name, seal


def log_bundle(
    archive: OpenArchive,
    key: SigningKey,
    now: datetime,
    bundle: BundleRow,
    seal: Seal,
    found: "Sequence[BundleEntry]",
    notice: Notice,
) -> None:
    """Log a durable bundle and enter it into the catalogue. When this returns it is *logged*.

    Raises: StorageError; the log must then be read again.
    """
    leaves = [
        bundle_leaf(bundle_uuid(bundle.name), len(found), seal.manifest, seal.file),
        *(version_leaf(statement_digest(entry.statement)) for entry in found),
    ]
    first = archive.state.size
    catalog = archive.catalog  # as it was before: asked for later, it would have the bundle already
    archive.state = log.append(
        archive.store, archive.state, leaves, key, now, archive.keys.head.keep
    )
    row = attrs.evolve(bundle, leaf=first)
    rows = version_rows(first + 1, found)
    try:
        catalog.add([row], rows, archive.state.size, archive.state.root.hex(), after=first)
    except CatalogDamagedError as e:
        notice(f"the catalogue could not be written; the next command updates or rebuilds it: {e}")
        archive.drop_catalog()


def bundle_uuid(name: str) -> str:
    """Return the UUID in the name of a bundle's file."""
    return name.rpartition("/")[2].removesuffix(".wacz")
