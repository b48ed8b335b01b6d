"""Verify a whole archive: its folder, its log, every bundle, and what spans them.

The log is read before the folder is listed, and the folder before any bundle. So what a writer
adds meanwhile is at most a bundle that is not logged yet, which is no fault; ``snapshot`` says what
happens when a writer withdraws something meanwhile.
"""

import time

from fonds.archive.info import INFO, Info
from fonds.errors import FondsError, FormatError, IntegrityError, StorageError, UsageError
from fonds.formats.tlog.note import Note
from fonds.log.layout import CHECKPOINT, checkpoint_name
from fonds.model import is_plausible, parse_stamp, stamp
from fonds.storage.keys import HeadFile
from fonds.storage.local import LocalStore
from fonds.verify.bundles import read_bundles
from fonds.verify.folder import survey
from fonds.verify.lenient_store import LenientStore
from fonds.verify.log.history import History, check_stored_checkpoints, compare_head, read_history
from fonds.verify.log.logged import LoggedBundles
from fonds.verify.log.timestamps import read_tokens
from fonds.verify.log.withdrawals import check_withdrawn
from fonds.verify.log.witnesses import check_witnesses
from fonds.verify.options import VerifyOptions, VerifyRun
from fonds.verify.report import FindingLog, VerifyReport
from fonds.verify.snapshot import ROUNDS, Snapshot, StateMark, state_mark
from fonds.verify.version.chains import Chains

QUICK_SKIPS = (
    "--quick compares the SHA-256 of each bundle's file with the log, and opens a file only where "
    "the log has no digest of it, or another one: members, manifests, records, statements, "
    "ledgers, index, pages and provenance are skipped (a file that passes is, to the bit, the "
    "logged one)"
)


def verify_archive(
    store: LocalStore, heads: HeadFile | None, settings: VerifyOptions
) -> VerifyReport:
    """Return what holds of an archive, claim by claim, with a finding for each fault.

    ``heads`` is where the newest head seen of its log is kept, outside the archive.
    Cost: one read of everything; memory for one bundle's lines at a time in each process, and 100
    bytes a bundle. Raises: UsageError; StorageError where the folder cannot be listed.
    Source: FORMAT.md, section Findings.
    """
    settings.check()
    begun = time.monotonic()
    findings = FindingLog(settings.on_finding)
    chains = Chains()
    try:
        run = VerifyRun(LenientStore(store.root, store.disk), heads, settings, findings, chains)
        info, history = _verify(run)
    finally:
        chains.close()
    return VerifyReport(
        subject=str(store.root),
        mode="quick" if settings.quick else "deep",
        claims=findings.claims(),
        findings=tuple(findings.entries),
        errors=findings.errors,
        notices=findings.notices,
        exit_status=findings.status,
        not_proven=tuple(findings.not_proven),
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
    """Run all checks in their order; each step names its section of FORMAT.md."""
    # 1. fonds.json and the log (sections Archive; Log). The head kept on this machine is read
    #    before the log, so that it is never newer than the log.
    info, history, at_mark, known_head = _read_log(run)
    # 2. The names in the folder (section Archive): none missing, none too many.
    size = history.state.size if history.state else None
    folder = survey(run.store, size, run.findings)
    if info is not None:
        # 3. A checkpoint for every logged bundle (section Commit and recovery).
        check_stored_checkpoints(history, folder.checkpoints, run.findings)
        if history.state is not None and not is_plausible(history.state.time):
            run.findings.report("V408", f"it is {stamp(history.state.time)}", file=CHECKPOINT)
        # 4. The archive's time of creation is the empty tree's (section Archive).
        _check_birth(run, info)
        # 5. Heads seen before: no rollback, no fork (What a check of the log cannot notice).
        _compare_heads(run, history, known_head)
        # 6. Cosignatures of witnesses (section Checkpoint).
        check_witnesses(run.store, history, run.settings.witnesses, run.findings)
    run.since = _since(run, history)
    snapshot = Snapshot(run.store, history, folder, at_mark)
    if info is not None:
        # 7. Withdrawals, tombstones and what is pending (section Withdrawal).
        _check_withdrawn(run, snapshot)
    # 8. Every bundle against the log, and the chains of versions over all (sections Bundle;
    #    Statement; Provenance; Edit ledger).
    read_bundles(run, info.archive if info else None, snapshot)
    # 9. Time-stamps of outside authorities (section Timestamps).
    read_tokens(run, history)
    if not run.settings.quick:
        from fonds.verify.catalog import check_catalog

        # 10. The catalogue, which proves nothing and is checked last (section Catalogue).
        check_catalog(run, snapshot.history)
    # 11. What was left out (section Findings).
    _note_omissions(run)
    return info, history


def _read_log(run: VerifyRun) -> tuple[Info | None, History, StateMark, bytes | None]:
    """Read the head kept on this machine, then ``fonds.json`` and the log.

    A log that seems damaged is read again if a writer changed the archive meanwhile.
    """
    for _ in range(_READINGS):
        findings, at_mark = FindingLog(), state_mark(run.store)
        known_head = _read_known_head(run, findings)
        info = _read_info(run, findings)
        history = History(None, LoggedBundles(), damaged=True)
        if info is not None:
            history = read_history(run.store, info.ring, findings)
        if not findings.errors or state_mark(run.store) == at_mark:
            break
    run.findings.merge(findings)
    return info, history, at_mark, known_head


_READINGS = 3  # attempts; each costs 3 us a leaf


def _check_withdrawn(run: VerifyRun, snapshot: Snapshot) -> None:
    """Compare withdrawals with tombstones; again while a writer is at work on them."""
    for _ in range(ROUNDS):
        findings = FindingLog()
        check_withdrawn(run.store, snapshot.contents, snapshot.folder, findings)
        if not findings.errors or not snapshot.refresh():
            break
    run.findings.merge(findings)


def _read_info(run: VerifyRun, findings: FindingLog) -> Info | None:
    try:
        info = Info.parse(run.store.read(INFO, 1 << 20))
    except IntegrityError:
        return None  # missing: the survey of the folder reports it
    except FondsError as e:
        findings.report("V105", str(e), file=INFO)
        return None
    if info.origin != f"fonds.invalid/{info.archive}":
        findings.report("V106", "its origin does not match its archive id", file=INFO)
    return info


def _check_birth(run: VerifyRun, info: Info) -> None:
    """Check that ``fonds.json`` gives the time at which the empty log was signed."""
    try:
        note = Note.parse(run.store.read(checkpoint_name(0), 1 << 20))
        signed = info.ring.checkpoint(note).time
        created = parse_stamp(info.created)
    except (FormatError, IntegrityError):
        return  # the check of the log reports an invalid checkpoint
    except ValueError:
        run.findings.report("V105", "created is not a time", file=INFO)
        return
    if signed is None or created != signed:
        sentence = "created is not the time at which the empty log was signed"
        run.findings.report("V106", sentence, file=INFO)


def _compare_heads(run: VerifyRun, history: History, known_head: bytes | None) -> None:
    findings = run.findings
    at_mark = -1
    if known_head is not None:
        at_mark = compare_head(
            run.store, history, known_head, "the head kept on this machine", findings
        )
    for origin, head in run.settings.heads:
        compare_head(run.store, history, head, origin, findings)
    if known_head is None and not run.settings.heads:
        findings.not_proven.append(
            "that the archive was not rolled back to an earlier state as a whole: no head of its "
            "log was kept outside it (`fonds head` prints one to keep)"
        )
    state = history.state
    keep = run.settings.keep_head and state is not None and not history.damaged
    follows = known_head is None or 0 <= at_mark < (state.size if state else 0)
    if keep and follows and run.heads is not None and state is not None:
        try:
            run.heads.keep(bytes(state.note))
        except StorageError:
            findings.skip("history", "the head could not be kept on this machine for next time")


def _read_known_head(run: VerifyRun, findings: FindingLog) -> bytes | None:
    try:
        return run.heads.read() if run.heads else None
    except (FormatError, StorageError) as e:
        findings.report("V609", str(e), file="the head kept on this machine")
        return None


def _since(run: VerifyRun, history: History) -> int:
    """The leaf from which bundles are read. Raises: UsageError where there is no such head."""
    since = run.settings.since
    if since is None:
        return 0
    if isinstance(since, int):
        try:
            since = run.store.read(checkpoint_name(since), 1 << 20)
        except (FormatError, IntegrityError) as e:
            raise UsageError("no checkpoint of this size is kept", size=run.settings.since) from e
    size = compare_head(run.store, history, since, "--since", run.findings)
    if size < 0:
        raise UsageError("--since names no checkpoint of this log")
    return size


def _note_omissions(run: VerifyRun) -> None:
    """Note which checks this mode leaves out."""
    findings, settings = run.findings, run.settings
    findings.leave_out(quick=settings.quick, rederive=settings.rederive)
    if settings.quick:
        findings.skip("integrity", QUICK_SKIPS)
        findings.skip("completeness", "the chains of versions and the catalogue are skipped")
        findings.skip("derivation", "ledgers were not replayed, and no text was derived again")
    elif not settings.rederive:
        findings.skip(
            "derivation",
            "texts were not derived again (--rederive does); edit ledgers, if any, were replayed",
        )
