"""The options of an ingest, and its outcomes. Values only."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import attrs

from fonds.errors import FondsError
from fonds.model import Statement, Status
from fonds.sources.containers.limits import ExpandLimits
from fonds.sources.table import Columns

MIB = 1024 * 1024


@attrs.frozen
class Limits:
    """Bounds of an ingest. All are recorded with the run. Units are in the names."""

    document_bytes: int = 16 * 1024 * MIB  # larger inputs are refused, not stored in part
    held_bytes: int = 8 * MIB  # a document up to this size is held in memory, else streamed
    parsed_bytes: int = (
        48 * MIB
    )  # a longer one is read whole up to this, if its format has a parser
    batch_bytes: int = 8 * MIB  # input of one task: what one worker holds at a time
    batch_documents: int = 500
    bundle_bytes: int = 256 * MIB  # input of one bundle, and so the target of its size
    # Rows of a bundle, 5 KB each, are held until it is committed; and bundles are what several
    # processes verify at a time, and what a withdrawal rewrites.
    bundle_documents: int = 5_000
    cpu_seconds: float = 30.0  # per document, in a worker; C code cannot be stopped otherwise
    worker_memory_bytes: int = 2 * 1024 * MIB  # address space of a worker
    expand: ExpandLimits = attrs.field(factory=ExpandLimits)  # what is taken out of containers


@attrs.frozen
class Options:
    """The options of an ingest. The defaults are what most people want.

    ``profile`` is how texts are cleaned (``minimal``, ``standard``, ``thorough``), or None to leave
    them as they are. ``pronom`` asks
    pygfried too, where it is installed and workers do the work (it must never be forked).
    With ``sparing``, for bulk, libmagic is asked only where its answer could change the label: a
    text that is named as one then costs half. ``charset`` is what all texts of the run are
    in, ``text_kind`` what they are to the cleaner (``prose``, ``code``, …).
    With ``capture_only`` only the bytes are kept, with their fingerprint and where they came from;
    ``reprocess`` makes the rest later, also of documents that did not change. ``rehash`` reads
    every file, even one that looks unchanged; ``dry_run`` stores nothing and says what would be.
    ``operator`` is who archives.
    ``again`` ingests what was withdrawn before, which is passed over without it: it is known by
    its identifier, for nothing else of it is stored.
    Containers (ZIP, TAR, mailboxes) are documents, and so are their members; without ``expand``
    they stay shut, with ``members_only`` their own bytes are not stored. One document that is
    named (``identifier``, ``source_url``, ``title``) is never opened. With ``text_column`` each
    row of a CSV, TSV or JSON Lines file is a document, which ``id_column`` or ``url_column`` name.
    ``same`` says that a file under the identifier of a document is that document, though it comes
    from another place. Of ``metadata`` an empty text takes a key away. ``identifier``,
    ``source_url`` and ``title`` speak of one document and so need exactly one input. ``jobs`` is
    the number of worker processes; 0 does everything in this process (for tests and debuggers),
    None starts them when there is enough to do.
    """

    identifier: str | None = None
    source_url: str | None = None
    title: str | None = None
    same: bool = False
    again: bool = False
    metadata: Mapping[str, Any] = attrs.field(factory=dict)
    operator: str | None = None
    profile: str | None = "standard"
    pronom: bool = False
    sparing: bool = False
    charset: str | None = None
    text_kind: str | None = None
    capture_only: bool = False
    dry_run: bool = False
    rehash: bool = False
    reprocess: bool = False
    expand: bool = True
    members_only: bool = False
    text_column: str | None = None
    id_column: str | None = None
    url_column: str | None = None
    date_column: str | None = None
    jobs: int | None = None
    limits: Limits = Limits()

    @property
    def columns(self) -> Columns:
        """Which columns of tables hold what."""
        return Columns(self.text_column, self.id_column, self.url_column, self.date_column)

    @property
    def opens_containers(self) -> bool:
        """Whether containers are opened: not where the caller speaks of one document."""
        return self.expand and not (self.identifier or self.source_url or self.title)

    def stated(self) -> dict[str, Any]:
        """Return the metadata that the caller states for every document of the run."""
        title = {"title": self.title} if self.title else {}
        return {**self.metadata, **title}


class IngestOutcome(NamedTuple):
    """The outcome of one input. A tuple, since there is one of every file that did not change too.

    ``display`` is its name as given, not yet made safe for a terminal. ``document`` is None for
    a failure that came before the document had a name.
    """

    status: Status
    display: str
    document: str | None = None
    identifier: str | None = None
    version: int | None = None
    sha256: str | None = None
    size: int = 0
    edits: int = 0
    notes: tuple[str, ...] = ()
    error: FondsError | None = None
    without_text: bool = False  # of a version that was made: there is no text to read or clean
    damaged: bool = False  # of a version that was made: its text could not be read whole

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as ``--jsonl`` prints it."""
        row: dict[str, Any] = {
            "status": str(self.status),
            "source": self.display,
            "document": self.document,
            "identifier": self.identifier,
            "version": self.version,
            "sha256": self.sha256,
            "size": self.size,
            "edits": self.edits,
        }
        if self.without_text:
            row["without_text"] = True
        if self.damaged:
            row["damaged"] = True
        if self.notes:
            row["notes"] = list(self.notes)
        if self.error is not None:
            row["error"] = {
                "code": self.error.code,
                "message": str(self.error),
                "hint": self.error.hint,
            }
        return row


class Gone(NamedTuple):
    """A document whose file is no more where it was; ``renamed`` is what its bytes are now."""

    identifier: str
    document: str
    place: str
    renamed: str | None = None


@attrs.frozen
class IngestProgress:
    """The progress of a run.

    ``bytes`` are of the inputs that are done. ``staging`` is given once: the folder in which large
    documents under way are metered.
    """

    documents: int
    bytes: int
    failed: int
    display: str
    staging: Path | None = None


@attrs.frozen(repr=False)
class IngestReport:
    """What an ingest did, in figures: it may have met millions of documents.

    ``new``, ``changed``, ``unchanged`` and ``failed`` are numbers of documents. Each document's
    own outcome goes to ``acknowledge`` at the moment it is stored; ``failures`` are those of the
    first thousand that failed, ``gone`` the documents whose files are no more where they were.
    ``without_text`` is how many of the new versions have no text, ``damaged`` how many could not be
    read whole (their bytes are stored whole all the same), ``excluded`` how many entries of
    folders were passed over, by pattern. ``bundles`` are the files that were written, ``log_size``
    and ``root`` (in hex) the log's after the last commit.
    """

    counts: Mapping[Status, int]
    bytes: int
    seconds: float
    bundles: tuple[str, ...]
    log_size: int
    root: str
    failures: tuple[IngestOutcome, ...]
    gone: tuple[Gone, ...] = ()
    interrupted: bool = False
    dry_run: bool = False
    without_text: int = 0
    damaged: int = 0
    excluded: Mapping[str, int] = attrs.field(factory=dict)

    def __repr__(self) -> str:
        figures = ", ".join(
            f"{name}={getattr(self, name)}" for name in ("new", "changed", "unchanged", "failed")
        )
        ended = ", interrupted" * self.interrupted + ", dry run" * self.dry_run
        return f"<IngestReport {figures}{ended}>"

    @property
    def new(self) -> int:
        """How many documents were not in the archive before."""
        return self.counts.get(Status.NEW, 0)

    @property
    def changed(self) -> int:
        """How many documents got a further version."""
        return self.counts.get(Status.NEW_VERSION, 0)

    @property
    def unchanged(self) -> int:
        """How many documents were as they are in the archive; nothing was stored of them."""
        return self.counts.get(Status.UNCHANGED, 0)

    @property
    def failed(self) -> int:
        """How many inputs could not be ingested."""
        return self.counts.get(Status.FAILED, 0)

    @property
    def withdrawn(self) -> int:
        """How many inputs were passed over because their documents were withdrawn before."""
        return self.counts.get(Status.WITHDRAWN, 0)

    def to_json(self) -> dict[str, Any]:
        """Return the report as ``--json`` prints it."""
        return {
            **{str(status).replace("-", "_"): self.counts.get(status, 0) for status in Status},
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "bundles": list(self.bundles),
            "log_size": self.log_size,
            "root": self.root,
            "interrupted": self.interrupted,
            "dry_run": self.dry_run,
            "failures": [outcome.to_json() for outcome in self.failures],
            "gone": [one._asdict() for one in self.gone],
            "without_text": self.without_text,
            "damaged": self.damaged,
            "excluded": dict(self.excluded),
        }


@attrs.frozen
class Callbacks:
    """What an ingest calls outside itself: clock, receivers of progress and outcomes, stop."""

    now: Callable[[], datetime]
    acknowledge: Callable[[IngestOutcome], None] = lambda outcome: None
    progress: Callable[[IngestProgress], None] = lambda progress: None
    notice: Callable[[str], None] = lambda message: None
    stop: Callable[[], bool] = lambda: False


@attrs.frozen
class PreviousVersion:
    """The newest version of a document, as its own statement says, checked against the log.

    ``statement`` is None where the version was withdrawn: whatever comes next is new.
    """

    number: int
    digest: str
    statement: Statement | None
    holder: str  # the version whose records hold the exact bytes
    metadata: Mapping[str, Any] = attrs.field(factory=dict)  # stated of it
    inferred: Mapping[str, Any] = attrs.field(factory=dict)
    text_kind: str | None = None  # that it was cleaned as, where that was stated

    def holds(self, sha256: str) -> bool:
        """Whether these are the version's bytes."""
        return self.statement is not None and self.statement.records[0].sha256 == sha256
