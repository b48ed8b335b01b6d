"""The catalogue kept in step with the log: opened, brought up to date, or made anew."""

import base64
import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from fonds.archive.handle import CATALOG, OpenArchive
from fonds.bundle import Built, Entry, Scanned, scan
from fonds.catalog import (
    BundleRow,
    Catalog,
    CatalogDamagedError,
    VersionRow,
    pack_places,
    withdrawn_row,
)
from fonds.errors import FondsError, MissingFileError
from fonds.fingerprint import sketch
from fonds.formats.statement import parse_leaf, previous_of, statement_digest
from fonds.formats.withdrawal import Withdrawn
from fonds.log import entries
from fonds.model import FileStamp

Notice = Callable[[str], None]


def version_rows(
    first_leaf: int,
    found: Iterable[Entry | Withdrawn],
    stamps: dict[str, FileStamp] | None = None,
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
            statement=bytes.fromhex(statement_digest(entry.statement)[7:]),
            size=raw.size,
            type=raw.type,
            title=entry.title,
            places=pack_places(entry.places),
            stated=entry.stated,
            sketch=entry.sketch,
            stamp=(stamps or {}).get(entry.doc),
            follows=previous_of(entry.statement),
        )


def bundle_row(leaf: int, name: str, found: Built | Scanned) -> BundleRow:
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


def current_catalog(archive: OpenArchive, notice: Notice = lambda message: None) -> Catalog:
    """Return a catalogue that describes the log as it is now.

    One that is damaged, missing or of another log is made anew; one that lags is brought up.
    Where the folder cannot be written, it is made in memory.
    Cost: nothing where it matches; else one read of the bundles it lacks.
    """
    path = archive.store.path(CATALOG)
    root = archive.state.root.hex()
    writable = _writable(path)
    try:
        catalog = Catalog.open(path, writable=writable)
        size, known = catalog.log_head()
        if (size, known) == (archive.state.size, root) or (size == archive.state.size == 0):
            return catalog
        lags = 0 <= size < archive.state.size and writable and _is_prefix(archive, size, known)
        if lags and _extend(archive, catalog, size):
            return catalog
        catalog.close()
        notice("the catalogue does not match the log; making it anew")
    except (CatalogDamagedError, sqlite3.Error):
        if path.exists():
            notice("the catalogue is damaged; making it anew")
    return rebuild_catalog(archive)


def rebuild_catalog(archive: OpenArchive) -> Catalog:
    """Make the catalogue anew from bundles and log. Damaged bundles are left out, aloud elsewhere:
    ``verify`` names them.

    Cost: one read of all bundles.
    """
    path = archive.store.path(CATALOG)
    if not _writable(path):
        catalog = Catalog.create(None)
    else:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + suffix).unlink()
        catalog = Catalog.create(path)
    _extend(archive, catalog, 0)
    return catalog


def bundle_names(archive: OpenArchive) -> dict[str, str]:
    """Return the file name of every bundle that is there, by its UUID."""
    return {Path(name).stem: name for name in archive.store.names("bundles")}


def _extend(archive: OpenArchive, catalog: Catalog, start: int) -> bool:
    """Add the bundles whose leaves begin at ``start`` or later, and what was rewritten since.

    False where the catalogue has to be made anew.
    """
    names: dict[str, str] | None = None
    rewritten: list[str] = []
    state = archive.state
    leaf = start
    for raw in entries(archive.store, state, start, state.size):
        fields = parse_leaf(raw)
        if fields["k"] == "bundle":
            names = bundle_names(archive) if names is None else names
            if fields.get("n"):
                _add_bundle(archive, catalog, leaf, fields, names)
            elif fields["id"] in names:
                rewritten.append(names[fields["id"]])
        leaf += 1
    catalog.add([], [], state.size, state.root.hex())
    known = [row for row in catalog.bundles() if row.leaf < start and row.name in rewritten]
    return not known or take_over(archive, catalog, known)


def take_over(archive: OpenArchive, catalog: Catalog, bundles: Iterable[BundleRow]) -> bool:
    """Enter bundles that were rewritten for a withdrawal, as they are now.

    False where the catalogue's file may still hold what was withdrawn, and must go.
    Cost: one read of the bundles, and the whole catalogue written anew.
    """
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
    return catalog.rewrite(found, rows, archive.state.size, archive.state.root.hex())


def _add_bundle(
    archive: OpenArchive,
    catalog: Catalog,
    leaf: int,
    fields: dict[str, object],
    names: dict[str, str],
) -> None:
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
    size, root = catalog.log_head()
    catalog.add([bundle_row(leaf, name, found)], version_rows(leaf + 1, found.entries), size, root)


def _is_prefix(archive: OpenArchive, size: int, root: str) -> bool:
    """Whether a kept checkpoint of this size has this root, so that its rows still hold."""
    if size == 0:
        return True
    try:
        note = archive.store.read(f"log/checkpoints/{size}", 1 << 20)
    except MissingFileError:
        return False
    lines = note.split(b"\n")
    return len(lines) > 2 and base64.b64decode(lines[2]).hex() == root


def _writable(path: Path) -> bool:
    return os.access(path if path.exists() else path.parent, os.W_OK)
