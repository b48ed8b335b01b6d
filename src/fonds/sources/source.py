"""What a walk yields: a file to archive, or the reason why it cannot be. Floor 3, no I/O."""

import os
import re
import urllib.parse
from typing import NamedTuple

import attrs

from fonds.errors import SourceError
from fonds.model import FileStamp

_PLAIN = re.compile(rb"[A-Za-z0-9_.~/-]*")

Identity = tuple[int, int]
"""Device and inode: what a file is, whatever its name."""


class Source(NamedTuple):
    """One file to archive. A tuple, which is what costs least to make of every file of a walk.

    Shape: ``path`` is where it is opened (of a link: its target, free of links), ``relative``
    the path that its identifier is made of, both as the bytes that the system uses; ``display``
    is for people (bytes that are not UTF-8 as hexadecimal escapes; control characters are the
    printer's to escape). ``device`` and ``stamp`` are what the walk saw, ``sidecar`` the path of
    the ``.meta.toml`` beside it.
    """

    path: bytes
    display: str
    relative: bytes
    device: int
    stamp: FileStamp
    sidecar: bytes | None = None

    @property
    def identity(self) -> Identity:
        """Which file this is, whatever its name."""
        return self.device, self.stamp.inode

    @property
    def target(self) -> str:
        """The document's identifier, as ``target_of`` makes it."""
        return target_of(self.relative)


@attrs.frozen
class Refusal:
    """One input that is not archived, and why."""

    path: bytes
    display: str
    relative: bytes
    error: SourceError

    @property
    def target(self) -> str:
        """The identifier that the document would have had."""
        return target_of(self.relative)


def target_of(relative: bytes) -> str:
    """Return the URI of a relative path: ``file:///`` and the percent-encoded bytes.

    Bytes, not characters: a name that is not UTF-8 survives, and no name can smuggle in a
    control character. Only unreserved characters and ``/`` stand for themselves, so that each
    path has one spelling. Source: RFC 8089, RFC 3986 section 2.3.

    >>> target_of(b"a b/" + "é".encode() + bytes([10, 255]))
    'file:///a%20b/%C3%A9%0A%FF'
    """
    if _PLAIN.fullmatch(relative):  # nothing to escape, as most names are
        return "file:///" + relative.decode("ascii")
    return "file:///" + urllib.parse.quote_from_bytes(relative, safe="/")


def display_of(path: bytes) -> str:
    """Return a path as text for people: what is not UTF-8 shows as hexadecimal escapes."""
    return path.decode("utf-8", "backslashreplace")


def stamp_of(state: os.stat_result) -> FileStamp:
    """Return what tells one state of a file from another."""
    return FileStamp(state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
