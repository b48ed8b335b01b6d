"""A document from the web as a capture."""

import io
from pathlib import Path
from typing import NamedTuple

from fonds.errors import TooLargeError
from fonds.model import FileStamp
from fonds.sources.memory import OpenBytes
from fonds.sources.source import Stated


class WebCapture(NamedTuple):
    """What an address gave. ``exchange`` is the JSON record of it; ``partial`` why it is cut.

    The payload is ``data``, or lies in the temporary file ``path`` where it is long.
    """

    target: str
    size: int
    exchange: bytes
    declared: str | None
    data: bytes | None
    path: str = ""
    partial: str = ""

    @property
    def display(self) -> str:
        """The address."""
        return self.target

    @property
    def stamp(self) -> FileStamp:
        """The size. A payload has no state on this disk."""
        return FileStamp(self.size, 0, 0, 0)

    @property
    def origin(self) -> None:
        """None: the address is the document's name."""
        return

    def stated(self) -> Stated:
        """Return nothing: what the server says is in the exchange."""
        return Stated()

    def read(self, limit: int) -> tuple[bytes, FileStamp]:
        """Return the payload. Raises: TooLargeError above ``limit``."""
        if self.size > limit:
            raise TooLargeError("larger than the limit", bytes=self.size, limit=limit)
        data = self.data if self.data is not None else Path(self.path).read_bytes()
        return data, self.stamp

    def open(self) -> OpenBytes:
        """Return the payload as a stream."""
        if self.data is not None:
            return OpenBytes(io.BytesIO(self.data), self.stamp)
        return OpenBytes(Path(self.path).open("rb"), self.stamp)
