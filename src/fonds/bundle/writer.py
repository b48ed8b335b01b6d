"""Write a bundle: segments joined into one WACZ.

The file is written front to back, once; nothing of it is held in memory but what the index and
the catalogue will need (some hundred bytes a version). Texts wait in a spool beside it until the
data member is complete. FORMAT.md, Bundle.
"""

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import attrs

from fonds.bundle.parts import Parts, chunks_of
from fonds.bundle.readme import READ_ME
from fonds.bundle.segment import Segment
from fonds.formats import gz
from fonds.formats.bundle import (
    DATA,
    EDITS_TYPE,
    EXCHANGE_TYPE,
    EXTRACTION_TYPE,
    PAGES,
    PROV_TYPE,
    README,
    STATEMENTS,
    TEXT,
    Built,
    BundleEntry,
    access_uri,
    edits_uri,
    exchange_uri,
    extraction_uri,
    record_id,
    sensitive_uri,
    warcinfo_fields,
    warcinfo_id,
)
from fonds.formats.canonical import uuid5, uuid_bytes
from fonds.formats.prov import prov_uri, run_uri
from fonds.formats.statement_runs import write_runs
from fonds.formats.wacz import cdxj
from fonds.formats.wacz import package as wacz
from fonds.formats.warc import headers as warc
from fonds.formats.zip.writer import MemberSink, ZipWriter

DATA_ROLES = ("raw", "prov", "edits", "access", "extraction", "sensitive", "exchange")
"""Roles whose records lie in the data member, in the order in which they are written."""

_OWN = {
    "prov": (prov_uri, PROV_TYPE),
    "edits": (edits_uri, EDITS_TYPE),
    "extraction": (extraction_uri, EXTRACTION_TYPE),
    "sensitive": (sensitive_uri, EXTRACTION_TYPE),
    "exchange": (exchange_uri, EXCHANGE_TYPE),
    "access": (access_uri, "text/html"),
}
"""Roles of records with an address of our own: how it is made of the version's id, and the type."""

_CHUNK = 1024 * 1024
_LINES = 1000  # lines of a member that are compressed together


@attrs.frozen
class BundleInfo:
    """The facts of a bundle as a whole. ``run`` is the run's id and its provenance record."""

    bundle: str
    created: str
    software: str
    operator: str | None
    archive: str
    run: str
    run_record: bytes
    title: str
    level: gz.Level = "fast"
    expected: int = 0  # bytes of the data member, where they may reach 4 GiB


class BundleWriter:
    """Writes one bundle to ``out``, an empty seekable file in staging.

    ``spool`` gives temporary files for what has to wait. Nothing here makes anything durable.
    """

    def __init__(self, out: BinaryIO, spool: Callable[[str], BinaryIO], info: BundleInfo) -> None:
        self._info = info
        self._zip = ZipWriter(out, info.level)
        self._text = spool("text")
        self._lines: list[bytes] = []
        self._entries: list[BundleEntry] = []
        self._first: dict[str, BundleEntry] = {}  # capture by digest, for revisits
        self._text_size = 0
        self._data: MemberSink = self._zip.open(DATA, stored=True, expected=info.expected)
        self._data_size = 0
        self._put_data(self._warcinfo(DATA))
        self._put_run_record()
        self._put_text(self._warcinfo(TEXT))

    def add(self, segment: Segment) -> None:
        """Append a segment; its entries get their final places.

        A capture whose bytes are in the bundle already becomes a revisit record.
        """
        data = Parts(segment.data)
        text_base = self._text_size
        for part in segment.text:
            for chunk in chunks_of(part):
                self._put_text(chunk)
        # Of the segment's data, what comes before ``done`` is written or passed over; what stands
        # at an offset in the segment will stand ``shift`` further on in the member.
        done, shift = 0, self._data_size
        for entry in segment.entries:
            places = {}
            raw = entry.places.get("raw")
            first = self._first.get(entry.raw.sha256)
            if raw is not None and first is not None:
                self._copy(data, done, raw[0])  # a version's capture is the first of its records
                places["raw"] = self._put_data(self._revisit(entry, first))
                data.skip(raw[1])
                done = sum(raw)
                shift = self._data_size - done
            for role, (offset, length) in entry.places.items():
                base = shift if role in DATA_ROLES else text_base
                places.setdefault(role, (base + offset, length))
            self._note(entry.moved(places), revisit=first is not None)
        if segment.entries:
            last = segment.entries[-1].places
            self._copy(data, done, max(sum(last[role]) for role in last if role in DATA_ROLES))

    @property
    def versions(self) -> int:
        """How many versions were added so far."""
        return len(self._entries)

    def close(self) -> Built:
        """Write everything that follows the captures, and the directory; return what there is."""
        info = self._info
        self._data.close()
        with self._zip.open(TEXT, stored=True, expected=self._text_size) as member:
            self._text.seek(0)
            while chunk := self._text.read(_CHUNK):
                member.write(chunk)
        self._text.close()
        for name, data in cdxj.index_files(self._lines, info.level):
            self._zip.add(name, data, stored=name.endswith(".gz"))
        self._write_lines(PAGES, self._pages())
        with self._zip.open(STATEMENTS) as member:
            runs = write_runs(member, (entry.statement for entry in self._entries))
        self._zip.add(README, READ_ME.encode())
        package = wacz.datapackage(
            self._zip.members, created=info.created, software=info.software, title=info.title
        )
        self._zip.add(wacz.DATAPACKAGE, package)
        self._zip.add(wacz.DATAPACKAGE_DIGEST, wacz.datapackage_digest(package))
        starts = {member.name: member.data for member in self._zip.members}
        self._zip.close()
        return Built(
            info.bundle,
            hashlib.sha256(package).hexdigest(),
            tuple(self._entries),
            starts[DATA],
            starts[TEXT],
            starts[STATEMENTS],
            runs,
            self._zip.position,
        )

    # --- records of the bundle itself -----------------------------------------------------------
    def _warcinfo(self, member: str) -> bytes:
        info = self._info
        fields = warcinfo_fields(info.software, info.operator, info.archive)
        block = warc.fields_block(fields)
        header = warc.warcinfo_header(
            record_id=warcinfo_id(info.bundle, member),
            date=info.created,
            filename=member.rpartition("/")[2],
            sha256=hashlib.sha256(block).hexdigest(),
            length=len(block),
        )
        return warc.record(header, block, info.level)

    def _put_run_record(self) -> None:
        info = self._info
        sha256 = hashlib.sha256(info.run_record).hexdigest()
        header = warc.metadata_header(
            record_id=uuid5(uuid_bytes(info.bundle), "run"),
            date=info.created,
            target=run_uri(info.run),
            warcinfo_id=warcinfo_id(info.bundle, DATA),
            content_type=PROV_TYPE,
            sha256=sha256,
            length=len(info.run_record),
        )
        place = self._put_data(warc.record(header, info.run_record, info.level))
        self._index(run_uri(info.run), info.created, PROV_TYPE, sha256, place)

    def _revisit(self, entry: BundleEntry, first: BundleEntry) -> bytes:
        header = warc.revisit_header(
            record_id=record_id(entry.version, "raw"),
            date=entry.at,
            target=entry.target,
            warcinfo_id=warcinfo_id(self._info.bundle, DATA),
            refers_to=record_id(first.version, "raw"),
            refers_to_target=first.target,
            refers_to_date=first.at,
            payload_sha256=entry.raw.sha256,
            version=entry.version,
            role="raw",
            blake3=entry.raw.blake3,
        )
        return warc.record(header, b"", self._info.level)

    # --- index and pages ------------------------------------------------------------------------
    def _note(self, entry: BundleEntry, *, revisit: bool) -> None:
        self._entries.append(entry)
        raw = entry.places.get("raw")
        if raw is not None:
            self._first.setdefault(entry.raw.sha256, entry)
            mime = "warc/revisit" if revisit else entry.raw.type.partition(";")[0]
            self._index(entry.target, entry.at, mime, entry.raw.sha256, raw, entry.key)
        for record in entry.records:
            if record.role in _OWN and record.role in entry.places:
                uri, mime = _OWN[record.role]
                place = entry.places[record.role]
                self._index(uri(entry.version), entry.at, mime, record.sha256, place)

    def _index(
        self,
        url: str,
        date: str,
        mime: str,
        sha256: str,
        place: tuple[int, int],
        key: str | None = None,
    ) -> None:
        self._lines.append(
            cdxj.line(
                key=key or cdxj.key(url),
                date=date,
                url=url,
                mime=mime,
                digest=f"sha256:{sha256}",
                length=place[1],
                offset=place[0],
                filename=DATA.rpartition("/")[2],
            )
        )

    def _pages(self) -> Iterator[bytes]:
        """One page a version, and one for each access copy: what a replay tool lists."""
        yield wacz.pages_header(title=self._info.title, has_text=True)
        for entry in self._entries:
            yield wacz.page_line(
                id=entry.version,
                url=entry.target,
                ts=entry.at,
                title=entry.title,
                size=entry.raw.size,
                text=entry.text,
            )
            if "access" in entry.places:
                yield wacz.page_line(
                    id=record_id(entry.version, "access"),
                    url=access_uri(entry.version),
                    ts=entry.at,
                    title=f"{entry.title} (reading copy)",
                    size=next(r.size for r in entry.records if r.role == "access"),
                )

    # --- bytes ----------------------------------------------------------------------------------
    def _write_lines(self, name: str, lines: Iterable[bytes]) -> None:
        with self._zip.open(name) as member:
            remaining = iter(lines)
            while some := list(itertools.islice(remaining, _LINES)):
                member.write(b"".join(some))

    def _copy(self, parts: Parts, start: int, end: int) -> None:
        for chunk in parts.take(end - start):
            self._put_data(chunk)

    def _put_data(self, data: bytes | memoryview) -> tuple[int, int]:
        place = (self._data_size, len(data))
        self._data.write(data)
        self._data_size += len(data)
        return place

    def _put_text(self, data: bytes) -> None:
        self._text.write(data)
        self._text_size += len(data)
