"""One document, from bytes to the records of a version: the stages called in their order."""

from collections.abc import Sequence

from fonds.bundle import SegmentBuilder, VersionBuilder
from fonds.errors import TooLargeError
from fonds.extraction import extract, skipped, wants
from fonds.fingerprints import fingerprint, fingerprint_stream, sketch
from fonds.formats.access_copy import access_copy, needs_access_copy
from fonds.formats.bundle import EXCERPT, BundleEntry
from fonds.formats.canonical import uuid5, uuid_bytes
from fonds.formats.prov import target_name
from fonds.formats.statement import print_statement
from fonds.formats.wacz import cdxj
from fonds.identification import HEAD, identify, languages
from fonds.ingest.options import Prior
from fonds.ingest.provenance import NO_EXTRACTOR, Story, tell
from fonds.ingest.task import Content, Derived, Job, Taken, Task
from fonds.ledger import ledger_bytes
from fonds.model import (
    Extraction,
    FileStamp,
    Identification,
    Loss,
    RecordRef,
    Statement,
    Status,
    stamp,
)
from fonds.sources import OpenSource, open_file, read_file

TITLE_LIMIT = 200  # characters of a title that is taken from a text's first line

_NOT_LOOKED_AT = Derived(
    Identification("application/octet-stream"),
    Extraction(None, "fonds", "", losses=(Loss(NO_EXTRACTOR),)),
)


def take_in(task: Task, job: Job, builder: SegmentBuilder) -> Taken:
    """Read one document, decide what it needs, and put the records of its new version.

    Raises: SourceError for an input that cannot be read; what was put must then be rewound.
    """
    at = stamp(task.now())
    size, limits = job.source.stamp.size, task.limits
    if size > limits.document_bytes:
        raise TooLargeError("larger than the limit", bytes=size, limit=limits.document_bytes)
    if size <= limits.held_bytes:
        data, read_at = read_file(job.source, limits.held_bytes)
        content = Content(data, data, fingerprint(data))
        return _decide(task, job, builder, at, content, read_at)
    with open_file(job.source) as opened:
        chunks = iter(lambda: opened.stream.read(1024 * 1024), b"")
        print_ = fingerprint_stream(chunks, opened.stamp.size)
        opened.stream.seek(0)
        content = Content(opened, opened.stream.read(HEAD), print_)
        taken = _decide(task, job, builder, at, content, opened.stamp)
        opened.check()
    return taken


def _decide(
    task: Task,
    job: Job,
    builder: SegmentBuilder,
    at: str,
    content: Content,
    read_at: FileStamp,
) -> Taken:
    """New bytes, new metadata, or new derivatives make a version; anything else makes nothing."""
    print_, prior = content.fingerprint, job.prior
    same = prior is not None and prior.holds(print_.sha256)
    described = prior is not None and prior.stated != job.stated_digest
    if same and not described and not task.reprocess:
        return Taken(Status.UNCHANGED, print_, read_at)
    derived = _derive(task, job, content) if task.derive and not job.refused else _bytes_only(job)
    status = Status.NEW_VERSION if prior else Status.NEW
    edits = len(derived.cleaned.edits) if derived.cleaned else 0
    losses = derived.extraction.losses
    notes = tuple(_loss_note(loss) for loss in losses if loss.kind != NO_EXTRACTOR)
    if task.dry_run:
        return Taken(status, print_, read_at, None, edits, notes)
    kind = "capture" if not same else "describe" if described else "reprocess"
    version = uuid5(uuid_bytes(job.doc), job.nonce)
    records = builder.version(version, at, stamp(task.now()), job.target)
    _put_capture(job, records, content, derived, same=same)
    _put_texts(job, records, derived)
    if kind == "reprocess" and not _differ(prior, records.records):
        return Taken(Status.UNCHANGED, print_, read_at)
    _put_provenance(task, job, records, content, derived)
    entry = _entry(task, job, records, kind, derived)
    return Taken(status, print_, read_at, entry, edits, notes)


def _derive(task: Task, job: Job, content: Content) -> Derived:
    """Identify, extract and clean: pure functions of the bytes and the settings."""
    held = content.held
    whole = content.data.stream if isinstance(content.data, OpenSource) else content.data
    identification = identify(
        content.head,
        name=target_name(job.target),
        size=content.fingerprint.size,
        whole=whole,
        declared=_declared(job),
        pronom=task.pronom,
        every_opinion=task.every_opinion,
    )
    if held is None or not wants(identification, content.fingerprint.size):
        return Derived(
            identification,
            skipped(identification, content.fingerprint.size, task.limits.held_bytes),
        )
    extraction = extract(held, identification)
    if extraction.text is None:
        return Derived(identification, extraction)
    script, language = languages(extraction.text)
    cleaned = None
    if task.clean:
        from fonds.cleaning import clean  # its rules take a tenth of a second to load

        cleaned = clean(extraction.text, task.clean)
    near = sketch(cleaned.text if cleaned else extraction.text)
    return Derived(identification, extraction, script, language, cleaned, near)


def _declared(job: Job) -> str | None:
    """The type that the archivist states, where it is one."""
    stated = job.stated.get("format")
    return stated if isinstance(stated, str) else None


def _bytes_only(job: Job) -> Derived:
    """Keep a document that cannot be processed, or need not: nothing is looked at."""
    if not job.refused:
        return _NOT_LOOKED_AT
    losses = (Loss("refused", note=job.refused),)
    return Derived(_NOT_LOOKED_AT.identification, Extraction(None, "fonds", "", losses=losses))


def _put_capture(
    job: Job, records: VersionBuilder, content: Content, derived: Derived, *, same: bool
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
    """Put the texts, the ledger and the access copy, each only where it says something new."""
    extraction, cleaned = derived.extraction, derived.cleaned
    text = extraction.text
    if text is None:
        return
    if not extraction.exact:
        records.conversion("text", text, made_from="raw")
    if cleaned is not None:
        if cleaned.edits:
            made_from = "raw" if extraction.exact else "text"
            records.conversion("cleaned", cleaned.text, made_from)
        if cleaned.edits or cleaned.findings:
            records.edits(ledger_bytes(text, cleaned))
    if needs_access_copy(derived.identification.media_type, derived.script):
        tag = job.stated.get("language") or (derived.language.tag if derived.language else None)
        records.access(access_copy(_title(job, derived), derived.reading or "", tag))


def _put_provenance(
    task: Task,
    job: Job,
    records: VersionBuilder,
    content: Content,
    derived: Derived,
) -> None:
    story = Story(
        version=records.version,
        run=task.run,
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
        stated=job.stated,
        inferred=job.inferred,
        title=_first_line(derived),
        stamp_ns=job.source.stamp.mtime_ns,
    )
    records.provenance(tell(story))


def _entry(
    task: Task, job: Job, records: VersionBuilder, kind: str, derived: Derived
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
        stated=job.stated_digest,
        sketch=derived.sketch,
    )


def _differ(prior: Prior | None, records: Sequence[RecordRef]) -> bool:
    """Whether making everything anew gave other texts, or another type, than what is stored."""
    if prior is None or prior.statement is None:
        return True
    return _derivatives(records) != _derivatives(prior.statement.records)


def _derivatives(records: Sequence[RecordRef]) -> set[tuple[str, str]]:
    texts = {(r.role, r.sha256) for r in records if r.role in ("text", "cleaned", "edits")}
    return texts | {("type", records[0].type)}


def _title(job: Job, derived: Derived) -> str:
    """A stated title, else one that somebody inferred, else the first line, else the name."""
    for told in (job.stated.get("title"), job.inferred.get("title"), _first_line(derived)):
        if isinstance(told, str) and told:
            return told
    return target_name(job.target)


def _first_line(derived: Derived) -> str | None:
    """The first line of a text, where it stands apart as titles do."""
    reading = derived.reading
    if not reading:
        return None
    first, _, rest = reading[: 2 * TITLE_LIMIT].partition("\n")
    line = first.strip()
    apart = not rest.split("\n", 1)[0].strip()
    return line if line and apart and len(line) <= TITLE_LIMIT and line.isprintable() else None


def _loss_note(loss: Loss) -> str:
    count = f"{loss.count} x " if loss.count > 1 else ""
    return f"{count}{loss.kind}" + (f": {loss.note}" if loss.note else "")
