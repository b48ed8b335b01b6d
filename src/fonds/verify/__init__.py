"""Verify: every claim of an archive or a bundle, checked apart, and what nobody can prove. Floor 5.

Needs no network and no key but the public one. Raises only when it cannot go on; whatever else
is wrong is a finding with a permanent code, a place and a hint.
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
from fonds.storage.local import Store, is_archive
from fonds.verify.archive import verify_archive
from fonds.verify.finding_codes import CODES, Code
from fonds.verify.lenient_store import Tolerant
from fonds.verify.options import Progress, Settings
from fonds.verify.report import ClaimResult, Finding, Place, VerifyReport

__all__ = [
    "CODES",
    "ClaimResult",
    "Code",
    "Finding",
    "Place",
    "Progress",
    "Settings",
    "VerifyKeywords",
    "VerifyReport",
    "verify",
    "verify_path",
]


class VerifyKeywords(TypedDict, total=False):
    """The fields of ``Settings``, which says what each means, as typed keyword arguments."""

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
    tell: Callable[[Finding], None]
    progress: Callable[[Progress], None]


def verify(
    archive: OpenArchive,
    documents: str | Iterable[str] = (),
    **settings: Unpack[VerifyKeywords],
) -> VerifyReport:
    """Check every claim of an open archive.

    ``documents`` (``DOC`` or ``DOC@N``) narrow the check to the bundles that hold them;
    ``settings`` are fields of ``Settings``. The key is not needed: heads that were seen are looked
    for beside it. Raises: UnknownDocumentError, UsageError, StorageError.
    """
    names = (documents,) if isinstance(documents, str) else tuple(documents)
    bundles = frozenset(_bundles_of(archive, names)) if names else None
    return verify_archive(archive.store, archive.keys.head, Settings(bundles, **settings))


def verify_path(
    path: Path,
    key_path: Path | None = None,
    **settings: Unpack[VerifyKeywords],
) -> VerifyReport:
    """Check an archive's folder, or a bundle file, however damaged it is.

    Raises: NotAnArchiveError where there is neither; UsageError, StorageError.
    """
    if not path.is_dir():
        if not path.is_file():
            raise NotAnArchiveError("there is no archive here, and no bundle", path=str(path))
        from fonds.verify.file import verify_file

        return verify_file(path, Settings(**settings))
    if not is_archive(path) and not (path / INFO).is_file():
        raise NotAnArchiveError("there is no archive here", path=str(path))
    store = Tolerant(path, Disk())
    return verify_archive(store, _heads(store, key_path), Settings(**settings))


def _heads(store: Store, key_path: Path | None) -> HeadFile | None:
    """Where heads of this archive are kept, None where it does not say which one it is."""
    try:
        archive = Info.parse(store.read(INFO, 1 << 20)).archive
    except (FormatError, IntegrityError):
        return key_file("", store.disk, key_path).head if key_path else None
    return key_file(archive, store.disk, key_path).head


def _bundles_of(archive: OpenArchive, names: Iterable[str]) -> Iterable[str]:
    """Yield the UUIDs of the bundles that hold the versions of documents.

    The catalogue says where they are; what is there is then checked against the log.
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
