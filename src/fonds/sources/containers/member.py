"""A member of a container as a capture."""

import io
import tempfile
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

from fonds.closing import Closing
from fonds.errors import TooLargeError
from fonds.model import FileStamp
from fonds.sources.containers.pieces import Piece, unpack
from fonds.sources.files.capture import FileCapture
from fonds.sources.source import Stated, Within


class ContainerMember(NamedTuple):
    """What a reader says of one member: its name as bytes, and where its bytes lie.

    ``modified`` is an ISO 8601 time, with a zone only where the container states one.
    """

    name: bytes
    piece: Piece
    modified: str | None = None


class MemberCapture(NamedTuple):
    """One member of a container, read from the container's own file. No path is made of its name.

    ``file`` is the container, or the temporary file into which it was unpacked.
    """

    file: FileCapture
    piece: Piece
    display: str
    target: str
    within: Within

    @property
    def stamp(self) -> FileStamp:
        """The size that the container states. A member has no state of its own on this disk."""
        return FileStamp(self.piece.size, 0, 0, 0)

    @property
    def origin(self) -> None:
        """None: the container names its members."""
        return

    def stated(self) -> Stated:
        """Return nothing: what the container says of the member is in ``within``."""
        return Stated()

    def read(self, limit: int) -> tuple[bytes, FileStamp]:
        """Return the member's bytes. Raises: SourceError."""
        with self.file.open() as opened:
            data = b"".join(unpack(opened.stream, self.piece))
        if len(data) > limit:
            raise TooLargeError("larger than the limit", bytes=len(data), limit=limit)
        return data, FileStamp(len(data), 0, 0, 0)

    def open(self) -> "OpenMember":
        """Unpack the member into a temporary file that no name leads to. Raises: SourceError."""
        stream = tempfile.TemporaryFile(prefix="fonds-")  # noqa: SIM115 - OpenMember closes it
        try:
            with self.file.open() as opened:
                size = copy(unpack(opened.stream, self.piece), stream)
        except BaseException:
            stream.close()
            raise
        return OpenMember(stream, FileStamp(size, 0, 0, 0))

    def head(self, size: int) -> bytes:
        """Return the first bytes of the member. Raises: SourceError."""
        start = io.BytesIO()
        with self.file.open() as opened:
            for chunk in unpack(opened.stream, self.piece):
                start.write(chunk)
                if start.tell() >= size:
                    break
        return start.getvalue()[:size]


class OpenMember(Closing):
    """A member that was unpacked, as a stream that can be sought."""

    def __init__(self, stream: BinaryIO, stamp: FileStamp) -> None:
        self.stream, self.stamp = stream, stamp
        stream.seek(0)

    def check(self) -> None:
        """Do nothing: nobody else can write to it."""

    def close(self) -> None:
        """Close the stream, with which the temporary file goes."""
        self.stream.close()


def copy(chunks: Iterable[bytes], file: BinaryIO) -> int:
    """Write chunks to a file; return how many bytes."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        file.write(chunk)
    return size
