"""Read the members of a TAR file that is not compressed. Source: POSIX.1-2017 pax; GNU tar."""

import datetime
import tarfile
from collections.abc import Iterator
from typing import BinaryIO

from fonds.errors import (
    ContainerLimitError,
    DamagedContainerError,
    SourceError,
    UnsupportedMemberError,
)
from fonds.sources.containers.member import ContainerMember
from fonds.sources.containers.pieces import Stored

LONGEST_HEADER = 4 << 20  # bytes of one extended header: a name of megabytes is an attack


class _Bounded:
    """A file that is read in small pieces only: extended headers state their own length."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= LONGEST_HEADER:
            raise tarfile.ReadError("an extended header is too long")
        return self._file.read(size)


def members(file: BinaryIO, most: int) -> Iterator[ContainerMember | tuple[bytes, SourceError]]:
    """Yield the regular files in order, and what cannot be read, with the reason.

    Cost: one look at each header; no content is read.
    """
    file.seek(0)
    length = file.seek(0, 2)
    file.seek(0)
    try:
        with tarfile.open(
            fileobj=_Bounded(file),  # type: ignore[call-overload]
            mode="r:",
            errors="surrogateescape",
        ) as archive:
            yield from _listed(archive, most, length)
    except (tarfile.TarError, OSError, ValueError, OverflowError, RecursionError) as e:
        yield b"", DamagedContainerError("a TAR file is damaged", reason=str(e))


def _listed(
    archive: tarfile.TarFile, most: int, length: int
) -> Iterator[ContainerMember | tuple[bytes, SourceError]]:
    number = 0
    while (entry := archive.next()) is not None:
        archive.members = []  # type: ignore[attr-defined]  # it remembers them all
        name = entry.name.encode("utf-8", "surrogateescape")
        number += 1
        if number > most:
            yield b"", ContainerLimitError("more entries than the limit", limit=most)
            return
        if entry.isdir():
            continue
        if not entry.isreg() or entry.issparse():
            kind = "a sparse file" if entry.issparse() else _kind(entry)
            yield name, UnsupportedMemberError(f"a member is {kind}")
            continue
        if entry.offset_data + entry.size > length:
            yield name, DamagedContainerError("a member is cut short", stated=entry.size)
            return
        yield ContainerMember(name, Stored(entry.offset_data, entry.size), _time(entry.mtime))


def _kind(entry: tarfile.TarInfo) -> str:
    if entry.issym() or entry.islnk():
        return "a link"
    return "a device or a FIFO" if entry.isdev() else "of an unknown kind"


def _time(seconds: float) -> str | None:
    if not seconds:
        return None
    try:
        when = datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return when.isoformat().replace("+00:00", "Z")
