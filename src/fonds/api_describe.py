"""Describe, reprocess and withdraw what is archived: methods of ``fonds.Archive``."""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fonds import archive
from fonds.api_input import AnyPath, names_of

if TYPE_CHECKING:
    from fonds.ingest import Callbacks, IngestOutcome, IngestReport
    from fonds.withdraw import WithdrawalPlan, WithdrawalReport


class DescribingArchive:
    """What can be done to documents that are in an archive."""

    _edges: "Callable[..., Callbacks]"
    now: "Callable[[], datetime]"
    notice: "Callable[[str], None]"

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

    def report(
        self,
        documents: AnyPath | Iterable[AnyPath],
        path: AnyPath,
        *,
        where: str | None = None,
        most: int = 200,
    ) -> None:
        """Write one self-contained HTML file about documents: texts, edits, provenance, proof.

        Nothing in it runs, nothing is fetched, and nothing sensitive is shown. An existing file
        is never overwritten. Raises: UsageError, UnknownDocumentError, ExistsError, StorageError.
        """
        from fonds.report import report
        from fonds.storage.outgoing import OutgoingFolder

        target = Path(os.fspath(path))
        names = names_of(documents)
        pieces = report(self.handle, names, self.now(), expression=where, most=most)
        with OutgoingFolder(target.parent) as out:
            out.write((target.name,), (piece.encode("utf-8", "replace") for piece in pieces))
            out.settle()

    def plan_withdrawal(self, name: AnyPath) -> "WithdrawalPlan":
        """Return what ``withdraw`` would remove, and what it would not reach."""
        from fonds.withdraw import plan

        return plan(self.handle, os.fspath(name))

    def withdraw(
        self,
        name: AnyPath,
        *,
        reason: str,
        authority: str,
        with_containers: bool = False,
        wait: float | None = None,
    ) -> "WithdrawalReport":
        """Remove a document, or one version (``NAME@2``), from the archive for good.

        The log keeps its place; ``reason`` and ``authority`` are published. Look first at
        ``plan_withdrawal``, whose ``containers`` go too with ``with_containers``.
        Raises: UsageError where containers still hold it; MissingKeyError, LockedError,
        StorageError.
        """
        from fonds.withdraw import withdraw

        return withdraw(
            self.handle,
            self.plan_withdrawal(name),
            reason,
            authority,
            self.now,
            with_containers=with_containers,
            notice=self.notice,
            wait=wait,
        )
