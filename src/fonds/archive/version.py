"""One version of a document, read from its bundle when it is asked for."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, TypeVar

import attrs
import orjson

from fonds.archive.handle import OpenArchive
from fonds.archive.records import (
    bundle_of,
    holder_of,
    is_withdrawn_now,
    refuse_withdrawn,
    reload_bundle,
    small_block,
    statement_line,
    stream_block,
)
from fonds.catalog import VersionRow
from fonds.errors import (
    CatalogDamagedError,
    DigestMismatchError,
    FormatError,
    IntegrityError,
)
from fonds.formats import prov
from fonds.formats.bundle import DATA
from fonds.formats.bundle_reader import member_table
from fonds.formats.extraction_record import main_text, parse_extraction, print_nothing
from fonds.formats.statement import (
    document_id,
    parse_statement,
    previous_of,
    version_id,
)
from fonds.formats.warc import reader as warc_read
from fonds.ledger import Ledger, parse_ledger
from fonds.model import Extraction, Opinion, RecordRef, Statement

_T = TypeVar("_T")


@attrs.define(eq=False, repr=False)
class Version:
    """One immutable state of a document.

    Everything is checked against the version's statement when it is read, and the statement
    against the log, so what this gives is what was archived, or an IntegrityError. What the
    catalogue says (identifier, number, size, digest, whether it was withdrawn) is compared with
    the log by ``check``, which finding it by its name does and listing all documents does not.
    """

    _archive: OpenArchive
    _row: VersionRow

    def __repr__(self) -> str:
        row = self._row
        gone = ", withdrawn" if row.withdrawn else ""
        return f"<Version {row.number} of {row.identifier!r}, {row.size} bytes{gone}>"

    @property
    def document(self) -> str:
        """The document's id, ``urn:uuid:…``."""
        return self._row.doc

    @property
    def identifier(self) -> str:
        """What the document is called: a URI."""
        return self._row.identifier

    @property
    def number(self) -> int:
        """The version's number, from 1."""
        return self._row.number

    @cached_property
    def title(self) -> str:
        """The title, stated or inferred, by the provenance; empty where it was withdrawn.

        Raises: IntegrityError.
        """
        if self._row.withdrawn:
            return ""
        return prov.title_of(self.own_provenance, self.statement.target)

    @property
    def withdrawn(self) -> bool:
        """Whether the content was taken out of the archive."""
        return self._row.withdrawn

    @property
    def row(self) -> VersionRow:
        """The catalogue's row."""
        return self._row

    @property
    def holder(self) -> "Version":
        """The version whose records hold the exact bytes: itself, or the one it describes again."""
        return Version(self._archive, holder_of(self._archive, self._row))

    @property
    def leaf(self) -> int:
        """The index of the version's leaf in the log."""
        return self._row.leaf

    @property
    def size(self) -> int:
        """Bytes of the document."""
        return self._row.size

    @property
    def sha256(self) -> str:
        """SHA-256 of the exact bytes, in hex."""
        return self._row.sha256.hex()

    @cached_property
    def statement_line(self) -> bytes:
        """The statement's line, checked against its leaf in the log, as the row is against it.

        Raises: CatalogDamagedError where the catalogue contradicts the log.
        """
        line = self._read_again(lambda: statement_line(self._archive, self._row))
        if not _is_row_of(self._row, line, self._archive.info.archive):
            raise CatalogDamagedError("the catalogue contradicts the log", leaf=self._row.leaf)
        return line

    def check(self) -> None:
        """Make sure that the log supports what the catalogue says of this version.

        Raises: CatalogDamagedError where it does not; WithdrawnError where the catalogue alone does
        not know yet that it was withdrawn; as ``statement_line``.
        """
        if self._row.withdrawn:
            if not is_withdrawn_now(self._archive, self._row):
                raise CatalogDamagedError("the catalogue contradicts the log", leaf=self._row.leaf)
            return
        try:
            line = self.statement_line
        except DigestMismatchError:
            if is_withdrawn_now(self._archive, self._row):
                refuse_withdrawn(self._row)
            raise
        if not _follows(self._archive, self._row, line):
            raise CatalogDamagedError("the catalogue contradicts the log", leaf=self._row.leaf)

    @cached_property
    def statement(self) -> Statement:
        """What the log commits to."""
        return parse_statement(self.statement_line)

    @cached_property
    def _capture(self) -> RecordRef:
        """How the statement names the bytes. The line is the logged one, so a look is enough."""
        try:
            ref = RecordRef(**orjson.loads(self.statement_line)["records"][0])
        except (ValueError, LookupError, TypeError):
            return self.statement.records[0]  # which says what is wrong with it
        return ref if ref.role == "raw" else self.statement.records[0]

    @property
    def version_id(self) -> str:
        """The version's UUID."""
        return version_id(self.document, self.statement.nonce)

    @property
    def raw(self) -> bytes:
        """The exact bytes. For large documents use ``chunks``. Raises: IntegrityError."""
        ref = self._capture
        return self._read_again(
            lambda: self._block(holder_of(self._archive, self._row), "raw", ref)
        )

    def chunks(self) -> Iterator[bytes]:
        """Yield the exact bytes in pieces, in bounded memory.

        Their digest is checked with the last piece. Raises: IntegrityError.
        """
        ref = self._capture

        def begun() -> tuple[bytes, Iterator[bytes]]:
            holder = holder_of(self._archive, self._row)
            pieces = stream_block(self._archive, holder, "raw", ref)
            return next(pieces, b""), pieces

        first, rest = self._read_again(begun)
        if first:
            yield first
        yield from rest

    @cached_property
    def text(self) -> str | None:
        """The extracted text, or None where the document has none."""
        if self._has("text"):
            return self._read("text").decode("utf-8", "surrogatepass")
        same = prov.attributes(self.own_provenance, "text").get("f:sameAs") == "raw"
        return self.raw.decode("utf-8") if same else None

    @cached_property
    def extraction(self) -> Extraction | None:
        """What the extraction found beside the text: main ranges, blocks, metadata, losses.

        None for text as it stands, and for documents without a text.
        """
        if not self._has("extraction") and not self._has("sensitive"):
            return None
        private = self._read("sensitive") if self._has("sensitive") else None
        if not self._has("extraction"):
            return parse_extraction(print_nothing(), private)
        return parse_extraction(self._read("extraction"), private)

    @cached_property
    def main(self) -> str | None:
        """The main text: the article without menus where there is one, else the whole text."""
        if self.text is None or self.extraction is None:
            return self.text
        return main_text(self.text, self.extraction.main_ranges)

    @cached_property
    def cleaned(self) -> str | None:
        """The text to read: cleaned, or the main one where there was nothing to clean."""
        if self._has("cleaned"):
            return self._read("cleaned").decode("utf-8", "surrogatepass")
        return self.main

    @cached_property
    def edits(self) -> Ledger | None:
        """The ledger of edits and findings, or None where there are neither."""
        return parse_ledger(self._read("edits")) if self._has("edits") else None

    @cached_property
    def exchange(self) -> dict[str, Any] | None:
        """How a server gave the bytes: request and answer byte for byte, address, TLS; or None.

        Bytes stand in it as Latin-1 text. FORMAT.md, section 7b.
        """
        if not self._has("exchange"):
            return None
        record = orjson.loads(self._read("exchange"))
        return record if isinstance(record, dict) else None

    @cached_property
    def captured(self) -> str:
        """When the bytes were captured: as a web archive's record says, else when received."""
        at = self.exchange.get("at") if self.exchange else None
        return at if isinstance(at, str) and at else self.statement.at

    @cached_property
    def own_provenance(self) -> dict[str, Any]:
        """The version's own provenance record (PROV-JSON)."""
        return prov.parse(self._read("prov"))

    @cached_property
    def run_provenance(self) -> dict[str, Any]:
        """The provenance record of the run that made this version."""
        bundle = bundle_of(self._archive, self._row)
        with self._archive.store.open(bundle.name) as file:
            data = member_table(file)[DATA]
            records = warc_read.records(file, data.data, data.data + data.compressed)
            # The run's record is the second of the member, after the warcinfo.
            run = next(itertools.islice(records, 1, 2)).block
        return prov.parse(run or b"{}")

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """The whole provenance as one PROV-JSON document that says everything outright."""
        return prov.expand(self.run_provenance, self.own_provenance)

    @property
    def opinions(self) -> list[Opinion]:
        """What each tool said the document is."""
        versions = prov.tool_versions(self.run_provenance)
        lines = prov.attributes(self.own_provenance, "raw").get("f:opinion", [])
        return [prov.parse_opinion(str(line), versions) for line in lines]

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was done to the document, one row an activity."""
        return prov.events(self.provenance)

    @property
    def metadata(self) -> dict[str, Any]:
        """All metadata under Dublin Core names: what was stated, else what was inferred."""
        return self.inferred | self.stated

    @property
    def stated(self) -> dict[str, Any]:
        """The metadata that somebody stated, under Dublin Core names."""
        return prov.metadata_of(self.own_provenance, "stated")

    @property
    def inferred(self) -> dict[str, Any]:
        """The metadata that fonds found in the document, under Dublin Core names.

        Among it is the title that was taken from the text, where nobody states one.
        """
        found = prov.metadata_of(self.own_provenance, "inferred")
        if "title" not in found | self.stated:
            title = prov.attributes(self.own_provenance, "text").get("f:title")
            found |= {"title": title} if title else {}
        return found

    def record(self, role: str) -> bytes | None:
        """Return a record's bytes by its role (``edits``, ``prov``, …), or None."""
        if role == "raw":
            return self.raw
        return self._read(role) if self._has(role) else None

    def _has(self, role: str) -> bool:
        return self.statement.record(role) is not None

    def _read(self, role: str) -> bytes:
        ref = self.statement.record(role)
        if ref is None:
            raise IntegrityError("the version has no such record", role=role)
        return self._read_again(lambda: self._block(self._row, role, ref))

    def _read_again(self, read: Callable[[], _T]) -> _T:
        """Read; where that fails, find it again, since a withdrawal may just have moved things.

        The bundle is in its new form a moment before the catalogue says so. Withdrawals may follow
        one another, so it is tried until nothing was logged since the last look: then it is damage.
        """
        looked = -1  # how long the log was then
        while True:
            try:
                return read()
            except (FormatError, IntegrityError):
                row = reload_bundle(self._archive, self._row.leaf)
                if row is None or self._archive.state.size == looked:
                    raise
                self._row, looked = row, self._archive.state.size

    def _block(self, row: VersionRow, role: str, ref: RecordRef) -> bytes:
        small = small_block(self._archive, row, role, ref)
        return b"".join(stream_block(self._archive, row, role, ref)) if small is None else small


def _is_row_of(row: VersionRow, line: bytes, archive: str) -> bool:
    """Whether a row of the catalogue says what the logged statement says.

    Never raises: a statement that cannot be read is refused where it is read.
    """
    try:
        fields = orjson.loads(line)
        raw = fields["records"][0]
        stated = (fields["doc"], fields["kind"], fields["at"])
        capture = (raw["sha256"], raw["size"], raw["type"])
    except (ValueError, LookupError, TypeError):
        return True
    if (row.doc, row.kind, row.at) != stated or (row.sha256.hex(), row.size, row.type) != capture:
        return False
    if hashlib.sha256(line).digest() != row.statement:
        return False
    return document_id(archive, row.identifier) == row.doc


def _follows(archive: OpenArchive, row: VersionRow, line: bytes) -> bool:
    """Whether a version's number and predecessor are those of the statement before it."""
    prev = previous_of(line)
    if row.previous is None or prev is None:
        return row.previous is None and prev is None and row.number == 1
    before = archive.catalog.version(row.previous)
    if before is None or before.doc != row.doc or before.number != row.number - 1:
        return False
    return before.statement == prev or before.withdrawn
