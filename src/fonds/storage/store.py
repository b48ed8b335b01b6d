"""What everything above asks of a store: an archive's files by name."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol


class Store(Protocol):
    """The files of one archive, by name: ``log/checkpoint``, ``bundles/2026/11/23/….wacz``.

    Names are POSIX relative paths. Every writing call returns only when what it wrote is durable;
    a file is written once and whole. ``storage.local.LocalStore`` keeps them in a folder; another
    store has to pass the tests of ``tests/support/store_contract.py``.
    """

    def read(self, name: str, limit: int = ..., /) -> bytes:
        """Return a whole file. Raises: MissingFileError; FormatError above ``limit`` bytes."""

    def open(self, name: str, /) -> BinaryIO:
        """Open a file for reading, at its beginning; it can be sought. Raises: MissingFileError."""

    def exists(self, name: str, /) -> bool:
        """Whether there is a file of this name."""

    def size(self, name: str, /) -> int:
        """Return a file's size in bytes. Raises: MissingFileError."""

    def names(self, prefix: str = ..., /) -> Iterator[str]:
        """Yield the names of the files in a folder and below, in bytewise order, lazily."""

    def create(self, name: str, data: bytes, /) -> None:
        """Write a new file; the same bytes already there are made durable again.

        Raises: AlreadyWrittenError where other bytes are there.
        """

    def create_many(self, files: Iterable[tuple[str, bytes]], /) -> None:
        """Write new files as ``create`` does, in no order; durable together on return."""

    def replace(self, name: str, data: bytes, /) -> None:
        """Write a file in place of the one that may be there: readers see one or the other."""

    def delete(self, name: str, /) -> None:
        """Remove a file; one that is absent already is well."""
