"""Copy the versions of an evidence file from their bundles.

What the archive stores once and refers to (bytes that an earlier version holds, another bundle's
capture) is in full here, so that the file refers to nothing outside it.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

import attrs

from fonds.archive import OpenArchive, Version
from fonds.bundle import BundleInfo, BundleWriter, SegmentBuilder, VersionBuilder
from fonds.catalog import unpack_places
from fonds.errors import FormatError, IntegrityError
from fonds.formats import prov
from fonds.formats.access_copy import access_copy_of
from fonds.formats.bundle import DATA, EXCERPT, PROV_TYPE, BundleEntry, warcinfo_id
from fonds.formats.bundle_reader import member_table
from fonds.formats.evidence import run_record_id
from fonds.formats.prov import run_uri
from fonds.formats.wacz import cdxj
from fonds.formats.warc import headers as warc
from fonds.formats.warc import reader as warc_read
from fonds.model import Fingerprint, RecordRef, Statement

HELD = 8 * 1024 * 1024  # bytes of a capture above which it is streamed
_RUN = "metadata://fonds/"


@attrs.frozen
class RunBlock:
    """A run's record, byte for byte, as every bundle of the run has it."""

    id: str
    record: bytes


class Chunks:
    """A capture's pieces, read like a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; nothing at the end."""
        while not self._rest:
            piece = next(self._chunks, None)
            if piece is None:
                return b""
            self._rest = piece
        piece, self._rest = (
            (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        )
        return piece


def run_of(archive: OpenArchive, version: Version) -> RunBlock:
    """Return the record of the run that made a version. Raises: FormatError."""
    bundle = archive.catalog.bundle_of(version.leaf)
    if bundle is None:
        raise IntegrityError("the catalogue knows no bundle of a version", leaf=version.leaf)
    with archive.store.open(bundle.name) as file:
        data = member_table(file)[DATA]
        records = warc_read.records(file, data.data, data.data + data.compressed)
        next(records, None)  # the warcinfo
        record = next(records, None)
    target = record.fields.get("warc-target-uri", "") if record else ""
    run = target.removeprefix(_RUN).removesuffix("/run")
    if record is None or record.block is None or target != run_uri(run):
        raise FormatError("a bundle lacks the record of its run", bundle=bundle.name)
    return RunBlock(run, record.block)


def put(archive: OpenArchive, builder: SegmentBuilder, version: Version) -> None:
    """Put all records of a version into a segment.

    Raises: IntegrityError where the archive is damaged; WithdrawnError.
    """
    statement = version.statement
    records = builder.version(
        version.version_id, statement.at, _made(archive, version), statement.target
    )
    _put_capture(records, version)
    for ref in statement.records[1:]:
        _put_derived(records, version, statement, ref)
    document = version.own_provenance
    reading = version.cleaned
    if statement.record("access") is None and reading is not None:
        records.access(access_copy_of(document, statement.target, reading))
    builder.add(
        BundleEntry(
            doc=version.document,
            identifier=version.identifier,
            version=version.version_id,
            kind=statement.kind,
            at=statement.at,
            target=statement.target,
            statement=version.statement_line,
            records=tuple(records.records),
            title=prov.title_of(document, statement.target),
            text=(reading or "")[:EXCERPT],
            key=cdxj.key(statement.target),
            places=records.places,
        )
    )


def _put_capture(records: VersionBuilder, version: Version) -> None:
    ref = version.statement.records[0]
    print_ = Fingerprint(ref.size, ref.sha256, ref.blake3, "")
    if ref.size <= HELD:
        records.capture(ref.type, print_, version.raw)
        return
    chunks = version.chunks()
    stream: Any = Chunks(chunks)
    records.capture(ref.type, print_, stream)
    next(chunks, None)  # the digest is checked when the last piece was taken


def _put_derived(
    records: VersionBuilder, version: Version, statement: Statement, ref: RecordRef
) -> None:
    block = version.record(ref.role) or b""
    if ref.role in ("text", "cleaned"):
        made_from = "text" if ref.role == "cleaned" and statement.record("text") else "raw"
        records.conversion(ref.role, block.decode("utf-8", "surrogatepass"), made_from)
    elif ref.role == "edits":
        records.edits(block)
    elif ref.role == "access":
        records.access(block)
    elif ref.role == "extraction":
        records.extraction(block)
    elif ref.role == "sensitive":
        records.sensitive(block)
    elif ref.role == "exchange":
        records.exchange(block)
    else:
        records.provenance(block)
    if records.records[-1] != ref:
        raise IntegrityError("a record contradicts its statement", role=ref.role)


def _made(archive: OpenArchive, version: Version) -> str:
    """When the version's texts were made, which their records say and its statement does not."""
    places = unpack_places(version.row.places)
    bundle = archive.catalog.bundle_of(version.leaf)
    for role in ("text", "cleaned"):
        if role in places and bundle is not None:
            offset, length = places[role]
            with archive.store.open(bundle.name) as file:
                record, _ = warc_read.open_at(file, bundle.text_start + offset, length)
            return record.fields["warc-date"]
    return version.statement.at


class EvidenceWriter(BundleWriter):
    """A bundle of chosen versions, with the record of every run that they come from."""

    def __init__(
        self,
        out: BinaryIO,
        spool: Callable[[str], BinaryIO],
        info: BundleInfo,
        runs: Sequence[RunBlock],
    ) -> None:
        self._runs = runs
        super().__init__(out, spool, info)

    def _put_run_record(self) -> None:
        for number, run in enumerate(self._runs, 1):
            sha256 = hashlib.sha256(run.record).hexdigest()
            header = warc.metadata_header(
                record_id=run_record_id(self._info.bundle, number),
                date=self._info.created,
                target=run_uri(run.id),
                warcinfo_id=warcinfo_id(self._info.bundle, DATA),
                content_type=PROV_TYPE,
                sha256=sha256,
                length=len(run.record),
            )
            place = self._put_data(warc.record(header, run.record, self._info.level))
            self._index(run_uri(run.id), self._info.created, PROV_TYPE, sha256, place)
