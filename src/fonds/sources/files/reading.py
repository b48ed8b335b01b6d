"""Read input files that others may change, swap or block meanwhile.

A path is opened without following a link and without waiting (a FIFO would block), must then be
a regular file and the very one that the walk saw (device and inode), and only that descriptor is
read. What changed between the first and the last look is reported, not archived as if it were
one state.
"""

import errno
import os
import stat
from typing import BinaryIO, Protocol

from fonds.closing import Closing
from fonds.errors import (
    ChangedDuringReadError,
    LinkOutsideError,
    MissingSourceError,
    NotAFileError,
    SourceError,
    TooLargeError,
    UnreadableSourceError,
)
from fonds.model import FileStamp

CHUNK = 1 << 20
"""Bytes read at a time from what may be large."""

LONGEST = 3000
"""Bytes of a path handed to the system in one piece; Linux takes at most 4095, macOS 1023."""

FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class SeenFile(Protocol):
    """A file that was seen: where it is opened, and what ``stat`` said of it."""

    @property
    def path(self) -> bytes:
        """Where it is opened."""

    @property
    def device(self) -> int:
        """The file system it lies on."""

    @property
    def stamp(self) -> FileStamp:
        """Its state, with its inode."""


def display_of(path: bytes) -> str:
    """Return a path as text for people: what is not UTF-8 shows as hexadecimal escapes."""
    return path.decode("utf-8", "backslashreplace")


def stamp_of(state: os.stat_result) -> FileStamp:
    """Return what distinguishes one state of a file from another."""
    return FileStamp(state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)


def read_file(source: SeenFile, limit: int) -> tuple[bytes, FileStamp]:
    """Return a source's bytes and the stamp they were read under.

    Raises: TooLargeError above ``limit`` bytes; ChangedDuringReadError when it is another file
    than the walk saw, or changed meanwhile; other SourceErrors.
    """
    descriptor = _open(source.path)
    try:
        return _read_checked(source, descriptor, limit)
    finally:
        os.close(descriptor)


def read_path(path: bytes, limit: int) -> bytes:
    """Return the bytes of a regular file that is no link. Raises: SourceError."""
    descriptor = _open(path)
    try:
        return _read_same(path, descriptor, stamp_of(_state(path, descriptor)), limit)
    finally:
        os.close(descriptor)


def open_file(source: SeenFile) -> "OpenFile":
    """Open a source for streaming. Raises: SourceError as ``read_file`` does."""
    descriptor = _open(source.path)
    try:
        state = _seen(source, descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return OpenFile(source, open(descriptor, "rb", buffering=0), stamp_of(state))


class OpenFile(Closing):
    """A source being streamed: read ``stream`` to its end, then ``check``. A context manager."""

    def __init__(self, source: SeenFile, stream: BinaryIO, stamp: FileStamp) -> None:
        self.source = source
        self.stream = stream
        self.stamp = stamp

    def check(self) -> None:
        """Make sure that what was read is one state of the file.

        Raises: ChangedDuringReadError when its size or times changed, or not all was read.
        """
        now = stamp_of(_state(self.source.path, self.stream.fileno()))
        if now != self.stamp or self.stream.tell() != now.size:
            raise _changed(self.source.path)

    def close(self) -> None:
        """Close the stream."""
        self.stream.close()


def spool(stream: BinaryIO, file: BinaryIO, limit: int) -> int:
    """Copy what comes from a pipe into a file, in bounded memory; return how many bytes.

    Raises: TooLargeError above ``limit`` bytes; UnreadableSourceError.
    """
    size = 0
    while chunk := _read_chunk(stream):
        size += len(chunk)
        if size > limit:
            raise TooLargeError("the input is larger than the limit", limit=limit)
        file.write(chunk)
    return size


def open_at(path: bytes, flags: int) -> int:
    """Open a path of any length; return the descriptor. Raises: OSError.

    A path too long for one system call is opened folder by folder.
    """
    if len(path) <= LONGEST:
        return os.open(path, flags)
    rest, at = path.lstrip(b"/"), os.open(b"/" if path.startswith(b"/") else b".", FOLDER)
    try:
        while len(rest) > LONGEST:
            cut = rest.rfind(b"/", 0, LONGEST)
            if cut < 0:
                raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), path)
            below = os.open(rest[:cut], FOLDER & ~os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at, rest = below, rest[cut:].lstrip(b"/")
        return os.open(rest, flags, dir_fd=at)
    finally:
        os.close(at)


def explain(error: OSError, path: bytes) -> SourceError:
    """Say what a failed system call means for an input."""
    facts = {"path": display_of(path), "reason": error.strerror or str(error)}
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return MissingSourceError("there is no such file", **facts)
    if error.errno == errno.ELOOP:
        return LinkOutsideError("a link where there was none, or links in a circle", **facts)
    if error.errno in (errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP):
        return NotAFileError("this is no regular file", path=display_of(path))
    return UnreadableSourceError("it cannot be read", **facts)


def _open(path: bytes) -> int:
    try:
        return open_at(path, FILE)
    except OSError as e:
        raise explain(e, path) from e


def _state(path: bytes, descriptor: int) -> os.stat_result:
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        raise NotAFileError("this is no regular file", path=display_of(path))
    return state


def _seen(source: SeenFile, descriptor: int) -> os.stat_result:
    state = _state(source.path, descriptor)
    if (state.st_dev, state.st_ino) != (source.device, source.stamp.inode):
        raise _changed(source.path)
    return state


def _read_checked(source: SeenFile, descriptor: int, limit: int) -> tuple[bytes, FileStamp]:
    stamp = stamp_of(_seen(source, descriptor))
    data = _read_same(source.path, descriptor, stamp, limit)
    # Of a file whose size is not what the system states, no stamp shows that it is unchanged.
    return data, stamp._replace(size=len(data))


def _read_same(path: bytes, descriptor: int, stamp: FileStamp, limit: int) -> bytes:
    size = stamp.size
    if size > limit:
        raise TooLargeError(
            "the input is larger than the limit", path=display_of(path), size=size, limit=limit
        )
    try:
        data = os.read(descriptor, size + 1)
        if data and len(data) < size:  # one read gives at most 2 GiB, and a signal may cut it
            data = _read_on(descriptor, data, size)
    except OSError as e:
        raise explain(e, path) from e
    if stamp_of(os.fstat(descriptor)) != stamp:
        raise _changed(path)
    if len(data) == size:
        return data
    if size:
        raise UnreadableSourceError(
            "the system states another size than the file has",
            path=display_of(path), stated=size, read=len(data),
        )  # fmt: skip
    return _read_virtual(path, descriptor, data, limit)


def _read_virtual(path: bytes, descriptor: int, data: bytes, limit: int) -> bytes:
    """Read on to the end of a file that the system makes while it is read, as those of /proc.

    Their size is stated as 0.
    """
    try:
        data = _read_on(descriptor, data, limit)
    except OSError as e:
        raise explain(e, path) from e
    if len(data) > limit:
        raise TooLargeError(
            "the input is larger than the limit", path=display_of(path), limit=limit
        )
    return data


def _read_on(descriptor: int, data: bytes, size: int) -> bytes:
    parts, have = [data], len(data)
    while have <= size and (more := os.read(descriptor, size + 1 - have)):
        parts.append(more)
        have += len(more)
    return b"".join(parts)


def _read_chunk(stream: BinaryIO) -> bytes:
    try:
        return stream.read(CHUNK)
    except OSError as e:
        raise UnreadableSourceError("the input cannot be read", reason=str(e)) from e


def _changed(path: bytes) -> ChangedDuringReadError:
    return ChangedDuringReadError("it changed while it was read", path=display_of(path))
