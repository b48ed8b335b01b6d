"""The documents in a damaged bundle, as the catalogue knows them."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fonds.cli.terminal import counted, shown
from fonds.errors import FondsError

FIRST = 5  # documents that are named of each bundle; --json has up to MOST
MOST = 1000


class Hit:
    """Names the documents of bundles that findings are about.

    The catalogue of an archive says so, as it stands; it is a view that nothing signs, and where it
    cannot be read, nothing is said.
    """

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._catalog: Any = None
        self._opened = False
        self._known: dict[str, tuple[int, list[str]]] = {}

    def lines(self, finding: Any) -> list[str]:  # noqa: ANN401 - a Finding
        """Return what to print of a finding; nothing where it is no damage to a bundle."""
        bundle = finding.place.file or ""
        if finding.severity != "error" or not bundle.endswith(".wacz") or bundle in self._known:
            return []
        number, names = self._of(bundle)
        if not number:
            return []
        more = f", and {number - FIRST} more (--json)" if number > FIRST else ""
        from fonds.archive.listing import readable

        listed = ", ".join(shown(readable(name)) for name in names[:FIRST])
        return [f"{counted(number, 'version')} in this bundle, by the catalogue: {listed}{more}"]

    def to_json(self, findings: Iterable[Any]) -> dict[str, Any]:
        """Return the documents of each damaged bundle: how many, and the first thousand."""
        bundles = {
            one.place.file
            for one in findings
            if one.severity == "error" and (one.place.file or "").endswith(".wacz")
        }
        found = {bundle: self._of(bundle) for bundle in sorted(bundles)}
        return {
            bundle: {"versions": number, "identifiers": names, "told_by": "catalogue"}
            for bundle, (number, names) in found.items()
            if number
        }

    def _of(self, bundle: str) -> tuple[int, list[str]]:
        if bundle not in self._known:
            try:
                self._known[bundle] = self._look_up(bundle)
            except (FondsError, OSError, sqlite3.Error):
                self._known[bundle] = (0, [])
        return self._known[bundle]

    def _look_up(self, bundle: str) -> tuple[int, list[str]]:
        from fonds.archive.handle import CATALOG
        from fonds.catalog import Catalog

        if not self._opened:
            self._opened = True
            file = self._archive / CATALOG
            self._catalog = Catalog.open(file, writable=False) if file.is_file() else None
        if self._catalog is None:
            return 0, []
        for row in self._catalog.bundles():
            if row.name == bundle:
                names = self._catalog.identifiers(row.leaf + 1, row.versions, MOST)
                return row.versions, names
        return 0, []

    def close(self) -> None:
        """Close the catalogue."""
        if self._catalog is not None:
            self._catalog.close()
