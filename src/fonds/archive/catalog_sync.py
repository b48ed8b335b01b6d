"""The catalogue kept in step with the log: opened, updated, or rebuilt. Part of the handle.

Its file is written by whoever holds the archive's lock, and by nobody else: the writer, or a
reader who finds that nobody writes. Between a commit of the log and that of the catalogue there is
a moment; so a reader who finds that the file lags looks again before it helps itself in memory.
A file that is rebuilt is made in staging and renamed, so that it is never seen half made.
"""

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from fonds.archive.catalog_rows import extend, is_of_log
from fonds.archive.handle import CATALOG, OpenArchive, refresh
from fonds.catalog import SIDECARS, Catalog, CatalogBusyError
from fonds.errors import CatalogDamagedError, LockedError, StorageError

Notice = Callable[[str], None]

WAITS = (0.0, 0.01, 0.02, 0.04, 0.08, 0.16)
"""Seconds between two looks at a file that lags while somebody writes: a commit of the catalogue
takes less than all of them."""

SHORTLY = 0.1
"""Seconds that a reader waits for a file that is being committed at this moment."""

PATIENCE = 1.0
"""Seconds that a writer waits for whoever reads the file at this moment."""

UNLOCKABLE = 0.04
"""How far in ``WAITS`` it is waited where no lock can be had, and perhaps nobody writes."""


def current_catalog(archive: OpenArchive, notice: Notice = lambda message: None) -> Catalog:
    """Return a catalogue that describes the log: all of it, as it was when this was called.

    One that is missing, damaged or of another log is rebuilt, one that lags is updated: in
    the file, or in memory where another process writes or the folder cannot be written. The log
    is read again where the catalogue is already ahead of ``archive.state``.
    Cost: nothing where it matches; else one read of the bundles it lacks.
    Raises: RollbackError where the log read again does not extend the one held.
    """
    catalog = _opened(archive, notice)

    def renew(rebuilt: bool) -> Catalog:
        return _replaced(archive, notice) if rebuilt else _opened(archive, notice)

    catalog.renew = renew
    return catalog


def rebuild_catalog(archive: OpenArchive) -> None:
    """Rebuild the catalogue's file from bundles and log; the lock must be held.

    Cost: one read of all bundles. Raises: CatalogDamagedError, StorageError.
    """
    with archive.store.staging("catalog") as staging:
        made = staging.path / CATALOG
        with contextlib.closing(Catalog.create(made)) as catalog:
            extend(archive, catalog, 0)
        _instate(archive, made)


def _instate(archive: OpenArchive, made: Path) -> None:
    """Put a file in the catalogue's place. What lies beside that one would be taken for its own."""
    beside = [CATALOG + suffix for suffix in SIDECARS]
    if any(os.path.lexists(archive.store.path(name)) for name in beside):
        for name in (CATALOG, *beside):  # this file first: without its journal it is nothing
            archive.store.delete(name)
    archive.store.install_file(made, CATALOG)


def _opened(archive: OpenArchive, notice: Notice) -> Catalog:
    if archive.store.locked:
        return _for_writing(archive, notice)
    return _for_reading(archive, notice)


def _replaced(archive: OpenArchive, notice: Notice) -> Catalog:
    """The rebuilt catalogue, for one that opens and cannot be read."""
    notice("the catalogue is damaged; rebuilding it")
    if archive.store.locked:
        return _rebuilt(archive)
    with contextlib.suppress(StorageError), archive.store.lock():
        refresh(archive)
        _rebuilt(archive).close()
        return Catalog.open(_path(archive), writable=False)
    return _in_memory(archive)


# --- with the lock ------------------------------------------------------------------------------
def _for_writing(archive: OpenArchive, notice: Notice, patience: float = PATIENCE) -> Catalog:
    """Bring the file up to the log and leave it open for writing."""
    try:
        with contextlib.ExitStack() as stack:
            catalog = Catalog.open(_path(archive), writable=True, patience=patience)
            stack.callback(catalog.close)
            _bring_up(archive, catalog)
            stack.pop_all()
    except CatalogBusyError:
        return _copy_instated(archive)
    except CatalogDamagedError as e:
        if os.path.lexists(_path(archive)):
            notice(f"the catalogue cannot be used ({e.sentence}); rebuilding it")
        return _rebuilt(archive)
    return catalog


def _copy_instated(archive: OpenArchive) -> Catalog:
    """A copy of the file, brought up and put in its place: whoever reads the old one keeps that."""
    with contextlib.suppress(StorageError):  # CatalogDamagedError is one
        with archive.store.staging("catalog") as staging:
            made = staging.path / CATALOG
            with contextlib.closing(Catalog.open(_path(archive), writable=False)) as catalog:
                copy = catalog.copy(made)
            with contextlib.closing(copy):
                _bring_up(archive, copy)
            _instate(archive, made)
        return Catalog.open(_path(archive), writable=True)
    return _rebuilt(archive)


def _bring_up(archive: OpenArchive, catalog: Catalog) -> None:
    """Bring a catalogue up to the log. Raises: CatalogDamagedError where it is of another."""
    size, root = catalog.log_head()
    if not is_of_log(archive, size, root):
        raise CatalogDamagedError("it does not match the log")
    if size < archive.state.size and not extend(archive, catalog, size):
        raise CatalogDamagedError("it may hold what was withdrawn")


def _rebuilt(archive: OpenArchive) -> Catalog:
    """The file, rebuilt and open for writing; where that cannot be, a catalogue in memory."""
    with contextlib.suppress(StorageError):
        rebuild_catalog(archive)
        return Catalog.open(_path(archive), writable=True)
    return _in_memory(archive)


# --- without it ---------------------------------------------------------------------------------
def _for_reading(archive: OpenArchive, notice: Notice) -> Catalog:
    """Open the file as it is, if it has what was logged by now; else bring it up, or a copy."""
    wanted = archive.state.size
    if not wanted and not archive.store.exists(CATALOG):
        return Catalog.create(None)  # nothing to write for nothing
    problem: CatalogDamagedError | None = None
    for wait in WAITS:
        time.sleep(wait)
        problem = None
        try:
            catalog = _as_it_is(archive, wanted)
        except CatalogDamagedError as e:
            problem = e
        else:
            if catalog is not None:
                return catalog
        try:
            with archive.store.lock():
                return _after_the_writers(archive, notice)
        except LockedError:
            continue  # somebody writes, and is perhaps about to commit it
        except StorageError:
            if wait >= UNLOCKABLE:
                break
    if problem is not None and os.path.lexists(_path(archive)):
        reason = problem.sentence
        notice(f"the catalogue cannot be used ({reason}) nor rebuilt; reading all bundles")
    return _copied(archive) or _in_memory(archive)


def _as_it_is(archive: OpenArchive, wanted: int) -> Catalog | None:
    """The file open for reading; None where it lags behind ``wanted``, or is of another log."""
    catalog = Catalog.open(_path(archive), writable=False, patience=SHORTLY)
    with contextlib.ExitStack() as stack:
        stack.callback(catalog.close)
        size, root = catalog.log_head()
        if size > archive.state.size:
            refresh(archive)
        if size < wanted or not is_of_log(archive, size, root):
            return None
        stack.pop_all()
    return catalog


def _after_the_writers(archive: OpenArchive, notice: Notice) -> Catalog:
    """Update the file under the lock, and open it for reading."""
    refresh(archive)
    catalog = _for_writing(archive, notice, patience=0)
    if catalog.in_memory:
        return catalog
    catalog.close()
    return Catalog.open(_path(archive), writable=False)


def _copied(archive: OpenArchive) -> Catalog | None:
    """A copy of the file in memory, brought up; None where it is good for nothing."""
    try:
        with contextlib.closing(Catalog.open(_path(archive), writable=False)) as catalog:
            copy = catalog.copy()
        size, _ = copy.log_head()
        if size > archive.state.size:
            refresh(archive)
        _bring_up(archive, copy)
    except CatalogDamagedError:
        return None
    return copy


def _in_memory(archive: OpenArchive) -> Catalog:
    catalog = Catalog.create(None)
    extend(archive, catalog, 0)
    return catalog


def _path(archive: OpenArchive) -> Path:
    return archive.store.path(CATALOG)
