"""The status of an archive, for people and for monitoring: answered from the catalogue alone."""

from typing import Any

import attrs

from fonds.archive import CATALOG, OpenArchive, ensure_all
from fonds.formats.withdrawal import PENDING
from fonds.model import stamp


@attrs.frozen
class ArchiveStatus:
    """Figures of an archive as it is catalogued, which is not compared with the log.

    ``log_size`` and ``root`` are those of the signed log. ``kinds``, ``types`` and ``months`` map
    names to numbers of versions; ``stored`` is bytes of all bundles, ``bytes`` those of all
    versions' documents.
    """

    documents: int
    versions: int
    kinds: dict[str, int]
    types: dict[str, int]
    months: dict[str, int]
    withdrawn: int
    bytes: int
    stored: int
    bundles: int
    log_size: int
    root: str
    last_checkpoint: str | None
    time_stamps: int
    pending_withdrawal: bool
    catalogue: str

    def to_json(self) -> dict[str, Any]:
        """Return the status as ``--json`` prints it. The keys are permanent."""
        return attrs.asdict(self)


def status(archive: OpenArchive) -> ArchiveStatus:
    """Return the figures of an archive. Cost: one pass over the catalogue's rows.

    Raises: CatalogDamagedError where the catalogue is damaged and cannot be rebuilt.
    """
    ensure_all(archive)
    store, catalog = archive.store, archive.catalog
    figures = catalog.figures()
    documents, versions = catalog.counts()
    names = [name for name in store.names("bundles") if name.endswith(".wacz")]
    return ArchiveStatus(
        documents=documents,
        versions=versions,
        kinds=figures["kind"],
        types=figures["type"],
        months=figures["month"],
        withdrawn=figures["withdrawn"].get("1", 0),
        bytes=catalog.total_bytes(),
        stored=sum(store.size(name) for name in names),
        bundles=len(names),
        log_size=archive.state.size,
        root=archive.state.root.hex(),
        last_checkpoint=stamp(archive.state.time) if archive.state.size else None,
        time_stamps=sum(1 for _ in store.names("log/timestamps")),
        pending_withdrawal=store.exists(PENDING),
        catalogue="in memory" if not store.exists(CATALOG) else "complete",
    )
