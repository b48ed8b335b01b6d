"""One version of a document, read from its bundle when it is asked for."""

import hashlib
import io
import itertools
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import attrs
import orjson

from fonds.archive.handle import OpenArchive
from fonds.archive.kept import kept_bundle, leaf_at
from fonds.bundle import DATA, member_table
from fonds.catalog import BundleRow, VersionRow, unpack_places
from fonds.errors import DigestMismatchError, IntegrityError, WithdrawnError
from fonds.formats import prov, warc_read
from fonds.formats.statement import (
    parse_statement,
    statement_digest,
    version_id,
    version_leaf,
)
from fonds.ledger import Ledger, parse_ledger
from fonds.model import Opinion, RecordRef, Statement

TEXT_ROLES = ("text", "cleaned")
SMALL = 1024 * 1024
"""Bytes of a record, packed and unpacked, up to which it is read at once."""


@attrs.define(eq=False)
class Version:
    """One immutable state of a document.

    Everything is checked against the version's statement when it is read, and the statement
    against the log, so what this gives is what was archived, or an IntegrityError.
    """

    _archive: OpenArchive
    _row: VersionRow

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

    @property
    def title(self) -> str:
        """The title, stated or inferred."""
        return self._row.title

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
        """The version whose records hold the exact bytes: itself, or the one it describes anew."""
        return Version(self._archive, _holder(self._archive, self._row))

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
        """The statement's line, checked against its leaf in the log."""
        return statement_line(self._archive, self._row)

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
        return self._block(_holder(self._archive, self._row), "raw", self._capture)

    def chunks(self) -> Iterator[bytes]:
        """Yield the exact bytes in pieces, in bounded memory.

        Their digest is checked with the last piece. Raises: IntegrityError.
        """
        holder = _holder(self._archive, self._row)
        yield from _stream(self._archive, holder, "raw", self._capture)

    @cached_property
    def text(self) -> str | None:
        """The extracted text, or None where the document has none."""
        if self._has("text"):
            return self._read("text").decode("utf-8", "surrogatepass")
        same = prov.attributes(self.own_provenance, "text").get("f:sameAs") == "raw"
        return self.raw.decode("utf-8") if same else None

    @cached_property
    def cleaned(self) -> str | None:
        """The text to read: cleaned, or the extracted one where there was nothing to clean."""
        if self._has("cleaned"):
            return self._read("cleaned").decode("utf-8", "surrogatepass")
        return self.text

    @cached_property
    def edits(self) -> Ledger | None:
        """The ledger of edits and findings, or None where there are neither."""
        return parse_ledger(self._read("edits")) if self._has("edits") else None

    @cached_property
    def own_provenance(self) -> dict[str, Any]:
        """The version's own provenance record (PROV-JSON)."""
        return prov.parse(self._read("prov"))

    @cached_property
    def run_provenance(self) -> dict[str, Any]:
        """The provenance record of the run that made this version."""
        bundle = _bundle(self._archive, self._row)
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

    def metadata(self, kind: str) -> dict[str, Any]:
        """Return the ``stated`` or the ``inferred`` metadata, under Dublin Core names.

        Among the inferred is the title that was taken from the text, where nobody states one.
        """
        found = prov.metadata_of(self.own_provenance, kind)
        stated = prov.metadata_of(self.own_provenance, "stated")
        if kind == "inferred" and "title" not in found | stated:
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
        return self._block(self._row, role, ref)

    def _block(self, row: VersionRow, role: str, ref: RecordRef) -> bytes:
        small = _small(self._archive, row, role, ref)
        return b"".join(_stream(self._archive, row, role, ref)) if small is None else small


def statement_line(archive: OpenArchive, row: VersionRow) -> bytes:
    """Return a version's statement from its bundle, checked against the log's leaf.

    The catalogue only says where to look: whether a version is there is the log's to say.
    Raises: WithdrawnError; DigestMismatchError.
    """
    _refuse_withdrawn(row)
    kept, leaf = kept_bundle(archive, row.leaf), leaf_at(archive, row.leaf)
    for line in kept.statements(row.leaf):
        if version_leaf(statement_digest(line)) == leaf:
            return line
    raise DigestMismatchError(
        "a version's statement is not the one that was logged",
        bundle=kept.row.name,
        leaf=row.leaf,
    )


def _refuse_withdrawn(row: VersionRow) -> None:
    if row.withdrawn:
        raise WithdrawnError(
            "this version was withdrawn", statement=f"sha256:{row.statement.hex()}", leaf=row.leaf
        )


def _bundle(archive: OpenArchive, row: VersionRow) -> BundleRow:
    return kept_bundle(archive, row.leaf).row


def _holder(archive: OpenArchive, row: VersionRow) -> VersionRow:
    """The version whose record holds the bytes: this one, or an earlier one it was made from."""
    _refuse_withdrawn(row)
    while "raw" not in unpack_places(row.places):
        before = archive.catalog.version(row.previous) if row.previous is not None else None
        while before is not None and before.withdrawn and before.previous is not None:
            before = archive.catalog.version(before.previous)
        if before is None or before.sha256 != row.sha256:
            raise IntegrityError("no version holds the bytes that this one names", leaf=row.leaf)
        row = before
    return row


def _small(archive: OpenArchive, row: VersionRow, role: str, ref: RecordRef) -> bytes | None:
    """Return a record's block by one read, its digest checked; None where it has to be streamed.

    Raises: MalformedWarcError, DigestMismatchError.
    """
    offset, length = unpack_places(row.places)[role]
    if length > SMALL or ref.size > SMALL:
        return None
    kept = kept_bundle(archive, row.leaf)
    start = kept.row.text_start if role in TEXT_ROLES else kept.row.data_start
    record = warc_read.read_at(io.BytesIO(kept.read(start + offset, length)), 0, length)
    if record.type == "revisit":
        return None
    if record.block is None or record.length != ref.size or record.sha256 != ref.sha256:
        raise _not_as_stated(kept.row, offset, role)
    return record.block


def _stream(archive: OpenArchive, row: VersionRow, role: str, ref: RecordRef) -> Iterator[bytes]:
    """Yield a record's block in pieces and check its length and digest at the end."""
    bundle = _bundle(archive, row)
    start = bundle.text_start if role in TEXT_ROLES else bundle.data_start
    offset, length = unpack_places(row.places)[role]
    with archive.store.open(bundle.name) as file:
        record, block = warc_read.open_at(file, start + offset, length)
        if record.type == "revisit":
            first = _first_capture(archive, row)
            yield from _stream(archive, first, role, ref)
            return
        digest, size = hashlib.sha256(), 0
        for chunk in block:
            digest.update(chunk)
            size += len(chunk)
            yield chunk
    if size != ref.size or digest.hexdigest() != ref.sha256:
        raise _not_as_stated(bundle, offset, role)


def _not_as_stated(bundle: BundleRow, offset: int, role: str) -> DigestMismatchError:
    return DigestMismatchError(
        "a record is not what its statement says", bundle=bundle.name, offset=offset, role=role
    )


def _first_capture(archive: OpenArchive, row: VersionRow) -> VersionRow:
    """The version of the same bundle whose capture a revisit record points to."""
    bundle = _bundle(archive, row)
    for other in archive.catalog.same_bytes(row.sha256, bundle.leaf, row.leaf):
        if "raw" in unpack_places(other.places):
            return other
    raise IntegrityError("a revisit record points to nothing", bundle=bundle.name, leaf=row.leaf)
