"""A staged file: written in staging, then linked to its name."""

import contextlib
import io
import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from fonds.errors import StorageError
from fonds.storage.disk import Disk, failure

BUFFER = 1 << 20
"""Bytes a staged file gathers before it writes: 1 MiB, as one call of that size costs little
more than the copying."""


class StagedFile(io.RawIOBase, BinaryIO):
    """A new file in staging: written, perhaps patched and read back, then sealed or dropped.

    Ends in one of three ways: ``seal`` (for publishing), ``close`` (all is written, nothing
    synced: for what only this run reads), ``discard``. As a context manager it closes, or
    discards when the block fails. Gathers up to 1 MiB; writes beyond that go straight through.
    """

    def __init__(self, disk: Disk, path: Path) -> None:
        super().__init__()
        self.path = path
        self.sealed = False
        self._disk = disk
        self._parts: list[bytes] = []
        self._gathered = 0
        self._descriptor = -1
        try:
            self._descriptor = disk.open_new(path)
        except (FileExistsError, FileNotFoundError) as e:
            raise failure(e, "open_new", path) from e

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def writable(self) -> bool:
        """Whether it can be written: yes."""
        return True

    def seekable(self) -> bool:
        """Whether it can be positioned: yes."""
        return True

    def fileno(self) -> int:
        """Return the descriptor. Raises: ValueError once it is closed."""
        if self._descriptor < 0:
            raise ValueError(f"{self.path.name} is closed")
        return self._descriptor

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        """Write all of ``data``; return its length."""
        descriptor, size = self.fileno(), len(data)
        if self._gathered + size > BUFFER:
            self.flush()
        if size > BUFFER:
            self._disk.write(descriptor, memoryview(data), self.path)
        else:
            self._parts.append(bytes(data))
            self._gathered += size
        return size

    def flush(self) -> None:
        """Hand the gathered bytes to the system (this syncs nothing)."""
        if self._parts:
            data = b"".join(self._parts)
            self._forget()
            self._disk.write(self.fileno(), data, self.path)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a place; return it."""
        self.flush()
        return os.lseek(self.fileno(), offset, whence)

    def tell(self) -> int:
        """Return the place, gathered bytes included."""
        return os.lseek(self.fileno(), 0, os.SEEK_CUR) + self._gathered

    def truncate(self, size: int | None = None) -> int:
        """Cut or extend the file; return its new size."""
        self.flush()
        size = self.tell() if size is None else size
        self._disk.truncate(self.fileno(), size, self.path)
        return size

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read what was written, from where the file stands."""
        self.flush()
        return os.readv(self.fileno(), [buffer])

    def seal(self) -> None:
        """Make the file read-only, put it on stable storage, and close it.

        From now on it may be opened and checked; then it is ready to be published. Done twice,
        it does nothing. Raises: NotDurableError, NoSpaceError, StorageError; the file is then
        closed and good for nothing.
        """
        if self.sealed:
            return
        try:
            self.flush()
            self._disk.fchmod(self.fileno(), 0o444, self.path)
            self._disk.fsync(self.fileno(), self.path)
        except BaseException:
            self._abandon()
            raise
        self.close()
        self.sealed = True

    def close(self) -> None:
        """Write what is gathered and close, without syncing. Done twice, it does nothing."""
        if self._descriptor >= 0:
            try:
                self.flush()
            except BaseException:
                self._abandon()
                raise
            descriptor, self._descriptor = self._descriptor, -1
            super().close()
            self._disk.close(descriptor, self.path)

    def discard(self) -> None:
        """Close without writing what is gathered, and remove the file."""
        self._abandon()
        with contextlib.suppress(StorageError, FileNotFoundError):
            self._disk.unlink(self.path)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def __del__(self) -> None:
        self._abandon()  # forgotten without an end: nobody will publish it

    def _abandon(self) -> None:
        self._forget()
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)
        super().close()

    def _forget(self) -> None:
        self._parts, self._gathered = [], 0


def open_staged(disk: Disk, path: Path) -> StagedFile:
    """Begin a new file in a staging folder that another process of this run holds."""
    return StagedFile(disk, path)
