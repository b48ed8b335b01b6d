"""A whole archive: the folder, its log, every bundle, and what spans them. Part of verify.

The order: the log is read before the folder is listed, and the folder before any bundle, so what
a writer adds meanwhile is at most a bundle that is not logged yet, which is no fault. What a
writer changes meanwhile: see ``present``.
"""

import time

from fonds.archive.info import INFO, Info
from fonds.errors import FondsError, FormatError, IntegrityError, StorageError, UsageError
from fonds.formats.tlog.note import Note
from fonds.log.store import checkpoint_name
from fonds.model import parse_stamp, stamp
from fonds.storage.keys import HeadFile
from fonds.storage.local import Store
from fonds.verify.bundles import read_bundles
from fonds.verify.folder import survey
from fonds.verify.lenient_store import LenientStore
from fonds.verify.log.history import History, check_kept, compare_head, read_history
from fonds.verify.log.logged import LoggedBundles
from fonds.verify.log.timestamps import read_tokens
from fonds.verify.log.withdrawals import check_withdrawn
from fonds.verify.log.witnesses import check_witnesses
from fonds.verify.options import VerifyRun, VerifyOptions
from fonds.verify.report import FindingLog, VerifyReport
from fonds.verify.snapshot import ROUNDS, StateMark, Snapshot, state_mark
from fonds.verify.version.chains import Chains

QUICK_SKIPS = (
    "--quick compares each bundle's file with the log, and opens it only where that has no digest "
    "of it, or another: skipped are members, manifests, records, statements, ledgers, index, "
    "pages and provenance (what it passes is, to the bit, what was logged)"
)


def verify_archive(store: Store, heads: HeadFile | None, settings: VerifyOptions) -> VerifyReport:
    """Check every claim of an archive.

    ``heads`` is where the newest head seen of its log is kept, outside the archive.
    Cost: one read of everything; memory for one bundle's lines at a time in each process, and a
    hundred bytes a bundle. Raises: UsageError; StorageError where the folder cannot be read.
    """
    settings.check()
    begun = time.monotonic()
    book = FindingLog(settings.tell)
    chains = Chains()
    try:
        run = VerifyRun(LenientStore(store.root, store.disk), heads, settings, book, chains)
        info, history = _verify(run)
    finally:
        chains.close()
    return VerifyReport(
        subject=str(store.root),
        mode="quick" if settings.quick else "deep",
        claims=book.claims(),
        findings=tuple(book.findings),
        errors=book.errors,
        notices=book.notices,
        exit_status=book.status,
        not_proven=tuple(book.not_proven),
        head=_head(info, history),
        seconds=time.monotonic() - begun,
    )


def _head(info: Info | None, history: History) -> dict[str, object] | None:
    state = history.state
    if state is None or info is None:
        return None
    return {
        "origin": info.origin,
        "size": state.size,
        "root": state.root.hex(),
        "time": stamp(state.time),
    }


def _verify(run: VerifyRun) -> tuple[Info | None, History]:
    info, history, seen, kept = _read_log(run)
    size = history.state.size if history.state else None
    folder = survey(run.store, size, run.book)
    if info is not None:
        check_kept(history, folder.kept, run.book)
        _check_birth(run, info)
        _compare_heads(run, history, kept)
        check_witnesses(run.store, history, run.settings.witnesses, run.book)
    run.since = _since(run, history)
    present = Snapshot(run.store, history, folder, seen)
    if info is not None:
        _check_withdrawn(run, present)
    read_bundles(run, info.archive if info else None, present)
    read_tokens(run, history)
    if not run.settings.quick:
        from fonds.verify.catalog import check_catalog

        check_catalog(run, present.history)
    _claims(run)
    return info, history


def _read_log(run: VerifyRun) -> tuple[Info | None, History, StateMark, bytes | None]:
    """Read the log, and before it the head that is kept of it, which is never newer.

    A log that seems damaged is read again where a writer has been at it.
    """
    for _ in range(_READINGS):
        book, seen = FindingLog(), state_mark(run.store)
        kept = _kept_head(run, book)
        info = _read_info(run, book)
        history = History(None, LoggedBundles(), damaged=True)
        if info is not None:
            history = read_history(run.store, info.ring, book)
        if not book.errors or state_mark(run.store) == seen:
            break
    run.book.merge(book)
    return info, history, seen, kept


_READINGS = 3  # each costs 3 us a leaf


def _check_withdrawn(run: VerifyRun, present: Snapshot) -> None:
    """Compare withdrawals and tombstones, again while they are being written."""
    for _ in range(ROUNDS):
        book = FindingLog()
        check_withdrawn(run.store, present.plan, present.folder, book)
        if not book.errors or not present.refresh():
            break
    run.book.merge(book)


def _read_info(run: VerifyRun, book: FindingLog) -> Info | None:
    try:
        info = Info.parse(run.store.read(INFO, 1 << 20))
    except IntegrityError:
        return None  # missing: the survey of the folder says so
    except FondsError as e:
        book.find("V105", str(e), file=INFO)
        return None
    if info.origin != f"fonds.invalid/{info.archive}":
        book.find("V106", "its origin is not made of its archive's id", file=INFO)
    return info


def _check_birth(run: VerifyRun, info: Info) -> None:
    """The empty tree was signed when the archive was made, and ``fonds.json`` says when."""
    try:
        note = Note.parse(run.store.read(checkpoint_name(0), 1 << 20))
        signed = info.ring.checkpoint(note).time
        created = parse_stamp(info.created)
    except (FormatError, IntegrityError):
        return  # the log's check names a checkpoint that is not good
    except ValueError:
        run.book.find("V105", "created is not a time", file=INFO)
        return
    if signed is None or created != signed:
        sentence = "created is not the time at which the empty log was signed"
        run.book.find("V106", sentence, file=INFO)


def _compare_heads(run: VerifyRun, history: History, kept: bytes | None) -> None:
    book = run.book
    seen = -1
    if kept is not None:
        seen = compare_head(run.store, history, kept, "the head kept on this machine", book)
    for whence, head in run.settings.heads:
        compare_head(run.store, history, head, whence, book)
    if kept is None and not run.settings.heads:
        book.not_proven.append(
            "that the archive was not rolled back to an earlier state as a whole: no head of its "
            "log was held elsewhere (`fonds head` prints one to keep)"
        )
    state = history.state
    keep = run.settings.keep_head and state is not None and not history.damaged
    follows = kept is None or 0 <= seen < (state.size if state else 0)
    if keep and follows and run.heads is not None and state is not None:
        try:
            run.heads.keep(bytes(state.note))
        except StorageError:
            book.skip("history", "the head could not be kept on this machine for next time")


def _kept_head(run: VerifyRun, book: FindingLog) -> bytes | None:
    try:
        return run.heads.read() if run.heads else None
    except (FormatError, StorageError) as e:
        book.find("V609", str(e), file="the head kept on this machine")
        return None


def _since(run: VerifyRun, history: History) -> int:
    """The size from which bundles are read. Raises: UsageError where there is no such head."""
    since = run.settings.since
    if since is None:
        return 0
    if isinstance(since, int):
        try:
            since = run.store.read(checkpoint_name(since), 1 << 20)
        except (FormatError, IntegrityError) as e:
            raise UsageError("no checkpoint of this size is kept", size=run.settings.since) from e
    size = compare_head(run.store, history, since, "--since", run.book)
    if size < 0:
        raise UsageError("not a checkpoint of this log to begin at")
    return size


def _claims(run: VerifyRun) -> None:
    """Say what was left out."""
    book, settings = run.book, run.settings
    if settings.quick:
        book.skip("integrity", QUICK_SKIPS)
        book.skip("completeness", "skipped are the chains of versions, and the catalogue")
        book.skip("derivation", "ledgers were not undone, and no text was made again")
    elif not settings.rederive:
        book.skip(
            "derivation",
            "ledgers were undone and redone; texts were not made again (--rederive does)",
        )
