"""The library's face: what the commands do, as a few classes that a newcomer reads once.

Every method is one call of a verb. Nothing here prints, and nothing reads the environment: the
key's place, the clock and the randomness are arguments with ordinary defaults.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import attrs

from fonds import archive
from fonds.archive import (
    OpenArchive,
    create,
    current_catalog,
    open_archive,
    rebuild_catalog,
    refresh,
)
from fonds.errors import NotAFileError, UnknownDocumentError, UnreadableSourceError
from fonds.ingest import Edges, Options, Outcome, Report
from fonds.sources import Refusal, Source, walk
from fonds.storage.disk import Disk

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from fonds.archive import Version
    from fonds.extraction.options import Limits, MainRule
    from fonds.model import Extraction
    from fonds.prove import Proven
    from fonds.verify import VerifyReport
    from fonds.withdraw import Report as Withdrawal

AnyPath = str | PathLike[str]
DEFAULTS = Options()


def system_clock() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


@attrs.frozen
class Document:
    """A document in an archive: what an identifier names over time."""

    id: str
    identifier: str
    title: str
    versions: int
    latest: "Version"


@attrs.define
class Archive:
    """An open archive. Use it as a context manager, or ``close`` it."""

    handle: OpenArchive
    now: Callable[[], datetime] = system_clock

    @property
    def id(self) -> str:
        """The archive's UUID."""
        return self.handle.info.archive

    @property
    def path(self) -> Path:
        """The archive's folder."""
        return self.handle.store.root

    def ingest(
        self,
        sources: Iterable[AnyPath | Source | Refusal],
        options: Options = DEFAULTS,
        *,
        acknowledge: Callable[[Outcome], None] = lambda outcome: None,
        executor: "Executor | None" = None,
        wait: float | None = None,
        **settings: Any,  # noqa: ANN401 - fields of Options
    ) -> Report:
        """Take in files and folders; return what became of them.

        ``settings`` are fields of ``Options`` (``title="…"``, ``clean=None``). ``acknowledge`` is
        called for each document at the moment it is stored. ``executor`` is any
        ``concurrent.futures.Executor``; without one, ``jobs`` processes are started.
        Raises: MissingKeyError, LockedError, StorageError; a bad input is an outcome.
        """
        from fonds.ingest import check, ingest

        options = attrs.evolve(options, **settings)
        given = list(sources) if isinstance(sources, list | tuple) else sources
        check(options, len(given) if isinstance(given, list) else None)
        edges = Edges(now=self.now, acknowledge=acknowledge)
        return ingest(
            self.handle, _sources(given, self.path), options, edges, executor=executor, wait=wait
        )

    def documents(self, contains: str = "") -> Iterator[Document]:
        """Yield all documents, in the order they first came."""
        for row in self.handle.catalog.documents(contains):
            latest = archive.Version(self.handle, row)
            yield Document(row.doc, row.identifier, row.title, row.number, latest)

    def get(self, name: str, version: int | None = None) -> "Version":
        """Return a version of a document: by identifier, path, id, or prefix of a digest.

        Raises: UnknownDocumentError, AmbiguousNameError.
        """
        return archive.find(self.handle, name, version)

    def versions(self, name: str) -> "list[Version]":
        """Return all versions of a document, oldest first."""
        doc = self.get(name).document
        return [archive.Version(self.handle, row) for row in self.handle.catalog.versions_of(doc)]

    def __contains__(self, name: str) -> bool:
        try:
            self.get(name)
        except UnknownDocumentError:
            return False
        return True

    def verify(self, **settings: Any) -> "VerifyReport":  # noqa: ANN401 - arguments of verify
        """Check every claim of the archive and say which hold. Raises: only what stops it."""
        from fonds.verify import verify

        return verify(self.handle, **settings)

    def prove(self, names: Iterable[str], path: AnyPath) -> "Proven":
        """Write one self-contained evidence file of the versions that ``names`` mean.

        A stranger checks it with ``fonds verify`` or with the shell script inside. An existing
        file is never overwritten. Raises: UnknownDocumentError, AlreadyWrittenError, StorageError.
        """
        from fonds.prove import prove_to_file

        return prove_to_file(self.handle, [self.get(name) for name in names], Path(path))

    def withdraw(self, name: str, *, reason: str, authority: str) -> "Withdrawal":
        """Take a document, or one version (``NAME@2``), out of the archive for good.

        The log keeps its place; ``reason`` and ``authority`` are published. Look at
        ``fonds.withdraw.plan`` first: it says what would go. Raises: MissingKeyError, StorageError.
        """
        from fonds.withdraw import plan, withdraw

        return withdraw(self.handle, plan(self.handle, name), reason, authority, self.now)

    def cosign(self, head: bytes) -> tuple[int, int]:
        """Keep the lines of witnesses that a head of this archive's log bears.

        Returns the head's size and how many lines were new. Raises: FormatError, IntegrityError
        where it is no head of this log; LockedError, StorageError.
        """
        from fonds.formats.note import Note
        from fonds.log.cosigned import add_cosignatures

        with self.handle.store.lock():
            ring = self.handle.state.ring
            return add_cosignatures(self.handle.store, ring, Note.parse(head))

    def rebuild_catalog(self) -> int:
        """Make the catalogue anew from bundles and log; return how many versions it has.

        Raises: LockedError while somebody writes; StorageError.
        """
        with self.handle.store.lock():
            self.handle.drop_catalog()
            refresh(self.handle)
            rebuild_catalog(self.handle)
        return self.handle.catalog.counts()[1]

    def close(self) -> None:
        """Close the archive."""
        self.handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def init(
    path: AnyPath,
    *,
    key: AnyPath | None = None,
    now: Callable[[], datetime] = system_clock,
    randomness: Callable[[int], bytes] = secrets.token_bytes,
    notice: Callable[[str], None] = lambda message: None,
    disk: Disk | None = None,
) -> Archive:
    """Make an archive in a new or empty folder, or open the one that is there.

    Its signing key goes to ``key``, else to the user's own folder of keys; never inside.
    Raises: ForeignFolderError where the folder holds something else.
    """
    handle = create(
        Path(path),
        now=now(),
        randomness=randomness,
        sync=lambda archive: current_catalog(archive, notice),
        key_path=Path(key) if key else None,
        disk=disk,
    )
    return Archive(handle, now)


def open(
    path: AnyPath,
    *,
    key: AnyPath | None = None,
    now: Callable[[], datetime] = system_clock,
    notice: Callable[[str], None] = lambda message: None,
    disk: Disk | None = None,
) -> Archive:
    """Open an archive. Raises: NotAnArchiveError; IntegrityError, FormatError on a damaged log."""
    handle = open_archive(
        Path(path),
        sync=lambda archive: current_catalog(archive, notice),
        key_path=Path(key) if key else None,
        disk=disk,
    )
    return Archive(handle, now)


def extract(
    document: AnyPath | bytes,
    format: str | None = None,
    *,
    password: str | None = None,
    limits: "Limits | None" = None,
    main_rule: "MainRule | str" = "trafilatura",
    isolated: bool = True,
) -> "Extraction":
    """Return the text of a file, or of bytes, with its blocks, metadata and losses.

    ``format`` is a media type or a Content-Type value; else it is found out. Nothing is stored.
    The parser process is kept from call to call; ``isolated=False`` reads in this process, where
    nothing holds a parser that is broken into. ``main_rule`` is ``trafilatura``, ``fast`` or
    ``none``. Bad content is a loss and never raised.
    Raises: NotAFileError, UnreadableSourceError for a path that cannot be read; ValueError for a
    rule that is none.
    """
    from fonds import extraction
    from fonds.extraction.options import ExtractOptions, Limits, MainRule
    from fonds.identification import identify

    name = None if isinstance(document, bytes) else Path(document).name
    data = document if isinstance(document, bytes) else _read(Path(document))
    identification = identify(data, name=name, declared=format)
    options = ExtractOptions(
        limits=limits or Limits(), password=password, main_rule=MainRule(main_rule)
    )
    return extraction.extract(data, identification, options, isolated=isolated)


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise NotAFileError("not a file", path=str(path))
    try:
        return path.read_bytes()
    except OSError as e:
        raise UnreadableSourceError("cannot be read", path=str(path), why=str(e)) from e


def _sources(
    given: Iterable[AnyPath | Source | Refusal], archive: Path
) -> Iterator[Source | Refusal]:
    """Walk paths lazily; pass on what was walked already. The archive itself is never a source."""
    info = archive.stat()
    skip = frozenset({(info.st_dev, info.st_ino)})
    paths: list[str] = []
    for item in given:
        if isinstance(item, Source | Refusal):
            yield item
        elif isinstance(given, list):
            paths.append(str(item))
        else:
            yield from walk([str(item)], skip=skip)
    if paths:
        yield from walk(paths, skip=skip)


__all__ = [
    "Archive",
    "Document",
    "Options",
    "Outcome",
    "Report",
    "extract",
    "init",
    "open",
    "system_clock",
]
