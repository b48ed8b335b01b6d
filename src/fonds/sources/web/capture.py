"""A document from the web as a capture."""

import contextlib
import io
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from fonds.errors import TooLargeError
from fonds.model import FileStamp
from fonds.sources.memory import OpenBytes
from fonds.sources.source import Stated, Within
from fonds.sources.web.body import HELD, Body


class TemporaryPayload:
    """Bytes in a temporary file, which goes when the last reference of its maker goes.

    It travels to worker processes as the file's path.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    @classmethod
    def copied(cls, stream: BinaryIO) -> "TemporaryPayload":
        """Copy the rest of a stream into a temporary file."""
        descriptor, path = tempfile.mkstemp(prefix="fonds-")
        made = cls(path)
        weakref.finalize(made, _remove, path)
        with open(descriptor, "wb") as out:
            while piece := stream.read(1 << 20):
                out.write(piece)
        return made

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return TemporaryPayload, (self.path,)


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        Path(path).unlink()


class WebCapture(NamedTuple):
    """What an address gave. ``exchange`` is the JSON record of it; ``partial`` why it is cut.

    ``captured`` is when, as an ISO time; empty where that is now. The payload is ``data``, which
    lies in a temporary file where it is long.
    """

    target: str
    size: int
    exchange: bytes
    declared: str | None
    data: bytes | TemporaryPayload
    partial: str = ""
    within: Within | None = None
    shown: str = ""
    captured: str = ""

    @property
    def display(self) -> str:
        """The address, and the file that it was taken out of."""
        return self.shown or self.target

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
        data = self.data
        return data if isinstance(data, bytes) else Path(data.path).read_bytes(), self.stamp

    def open(self) -> OpenBytes:
        """Return the payload as a stream."""
        data = self.data
        if isinstance(data, bytes):
            return OpenBytes(io.BytesIO(data), self.stamp)
        return OpenBytes(Path(data.path).open("rb"), self.stamp)


def captured(
    target: str,
    body: Body,
    exchange: bytes,
    declared: str | None,
    within: Within | None = None,
    shown: str = "",
    at: str = "",
) -> WebCapture:
    """Return what a body holds as a capture that can travel to a worker. Reads its payload."""
    size = body.payload.seek(0, 2)
    body.payload.seek(0)
    data: bytes | TemporaryPayload
    data = body.payload.read() if size <= HELD else TemporaryPayload.copied(body.payload)
    return WebCapture(target, size, exchange, declared, data, body.partial, within, shown, at)
