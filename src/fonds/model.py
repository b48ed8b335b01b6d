"""The values that all parts of fonds share. Frozen classes, no I/O.

FORMAT.md says what a word means; here is only its shape. What is made for every
document is a named tuple: a third of an attrs class's time to make, to pickle and to define.
"""

import enum
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

import attrs

from fonds.errors import ClockError, MalformedDigestError

Metadata = Mapping[str, Any]
"""Dublin Core names to JSON values."""

DIGEST_SIZES = {"sha256": 32, "blake3": 32, "sha1": 20}
"""Bytes of a digest, by the algorithm's name."""

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")


@attrs.frozen(order=True)
class Digest:
    """The name of some bytes: ``sha256:`` and 64 lowercase hex digits. It has one spelling."""

    algorithm: str
    value: bytes

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value.hex()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a digest back. Raises: MalformedDigestError on any other spelling."""
        algorithm, _, digits = text.partition(":")
        try:
            digest = cls(algorithm, bytes.fromhex(digits))
        except ValueError as e:
            raise MalformedDigestError("not a digest", text=text) from e
        # fromhex() forgives spaces and capitals; one digest has exactly one spelling.
        if str(digest) != text or len(digest.value) != DIGEST_SIZES.get(algorithm):
            raise MalformedDigestError("not a digest", text=text)
        return digest


class Fingerprint(NamedTuple):
    """What identifies some bytes: their size and digests, all made in one read.

    Shape: ``sha256`` and ``blake3`` are 64 lowercase hex digits; ``swhid`` is ``swh:1:cnt:`` and
    40 of them.
    """

    size: int
    sha256: str
    blake3: str
    swhid: str


class Opinion(NamedTuple):
    """What one tool says a document is. Opinions stand side by side and are never merged.

    ``tool`` and ``version`` name the tool and its database (``libmagic 5.44``); ``basis`` says
    what it went by (``content``, ``extension``, ``declared``, ``container``).
    """

    tool: str
    version: str
    basis: str
    media_type: str | None = None
    puid: str | None = None
    note: str = ""


@attrs.frozen
class Language:
    """A language guess as a BCP 47 tag with a score from 0 to 1, and who made it."""

    tag: str
    score: float
    tool: str


class Identification(NamedTuple):
    """All opinions on a document, and the one that its records are labelled with.

    ``media_type`` never holds a charset; ``charset`` is an IANA name in lower case, or None for
    what is not text.
    """

    media_type: str
    charset: str | None = None
    opinions: tuple[Opinion, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of Content-Type: without a charset, text replays as mojibake."""
        return f"{self.media_type};charset={self.charset}" if self.charset else self.media_type


_DAMAGE = frozenset({"damaged", "limit", "parser-died", "undecodable"})
"""Kinds of losses that say that an input was damaged or not read whole."""


@attrs.frozen
class Loss:
    """What an extraction could not read: a permanent kind, how much, and where.

    ``kind`` is one of the kinds in FORMAT.md (``encrypted``, ``image-only``, ``damaged``, …);
    ``offset`` is the byte where it begins, if that is known; ``note`` is one plain sentence;
    ``place`` says where in the document, in the words of ``Block.place``.
    """

    kind: str
    count: int = 1
    offset: int | None = None
    note: str = ""
    place: Metadata = attrs.field(factory=dict)

    def __str__(self) -> str:
        """One line: how many, which kind, what happened."""
        if self.kind == "limit":
            return f"limit: {self.count} bytes, {self.note}"
        count = f"{self.count} x " if self.count > 1 else ""
        return f"{count}{self.kind}" + (f": {self.note}" if self.note else "")

    @property
    def is_damage(self) -> bool:
        """Whether the document was damaged or not read whole, and not just made that way."""
        return self.kind in _DAMAGE


class Block(NamedTuple):
    """One block of an extracted text and where it is in the document.

    ``kind`` is ``heading``, ``paragraph``, ``list-item``, ``table-cell``, ``caption``, ``quote``,
    ``code``, ``footnote``, ``header``, ``footer``, ``comment``, ``slide-note``, … ``start`` and
    ``end`` are code points of the text, end exclusive. ``place`` holds JSON values: ``bytes``
    ``[start, end)`` and ``path`` of HTML and XML; ``page`` (from 1) and ``box`` ``[x0, y0, x1,
    y1]`` in points from the lower left of a PDF page; ``part`` and ``path`` of an office file;
    ``sheet`` and ``cell``; the MIME ``part`` of a mail.
    """

    kind: str
    start: int
    end: int
    place: Metadata = {}  # noqa: RUF012 - never written to; a mapping each would cost every block


class MetadataValue(NamedTuple):
    """One value that a document states of itself, with the evidence for it.

    ``name`` is a Dublin Core term where one fits (``title``, ``creator``, ``date``, ``language``,
    ``identifier``), else the format's name with a prefix (``exif:Model``, ``mail:message-id``).
    ``value`` is a JSON value. ``evidence`` names the tag, field or record that says it.
    ``sensitive`` values are kept, and shown only when they are asked for.
    """

    name: str
    value: Any
    evidence: str
    sensitive: bool = False


class ExtractionStep(NamedTuple):
    """One recorded change that an extractor made to what the document's bytes say.

    ``kind`` names the step (``turned``, ``composed``, ``doubled-letter``, …), ``start`` and
    ``end`` where its outcome is in the text, ``original`` what the parser gave there.
    """

    kind: str
    start: int
    end: int
    original: str


@attrs.frozen
class Extraction:
    """The text of a document, how it was got, and what was lost on the way.

    ``text`` is the full text in reading order, or None where there is no text or no extractor.
    ``main_ranges`` are the ``[start, end)`` of it that are the article without menus, in order
    and apart from one another, or None where a format has no such thing. ``exact`` says that
    encoding the text as UTF-8 gives the document's bytes back, so that storing it again is
    needless.
    """

    text: str | None
    tool: str
    version: str
    settings: Metadata = attrs.field(factory=dict)
    losses: tuple[Loss, ...] = ()
    exact: bool = False
    main_ranges: tuple[tuple[int, int], ...] | None = None
    blocks: tuple[Block, ...] = ()
    metadata: tuple[MetadataValue, ...] = ()
    steps: tuple[ExtractionStep, ...] = ()

    @property
    def main(self) -> str | None:
        """The main text: the pieces of ``text`` in ``main_ranges``, joined by nothing."""
        if self.text is None or self.main_ranges is None:
            return None
        return "".join(self.text[start:end] for start, end in self.main_ranges)


class FileStamp(NamedTuple):
    """What ``stat`` says of a file; the same stamp means that nothing wrote to it since."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Status(enum.StrEnum):
    """What became of one input."""

    NEW = "new"
    NEW_VERSION = "new-version"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # before, and not ingested again


class RecordRef(NamedTuple):
    """One record of a version as its statement names it.

    ``role`` is one of raw, text, cleaned, edits, prov, access.
    """

    role: str
    sha256: str
    blake3: str
    size: int
    type: str

    @property
    def media_type(self) -> str:
        """The type without a charset."""
        return self.type.partition(";charset=")[0]

    @property
    def charset(self) -> str | None:
        """The charset that the type names, or None."""
        return self.type.partition(";charset=")[2] or None


@attrs.frozen
class Seal:
    """What the log binds of a bundle: hex SHA-256 of its manifest, and of its whole file.

    ``file`` is empty where all that is known is a leaf of version 1, which binds no file.
    """

    manifest: str
    file: str = ""

    def admits(self, found: "Seal") -> bool:
        """Whether a bundle with the seal ``found`` is the one that was logged with this one."""
        return self.manifest == found.manifest and self.file in ("", found.file)


class Statement(NamedTuple):
    """What is logged and proven of a version. Its JSON form is FORMAT.md, section Statement."""

    kind: str
    doc: str
    prev: str | None
    nonce: str
    at: str
    target: str
    by: str
    records: Sequence[RecordRef]

    def record(self, role: str) -> RecordRef | None:
        """The record that plays this role, or None."""
        return next((record for record in self.records if record.role == role), None)


def stamp(moment: datetime) -> str:
    """Print a time as UTC RFC 3339 with milliseconds, the one form used everywhere."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"


def is_plausible(moment: datetime) -> bool:
    """Whether a clock can have given this time: it is neither before 1970 nor after 2199."""
    return 1970 <= moment.year < 2200


def check_clock(now: datetime) -> None:
    """Refuse to work by a clock before 1970 or after 2199. Raises: ClockError.

    No bundle can state a time before 1970; a checkpoint of a far future would move the time of
    every later one there, for a log's time never goes back.
    """
    if not is_plausible(now):
        sentence = "the clock of this machine is before 1970, or after 2199"
        raise ClockError(sentence, time=now.isoformat())


def parse_stamp(text: str) -> datetime:
    """Read a time written by ``stamp``. Raises: ValueError on any other form."""
    if not _STAMP.fullmatch(text):
        raise ValueError(f"not a UTC time: {text!r}")
    return datetime.fromisoformat(text)
