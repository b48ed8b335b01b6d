"""The bundles and the leaves that were read last, kept at hand: questions come in runs.

Nothing here is trusted more for being kept: a statement is compared with its leaf, and a record
with its statement, whenever they are asked for. A bundle that was rewritten (a withdrawal) is
another file, and is opened anew.
"""

import itertools
import os
from collections.abc import Iterator
from typing import BinaryIO, Self

import attrs

from fonds.archive.handle import OpenArchive, reach
from fonds.bundle import RUN, member_table, run_at, run_lines, statement_lines
from fonds.catalog import BundleRow
from fonds.errors import IntegrityError
from fonds.formats.tiles import WIDTH, entry_at
from fonds.log.store import read_leaves, read_packed

WHOLE = (0, 0)
"""The place of a run that is all of them."""

MOST_BUNDLES = 128
"""Bundles that are kept open: a file each, and some 10 KB of statements."""

FEW, OFTEN = 4, 16
"""While no more than so many bundles are kept, one that was asked so often is held in its lines:
some 5 MB, for which each further question costs a third less."""

MOST_LEAVES = 256
"""Bundles of 256 leaves that are kept: about 10 MB."""


@attrs.define
class Kept:
    """A bundle that is open: its row, its file, and the run of statements that was read last."""

    row: BundleRow
    _file: BinaryIO
    _path: str
    _inode: tuple[int, int]
    _place: tuple[int, int] | None = attrs.field(default=None, init=False)
    _lines: list[bytes] = attrs.field(factory=list, init=False)
    _asked: int = attrs.field(default=0, init=False)

    @classmethod
    def open(cls, archive: OpenArchive, row: BundleRow) -> Self:
        """Open a bundle. Raises: MissingFileError."""
        file = archive.store.open(row.name)
        state = os.fstat(file.fileno())
        return cls(row, file, str(archive.store.path(row.name)), (state.st_dev, state.st_ino))

    def holds(self, leaf: int) -> bool:
        """Whether it is the bundle of this version, and still the file of that name."""
        if not self.row.leaf < leaf <= self.row.leaf + self.row.versions:
            return False
        try:
            state = os.stat(self._path)  # noqa: PTH116 - a third of what Path.stat costs
        except OSError:
            return False
        return (state.st_dev, state.st_ino) == self._inode

    def read(self, offset: int, size: int) -> bytes:
        """Return some bytes of the file; fewer at its end."""
        return os.pread(self._file.fileno(), size, offset)

    def statements(self, leaf: int, *, few: bool) -> Iterator[bytes]:
        """Yield what may be the line of the version with this leaf; the log says which one is.

        First by the catalogue's word of where it lies, then by reading all statements; a
        catalogue that was wrong once is not asked again. ``few`` bundles may be held whole.
        """
        at = leaf - self.row.leaf - 1
        self._asked += 1
        whole = self._place == WHOLE or (few and self._asked > OFTEN)
        place = None if whole else run_at(self.row.runs, at)
        if place is not None:
            if place != self._place:
                start, end = place
                self._lines = run_lines(self.read(self.row.statements_start + start, end - start))
                self._place = place
            yield from self._lines[at % RUN : at % RUN + 1]
        if self._place != WHOLE:
            self._file.seek(0)
            self._lines = statement_lines(self._file, member_table(self._file))
            self._place = WHOLE
        yield from self._lines[at : at + 1]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def kept_bundle(archive: OpenArchive, leaf: int) -> Kept:
    """Return the bundle that holds the version with this leaf. Raises: IntegrityError."""
    kept = archive.kept
    for last in itertools.islice(reversed(kept), FEW):  # a look costs less than the catalogue
        if kept[last].holds(leaf):
            kept[last] = kept.pop(last)
            return kept[last]
    row = archive.catalog.bundle_of(leaf)
    if row is None:
        raise IntegrityError("the catalogue knows no bundle of a version", leaf=leaf)
    found = kept.pop(row.leaf, None)
    if found is None or found.row != row or not found.holds(leaf):
        if found is not None:
            found.close()
        if len(kept) >= MOST_BUNDLES:
            kept.pop(next(iter(kept))).close()
        found = Kept.open(archive, row)
    kept[row.leaf] = found  # the last one asked for stands last
    return found


def leaf_at(archive: OpenArchive, index: int) -> bytes:
    """Return one leaf of the log. Raises: MalformedTileError, StorageError, IntegrityError."""
    reach(archive, index)
    size = archive.state.size
    if not 0 <= index < size:
        raise IntegrityError("the log has no such leaf", leaf=index, size=size)
    start = index // WIDTH * WIDTH
    end = min(start + WIDTH, size)
    found = archive.kept_leaves.get((start, end))
    if isinstance(found, list):
        return found[index - start]
    if found is not None:  # asked again: from now on it is worth having them apart
        leaves = archive.kept_leaves[start, end] = list(
            read_leaves(archive.store, size, start, end)
        )
        return leaves[index - start]
    if len(archive.kept_leaves) >= MOST_LEAVES:
        archive.kept_leaves.clear()
    found = archive.kept_leaves[start, end] = read_packed(archive.store, size, index)
    return entry_at(found, index - start)
