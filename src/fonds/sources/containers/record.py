"""A post or a row as a capture: its bytes are cut out of a file that holds many."""

from typing import NamedTuple

from fonds.errors import TooLargeError
from fonds.model import FileStamp
from fonds.sources.memory import BytesCapture, OpenBytes
from fonds.sources.source import Stated, Within


class RecordCapture(NamedTuple):
    """One record of an export or a table. Its bytes travel with it, for they are small."""

    data: bytes
    display: str
    target: str
    within: Within
    known: Stated

    @property
    def stamp(self) -> FileStamp:
        """The size; a record has no state of its own on this disk."""
        return FileStamp(len(self.data), 0, 0, 0)

    @property
    def origin(self) -> None:
        """None: the file names its records."""
        return

    def stated(self) -> Stated:
        """Return what the file states of the record."""
        return self.known

    def read(self, limit: int) -> tuple[bytes, FileStamp]:
        """Return the bytes. Raises: TooLargeError above ``limit``."""
        if len(self.data) > limit:
            raise TooLargeError("larger than the limit", bytes=len(self.data), limit=limit)
        return self.data, self.stamp

    def open(self) -> OpenBytes:
        """Return the bytes as a stream."""
        return BytesCapture(self.data, self.target).open()
