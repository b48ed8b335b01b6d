"""One version: its statement, its records, and what they say of each other. Part of verify."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import attrs

from fonds.bundle import DATA, STATEMENTS, TEXT, access_uri
from fonds.bundle.segment import ACCESS_TYPE, EDITS_TYPE, PROV_TYPE, TEXT_TYPE, reference
from fonds.errors import FormatError, PlanMismatchError
from fonds.formats import prov
from fonds.formats.canonical import uuid5, uuid_bytes
from fonds.formats.statement import document_id
from fonds.formats.warc_read import parse_head, read_at
from fonds.ledger import parse_ledger
from fonds.model import RecordRef, Statement
from fonds.verify.chains import Link, link
from fonds.verify.expect import TEXT_ROLES, derived_head, differences, raw_head, revisit_head
from fonds.verify.index import IndexSum, index_line, url_key
from fonds.verify.ledgers import replay
from fonds.verify.pages import EXCERPT, Pages
from fonds.verify.provenance import Run, disagreements, made_at
from fonds.verify.records import HELD, Got, Listed, Records, beginning
from fonds.verify.rederive import Recipe, rederive
from fonds.verify.report import Book, Finding, Place
from fonds.verify.statements import read_statement

_TYPES = {
    "text": TEXT_TYPE, "cleaned": TEXT_TYPE, "edits": EDITS_TYPE, "prov": PROV_TYPE,
    "access": ACCESS_TYPE,
}  # fmt: skip
_URN = re.compile(r"<urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>")
_TEXT_LIMIT = 64 * 1024 * 1024  # bytes of a text of which a reading copy was made
_REVISIT = b"\r\nWARC-Type: revisit\r\n"
_NOBODY = bytes(16)


@attrs.frozen
class Of:
    """What all versions of a bundle have in common.

    ``archive`` is empty where neither ``fonds.json`` nor the bundle says which archive it is.
    A bundle is of one run, an evidence file of each run that made a version in it.
    """

    name: str
    archive: str
    warcinfo_data: str
    warcinfo_text: str
    runs: tuple[Run, ...]
    evidence: bool = False


@attrs.define
class Seen:
    """What was read of the version at hand.

    ``raw_record`` is the id of the record that holds its bytes, ``revisit_of`` how the block
    begins that it revisits; ``key`` is that of its address in the index.
    """

    statement: Statement
    refs: dict[str, RecordRef]
    version: str
    space: bytes
    raw_head: bytes
    key: str
    got: dict[str, Got] = attrs.field(factory=dict)
    raw_record: str = ""
    revisit_of: bytes | None = None
    provenance: dict[str, Any] | None = None


class Versions:
    """Checks versions one after the other; what spans them is kept here.

    Cost: 60 us for a version of two records of 7 KB, most of it unpacking and hashing; some
    hundred bytes a version, for revisits and for the index.
    """

    def __init__(
        self,
        file: BinaryIO,
        of: Of,
        data: Records,
        text: Records,
        starts: tuple[int, int],
        book: Book,
        *,
        rederive: bool = False,
    ) -> None:
        self._recipes = {
            run.prefix: Recipe(run.record) for run in of.runs if rederive and run.known
        }
        self._runs = {run.prefix: run for run in of.runs}
        self._used: dict[str, None] = {}  # runs that a version names, in order
        self._copies = 0
        self._file, self._of, self._data, self._text = file, of, data, text
        self._data_start, self._text_start = starts
        self._book = book
        self._archive = uuid_bytes(of.archive) if of.archive else b""
        self._first: dict[str, tuple[int, int]] = {}  # captures by digest, for revisits
        self._records = self._bytes = self._revisits = self._ledgers = self._versions = 0
        self._lacking: dict[str, int] = {}  # tools not here, and how many texts need them
        self.index = IndexSum()

    def check(self, line: bytes, digest: bytes, pages: Pages) -> Link | None:
        """Check the version of a statement's line; return its link in its document's chain.

        None where the line is no statement.
        """
        self._versions += 1
        seen = self._begin(line)
        if seen is None:
            return None
        statement = seen.statement
        if statement.kind == "capture" or self._of.evidence:
            self._capture(seen)
        for ref in statement.records[1:]:
            if ref.role not in TEXT_ROLES:
                self._derived(seen, ref, statement.at)
        self._provenance(seen)
        for ref in statement.records[1:]:
            if ref.role in TEXT_ROLES:
                self._derived(seen, ref, made_at(seen.provenance))
        self._ledger(seen)
        if self._of.evidence:
            self._reading_copy(seen)
        recipe = self._recipes.get(self._run_of(seen.provenance).prefix)
        if recipe is not None:
            self._rederive(seen, recipe)
        for page in self._pages(seen):
            pages.expect(page, statement.doc)
        self._index(seen)
        return link(
            uuid_bytes(statement.doc),
            digest,
            bytes.fromhex(statement.prev[7:]) if statement.prev else None,
            bytes.fromhex(statement.records[0].sha256),
            seen.space,
            uuid_bytes(seen.raw_record) if seen.raw_record else _NOBODY,
            holds="raw" in seen.got,
        )

    def finish(self) -> None:
        """Enter what was counted."""
        book = self._book
        book.count("integrity", "records", self._records)
        book.count("integrity", "bytes", self._bytes)
        book.count("integrity", "revisits", self._revisits)
        book.count("completeness", "versions", self._versions)
        if self._of.evidence:
            self._finish_evidence()
        for tool, count in self._lacking.items():
            book.find("V802", f"{tool}, which made {count} texts", file=self._of.name)
        if self._ledgers:
            book.count("derivation", "ledgers", self._ledgers)

    def _begin(self, line: bytes) -> Seen | None:
        """Read the statement and see that it is one that a version can have."""
        try:
            statement = read_statement(line)
        except FormatError as e:
            self._book.find("V401", str(e), file=self._of.name, member=STATEMENTS)
            return None
        version = uuid5(uuid_bytes(statement.doc), statement.nonce)
        refs = {ref.role: ref for ref in statement.records}
        space = uuid_bytes(version)
        seen = Seen(statement, refs, version, space, b"", "")
        try:
            seen.raw_head = raw_head(statement, version, space, self._of.warcinfo_data)
            seen.key = url_key(statement.target)
        except FormatError as e:
            self._statement(seen, f"no record can have its address or type: {e}")
            return None
        if "prov" not in refs:
            self._statement(seen, "it names no provenance")
        if statement.kind != "capture" and statement.prev is None:
            self._statement(seen, f"a {statement.kind} follows no version")
        for ref in statement.records[1:]:
            if ref.type != _TYPES[ref.role]:
                self._statement(seen, f"{ref.role} is of another type")
        return seen

    # --- records ------------------------------------------------------------------------------
    def _capture(self, seen: Seen) -> None:
        """Check the capture: a resource, or a revisit of an earlier one of the same bytes."""
        ref = seen.statement.records[0]
        seen.raw_record = uuid5(seen.space, "raw")
        first = self._first.get(ref.sha256)
        if first is None:
            got = self._data.get((seen.version, "raw"), seen.raw_head, ref.size)
        else:
            got, head, block = self._get_revisit(seen, first)
        if got is None:
            self._missing(seen, ref)
            return
        seen.got["raw"] = got
        if _REVISIT not in got.head:
            # The same bytes may be stored twice; fonds does not, and it is no fault.
            self._check_record(seen, ref, got, seen.raw_head)
            self._first.setdefault(ref.sha256, (got.offset, got.size))
        elif first is None:
            sentence = "no earlier record of the bundle holds these bytes"
            self._find("V309", sentence, seen, "raw", got)
        else:
            self._revisits += 1
            seen.revisit_of = block
            for _, sentence in differences(got.head, head):
                self._find("V309", sentence, seen, "raw", got)
            if got.length:
                self._find("V309", "a revisit has a block", seen, "raw", got)

    def _get_revisit(
        self, seen: Seen, first: tuple[int, int]
    ) -> tuple[Got | None, bytes | None, bytes]:
        headers, block = beginning(self._file, self._data_start + first[0], first[1])
        warcinfo = self._of.warcinfo_data
        head = revisit_head(seen.statement, seen.version, seen.space, warcinfo, headers)
        return self._data.get((seen.version, "raw"), head, 0), head, block

    def _derived(self, seen: Seen, ref: RecordRef, date: str | None) -> None:
        """Check any other record; a ``date`` of None is not known here, and its own is taken."""
        of, role = self._of, ref.role
        text = role in TEXT_ROLES
        source = self._text if text else self._data
        warcinfo = of.warcinfo_text if text else of.warcinfo_data
        head: bytes | None = None
        if date is not None and (seen.raw_record or role == "access"):
            head = derived_head(
                seen.statement, seen.version, seen.space, ref, warcinfo, seen.raw_record, date
            )
        got = source.get((seen.version, role), head, ref.size)
        if got is None:
            self._missing(seen, ref)
            return
        seen.got[role] = got
        if head is None:
            headers = parse_head(got.head[:-4])
            if not seen.raw_record:
                # Whose record holds the bytes is said here first; the chain of versions checks it.
                found = _URN.fullmatch(headers.get("warc-refers-to", ""))
                seen.raw_record = found[1] if found else ""
                if not found:
                    self._find("V303", "it refers to no capture", seen, role, got)
            date = headers.get("warc-date", "") if date is None else date  # printable, as parsed
            head = derived_head(
                seen.statement, seen.version, seen.space, ref, warcinfo, seen.raw_record, date
            )
        self._check_record(seen, ref, got, head)

    def _check_record(self, seen: Seen, ref: RecordRef, got: Got, head: bytes | None) -> None:
        self._records += 1
        self._bytes += got.length
        if got.head is not head:
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
    def _provenance(self, seen: Seen) -> None:
        got = seen.got.get("prov")
        if got is None or got.block is None:
            return
        try:
            document = prov.parse(got.block)
        except FormatError as e:
            self._find("V503", str(e), seen, "prov", got)
            return
        seen.provenance = document
        statement = seen.statement
        identifier = prov.attributes(document, "raw").get("f:identifier", statement.target)
        if not isinstance(identifier, str):
            self._find("V504", "its identifier is not of its form", seen, "prov", got)
        elif self._archive and document_id(self._of.archive, identifier) != statement.doc:
            sentence = f"{identifier[:200]!a} is the identifier of another document"
            self._find("V407", sentence, seen, "prov", got)
        for code, sentence in disagreements(
            document, got.block, statement, seen.version, self._run_of(document)
        ):
            self._find(code, sentence, seen, "prov", got)

    def _run_of(self, document: dict[str, Any] | None) -> Run:
        """The run that a version's provenance names, where there is more than one to choose."""
        if len(self._of.runs) == 1:
            return self._of.runs[0]
        prefix = (document or {}).get("prefix", {}).get("run")
        if not isinstance(prefix, str):
            return self._of.runs[0]
        self._used.setdefault(prefix)
        return self._runs.get(prefix, self._of.runs[0])

    def _ledger(self, seen: Seen) -> None:
        """Undo and redo the ledger; see that the texts are what it speaks of."""
        got = seen.got.get("edits")
        if got is None or got.block is None:
            if "cleaned" in seen.refs and "edits" not in seen.refs:
                sentence = "there is a cleaned text, and no ledger that leads to it"
                self._find("V506", sentence, seen, "cleaned", None)
            return
        try:
            ledger = parse_ledger(got.block)
        except FormatError as e:
            self._find("V505", str(e), seen, "edits", got)
            return
        blocks = [seen.got[role].block if role in seen.got else None for role in TEXT_ROLES]
        try:
            if replay(ledger, seen.refs, blocks[0], blocks[1]):
                self._ledgers += 1
        except PlanMismatchError as e:
            self._find("V506", str(e), seen, "edits", got)
        except UnicodeDecodeError:
            self._find("V507", "the text does not decode", seen, "cleaned", None)
        if seen.provenance is not None:
            step = prov.attributes(seen.provenance, "clean")
            told = (step.get("f:edits", 0), step.get("f:findings", 0))
            if told != (len(ledger.edits), len(ledger.findings)):
                sentence = "it tells of another number of edits or findings"
                self._find("V504", sentence, seen, "prov", seen.got["prov"])

    # --- what is otherwise in an evidence file ------------------------------------------------
    def _reading_copy(self, seen: Seen) -> None:
        """Check the copy for reading that a version has even where its statement names none."""
        text = self._reading(seen)
        if "access" in seen.refs or text is None or seen.provenance is None:
            return
        from fonds.prove.content import reading_copy

        block = reading_copy(seen.provenance, seen.statement.target, text)
        seen.refs["access"] = reference("access", block, ACCESS_TYPE)
        self._copies += 1
        self._derived(seen, seen.refs["access"], seen.statement.at)

    def _reading(self, seen: Seen) -> str | None:
        """The text to read, None where the version has none."""
        role = next((role for role in ("cleaned", "text") if role in seen.refs), "raw")
        got, start = seen.got.get(role), self._text_start
        if role == "raw":
            if prov.attributes(seen.provenance or {}, "text").get("f:sameAs") != "raw":
                return None
            start = self._data_start
        place = (got.offset, got.size) if got is not None else None
        if seen.revisit_of is not None and role == "raw":
            place = self._first.get(seen.refs["raw"].sha256)
        if place is None:
            return None
        try:
            block = read_at(self._file, start + place[0], place[1], limit=_TEXT_LIMIT).block
            return None if block is None else block.decode("utf-8", "surrogatepass")
        except FormatError:
            return None  # it was read before, and what is wrong with it was told
        except UnicodeDecodeError:
            self._find("V507", "the text does not decode", seen, role, got)
            return None

    def _finish_evidence(self) -> None:
        if self._copies:
            self._book.count("integrity", "reading copies that no statement names", self._copies)
        runs = [run.prefix for run in self._of.runs]
        if len(runs) > 1 and list(self._used) != runs:
            sentence = "the runs are not those of the versions, in the order of these"
            self._book.find("V310", sentence, file=self._of.name, member=DATA, record="run")

    def _rederive(self, seen: Seen, recipe: Recipe) -> None:
        """Make the texts again, where the bytes lie in this bundle."""
        if seen.provenance is None:
            return
        raw = self._raw(seen)
        if raw is None:
            self._book.count("derivation", "not made again: bytes in another bundle, or too large")
            return
        stored = {role: got.block for role, got in seen.got.items()}
        outcome = rederive(raw, seen.provenance, recipe, seen.refs, stored)
        if outcome.verdict == "reproducible":
            self._book.count("derivation", "reproducible")
        elif outcome.verdict == "differs":
            self._book.count("derivation", "different")
            place = Place(self._of.name, TEXT, "cleaned", document=seen.statement.doc)
            self._book.add(Finding("V801", outcome.about, place, outcome.diff))
        elif outcome.verdict == "tool":
            self._book.count("derivation", "tool version not available")
            self._lacking[outcome.about] = self._lacking.get(outcome.about, 0) + 1

    def _raw(self, seen: Seen) -> bytes | None:
        """The exact bytes, where this bundle has them and they can be held."""
        got = seen.got.get("raw")
        if got is not None and seen.revisit_of is None:
            return got.block
        first = self._first.get(seen.refs["raw"].sha256)
        if got is None or first is None:
            return None
        try:
            return read_at(self._file, self._data_start + first[0], first[1], limit=HELD).block
        except FormatError:
            return None  # it was read before, and what is wrong with it was told

    # --- pages and index ------------------------------------------------------------------------
    def _pages(self, seen: Seen) -> Iterator[dict[str, Any]]:
        """Yield what each page of a version must say; None stands for what cannot be known here."""
        statement, document = seen.statement, seen.provenance
        title = None if document is None else prov.title_of(document, statement.target)
        yield {
            "id": seen.version,
            "url": statement.target,
            "ts": statement.at,
            "title": title,
            "size": statement.records[0].size,
            "text": self._excerpt(seen),
        }
        access = seen.refs.get("access")
        if access is not None:
            yield {
                "id": uuid5(seen.space, "access"),
                "url": access_uri(seen.version),
                "ts": statement.at,
                "title": None if title is None else f"{title} (reading copy)",
                "size": access.size,
                "text": "",
            }

    def _excerpt(self, seen: Seen) -> str | None:
        """How the text to read begins, or None where it cannot be known here."""
        for role in ("cleaned", "text"):
            if role in seen.refs:
                got = seen.got.get(role)
                return _text_of(got.block if got is not None else None)
        if seen.provenance is None:
            return None
        if prov.attributes(seen.provenance, "text").get("f:sameAs") != "raw":
            return ""
        if seen.revisit_of is not None:
            return _text_of(seen.revisit_of)
        raw = seen.got.get("raw")
        return _text_of(raw.block if raw is not None else None)

    def _index(self, seen: Seen) -> None:
        """Note the index lines that the records must have."""
        statement, version = seen.statement, seen.version
        for role, got in seen.got.items():
            ref = seen.refs[role]
            if role == "raw":
                revisit = seen.revisit_of is not None
                mime = "warc/revisit" if revisit else ref.type.partition(";")[0]
                key, url = seen.key, statement.target
            elif role in TEXT_ROLES:
                continue
            elif role == "access":
                key, url, mime = f"invalid,view)/{version}", access_uri(version), "text/html"
            else:
                key, mime = f"fonds)/{version}/{role}", PROV_TYPE
                url = f"metadata://fonds/{version}/{role}"
            line = index_line(key, statement.at, url, mime, ref.sha256, got.size, got.offset)
            self.index.add(line, got.offset)

    # --- telling --------------------------------------------------------------------------------
    def _find(self, code: str, sentence: str, seen: Seen, role: str, got: Got | None) -> None:
        self._book.find(
            code,
            sentence,
            file=self._of.name,
            member=TEXT if role in TEXT_ROLES else DATA,
            record=role,
            offset=got.offset if got is not None else None,
            document=seen.statement.doc,
        )

    def _missing(self, seen: Seen, ref: RecordRef) -> None:
        source = self._text if ref.role in TEXT_ROLES else self._data
        if isinstance(source, Listed) and source.broken:
            return  # it may lie behind the damage; those are counted
        self._find("V305", f"{ref.role} of version {seen.version}", seen, ref.role, None)

    def _statement(self, seen: Seen, sentence: str) -> None:
        self._book.find(
            "V401", sentence, file=self._of.name, member=STATEMENTS, document=seen.statement.doc
        )


def _text_of(block: bytes | None) -> str | None:
    if block is None:
        return None
    return block[: 4 * EXCERPT].decode("utf-8", "ignore")[:EXCERPT]
