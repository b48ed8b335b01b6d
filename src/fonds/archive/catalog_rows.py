"""Rows of the catalogue, made from log and bundles. Part of the handle."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fonds.archive.handle import OpenArchive
from fonds.catalog import (
    BundleRow,
    Catalog,
    VersionRow,
    pack_places,
    withdrawn_row,
)
from fonds.errors import CatalogDamagedError, FondsError, MissingFileError
from fonds.fingerprints import sketch
from fonds.formats.statement import parse_leaf, previous_of
from fonds.formats.withdrawal import Withdrawn
from fonds.log import entries

if TYPE_CHECKING:
    from fonds.formats.bundle import Built, BundleEntry
    from fonds.formats.bundle_reader import Scanned


def version_rows(
    first_leaf: int,
    found: "Iterable[BundleEntry | Withdrawn]",
) -> Iterator[VersionRow]:
    """Yield catalogue rows for a bundle's versions, whose leaves begin at ``first_leaf``."""
    for leaf, entry in enumerate(found, first_leaf):
        if isinstance(entry, Withdrawn):
            yield withdrawn_row(leaf, entry.doc, bytes.fromhex(entry.statement[7:]))
            continue
        raw = entry.raw
        yield VersionRow(
            leaf=leaf,
            doc=entry.doc,
            identifier=entry.identifier,
            kind=entry.kind,
            at=entry.at,
            sha256=bytes.fromhex(raw.sha256),
            statement=hashlib.sha256(entry.statement).digest(),
            size=raw.size,
            type=raw.type,
            title=entry.title,
            places=pack_places(entry.places),
            sketch=entry.sketch,
            follows=previous_of(entry.statement),
        )


def bundle_row(leaf: int, name: str, found: "Built | Scanned") -> BundleRow:
    """Return the catalogue's row for a bundle that was written, or read back."""
    return BundleRow(
        leaf=leaf,
        name=name,
        versions=len(found.entries),
        data_start=found.data_start,
        text_start=found.text_start,
        statements_start=found.statements_start,
        runs=found.runs,
    )


def bundle_names(archive: OpenArchive) -> dict[str, str]:
    """Return the file name of every bundle that is there, by its UUID."""
    return {Path(name).stem: name for name in archive.store.names("bundles")}


def extend(archive: OpenArchive, catalog: Catalog, start: int) -> bool:
    """Add what the log has from leaf ``start`` on, where the catalogue ends.

    What was rewritten since comes first, so that what is cut off can be done again. Damaged
    bundles are left out, aloud elsewhere: ``verify`` names them. False where the catalogue has
    to be rebuilt. Cost: one read of the bundles.
    Raises: CatalogDamagedError, also where another process was faster.
    """
    state = archive.state
    new: list[tuple[int, dict[str, Any]]] = []
    rewritten: set[str] = set()
    for leaf, raw in enumerate(entries(archive.store, state, start, state.size), start):
        if b'"k":"bundle"' not in raw:
            continue
        fields = parse_leaf(raw)
        if fields.get("n"):
            new.append((leaf, fields))
        else:
            rewritten.add(str(fields["id"]))
    names = bundle_names(archive) if new or rewritten else {}
    changed = {names[uuid] for uuid in rewritten & names.keys()}
    known = [row for row in catalog.bundles() if row.name in changed]
    if known and not replace_bundle_rows(archive, catalog, known, catalog.log_head()):
        return False
    with catalog.transaction():
        if catalog.log_head()[0] != start:
            raise CatalogDamagedError("another process changed it")
        for leaf, fields in new:
            _add_bundle(archive, catalog, leaf, fields, names)
        catalog.add([], [], state.size, state.root.hex())
    return True


def replace_bundle_rows(
    archive: OpenArchive,
    catalog: Catalog,
    bundles: Iterable[BundleRow],
    head: tuple[int, str],
) -> bool:
    """Enter bundles that were rewritten for a withdrawal, as they are now, and the log's head.

    False where the catalogue's file may still hold what was withdrawn, and must go.
    Cost: one read of the bundles, and the whole catalogue rewritten.
    Raises: CatalogDamagedError; the file must go then too.
    """
    from fonds.formats.bundle_reader import scan

    found: list[BundleRow] = []
    rows: list[VersionRow] = []
    for bundle in bundles:
        try:
            with archive.store.open(bundle.name) as file:
                scanned = scan(file)
        except (FondsError, OSError):
            return False
        found.append(bundle_row(bundle.leaf, bundle.name, scanned))
        rows.extend(version_rows(bundle.leaf + 1, scanned.entries))
    catalog.rewrite(found, rows, *head)
    return True


def _add_bundle(
    archive: OpenArchive,
    catalog: Catalog,
    leaf: int,
    fields: dict[str, Any],
    names: dict[str, str],
) -> None:
    from fonds.formats.bundle_reader import scan

    name = names.get(str(fields["id"]))
    if name is None:
        return
    try:
        with archive.store.open(name) as file:
            found = scan(file, sketch)
    except (FondsError, OSError):
        return
    if len(found.entries) != fields["n"]:
        return
    head = catalog.log_head()
    catalog.add([bundle_row(leaf, name, found)], version_rows(leaf + 1, found.entries), *head)


def is_of_log(archive: OpenArchive, size: int, root: str) -> bool:
    """Whether a stored checkpoint has this root at this size, so that rows still hold."""
    if size >= archive.state.size:
        return (size, root) == (archive.state.size, archive.state.root.hex()) or size == 0
    if size == 0:
        return True
    try:
        note = archive.store.read(f"log/checkpoints/{size}", 1 << 20)
    except MissingFileError:
        return False
    lines = note.split(b"\n")
    try:
        return len(lines) > 2 and base64.b64decode(lines[2]).hex() == root
    except ValueError:
        return False
