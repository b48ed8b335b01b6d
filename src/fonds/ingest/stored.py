"""Versions of the archive as captures: to describe them anew, or to derive their texts again.

The bytes come from the archive and stay as they are. What is made is a version of kind
``describe`` or ``reprocess``, and only where an outcome differs.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from fonds.archive import OpenArchive, Version, find, newest
from fonds.archive.where import where
from fonds.errors import UsageError
from fonds.formats import prov
from fonds.ingest.options import Callbacks, IngestReport, Options
from fonds.ingest.verb import ingest
from fonds.model import FileStamp, Metadata
from fonds.sources import BytesCapture, OpenCapture, Stated, Within


@attrs.frozen
class StoredCapture:
    """A version whose bytes are in the archive, under the identifier that it has."""

    version: Version = attrs.field(repr=False)
    metadata: Metadata = attrs.field(factory=dict)

    @property
    def identifier(self) -> str:
        """The document's identifier."""
        return self.version.identifier

    @property
    def display(self) -> str:
        """The identifier."""
        return self.version.identifier

    @property
    def target(self) -> str:
        """The URI that the bytes were received under."""
        return self.version.statement.target

    @property
    def stamp(self) -> FileStamp:
        """The size; what is stored does not change."""
        return FileStamp(self.version.size, 0, 0, 0)

    @property
    def origin(self) -> None:
        """None: the document is named by its identifier."""
        return

    @property
    def within(self) -> Within | None:
        """What the bytes were taken out of, as the version's provenance has it."""
        found = prov.attributes(self.version.own_provenance, prov.CONTAINER)
        facts = {name.removeprefix("f:"): value for name, value in found.items()}
        if not facts:
            return None
        return Within(str(facts.pop("identifier", "")), str(facts.pop("place", "")), facts)

    def stated(self) -> Stated:
        """Return what is stated of the document now."""
        return Stated(self.metadata)

    def read(self, limit: int) -> tuple[bytes, FileStamp]:
        """Return the bytes. Raises: TooLargeError above ``limit``; IntegrityError."""
        return BytesCapture(self.version.raw, self.target).read(limit)

    def open(self) -> OpenCapture:
        """Return the bytes as a stream; they are held. Raises: IntegrityError."""
        return BytesCapture(self.version.raw, self.target).open()


def chosen(archive: OpenArchive, names: Iterable[str], expression: str | None) -> Iterator[Version]:
    """Yield the newest versions of documents that an expression chooses; without names of all.

    Raises: UsageError, UnknownDocumentError; CatalogDamagedError.
    """
    test = where(expression) if expression else lambda version: True
    named = list(names)
    if named:
        found: Iterable[Version] = (find(archive, name) for name in named)
    else:
        found = (Version(archive, row) for row in newest(archive))
    for version in found:
        if not version.withdrawn and test(version):
            yield version


def annotate(
    archive: OpenArchive,
    described: Iterable[tuple[str, Mapping[str, Any]]],
    edges: Callbacks,
    *,
    operator: str | None,
    reason: str | None,
    wait: float | None = None,
) -> IngestReport:
    """State metadata of documents that are in the archive, in one commit.

    ``described`` are names with what is stated; an empty text takes a key away. Bytes and texts
    stay as they are. The same again is *unchanged*.
    Raises: UsageError, UnknownDocumentError; as ``ingest``.
    """
    why = {"reason": reason} if reason else {}
    captures = [
        StoredCapture(find(archive, name), {**metadata, **why}) for name, metadata in described
    ]
    if not captures:
        raise UsageError("name a document to describe")
    options = Options(operator=operator, jobs=0, expand=False)
    return ingest(archive, captures, options, edges, wait=wait)


def reprocess(
    archive: OpenArchive,
    names: Iterable[str],
    edges: Callbacks,
    *,
    expression: str | None = None,
    limit: int | None = None,
    dry_run: bool = False,
    operator: str | None = None,
    wait: float | None = None,
) -> IngestReport:
    """Identify, extract and clean documents again; a version is made only where that differs.

    What was done stays done: a run that was cut off finds it unchanged.
    Raises: UsageError, UnknownDocumentError; as ``ingest``.
    """
    versions = (StoredCapture(version) for version in chosen(archive, names, expression))
    some = (one for _, one in zip(range(limit), versions, strict=False)) if limit else versions
    options = Options(operator=operator, jobs=0, expand=False, reprocess=True, dry_run=dry_run)
    # The list is held: a version that this run makes must not be met again.
    return ingest(archive, list(some), options, edges, wait=wait)
