"""What is in a bundle: statements, records, pages and index against each other.

Everything is read in one pass, the members side by side, because fonds writes them in one order.
Where that fails, all records are listed first and then each is looked for by its name, so that
what is missing, doubled or out of place can be said.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

from fonds.errors import FormatError
from fonds.formats import prov
from fonds.formats.bundle import (
    DATA,
    PAGES,
    PROV_TYPE,
    STATEMENTS,
    TEXT,
    bundle_title,
    has_index,
    warcinfo_fields,
    warcinfo_id,
)
from fonds.formats.canonical import UUID
from fonds.formats.evidence import run_record_id
from fonds.formats.lines import split_lines
from fonds.formats.prov import UNNAMED, operator_of, run_uri
from fonds.formats.statement import MAX_LINE
from fonds.formats.wacz.cdxj import index_line
from fonds.formats.wacz.package import DATAPACKAGE
from fonds.formats.warc import headers as warc_headers
from fonds.formats.warc import reader as warc_reader
from fonds.formats.withdrawal import Withdrawn
from fonds.verify.bundle.container import Container
from fonds.verify.bundle.task import BundleContent
from fonds.verify.evidence.layout import EvidenceLayout
from fonds.verify.report import FindingLog
from fonds.verify.version.check import Versions
from fonds.verify.version.context import BundleContext
from fonds.verify.version.expected import differences, possible
from fonds.verify.version.index import check_index
from fonds.verify.version.pages import Pages
from fonds.verify.version.payload_lookup import PayloadLocations
from fonds.verify.version.provenance import RunRecord
from fonds.verify.version.records import (
    IndexedRecords,
    OutOfOrderError,
    ReadRecord,
    Records,
    SequentialRecords,
    Stream,
)

_PART_OF = re.compile(rf"(?:^|\r\n)isPartOf: urn:uuid:({UUID})\r\n")
_RUN = re.compile(rf"metadata://fonds/({UUID})/run")
_PLACEHOLDER = b'{"doc":"urn:uuid:'  # a statement begins with "at"
_SHOWN = 100  # records too many of which each is named


def read_content(
    file: BinaryIO,
    container: Container,
    name: str,
    bundle: str | None,
    archive: str | None,
    findings: FindingLog,
    payloads: PayloadLocations | None = None,
    evidence: EvidenceLayout | None = None,
) -> BundleContent:
    """Check all that is in a bundle. Cost: one pass; some hundred bytes a version.

    Texts are made again where ``payloads`` is given: it says where bytes lie in other bundles.
    """
    if not {DATA, TEXT, STATEMENTS} <= container.members.keys():
        return BundleContent()  # that was reported

    def one_pass(data: Records, text: Records) -> BundleContent:
        trial = FindingLog()
        reading = _Pass(file, container, name, bundle, archive, trial, data, text, evidence)
        content = reading.run(payloads)
        findings.merge(trial)
        return content

    def span(member: str) -> tuple[BinaryIO, int, int]:
        start = container.members[member].data
        return file, start, start + container.members[member].compressed

    try:
        return one_pass(
            SequentialRecords(Stream(*span(DATA))), SequentialRecords(Stream(*span(TEXT)))
        )
    except OutOfOrderError:
        return one_pass(IndexedRecords.scan(*span(DATA)), IndexedRecords.scan(*span(TEXT)))


class _Pass:
    """One pass over a bundle's content."""

    def __init__(
        self,
        file: BinaryIO,
        container: Container,
        name: str,
        bundle: str | None,
        archive: str | None,
        findings: FindingLog,
        data: Records,
        text: Records,
        evidence: EvidenceLayout | None,
    ) -> None:
        self.evidence = evidence
        self.file, self.container, self.name, self.bundle = file, container, name, bundle
        self.archive, self.findings, self.data, self.text = archive, findings, data, text
        self.members = container.members
        self.content = BundleContent()

    def run(self, payloads: PayloadLocations | None) -> BundleContent:
        content = self.content
        data_info, data_id = self._warcinfo(self.data, DATA)
        text_info, text_id = self._warcinfo(self.text, TEXT)
        if data_info is not None and text_info is not None and data_info != text_info:
            self._own("the two warcinfo records contradict each other", TEXT, "warcinfo", None)
        count = self.evidence.runs if self.evidence else 1
        runs = [self._run_record(data_id, number) for number in range(1, count + 1)]
        self._check_warcinfo(data_info, runs[0][0])
        context = BundleContext(
            self.name,
            content.archive or "",
            data_id,
            text_id,
            tuple(run for run, _ in runs),
            evidence=self.evidence is not None,
        )
        starts = (self.members[DATA].data, self.members[TEXT].data)
        versions = Versions(
            self.file, context, self.data, self.text, starts, self.findings, payloads
        )
        for _, line in runs:
            if line is not None:
                versions.index.add(*line)
        pages = Pages(self.name, self._page_lines(), self.findings)
        pages.header(self.container.title)
        self._statements(versions, pages)
        versions.finish()
        if content.complete:
            pages.finish()
        for source, member in ((self.data, DATA), (self.text, TEXT)):
            if isinstance(source, SequentialRecords):
                source.finish()
            else:
                self._listed(source, member)
        if self._can_index():
            check_index(self.file, self.name, self.members, versions.index, self.findings)
        return content

    def _can_index(self) -> bool:
        """Whether all records were seen that the index must have lines for."""
        if not self.content.complete or None in self.content.links:
            return False
        if isinstance(self.data, IndexedRecords) and self.data.broken:
            return False
        return has_index(self.members)

    def _statements(self, versions: Versions, pages: Pages) -> None:
        content = self.content
        chunks = self.container.chunks(self.file, STATEMENTS)
        try:
            for raw in split_lines(chunks, limit=MAX_LINE + 1):
                line = raw[:-1]
                if line.startswith(_PLACEHOLDER):
                    self._placeholder(line)
                    continue
                digest = hashlib.sha256(line).digest()
                link = versions.check(line, digest, pages)
                if link is None:
                    pages.leave()
                content.digests.append(digest)
                content.links.append(link)
            content.complete = True
        except FormatError as e:
            if STATEMENTS in self.container.good:
                self.findings.report("V401", str(e), file=self.name, member=STATEMENTS)

    def _placeholder(self, line: bytes) -> None:
        """Read what stands in the place of a version that was withdrawn."""
        content = self.content
        try:
            digest = bytes.fromhex(Withdrawn.parse(line).statement[7:])
        except FormatError as e:
            self.findings.report("V401", str(e), file=self.name, member=STATEMENTS)
            digest = hashlib.sha256(line).digest()
        content.digests.append(digest)
        content.withdrawn.append(digest)
        content.links.append(b"")

    def _page_lines(self) -> Iterator[bytes]:
        if PAGES in self.members:
            yield from split_lines(self.container.chunks(self.file, PAGES))

    # --- the bundle's own records ---------------------------------------------------------------
    def _warcinfo(self, source: Records, member: str) -> tuple[bytes | None, str]:
        """Check the record that a WARC begins with; return its block and its id."""
        record = source.own()
        ours = warcinfo_id(self.bundle, member) if self.bundle else ""
        if record is None:
            self._own("there is no warcinfo record", member, "warcinfo", None)
            return None, ours
        fields = warc_reader.parse_header(record.header[:-4])
        found = fields.get("warc-record-id", "")[10:-1]
        header = possible(
            warc_headers.warcinfo_header,
            record_id=ours or found,
            date=self.container.created or fields.get("warc-date", ""),
            filename=member.rpartition("/")[2],
            sha256=record.sha256,
            length=record.length,
        )
        for _, sentence in differences(record.header, header):
            self._own(sentence, member, "warcinfo", record)
        block = (record.block or b"").decode("utf-8", "replace")
        part = _PART_OF.search(block)
        if part is None:
            self._own("it names no archive", member, "warcinfo", record)
        elif self.archive is not None and part[1] != self.archive:
            self._own(f"it belongs to another archive, {part[1]}", member, "warcinfo", record)
        self.content.archive = self.archive or (part[1] if part else None)
        return record.block, ours or found

    def _check_warcinfo(self, block: bytes | None, run: RunRecord) -> None:
        """Compare a warcinfo record with its one spelling: viewers show what it says."""
        software, archive = self.container.software, self.content.archive
        if archive is not None and self.container.created and not self.evidence:
            title = bundle_title(archive, self.container.created)
            if self.container.title != title:
                sentence = f"the title is {str(self.container.title)[:200]!a}, not {title}"
                self.findings.report("V207", sentence, file=self.name, member=DATAPACKAGE)
        if block is None or archive is None:
            return  # which was reported
        name = operator_of(run.record)
        operators = (None,) if self.evidence else (name, None) if name == UNNAMED else (name,)
        spelt = [
            possible(warc_headers.fields_block, fields=warcinfo_fields(software, one, archive))
            for one in operators
        ]
        if block not in spelt and (run.known or self.evidence):
            sentence = "warcinfo does not say what manifest and run say, and that alone"
            self._own(sentence, DATA, "warcinfo", None)

    def _run_record(self, warcinfo: str, number: int) -> tuple[RunRecord, tuple[bytes, int] | None]:
        """Check the record of a run; return what it says and its line in the index."""
        record = self.data.own()
        if record is None or record.block is None:
            self._own("the record of the run is missing", DATA, "run", record)
            return RunRecord(), None
        fields = warc_reader.parse_header(record.header[:-4])
        target = _RUN.fullmatch(fields.get("warc-target-uri", ""))
        run = target[1] if target else ""
        date = self.container.created or fields.get("warc-date", "")
        header = possible(
            warc_headers.metadata_header,
            record_id=run_record_id(self.bundle, number)
            if self.bundle
            else fields.get("warc-record-id", "")[10:-1],
            date=date,
            target=run_uri(run),
            warcinfo_id=warcinfo,
            content_type=PROV_TYPE,
            sha256=record.sha256,
            length=record.length,
        )
        for _, sentence in differences(record.header, header):
            self._own(sentence, DATA, "run", record)
        line = index_line(
            f"fonds)/{run}/run",
            date,
            run_uri(run),
            PROV_TYPE,
            record.sha256,
            record.size,
            record.offset,
        )
        try:
            document = prov.parse(record.block)
        except FormatError as e:
            self._own(str(e), DATA, "run", record)
            return RunRecord(run, sha256=record.sha256), (line, record.offset)
        if document.get("prefix", {}).get("run") != f"{run_uri(run)}#":
            self._own("its names are not those of its run", DATA, "run", record)
        return RunRecord(run, document, record.sha256), (line, record.offset)

    def _own(self, sentence: str, member: str, role: str, record: ReadRecord | None) -> None:
        self.findings.report(
            "V310",
            sentence,
            file=self.name,
            member=member,
            record=role,
            offset=record.offset if record else None,
        )

    # --- records that are not in their turn -----------------------------------------------------
    def _listed(self, source: IndexedRecords, member: str) -> None:
        """Say what is too many, twice, out of order or not readable in one member."""

        def report(code: str, sentence: str, offset: int | None, role: str | None = None) -> None:
            self.findings.report(
                code, sentence, file=self.name, member=member, record=role, offset=offset
            )

        broken = source.broken
        if broken is not None:
            offset = broken.facts.get("offset")
            report("V301", str(broken), offset if isinstance(offset, int) else None)
            if source.missed:
                report("V311", f"{source.missed} records that are stated", None)
        for (version, role), offset in source.twice[:_SHOWN]:
            report("V306", f"{role} of version {version}", offset, role)
        for offset, _ in source.unnamed[source.owned :][:_SHOWN]:
            report("V304", "it belongs to no version", offset)
        asked = set(source.asked)
        if self.content.complete and None not in self.content.links:
            extra = [(n, o) for n, o, _ in source.order if n not in asked]
            for (version, role), offset in extra[:_SHOWN]:
                report("V304", f"{role} of version {version}", offset, role)
        first = min((offset for _, offset, _ in source.order), default=None)
        for offset, _ in source.unnamed:
            if first is not None and offset > first:
                report(
                    "V307", "a record of the bundle itself comes after those of versions", offset
                )
        lie = [(name, offset) for name, offset, _ in source.order if name in asked]
        must = [name for name in source.asked if name in source.places]
        for (name, offset), want in zip(lie, must, strict=False):
            if name != want:
                if not source.twice:
                    report("V307", f"{name[1]} of version {name[0]} stands here", offset, name[1])
                break
