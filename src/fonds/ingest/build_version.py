"""Decide whether a document's bytes make a new version, and build its records."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence

from fonds.bundle import SegmentBuilder, VersionBuilder
from fonds.derive import HEAD, Derived, DeriveOptions, Given, derive
from fonds.errors import DamagedContainerError, OtherOriginError, TooLargeError
from fonds.fingerprints import fingerprint, fingerprint_stream
from fonds.formats.bundle import EXCERPT, BundleEntry
from fonds.formats.canonical import uuid5, uuid_bytes
from fonds.formats.document_title import own_title
from fonds.formats.extraction_record import print_extraction
from fonds.formats.prov import target_name
from fonds.formats.statement import print_statement
from fonds.formats.wacz import cdxj
from fonds.ingest.options import PreviousVersion
from fonds.ingest.provenance import NO_EXTRACTOR, VersionFacts, provenance_record
from fonds.ingest.task import Captured, DocumentBytes, IngestTask, Job
from fonds.ledger import ledger_bytes
from fonds.model import (
    Extraction,
    FileStamp,
    Fingerprint,
    Identification,
    Loss,
    RecordRef,
    Statement,
    Status,
    stamp,
)

_NOT_LOOKED_AT = Derived(
    Identification("application/octet-stream"),
    Extraction(None, "fonds", "", losses=(Loss(NO_EXTRACTOR),)),
)


def build_version(
    task: IngestTask,
    job: Job,
    builder: SegmentBuilder,
    count: Callable[[int], None] = lambda size: None,
) -> Captured:
    """Read one document, decide what it needs, and put the records of its new version.

    ``count`` is called with each piece of a large document when it is first read.

    Raises: SourceError for an input that cannot be read; what was put must then be rewound.
    """
    at = stamp(task.now())
    size, limits = job.capture.stamp.size, task.limits
    if size > limits.document_bytes:
        raise TooLargeError("larger than the limit", bytes=size, limit=limits.document_bytes)
    if size <= limits.held_bytes:
        data, read_at = job.capture.read(limits.held_bytes)
        content = DocumentBytes(data, data, fingerprint(data))
        return _decide(task, job, builder, at, content, read_at)
    with job.capture.open() as opened:
        chunks = _counted(iter(lambda: opened.stream.read(1024 * 1024), b""), count)
        print_ = fingerprint_stream(chunks, opened.stamp.size)
        opened.stream.seek(0)
        content = DocumentBytes(opened, opened.stream.read(HEAD), print_)
        taken = _decide(task, job, builder, at, content, opened.stamp)
        # The fingerprint read all of it. What is stored already is not read a second time, so the
        # place in the stream says nothing; a stream that was stored was as long as it had to be.
        opened.stream.seek(0, os.SEEK_END)
        opened.check()
    return taken


def _counted(chunks: Iterator[bytes], count: Callable[[int], None]) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk
        count(len(chunk))


def _decide(
    task: IngestTask,
    job: Job,
    builder: SegmentBuilder,
    at: str,
    content: DocumentBytes,
    read_at: FileStamp,
) -> Captured:
    """New bytes, new metadata, or new derivatives make a version; anything else makes nothing."""
    print_, prior = content.fingerprint, job.prior
    same = prior is not None and prior.holds(print_.sha256)
    # 1. Other bytes under a name that was made from a path, from another place: two documents or
    #    one that moved, which only the user knows.
    if job.other_origin is not None and not same:
        raise OtherOriginError(
            "another document of this name came from another place",
            path=job.capture.display,
            identifier=job.identifier,
            came_from=job.other_origin,
        )
    # 2. The bytes of a document that releases before 0.2 gave another name: it keeps that name.
    if job.former is not None and job.former.sha256 == print_.sha256:
        return Captured(Status.UNCHANGED, print_, read_at, former=True)
    # 3. Neither bytes nor metadata differ, and no derivation was asked for.
    reprocess = task.reprocess or job.reprocess
    known = _is_known(job, print_, at)
    _refuse_damaged_copy(job, known=known)
    seen_again = same and bool(job.seen) and not known
    if (same or known) and not (job.described or reprocess or seen_again):
        return Captured(Status.UNCHANGED, print_, read_at)
    # 4. The derivatives, also for a dry run: whether they can be made is part of the answer.
    derived = _derive(task, job, content) if task.derive and not job.refused else _bytes_only(job)
    status = Status.NEW_VERSION if prior else Status.NEW
    edits = len(derived.cleaned.edits) if derived.cleaned else 0
    losses = derived.extraction.losses
    notes = tuple(map(str, losses)) if task.derive else ()
    partial = getattr(job.capture, "partial", "")
    if partial:
        notes = (f"partial: {partial}", *notes)
    damaged = bool(partial) or (task.derive and any(loss.is_damage for loss in losses))
    without_text = task.derive and derived.extraction.text is None
    made = Captured(status, print_, read_at, None, edits, notes)
    made = made._replace(without_text=without_text, damaged=damaged)
    if task.dry_run:
        return made
    # 5. The records. New metadata and new derivatives can come together; the kind is then describe.
    kind = _kind(job, same=same, seen_again=seen_again)
    version = uuid5(uuid_bytes(job.doc), job.nonce)
    records = builder.version(version, at, stamp(task.now()), job.target)
    _put_capture(job, records, content, derived, same=same)
    _put_texts(job, records, derived)
    # 6. What was derived again and is the same makes no version; the worker rewinds the segment.
    if kind == "reprocess" and not _differ(prior, records.records):
        return Captured(Status.UNCHANGED, print_, read_at)
    _put_provenance(task, job, records, content, derived)
    return made._replace(entry=_entry(task, job, records, kind, derived))


def _kind(job: Job, *, same: bool, seen_again: bool) -> str:
    """What a version's statement says that it is."""
    if not same:
        return "capture"
    if job.described:
        return "describe"
    return "revisit" if seen_again else "reprocess"


def _is_known(job: Job, print_: Fingerprint, at: str) -> bool:
    """Whether the archive has this very capture, or these bytes of this day."""
    exchange = getattr(job.capture, "exchange", None)
    if exchange is None or not job.seen:
        return False
    day = (job.capture.captured or at)[:10]  # type: ignore[attr-defined]
    return hashlib.sha256(exchange).hexdigest() in job.seen or f"{print_.sha256} {day}" in job.seen


def _refuse_damaged_copy(job: Job, *, known: bool) -> None:
    """Keep what is cut from taking the place of the same capture. Raises: DamagedContainerError."""
    partial = getattr(job.capture, "partial", "")
    if partial and not known and getattr(job.capture, "captured", "") in job.seen:
        raise DamagedContainerError(
            "a damaged copy of a capture that is here already",
            identifier=job.identifier,
            why=partial,
        )


def _derive(task: IngestTask, job: Job, content: DocumentBytes) -> Derived:
    """Derive the texts of a document from its bytes and what is known of it."""
    given = Given(
        head=content.head,
        size=content.fingerprint.size,
        held=content.held,
        whole=content.data if isinstance(content.data, bytes) else content.data.stream,
        name=target_name(job.target),
        declared=_declared(job),
        charset=job.charset,
        text_kind=job.text_kind,
    )
    options = DeriveOptions(
        task.clean,
        task.pronom,
        task.sparing,
        held_limit=task.limits.held_bytes,
        parsed_limit=task.limits.parsed_bytes,
    )
    return derive(given, options)


def _declared(job: Job) -> str | None:
    """The type that the archivist states, where it is one, else what a server declared."""
    stated = job.stated.get("format")
    return stated if isinstance(stated, str) else getattr(job.capture, "declared", None)


def _bytes_only(job: Job) -> Derived:
    """The derivatives of a document that cannot or need not be processed: none."""
    if not job.refused:
        return _NOT_LOOKED_AT
    losses = (Loss("refused", note=job.refused),)
    return Derived(_NOT_LOOKED_AT.identification, Extraction(None, "fonds", "", losses=losses))


def _put_capture(
    job: Job, records: VersionBuilder, content: DocumentBytes, derived: Derived, *, same: bool
) -> None:
    content_type = derived.identification.content_type
    if same:
        assert job.prior is not None  # noqa: S101 - what "same" means
        records.captured_by = job.prior.holder
        records.name_capture(content_type, content.fingerprint)
    elif isinstance(content.data, bytes):
        records.capture(content_type, content.fingerprint, content.data)
    else:
        content.data.stream.seek(0)
        records.capture(content_type, content.fingerprint, content.data.stream)


def _put_texts(job: Job, records: VersionBuilder, derived: Derived) -> None:
    """Put the texts and the ledger, each only where it differs, and what else was found.

    A document without a text may still say something of itself, as a picture does.
    """
    extraction, cleaned = derived.extraction, derived.cleaned
    if extraction.text is not None and not extraction.exact:
        records.conversion("text", extraction.text, made_from="raw")
    record, private = print_extraction(extraction)
    if record is not None:
        records.extraction(record)
    if private is not None:
        records.sensitive(private)
    if cleaned is not None:
        if cleaned.edits:
            made_from = "raw" if extraction.exact else "text"
            records.conversion("cleaned", cleaned.text, made_from)
        if cleaned.edits or cleaned.findings:
            records.edits(ledger_bytes(derived.base or "", cleaned))


def _put_provenance(
    task: IngestTask,
    job: Job,
    records: VersionBuilder,
    content: DocumentBytes,
    derived: Derived,
) -> None:
    exchange = getattr(job.capture, "exchange", None)
    if exchange is not None:
        records.exchange(exchange)
    facts = VersionFacts(
        version=records.version,
        run=task.run,
        run_sha256=task.run_sha256,
        target=job.target,
        identifier=job.identifier,
        began=records.at,
        ended=records.made,
        fingerprint=content.fingerprint,
        identification=derived.identification,
        script=derived.script,
        language=derived.language,
        extraction=derived.extraction,
        cleaned=derived.cleaned,
        digests={record.role: record.sha256 for record in records.records},
        text_kind=derived.text_kind,
        stated=job.stated,
        inferred=job.inferred,
        title=_own_title(derived),
        stamp_ns=None if job.capture.origin is None else job.capture.stamp.mtime_ns,
        within=getattr(job.capture, "within", None),
    )
    records.provenance(provenance_record(facts))


def _entry(
    task: IngestTask, job: Job, records: VersionBuilder, kind: str, derived: Derived
) -> BundleEntry:
    statement = Statement(
        kind=kind,
        doc=job.doc,
        prev=job.prior.digest if job.prior else None,
        nonce=job.nonce,
        at=records.at,
        target=job.target,
        by=task.by,
        records=records.records,
    )
    return BundleEntry(
        doc=job.doc,
        identifier=job.identifier,
        version=records.version,
        kind=kind,
        at=records.at,
        target=job.target,
        statement=print_statement(statement),
        records=tuple(records.records),
        title=_title(job, derived),
        text=(derived.reading or "")[:EXCERPT],
        key=cdxj.key(job.target),
        places=records.places,
        sketch=derived.sketch,
    )


_TEXTS = ("text", "cleaned", "edits", "extraction", "sensitive")


def _differ(prior: PreviousVersion | None, records: Sequence[RecordRef]) -> bool:
    """Whether deriving everything again gave other texts, or another type, than what is stored."""
    if prior is None or prior.statement is None:
        return True
    return _derivatives(records) != _derivatives(prior.statement.records)


def _derivatives(records: Sequence[RecordRef]) -> set[tuple[str, str]]:
    texts = {(r.role, r.sha256) for r in records if r.role in _TEXTS}
    return texts | {("type", records[0].type)}


def _title(job: Job, derived: Derived) -> str:
    """A stated title, else one that somebody inferred, else the first line, else the name."""
    for title in (job.stated.get("title"), job.inferred.get("title"), _own_title(derived)):
        if isinstance(title, str) and title:
            return title
    return target_name(job.target)


def _own_title(derived: Derived) -> str | None:
    return own_title(derived.extraction.metadata, derived.reading)
