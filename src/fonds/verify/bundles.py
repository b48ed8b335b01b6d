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
from fonds.verify.log.logged import Logged, LoggedBundles
from fonds.verify.options import VerifyProgress, VerifyRun
from fonds.verify.pool import check_bundles, default_jobs
from fonds.verify.report import FindingLog
from fonds.verify.snapshot import ROUNDS, Snapshot
from fonds.verify.version.chains import digest_of

if TYPE_CHECKING:
    from fonds.verify.version.payload_lookup import PayloadLocation


def read_bundles(run: VerifyRun, archive: str | None, present: Snapshot) -> None:
    """Check the bundles that were chosen, and what spans them."""
    book, plan, settings, folder = run.book, present.plan, run.settings, present.folder
    for bundle in plan.bundles.keys() - folder.bundles.keys():
        logged = plan.bundles[bundle]
        sentence = f"a bundle of {logged.versions} versions"
        book.find("V101", sentence, file=_file_of(bundle), leaf=logged.first)
    chosen = _chosen(run, present.history, folder)
    sizes = {bundle: _size(run, folder.bundles[bundle]) for bundle in chosen}
    elsewhere = _elsewhere(run, folder)

    def task(bundle: str) -> BundleTask:
        return BundleTask(
            run.store.root / folder.bundles[bundle],
            folder.bundles[bundle],
            bundle,
            archive,
            "quick" if settings.quick else "deep",
            _accepted(plan.bundles.get(bundle), pending=folder.pending),
            settings.rederive,
            elsewhere=elsewhere.get(bundle, {}),
        )

    def again(bundle: str) -> BundleCheck:
        return check_bundle(task(bundle))

    total, done = sum(sizes.values()), 0
    jobs = settings.jobs
    if jobs is None:
        jobs = default_jobs(sizes.values(), quick=settings.quick)
    after = present.history.state.size if present.history.state else 0
    checks = check_bundles(map(task, chosen), jobs, lambda note: book.say("integrity", note))
    for number, (bundle, checked) in enumerate(zip(chosen, checks, strict=True), 1):
        settled = _settled(present, checked, partial(again, bundle))
        book.merge(settled.book)
        after = _take(run, present, settled.checked, after)
        done += sizes[bundle]
        settings.progress(VerifyProgress(done, total, number, book.errors, checked.task.name))
    whole = len(chosen) == len(folder.bundles) and not plan.gaps and not settings.quick
    whole = whole and present.history.state is not None and not _lost(book)
    if not settings.quick:
        present.refresh()  # a version may have been withdrawn after its bundle was read
        for finding in run.chains.check(whole=whole, withdrawn=plan.withdrawn):
            book.add(finding)
        book.count("completeness", "documents", run.chains.documents)


def _elsewhere(run: VerifyRun, folder: ArchiveFolder) -> "dict[str, dict[str, PayloadLocation]]":
    """Where bytes lie that versions name and do not store, where texts are to be made again."""
    if not run.settings.rederive:
        return {}
    from fonds.verify.version.payload_lookup import find_payloads

    return find_payloads({b: run.store.root / name for b, name in folder.bundles.items()})


def _chosen(run: VerifyRun, history: History, folder: ArchiveFolder) -> list[str]:
    """The bundles to be read, in the order of the log; those that are not in it come last."""
    plan, settings = history.plan, run.settings
    last = history.state.size if history.state else 0

    def place(bundle: str) -> tuple[int, str]:
        logged = plan.bundles.get(bundle)
        return (logged.first if logged else last, bundle)

    chosen = sorted(folder.bundles, key=place)
    if settings.bundles is not None:
        chosen = [b for b in chosen if b in settings.bundles]
        run.book.skip("integrity", "read are the bundles that hold the documents named")
    if settings.since is not None:
        chosen = [b for b in chosen if place(b)[0] >= run.since]
        run.book.skip("integrity", f"read are bundles logged after the first {run.since} leaves")
    if settings.sample is not None:
        part, parts = settings.sample
        chosen = [b for b in chosen if _part(b, parts) == part - 1]
        run.book.skip("integrity", f"read is part {part} of {parts} of all bundles")
    return chosen


def _part(bundle: str, parts: int) -> int:
    """Which of ``parts`` a bundle falls into: by its name, so that it stays in it."""
    return int.from_bytes(hashlib.sha256(bundle.encode()).digest()[:8], "big") % parts


@attrs.frozen
class _Settled:
    """What came of a bundle, and what that says beside the log."""

    checked: BundleCheck
    book: FindingLog


def _settled(present: Snapshot, checked: BundleCheck, again: Callable[[], BundleCheck]) -> _Settled:
    """Judge what came of a bundle; where it is unlike a log that has gone on, judge it again."""
    book = _judge(present, checked)
    stale = present.rounds > 0  # the log may have been followed since the bundle was read
    for _ in range(ROUNDS):
        if not any(finding.code in _MOVING for finding in book.findings):
            break
        if not (present.refresh() or stale):
            break
        stale = False
        checked = again()
        book = _judge(present, checked)
    return _Settled(checked, book)


_MOVING = frozenset({"V109", "V114", "V206", "V209", "V402", "V403"})
"""What a bundle breaks that was put in the place of another by a withdrawal, in itself sound."""


def _judge(present: Snapshot, checked: BundleCheck) -> FindingLog:
    """Return what was found in a bundle, and how that stands to the log."""
    book, task = FindingLog(), checked.task
    book.add_counts(checked.counts)
    for finding in checked.findings:
        book.add(finding)
    if task.logged is not None:
        if checked.digests is not None:
            _compare_leaves(book, present, task, task.logged, checked.digests)
    elif present.history.state is None or present.plan.gaps:
        book.skip("completeness", f"{task.name} could not be looked for in the log")
    elif checked.sound:
        book.find("V108", "it is whole and waits to be logged", file=task.name)
    else:
        book.find("V109", "it is damaged besides", file=task.name)
    _compare_withdrawn(book, present.plan, checked, pending=present.folder.pending)
    return book


def _take(run: VerifyRun, present: Snapshot, checked: BundleCheck, after: int) -> int:
    """Enter a bundle's versions; return where those of unlogged bundles go on."""
    task, logged = checked.task, checked.task.logged
    if logged is not None:
        run.chains.add(checked.links, logged.first + 1, task.name, logged=True)
        return after
    known = present.history.state is not None and not present.plan.gaps
    run.chains.add(checked.links, after, task.name, logged=not known)
    return after + max(len(checked.links), 1)


def _compare_leaves(
    book: FindingLog, present: Snapshot, task: BundleTask, logged: Logged, digests: tuple[bytes, ...]
) -> None:
    """Say which statement is not the one that was logged."""
    state = present.history.state
    if state is None or logged.leaves is None:
        return  # the leaves themselves are damaged; that was told
    first = logged.first + 1
    leaves = list(log.entries(present.store, state, first, first + logged.versions))
    if len(leaves) != len(digests):
        sentence = f"it states {len(digests)} versions, logged are {len(leaves)}"
        book.find("V403", sentence, file=task.name, member=STATEMENTS, leaf=logged.first)
    for index, (leaf, digest) in enumerate(zip(leaves, digests, strict=False), first):
        if leaf != version_leaf(f"sha256:{digest.hex()}"):
            sentence = f"sha256:{digest.hex()} is not in the leaf"
            book.find("V402", sentence, file=task.name, member=STATEMENTS, leaf=index)
            break


def _compare_withdrawn(book: FindingLog, plan: LoggedBundles, checked: BundleCheck, *, pending: bool) -> None:
    """See that what is withdrawn is gone, and that nothing else is."""
    task, withdrawn = checked.task, plan.withdrawn
    for digest in checked.withdrawn:
        if digest not in withdrawn:
            sentence = f"sha256:{digest.hex()} was taken out, and no leaf of the log says so"
            book.find("V114", sentence, file=task.name, member=STATEMENTS)
    if not withdrawn or pending:
        return
    for link in checked.links:
        if link and digest_of(link) in withdrawn:
            sentence = f"sha256:{digest_of(link).hex()} was withdrawn, and is still there"
            book.find("V114", sentence, file=task.name, member=STATEMENTS)


def _accepted(logged: Logged | None, *, pending: bool) -> Logged | None:
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


def _lost(book: FindingLog) -> bool:
    """Whether bundles could not be read, so that chains may have holes that were told of."""
    return any(f.code in _HOLES for f in book.findings)


_HOLES = frozenset({"V101", "V112", "V201", "V202", "V208", "V301", "V305", "V401", "V403"})
