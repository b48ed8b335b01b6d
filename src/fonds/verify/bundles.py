"""The bundles of an archive: which are read, and each against the log. Part of verify."""

import hashlib
import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import attrs

from fonds import log
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
    """Check the bundles that were chosen, and what spans them."""
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
            run.store.root / folder.bundles[bundle],
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
    """Where bytes lie that versions name and do not store, where texts are to be made again."""
    if not run.settings.rederive:
        return {}
    from fonds.verify.version.payload_lookup import find_payloads

    return find_payloads({b: run.store.root / name for b, name in folder.bundles.items()})


def _chosen(run: VerifyRun, history: History, folder: ArchiveFolder) -> list[str]:
    """The bundles to be read, in the order of the log; those that are not in it come last."""
    contents, settings = history.contents, run.settings
    last = history.state.size if history.state else 0

    def place(bundle: str) -> tuple[int, str]:
        logged = contents.bundles.get(bundle)
        return (logged.first if logged else last, bundle)

    chosen = sorted(folder.bundles, key=place)
    if settings.bundles is not None:
        chosen = [b for b in chosen if b in settings.bundles]
        run.findings.skip("integrity", "read are the bundles that hold the documents named")
    if settings.since is not None:
        chosen = [b for b in chosen if place(b)[0] >= run.since]
        run.findings.skip(
            "integrity", f"read are bundles logged after the first {run.since} leaves"
        )
    if settings.sample is not None:
        part, parts = settings.sample
        chosen = [b for b in chosen if _part(b, parts) == part - 1]
        run.findings.skip("integrity", f"read is part {part} of {parts} of all bundles")
    return chosen


def _part(bundle: str, parts: int) -> int:
    """Which of ``parts`` a bundle falls into: by its name, so that it stays in it."""
    return int.from_bytes(hashlib.sha256(bundle.encode()).digest()[:8], "big") % parts


@attrs.frozen
class _Settled:
    """What came of a bundle, and what that says beside the log."""

    checked: BundleCheck
    findings: FindingLog


def _settle(
    snapshot: Snapshot, checked: BundleCheck, check_again: Callable[[], BundleCheck]
) -> _Settled:
    """Judge what came of a bundle; where it is unlike a log that has gone on, judge it again."""
    findings = _judge(snapshot, checked)
    stale = snapshot.rounds > 0  # the log may have been followed since the bundle was read
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
"""What a bundle breaks that was put in the place of another by a withdrawal, in itself sound."""


def _judge(snapshot: Snapshot, checked: BundleCheck) -> FindingLog:
    """Return what was found in a bundle, and how that stands to the log."""
    findings, task = FindingLog(), checked.task
    findings.add_counts(checked.counts)
    for finding in checked.findings:
        findings.add(finding)
    if task.logged is not None:
        if checked.digests is not None:
            _compare_leaves(findings, snapshot, task, task.logged, checked.digests)
    elif snapshot.history.state is None or snapshot.contents.gaps:
        findings.skip("completeness", f"{task.name} could not be looked for in the log")
    elif checked.sound:
        findings.report("V108", "it is whole and waits to be logged", file=task.name)
    else:
        findings.report("V109", "it is damaged besides", file=task.name)
    _compare_withdrawn(findings, snapshot.contents, checked, pending=snapshot.folder.pending)
    return findings


def _add_to_chains(run: VerifyRun, snapshot: Snapshot, checked: BundleCheck, after: int) -> int:
    """Enter a bundle's versions; return where those of unlogged bundles go on."""
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
    """Say which statement is not the one that was logged."""
    state = snapshot.history.state
    if state is None or logged.leaves is None:
        return  # the leaves themselves are damaged; that was told
    first = logged.first + 1
    leaves = list(log.entries(snapshot.store, state, first, first + logged.versions))
    if len(leaves) != len(digests):
        sentence = f"it states {len(digests)} versions, logged are {len(leaves)}"
        findings.report("V403", sentence, file=task.name, member=STATEMENTS, leaf=logged.first)
    for index, (leaf, digest) in enumerate(zip(leaves, digests, strict=False), first):
        if leaf != version_leaf(f"sha256:{digest.hex()}"):
            sentence = f"sha256:{digest.hex()} is not in the leaf"
            findings.report("V402", sentence, file=task.name, member=STATEMENTS, leaf=index)
            break


def _compare_withdrawn(
    findings: FindingLog, contents: LoggedBundles, checked: BundleCheck, *, pending: bool
) -> None:
    """See that what is withdrawn is gone, and that nothing else is."""
    task, withdrawn = checked.task, contents.withdrawn
    for digest in checked.withdrawn:
        if digest not in withdrawn:
            sentence = f"sha256:{digest.hex()} was taken out, and no leaf of the log says so"
            findings.report("V114", sentence, file=task.name, member=STATEMENTS)
    if not withdrawn or pending:
        return
    for link in checked.links:
        if link and digest_of(link) in withdrawn:
            sentence = f"sha256:{digest_of(link).hex()} was withdrawn, and is still there"
            findings.report("V114", sentence, file=task.name, member=STATEMENTS)


def _accepted(logged: LoggedBundle | None, *, pending: bool) -> LoggedBundle | None:
    """What the log says of a bundle; while a withdrawal is under way it may be the one before."""
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
        return os.lstat(run.store.root / name).st_size
    except OSError:
        return 0


def _has_gaps(findings: FindingLog) -> bool:
    """Whether bundles could not be read, so that chains may have holes that were told of."""
    return any(f.code in _HOLES for f in findings.entries)


_HOLES = frozenset({"V101", "V112", "V201", "V202", "V208", "V301", "V305", "V401", "V403"})
