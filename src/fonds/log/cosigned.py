"""Heads that witnesses cosigned. Part of ``fonds.log``.

A witness is somebody else's key that signs a checkpoint after it has seen that the log goes on
from the one it signed before. ``log/checkpoints/<size>`` keeps each checkpoint as it was signed, to
the byte, since time-stamps are over those bytes; so the same head with the lines of witnesses
stands beside it, in ``log/cosigned/<size>``. Lines may also be added to ``log/checkpoint`` itself;
the next commit moves them here before it replaces that file.

Source: C2SP signed-note, tlog-cosignature.
"""

from collections.abc import Iterator

from fonds.errors import MissingFileError, RootMismatchError
from fonds.formats.keyring import KeyRing
from fonds.formats.note import NOTE_LIMIT, Note, Signature, parse_decimal
from fonds.log.store import LogStore, checkpoint_name

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


def add_cosignatures(store: LogStore, ring: KeyRing, head: Note) -> tuple[int, int]:
    """Keep the lines of witnesses that a head bears; return its size and how many were new.

    The caller holds the archive's lock. Whose lines they are is not asked: only who has a
    witness's key can tell, and ``verify --witness`` does.
    Raises: SignatureError, MalformedNoteError where it is no head of this log;
    RootMismatchError where another head of this size was signed; StorageError.
    """
    size = ring.checkpoint(head).size
    note = read_cosigned(store, size)
    if note.text != head.text:
        raise RootMismatchError("another head of this size was signed", size=size)
    new = tuple(s for s in witnesses_of(ring, head) if s not in note.signatures)
    if new:
        # Parsed again: a note takes so many lines and no more.
        merged = Note.parse(bytes(Note(note.text, (*note.signatures, *new))))
        store.replace(cosigned_name(size), bytes(merged))
    return size, len(new)


def read_cosigned(store: LogStore, size: int) -> Note:
    """Return the head of ``size`` leaves with all lines of witnesses that are kept of it.

    Raises: MalformedNoteError; MissingFileError where no such head was signed.
    """
    try:
        return Note.parse(store.read(cosigned_name(size), NOTE_LIMIT))
    except MissingFileError:
        return Note.parse(store.read(checkpoint_name(size), NOTE_LIMIT))


def cosigned_sizes(store: LogStore) -> Iterator[int]:
    """Yield the sizes of the cosigned heads that are kept, in no order."""
    for name in store.names(COSIGNED):
        if (size := cosigned_size(name)) >= 0:
            yield size
