"""Find versions by a fingerprint of their bytes: SHA-256, BLAKE3, SWHID, or a file to be hashed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from fonds.archive import OpenArchive, Version, ensure_all
from fonds.catalog import VersionRow
from fonds.errors import CatalogDamagedError, UsageError, WithdrawnError
from fonds.fingerprints import fingerprint_stream
from fonds.formats import prov
from fonds.sources import walk
from fonds.sources.source import Refusal

_DIGEST = re.compile(r"(?:(sha256|blake3):)?([0-9a-f]{8,64})")
_SWHID = re.compile(r"swh:1:cnt:([0-9a-f]{8,40})")


class FoundVersion(NamedTuple):
    """A version with the fingerprint, and which fingerprint it is."""

    version: Version
    by: str


def find_digest(archive: OpenArchive, text: str) -> Iterator[FoundVersion]:
    """Yield all versions whose bytes have a fingerprint, which is whole or its first digits.

    Cost: of a SHA-256 one look at the catalogue for each answer; of a BLAKE3 or a SWHID, where
    no SHA-256 fits, 0.2 ms for each version of the archive.
    Raises: UsageError for what is no fingerprint of eight digits or more; CatalogDamagedError.
    """
    text = text.strip().lower()
    swhid, digest = _SWHID.fullmatch(text), _DIGEST.fullmatch(text)
    if swhid is None and digest is None:
        raise UsageError(
            "a fingerprint is sha256, blake3 or swh:1:cnt: with eight digits or more", given=text
        )
    ensure_all(archive)
    if digest is not None:
        kind, digits = digest[1], digest[2]
        any_found = False
        if kind != "blake3":
            for version in _checked(archive, archive.catalog.with_digest(digits)):
                any_found = True
                yield FoundVersion(version, "sha256")
        if kind == "sha256" or any_found:
            return
        yield from _with_blake3(archive, digits)
    elif swhid is not None:
        for version in _checked(archive, archive.catalog.all_versions()):
            stated = prov.attributes(version.own_provenance, "raw").get("f:swhid", "")
            if str(stated).startswith(text):
                yield FoundVersion(version, "swhid")


def find_file(archive: OpenArchive, path: str) -> Iterator[FoundVersion]:
    """Yield all versions that have a file's exact bytes. Raises: SourceError."""
    (capture,) = walk([path])
    if isinstance(capture, Refusal):
        raise capture.error
    with capture.open() as opened:
        chunks = iter(lambda: opened.stream.read(1 << 20), b"")
        found = fingerprint_stream(chunks, opened.stamp.size)
    yield from find_digest(archive, f"sha256:{found.sha256}")


def _with_blake3(archive: OpenArchive, digits: str) -> Iterator[FoundVersion]:
    for version in _checked(archive, archive.catalog.all_versions()):
        if version.statement.records[0].blake3.startswith(digits):
            yield FoundVersion(version, "blake3")


def _checked(archive: OpenArchive, rows: Iterator[VersionRow]) -> Iterator[Version]:
    """Yield versions that are there and that the log supports. Raises: CatalogDamagedError."""
    for row in rows:
        if row.withdrawn:
            continue
        version = Version(archive, row)
        try:
            version.check()
        except WithdrawnError as e:
            raise CatalogDamagedError("a version was withdrawn just now; ask again") from e
        yield version
