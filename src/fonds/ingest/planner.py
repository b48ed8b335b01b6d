"""Planning an ingest: which documents are to be looked at, in which batch, for which bundle.

The parent plans; it reads metadata and the log, never a document's content.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import attrs

from fonds.about import SOFTWARE
from fonds.archive import OpenArchive
from fonds.catalog import Latest, pack_stamp
from fonds.commit import newest_of, nonce
from fonds.errors import SourceError
from fonds.formats.canonical import uuid7
from fonds.formats.prov import described_digest, scalar
from fonds.formats.statement import document_id, version_id
from fonds.ingest.options import Edges, Options, Outcome, Prior
from fonds.ingest.task import Job, Task, Volume
from fonds.model import Metadata, Status
from fonds.sources import Refusal, Source, sidecar_of
from fonds.storage.keys import SigningKey

GIB = 1024**3
AT_ONCE = 200
"""Inputs whose newest versions are looked up together."""
NOTHING: Metadata = {}


class _Named(NamedTuple):
    """An input under its names, with what is said of it and the digest of that."""

    source: Source
    doc: str
    identifier: str
    target: str
    stated: Metadata
    inferred: Metadata
    described: bytes


@attrs.define
class Planner:
    """Turns inputs into tasks. Outcomes that are known at once go to ``tell``.

    Without a key the tasks only look, and their results are never stored.
    """

    archive: OpenArchive
    options: Options
    edges: Edges
    key: SigningKey | None
    run: str
    tell: Callable[[Outcome], None]
    interrupted: bool = attrs.field(default=False, init=False)
    _volumes: int = attrs.field(default=0, init=False)
    _stated: Metadata = attrs.field(init=False)
    _again: bool = attrs.field(init=False)  # look at files again that stat says are unchanged

    def __attrs_post_init__(self) -> None:
        self._again = self.options.rehash or self.options.reprocess
        stated = self.options.stated()
        self._stated = {name: scalar(value) for name, value in stated.items()}

    def tasks(self, sources: Iterable[Source | Refusal], staging: Path) -> Iterator[Task]:
        """Yield batches, each bounded by bytes and by count."""
        limits = self.options.limits
        batch: list[Job] = []
        size = number = 0
        volume: Volume | None = None
        for job in self._jobs(sources):
            incoming = job.source.stamp.size
            if batch and (
                size + incoming > limits.batch_bytes or len(batch) >= limits.batch_documents
            ):
                volume = self._room(volume, size, len(batch))
                yield self._task(batch, volume, staging, number)
                batch, size, number = [], 0, number + 1
            batch.append(job)
            size += incoming
        if batch:
            volume = self._room(volume, size, len(batch))
            yield self._task(batch, volume, staging, number)

    def _room(self, volume: Volume | None, size: int, documents: int) -> Volume:
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
            volume = Volume(bundle, created, size + GIB if size > GIB else 0)
        volume.bytes += size
        volume.documents += documents
        return volume

    def _task(self, batch: list[Job], volume: Volume, staging: Path, number: int) -> Task:
        options = self.options
        return Task(
            run=self.run,
            volume=volume,
            staging=staging,
            number=number,
            jobs=tuple(batch),
            now=self.edges.now,
            clean=options.clean,
            pronom=options.pronom and options.jobs != 0,
            every_opinion=options.every_opinion,
            derive=options.derive,
            reprocess=options.reprocess,
            level="fast",
            limits=options.limits,
            by=SOFTWARE,
            dry_run=self.key is None,
            guarded=options.jobs != 0,
        )

    def _jobs(self, sources: Iterable[Source | Refusal]) -> Iterator[Job]:
        """Yield what is to be done, until somebody says stop; what is known at once is told."""
        remaining = iter(sources)
        while some := list(itertools.islice(remaining, AT_ONCE)):
            named = [one for one in map(self._name, some) if one is not None]
            known = newest_of(self.archive, self.key, [one.doc for one in named])
            for one in named:
                if self.edges.stop():
                    self.interrupted = True
                    return
                job = self._job(one, known.get(one.doc))
                if job is not None:
                    yield job

    def _name(self, item: Source | Refusal) -> "_Named | None":
        """Return an input with its names and what is said of it; None where it is refused."""
        if isinstance(item, Refusal):
            self.tell(Outcome(Status.FAILED, item.display, error=item.error))
            return None
        stated, inferred = self._stated, NOTHING
        if item.sidecar is not None:
            try:
                by_sidecar, by_others = sidecar_of(item)
            except SourceError as e:
                self.tell(Outcome(Status.FAILED, item.display, error=e))
                return None
            stated = {name: scalar(value) for name, value in by_sidecar.items()} | dict(stated)
            inferred = {name: scalar(value) for name, value in by_others.items()}
        target = self.options.source_url or item.target
        identifier = self.options.identifier or target
        doc = document_id(self.archive.info.archive, identifier)
        described = described_digest(identifier, target, stated, inferred)
        return _Named(item, doc, identifier, target, stated, inferred, described)

    def _job(self, named: "_Named", latest: Latest | None) -> Job | None:
        """Return what is to be done with an input; None where stat says it is unchanged."""
        source = named.source
        if (
            latest is not None
            and latest.stamp == pack_stamp(source.stamp)
            and latest.stated == named.described
            and not self._again
        ):
            found = (latest.number, latest.sha256.hex(), source.stamp.size)
            names = (source.display, named.doc, named.identifier)
            self.tell(Outcome(Status.UNCHANGED, *names, *found))
            return None
        prior = self._prior(latest) if latest else None
        if prior is not None and prior.statement is None:
            # Known by its identifier: of withdrawn bytes nothing is kept to know them by.
            self.edges.notice(f"{source.display} was withdrawn before; it is taken in again")
        before = prior.digest if prior else None
        return Job(
            source=source,
            doc=named.doc,
            identifier=named.identifier,
            target=named.target,
            nonce=nonce(self.key, named.doc, before) if self.key else "",
            stated=named.stated,
            inferred=named.inferred,
            stated_digest=named.described,
            prior=prior,
        )

    def _prior(self, latest: Latest) -> Prior:
        """Read the newest version's statement back from its bundle: the log's word, not ours."""
        digest = f"sha256:{latest.statement.hex()}"
        row = self.archive.catalog.version(latest.leaf)
        if row is None or row.withdrawn:
            return Prior(latest.number, digest, None, latest.stated or b"", "")
        from fonds.archive import Version

        version = Version(self.archive, row)
        holder = version.holder
        return Prior(
            latest.number,
            digest,
            version.statement,
            latest.stated or b"",
            version_id(holder.document, holder.statement.nonce),
        )
