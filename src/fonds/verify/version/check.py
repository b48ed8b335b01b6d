"""Check one version the ordinary way: its statement, and each of its records against it."""

import re
from typing import BinaryIO

from fonds.errors import FormatError
from fonds.formats.bundle import (
    ACCESS_TYPE,
    EDITS_TYPE,
    EXCHANGE_TYPE,
    EXTRACTION_TYPE,
    PROV_TYPE,
    STATEMENTS,
    TEXT_ROLES,
    TEXT_TYPE,
    reference,
)
from fonds.formats.canonical import UUID, uuid5, uuid_bytes
from fonds.formats.statement import read_statement
from fonds.formats.swhid import SWHID, blob_of, parse_swhid
from fonds.formats.wacz.cdxj import url_key
from fonds.formats.warc.reader import parse_header
from fonds.model import RecordRef, is_plausible, parse_stamp
from fonds.verify.report import FindingLog
from fonds.verify.version.chains import Link, link
from fonds.verify.version.context import BundleContext, Captures, FindingWriter, VersionUnderCheck
from fonds.verify.version.derivatives import DerivativeChecks
from fonds.verify.version.expected import (
    derived_header,
    differences,
    index_lines_of,
    pages_of,
    raw_header,
    revisit_header,
)
from fonds.verify.version.fast_path import FastPath
from fonds.verify.version.index import IndexSum
from fonds.verify.version.pages import Pages
from fonds.verify.version.payload_lookup import PayloadLocations
from fonds.verify.version.provenance import made_at
from fonds.verify.version.records import IndexedRecords, ReadRecord, Records, SequentialRecords

_TYPES = {
    "text": TEXT_TYPE, "cleaned": TEXT_TYPE, "edits": EDITS_TYPE, "prov": PROV_TYPE,
    "access": ACCESS_TYPE, "extraction": EXTRACTION_TYPE, "sensitive": EXTRACTION_TYPE,
    "exchange": EXCHANGE_TYPE,
}  # fmt: skip
_URN = re.compile(f"<urn:uuid:({UUID})>")
_REVISIT = b"\r\nWARC-Type: revisit\r\n"
_NOBODY = bytes(16)
_OF_NOTHING = "sha256:" + "0" * 64  # which stands for nothing among the links of chains


class Versions:
    """Checks versions one after the other; what spans them is kept here.

    Cost: 130 us for a version of two records of 7 KB, a third of it unpacking and hashing; some
    hundred bytes a version, for revisits and for the index.
    """

    def __init__(
        self,
        file: BinaryIO,
        bundle: BundleContext,
        data: Records,
        text: Records,
        starts: tuple[int, int],
        findings: FindingLog,
        payloads: PayloadLocations | None = None,
    ) -> None:
        self._bundle, self._data, self._text, self._findings = bundle, data, text, findings
        self._writer = FindingWriter(bundle, findings)
        self._captures = Captures(file, starts[0])
        self._derivatives = DerivativeChecks(
            file, starts[1], self._captures, self._writer, payloads
        )
        self._records = self._bytes = self._revisits = self._versions = self._copies = 0
        self._implausible: list[str] = []  # times
        self.index = IndexSum()
        fast = FastPath.applies(bundle) and payloads is None
        self._fast_path = (
            FastPath(bundle, data.stream, self._captures, self.index)
            if isinstance(data, SequentialRecords) and fast
            else None
        )

    def check(self, line: bytes, digest: bytes, pages: Pages) -> Link | None:
        """Check the version of a statement's line; return its link in its document's chain.

        None where the line is no statement.
        """
        self._versions += 1
        if self._fast_path and (link_ := self._fast_path.check(line, digest, pages)):
            return link_
        current = self._begin(line)
        if current is None:
            return None
        statement = current.statement
        if statement.kind == "capture" or self._bundle.evidence:
            self._capture(current)
        for ref in statement.records[1:]:
            if ref.role not in TEXT_ROLES:
                self._derived(current, ref, statement.at)
        self._derivatives.provenance(current)
        blob = self._blob(current)
        for ref in statement.records[1:]:
            if ref.role in TEXT_ROLES:
                self._derived(current, ref, made_at(current.provenance))
        self._derivatives.ledger(current)
        self._derivatives.title(current)
        if "access" in current.refs:
            self._access_copy(current)
        elif self._bundle.evidence:
            self._reading_copy(current)
        self._derivatives.rederive(current)
        for page in pages_of(current):
            pages.expect(page, statement.doc)
        for expected, offset in index_lines_of(current):
            self.index.add(expected, offset)
        return link(
            uuid_bytes(statement.doc),
            digest,
            bytes.fromhex(statement.prev[7:]) if statement.prev else None,
            bytes.fromhex(statement.records[0].sha256),
            current.space,
            uuid_bytes(current.raw_record) if current.raw_record else _NOBODY,
            blob,
            holds="raw" in current.records,
        )

    def finish(self) -> None:
        """Enter what was counted."""
        findings = self._findings
        if self._implausible:
            times = f"{len(self._implausible)} versions, the first at {self._implausible[0]}"
            findings.report("V408", times, file=self._bundle.name, member=STATEMENTS)
        if self._fast_path:
            self._records += 2 * self._fast_path.versions
            self._bytes += self._fast_path.bytes
        findings.count("integrity", "records", self._records)
        findings.count("integrity", "bytes", self._bytes)
        findings.count("integrity", "revisits", self._revisits)
        findings.count("completeness", "versions", self._versions)
        if self._copies:
            findings.count("integrity", "reading copies that no statement names", self._copies)
        self._derivatives.finish()

    def _begin(self, line: bytes) -> VersionUnderCheck | None:
        """Read the statement and see that it is one that a version can have."""
        try:
            statement = read_statement(line)
        except FormatError as e:
            self._writer.statement(str(e))
            return None
        version = uuid5(uuid_bytes(statement.doc), statement.nonce)
        refs = {ref.role: ref for ref in statement.records}
        space = uuid_bytes(version)
        try:
            header = raw_header(statement, version, space, self._bundle.warcinfo_data)
            current = VersionUnderCheck(
                statement, refs, version, space, header, url_key(statement.target)
            )
        except FormatError as e:
            sentence = f"no record can have its address or type: {e}"
            self._writer.statement(sentence, statement.doc)
            return None
        if not is_plausible(parse_stamp(statement.at)):
            self._implausible.append(statement.at)
        if "prov" not in refs:
            self._writer.statement("it names no provenance", statement.doc)
        if statement.prev == _OF_NOTHING:
            self._writer.statement("it follows a statement that no digest can name", statement.doc)
        if statement.kind != "capture" and statement.prev is None:
            self._writer.statement(f"a {statement.kind} follows no version", statement.doc)
        for ref in statement.records[1:]:
            if ref.type != _TYPES[ref.role]:
                self._writer.statement(f"{ref.role} is of another type", statement.doc)
        return current

    def _capture(self, current: VersionUnderCheck) -> None:
        """Check the capture: a resource, or a revisit of an earlier one of the same bytes."""
        ref = current.statement.records[0]
        current.raw_record = uuid5(current.space, "raw")
        revisit = ref.sha256 in self._captures
        if revisit:
            record, header, block = self._get_revisit(current, ref.sha256)
        else:
            record = self._data.get((current.version, "raw"), current.raw_header, ref.size)
        if record is None:
            self._missing(current, ref)
            return
        current.records["raw"] = record
        if _REVISIT not in record.header:
            # The same bytes may be stored twice; fonds does not, and it is no fault.
            self._check_record(current, ref, record, current.raw_header)
            self._captures.add(ref.sha256, record)
        elif not revisit:
            sentence = "no earlier record of the bundle holds these bytes"
            self._writer.record("V309", sentence, current, "raw", record)
        else:
            self._revisits += 1
            current.revisit_of = block
            for _, sentence in differences(record.header, header):
                self._writer.record("V309", sentence, current, "raw", record)
            if record.length:
                self._writer.record("V309", "a revisit has a block", current, "raw", record)

    def _get_revisit(
        self, current: VersionUnderCheck, sha256: str
    ) -> tuple[ReadRecord | None, bytes | None, bytes]:
        fields, block = self._captures.beginning(sha256)
        warcinfo = self._bundle.warcinfo_data
        header = revisit_header(current.statement, current.version, current.space, warcinfo, fields)
        return self._data.get((current.version, "raw"), header, 0), header, block

    def _derived(self, current: VersionUnderCheck, ref: RecordRef, date: str | None) -> None:
        """Check any other record; a ``date`` of None is not known here, and its own is taken."""
        bundle, role = self._bundle, ref.role
        text = role in TEXT_ROLES
        source = self._text if text else self._data
        warcinfo = bundle.warcinfo_text if text else bundle.warcinfo_data
        header: bytes | None = None
        if date is not None and (current.raw_record or role == "access"):
            header = derived_header(
                current.statement,
                current.version,
                current.space,
                ref,
                warcinfo,
                current.raw_record,
                date,
            )
        record = source.get((current.version, role), header, ref.size)
        if record is None:
            self._missing(current, ref)
            return
        current.records[role] = record
        if header is None:
            fields = parse_header(record.header[:-4])
            if not current.raw_record:
                # Whose record holds the bytes is said here first; the chain of versions checks it.
                found = _URN.fullmatch(fields.get("warc-refers-to", ""))
                current.raw_record = found[1] if found else ""
                if not found:
                    self._writer.record("V303", "it refers to no capture", current, role, record)
            date = fields.get("warc-date", "") if date is None else date  # printable, as parsed
            header = derived_header(
                current.statement,
                current.version,
                current.space,
                ref,
                warcinfo,
                current.raw_record,
                date,
            )
        self._check_record(current, ref, record, header)

    def _check_record(
        self, current: VersionUnderCheck, ref: RecordRef, record: ReadRecord, header: bytes | None
    ) -> None:
        self._records += 1
        self._bytes += record.length
        if record.header is not header:
            for code, sentence in differences(record.header, header):
                self._writer.record(code, sentence, current, ref.role, record)
        if record.sha256 != ref.sha256:
            sentence = f"sha256 is {record.sha256}, stated is {ref.sha256}"
            self._writer.record("V302", sentence, current, ref.role, record)
        elif record.blake3 != ref.blake3:
            sentence = f"blake3 is {record.blake3}, stated is {ref.blake3}"
            self._writer.record("V308", sentence, current, ref.role, record)
        elif record.length != ref.size:
            sentence = f"{record.length} bytes, stated are {ref.size}"
            self._writer.record("V308", sentence, current, ref.role, record)

    def _blob(self, current: VersionUnderCheck) -> bytes:
        """Compare the recorded SWHID with that of the bytes; return the bytes' own.

        Of bytes that an earlier version holds, what is recorded: the chain of versions compares it.
        """
        raw, recorded = current.records.get("raw"), current.swhid
        known = b""
        if raw is not None and current.revisit_of is None:
            known = raw.blob if raw.block is None else blob_of(raw.block)
            self._captures.add_blob(current.refs["raw"].sha256, known)
        elif raw is not None:
            known = self._captures.blob(current.refs["raw"].sha256)
        if recorded is None:
            return known
        named = parse_swhid(recorded)
        if named is None or (known and named != known):
            sentence = f"it names {str(recorded)[:80]!a}"
            if known:
                sentence += f", the bytes have {SWHID}{known.hex()}"
            self._writer.record("V509", sentence, current, "prov", current.records.get("prov"))
        return known or named or b""

    def _access_copy(self, current: VersionUnderCheck) -> None:
        """Make a stored access copy again and compare: it is the page that a viewer shows."""
        text = self._derivatives.reading_text(current)
        if text is None or current.provenance is None:
            self._findings.count("integrity", "access copies that were not compared")
            return
        from fonds.formats.access_copy import access_copy_of

        block = access_copy_of(current.provenance, current.statement.target, text)
        if reference("access", block, ACCESS_TYPE) != current.refs["access"]:
            sentence = "the page that a viewer shows is not made from the text"
            record = current.records.get("access")
            self._writer.record("V508", sentence, current, "access", record)

    def _reading_copy(self, current: VersionUnderCheck) -> None:
        """Check the copy for reading that an evidence file has where no statement names one."""
        text = self._derivatives.reading_text(current)
        if "access" in current.refs or text is None or current.provenance is None:
            return
        from fonds.formats.access_copy import access_copy_of

        block = access_copy_of(current.provenance, current.statement.target, text)
        current.refs["access"] = reference("access", block, ACCESS_TYPE)
        self._copies += 1
        self._derived(current, current.refs["access"], current.statement.at)

    def _missing(self, current: VersionUnderCheck, ref: RecordRef) -> None:
        source = self._text if ref.role in TEXT_ROLES else self._data
        if isinstance(source, IndexedRecords) and source.broken:
            return  # it may lie behind the damage; those are counted
        self._writer.record(
            "V305", f"{ref.role} of version {current.version}", current, ref.role, None
        )
