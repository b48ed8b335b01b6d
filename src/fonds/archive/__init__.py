"""The handle: an archive that is open, and versions read from it. Floor 4."""

from typing import TYPE_CHECKING

from fonds.late_imports import imports_late

if TYPE_CHECKING:
    from fonds.archive.blocks import statement_line
    from fonds.archive.current import current_catalog, rebuild_catalog
    from fonds.archive.handle import (
        CATALOG,
        INFO,
        Info,
        OpenArchive,
        bundle_name,
        create,
        leaves,
        open_archive,
        reach,
        read_info,
        refresh,
    )
    from fonds.archive.names import find, split_version
    from fonds.archive.version import Version
    from fonds.archive.view import (
        bundle_names,
        bundle_row,
        take_over,
        version_rows,
    )

__all__ = [
    "CATALOG",
    "INFO",
    "Info",
    "OpenArchive",
    "Version",
    "bundle_name",
    "bundle_names",
    "bundle_row",
    "create",
    "current_catalog",
    "find",
    "leaves",
    "open_archive",
    "reach",
    "read_info",
    "rebuild_catalog",
    "refresh",
    "split_version",
    "statement_line",
    "take_over",
    "version_rows",
]

__getattr__ = imports_late(
    __name__,
    {
        "blocks": "statement_line",
        "current": "current_catalog rebuild_catalog",
        "handle": "CATALOG INFO Info OpenArchive bundle_name create leaves open_archive reach "
        "read_info refresh",
        "names": "find split_version",
        "version": "Version",
        "view": "bundle_names bundle_row take_over version_rows",
    },
)
