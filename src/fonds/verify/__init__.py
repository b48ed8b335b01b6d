"""Verify an archive or a bundle: five claims, each with its findings, and what nobody can prove.

Needs no network and no key but the public one. It raises only where it cannot continue; everything
else that is wrong is a finding with a permanent code, a place and a hint.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypedDict, Unpack

from fonds.archive.handle import OpenArchive, key_file
from fonds.archive.info import INFO, Info
from fonds.errors import FormatError, IntegrityError, NotAnArchiveError
from fonds.formats.tlog.note import VerifyKey
from fonds.storage.disk import Disk
from fonds.storage.keys import HeadFile
from fonds.storage.local import LocalStore, is_archive
from fonds.verify.archive import verify_archive
from fonds.verify.finding_codes import CODES, Code
from fonds.verify.lenient_store import LenientStore
from fonds.verify.options import VerifyOptions, VerifyProgress
from fonds.verify.report import ClaimResult, Finding, Place, VerifyReport

__all__ = [
    "CODES",
    "ClaimResult",
    "Code",
    "Finding",
    "Place",
    "VerifyKeywords",
    "VerifyOptions",
    "VerifyProgress",
    "VerifyReport",
    "verify",
    "verify_path",
]


class VerifyKeywords(TypedDict, total=False):
    """The fields of ``VerifyOptions``, which says what each means, as typed keyword arguments."""

    quick: bool
    rederive: bool
    sample: tuple[int, int] | None
    since: bytes | int | None
    heads: tuple[tuple[str, bytes], ...]
    keep_head: bool
    tsa_roots: tuple[bytes, ...]
    key_from: str | None
    witnesses: tuple[VerifyKey, ...]
    jobs: int | None
    on_finding: Callable[[Finding], None]
    progress: Callable[[VerifyProgress], None]


def verify(
    archive: OpenArchive,
    documents: str | Iterable[str] = (),
    **settings: Unpack[VerifyKeywords],
) -> VerifyReport:
    """Return what holds of an open archive, claim by claim.

    ``documents`` (``DOC`` or ``DOC@N``) narrow the check to the bundles that hold them;
    ``settings`` are fields of ``VerifyOptions``. The signing key is not needed; the newest head
    seen of the log is read from the file beside it.
    Cost: as ``verify_archive``. Raises: UnknownDocumentError, UsageError, StorageError.
    """
    names = (documents,) if isinstance(documents, str) else tuple(documents)
    bundles = frozenset(_bundles_of(archive, names)) if names else None
    return verify_archive(archive.store, archive.keys.head, VerifyOptions(bundles, **settings))


def verify_path(
    path: Path,
    key_path: Path | None = None,
    **settings: Unpack[VerifyKeywords],
) -> VerifyReport:
    """Return what holds of an archive's folder, or of a bundle file, however damaged it is.

    ``key_path`` is where the newest head seen of the log is kept; None takes the user's own folder.
    Cost: as ``verify_archive``. Raises: NotAnArchiveError where there is neither; UsageError,
    StorageError.
    """
    if not path.is_dir():
        if not path.is_file():
            raise NotAnArchiveError("there is no archive here, and no bundle", path=str(path))
        from fonds.verify.file import verify_file

        return verify_file(path, VerifyOptions(**settings))
    if not is_archive(path) and not (path / INFO).is_file():
        raise NotAnArchiveError("there is no archive here", path=str(path))
    store = LenientStore(path, Disk())
    return verify_archive(store, _heads(store, key_path), VerifyOptions(**settings))


def _heads(store: LocalStore, key_path: Path | None) -> HeadFile | None:
    """The file with the newest head seen; None where ``fonds.json`` names no archive."""
    try:
        archive = Info.parse(store.read(INFO, 1 << 20)).archive
    except (FormatError, IntegrityError):
        return key_file("", store.disk, key_path).head if key_path else None
    return key_file(archive, store.disk, key_path).head


def _bundles_of(archive: OpenArchive, names: Iterable[str]) -> Iterable[str]:
    """Yield the UUIDs of the bundles that hold the versions of documents.

    The catalogue is trusted for nothing but where to look: the bundles are checked against the log.
    """
    from fonds.archive.lookup import find, split_version

    for name in names:
        found = find(archive, name)
        rows = archive.catalog.versions_of(found.document)
        if split_version(name)[1] is not None:
            rows = [row for row in rows if row.leaf == found.leaf]
        for row in rows:
            bundle = archive.catalog.bundle_of(row.leaf)
            if bundle is not None:
                yield bundle.name.rpartition("/")[2].removesuffix(".wacz")
