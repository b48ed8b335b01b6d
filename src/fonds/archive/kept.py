"""The bundle and the leaves that were read last, kept at hand: questions come in runs.

Nothing here is trusted more for being kept: a statement is compared with its leaf, and a record
with its statement, whenever they are asked for. A bundle that was rewritten (a withdrawal) is
another file, and is opened anew.
"""

import os
from typing import TYPE_CHECKING, BinaryIO, Self

import attrs

from fonds.bundle import member_table, statement_lines
from fonds.catalog import BundleRow
from fonds.errors import IntegrityError
from fonds.formats.tiles import WIDTH
from fonds.log import entries

if TYPE_CHECKING:
    from fonds.archive.handle import OpenArchive

MOST_LEAVES = 256
"""Bundles of 256 leaves that are kept: about 10 MB."""


@attrs.define
class Kept:
    """A bundle that is open: its row, its file, and its statements once they were asked for."""

    row: BundleRow
    _file: BinaryIO
    _path: str
    _inode: tuple[int, int]
    _lines: list[bytes] | None = attrs.field(default=None, init=False)

    @classmethod
    def open(cls, archive: "OpenArchive", row: BundleRow) -> Self:
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

    def statement(self, leaf: int) -> bytes:
        """Return the line of the version with this leaf, or nothing where there is none."""
        if self._lines is None:
            self._file.seek(0)
            self._lines = statement_lines(self._file, member_table(self._file))
        at = leaf - self.row.leaf - 1
        return self._lines[at] if at < len(self._lines) else b""

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def kept_bundle(archive: "OpenArchive", leaf: int) -> Kept:
    """Return the bundle that holds the version with this leaf. Raises: IntegrityError."""
    if archive.kept is None or not archive.kept.holds(leaf):
        row = archive.catalog.bundle_of(leaf)
        if row is None:
            raise IntegrityError("the catalogue knows no bundle of a version", leaf=leaf)
        archive.forget_kept()
        archive.kept = Kept.open(archive, row)
    return archive.kept


def leaf_at(archive: "OpenArchive", index: int) -> bytes:
    """Return one leaf of the log. Raises: MalformedTileError, StorageError, IntegrityError."""
    size = archive.state.size
    if not 0 <= index < size:
        raise IntegrityError("the log has no such leaf", leaf=index, size=size)
    start = index // WIDTH * WIDTH
    end = min(start + WIDTH, size)
    found = archive.kept_leaves.get((start, end))
    if found is None:
        if len(archive.kept_leaves) >= MOST_LEAVES:
            archive.kept_leaves.clear()
        found = list(entries(archive.store, archive.state, start, end))
        archive.kept_leaves[start, end] = found
    return found[index - start]
