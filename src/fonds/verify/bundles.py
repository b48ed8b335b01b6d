"""Verify the bundles of an archive: which are read, each against the log, and their chains."""

import hashlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import attrs

from fonds import log
from fonds.errors import IntegrityError, StorageError
from fonds.formats.bundle import STATEMENTS, bundle_name
from fonds.formats.statement import version_leaf
from fonds.verify.bundle.check import check_bundle
from fonds.verify.bundle.task import BundleCheck, BundleTask
from fonds.verify.folder import ArchiveFolder
from fonds.verify.log.history import History
from fonds.verify.log.logged import LoggedBundle, LoggedBundles
from fonds.verify.options import VerifyProgress, VerifyRun
from fonds.verify.pool import check_bundles, default_jobs
from fonds.verify.report import FindingLog
from fonds.verify.snapshot import ROUNDS, Snapshot
from fonds.verify.version.chains import digest_of

if TYPE_CHECKING:
    from fonds.verify.version.payload_lookup import PayloadLocation


def read_bundles(run: VerifyRun, archive: str | None, snapshot: Snapshot) -> None:
    """Check the chosen bundles and the chains of versions over them.

    Cost: one read of each bundle, shared by the worker processes.
    """
    findings, contents, settings, folder = (
        run.findings,
        snapshot.contents,
        run.settings,
        snapshot.folder,
    )
    for bundle in contents.bundles.keys() - folder.bundles.keys():
        logged = contents.bundles[bundle]
        sentence = f"a bundle of {logged.versions} versions"
        findings.report("V101", sentence, file=_file_of(bundle), leaf=logged.first)
    chosen = _chosen(run, snapshot.history, folder)
    sizes = {bundle: _size(run, folder.bundles[bundle]) for bundle in chosen}
    payloads = _payload_locations(run, folder)

    def task(bundle: str) -> BundleTask:
        return BundleTask(
            run.store.path(folder.bundles[bundle]),
            folder.bundles[bundle],
            bundle,
            archive,
            "quick" if settings.quick else "deep",
            _accepted(contents.bundles.get(bundle), pending=folder.pending),
            settings.rederive,
            payloads=payloads.get(bundle, {}),
        )

    def check_again(bundle: str) -> BundleCheck:
        return check_bundle(task(bundle))

    total, done = sum(sizes.values()), 0
    jobs = settings.jobs
    if jobs is None:
        jobs = default_jobs(sizes.values(), quick=settings.quick)
    after = snapshot.history.state.size if snapshot.history.state else 0
    checks = check_bundles(map(task, chosen), jobs, lambda note: findings.say("integrity", note))
    for number, (bundle, checked) in enumerate(zip(chosen, checks, strict=True), 1):
        settled = _settle(snapshot, checked, partial(check_again, bundle))
        findings.merge(settled.findings)
        after = _add_to_chains(run, snapshot, settled.checked, after)
        done += sizes[bundle]
        settings.progress(VerifyProgress(done, total, number, findings.errors, checked.task.name))
    whole = len(chosen) == len(folder.bundles) and not contents.gaps and not settings.quick
    whole = whole and snapshot.history.state is not None and not _has_gaps(findings)
    if not settings.quick:
        snapshot.refresh()  # a version may have been withdrawn after its bundle was read
        for finding in run.chains.check(whole=whole, withdrawn=contents.withdrawn):
            findings.add(finding)
        findings.count("completeness", "documents", run.chains.documents)


def _payload_locations(
    run: VerifyRun, folder: ArchiveFolder
) -> "dict[str, dict[str, PayloadLocation]]":
    """Where the bytes lie that a bundle names and does not hold; empty without --rederive."""
    if not run.settings.rederive:
        return {}
    from fonds.verify.version.payload_lookup import find_payloads

    return find_payloads({b: run.store.path(name) for b, name in folder.bundles.items()})


def _chosen(run: VerifyRun, history: History, folder: ArchiveFolder) -> list[str]:
    """The bundles to read, in the order of the log; those that are not logged come last."""
    contents, settings = history.contents, run.settings
    last = history.state.size if history.state else 0

    def place(bundle: str) -> tuple[int, str]:
        logged = contents.bundles.get(bundle)
        return (logged.first if logged else last, bundle)

    chosen = sorted(folder.bundles, key=place)
    if settings.bundles is not None:
        chosen = [b for b in chosen if b in settings.bundles]
        run.findings.skip("integrity", "only the bundles that hold the named documents are read")
    if settings.since is not None:
        chosen = [b for b in chosen if place(b)[0] >= run.since]
        run.findings.skip(
            "integrity", f"only bundles logged after the first {run.since} leaves are read"
        )
    if settings.sample is not None:
        part, parts = settings.sample
        chosen = [b for b in chosen if _part(b, parts) == part - 1]
        run.findings.skip("integrity", f"only part {part} of {parts} of all bundles is read")
    return chosen


def _part(bundle: str, parts: int) -> int:
    """Which of ``parts`` a bundle belongs to: by a hash of its UUID, so that it never changes."""
    return int.from_bytes(hashlib.sha256(bundle.encode()).digest()[:8], "big") % parts


@attrs.frozen
class _Settled:
    """The check of a bundle, and its findings after the comparison with the log."""

    checked: BundleCheck
    findings: FindingLog


def _settle(
    snapshot: Snapshot, checked: BundleCheck, check_again: Callable[[], BundleCheck]
) -> _Settled:
    """Compare a bundle with the log; if they differ and the log has grown since, check it again."""
    findings = _judge(snapshot, checked)
    stale = snapshot.rounds > 0  # the log may have been followed after the bundle was read
    for _ in range(ROUNDS):
        if not any(finding.code in _MOVING for finding in findings.entries):
            break
        if not (snapshot.refresh() or stale):
            break
        stale = False
        checked = check_again()
        findings = _judge(snapshot, checked)
    return _Settled(checked, findings)


_MOVING = frozenset({"V109", "V114", "V206", "V209", "V402", "V403"})
"""Codes of a sound bundle that a withdrawal put in the place of the one in the log as read."""


def _judge(snapshot: Snapshot, checked: BundleCheck) -> FindingLog:
    """Return the findings in a bundle, and those of its comparison with the log."""
    findings, task = FindingLog(), checked.task
    findings.add_counts(checked.counts)
    for finding in checked.findings:
        findings.add(finding)
    if task.logged is not None:
        if checked.digests is not None:
            _compare_leaves(findings, snapshot, task, task.logged, checked.digests)
    elif snapshot.history.state is None or snapshot.contents.gaps:
        findings.skip("completeness", f"{task.name} cannot be looked up in the log")
    elif checked.sound:
        findings.report("V108", "it is complete and not yet logged", file=task.name)
    else:
        findings.report("V109", "it is damaged too", file=task.name)
    _compare_withdrawn(findings, snapshot.contents, checked, pending=snapshot.folder.pending)
    return findings


def _add_to_chains(run: VerifyRun, snapshot: Snapshot, checked: BundleCheck, after: int) -> int:
    """Add a bundle's versions to the chains; return the place of the next unlogged bundle.

    Unlogged bundles get places after all leaves, where they would be logged.
    """
    task, logged = checked.task, checked.task.logged
    if logged is not None:
        run.chains.add(checked.links, logged.first + 1, task.name, logged=True)
        return after
    known = snapshot.history.state is not None and not snapshot.contents.gaps
    run.chains.add(checked.links, after, task.name, logged=not known)
    return after + max(len(checked.links), 1)


def _compare_leaves(
    findings: FindingLog,
    snapshot: Snapshot,
    task: BundleTask,
    logged: LoggedBundle,
    digests: tuple[bytes, ...],
) -> None:
    """Report the first statement that is not the logged one."""
    state = snapshot.history.state
    if state is None or logged.leaves is None:
        return  # the leaves themselves are damaged, which the check of the log reports
    first = logged.first + 1
    leaves = list(log.entries(snapshot.store, state, first, first + logged.versions))
    if len(leaves) != len(digests):
        sentence = f"it states {len(digests)} versions, the log {len(leaves)}"
        findings.report("V403", sentence, file=task.name, member=STATEMENTS, leaf=logged.first)
    for index, (leaf, digest) in enumerate(zip(leaves, digests, strict=False), first):
        if leaf != version_leaf(f"sha256:{digest.hex()}"):
            sentence = f"sha256:{digest.hex()} is not in the leaf"
            findings.report("V402", sentence, file=task.name, member=STATEMENTS, leaf=index)
            break


def _compare_withdrawn(
    findings: FindingLog, contents: LoggedBundles, checked: BundleCheck, *, pending: bool
) -> None:
    """Check that what was withdrawn is gone, and that nothing else is."""
    task, withdrawn = checked.task, contents.withdrawn
    for digest in checked.withdrawn:
        if digest not in withdrawn:
            sentence = f"sha256:{digest.hex()} was removed, and no leaf withdraws it"
            findings.report("V114", sentence, file=task.name, member=STATEMENTS)
    if not withdrawn or pending:
        return
    for link in checked.links:
        if link and digest_of(link) in withdrawn:
            sentence = f"sha256:{digest_of(link).hex()} was withdrawn and is still there"
            findings.report("V114", sentence, file=task.name, member=STATEMENTS)


def _accepted(logged: LoggedBundle | None, *, pending: bool) -> LoggedBundle | None:
    """What the log says of a bundle: the newest seal, or any while a withdrawal is under way."""
    if logged is None or pending:
        return logged
    return attrs.evolve(logged, manifests=logged.manifests[:1], files=logged.files[:1])


def _file_of(bundle: str) -> str:
    try:
        return bundle_name(bundle)
    except (ValueError, OverflowError, OSError):
        return f"bundles/{ascii(bundle)[1:80]}"


def _size(run: VerifyRun, name: str) -> int:
    try:
        return run.store.size(name)
    except (IntegrityError, StorageError):
        return 0


def _has_gaps(findings: FindingLog) -> bool:
    """Whether some bundle could not be read, so that chains may have gaps already reported."""
    return any(f.code in _HOLES for f in findings.entries)


_HOLES = frozenset({"V101", "V112", "V201", "V202", "V208", "V301", "V305", "V401", "V403"})
