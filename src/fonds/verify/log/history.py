"""Check the log of an archive: recomputed, and against heads seen before."""

import contextlib
import itertools
from collections.abc import Iterable, Iterator

import attrs

from fonds import log
from fonds.errors import (
    FondsError,
    FormatError,
    IntegrityError,
    MissingFileError,
    RollbackError,
    RootMismatchError,
)
from fonds.formats.statement import version_leaf
from fonds.formats.tlog.keyring import KeyRing
from fonds.formats.tlog.merkle import Frontier, leaf_hash
from fonds.formats.tlog.note import NOTE_LIMIT, Checkpoint, Note
from fonds.formats.tlog.tiles import WIDTH, Edge, edge_tiles, entries_tile
from fonds.log.layout import (
    CHECKPOINT,
    CHECKPOINTS,
    checkpoint_name,
    checkpoint_size,
    read_entries,
    read_hashes,
    tile_name,
)
from fonds.log.state import LogState, check_head, signed_time, state_of
from fonds.storage.store import Store
from fonds.verify.log.logged import LoggedBundles
from fonds.verify.report import FindingLog


@attrs.frozen
class History:
    """The log as it was found. ``state`` is None where nothing of it can be believed."""

    state: LogState | None
    contents: LoggedBundles
    damaged: bool = False


def read_history(store: Store, ring: KeyRing, findings: FindingLog) -> History:
    """Recompute the log and return what it demands; what is wrong with it goes to the book.

    Cost: one pass, 3 us a leaf; a hundred bytes a bundle.
    """
    contents = LoggedBundles()
    before = findings.errors
    # Listed before the checkpoint is read: one that is stored later is of a later log.
    stored = frozenset(map(checkpoint_size, store.names(CHECKPOINTS)))
    state = _state(store, ring, findings)
    if state is None:
        findings.report(
            "V610", "neither its checkpoint nor a stored one can be followed", file=CHECKPOINT
        )
        return History(None, contents, damaged=True)
    state = _finished(store, state, stored, findings)
    for checked in log.check_all(store, state):
        for fault in checked.faults:
            if isinstance(fault.error, RollbackError) and _is_later(fault.name, state, stored):
                continue
            findings.report(_code(fault.error, fault.name), str(fault.error), file=fault.name)
        if checked.leaves:
            contents.leaves(checked.start, checked.leaves)
        elif checked.start < state.size:
            contents.gap(checked.start, checked.end - checked.start)
    contents.finish(state.size)
    if contents.withdrawals:
        _find_withdrawn(store, state, contents)
    for code, sentence, leaf in contents.complaints:
        findings.report(code, sentence, file="log", leaf=leaf)
    findings.count("history", "leaves", state.size)
    return History(state, contents, damaged=findings.errors > before)


def follow(store: Store, history: History) -> History:
    """Return the log as it is now, if it soundly continues what it was; else as it was.

    ``contents`` is the same object, with the new leaves added. Cost: reads the new leaves twice;
    all leaves once more where versions were withdrawn.
    """
    old, contents = history.state, history.contents
    if old is None or history.damaged or contents.gaps:
        return history
    try:
        new = log.read_state(store, old.ring)
        edge = old.edge
        for _, leaves in _since(store, new, old.size):
            _, edge = edge.grow(leaves)
        if new.size <= old.size or edge.root() != new.root:
            return history
        known = len(contents.withdrawals)
        for start, leaves in _since(store, new, old.size):
            contents.leaves(start, leaves)
        if len(contents.withdrawals) > known:
            _find_withdrawn(store, new, contents)
    except (FormatError, IntegrityError):
        return history
    return History(new, contents)


def _since(store: Store, state: LogState, start: int) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the leaves from ``start`` on in parts, each with the index of its first leaf."""
    leaves = log.entries(store, state, start, state.size)
    while part := list(itertools.islice(leaves, 16 * WIDTH)):
        yield start, part
        start += len(part)


def compare_head(
    store: Store, history: History, head: bytes, origin: str, findings: FindingLog
) -> int:
    """See that the log extends a head that was seen; return its size, -1 if it is none."""
    state = history.state
    if state is None:
        return -1
    try:
        earlier = state.ring.checkpoint(Note.parse(head))
    except FondsError as e:
        findings.report("V609", str(e), file=origin)
        return -1
    findings.count("history", "heads compared")
    if earlier.size > state.size:
        sentence = f"it has {state.size} leaves, the head in {origin} has {earlier.size}"
        findings.report("V604", sentence, file=CHECKPOINT)
        return earlier.size
    try:
        check_head(store, state, head)
    except (FormatError, IntegrityError):
        # Damaged tiles must not pass for a fork: the leaves themselves decide.
        root = _root_at(store, state, earlier.size)
        if root is None:
            findings.skip(
                "history", f"the head in {origin} could not be compared: tiles are damaged"
            )
        elif root != earlier.root:
            sentence = f"at {earlier.size} leaves its root is not that of the head in {origin}"
            findings.report("V605", sentence, file=CHECKPOINT)
    return earlier.size


def check_stored_checkpoints(history: History, stored: Iterable[int], findings: FindingLog) -> None:
    """Report each bundle's commit whose checkpoint is not stored."""
    have = set(stored)
    findings.count("history", "checkpoints", len(have))
    if history.state is None:
        return
    for size in history.contents.ends:
        if size not in have and size != history.state.size:  # the newest is the log's own affair
            findings.report("V101", "a signed checkpoint is not stored", file=checkpoint_name(size))


def _code(error: FondsError, name: str) -> str:
    if isinstance(error, MissingFileError):
        return "V101"
    if name.startswith(CHECKPOINTS + "/"):
        return "V606"
    if name == "fonds.json":
        return "V608"
    if isinstance(error, RollbackError):
        return "V606"
    return "V603" if isinstance(error, RootMismatchError) else "V602"


def _state(store: Store, ring: KeyRing, findings: FindingLog) -> LogState | None:
    """The log at its checkpoint; if that is damaged, at the newest valid stored one."""
    try:
        note = Note.parse(store.read(CHECKPOINT, NOTE_LIMIT))
        signed_time(ring.checkpoint(note))
    except (FormatError, IntegrityError) as e:
        missing = isinstance(e, MissingFileError)
        findings.report("V101" if missing else "V601", str(e), file=CHECKPOINT)
        newest = _newest_signed(store, ring)
        return None if newest is None else _state_of(store, ring, newest, findings)
    return _state_of(store, ring, note, findings)


def _finished(
    store: Store, state: LogState, stored: frozenset[int], findings: FindingLog
) -> LogState:
    """The log with a commit that was signed and not published, if there is one.

    Every commit is between these two steps for a moment, and stays there if its
    writer dies; the next writer finishes it. Anything else past the log's checkpoint is left
    to ``check_all`` to report. FORMAT.md, Commit and recovery.
    """
    past = [size for size in stored if size > state.size]
    if len(past) != 1:
        return state
    try:
        known = Note.parse(store.read(checkpoint_name(state.size), NOTE_LIMIT))
        note = Note.parse(store.read(checkpoint_name(past[0]), NOTE_LIMIT))
        newer = state_of(store, state.ring, note)
        if known.text != state.note.text or newer.size != past[0]:
            return state
        published = store.read(CHECKPOINT, NOTE_LIMIT) == bytes(note)
    except (FormatError, IntegrityError):
        return state
    if not published:
        findings.report("V614", f"it is of {newer.size} leaves", file=checkpoint_name(newer.size))
    return newer


def _is_later(name: str, state: LogState, stored: frozenset[int]) -> bool:
    """Whether a file is a checkpoint past the log that was stored after this log was read."""
    size = checkpoint_size(name) if name.startswith(CHECKPOINTS + "/") else -1
    return size > state.size and size not in stored


def _newest_signed(store: Store, ring: KeyRing) -> Note | None:
    for size in sorted(map(checkpoint_size, store.names(CHECKPOINTS)), reverse=True):
        if size < 0:
            break
        try:
            note = Note.parse(store.read(checkpoint_name(size), NOTE_LIMIT))
            checkpoint = ring.checkpoint(note)
            signed_time(checkpoint)
        except (FormatError, IntegrityError):
            continue  # check_all names it
        if checkpoint.size == size:
            return note
    return None


def _state_of(store: Store, ring: KeyRing, note: Note, findings: FindingLog) -> LogState | None:
    try:
        return state_of(store, ring, note)
    except (FormatError, IntegrityError) as e:
        checkpoint = ring.checkpoint(note)
        edge = _edge(store, checkpoint)
        if edge is not None:
            return LogState(ring, note, checkpoint, signed_time(checkpoint), edge)
        findings.report("V603", str(e), file=CHECKPOINT)
        _name_unreadable(store, checkpoint, findings)
        return None


def _edge(store: Store, checkpoint: Checkpoint) -> Edge | None:
    """The tree's right edge, from its tiles or else from its entries, where either gives the root.

    What disagrees with it is then named by ``check_all``.
    """
    size = checkpoint.size
    rows = [b""] * (-(-size.bit_length() // 8))
    try:
        for tile in edge_tiles(size):
            rows[tile.level] = read_hashes(store, tile)
        edge = Edge(size, tuple(rows))
        if edge.root() == checkpoint.root:
            return edge
    except (FormatError, IntegrityError):
        pass
    edge = Edge()
    try:
        for index in range(-(-size // WIDTH)):
            _, edge = edge.grow(read_entries(store, entries_tile(index, size)))
    except (FormatError, IntegrityError):
        return None
    return edge if edge.root() == checkpoint.root else None


def _name_unreadable(store: Store, checkpoint: Checkpoint, findings: FindingLog) -> None:
    size = checkpoint.size
    for tile in edge_tiles(size):
        try:
            read_hashes(store, tile)
        except (FormatError, IntegrityError) as e:
            findings.report(_code(e, ""), str(e), file=tile_name(tile))
    for index in range(-(-size // WIDTH)):
        tile = entries_tile(index, size)
        try:
            read_entries(store, tile)
        except (FormatError, IntegrityError) as e:
            findings.report(_code(e, ""), str(e), file=tile_name(tile))


def _find_withdrawn(store: Store, state: LogState, contents: LoggedBundles) -> None:
    """Note where the leaves of withdrawn versions stand. Cost: another read of all entries."""
    wanted = {version_leaf(f"sha256:{digest.hex()}"): digest for digest in contents.withdrawn}
    for index in range(-(-state.size // WIDTH)):
        with contextlib.suppress(FormatError, IntegrityError):  # check_all named it
            for at, leaf in enumerate(read_entries(store, entries_tile(index, state.size))):
                if leaf in wanted:
                    contents.leaf_of.setdefault(wanted[leaf], index * WIDTH + at)


def _root_at(store: Store, state: LogState, size: int) -> bytes | None:
    """The root of the first ``size`` leaves, from the leaves; None where one cannot be read."""
    tree = Frontier()
    try:
        for leaf in log.entries(store, state, 0, size):
            tree.append(leaf_hash(leaf))
    except (FormatError, IntegrityError):
        return None
    return tree.root()
