"""Plan an ingest: which captures to process, in which batch, for which bundle.

The parent plans; it reads metadata and the log, never a document's content.
"""

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import attrs

from fonds.about import SOFTWARE
from fonds.archive import OpenArchive, Version, renew_catalog
from fonds.catalog import Latest, Origins
from fonds.commit import newest_of, nonce
from fonds.errors import CatalogDamagedError, OtherIdentifierError, SourceError
from fonds.formats.canonical import canonical, uuid7
from fonds.formats.prov import attributes, metadata_of, scalar
from fonds.formats.statement import version_id
from fonds.ingest.gone import SeenDocuments
from fonds.ingest.identity import Identified, Identifier, UnderWay
from fonds.ingest.options import Callbacks, IngestOutcome, Options, PreviousVersion
from fonds.ingest.seen import NOT_SEEN, reads_otherwise, seen_captures
from fonds.ingest.task import FormerDocument, IngestTask, Job, PlannedBundle
from fonds.model import Metadata, Status
from fonds.sources import Capture, Refusal, Stated
from fonds.sources.files.reading import display_of
from fonds.storage.keys import SigningKey

GIB = 1024**3
DEFERRED = 1000
"""Captures that wait for an earlier one of their document, before all are committed."""
AT_ONCE = 200
"""Inputs whose newest versions are looked up together."""
NOTHING: Metadata = {}
NOTHING_SAID = b""


@attrs.define
class Planner:
    """Turns captures into tasks. Outcomes that are known at once go to ``report``.

    Without a key the tasks only look, and their results are never stored.
    """

    archive: OpenArchive
    options: Options
    edges: Callbacks
    key: SigningKey | None
    run: str
    run_sha256: Callable[[], str]
    report: Callable[[IngestOutcome], None]
    origins: Origins
    interrupted: bool = attrs.field(default=False, init=False)
    withdrawn: int = attrs.field(default=0, init=False)  # inputs that were withdrawn before
    met: SeenDocuments = attrs.field(factory=SeenDocuments, init=False)
    under_way: UnderWay = attrs.field(factory=UnderWay, init=False)
    _identifier: Identifier = attrs.field(init=False)
    deferred: list[Capture] = attrs.field(factory=list, init=False)  # see ``_defer``
    _tasks: int = attrs.field(default=0, init=False)
    _noticed: set[str] = attrs.field(factory=set, init=False)
    _volumes: int = attrs.field(default=0, init=False)
    _stated: Metadata = attrs.field(init=False)
    _again: bool = attrs.field(init=False)  # look at files again that stat says are unchanged

    def __attrs_post_init__(self) -> None:
        self._again = self.options.rehash or self.options.reprocess
        self._identifier = Identifier(self.archive, self.origins, self.options, self.key)
        stated = self.options.stated()
        self._stated = {name: scalar(value) for name, value in stated.items()}

    def tasks(self, captures: Iterable[Capture | Refusal], staging: Path) -> Iterator[IngestTask]:
        """Yield batches, each bounded by bytes and by count."""
        limits = self.options.limits
        batch: list[Job] = []
        size = 0
        volume: PlannedBundle | None = None
        for job in self._jobs(captures):
            incoming = job.capture.stamp.size
            if batch and (
                size + incoming > limits.batch_bytes or len(batch) >= limits.batch_documents
            ):
                volume = self._room(volume, size, len(batch))
                yield self._task(batch, volume, staging)
                batch, size = [], 0
            batch.append(job)
            size += incoming
        if batch:
            volume = self._room(volume, size, len(batch))
            yield self._task(batch, volume, staging)

    def _room(self, volume: PlannedBundle | None, size: int, documents: int) -> PlannedBundle:
        """Return the bundle that a batch of this size goes into: the open one, or a new one."""
        limits = self.options.limits
        if volume is None or (
            volume.bytes
            and (
                volume.bytes + size > limits.bundle_bytes
                or volume.documents + documents > limits.bundle_documents
            )
        ):
            created = self.edges.now()
            seed = f"bundle\n{self.run}\n{self._volumes}".encode()
            entropy = self.key.nonce(seed) if self.key else bytes(10)
            self._volumes += 1
            bundle = uuid7(int(created.timestamp() * 1000), entropy)
            # Only a single document can be so large that sizes need more than 32 bits.
            volume = PlannedBundle(bundle, created, size + GIB if size > GIB else 0)
        volume.bytes += size
        volume.documents += documents
        return volume

    def _task(self, batch: list[Job], volume: PlannedBundle, staging: Path) -> IngestTask:
        options = self.options
        self._tasks += 1
        return IngestTask(
            run=self.run,
            run_sha256=self.run_sha256() if self.key else "",
            volume=volume,
            staging=staging,
            number=self._tasks,
            jobs=tuple(batch),
            now=self.edges.now,
            clean=options.profile,
            pronom=options.pronom and options.jobs != 0,
            sparing=options.sparing,
            derive=not options.capture_only,
            reprocess=options.reprocess,
            level="fast",
            limits=options.limits,
            by=SOFTWARE,
            dry_run=self.key is None,
            guarded=options.jobs != 0,
        )

    def _jobs(self, captures: Iterable[Capture | Refusal]) -> Iterator[Job]:
        """Yield tasks, until a stop is asked for; outcomes that are known at once are reported."""
        remaining = iter(captures)
        while len(self.deferred) < DEFERRED and (
            some := list(itertools.islice(remaining, AT_ONCE))
        ):
            inputs = [one for one in map(self._accepted, some) if one is not None]
            for one in self._identifier.identify(inputs):
                if self.edges.stop():
                    self.interrupted = True
                    return
                self.met.add(one.doc)
                try:
                    if self._defer(one) or self.under_way.has(one):
                        continue
                    job = self._job(one)
                except SourceError as e:
                    self._fail(one, e)
                    continue
                if job is not None:
                    self.under_way.add(one)
                    yield job

    def _defer(self, one: Identified) -> bool:
        """Whether a capture waits until the one of its document that is under way is committed.

        A server, or a web archive, may give a document several times in one run.
        """
        if getattr(one.capture, "exchange", None) is None or not self.under_way.is_planned(one.doc):
            return False
        self.deferred.append(one.capture)
        return True

    def _accepted(self, item: Capture | Refusal) -> Capture | None:
        if not isinstance(item, Refusal):
            return item
        self.report(IngestOutcome(Status.FAILED, item.display, error=item.error))
        return None

    def _fail(self, one: Identified, error: SourceError) -> None:
        names = (one.capture.display, one.doc, one.identifier)
        self.report(IngestOutcome(Status.FAILED, *names, error=error))

    def _job(self, one: Identified) -> Job | None:
        """Return the job for an input; None where stat says it is unchanged."""
        capture, latest = one.capture, one.latest
        beside = capture.stated()
        stated, inferred = self._said_of(beside)
        charset = beside.settings.get("charset") or self.options.charset
        text_kind = beside.settings.get("text_kind") or self.options.text_kind
        said = said_digest(stated, inferred, charset, text_kind)
        if latest is not None and self._is_unchanged(one, latest, said):
            found = (latest.number, latest.sha256.hex(), capture.stamp.size)
            self.report(
                IngestOutcome(Status.UNCHANGED, capture.display, one.doc, one.identifier, *found)
            )
            return None
        prior = self._supported_prior(one, latest) if latest else None
        if self._was_withdrawn(one, prior):
            self.withdrawn += 1
            if not self.options.again:
                names = (capture.display, one.doc, one.identifier)
                self.report(IngestOutcome(Status.WITHDRAWN, *names))
                return None
        self._ask(one, prior, stated)
        before = prior.digest if prior else None
        target = self._target(one, prior)
        all_stated = merged(prior.metadata if prior else NOTHING, stated)
        all_inferred = merged(prior.inferred if prior else NOTHING, inferred)
        former = self._supported_former(one)
        return Job(
            capture=capture,
            doc=one.doc,
            identifier=one.identifier,
            target=target,
            nonce=nonce(self.key, one.doc, before) if self.key else "",
            stated=all_stated,
            inferred=all_inferred,
            said=said,
            described=self._is_described(prior, target, all_stated, all_inferred),
            charset=charset,
            text_kind=text_kind,
            reprocess=reads_otherwise(prior, charset, text_kind),
            prior=prior,
            seen=seen_captures(self.archive, one) if prior else NOT_SEEN,
            other_origin=None if one.other_origin is None else display_of(one.other_origin),
            former=former,
        )

    def _is_described(
        self, prior: PreviousVersion | None, target: str, stated: Metadata, inferred: Metadata
    ) -> bool:
        """Whether stated metadata differs from that of the version before."""
        if prior is None or prior.statement is None:
            return False
        moved = self.options.source_url is not None and prior.statement.target != target
        return moved or said_digest(stated, inferred) != said_digest(prior.metadata, prior.inferred)

    def _was_withdrawn(self, one: Identified, prior: PreviousVersion | None) -> bool:
        """Whether an input is a document that was withdrawn, by its name now or its former one.

        It is known by its identifier: of withdrawn bytes nothing is kept to know them by.
        """
        if prior is not None:
            return prior.statement is None
        if one.former is None:
            return False
        row = self.archive.catalog.version(one.former.latest.leaf)
        return row is None or row.withdrawn

    def _is_unchanged(self, one: Identified, latest: Latest, said: bytes) -> bool:
        """Whether nothing can have changed: the file is as it was, and nothing new is stated."""
        place, origin = one.capture.origin, one.origin
        if place is None or origin is None or self._again:
            return False
        if not origin.is_unchanged(place.path, one.capture.stamp, latest.statement):
            return False
        return said in (NOTHING_SAID, origin.stated)

    def _said_of(self, beside: Stated) -> tuple[Metadata, Metadata]:
        """What this run and the sidecar state, and what the sidecar infers."""
        stated, inferred, _ = beside
        if not stated and not inferred:
            return self._stated, NOTHING
        return (
            {name: scalar(value) for name, value in stated.items()} | dict(self._stated),
            {name: scalar(value) for name, value in inferred.items()},
        )

    def _target(self, one: Identified, prior: PreviousVersion | None) -> str:
        """The URI that the bytes are received under.

        A file that is known by its path keeps the one that it had.
        """
        if self.options.source_url:
            return self.options.source_url
        is_known = one.identifier != one.capture.target and self.options.identifier is None
        if is_known and prior is not None and prior.statement is not None:
            return prior.statement.target
        return one.capture.target

    def _ask(self, one: Identified, prior: PreviousVersion | None, stated: Metadata) -> None:
        """Say once what a reader would not expect. Raises: OtherIdentifierError."""
        capture = one.capture
        if prior is not None and capture.origin is not None and self._identifier.lost:
            self._notice_once(
                "the origins of documents are not known here; names alone decide which document "
                "a file is"
            )
        if one.unsure and one.former is None:
            self._refuse_other_identifier(one)
        if prior is not None and stated and not set(prior.metadata) <= set(stated):
            self._notice_once(
                "metadata stated before stays unless it is stated again; KEY= removes it"
            )

    def _notice_once(self, message: str) -> None:
        if message not in self._noticed:
            self._noticed.add(message)
            self.edges.notice(message)

    def _refuse_other_identifier(self, one: Identified) -> None:
        """An absolute path gives a file only its name: ask, where its bytes have another one.

        Raises: OtherIdentifierError; SourceError. Cost: reads the file, and only where the archive
        holds documents and the origins of all of them are lost.
        """
        limit = self.options.limits.held_bytes
        size = self.archive.state.size
        if size == 0 or one.capture.stamp.size > limit:
            return
        data, _ = one.capture.read(limit)
        digest = hashlib.sha256(data).digest()
        for row in self.archive.catalog.same_bytes(digest, -1, size):
            raise OtherIdentifierError(
                "these bytes are those of another document",
                path=one.capture.display,
                identifier=row.identifier,
            )

    def _supported_prior(self, one: Identified, latest: Latest) -> PreviousVersion:
        """Read the newest version back, from a catalogue rebuilt where the log denies it.

        A version that names another before it than the newest could never be mended: it is signed.
        Raises: CatalogDamagedError; IntegrityError, FormatError where its bundle is damaged.
        """
        try:
            return self._prior(latest)
        except CatalogDamagedError:
            renew_catalog(self.archive)
        found = newest_of(self.archive, self.key, [one.doc]).get(one.doc)
        if found is None:
            raise CatalogDamagedError("it knew a document that is not there", document=one.doc)
        return self._prior(found)

    def _supported_former(self, one: Identified) -> FormerDocument | None:
        """What the file was called by an earlier fonds: its bytes decide, by the log's word."""
        if one.former is None:
            return None
        doc, identifier, latest = one.former
        named = Identified(one.capture, doc, identifier, latest)
        prior = self._supported_prior(named, latest)
        if prior.statement is None:
            return None
        digest, sha256 = bytes.fromhex(prior.digest[7:]), prior.statement.records[0].sha256
        return FormerDocument(doc, identifier, prior.number, sha256, digest)

    def _prior(self, latest: Latest) -> PreviousVersion:
        """Read the newest version's statement from its bundle: the catalogue is not trusted."""
        digest = f"sha256:{latest.statement.hex()}"
        row = self.archive.catalog.version(latest.leaf)
        if row is None or (row.statement, row.number) != (latest.statement, latest.number):
            raise CatalogDamagedError("it contradicts itself", leaf=latest.leaf)
        version = Version(self.archive, row)
        version.check()
        if row.withdrawn:
            return PreviousVersion(latest.number, digest, None, "")
        holder = version.holder
        return PreviousVersion(
            latest.number,
            digest,
            version.statement,
            version_id(holder.document, holder.statement.nonce),
            metadata_of(version.own_provenance, "stated"),
            metadata_of(version.own_provenance, "inferred"),
            attributes(version.own_provenance, "clean").get("f:textKind"),
        )


def merged(before: Metadata, said: Metadata) -> Metadata:
    """Return metadata with what is said now: absent is not removed, an empty text is.

    >>> merged({"title": "A", "rights": "CC0"}, {"title": "B", "rights": ""})
    {'title': 'B'}
    """
    if not said:
        return before
    return {name: value for name, value in {**before, **said}.items() if value != ""}


def said_digest(
    stated: Metadata,
    inferred: Metadata,
    charset: str | None = None,
    text_kind: str | None = None,
) -> bytes:
    """Return 8 bytes that change when a run states other metadata of a file."""
    if not stated and not inferred and charset is None and text_kind is None:
        return NOTHING_SAID
    form = {"c": charset, "k": text_kind, "i": dict(inferred), "s": dict(stated)}
    return hashlib.sha256(canonical(form)).digest()[:8]
