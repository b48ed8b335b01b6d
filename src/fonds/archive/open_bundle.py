"""A cache of the bundles and leaves that were read last.

Nothing here is trusted more for being kept: a statement is compared with its leaf, and a record
with its statement, whenever they are asked for. A bundle that was rewritten (a withdrawal) is
another file, and is opened again.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO, Self

import attrs

from fonds.catalog import BundleRow
from fonds.formats.bundle_reader import member_table, statement_lines
from fonds.formats.statement import MAX_LINE
from fonds.formats.statement_runs import RUN, run_at, run_lines
from fonds.storage.local import LocalStore

WHOLE = (0, 0)
"""The place of a run that is all of them."""

OFTEN = 16

_LONGEST = RUN * (MAX_LINE + 1)  # bytes of a run: packed it is not longer


@attrs.define
class OpenBundle:
    """A bundle that is open: its row, its file, and the run of statements that was read last."""

    row: BundleRow
    _file: BinaryIO
    _path: str
    _inode: tuple[int, int]
    _place: tuple[int, int] | None = attrs.field(default=None, init=False)
    _lines: list[bytes] = attrs.field(factory=list, init=False)
    _asked: int = attrs.field(default=0, init=False)

    @classmethod
    def open(cls, store: LocalStore, row: BundleRow) -> Self:
        """Open a bundle. Raises: MissingFileError."""
        file = store.open(row.name)
        state = os.fstat(file.fileno())
        return cls(row, file, str(store.path(row.name)), (state.st_dev, state.st_ino))

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
                packed = self.read(self.row.statements_start + start, min(end - start, _LONGEST))
                self._lines = run_lines(packed)
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
