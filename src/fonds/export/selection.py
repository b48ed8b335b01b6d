"""Which versions are exported, each checked against the log; and what was withdrawn."""

from collections.abc import Iterator, Sequence
from typing import Any

from fonds.archive import OpenArchive, Version, ensure_all, find, newest, versions
from fonds.archive.lookup import split_version
from fonds.errors import WithdrawnError


def selected(
    archive: OpenArchive, names: Sequence[str], *, all_versions: bool
) -> Iterator[Version]:
    """Yield versions in the order of the log: the newest of documents, or all of them.

    Without names those of every document. What was withdrawn is left out.
    Raises: UnknownDocumentError, AmbiguousNameError; CatalogDamagedError.
    """
    if names:
        yield from _named(archive, names, all_versions=all_versions)
        return
    ensure_all(archive)
    rows = archive.catalog.all_versions() if all_versions else newest(archive)
    for row in rows:
        if row.withdrawn:
            continue
        version = Version(archive, row)
        try:
            version.check()
        except WithdrawnError:  # just now
            continue
        yield version


def _named(archive: OpenArchive, names: Sequence[str], *, all_versions: bool) -> Iterator[Version]:
    found: dict[int, Version] = {}
    for name in names:
        numbered = split_version(name)[1] is not None
        wanted = versions(archive, name) if all_versions and not numbered else [find(archive, name)]
        found |= {version.leaf: version for version in wanted if not version.withdrawn}
    yield from (found[leaf] for leaf in sorted(found))


def withdrawn_rows(archive: OpenArchive) -> list[dict[str, Any]]:
    """Return what a receiver must know to take out what it had before: statements, no names.

    Of a withdrawn version the log keeps the digest of its statement, which every row of an
    earlier export leads to by ``leaf``.
    """
    return [
        {"leaf": row.leaf, "statement": row.statement.hex()}
        for row in archive.catalog.all_versions()
        if row.withdrawn
    ]
