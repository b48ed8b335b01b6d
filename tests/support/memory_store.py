"""A store in memory: the slow obvious second implementation of ``fonds.storage.store.Store``."""

import io
from collections.abc import Iterable, Iterator

from fonds.errors import AlreadyWrittenError, FormatError, MissingFileError


class MemoryStore:
    """Names to bytes in a dict. ``writes`` counts the calls that change it."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = dict(files or {})
        self.writes = 0
        self.reads: list[str] = []

    def read(self, name: str, limit: int = 1 << 24) -> bytes:
        self.reads.append(name)
        if name not in self.files:
            raise MissingFileError("not there", name=name)
        if len(self.files[name]) > limit:
            raise FormatError("too long", name=name)
        return self.files[name]

    def open(self, name: str) -> io.BytesIO:
        return io.BytesIO(self.read(name))

    def exists(self, name: str) -> bool:
        return name in self.files

    def size(self, name: str) -> int:
        return len(self.read(name))

    def create(self, name: str, data: bytes) -> None:
        self.writes += 1
        if self.files.setdefault(name, data) != data:
            raise AlreadyWrittenError("other bytes", name=name)

    def create_many(self, files: Iterable[tuple[str, bytes]]) -> None:
        for name, data in files:
            self.create(name, data)

    def replace(self, name: str, data: bytes) -> None:
        self.writes += 1
        self.files[name] = data

    def delete(self, name: str) -> None:
        self.writes += 1
        self.files.pop(name, None)

    def names(self, prefix: str = "") -> Iterator[str]:
        below = prefix + "/" if prefix else ""
        yield from sorted(name for name in self.files if name.startswith(below))
