"""Search: bring the index up to the log, ask it, and compare what it finds with the log."""

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from fonds.archive import OpenArchive, Version, ensure_all
from fonds.archive.catalog_rows import is_of_log
from fonds.archive.listing import folded, language_of, readable
from fonds.catalog import VersionRow
from fonds.catalog.search_index import FILE, IndexedText, IndexState, SearchIndex
from fonds.errors import CatalogDamagedError, FondsError, StorageError, UsageError, WithdrawnError
from fonds.formats import prov
from fonds.formats.canonical import uuid_bytes
from fonds.search.columns import KEY, columns
from fonds.search.options import SORTS, SearchHit, SearchOptions, SearchResult
from fonds.search.query import Query, read_query
from fonds.search.snippets import snippet

AT_ONCE = 200
"""Versions that are indexed in one transaction."""

Progress = Callable[[int, int], None]


def search(
    archive: OpenArchive,
    text: str,
    options: SearchOptions,
    *,
    cache: Path | None = None,
    update: bool = True,
    progress: Progress = lambda done, total: None,
) -> SearchResult:
    """Return the versions whose texts have the words of a query, the best first.

    First those in which every word is spelt as it was typed (case aside), then those that match
    only folded; among these by bm25, then the newer. ``cache`` is the folder for an index of an
    archive that cannot be written. ``progress`` is called with how many versions are indexed.
    Every hit is compared with the log, and its snippet is cut out of the stored text.
    Raises: UsageError; CatalogDamagedError, StorageError where no index can be made.
    """
    if options.sort not in SORTS:
        raise UsageError("results cannot be sorted by this", sort=options.sort)
    query = read_query(text, any_of=options.any_of, without=options.without)
    expression = query.expression()
    if not expression:
        return SearchResult(text, 0, ())
    ensure_all(archive)
    with contextlib.closing(_index(archive, cache, update=update, progress=progress)) as index:
        ranked = _ranked(index, query, expression)
    rows = list(_wanted(archive, ranked, options))
    _sort(rows, options)
    chosen = rows[options.offset : options.offset + options.limit]
    hits = tuple(_hit(archive, row, score, query) for row, score in chosen)
    return SearchResult(text, len(rows), hits)


def bring_up_to_date(
    archive: OpenArchive,
    *,
    cache: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> int:
    """Bring the index up to the log; return how many versions it has. Raises: as ``search``."""
    ensure_all(archive)
    with contextlib.closing(_index(archive, cache, update=True, progress=progress)) as index:
        return index.count()


def _index(
    archive: OpenArchive, cache: Path | None, *, update: bool, progress: Progress
) -> SearchIndex:
    """Open an index that is of this archive's log, rebuilt where it is not."""
    path = _place(archive, cache)
    withdrawn = archive.catalog.figures()["withdrawn"].get("1", 0)
    index = SearchIndex.open(path, KEY, writable=update)
    if index is not None and not _is_of(archive, index, withdrawn):
        index.close()
        index = None
    if index is not None and not update:
        return index
    try:
        if index is None:
            index = SearchIndex.create(path, archive.info.archive, KEY)
        _add(archive, index, withdrawn, progress)
    except (OSError, sqlite3.Error) as e:
        raise StorageError("the search index cannot be written", path=str(path)) from e
    return index


def _place(archive: OpenArchive, cache: Path | None) -> Path:
    """Return where the index lies: in the archive, or in a cache where that cannot be written."""
    inside = archive.store.path(FILE)
    if cache is None or os.access(inside.parent, os.W_OK):
        return inside
    cache.mkdir(parents=True, exist_ok=True)
    return cache / f"{archive.info.archive}.search.sqlite"


def _is_of(archive: OpenArchive, index: SearchIndex, withdrawn: int) -> bool:
    """Whether an index is of this log, and nothing was withdrawn since."""
    try:
        state = index.state()
    except CatalogDamagedError:
        return False
    ours = state.archive == archive.info.archive and state.withdrawn == withdrawn
    return ours and is_of_log(archive, state.size, state.root)


def _add(archive: OpenArchive, index: SearchIndex, withdrawn: int, progress: Progress) -> None:
    """Add the versions that came since. Each transaction leaves an index that goes on from there.

    Raises: CatalogDamagedError where something is withdrawn meanwhile: the file is removed then.
    """
    state = index.state()
    if state.size == archive.state.size:
        return
    head = IndexState(archive.info.archive, archive.state.size, archive.state.root.hex(), withdrawn)
    done, total = 0, archive.catalog.counts()[1]
    rows = archive.catalog.all_versions(index.last_leaf())
    while some := list(itertools.islice(rows, AT_ONCE)):
        texts = [one for row in some if (one := _text(archive, row)) is not None]
        index.add(texts, state._replace(withdrawn=withdrawn))
        done += len(some)
        progress(done, total)
    index.add([], head)
    if archive.catalog.figures()["withdrawn"].get("1", 0) != withdrawn:
        index.close()
        SearchIndex.create(index.path, archive.info.archive, KEY).close()
        raise CatalogDamagedError("a document was withdrawn just now; search again")


def _text(archive: OpenArchive, row: VersionRow) -> IndexedText | None:
    """Return what is indexed of a version; None of one that is withdrawn or damaged.

    What is damaged is named by ``verify``.
    """
    if row.withdrawn:
        return None
    version = Version(archive, row)
    try:
        version.check()
        main = version.cleaned or ""
        found = columns(version.title, main, _outside(version))
        return IndexedText(row.leaf, uuid_bytes(row.doc), found)
    except WithdrawnError:
        return None
    except StorageError:
        raise
    except FondsError:
        return None


def _outside(version: Version) -> str:
    """Return what of the full text stands outside the main text."""
    extraction, text = version.extraction, version.text
    if extraction is None or text is None or extraction.main_ranges is None:
        return ""
    at, parts = 0, []
    for start, end in extraction.main_ranges:
        parts.append(text[at:start])
        at = end
    return "\n".join([*parts, text[at:]])


def _ranked(index: SearchIndex, query: Query, expression: str) -> list[tuple[int, float]]:
    """Return leaves with scores, the best first; those that are not spelt as typed come last."""
    found = index.match(expression)
    otherwise: set[int] = set()
    all_leaves = {leaf for leaf, _ in found}
    for term in query.terms:
        spelt, as_typed = term.unspelt()
        if not spelt:
            continue
        matched = index.leaves(spelt)
        otherwise |= all_leaves - matched if as_typed else all_leaves & matched
    return sorted(found, key=lambda one: (one[0] in otherwise, round(one[1], 6), -one[0]))


def _wanted(
    archive: OpenArchive, ranked: list[tuple[int, float]], options: SearchOptions
) -> Iterator[tuple[VersionRow, float]]:
    for leaf, score in ranked:
        row = archive.catalog.version(leaf)
        if row is None or row.withdrawn:
            continue
        if not options.all_versions and not _is_newest(archive, row):
            continue
        if _passes(archive, row, options):
            yield row, score


def _is_newest(archive: OpenArchive, row: VersionRow) -> bool:
    latest = archive.catalog.latest(row.doc)
    return latest is not None and latest.leaf == row.leaf


def _passes(archive: OpenArchive, row: VersionRow, options: SearchOptions) -> bool:
    """Whether a version passes the filters; what the catalogue does not say is read of it."""
    if not _is_catalogued_so(row, options):
        return False
    if not (options.language or options.script or options.metadata):
        return True
    version = Version(archive, row)
    if options.language:
        tag, wanted = language_of(version).lower(), options.language.lower()
        if tag != wanted and not tag.startswith(wanted + "-"):
            return False
    if options.script:
        found = str(prov.attributes(version.own_provenance, "text").get("f:script", ""))
        if found.lower() != options.script.lower():
            return False
    return all(_has(version, name, value) for name, value in options.metadata)


def _is_catalogued_so(row: VersionRow, options: SearchOptions) -> bool:
    """Whether type, time and name are those that are wanted."""
    if options.media_type and not row.type.startswith(options.media_type):
        return False
    if options.since and row.at < options.since:
        return False
    if options.until and row.at[: len(options.until)] > options.until:
        return False
    names = (row.identifier, readable(row.identifier))
    return not options.source or any(name.startswith(options.source) for name in names)


def _has(version: Version, name: str, value: str) -> bool:
    found = version.metadata.get(name)
    values = found if isinstance(found, list) else [found]
    return any(folded(str(one)) == folded(value) for one in values if one is not None)


def _sort(rows: list[tuple[VersionRow, float]], options: SearchOptions) -> None:
    if options.sort == "date":
        rows.sort(key=lambda one: (one[0].at, one[0].leaf), reverse=True)
    elif options.sort == "name":
        rows.sort(key=lambda one: (folded(readable(one[0].identifier)), one[0].leaf))


def _hit(archive: OpenArchive, row: VersionRow, score: float, query: Query) -> SearchHit:
    """Return a hit, checked against the log, with a snippet of the stored text.

    Raises: CatalogDamagedError; IntegrityError where the bundle is damaged.
    """
    version = Version(archive, row)
    version.check()
    latest = archive.catalog.latest(row.doc)
    bundle = archive.catalog.bundle_of(row.leaf)
    within, found = "cleaned", snippet(version.cleaned or "", query)
    if found is None:
        within, found = "text", snippet(version.text or "", query)
    if found is None:
        within, found = "title", snippet(version.title, query)
    start, end, parts = found if found is not None else (0, 0, ())
    return SearchHit(
        version.document,
        version.identifier,
        version.title,
        version.number,
        latest.number if latest else version.number,
        row.at,
        version.captured,
        bundle.name if bundle else "",
        row.leaf,
        round(-score, 4),
        within,
        start,
        end,
        parts,
    )
