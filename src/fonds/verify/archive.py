"""A whole archive: the folder, its log, every bundle, and what spans them. Part of verify.

The order: the log is read before the folder is listed, and the folder before any bundle, so what
a writer adds meanwhile is at most a bundle that is not logged yet, which is no fault.
"""

import hashlib
import os
import time

import attrs

from fonds import log
from fonds.archive import INFO
from fonds.archive.handle import Info
from fonds.errors import FondsError, FormatError, IntegrityError, StorageError, UsageError
from fonds.formats.note import Note
from fonds.formats.statement import version_leaf
from fonds.log.store import checkpoint_name
from fonds.model import parse_stamp, stamp
from fonds.storage.keys import HeadFile
from fonds.storage.local import Store
from fonds.verify.bundle import Checked, Logged, Task
from fonds.verify.chains import Chains
from fonds.verify.folder import Folder, bundle_file, survey
from fonds.verify.history import History, check_kept, compare_head, read_history
from fonds.verify.plan import Plan
from fonds.verify.pool import check_bundles, default_jobs
from fonds.verify.report import Book, VerifyReport
from fonds.verify.settings import Progress, Settings

QUICK_SKIPS = (
    "--quick compares every file, member and manifest with what was logged, and reads no record: "
    "skipped are records, statements, ledgers, index, pages, provenance and chains of versions "
    "(what it passes is unchanged since it was logged)"
)


@attrs.define
class _Run:
    """One verification of one archive."""

    store: Store
    heads: HeadFile | None
    settings: Settings
    book: Book
    chains: Chains
    since: int = 0
    read: int = 0


def verify_archive(store: Store, heads: HeadFile | None, settings: Settings) -> VerifyReport:
    """Check every claim of an archive.

    ``heads`` is where the newest head seen of its log is kept, outside the archive.
    Cost: one read of everything; memory for one bundle's lines at a time in each process, and a
    hundred bytes a bundle. Raises: UsageError; StorageError where the folder cannot be read.
    """
    settings.check()
    begun = time.monotonic()
    book = Book(settings.tell)
    chains = Chains()
    try:
        run = _Run(store, heads, settings, book, chains)
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


def _verify(run: _Run) -> tuple[Info | None, History]:
    info = _read_info(run)
    history = History(None, Plan(), damaged=True)
    if info is not None:
        history = read_history(run.store, info.ring, run.book)
    size = history.state.size if history.state else None
    folder = survey(run.store, size, run.book)
    if info is not None:
        check_kept(history, folder.kept, run.book)
        _check_birth(run, info)
        _compare_heads(run, history)
    run.since = _since(run, history)
    _bundles(run, info, history, folder)
    _claims(run, history)
    return info, history


def _read_info(run: _Run) -> Info | None:
    try:
        info = Info.parse(run.store.read(INFO, 1 << 20))
    except IntegrityError:
        return None  # missing: the survey of the folder says so
    except FondsError as e:
        run.book.find("V105", str(e), file=INFO)
        return None
    if info.origin != f"fonds.invalid/{info.archive}":
        run.book.find("V106", "its origin is not made of its archive's id", file=INFO)
    return info


def _check_birth(run: _Run, info: Info) -> None:
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


def _compare_heads(run: _Run, history: History) -> None:
    book = run.book
    kept = _kept_head(run)
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


def _kept_head(run: _Run) -> bytes | None:
    try:
        return run.heads.read() if run.heads else None
    except (FormatError, StorageError) as e:
        run.book.find("V609", str(e), file="the head kept on this machine")
        return None


def _since(run: _Run, history: History) -> int:
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


# --- bundles ------------------------------------------------------------------------------------
def _bundles(run: _Run, info: Info | None, history: History, folder: Folder) -> None:
    book, plan, settings = run.book, history.plan, run.settings
    for bundle in plan.bundles.keys() - folder.bundles.keys():
        logged = plan.bundles[bundle]
        sentence = f"a bundle of {logged.versions} versions"
        book.find("V101", sentence, file=_file_of(bundle), leaf=logged.first)
    chosen = _chosen(run, history, folder)
    sizes = {bundle: _size(run, folder.bundles[bundle]) for bundle in chosen}
    tasks = (
        Task(
            run.store.root / folder.bundles[bundle],
            folder.bundles[bundle],
            bundle,
            info.archive if info else None,
            "quick" if settings.quick else "deep",
            plan.bundles.get(bundle),
            settings.rederive,
        )
        for bundle in chosen
    )
    total, done = sum(sizes.values()), 0
    jobs = default_jobs(sizes.values()) if settings.jobs is None else settings.jobs
    after = history.state.size if history.state else 0
    for number, checked in enumerate(check_bundles(tasks, jobs), 1):
        after = _take(run, history, checked, after)
        done += sizes[checked.task.bundle or ""]
        settings.progress(Progress(done, total, number, book.errors, checked.task.name))
    whole = len(chosen) == len(folder.bundles) and not plan.gaps and not settings.quick
    whole = whole and history.state is not None and not _lost(book)
    if not settings.quick:
        withdrawn = frozenset(plan.withdrawn)
        for finding in run.chains.check(whole=whole, withdrawn=withdrawn):
            book.add(finding)
        book.count("completeness", "documents", run.chains.documents)


def _chosen(run: _Run, history: History, folder: Folder) -> list[str]:
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


def _take(run: _Run, history: History, checked: Checked, after: int) -> int:
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
    run: _Run, history: History, task: Task, logged: Logged, digests: tuple[bytes, ...]
) -> None:
    """Say which statement is not the one that was logged."""
    state, plan = history.state, history.plan
    if state is None or logged.leaves is None:
        return  # the leaves themselves are damaged; that was told
    first = logged.first + 1
    withdrawn = {version_leaf(f"sha256:{digest.hex()}") for digest in plan.withdrawn}
    leaves = list(enumerate(log.entries(run.store, state, first, first + logged.versions), first))
    present = [(index, leaf) for index, leaf in leaves if leaf not in withdrawn]
    for index, leaf in leaves:
        if leaf in withdrawn:
            run.book.find("V113", "by a leaf of the log", file=task.name, leaf=index)
    if len(present) != len(digests):
        sentence = f"it states {len(digests)} versions, logged are {len(present)}"
        run.book.find("V403", sentence, file=task.name, member="fonds/statements.jsonl",
                      leaf=logged.first)  # fmt: skip
    for (index, leaf), digest in zip(present, digests, strict=False):
        if leaf != version_leaf(f"sha256:{digest.hex()}"):
            sentence = f"sha256:{digest.hex()} is not in the leaf"
            run.book.find("V402", sentence, file=task.name, member="fonds/statements.jsonl",
                          leaf=index)  # fmt: skip
            break


def _file_of(bundle: str) -> str:
    try:
        return bundle_file(bundle)
    except (ValueError, OverflowError, OSError):
        return f"bundles/{ascii(bundle)[1:80]}"


def _size(run: _Run, name: str) -> int:
    try:
        return os.lstat(run.store.root / name).st_size
    except OSError:
        return 0


def _lost(book: Book) -> bool:
    """Whether bundles could not be read, so that chains may have holes that were told of."""
    return any(f.code in _HOLES for f in book.findings)


_HOLES = frozenset({"V101", "V112", "V201", "V202", "V208", "V301", "V305", "V401", "V403"})


def _claims(run: _Run, history: History) -> None:
    book, settings = run.book, run.settings
    if settings.quick:
        book.skip("integrity", QUICK_SKIPS)
    if not settings.rederive:
        book.skip("derivation", "ledgers were undone and redone; texts were not made again "
                  "(--rederive does)")  # fmt: skip
    book.not_proven.append(
        "when it happened: the times are the archive's own word (no time stamp of an outside "
        "authority was checked)"
    )
