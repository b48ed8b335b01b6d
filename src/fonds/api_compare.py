"""Compare, find by fingerprint, history and status: methods of ``fonds.Archive``."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fonds import archive
from fonds.api_describe import DescribingArchive
from fonds.api_input import AnyPath
from fonds.api_search import SearchingArchive

if TYPE_CHECKING:
    from fonds.compare.fingerprint_search import FoundVersion
    from fonds.compare.history import HistoryEntry
    from fonds.compare.similar import DuplicateCluster, Similar
    from fonds.compare.status import ArchiveStatus
    from fonds.compare.versions import Comparison


class ComparingArchive(SearchingArchive, DescribingArchive):
    """What an archive can be asked about its versions beside one another. Nothing is written."""

    @property
    def handle(self) -> archive.OpenArchive:
        """The open archive."""
        raise NotImplementedError

    def diff(self, first: AnyPath, second: AnyPath | None = None) -> "Comparison":
        """Compare two documents, versions (``NAME@2``) or files; or a version with the one before.

        Cost: both are held; see ``fonds.compare.texts`` for what its hunks cost.
        Raises: UnknownDocumentError, NoSuchVersionError, UnreadableSourceError.
        """
        from fonds.compare.versions import compare, side, with_the_one_before

        if second is None:
            return compare(*with_the_one_before(self.handle, os.fspath(first)))
        return compare(side(self.handle, os.fspath(first)), side(self.handle, os.fspath(second)))

    def history(self, name: AnyPath) -> "Iterator[HistoryEntry]":
        """Yield every version of a document, oldest first, with what changed in each.

        Raises: UnknownDocumentError.
        """
        from fonds.compare.history import history

        return history(self.handle, os.fspath(name))

    def similar(
        self, name: AnyPath, *, threshold: float = 0.30, limit: int = 20
    ) -> "list[Similar]":
        """Return the versions whose texts are most like a document's, or a file's, nearest first.

        Estimates by sketches. Raises: UnknownDocumentError; NoTextError.
        """
        from fonds.compare.similar import similar
        from fonds.compare.versions import sketch_of

        sketch, document, leaf = sketch_of(self.handle, os.fspath(name))
        return similar(
            self.handle, sketch, document=document, leaf=leaf, threshold=threshold, limit=limit
        )

    def duplicates(
        self, threshold: float = 0.30, *, where: str | None = None
    ) -> "list[DuplicateCluster]":
        """Return clusters of documents of equal bytes, or of texts that are alike.

        ``where``: compare only what an expression chooses, as ``fonds list --where`` takes it.
        Raises: UsageError.
        """
        from fonds.compare.similar import duplicates

        return duplicates(self.handle, threshold, where)

    def find(
        self, *, digest: str | None = None, file: AnyPath | None = None
    ) -> "list[FoundVersion]":
        """Return all versions that have a fingerprint, or a file's exact bytes.

        Raises: UsageError for what is no fingerprint; SourceError for a file that is not there.
        """
        from fonds.compare.fingerprint_search import find_digest, find_file

        if file is not None:
            return list(find_file(self.handle, os.fspath(file)))
        return list(find_digest(self.handle, digest or ""))

    def status(self) -> "ArchiveStatus":
        """Return figures of the archive: documents, versions, bytes, types, growth, log."""
        from fonds.compare.status import status

        return status(self.handle)
