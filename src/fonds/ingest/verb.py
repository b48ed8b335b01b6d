"""Ingest: the verb. Opens what a run needs, and closes it whatever becomes of the run."""

import contextlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fonds.archive import OpenArchive
from fonds.catalog import Origins
from fonds.catalog.origins import FILE as ORIGINS
from fonds.commit import prepare
from fonds.errors import UsageError
from fonds.ingest.options import Callbacks, IngestReport, Options
from fonds.ingest.run import IngestRun
from fonds.model import check_clock
from fonds.sources import Capture, Refusal
from fonds.sources.table import check as check_columns

if TYPE_CHECKING:
    from concurrent.futures import Executor

_USER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://([^/?#@]*)@")


def ingest(
    archive: OpenArchive,
    captures: Iterable[Capture | Refusal],
    options: Options,
    edges: Callbacks,
    *,
    folders: Iterable[bytes] = (),
    wait: float | None = None,
    executor: "Executor | None" = None,
) -> IngestReport:
    """Ingest documents into an archive and report the outcome of each.

    ``folders`` are the real paths of folders that ``captures`` covers whole: documents that came
    from files in them, and were not met, are reported as gone.

    One input that fails is an outcome; the run continues with the others. Holds the archive's
    writer lock, unless it is a dry run or the key is not here: then nothing is written, unchanged
    documents are reported, and the first new one ends the run.
    Cost: memory for one bundle's index; see ``Limits``.
    Raises: MissingKeyError, LockedError, IntegrityError (a log that was rolled back),
    StorageError. What was acknowledged before stays stored.
    """
    check_clock(edges.now())
    with contextlib.ExitStack() as stack:
        if options.opens_containers:
            from fonds.ingest.containers import expansion  # which not every run needs

            captures = stack.enter_context(expansion(options, archive)).captures(captures)
        return _ingested(archive, captures, options, edges, folders, wait, executor)


def _ingested(
    archive: OpenArchive,
    captures: Iterable[Capture | Refusal],
    options: Options,
    edges: Callbacks,
    folders: Iterable[bytes],
    wait: float | None,
    executor: "Executor | None",
) -> IngestReport:
    """Ingest captures of which none is a container that is still to be opened."""
    if options.dry_run or not archive.can_write():
        with contextlib.closing(_origins(archive, writable=False)) as origins:
            run = IngestRun(archive, options, edges, None, origins, executor)
            return run.through(captures, folders)
    with archive.store.lock(wait=wait, notify=lambda: edges.notice("waiting for another writer")):
        key = prepare(archive, edges.now, edges.notice)
        with contextlib.closing(_origins(archive, writable=True)) as origins:
            return IngestRun(archive, options, edges, key, origins, executor).through(
                captures, folders
            )


def _origins(archive: OpenArchive, *, writable: bool) -> Origins:
    """Open what is known of where documents came from; nothing is, without the key."""
    secret = archive.signing_key().nonce if archive.can_write() else None
    return Origins.open(archive.store.path(ORIGINS), secret, writable=writable)


def check(options: Options, inputs: int | None) -> None:
    """Refuse options that are for one document when there are several. Raises: UsageError."""
    single = {
        "--id": options.identifier,
        "--source-url": options.source_url,
        "--title": options.title,
    }
    for name, value in single.items():
        if value is not None and inputs != 1:
            raise UsageError(f"{name} is of one document; give exactly one file", inputs=inputs)
    user = _USER.match(options.source_url or "")
    if user is not None and ":" in user[1]:
        raise UsageError(
            "this URL holds a user name and password, which would be published with the document; "
            "give it without them"
        )
    check_columns(options.columns)
    if options.text_kind is not None:
        from fonds.cleaning import TEXT_KINDS

        if options.text_kind not in TEXT_KINDS:
            known = ", ".join(TEXT_KINDS)
            raise UsageError("no such kind of text", text_kind=options.text_kind, known=known)
    if options.charset is not None or options.pronom:  # before anything is made
        from fonds.identification import checked_charset, require_pronom

        if options.charset is not None:
            checked_charset(options.charset)
        if options.pronom:
            require_pronom()
