"""Describe and reprocess what is archived: methods of ``fonds.Archive``."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fonds import archive
from fonds.api_input import AnyPath, names_of

if TYPE_CHECKING:
    from fonds.ingest import Callbacks, IngestOutcome, IngestReport


class DescribingArchive:
    """What can be done to documents that are in an archive. Their bytes stay as they are."""

    _edges: "Callable[..., Callbacks]"

    @property
    def handle(self) -> archive.OpenArchive:
        """The open archive."""
        raise NotImplementedError

    def annotate(
        self,
        documents: AnyPath | Iterable[AnyPath],
        metadata: Mapping[str, Any],
        *,
        remove: Iterable[str] = (),
        operator: str | None = None,
        reason: str | None = None,
        wait: float | None = None,
    ) -> "IngestReport":
        """State metadata of documents: a version of kind ``describe``, in one commit.

        ``remove`` names keys to take away; who and why stand in the provenance. The same again is
        unchanged. Raises: UnknownDocumentError, MissingKeyError, LockedError, StorageError.
        """
        from fonds.ingest.stored import annotate

        stated = {**metadata, **dict.fromkeys(remove, "")}
        described = [(name, stated) for name in names_of(documents)]
        return annotate(
            self.handle, described, self._edges(), operator=operator, reason=reason, wait=wait
        )

    def reprocess(
        self,
        documents: AnyPath | Iterable[AnyPath] = (),
        *,
        where: str | None = None,
        limit: int | None = None,
        dry_run: bool = False,
        operator: str | None = None,
        acknowledge: "Callable[[IngestOutcome], None] | None" = None,
        wait: float | None = None,
    ) -> "IngestReport":
        """Identify, extract and clean documents again (none named: all that ``where`` chooses).

        A version of kind ``reprocess`` is made only where an outcome differs. ``where`` is an
        expression as ``fonds list --where`` takes it. Raises: UsageError; as ``ingest``.
        """
        from fonds.ingest.stored import reprocess

        return reprocess(
            self.handle,
            names_of(documents),
            self._edges(acknowledge=acknowledge),
            expression=where,
            limit=limit,
            dry_run=dry_run,
            operator=operator,
            wait=wait,
        )
