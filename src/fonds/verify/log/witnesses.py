"""Check cosignatures of the witnesses whose keys are given."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from fonds.errors import FormatError, IntegrityError, SignatureError
from fonds.formats.tlog.keyring import KeyRing
from fonds.formats.tlog.note import NOTE_LIMIT, Checkpoint, Note, VerifyKey, cosigned_at
from fonds.log.cosignatures import cosigned_name, cosigned_sizes
from fonds.log.layout import checkpoint_name
from fonds.model import stamp
from fonds.storage.store import Store
from fonds.verify.log.history import History
from fonds.verify.report import FindingLog

Head = tuple[Note, Checkpoint, str]
"""A head, what it says, and the file it is from."""


def check_witnesses(
    store: Store, history: History, witnesses: Sequence[VerifyKey], findings: FindingLog
) -> None:
    """See that cosigned heads are heads of this log, and that each witness cosigned one.

    Cost: reads the cosigned heads, which are few.
    """
    if history.state is None:
        return
    ring = history.state.ring
    own: Head = (history.state.note, history.state.checkpoint, "log/checkpoint")
    heads = [own, *_cosigned_heads(store, ring, history.state.size, findings)]
    judge(heads, history.state.size, witnesses, findings)


def judge(
    heads: Iterable[Head], size: int, witnesses: Sequence[VerifyKey], findings: FindingLog
) -> None:
    """Say of each witness which is the newest head that it cosigned, of a log of ``size``."""
    newest_first = sorted(heads, key=lambda head: -head[1].size)
    for witness in witnesses:
        newest = _newest(newest_first, witness, findings)
        if newest is None:
            findings.report("V613", f"no head has a cosignature of {witness.name}", file="log")
            continue
        head, when = newest
        findings.count("history", "witnesses")
        moment = stamp(datetime.fromtimestamp(when, UTC))
        findings.say("history", f"{witness.name} saw {head.size} of {size} leaves at {moment}")


def _newest(
    heads: Iterable[Head], witness: VerifyKey, findings: FindingLog
) -> tuple[Checkpoint, int] | None:
    for note, checkpoint, name in heads:
        try:
            when = cosigned_at(note, witness)
        except SignatureError as e:
            findings.report("V613", str(e), file=name)
            continue
        if when is not None and when < _LAST:
            return checkpoint, when
    return None


_LAST = 253_402_300_800  # seconds from 1970 to the year 10000


def _cosigned_heads(store: Store, ring: KeyRing, size: int, findings: FindingLog) -> Iterator[Head]:
    """Yield the cosigned heads that are kept; what is none of this log goes to the book."""
    for at in sorted(cosigned_sizes(store)):
        name = cosigned_name(at)
        try:
            note = Note.parse(store.read(name, NOTE_LIMIT))
            checkpoint = ring.checkpoint(note)
            signed = Note.parse(store.read(checkpoint_name(at), NOTE_LIMIT)).text
        except (FormatError, IntegrityError) as e:
            findings.report("V612", str(e), file=name)
            continue
        if checkpoint.size != at or note.text != signed:
            findings.report("V612", "it is not the checkpoint stored for its size", file=name)
            continue
        findings.count("history", "cosigned heads")
        if at <= size:
            yield note, checkpoint, name
