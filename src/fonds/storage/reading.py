"""Read the archive's own files: regular ones, bounded, never blocking."""

import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO

from fonds.errors import AlreadyWrittenError, FormatError, MissingFileError, StorageError
from fonds.storage.disk import failure

COMPARE = 1 << 20
"""Bytes read at a time when a file is compared."""


def open_for_reading(path: Path) -> int:
    """Open a regular file of the archive; return its descriptor.

    A link or a FIFO put in a file's place is refused, and never waited for.
    Raises: MissingFileError, StorageError.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        raise MissingFileError("a file of the archive is missing", path=str(path)) from None
    except OSError as e:
        raise failure(e, "open", path) from e
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise StorageError("not a regular file", path=str(path))
    return descriptor


def file_sha256(file: BinaryIO) -> str:
    """Return the hex SHA-256 of a whole file that is open. Cost: one read; holds 256 KiB."""
    file.seek(0)
    # BinaryIO does not say so, but every file that can be open here has readinto.
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def read_bounded(path: Path, limit: int) -> bytes:
    """Return a file's bytes. Raises: FormatError when there are more than ``limit``."""
    with open(open_for_reading(path), "rb", buffering=0) as file:
        try:
            data = file.read(limit + 1) if os.fstat(file.fileno()).st_size <= limit else None
            while data and len(data) <= limit and (more := file.read(limit + 1 - len(data))):
                data += more
        except OSError as e:
            raise failure(e, "read", path) from e
    if data is None or len(data) > limit:
        raise FormatError("a file is larger than its kind may be", path=str(path), limit=limit)
    return data


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes. Raises: MissingFileError, StorageError."""
    with (
        open(open_for_reading(one), "rb") as left,
        open(open_for_reading(other), "rb") as right,
    ):
        if os.path.sameopenfile(left.fileno(), right.fileno()):
            return True
        try:
            while (chunk := left.read(COMPARE)) == right.read(COMPARE):
                if not chunk:
                    return True
        except OSError as e:
            raise failure(e, "read", other) from e
    return False


def already_holds(path: Path, data: bytes) -> bool:
    """Whether a file holds ``data``; False where there is none.

    Raises: AlreadyWrittenError when it holds other bytes; StorageError.
    """
    try:
        found = read_bounded(path, len(data))
    except MissingFileError:
        return False
    except FormatError:
        found = None
    if found != data:
        raise AlreadyWrittenError("other bytes are already there", path=str(path))
    return True
