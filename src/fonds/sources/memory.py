"""Bytes in memory as a capture."""

import io
from typing import BinaryIO

import attrs

from fonds.closing import Closing
from fonds.errors import TooLargeError
from fonds.model import FileStamp, Metadata
from fonds.sources.source import Stated


@attrs.frozen
class BytesCapture:
    """A document whose bytes are in memory, under an identifier that its maker states.

    ``metadata`` is stated of it, ``inferred`` was concluded by somebody.
    """

    data: bytes = attrs.field(repr=False)
    target: str
    metadata: Metadata = attrs.field(factory=dict)
    inferred: Metadata = attrs.field(factory=dict)

    @property
    def display(self) -> str:
        """The identifier."""
        return self.target

    @property
    def stamp(self) -> FileStamp:
        """The size; memory has no times."""
        return FileStamp(len(self.data), 0, 0, 0)

    @property
    def origin(self) -> None:
        """None: the identifier was stated."""
        return

    def stated(self) -> Stated:
        """Return the metadata that came with the bytes."""
        return Stated(self.metadata, self.inferred)

    def read(self, limit: int) -> tuple[bytes, FileStamp]:
        """Return the bytes. Raises: TooLargeError above ``limit``."""
        if len(self.data) > limit:
            raise TooLargeError("larger than the limit", bytes=len(self.data), limit=limit)
        return self.data, self.stamp

    def open(self) -> "OpenBytes":
        """Return the bytes as a stream."""
        return OpenBytes(io.BytesIO(self.data), self.stamp)


@attrs.frozen
class OpenBytes(Closing):
    """Bytes in memory, as a stream that can be sought."""

    stream: BinaryIO
    stamp: FileStamp

    def check(self) -> None:
        """Do nothing: bytes in memory do not change."""

    def close(self) -> None:
        """Close the stream."""
        self.stream.close()
