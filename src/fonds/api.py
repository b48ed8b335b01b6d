"""The Python API: what the commands do, as a few classes.

Every method is one call of a verb. Nothing here prints or reads the environment: the key's place,
the clock and the randomness are arguments. An option has the name of the command line's.
"""

from __future__ import annotations  # so that ``help`` shows signatures as they stand here

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import attrs

from fonds import archive
from fonds.api_compare import ComparingArchive
from fonds.api_export import ExportingArchive
from fonds.api_input import (
    AnyPath,
    AnySource,
    capture_in_memory,
    captures_of,
    folders_among,
    names_of,
    present_names,
    say_nothing,
    sources_of,
)
from fonds.api_web import WebArchive
from fonds.archive import OpenArchive, rebuild_catalog, refresh
from fonds.closing import Closing
from fonds.errors import ClosedError, UnknownDocumentError
from fonds.ingest import Callbacks, IngestOutcome, IngestReport, Options
from fonds.sources import Excludes

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from fonds.archive import Version
    from fonds.cleaning.explain import Told
    from fonds.get import GetReport, Saved
    from fonds.ingest import IngestProgress
    from fonds.ingest.keywords import IngestKeywords, ProcessingKeywords
    from fonds.prove import Proven
    from fonds.timestamp import Fetch, Stamped
    from fonds.verify import VerifyKeywords, VerifyReport


def system_clock() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


@attrs.frozen(repr=False)
class Document:
    """What an identifier names over time."""

    id: str
    identifier: str
    title: str
    versions: int
    latest: Version

    def __repr__(self) -> str:
        plural = "s" * (self.versions != 1)
        return f"<Document {self.identifier!r}, {self.versions} version{plural}>"


class Archive(ComparingArchive, ExportingArchive, WebArchive, Closing):
    """An open archive, as ``fonds.open`` and ``fonds.init`` return it.

    Use it as a context manager, or ``close`` it. Wherever a document is named, its identifier, a
    path, the end of a path that fits one document only, its id or the beginning of a digest will
    do; ``NAME@2`` means its second version. All errors are in ``fonds.errors``.
    """

    def __init__(
        self,
        handle: OpenArchive,
        now: Callable[[], datetime] | None = None,
        notice: Callable[[str], None] | None = None,
    ) -> None:
        self._handle = handle
        self.now = now or system_clock
        self.notice = notice or say_nothing

    def __repr__(self) -> str:
        return f"<Archive {str(self.path)!r}, {self.id}{', closed' * self._handle.closed}>"

    @property
    def handle(self) -> OpenArchive:
        """The parts of the archive, for the verbs. Raises: ClosedError."""
        if not self._handle.closed:
            return self._handle
        raise ClosedError("the archive was closed", path=str(self.path))

    @property
    def id(self) -> str:
        """The archive's UUID."""
        return self._handle.info.archive

    @property
    def path(self) -> Path:
        """The archive's folder."""
        return self._handle.store.root

    # --- putting documents in -----------------------------------------------------------------
    def ingest(
        self,
        sources: AnySource | Iterable[AnySource],
        options: Options | None = None,
        *,
        base: AnyPath | None = None,
        collection: str = "",
        exclude: str | Iterable[str] = (),
        default_excludes: bool = True,
        acknowledge: Callable[[IngestOutcome], None] | None = None,
        progress: Callable[[IngestProgress], None] | None = None,
        executor: Executor | None = None,
        wait: float | None = None,
        **keywords: Unpack[IngestKeywords],
    ) -> IngestReport:
        """Archive files and folders (whole). What is unchanged is not stored again.

        Args:
            sources: a path, or several; also captures and sources of your own (fonds.sources).
            options: fonds.Options, whose fields are keywords too.
            keywords: identifier, source_url, title (of one document); metadata, operator; profile,
                charset, text_kind, capture_only, pronom, sparing; same, again, rehash, reprocess,
                expand, members_only, text_column, id_column,
                url_column, date_column, dry_run, jobs.
            base: name documents by their path from this folder.
            collection: put this and a slash in front of identifiers.
            exclude: what to leave out in folders, as lines of .gitignore.
            default_excludes: leave out .git, leftovers of systems and editors, *.tmp.
            acknowledge: called with the IngestOutcome of each document at the moment it is stored.
            progress: called now and then with how far the run has come.
            executor: a concurrent.futures.Executor; without one, processes are started as needed.
            wait: seconds to wait for another writer.

        Returns: an IngestReport: new, changed, unchanged, failed are numbers of documents.

        Raises: MissingKeyError, LockedError, StorageError; a bad input is an outcome.
        """
        from fonds.ingest import check, ingest

        options = attrs.evolve(options or Options(), **present_names(keywords))
        given = sources_of(sources)
        folders = folders_among(given)
        check(options, len(given) if isinstance(given, list) and not folders else None)
        excludes = Excludes.of(names_of(exclude), defaults=default_excludes)
        captures = captures_of(
            given, self.path, base=base, collection=collection, excludes=excludes, web=self.web
        )
        edges = self._edges(acknowledge=acknowledge, progress=progress)
        report = ingest(
            self.handle, captures, options, edges, folders=folders, executor=executor, wait=wait
        )
        return attrs.evolve(report, excluded=dict(excludes.counts))

    def add(
        self,
        data: bytes | str,
        identifier: str,
        *,
        name: str | None = None,
        media_type: str | None = None,
        title: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        wait: float | None = None,
        **keywords: Unpack[ProcessingKeywords],
    ) -> Version:
        """Archive one document that is in memory; other bytes are its next version.

        Each call is a commit of its own, which is durable when it returns. For many documents
        give ``ingest`` a generator of ``fonds.BytesCapture``.

        Args:
            data: the bytes; a text is archived as UTF-8.
            identifier: what the document is called, best a URI.
            name: a file name that it came under, which says something of its type.
            media_type: the type that is stated of it.
            title: its title.
            metadata: further metadata that you state, under Dublin Core names.
            wait: seconds to wait for another writer.
            keywords: operator, profile, capture_only, pronom, sparing, reprocess, limits.

        Returns: the document's newest version: a new one, or the one that has these bytes.

        Raises: SourceError, MissingKeyError, LockedError, StorageError.
        """
        from fonds.ingest import ingest

        capture = capture_in_memory(data, identifier, name, media_type)
        options = Options(
            identifier=identifier, title=title, metadata=dict(metadata or {}), **keywords
        )
        outcomes: list[IngestOutcome] = []
        edges = self._edges(acknowledge=outcomes.append)
        ingest(self.handle, [capture], options, edges, wait=wait)
        if outcomes[0].error is not None:
            raise outcomes[0].error
        return self.get(str(outcomes[0].document))

    def _edges(self, **callbacks: Any) -> Callbacks:  # noqa: ANN401 - fields of Callbacks, or None
        given = {name: call for name, call in callbacks.items() if call is not None}
        return Callbacks(now=self.now, notice=self.notice, **given)

    # --- finding and reading ------------------------------------------------------------------
    def documents(self, contains: str = "", *, checked: bool = False) -> Iterator[Document]:
        """Yield all documents, or those whose identifier contains a text, oldest first.

        Each is as the catalogue has it; none is missing. With ``checked`` each is compared with
        the log, and titles are read from the bundles: 0.3 ms a document.
        """
        for row in archive.newest(self.handle, contains, checked=checked):
            latest = archive.Version(self.handle, row)
            yield Document(row.doc, row.identifier, row.title, row.number, latest)

    def get(self, name: AnyPath, version: int | None = None) -> Version:
        """Return the newest version of a document, or the one that is asked for.

        Raises: UnknownDocumentError, AmbiguousNameError.
        """
        return archive.find(self.handle, os.fspath(name), version)

    def versions(self, name: AnyPath) -> list[Version]:
        """Return all versions of a document, oldest first. Raises: UnknownDocumentError."""
        return archive.versions(self.handle, os.fspath(name))

    def explain(self, name: AnyPath) -> list[Told]:
        """Return every edit of a version's text in its context, then what was only noticed.

        Empty where nothing was cleaned. Raises: UnknownDocumentError.
        """
        from fonds.cleaning.explain import told

        version = self.get(name)
        text, ledger = version.text, version.edits
        return list(told(text, ledger.cleaned(text))) if text is not None and ledger else []

    def __contains__(self, name: AnyPath) -> bool:
        try:
            self.get(name)
        except UnknownDocumentError:
            return False
        return True

    def save(
        self,
        names: AnyPath | Iterable[AnyPath] | None,
        folder: AnyPath,
        *,
        part: str = "raw",
        on_saved: Callable[[Saved], None] | None = None,
    ) -> GetReport:
        """Write documents (None: all) as files, under names that are safe on every system.

        Nothing is overwritten, nothing is written outside ``folder``, digests are checked.
        ``part`` is raw, text or cleaned; ``on_saved`` is called with a Saved for each document.
        Returns a GetReport, with the failures. Raises: UnknownDocumentError, StorageError.
        """
        from fonds.get import items_named, items_of, save

        handle = self.handle
        items = items_of(handle) if names is None else list(items_named(handle, names_of(names)))
        return save(items, Path(folder), part, on_saved or (lambda saved: None))

    # --- verifying and proving ----------------------------------------------------------------
    def verify(
        self, documents: AnyPath | Iterable[AnyPath] = (), **keywords: Unpack[VerifyKeywords]
    ) -> VerifyReport:
        """Check every claim of the archive, and say which hold.

        Args:
            documents: check only the bundles that hold these.
            keywords: quick, rederive, sample, since, heads, keep_head, tsa_roots, key_from,
                witnesses, jobs, on_finding, progress.

        Raises: only what stops it; whatever is wrong is a finding of the report.
        """
        from fonds.verify import verify

        return verify(self.handle, names_of(documents), **keywords)

    def head(self) -> bytes:
        """Return the signed head of the log, to keep outside the archive.

        No history before it can change unnoticed. It is a C2SP checkpoint.
        ``verify(heads=(("where it was kept", head),))`` compares.
        """
        return bytes(self.handle.state.note)

    def prove(self, names: AnyPath | Iterable[AnyPath], path: AnyPath) -> Proven:
        """Write one self-contained evidence file of versions.

        A stranger checks it with ``fonds verify`` or with the shell script inside. An existing
        file is never overwritten. Raises: UnknownDocumentError, ExistsError, StorageError.
        """
        from fonds.prove import prove_to_file

        return prove_to_file(self.handle, [self.get(name) for name in names_of(names)], Path(path))

    def timestamp(
        self,
        authorities: str | Iterable[str],
        *,
        roots: bytes = b"",
        again: bool = False,
        fetch: Fetch | None = None,
    ) -> list[Stamped]:
        """Get RFC 3161 tokens over the log's head, which cover every version before it.

        Each authority is sent a digest of the head and nothing else. This uses the network.

        Args:
            authorities: one URL, or several.
            roots: certificates (PEM); only tokens by an authority under one of them are kept.
            again: ask even where this head has its tokens.
            fetch: sends a request; fonds.timestamp.post_query by default.

        Returns: what became of each; one that fails is an error in its place.

        Raises: UsageError where the log is empty; MalformedTokenError, StorageError.
        """
        from fonds.formats.rfc3161.timestamp import parse_chain
        from fonds.timestamp import post_query, timestamp_head

        store, checkpoint = self.handle.store, self.handle.state.checkpoint
        trusted = parse_chain(roots) if roots else None
        urls = names_of(authorities)
        return timestamp_head(store, checkpoint, urls, fetch or post_query, trusted, again=again)

    def cosign(self, head: bytes) -> tuple[int, int]:
        """Store the cosignatures of witnesses on a head of this archive's log.

        Returns the head's size and how many lines were new. Raises: FormatError, IntegrityError
        where it is no head of this log; LockedError, StorageError.
        """
        from fonds.formats.tlog.note import Note
        from fonds.log.cosignatures import add_cosignatures

        with self.handle.store.lock():
            ring = self.handle.state.ring
            return add_cosignatures(self.handle.store, ring, Note.parse(head))

    # --- looking after it ---------------------------------------------------------------------
    def rotate_key(
        self, *, wait: float | None = None, randomness: Callable[[int], bytes] | None = None
    ) -> str:
        """Rotate the log to a new key, and return its public part (a C2SP verifier key).

        The old private key is deleted; what it signed stays valid. Keep a copy of the new key
        file. Raises: MissingKeyError, LockedError, StorageError.
        """
        from fonds.commit import rotate

        make = randomness or secrets.token_bytes
        return str(rotate(self.handle, self.now, make, self.notice, wait))

    def rebuild_catalog(self) -> int:
        """Rebuild the catalogue from bundles and log; return how many versions it has.

        Raises: LockedError while somebody writes; StorageError.
        """
        with self.handle.store.lock():
            self.handle.drop_catalog()
            refresh(self.handle)
            rebuild_catalog(self.handle)
        return self.handle.catalog.counts()[1]

    def close(self) -> None:
        """Close the archive. Whatever is asked of it afterwards raises ClosedError."""
        self._handle.close()
