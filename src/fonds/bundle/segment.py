"""Build a segment: the records of some versions as gzip members, made apart from the bundle.

Workers make segments; the one writer strings them together. gzip members can be concatenated, so
nothing is compressed or copied twice, and the bundle is the same however many workers there were.
"""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import attrs

from fonds.formats import gz
from fonds.formats.bundle import (
    ACCESS_TYPE,
    EDITS_TYPE,
    EXCHANGE_TYPE,
    EXTRACTION_TYPE,
    PROV_TYPE,
    TEXT_TYPE,
    BundleEntry,
    access_uri,
    edits_uri,
    exchange_uri,
    extraction_uri,
    record_id,
    reference,
    sensitive_uri,
)
from fonds.formats.canonical import uuid5, uuid_bytes
from fonds.formats.prov import prov_uri
from fonds.formats.warc import headers as warc
from fonds.model import Fingerprint, RecordRef

Mark = tuple[int, int, int, int]
"""A position in a segment: parts and bytes of its data, and of its text."""

Part = bytes | Path
"""Compressed bytes, or the staging file that holds them (of a document too large for memory)."""


@attrs.frozen
class Segment:
    """The records of some versions: parts to be joined, and what they hold."""

    data: tuple[Part, ...]
    text: tuple[Part, ...]
    entries: tuple[BundleEntry, ...]


@attrs.define
class SegmentBuilder:
    """Takes records and returns a segment. ``warcinfo`` ids are those of the bundle to be.

    ``open_part`` gives a new staging file; it is called only for a document that is streamed.
    Cost: holds the compressed bytes of what was added since the last streamed document.
    """

    warcinfo_data: str
    warcinfo_text: str
    open_part: Callable[[], tuple[Path, BinaryIO]]
    level: gz.Level = "fast"
    _data: list[Part] = attrs.field(factory=list, init=False)
    _text: list[Part] = attrs.field(factory=list, init=False)
    _data_size: int = attrs.field(default=0, init=False)
    _text_size: int = attrs.field(default=0, init=False)
    _entries: list[BundleEntry] = attrs.field(factory=list, init=False)

    def version(self, version: str, at: str, made: str, target: str) -> "VersionBuilder":
        """Begin a version captured ``at`` a time, whose texts were ``made`` at another; its
        records are added through what this returns.
        """
        return VersionBuilder(self, version, at, made, target)

    def put(self, member: bytes, *, text: bool) -> tuple[int, int]:
        """Append a gzip member; return its place."""
        if text:
            self._text.append(member)
            place = (self._text_size, len(member))
            self._text_size += len(member)
        else:
            self._data.append(member)
            place = (self._data_size, len(member))
            self._data_size += len(member)
        return place

    def put_stream(self, header: bytes, block: BinaryIO, length: int) -> tuple[int, int]:
        """Append a record whose block is streamed into a staging file; return its place."""
        path, out = self.open_part()
        with out:
            size = warc.write_record(out, header, block, length, self.level)
        self._data.append(path)
        place = (self._data_size, size)
        self._data_size += size
        return place

    def add(self, entry: BundleEntry) -> None:
        """Note a version whose records have been put."""
        self._entries.append(entry)

    def mark(self) -> Mark:
        """Return the segment's position, for ``rewind``."""
        return len(self._data), len(self._text), self._data_size, self._text_size

    def rewind(self, mark: Mark) -> None:
        """Take back what was put since ``mark``: its document failed half way."""
        data, text, self._data_size, self._text_size = mark
        del self._data[data:], self._text[text:]

    def finish(self) -> Segment:
        """Return the segment; bytes that follow one another are joined."""
        return Segment(_joined(self._data), _joined(self._text), tuple(self._entries))


@attrs.define
class VersionBuilder:
    """Adds the records of one version, each in the member where it belongs.

    ``captured_by`` is the version whose records hold the exact bytes; itself, unless told.
    """

    _segment: SegmentBuilder
    version: str
    at: str
    made: str
    target: str
    captured_by: str = ""
    places: dict[str, tuple[int, int]] = attrs.field(factory=dict, init=False)
    records: list[RecordRef] = attrs.field(factory=list, init=False)
    _name: bytes = attrs.field(init=False)
    _raw: str = attrs.field(init=False)  # the id of the record that holds the bytes

    def __attrs_post_init__(self) -> None:
        self._name = uuid_bytes(self.version)
        self._raw = uuid5(self._name, "raw")

    def capture(self, content_type: str, print_: Fingerprint, block: bytes | BinaryIO) -> None:
        """Add the exact bytes, held or streamed. Raises: MalformedWarcError when a stream is not
        as long as its fingerprint says; the segment must then be rewound.
        """
        header = warc.resource_header(
            record_id=self._raw,
            date=self.at,
            target=self.target,
            warcinfo_id=self._segment.warcinfo_data,
            content_type=content_type,
            sha256=print_.sha256,
            length=print_.size,
            version=self.version,
            role="raw",
            blake3=print_.blake3,
        )
        if isinstance(block, bytes):
            place = self._segment.put(warc.record(header, block, self._segment.level), text=False)
        else:
            place = self._segment.put_stream(header, block, print_.size)
        self.places["raw"] = place
        self.name_capture(content_type, print_)

    def name_capture(self, content_type: str, print_: Fingerprint) -> None:
        """Name the exact bytes without storing them: an earlier version of the document did."""
        self.records.append(
            RecordRef("raw", print_.sha256, print_.blake3, print_.size, content_type)
        )

    def conversion(self, role: str, text: str, made_from: str) -> None:
        """Add a text: ``text`` made from raw, or ``cleaned`` made from text or raw."""
        block = text.encode("utf-8", "surrogatepass")
        ref = reference(role, block, TEXT_TYPE)
        header = warc.conversion_header(
            record_id=uuid5(self._name, role),
            date=self.made,
            target=self.target,
            warcinfo_id=self._segment.warcinfo_text,
            refers_to=self._record(made_from),
            sha256=ref.sha256,
            length=ref.size,
            version=self.version,
            role=role,
        )
        self._put(ref, warc.record(header, block, self._segment.level), text=True)

    def edits(self, ledger: bytes) -> None:
        """Add the edit ledger."""
        self._metadata("edits", edits_uri(self.version), ledger, EDITS_TYPE)

    def extraction(self, record: bytes) -> None:
        """Add the record of the extraction: main ranges, blocks, metadata, losses, steps."""
        self._metadata("extraction", extraction_uri(self.version), record, EXTRACTION_TYPE)

    def sensitive(self, record: bytes) -> None:
        """Add the record of sensitive metadata."""
        self._metadata("sensitive", sensitive_uri(self.version), record, EXTRACTION_TYPE)

    def exchange(self, record: bytes) -> None:
        """Add the record of the exchange with a server that gave the bytes."""
        self._metadata("exchange", exchange_uri(self.version), record, EXCHANGE_TYPE)

    def provenance(self, document: bytes) -> None:
        """Add the provenance record."""
        self._metadata("prov", prov_uri(self.version), document, PROV_TYPE)

    def access(self, page: bytes) -> None:
        """Add the access copy."""
        ref = reference("access", page, ACCESS_TYPE)
        header = warc.resource_header(
            record_id=uuid5(self._name, "access"),
            date=self.at,
            target=access_uri(self.version),
            warcinfo_id=self._segment.warcinfo_data,
            content_type=ACCESS_TYPE,
            sha256=ref.sha256,
            length=ref.size,
            version=self.version,
            role="access",
            concurrent_to=self._record("raw"),
        )
        self._put(ref, warc.record(header, page, self._segment.level), text=False)

    def _metadata(self, role: str, target: str, block: bytes, content_type: str) -> None:
        ref = reference(role, block, content_type)
        header = warc.metadata_header(
            record_id=uuid5(self._name, role),
            date=self.at,
            target=target,
            warcinfo_id=self._segment.warcinfo_data,
            content_type=content_type,
            sha256=ref.sha256,
            length=ref.size,
            version=self.version,
            role=role,
            refers_to=self._record("raw"),
        )
        self._put(ref, warc.record(header, block, self._segment.level), text=False)

    def _record(self, role: str) -> str:
        if role == "raw":
            return record_id(self.captured_by, role) if self.captured_by else self._raw
        return uuid5(self._name, role)

    def _put(self, ref: RecordRef, member: bytes, *, text: bool) -> None:
        self.places[ref.role] = self._segment.put(member, text=text)
        self.records.append(ref)


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    run: list[bytes] = []
    for part in parts:
        if isinstance(part, bytes):
            run.append(part)
            continue
        if run:
            joined.append(b"".join(run))
            run = []
        joined.append(part)
    if run:
        joined.append(b"".join(run))
    return tuple(joined)
