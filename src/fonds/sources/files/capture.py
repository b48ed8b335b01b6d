"""A file as a capture."""

from typing import NamedTuple

from fonds.model import FileStamp
from fonds.sources.files import reading
from fonds.sources.source import Origin, Stated, target_of

NOTHING_STATED = Stated()

Identity = tuple[int, int]
"""Device and inode: which file it is, whatever its name."""


class FileCapture(NamedTuple):
    """One file to archive. A tuple, which is what costs least to make of every file of a walk.

    Shape: ``path`` is where it is opened (of a link: its target, free of links), ``relative``
    the path that its identifier is made of, both as the bytes that the system uses; ``display``
    is for people (bytes that are not UTF-8 as hexadecimal escapes; control characters are the
    printer's to escape). ``device`` and ``stamp`` are what the walk saw, ``sidecar`` the path of
    the ``.meta.toml`` beside it. ``alone``, ``forced`` and ``former`` are those of ``Origin``, the
    last as a relative path.
    """

    path: bytes
    display: str
    relative: bytes
    device: int
    stamp: FileStamp
    sidecar: bytes | None = None
    alone: bool = False
    forced: bool = False
    former: bytes | None = None

    @property
    def identity(self) -> Identity:
        """Which file this is, whatever its name."""
        return self.device, self.stamp.inode

    @property
    def target(self) -> str:
        """The document's identifier, as ``target_of`` makes it."""
        return target_of(self.relative)

    @property
    def origin(self) -> Origin | None:
        """Where the file lies, and how its identifier came about."""
        former = target_of(self.former) if self.former is not None else None
        return Origin(self.path, self.device, self.alone, self.forced, former)

    def stated(self) -> Stated:
        """Return what the sidecar states and infers. Raises: SourceError."""
        if self.sidecar is None:
            return NOTHING_STATED
        from fonds.sources.files.sidecar import sidecar_at  # most files have none

        return sidecar_at(self.sidecar)

    def read(self, limit: int) -> tuple[bytes, FileStamp]:
        """Return the file's bytes. Raises: SourceError, as ``reading.read_file`` does."""
        return reading.read_file(self, limit)

    def open(self) -> "reading.OpenFile":
        """Open the file for streaming. Raises: SourceError."""
        return reading.open_file(self)


class SpooledCapture(NamedTuple):
    """Bytes that were copied into a temporary file, such as standard input; no path names them."""

    file: FileCapture
    display: str
    target: str

    @property
    def stamp(self) -> FileStamp:
        """The temporary file's."""
        return self.file.stamp

    @property
    def origin(self) -> None:
        """None: the identifier was stated."""
        return

    def stated(self) -> Stated:
        """Return nothing: there is no sidecar beside it."""
        return NOTHING_STATED

    def read(self, limit: int) -> tuple[bytes, FileStamp]:
        """Return the bytes. Raises: SourceError."""
        return self.file.read(limit)

    def open(self) -> "reading.OpenFile":
        """Open the bytes for streaming. Raises: SourceError."""
        return self.file.open()
