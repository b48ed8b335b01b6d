"""Compare two versions, or a file with one: bytes, text, cleaned text and metadata, each apart.

So an edit to an article is not taken for a change of its template, or of the cleaner.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import attrs

from fonds.archive import OpenArchive, Version, find, versions
from fonds.compare.texts import Hunk, hunks, patch, word_counts
from fonds.errors import NoSuchVersionError, UnknownDocumentError, UnreadableSourceError
from fonds.fingerprints import sketch

PARTS = ("bytes", "text", "cleaned", "metadata")
LARGEST = 256 << 20
"""Bytes of a file that is compared."""


@attrs.frozen
class Side:
    """One of two documents that are compared. Texts are None where there are none."""

    name: str
    raw: bytes = attrs.field(repr=False)
    text: str | None = attrs.field(repr=False)
    cleaned: str | None = attrs.field(repr=False)
    metadata: Mapping[str, Any] = attrs.field(factory=dict)

    def string(self, part: str) -> str | None:
        """Return a part as a text, None where it has none."""
        if part == "metadata":
            return "".join(f"{key}: {value}\n" for key, value in sorted(self.metadata.items()))
        if part == "bytes":
            try:
                return self.raw.decode("utf-8")
            except UnicodeDecodeError:
                return None
        return self.text if part == "text" else self.cleaned

    def data(self, part: str) -> bytes:
        """Return a part as bytes."""
        if part == "bytes":
            return self.raw
        return (self.string(part) or "").encode("utf-8", "surrogatepass")


class PartHunk(NamedTuple):
    """One difference of a part, with what stands on both sides."""

    part: str
    place: Hunk
    removed: str
    added: str

    def to_json(self) -> dict[str, Any]:
        """Return the difference as ``--json`` prints it: offsets are code points of the part."""
        start, end, other, other_end = self.place
        return {
            "part": self.part,
            "a": [start, end],
            "b": [other, other_end],
            "removed": self.removed,
            "added": self.added,
        }


@attrs.frozen
class Comparison:
    """Two sides, and for each part whether it is ``equal``, ``differs`` or is ``absent``."""

    first: Side
    second: Side
    parts: Mapping[str, str]

    @property
    def differs(self) -> bool:
        """Whether any part differs."""
        return "differs" in self.parts.values()

    def hunks(self, part: str | None = None) -> list[PartHunk] | None:
        """Return what differs in a part (None: in what people read), word by word.

        None where more than that it differs cannot be said: the bytes are no text, or too long.
        """
        part = part or self.shown
        first, second = self.first.string(part), self.second.string(part)
        if first is None or second is None:
            return [] if self.parts[part] != "differs" else None
        found = hunks(first, second)
        if found is None:
            return None
        return [
            PartHunk(part, one, first[one.start : one.end], second[one.other_start : one.other_end])
            for one in found
        ]

    @property
    def shown(self) -> str:
        """The part that is shown where none is named: the text to read, if it differs."""
        order = ("cleaned", "text", "metadata", "bytes")
        return next((part for part in order if self.parts[part] == "differs"), "bytes")

    def counts(self, part: str) -> tuple[int, int] | None:
        """Return how many words of a part were removed and added, None where it is no text."""
        first, second = self.first.string(part), self.second.string(part)
        if first is None or second is None:
            return None
        found = hunks(first, second)
        return None if found is None else word_counts(first, second, found)

    def patch(self, part: str = "bytes") -> Iterator[bytes]:
        """Yield a unified diff of a part."""
        first, second = self.first, self.second
        return patch(first.data(part), second.data(part), first.name, second.name)


def compare(first: Side, second: Side) -> Comparison:
    """Compare two documents part by part."""
    parts = {"bytes": _state(first.raw, second.raw)}
    for part in ("text", "cleaned"):
        parts[part] = _state(first.string(part), second.string(part))
    parts["metadata"] = _state(dict(first.metadata), dict(second.metadata))
    return Comparison(first, second, parts)


def _state(first: object, second: object) -> str:
    if first is None and second is None:
        return "absent"
    return "equal" if first == second else "differs"


def side_of(version: Version) -> Side:
    """Return a version as one side. Raises: IntegrityError; WithdrawnError."""
    facts = {**version.metadata, "type": version.statement.records[0].type}
    return Side(
        f"{version.identifier}@{version.number}",
        version.raw,
        version.text,
        version.cleaned,
        facts,
    )


def side_of_bytes(data: bytes, name: str) -> Side:
    """Return a file as one side: its text is made as an ingest makes it."""
    from fonds.derive import DeriveOptions, Given, derive  # versions have their texts already

    derived = derive(Given.of_bytes(data, name), DeriveOptions())
    facts = {"type": derived.identification.content_type}
    return Side(name, data, derived.extraction.text, derived.reading, facts)


def side(archive: OpenArchive, name: str) -> Side:
    """Return what a name means: a version, or a file where no document has the name.

    Raises: UnknownDocumentError, AmbiguousNameError; UnreadableSourceError.
    """
    path = Path(name)
    try:
        return side_of(find(archive, name))
    except UnknownDocumentError:
        if not path.is_file():
            raise
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as e:
        raise UnreadableSourceError("it cannot be read", path=name, reason=e.strerror) from e
    if len(data) > LARGEST:
        raise UnreadableSourceError("too large to compare", path=name, limit=LARGEST)
    return side_of_bytes(data, name)


def with_the_one_before(archive: OpenArchive, name: str) -> tuple[Side, Side]:
    """Return a version and the one before it. Raises: NoSuchVersionError where it is the first."""
    version = find(archive, name)
    before = previous(versions(archive, version.document), version)
    if before is None:
        raise NoSuchVersionError("it has no version before it", name=name)
    return side_of(before), side_of(version)


def previous(all_versions: Sequence[Version], version: Version) -> Version | None:
    """Return the version before one that was not withdrawn, None where there is none."""
    earlier = [one for one in all_versions if one.number < version.number and not one.withdrawn]
    return earlier[-1] if earlier else None


def sketch_of(archive: OpenArchive, name: str) -> tuple[bytes | None, str, int]:
    """Return the sketch of what a name means, with its document's id and leaf.

    Of a file the id is empty and the leaf -1. Raises: as ``side``.
    """
    try:
        version = find(archive, name)
    except UnknownDocumentError:
        if not Path(name).is_file():
            raise
    else:
        reading = None if version.withdrawn else version.cleaned
        return (None if reading is None else sketch(reading)), version.document, version.leaf
    reading = side(archive, name).cleaned
    return (None if reading is None else sketch(reading)), "", -1
