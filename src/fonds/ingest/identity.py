"""Decide which document a capture is: its identifier, and whether that can be trusted.

A name may not join what does not belong together. Identifiers that a user or a source states are
never questioned. One that is made from a path is checked against where that document last came
from. Source: FORMAT.md, Identifiers.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import attrs

from fonds.archive import OpenArchive
from fonds.catalog import Latest, OriginRow, Origins, pack_stamp
from fonds.commit import newest_of
from fonds.errors import IdentifierClashError
from fonds.formats.statement import document_id
from fonds.ingest.options import IngestOutcome, Options
from fonds.ingest.task import Job
from fonds.model import FileStamp
from fonds.sources import Capture, Origin
from fonds.storage.keys import SigningKey

TICK = 20_000_000
"""Nanoseconds within which a file may be written twice and keep its stamp: two ticks of a kernel
that counts a hundred a second."""


class Former(NamedTuple):
    """The document that an earlier fonds would have made of a file, with its newest version."""

    doc: str
    identifier: str
    latest: Latest


class Identified(NamedTuple):
    """A capture and the document it belongs to.

    ``latest`` is that document's newest version, None where it is new. ``origin`` is where the
    document last came from; ``other_origin`` is set to that place where it is another one and
    nobody said that both are the same. ``unsure`` says that a name alone decided and no origin is
    known. ``former`` holds where its bytes are equal.
    """

    capture: Capture
    doc: str
    identifier: str
    latest: Latest | None
    origin: OriginRow | None = None
    other_origin: bytes | None = None
    unsure: bool = False
    former: Former | None = None


@attrs.define
class UnderWay:
    """The documents that are planned and neither committed nor found unchanged.

    Of these the catalogue knows nothing yet, so a second file of one document would become a
    version that does not follow the first. Cost: bounded by the bundles under way.
    """

    _places: dict[str, bytes | None] = attrs.field(factory=dict, init=False)
    _paths: set[bytes] = attrs.field(factory=set, init=False)

    def has(self, one: Identified) -> bool:
        """Whether the very file is under way already: it was named twice.

        Raises: IdentifierClashError where another file of the same identifier is.
        """
        place = one.capture.origin
        if place is not None and not place.forced and place.path in self._paths:
            return True
        if one.doc not in self._places:
            return False
        if place is not None and self._places[one.doc] == place.path:
            return True
        raise IdentifierClashError(
            "another input has the identifier that this would get",
            path=one.capture.display,
            identifier=one.identifier,
        )

    def is_planned(self, doc: str) -> bool:
        """Whether another capture of a document is under way."""
        return doc in self._places

    def add(self, one: Identified) -> None:
        """Remember a document that is planned."""
        place = one.capture.origin
        self._places[one.doc] = None if place is None else place.path
        if place is not None:
            self._paths.add(place.path)

    def remove(self, doc: str | None) -> None:
        """Forget a document that the catalogue has now."""
        path = self._places.pop(doc, None) if doc is not None else None
        if path is not None:
            self._paths.discard(path)


@attrs.define
class Identifier:
    """Names captures, many at a time. ``lost`` says that no origin of any document is known."""

    archive: OpenArchive
    origins: Origins
    options: Options
    key: SigningKey | None
    lost: bool = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.lost = self.origins.is_empty()

    def identify(self, captures: Sequence[Capture]) -> list[Identified]:
        """Return the document of each capture. Shape: at most 200 captures.

        Cost: four questions to SQLite for all of them.
        """
        places = [None if self._is_stated(one) else one.origin for one in captures]
        by_path = self.origins.at_paths(
            [place.path for place in places if place is not None and not place.forced]
        )
        names = [
            self._name(one, place, by_path) for one, place in zip(captures, places, strict=True)
        ]
        archive = self.archive.info.archive
        docs = [document_id(archive, name) for name in names]
        formers = {
            doc: (document_id(archive, place.former), place.former)
            for doc, place in zip(docs, places, strict=True)
            if place is not None and place.former is not None
        }
        wanted = [*docs, *(former for former, _ in formers.values())]
        known = newest_of(self.archive, self.key, list(dict.fromkeys(wanted)))
        origins = self.origins.of_documents(docs)
        return [
            self._identified(one, place, doc, name, known, origins.get(doc), formers.get(doc))
            for one, place, doc, name in zip(captures, places, docs, names, strict=True)
        ]

    def _is_stated(self, capture: Capture) -> bool:
        return bool(self.options.identifier or self.options.source_url or capture.origin is None)

    def _name(
        self, capture: Capture, place: Origin | None, by_path: dict[bytes, list[OriginRow]]
    ) -> str:
        """A file that is known by its real path keeps its identifier, however it is spelt."""
        if place is None:
            own: str | None = getattr(capture, "identifier", None)  # of a version that is stored
            return self.options.identifier or self.options.source_url or own or capture.target
        known = [row.identifier for row in by_path.get(place.path, ())]
        if place.forced or not known or capture.target in known:
            return capture.target
        return known[-1]

    def _identified(
        self,
        capture: Capture,
        place: Origin | None,
        doc: str,
        identifier: str,
        known: dict[str, Latest],
        origin: OriginRow | None,
        former: tuple[str, str] | None,
    ) -> Identified:
        latest = known.get(doc)
        if place is None:
            return Identified(capture, doc, identifier, latest, origin)
        if latest is None:
            before = known.get(former[0]) if former is not None else None
            was = Former(*former, before) if former is not None and before is not None else None
            unsure = self.lost and place.alone
            return Identified(capture, doc, identifier, None, None, None, unsure, was)
        moved = origin is not None and origin.path != place.path and not self.options.same
        other_origin = origin.path if moved and origin is not None else None
        return Identified(capture, doc, identifier, latest, origin, other_origin)


def origin_of(
    job: Job,
    outcome: IngestOutcome,
    read_at: FileStamp | None,
    made: Mapping[str, bytes],
    settled: int,
) -> list[OriginRow]:
    """Return where a document came from, as the next run is to know it; nothing without a path.

    ``made`` has the statement's digest of each document that got a version. A file that was
    written to after ``settled`` (nanoseconds, when this run began by the archive's file system's
    clock) may be written to again within the same tick and keep its stamp: then the stamp does not
    count, and the next run reads the file again.
    """
    place, doc, identifier = job.capture.origin, outcome.document, outcome.identifier
    if place is None or read_at is None or doc is None or identifier is None:
        return []
    statement = made.get(doc)
    if statement is None and job.former is not None and doc == job.former.doc:
        statement = job.former.statement
    elif statement is None and job.prior is not None:
        statement = bytes.fromhex(job.prior.digest.removeprefix("sha256:"))
    stamp = pack_stamp(read_at) if read_at.ctime_ns < settled else None
    if statement is None:
        return []
    return [OriginRow(doc, identifier, place.path, place.device, stamp or b"", job.said, statement)]
