"""Check what was derived: provenance, ledger, texts, and texts derived again."""

import contextlib
import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from fonds.errors import FormatError, PlanMismatchError
from fonds.formats import prov
from fonds.formats.bundle import DATA, EXCERPT, TEXT
from fonds.formats.document_title import is_first_line, stated_titles
from fonds.formats.extraction_record import main_ranges_of, main_text, parse_extraction
from fonds.formats.statement import document_id
from fonds.formats.warc.reader import read_at
from fonds.ledger import Ledger, parse_ledger, text_sha256
from fonds.model import RecordRef
from fonds.verify.report import Finding, Place
from fonds.verify.version.context import Captures, FindingWriter, VersionUnderCheck
from fonds.verify.version.expected import excerpt_of
from fonds.verify.version.payload_lookup import PayloadLocations, read_payload
from fonds.verify.version.provenance import RunRecord, disagreements, names_run
from fonds.verify.version.records import HELD

if TYPE_CHECKING:
    from fonds.verify.version.rederive import Recipe

_TEXT_LIMIT = 64 * 1024 * 1024  # bytes of a text of which a reading copy was made
MISSING = "not made again: their bytes are not available, or too large"
NOTHING = "without a text to make again"
UNBOUND_RUNS = "versions that do not name the record of their run"


class DerivativeChecks:
    """Checks what the records of versions say of each other and of their statement."""

    def __init__(
        self,
        file: BinaryIO,
        text_start: int,
        captures: Captures,
        writer: FindingWriter,
        payloads: PayloadLocations | None,
    ) -> None:
        self._file, self._text_start = file, text_start
        self._captures, self._writer, self._bundle = captures, writer, writer.bundle
        self._runs = {run.prefix: run for run in writer.bundle.runs}
        self._payloads: PayloadLocations = payloads or {}
        self._recipes = _recipes(writer.bundle.runs) if payloads is not None else {}
        self._used: dict[str, None] = {}  # runs that a version names, in order
        self._lacking: dict[str, int] = {}  # tools not here, and how many texts need them
        self._ledgers = 0

    def provenance(self, current: VersionUnderCheck) -> None:
        """Read the provenance record, and compare it with the statement and the run."""
        record = current.records.get("prov")
        if record is None or record.block is None:
            return
        try:
            document = prov.parse(record.block)
        except FormatError as e:
            self._writer.record("V503", str(e), current, "prov", record)
            return
        current.provenance = document
        statement, archive = current.statement, self._bundle.archive
        identifier = prov.attributes(document, "raw").get("f:identifier", statement.target)
        if not isinstance(identifier, str):
            self._writer.record("V504", "its identifier is malformed", current, "prov", record)
        elif archive and document_id(archive, identifier) != statement.doc:
            sentence = f"{identifier[:200]!a} is the identifier of another document"
            self._writer.record("V407", sentence, current, "prov", record)
        run = self._run_of(document)
        for code, sentence in disagreements(
            document, record.block, statement, current.version, run
        ):
            self._writer.record(code, sentence, current, "prov", record)
        if self._bundle.evidence and not names_run(document.get("activity", {})):
            self._writer.findings.count("integrity", UNBOUND_RUNS)

    def _run_of(self, document: dict[str, Any] | None) -> RunRecord:
        """The run that a version's provenance names, where there is more than one to choose."""
        if len(self._bundle.runs) == 1:
            return self._bundle.runs[0]
        prefix = (document or {}).get("prefix", {}).get("run")
        if not isinstance(prefix, str):
            return self._bundle.runs[0]
        self._used.setdefault(prefix)
        return self._runs.get(prefix, self._bundle.runs[0])

    def ledger(self, current: VersionUnderCheck) -> None:
        """Undo and redo the ledger; see that the texts are what it speaks of."""
        record = current.records.get("edits")
        if record is None or record.block is None:
            if "cleaned" in current.refs and "edits" not in current.refs:
                sentence = "there is a cleaned text, and no ledger that leads to it"
                self._writer.record("V506", sentence, current, "cleaned", None)
            return
        try:
            ledger = parse_ledger(record.block)
        except FormatError as e:
            self._writer.record("V505", str(e), current, "edits", record)
            return
        cleaned = current.records["cleaned"].block if "cleaned" in current.records else None
        try:
            text = self.base_text(current)
            known = "extraction" not in current.refs or text is not None
            if known and replay(ledger, current.refs, text, cleaned):
                self._ledgers += 1
        except PlanMismatchError as e:
            self._writer.record("V506", str(e), current, "edits", record)
        except UnicodeDecodeError:
            self._writer.record("V507", "the text does not decode", current, "cleaned", None)
        if current.provenance is not None:
            step = prov.attributes(current.provenance, "clean")
            recorded = (step.get("f:edits", 0), step.get("f:findings", 0))
            if recorded != (len(ledger.edits), len(ledger.findings)):
                sentence = "it describes another number of edits or findings"
                self._writer.record("V504", sentence, current, "prov", current.records["prov"])

    def base_text(self, current: VersionUnderCheck) -> bytes | None:
        """Return the text that was cleaned: the main text where the extraction names one.

        None where it is not held. Raises: PlanMismatchError where the ranges do not fit the text.
        """
        record = current.records.get("extraction")
        if record is None:
            text = current.records.get("text")
            return text.block if text is not None else None
        block = self._text(current, "text")
        if block is None or record.block is None:
            return None
        try:
            ranges = main_ranges_of(record.block)
        except FormatError as e:
            self._writer.record("V505", str(e), current, "extraction", record)
            return None
        text_ = block.decode("utf-8", "surrogatepass")
        if ranges and ranges[-1][1] > len(text_):
            raise PlanMismatchError("the main text lies outside of the text")
        return main_text(text_, ranges).encode("utf-8", "surrogatepass")

    def reading_text(self, current: VersionUnderCheck) -> str | None:
        """Return the whole text to read, None where the version has none."""
        if "cleaned" not in current.refs and "extraction" in current.refs:
            try:
                base = self.base_text(current)
            except (PlanMismatchError, UnicodeDecodeError):
                return None
            return None if base is None else base.decode("utf-8", "surrogatepass")
        role = next((role for role in ("cleaned", "text") if role in current.refs), "raw")
        if role == "raw":
            if prov.attributes(current.provenance or {}, "text").get("f:sameAs") != "raw":
                return None
            block = self._captures.block_of(current.refs["raw"].sha256, _TEXT_LIMIT)
        else:
            block = self._text(current, role)
        try:
            return None if block is None else block.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            self._writer.record(
                "V507", "the text does not decode", current, role, current.records.get(role)
            )
            return None

    def title(self, current: VersionUnderCheck) -> None:
        """See that the recorded title of a text is one that the document gives itself."""
        title = prov.attributes(current.provenance or {}, "text").get("f:title")
        if title is None:
            return
        record = current.records.get("extraction")
        if record is not None and record.block is not None:
            with contextlib.suppress(FormatError):  # which was reported
                if title in stated_titles(parse_extraction(record.block).metadata):
                    return
        reading = excerpt_of(current)
        if reading is None or (len(reading) == EXCERPT and "\n" not in reading):
            reading = self.reading_text(current)
        if reading is None or (record is not None and record.block is None):
            self._writer.findings.count("integrity", "titles that were not compared")
        elif not isinstance(title, str) or not is_first_line(title, reading):
            sentence = f"{str(title)[:200]!a} is neither its first line nor stated in it"
            self._writer.record("V510", sentence, current, "prov", current.records.get("prov"))

    def _text(self, current: VersionUnderCheck, role: str) -> bytes | None:
        record = current.records.get(role)
        if record is None or record.block is not None:
            return record.block if record else None
        try:
            start = self._text_start + record.offset
            return read_at(self._file, start, record.size, limit=_TEXT_LIMIT).block
        except FormatError:
            return None  # it was read before, and what is wrong with it was reported

    def rederive(self, current: VersionUnderCheck) -> None:
        """Make the texts again, where that was asked for and the bytes can be had."""
        recipe = self._recipes.get(self._run_of(current.provenance).prefix)
        if recipe is None or current.provenance is None:
            return
        from fonds.verify.version.rederive import compare, has_text

        findings = self._writer.findings
        if not has_text(current.provenance):
            findings.count("derivation", NOTHING)
            return
        data = self._bytes(current)
        if data is None:
            findings.count("derivation", MISSING)
            return
        stored = {role: record.block for role, record in current.records.items()}
        outcome = compare(data, current.provenance, recipe, current.refs, stored)
        if outcome.verdict == "reproducible":
            findings.count("derivation", "reproducible")
        elif outcome.verdict == "differs":
            findings.count("derivation", "different")
            place = Place(self._bundle.name, TEXT, "cleaned", document=current.statement.doc)
            findings.add(Finding("V801", outcome.about, place, outcome.diff))
        elif outcome.verdict == "tool":
            findings.count("derivation", "tool version not available")
            self._lacking[outcome.about] = self._lacking.get(outcome.about, 0) + 1

    def _bytes(self, current: VersionUnderCheck) -> bytes | None:
        """The bytes that a version was made from: its own, or those of an earlier version."""
        raw, sha256 = current.records.get("raw"), current.refs["raw"].sha256
        if raw is not None and current.revisit_of is None:
            return raw.block
        data = self._captures.block_of(sha256, HELD)
        return read_payload(self._payloads.get(sha256), sha256) if data is None else data

    def finish(self) -> None:
        """Enter what was counted, and what only all versions together can show."""
        findings = self._writer.findings
        if self._ledgers:
            findings.count("derivation", "ledgers", self._ledgers)
        for tool, count in self._lacking.items():
            findings.report("V802", f"{tool}, which made {count} texts", file=self._bundle.name)
        runs = [run.prefix for run in self._bundle.runs]
        if len(runs) > 1 and list(self._used) != runs:
            sentence = "the runs are not those of the versions, in the order of these"
            findings.report("V310", sentence, file=self._bundle.name, member=DATA, record="run")


def _recipes(runs: Iterable[RunRecord]) -> "dict[str, Recipe]":
    """How each run made its texts. The stages are imported where texts are made again only."""
    from fonds.verify.version.rederive import Recipe

    return {run.prefix: Recipe(run.record) for run in runs if run.known}


def replay(
    ledger: Ledger, refs: dict[str, RecordRef], text: bytes | None, cleaned: bytes | None
) -> bool:
    """Check that a ledger leads from the text to the cleaned one and back.

    ``text`` and ``cleaned`` are the blocks of those records, None where there is none. Returns
    False where the cleaned text is stated and not available, so that nothing could be checked.
    Raises: PlanMismatchError; UnicodeDecodeError for what is no text.
    """
    # Without a text record the capture's bytes are the text's UTF-8 form; with an extraction the
    # text is the main one, which only its bytes show.
    base = refs.get("text", refs["raw"]).sha256
    if "extraction" in refs and text is not None:
        base = hashlib.sha256(text).hexdigest()
    if ledger.input.sha256 != base:
        raise PlanMismatchError("it was made for another text", sha256=base)
    if "cleaned" not in refs:
        if ledger.edits:
            raise PlanMismatchError("it holds edits, and there is no cleaned text")
        if ledger.input != ledger.output:
            raise PlanMismatchError("it holds no edit, and its two texts differ")
        if text is not None:
            ledger.redo(text.decode("utf-8", "surrogatepass"))
        return True
    if cleaned is None:
        return False
    if not ledger.edits:
        raise PlanMismatchError("it holds no edit, and there is a cleaned text")
    original = ledger.undo(cleaned.decode("utf-8", "surrogatepass"))
    if text_sha256(ledger.redo(original)) != refs["cleaned"].sha256:
        raise PlanMismatchError("its edits do not lead to the cleaned text")
    return True
