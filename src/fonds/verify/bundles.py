"""The bundles of an archive: which are read, and each against the log. Part of verify."""

import hashlib
import os
from typing import TYPE_CHECKING

import attrs

from fonds import log
from fonds.bundle.names import STATEMENTS
from fonds.formats.statement import version_leaf
from fonds.verify.bundle import Checked, Logged, Task
from fonds.verify.chains import digest_of
from fonds.verify.folder import Folder, bundle_file
from fonds.verify.history import History
from fonds.verify.plan import Plan
from fonds.verify.pool import check_bundles, default_jobs
from fonds.verify.report import Book
from fonds.verify.settings import Progress, Run

if TYPE_CHECKING:
    from fonds.verify.elsewhere import Held


def read_bundles(run: Run, archive: str | None, history: History, folder: Folder) -> None:
    """Check the bundles that were chosen, and what spans them."""
    book, plan, settings = run.book, history.plan, run.settings
    for bundle in plan.bundles.keys() - folder.bundles.keys():
        logged = plan.bundles[bundle]
        sentence = f"a bundle of {logged.versions} versions"
        book.find("V101", sentence, file=_file_of(bundle), leaf=logged.first)
    chosen = _chosen(run, history, folder)
    sizes = {bundle: _size(run, folder.bundles[bundle]) for bundle in chosen}
    elsewhere = _elsewhere(run, folder)
    tasks = (
        Task(
            run.store.root / folder.bundles[bundle],
            folder.bundles[bundle],
            bundle,
            archive,
            "quick" if settings.quick else "deep",
            _accepted(plan.bundles.get(bundle), pending=folder.pending),
            settings.rederive,
            elsewhere=elsewhere.get(bundle, {}),
        )
        for bundle in chosen
    )
    total, done = sum(sizes.values()), 0
    jobs = settings.jobs
    if jobs is None:
        jobs = default_jobs(sizes.values(), quick=settings.quick)
    after = history.state.size if history.state else 0
    checks = check_bundles(tasks, jobs, lambda note: book.say("integrity", note))
    for number, checked in enumerate(checks, 1):
        after = _take(run, history, checked, after)
        _compare_withdrawn(run, plan, checked, pending=folder.pending)
        done += sizes[checked.task.bundle or ""]
        settings.progress(Progress(done, total, number, book.errors, checked.task.name))
    whole = len(chosen) == len(folder.bundles) and not plan.gaps and not settings.quick
    whole = whole and history.state is not None and not _lost(book)
    if not settings.quick:
        for finding in run.chains.check(whole=whole, withdrawn=plan.withdrawn):
            book.add(finding)
        book.count("completeness", "documents", run.chains.documents)


def _elsewhere(run: Run, folder: Folder) -> "dict[str, dict[str, Held]]":
    """Where bytes lie that versions name and do not store, where texts are to be made again."""
    if not run.settings.rederive:
        return {}
    from fonds.verify.elsewhere import find_elsewhere

    return find_elsewhere({b: run.store.root / name for b, name in folder.bundles.items()})


def _chosen(run: Run, history: History, folder: Folder) -> list[str]:
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


def _take(run: Run, history: History, checked: Checked, after: int) -> int:
    """Enter what came of a bundle; return where the versions of unlogged bundles go on."""
    book, task = run.book, checked.task
    book.add_counts(checked.counts)
    for finding in checked.findings:
        book.add(finding)
    logged = task.logged
    if logged is not None:
        if checked.digests is not None:
            _compare_leaves(run, history, task, logged, checked.digests)
        run.chains.add(checked.links, logged.first + 1, task.name, logged=True)
        return after
    if history.state is None or history.plan.gaps:
        book.skip("completeness", f"{task.name} could not be looked for in the log")
        run.chains.add(checked.links, after, task.name, logged=True)
    else:
        if checked.sound:
            book.find("V108", "it is whole and waits to be logged", file=task.name)
        else:
            book.find("V109", "it is damaged besides", file=task.name)
        run.chains.add(checked.links, after, task.name, logged=False)
    return after + max(len(checked.links), 1)


def _compare_leaves(
    run: Run, history: History, task: Task, logged: Logged, digests: tuple[bytes, ...]
) -> None:
    """Say which statement is not the one that was logged."""
    state = history.state
    if state is None or logged.leaves is None:
        return  # the leaves themselves are damaged; that was told
    first = logged.first + 1
    leaves = list(log.entries(run.store, state, first, first + logged.versions))
    if len(leaves) != len(digests):
        sentence = f"it states {len(digests)} versions, logged are {len(leaves)}"
        run.book.find("V403", sentence, file=task.name, member=STATEMENTS, leaf=logged.first)
    for index, (leaf, digest) in enumerate(zip(leaves, digests, strict=False), first):
        if leaf != version_leaf(f"sha256:{digest.hex()}"):
            sentence = f"sha256:{digest.hex()} is not in the leaf"
            run.book.find("V402", sentence, file=task.name, member=STATEMENTS, leaf=index)
            break


def _compare_withdrawn(run: Run, plan: Plan, checked: Checked, *, pending: bool) -> None:
    """See that what is withdrawn is gone, and that nothing else is."""
    book, task = run.book, checked.task
    for digest in checked.withdrawn:
        if digest not in plan.withdrawn:
            sentence = f"sha256:{digest.hex()} was taken out, and no leaf of the log says so"
            book.find("V114", sentence, file=task.name, member=STATEMENTS)
    if not plan.withdrawn or pending:
        return
    for link in checked.links:
        if link and digest_of(link) in plan.withdrawn:
            sentence = f"sha256:{digest_of(link).hex()} was withdrawn, and is still there"
            book.find("V114", sentence, file=task.name, member=STATEMENTS)


def _accepted(logged: Logged | None, *, pending: bool) -> Logged | None:
    """What the log says of a bundle; while a withdrawal is under way it may be the one before."""
    if logged is None or pending:
        return logged
    return attrs.evolve(logged, manifests=logged.manifests[:1], files=logged.files[:1])


def _file_of(bundle: str) -> str:
    try:
        return bundle_file(bundle)
    except (ValueError, OverflowError, OSError):
        return f"bundles/{ascii(bundle)[1:80]}"


def _size(run: Run, name: str) -> int:
    try:
        return os.lstat(run.store.root / name).st_size
    except OSError:
        return 0


def _lost(book: Book) -> bool:
    """Whether bundles could not be read, so that chains may have holes that were told of."""
    return any(f.code in _HOLES for f in book.findings)


_HOLES = frozenset({"V101", "V112", "V201", "V202", "V208", "V301", "V305", "V401", "V403"})
