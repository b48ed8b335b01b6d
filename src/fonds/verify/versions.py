"""One version: its statement, its records, and what they say of each other. Part of verify."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import attrs

from fonds.bundle import STATEMENTS, access_uri, record_id
from fonds.bundle.segment import ACCESS_TYPE, EDITS_TYPE, PROV_TYPE, TEXT_TYPE
from fonds.errors import FormatError, PlanMismatchError
from fonds.formats import cdxj, prov
from fonds.formats.canonical import uuid_bytes
from fonds.formats.statement import document_id, parse_statement, version_id
from fonds.formats.warc_read import parse_head
from fonds.ledger import Ledger, parse_ledger, text_sha256
from fonds.model import RecordRef, Statement
from fonds.verify.chains import Link
from fonds.verify.expect import TEXT_ROLES, derived_head, differences, raw_head, revisit_head
from fonds.verify.index import IndexSum
from fonds.verify.pages import Pages
from fonds.verify.provenance import disagreements, made_at
from fonds.verify.records import Got, Listed, Records, beginning
from fonds.verify.report import Book

EXCERPT = 256
"""Code points of its text that a version's page holds."""

_TYPES = {
    "text": TEXT_TYPE, "cleaned": TEXT_TYPE, "edits": EDITS_TYPE, "prov": PROV_TYPE,
    "access": ACCESS_TYPE,
}  # fmt: skip
_URN = re.compile(r"<urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>")


@attrs.frozen
class Of:
    """What all versions of a bundle have in common.

    ``run`` is empty where the run's record could not be read, ``archive`` where neither
    ``fonds.json`` nor the bundle says which archive it is.
    """

    name: str
    archive: str
    warcinfo_data: str
    warcinfo_text: str
    data_member: str
    text_member: str
    run: str = ""


@attrs.define
class Seen:
    """What was read of the version at hand."""

    statement: Statement
    version: str
    document: str
    raw_head: bytes = b""
    key: str = ""  # of its address, in the index
    got: dict[str, Got] = attrs.field(factory=dict)
    raw_record: str = ""  # id of the record that holds the bytes
    revisit_of: bytes | None = None  # how the block of the record revisited begins


class Versions:
    """Checks versions one after the other; what spans them is kept here.

    Cost: some hundred bytes a version, for revisits and for the index.
    """

    def __init__(
        self,
        file: BinaryIO,
        of: Of,
        data: Records,
        text: Records,
        data_start: int,
        book: Book,
        rederive: bool = False,
    ) -> None:
        self._file, self._of, self._data, self._text = file, of, data, text
        self._rederive = rederive
        self._data_start = data_start
        self._book = book
        self._first: dict[str, tuple[int, int]] = {}  # captures by digest, for revisits
        self.index = IndexSum()

    def check(self, line: bytes, digest: bytes, pages: Pages) -> Link | None:
        """Check the version of a statement's line; return its link in its document's chain.

        None where the line is no statement.
        """
        try:
            statement = parse_statement(line)
        except FormatError as e:
            self._book.find("V401", str(e), file=self._of.name, member=STATEMENTS)
            return None
        version = version_id(statement.doc, statement.nonce)
        seen = Seen(statement, version, statement.doc)
        try:
            seen.raw_head = raw_head(statement, version, self._of.warcinfo_data)
            seen.key = cdxj.key(statement.target)
        except FormatError as e:
            self._statement(seen, "V401", f"no record can have its address or type: {e}")
            return None
        self._check_form(seen)
        if statement.kind == "capture":
            self._capture(seen)
        for ref in statement.records[1:]:
            if ref.role not in TEXT_ROLES:
                self._derived(seen, ref, statement.at)
        document = self._provenance(seen)
        for ref in statement.records[1:]:
            if ref.role in TEXT_ROLES:
                self._derived(seen, ref, made_at(document, ref.role))
        self._texts(seen, document)
        for page in self._page_lines(seen, document):
            pages.expect(page, seen.document)
        self._lines(seen)
        raw = statement.records[0]
        return Link(
            doc=uuid_bytes(statement.doc),
            digest=digest,
            prev=bytes.fromhex(statement.prev[7:]) if statement.prev else None,
            raw=bytes.fromhex(raw.sha256),
            version=uuid_bytes(version),
            holds="raw" in seen.got,
            holder=uuid_bytes(seen.raw_record) if seen.raw_record else b"",
        )

    # --- records ------------------------------------------------------------------------------
    def _check_form(self, seen: Seen) -> None:
        statement = seen.statement
        if statement.record("prov") is None:
            self._statement(seen, "V401", "it names no provenance")
        if (statement.kind != "capture") and statement.prev is None:
            self._statement(seen, "V401", f"a {statement.kind} follows no version")
        for ref in statement.records[1:]:
            if ref.type != _TYPES[ref.role]:
                self._statement(seen, "V401", f"{ref.role} is of another type")

    def _capture(self, seen: Seen) -> None:
        """Check the capture: a resource, or a revisit of an earlier one of the same bytes."""
        statement, of = seen.statement, self._of
        ref = statement.records[0]
        seen.raw_record = record_id(seen.version, "raw")
        first = self._first.get(ref.sha256)
        headers: dict[str, str] = {}
        if first is None:
            head, length = seen.raw_head, ref.size
        else:
            headers, seen.revisit_of = beginning(self._file, self._data_start + first[0], first[1])
            head = revisit_head(statement, seen.version, of.warcinfo_data, headers)
            length = 0
        got = self._data.get((seen.version, "raw"), head, length)
        if got is None:
            self._missing(seen, ref, of.data_member)
            return
        seen.got["raw"] = got
        if got.head is not head and first is not None and not _is_revisit(got.head):
            # The same bytes may be stored twice; fonds does not, and it is no fault.
            head, first = seen.raw_head, None
            seen.revisit_of = None
        if first is None and _is_revisit(got.head):
            sentence = "no earlier record of the bundle holds these bytes"
            self._find("V309", sentence, seen, "raw", got)
            return
        if first is not None:
            told = differences(got.head, head) if got.head is not head else []
            for _, sentence in told:
                self._find("V309", sentence, seen, "raw", got)
            if got.length:
                self._find("V309", "a revisit has a block", seen, "raw", got)
            self._book.count("integrity", "revisits")
            return
        self._check_record(seen, ref, got, head)
        self._first.setdefault(ref.sha256, (got.offset, got.size))

    def _derived(self, seen: Seen, ref: RecordRef, date: str | None) -> None:
        """Check any other record; a ``date`` of None is not known here, and its own is taken."""
        of, statement = self._of, seen.statement
        text = ref.role in TEXT_ROLES
        source = self._text if text else self._data
        warcinfo = of.warcinfo_text if text else of.warcinfo_data
        name = (seen.version, ref.role)
        head: bytes | None = None
        if date is not None and (seen.raw_record or ref.role == "access"):
            head = derived_head(statement, seen.version, ref, warcinfo, seen.raw_record, date)
        got = source.get(name, head, ref.size)
        if got is None:
            self._missing(seen, ref, of.text_member if text else of.data_member)
            return
        seen.got[ref.role] = got
        if head is None:
            # Whose record holds the bytes is said here first; the chain of versions checks it.
            headers = parse_head(got.head[:-4])
            if not seen.raw_record:
                found = _URN.fullmatch(headers.get("warc-refers-to", ""))
                seen.raw_record = found[1] if found else ""
            date = headers.get("warc-date", "") if date is None else date
            head = derived_head(statement, seen.version, ref, warcinfo, seen.raw_record, date)
        self._check_record(seen, ref, got, head)

    def _check_record(self, seen: Seen, ref: RecordRef, got: Got, head: bytes) -> None:
        self._book.count("integrity", "records")
        self._book.count("integrity", "bytes", got.length)
        if got.head != head:
            for code, sentence in differences(got.head, head):
                self._find(code, sentence, seen, ref.role, got)
        if got.sha256 != ref.sha256:
            sentence = f"sha256 is {got.sha256}, stated is {ref.sha256}"
            self._find("V302", sentence, seen, ref.role, got)
        elif got.blake3 != ref.blake3:
            sentence = f"blake3 is {got.blake3}, stated is {ref.blake3}"
            self._find("V308", sentence, seen, ref.role, got)
        elif got.length != ref.size:
            sentence = f"{got.length} bytes, stated are {ref.size}"
            self._find("V308", sentence, seen, ref.role, got)

    # --- what they say --------------------------------------------------------------------------
    def _provenance(self, seen: Seen) -> dict[str, Any] | None:
        got = seen.got.get("prov")
        if got is None or got.block is None:
            return None
        try:
            document = prov.parse(got.block)
        except FormatError as e:
            self._find("V503", str(e), seen, "prov", got)
            return None
        identifier = prov.attributes(document, "raw").get("f:identifier")
        if not isinstance(identifier, str):
            self._find("V504", "it names no identifier", seen, "prov", got)
        elif self._of.archive and document_id(self._of.archive, identifier) != seen.document:
            sentence = f"{identifier[:200]!a} is the identifier of another document"
            self._find("V407", sentence, seen, "prov", got)
        for code, sentence in disagreements(document, seen.statement, seen.version, self._of.run):
            self._find(code, sentence, seen, "prov", got)
        return document

    def _texts(self, seen: Seen, document: dict[str, Any] | None) -> None:
        """Undo and redo the ledger; see that the texts are what it speaks of."""
        got = seen.got.get("edits")
        if got is None or got.block is None:
            if "cleaned" in seen.got and "edits" not in {r.role for r in seen.statement.records}:
                self._find("V506", "a cleaned text without a ledger", seen, "cleaned", None)
            return
        try:
            ledger = parse_ledger(got.block)
        except FormatError as e:
            self._find("V505", str(e), seen, "edits", got)
            return
        try:
            self._replay(seen, ledger)
            self._book.count("derivation", "ledgers")
        except (PlanMismatchError, FormatError) as e:
            self._find("V506", str(e), seen, "edits", got)
        except UnicodeDecodeError:
            self._find("V507", "the text does not decode", seen, "cleaned", None)
        if document is not None:
            step = prov.attributes(document, "clean")
            told = (step.get("f:edits"), step.get("f:findings"), step.get("f:ruleset"))
            if told != (len(ledger.edits), len(ledger.findings), ledger.ruleset):
                self._find("V504", "it tells of another ledger", seen, "prov", seen.got["prov"])

    def _replay(self, seen: Seen, ledger: Ledger) -> None:
        """Raises: PlanMismatchError where the ledger does not lead between the stored texts."""
        refs = {ref.role: ref for ref in seen.statement.records}
        after, before = seen.got.get("cleaned"), seen.got.get("text")
        if "cleaned" in refs:
            if after is None or after.block is None:
                return  # it is missing or damaged, and that was told
            original = ledger.undo(after.block.decode("utf-8", "surrogatepass"))
        else:
            if ledger.edits:
                raise PlanMismatchError("it holds edits, and there is no cleaned text")
            if ledger.input != ledger.output:
                raise PlanMismatchError("it holds no edit, and its two texts differ")
            original = None
        # Without a text record the capture's bytes are the text's UTF-8 form.
        base = refs["text"].sha256 if "text" in refs else refs["raw"].sha256
        if ledger.input.sha256 != base:
            raise PlanMismatchError("it was made for another text", sha256=base)
        if original is None and before is not None and before.block is not None:
            length = len(before.block.decode("utf-8", "surrogatepass"))
            if length != ledger.input.length:
                raise PlanMismatchError("it was made for a text of another length")
        if original is not None and text_sha256(ledger.redo(original)) != refs["cleaned"].sha256:
            raise PlanMismatchError("its edits do not lead to the cleaned text")

    # --- pages and index ------------------------------------------------------------------------
    def _page_lines(self, seen: Seen, document: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
        """Yield what each page of a version must say; None stands for what cannot be known here."""
        statement = seen.statement
        title = None if document is None else title_of(document)
        yield {
            "id": seen.version,
            "url": statement.target,
            "ts": statement.at,
            "title": title,
            "size": statement.records[0].size,
            "text": self._excerpt(seen, document),
        }
        access = statement.record("access")
        if access is not None:
            yield {
                "id": record_id(seen.version, "access"),
                "url": access_uri(seen.version),
                "ts": statement.at,
                "title": None if title is None else f"{title} (reading copy)",
                "size": access.size,
                "text": "",
            }

    def _excerpt(self, seen: Seen, document: dict[str, Any] | None) -> str | None:
        """How the text to read begins, or None where it cannot be known here."""
        for role in ("cleaned", "text"):
            if seen.statement.record(role) is not None:
                got = seen.got.get(role)
                return _begin(got.block) if got is not None and got.block is not None else None
        if document is None:
            return None
        if prov.attributes(document, "text").get("f:sameAs") != "raw":
            return ""
        if seen.revisit_of is not None:
            return _begin(seen.revisit_of)
        raw = seen.got.get("raw")
        return _begin(raw.block) if raw is not None and raw.block is not None else None

    def _lines(self, seen: Seen) -> None:
        """Note the index lines that the records must have."""
        statement = seen.statement
        for ref in statement.records:
            got = seen.got.get(ref.role)
            if got is None or ref.role in TEXT_ROLES:
                continue
            key, url, mime = self._address(seen, ref)
            line = cdxj.line(
                key=key,
                date=statement.at,
                url=url,
                mime="warc/revisit" if seen.revisit_of is not None and ref.role == "raw" else mime,
                digest=f"sha256:{ref.sha256}",
                length=got.size,
                offset=got.offset,
                filename=self._of.data_member.rpartition("/")[2],
            )
            self.index.add(line, got.offset)

    def _address(self, seen: Seen, ref: RecordRef) -> tuple[str, str, str]:
        """Key, address and type of a record in the index. Our own addresses have plain keys."""
        version = seen.version
        if ref.role == "raw":
            return seen.key, seen.statement.target, ref.type.partition(";")[0]
        if ref.role == "access":
            return f"invalid,view)/{version}", access_uri(version), "text/html"
        return f"fonds)/{version}/{ref.role}", f"metadata://fonds/{version}/{ref.role}", PROV_TYPE

    # --- telling --------------------------------------------------------------------------------
    def _find(self, code: str, sentence: str, seen: Seen, role: str, got: Got | None) -> None:
        of = self._of
        self._book.find(
            code,
            sentence,
            file=of.name,
            member=of.text_member if role in TEXT_ROLES else of.data_member,
            record=role,
            offset=got.offset if got is not None else None,
            document=seen.document,
        )

    def _missing(self, seen: Seen, ref: RecordRef, member: str) -> None:
        source = self._text if ref.role in TEXT_ROLES else self._data
        if isinstance(source, Listed) and source.broken:
            return  # it may lie behind the damage; those are counted
        sentence = f"{ref.role} of version {seen.version}"
        self._book.find(
            "V305",
            sentence,
            file=self._of.name,
            member=member,
            record=ref.role,
            document=seen.document,
        )

    def _statement(self, seen: Seen, code: str, sentence: str) -> None:
        self._book.find(
            code, sentence, file=self._of.name, member=STATEMENTS, document=seen.document
        )


def title_of(document: dict[str, Any]) -> str | None:
    """Return the title that a version's page must have, None where provenance does not tell."""
    for name in ("stated", "inferred"):
        title = prov.attributes(document, name).get("dct:title")
        if isinstance(title, str) and title:
            return title
    return None


def _begin(block: bytes) -> str:
    return block[: 4 * EXCERPT].decode("utf-8", "ignore")[:EXCERPT]


def _is_revisit(head: bytes) -> bool:
    return b"\r\nWARC-Type: revisit\r\n" in head
