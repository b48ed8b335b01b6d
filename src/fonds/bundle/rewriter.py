"""Rewrite a bundle without some of its versions, as if they had never been in it.

For withdrawals. Records of other versions are copied as they lie, compressed; what spans all
versions (index, pages, statements, manifest) is rebuilt. A capture that other versions of the
bundle refer to moves to the first of those: its bytes are theirs too.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

import attrs

from fonds.errors import DigestMismatchError, FormatError
from fonds.formats.bundle import DATA, PAGES, README, STATEMENTS, TEXT, record_id, warcinfo_id
from fonds.formats.bundle_reader import MAX_STATEMENTS, member_table, statement_lines
from fonds.formats.gz import Level
from fonds.formats.lines import split_lines
from fonds.formats.statement import version_id
from fonds.formats.statement_runs import write_runs
from fonds.formats.wacz import cdxj
from fonds.formats.wacz import package as wacz
from fonds.formats.warc import headers as warc
from fonds.formats.warc import reader as warc_read
from fonds.formats.withdrawal import Withdrawn, line_digest, parse_line
from fonds.formats.zip import reader as zip_read
from fonds.formats.zip.reader import ZipMember
from fonds.formats.zip.writer import ZipWriter
from fonds.model import Statement

Open = Callable[[], tuple[Path, BinaryIO]]
"""Gives a new staging file: for a capture too large for memory."""

_CHUNK = 1024 * 1024
_HELD = 8 * 1024 * 1024  # bytes of a capture that is compressed in memory
_INDEXED = frozenset(("resource", "response", "revisit", "metadata"))


@attrs.frozen
class Rewritten:
    """The result of a rewrite. ``manifest`` is the hex SHA-256 of the new datapackage.json.

    ``moved`` names the versions whose records now hold bytes that a withdrawn one's held.
    """

    manifest: str
    moved: tuple[str, ...]


def rewrite(
    old: BinaryIO,
    out: BinaryIO,
    bundle: str,
    places: Mapping[int, Withdrawn],
    open_part: Open,
    level: Level = "fast",
) -> Rewritten:
    """Write the bundle ``old`` to ``out`` without the versions at some places.

    ``places`` maps indexes of statements to what takes their place; a version that was taken out
    before may get another placeholder. The same bundle and places give the same bytes.
    Cost: one read of ``old``, which is unpacked but for the texts' and captures' copying; holds
    the index and the statements.
    Raises: DigestMismatchError where a place is another version's; FormatError on damage.
    """
    lines = statement_lines(old, member_table(old))
    return _Rewriter(old, out, bundle, open_part, level).run(lines, places)


@attrs.define
class _Capture:
    """A capture as revisits name it, and where the record lies in the old file."""

    record: str
    target: str
    date: str
    offset: int
    size: int


class _Rewriter:
    def __init__(
        self, old: BinaryIO, out: BinaryIO, bundle: str, open_part: Open, level: Level
    ) -> None:
        self._old = old
        self._members = member_table(old)
        self._zip = ZipWriter(out, level)
        self._bundle = bundle
        self._open_part = open_part
        self._level: Level = level
        self._gone: set[str] = set()
        self._statements: dict[str, Statement] = {}
        self._kept: dict[str, _Capture] = {}  # captures in the new file, by digest
        self._lost: dict[str, _Capture] = {}  # captures that go, by digest
        self._index: list[bytes] = []
        self._moved: list[str] = []

    def run(self, lines: list[bytes], places: Mapping[int, Withdrawn]) -> Rewritten:
        new = self._take_out(lines, places)
        package = self._package()
        self._data()
        self._text()
        for name, data in cdxj.index_files(self._index, self._level):
            self._zip.add(name, data, stored=name.endswith(".gz"))
        with self._zip.open(PAGES) as member:
            for line in self._pages():
                member.write(line)
        with self._zip.open(STATEMENTS) as member:
            write_runs(member, new)
        self._zip.add(README, zip_read.read(self._old, self._members[README], MAX_STATEMENTS))
        manifest = wacz.datapackage(
            self._zip.members,
            created=package["created"],
            software=package["software"],
            title=package.get("title", ""),
        )
        self._zip.add(wacz.DATAPACKAGE, manifest)
        self._zip.add(wacz.DATAPACKAGE_DIGEST, wacz.datapackage_digest(manifest))
        self._zip.close()
        return Rewritten(hashlib.sha256(manifest).hexdigest(), tuple(self._moved))

    def _take_out(self, lines: list[bytes], places: Mapping[int, Withdrawn]) -> list[bytes]:
        """Return the new lines, and note which versions go and what the others are."""
        new = []
        for index, line in enumerate(lines):
            statement, place = parse_line(line), places.get(index)
            version = ""
            if isinstance(statement, Statement):
                version = version_id(statement.doc, statement.nonce)
                self._statements[version] = statement
            if place is None:
                new.append(line)
                continue
            if line_digest(line) != place.statement:
                raise DigestMismatchError("another version is here", index=index)
            self._gone.add(version)
            new.append(bytes(place))
        if places and max(places) >= len(lines):
            raise FormatError("a bundle has fewer versions than are to be withdrawn")
        return new

    def _package(self) -> dict[str, str]:
        data = zip_read.read(self._old, self._members[wacz.DATAPACKAGE], wacz.MAX_JSON)
        fields = wacz.parse_datapackage(data).fields
        if not all(isinstance(fields.get(name), str) for name in ("created", "software")):
            raise FormatError("the manifest lacks a field", member=wacz.DATAPACKAGE)
        return fields

    # --- records ------------------------------------------------------------------------------
    def _data(self) -> None:
        member = self._members[DATA]
        with self._zip.open(DATA, stored=True, expected=member.compressed) as out:
            position = 0
            for record in self._records(member):
                for chunk in self._record(record, position, member.data):
                    out.write(chunk)
                    position += len(chunk)

    def _text(self) -> None:
        member = self._members[TEXT]
        with self._zip.open(TEXT, stored=True, expected=member.compressed) as out:
            for record in self._records(member):
                if _version(record) not in self._gone:
                    for chunk in self._copy(member.data + record.offset, record.size):
                        out.write(chunk)

    def _records(self, member: ZipMember) -> Iterator[warc_read.Record]:
        return warc_read.records(self._old, member.data, member.data + member.compressed)

    def _record(self, record: warc_read.Record, position: int, start: int) -> Iterator[bytes]:
        """Yield what takes the place of a record of the data member, if anything does."""
        version, headers = _version(record), record.fields
        raw = headers.get("fonds-role") == "raw" and record.type in ("resource", "revisit")
        digest = headers.get("warc-payload-digest", "") if raw else ""
        offset = start + record.offset
        capture = _Capture(
            headers["warc-record-id"][10:-1],
            headers.get("warc-target-uri", ""),
            headers["warc-date"],
            offset,
            record.size,
        )
        if version in self._gone:
            if raw and record.type == "resource":
                self._lost.setdefault(digest, capture)
            return
        if record.type == "revisit":
            yield from self._revisit(version, digest, capture, position, headers)
            return
        if raw:
            self._kept.setdefault(digest, capture)
        yield from self._copy(offset, record.size)
        if record.type in _INDEXED:
            self._note(headers, position, record.size)

    def _revisit(
        self,
        version: str,
        digest: str,
        capture: _Capture,
        position: int,
        headers: Mapping[str, str],
    ) -> Iterator[bytes]:
        """Yield a revisit as it was, one with a new target, or the capture itself."""
        kept = self._kept.get(digest)
        if kept is not None and headers["warc-refers-to"][10:-1] == kept.record:
            yield from self._copy(capture.offset, capture.size)
            self._note(headers, position, capture.size)
            return
        statement = self._statements.get(version)
        if statement is None:
            raise FormatError("a record of no version", version=version)
        if kept is not None:
            header = self._revisit_header(version, statement, kept)
            member = warc.record(header, b"", self._level)
            yield member
            self._note(warc_read.parse_header(header[:-4]), position, len(member))
            return
        lost = self._lost.get(digest)
        if lost is None:
            raise FormatError("a revisit record points to nothing", version=version)
        header, size = self._capture_header(version, statement), 0
        for chunk in self._materialised(header, statement, lost):
            size += len(chunk)
            yield chunk
        self._note(warc_read.parse_header(header[:-4]), position, size)
        self._kept[digest] = capture
        self._moved.append(version)

    def _capture_header(self, version: str, statement: Statement) -> bytes:
        ref = statement.records[0]
        return warc.resource_header(
            record_id=record_id(version, "raw"),
            date=statement.at,
            target=statement.target,
            warcinfo_id=warcinfo_id(self._bundle, DATA),
            content_type=ref.type,
            sha256=ref.sha256,
            length=ref.size,
            version=version,
            role="raw",
            blake3=ref.blake3,
        )

    def _revisit_header(self, version: str, statement: Statement, kept: _Capture) -> bytes:
        ref = statement.records[0]
        return warc.revisit_header(
            record_id=record_id(version, "raw"),
            date=statement.at,
            target=statement.target,
            warcinfo_id=warcinfo_id(self._bundle, DATA),
            refers_to=kept.record,
            refers_to_target=kept.target,
            refers_to_date=kept.date,
            payload_sha256=ref.sha256,
            version=version,
            role="raw",
            blake3=ref.blake3,
        )

    def _materialised(self, header: bytes, statement: Statement, lost: _Capture) -> Iterator[bytes]:
        """Yield a capture's record, its block taken from a record that goes."""
        ref = statement.records[0]
        _, block = warc_read.open_at(self._old, lost.offset, lost.size)
        if ref.size <= _HELD:
            data = b"".join(block)
            if hashlib.sha256(data).hexdigest() != ref.sha256:
                raise DigestMismatchError("a capture does not match its digest")
            yield warc.record(header, data, self._level)
            return
        path, part = self._open_part()
        with part:
            source = cast(BinaryIO, _Pieces(block))
            warc.write_record(part, header, source, ref.size, self._level)
        with path.open("rb") as file:
            yield from iter(lambda: file.read(_CHUNK), b"")

    def _copy(self, offset: int, size: int) -> Iterator[bytes]:
        # The reader of records seeks before it reads: one file serves both.
        while size:
            self._old.seek(offset)
            chunk = self._old.read(min(size, _CHUNK))
            if not chunk:
                raise FormatError("the bundle ends within a record", offset=offset)
            yield chunk
            offset, size = offset + len(chunk), size - len(chunk)

    # --- index and pages ----------------------------------------------------------------------
    def _note(self, headers: Mapping[str, str], offset: int, size: int) -> None:
        kind = headers["warc-type"]
        mime = headers.get("content-type", "").partition(";")[0]
        digest = headers.get("warc-payload-digest") or headers["warc-block-digest"]
        url = headers["warc-target-uri"]
        self._index.append(
            cdxj.line(
                key=cdxj.key(url),
                date=headers["warc-date"],
                url=url,
                mime="warc/revisit" if kind == "revisit" else mime,
                digest=digest,
                length=size,
                offset=offset,
                filename=DATA.rpartition("/")[2],
            )
        )

    def _pages(self) -> Iterator[bytes]:
        """The pages of the versions that stay, as they were."""
        gone = self._gone | {record_id(version, "access") for version in self._gone if version}
        for line in split_lines(zip_read.chunks(self._old, self._members[PAGES])):
            if wacz.parse_page(line).get("id") not in gone:
                yield line


class _Pieces:
    """A record's block as a stream that is read in pieces of any size."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes; nothing at the end."""
        self._rest = self._rest or next(self._pieces, b"")
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def _version(record: warc_read.Record) -> str:
    """The version a record is of; of the bundle's own records a name that no version has."""
    return record.fields.get("fonds-version", "-").removeprefix("urn:uuid:")
