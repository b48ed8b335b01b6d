"""The catalogue: a view of bundles and log for finding things fast.

It is never asked whether something is stored; it can be deleted at any time and is rebuilt from
bundles and log. It remembers the size and root of the log it was made from, so a catalogue that
does not match is noticed when it is opened.
"""

from fonds.catalog.connection import SIDECARS, CatalogBusyError
from fonds.catalog.database import Catalog
from fonds.catalog.origins import OriginRow, Origins
from fonds.catalog.rows import (
    BundleRow,
    Latest,
    Places,
    VersionRow,
    pack_places,
    pack_stamp,
    place_of,
    unpack_places,
    withdrawn_row,
)

__all__ = [
    "SIDECARS",
    "BundleRow",
    "Catalog",
    "CatalogBusyError",
    "Latest",
    "OriginRow",
    "Origins",
    "Places",
    "VersionRow",
    "pack_places",
    "pack_stamp",
    "place_of",
    "unpack_places",
    "withdrawn_row",
]
