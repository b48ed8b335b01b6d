"""Store and read heads that witnesses cosigned.

A witness is somebody else's key that signs a checkpoint after it has seen that the log goes on
from the one it signed before. ``log/checkpoints/<size>`` keeps each checkpoint as it was signed, to
the byte, since time-stamps are over those bytes; so the same head with the lines of witnesses
is beside it, in ``log/cosigned/<size>``. Lines may also be added to ``log/checkpoint`` itself;
the next commit moves them here before it replaces that file.

Source: C2SP signed-note, tlog-cosignature.
"""

import contextlib
from collections.abc import Iterable, Iterator

from fonds.errors import (
    FormatError,
    IntegrityError,
    MalformedNoteError,
    MissingFileError,
    RootMismatchError,
)
from fonds.formats.tlog.keyring import KeyRing
from fonds.formats.tlog.note import NOTE_LIMIT, SIGNATURE_LIMIT, Note, Signature, parse_decimal
from fonds.log.layout import checkpoint_name
from fonds.storage.store import Store

COSIGNED = "log/cosigned"


def cosigned_name(size: int) -> str:
    """Return the name of the file that holds the cosigned head of ``size`` leaves."""
    return f"{COSIGNED}/{size}"


def cosigned_size(name: str) -> int:
    """Return the size in the name of a cosigned head, or -1 for a file that is none."""
    size = parse_decimal(name.removeprefix(COSIGNED + "/"))
    return -1 if size is None else size


def witnesses_of(ring: KeyRing, note: Note) -> tuple[Signature, ...]:
    """Return the signature lines of a head that are not by a key of the log."""
    return tuple(s for s in note.signatures if not any(k.key.made(s) for k in ring.keys))


def add_cosignatures(store: Store, ring: KeyRing, head: Note) -> tuple[int, int]:
    """Store the cosignatures of witnesses on a head; return its size and how many were new.

    A witness's newer line takes the place of its older one. The caller holds the archive's lock.
    Whose lines they are is not asked: only who has a witness's key can say, and
    ``verify --witness`` does.
    Raises: SignatureError, MalformedNoteError where it is no head of this log, or where more
    witnesses cosigned it than a note has room for; RootMismatchError where another head of this
    size was signed; StorageError.
    """
    size = ring.checkpoint(head).size
    note = read_cosigned(store, size)
    if note.text != head.text:
        raise RootMismatchError("another head of this size was signed", size=size)
    merged = _merged(note, witnesses_of(ring, head))
    if len(merged.signatures) > SIGNATURE_LIMIT:
        raise MalformedNoteError(
            "this head has as many cosignatures as a head can have", most=SIGNATURE_LIMIT
        )
    new = len(set(merged.signatures) - set(note.signatures))
    if new:
        store.replace(cosigned_name(size), bytes(merged))
    return size, new


def store_cosignatures(store: Store, ring: KeyRing, published: Note) -> None:
    """Store the cosignatures on a checkpoint that is about to be replaced.

    A commit never waits for a witness: where there are more lines than a head can have, or what
    is stored is damaged (verify names it), they are dropped. Raises: StorageError.
    """
    if witnesses_of(ring, published):
        with contextlib.suppress(FormatError, IntegrityError):
            add_cosignatures(store, ring, published)


def _merged(note: Note, lines: Iterable[Signature]) -> Note:
    """The note with further lines, one for each key: the last one that is given."""
    by_key = {(line.name, line.key_id): line for line in (*note.signatures, *lines)}
    return Note(note.text, tuple(by_key.values()))


def read_cosigned(store: Store, size: int) -> Note:
    """Return the head of ``size`` leaves with all cosignatures that are stored of it.

    Raises: MalformedNoteError; MissingFileError where no such head was signed.
    """
    try:
        return Note.parse(store.read(cosigned_name(size), NOTE_LIMIT))
    except MissingFileError:
        return Note.parse(store.read(checkpoint_name(size), NOTE_LIMIT))


def cosigned_sizes(store: Store) -> Iterator[int]:
    """Yield the sizes of the cosigned heads that are stored, in no order."""
    for name in store.names(COSIGNED):
        if (size := cosigned_size(name)) >= 0:
            yield size
