"""Whether the catalogue has all that the log has: asked before something is said to be absent."""

from fonds.archive.catalog_rows import bundle_names
from fonds.archive.handle import OpenArchive, reach
from fonds.archive.records import leaf_at
from fonds.errors import CatalogDamagedError, FondsError
from fonds.fingerprints import sketch
from fonds.formats.statement import parse_leaf

_BUNDLE = b'"k":"bundle"'


def has_all(archive: OpenArchive) -> bool:
    """Whether the catalogue has each bundle of the log that can be read, and each document of it.

    Cost: 10 us a bundle, 3 us for each leaf that is of none, and what ``has_all_documents`` costs.
    """
    try:
        return _has_bundles(archive) and archive.catalog.has_all_documents()
    except CatalogDamagedError:
        return False


def ensure_all(archive: OpenArchive) -> None:
    """Rebuild the catalogue where something is missing in it.

    Raises: CatalogDamagedError where it cannot be renewed.
    """
    if not has_all(archive):
        renew_catalog(archive)


def renew_catalog(archive: OpenArchive) -> None:
    """Rebuild the catalogue, and forget what was opened by it. Raises: CatalogDamagedError."""
    archive.catalog.use_rebuilt()
    archive.close_bundles()
    archive.forget_withdrawn()


def _has_bundles(archive: OpenArchive) -> bool:
    # A writer may commit between any two of these questions: what the catalogue has beyond the log
    # that it described at first is not asked about.
    end, _ = archive.catalog.log_head()
    reach(archive, end - 1)
    if end > archive.state.size:
        return False
    after = 0  # the leaf after those that are accounted for
    for bundle in archive.catalog.bundles():
        if bundle.leaf >= end:
            break
        if bundle.leaf < after:
            return False
        leaf = leaf_at(archive, bundle.leaf)
        if _BUNDLE not in leaf or parse_leaf(leaf).get("n") != bundle.versions:
            return False
        if not _are_of_no_bundle(archive, after, bundle.leaf):
            return False
        after = bundle.leaf + bundle.versions + 1
    return _are_of_no_bundle(archive, after, end)


def _are_of_no_bundle(archive: OpenArchive, start: int, end: int) -> bool:
    """Whether no bundle that could be catalogued has its leaves here."""
    leaf = start
    while leaf < end:
        entry = leaf_at(archive, leaf)
        leaf += 1
        if _BUNDLE in entry:
            fields = parse_leaf(entry)
            if fields.get("n"):
                if _can_be_read(archive, str(fields["id"]), fields["n"]):
                    return False
                leaf += fields["n"]
    return True


def _can_be_read(archive: OpenArchive, uuid: str, versions: int) -> bool:
    """Whether a bundle would have been catalogued: a damaged one is left out."""
    from fonds.formats.bundle_reader import scan

    name = bundle_names(archive).get(uuid)
    if name is None:
        return False
    try:
        with archive.store.open(name) as file:
            return len(scan(file, sketch).entries) == versions
    except (FondsError, OSError):
        return False
