"""What a source is: something that yields captures, one by one, in bounded memory.

A source of your own is any object with such a ``captures`` method.
"""

import re
import urllib.parse
from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, NamedTuple, Protocol, Self

import attrs

from fonds.errors import SourceError
from fonds.model import FileStamp, Metadata

_PLAIN = re.compile(rb"[A-Za-z0-9_.~/-]*")


class Origin(NamedTuple):
    """Where a capture whose identifier was made from a path comes from.

    ``path`` is absolute and free of links; ``alone`` says that the identifier is the file's name
    alone, since its path was absolute or climbed. ``forced`` says that the user chose what stands
    in front of the name, so that no name of an earlier run may take its place. ``former`` is the
    identifier that fonds gave to this file before identifiers began with the folder's name.
    """

    path: bytes
    device: int
    alone: bool = False
    forced: bool = False
    former: str | None = None


class Stated(NamedTuple):
    """What comes with the bytes: metadata stated of them, metadata inferred, and settings.

    ``settings`` says how the document is to be read: ``charset``, ``text_kind``.
    """

    stated: Metadata = {}  # noqa: RUF012 - never written to
    inferred: Metadata = {}  # noqa: RUF012
    settings: Metadata = {}  # noqa: RUF012


class Within(NamedTuple):
    """What a capture was taken out of: the container's identifier, and the place in it.

    ``place`` is the member's name or number for people; ``facts`` are what the container says of
    it (``modified``, ``captured``, …), each a text or a number.
    """

    container: str
    place: str
    facts: Metadata = {}  # noqa: RUF012 - never written to


class OpenCapture(Protocol):
    """The bytes of a capture being streamed: read ``stream`` to its end, then ``check``."""

    @property
    def stream(self) -> BinaryIO:
        """The bytes; can be sought."""

    @property
    def stamp(self) -> FileStamp:
        """The state that the bytes were opened in."""

    def check(self) -> None:
        """Make sure that what was read is one state. Raises: ChangedDuringReadError."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Capture(Protocol):
    """One document as a source yields it. It travels to worker processes: it must pickle.

    ``display`` is what people see in messages; ``target`` is the URI that the document is received
    under, and its identifier unless the user states another. ``stamp`` changes when the bytes
    change. ``origin`` is None where source or user name the document: then other bytes are its
    next version, and no question is asked.

    A capture that was taken out of a container has ``within`` besides, a ``Within``.
    """

    @property
    def display(self) -> str:
        """The name for messages; the printer escapes control characters."""

    @property
    def target(self) -> str:
        """The URI of the document."""

    @property
    def stamp(self) -> FileStamp:
        """What distinguishes one state of the bytes from another; its size is known beforehand."""

    @property
    def origin(self) -> Origin | None:
        """Where it comes from, where its identifier was made from a path."""

    def stated(self) -> Stated:
        """Return what is stated beside the bytes.

        Raises: SourceError where there is some that cannot be read.
        """

    def read(self, limit: int) -> tuple[bytes, FileStamp]:
        """Return the bytes and the stamp they were read under. Raises: SourceError."""

    def open(self) -> OpenCapture:
        """Open the bytes for streaming. Raises: SourceError."""


class Source(Protocol):
    """Anything that yields captures lazily, and a ``Refusal`` for what it cannot capture."""

    def captures(self) -> Iterator["Capture | Refusal"]:
        """Yield one capture at a time, in bounded memory; nothing is passed over in silence."""


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
    return "file:///" + quoted(relative)


def quoted(path: bytes) -> str:
    """Return a path with all but unreserved characters and ``/`` percent-encoded."""
    if _PLAIN.fullmatch(path):  # nothing to escape, as most names are
        return path.decode("ascii")
    return urllib.parse.quote_from_bytes(path, safe="/")


def display_of(path: bytes) -> str:
    """Return a path as text for people: what is not UTF-8 shows as hexadecimal escapes."""
    return path.decode("utf-8", "backslashreplace")
