"""The handle: an archive that is open, and versions read from it."""

from typing import TYPE_CHECKING

from fonds.late_imports import imports_late

if TYPE_CHECKING:
    from fonds.archive.catalog_check import ensure_all, has_all, renew_catalog
    from fonds.archive.catalog_rows import (
        bundle_names,
        bundle_row,
        replace_bundle_rows,
        version_rows,
    )
    from fonds.archive.catalog_sync import current_catalog, rebuild_catalog
    from fonds.archive.handle import (
        CATALOG,
        OpenArchive,
        create,
        leaves,
        open_archive,
        reach,
        refresh,
    )
    from fonds.archive.lookup import find, newest, split_version, versions
    from fonds.archive.records import statement_line
    from fonds.archive.version import Version

__all__ = [
    "CATALOG",
    "OpenArchive",
    "Version",
    "bundle_names",
    "bundle_row",
    "create",
    "current_catalog",
    "ensure_all",
    "find",
    "has_all",
    "leaves",
    "newest",
    "open_archive",
    "reach",
    "rebuild_catalog",
    "refresh",
    "renew_catalog",
    "replace_bundle_rows",
    "split_version",
    "statement_line",
    "version_rows",
    "versions",
]

__getattr__ = imports_late(
    __name__,
    {
        "records": "statement_line",
        "catalog_sync": "current_catalog rebuild_catalog",
        "handle": "CATALOG OpenArchive create leaves open_archive reach refresh",
        "catalog_check": "ensure_all has_all renew_catalog",
        "lookup": "find newest split_version versions",
        "version": "Version",
        "catalog_rows": "bundle_names bundle_row replace_bundle_rows version_rows",
    },
)
