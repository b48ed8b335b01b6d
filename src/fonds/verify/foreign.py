"""Recognise files that fonds did not write. Part of verify.

A sound file of another tool is not broken; it is not ours to check.
"""

from pathlib import Path
from typing import BinaryIO

from fonds.errors import ForeignFileError, IntegrityError, StorageError
from fonds.formats.bundle import DATA, README, STATEMENTS
from fonds.formats.evidence import SCRIPT
from fonds.storage import durable

_TAIL = 1 << 17  # bytes at the end of a file in which a ZIP's directory of a dozen members lies
_OWN = (STATEMENTS, README, SCRIPT)  # members that no other tool writes
_END = b"PK\x05\x06"
_LOCAL = b"PK\x03\x04"
_NAME_AT = 30  # where the name of a ZIP's first member begins


def refuse_foreign(path: Path) -> None:
    """Return where a file is a bundle or an evidence file, whole or damaged.

    Cost: reads 128 KiB. Raises: ForeignFileError for a file of another kind or another tool.
    """
    try:
        with open(durable.open_for_reading(path), "rb") as file:
            ours = _is_ours(file)
    except (IntegrityError, StorageError, OSError):
        return  # the check of the file says it
    if not ours:
        raise ForeignFileError(
            "this file was not written by fonds, so it is not checked",
            path=ascii(str(path))[1:-1],
        )


def _is_ours(file: BinaryIO) -> bool:
    head = file.read(_NAME_AT + len(DATA))
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    if any(name.encode() in tail for name in _OWN):
        return True
    # Without its end, what is left of one of ours begins as all of them do.
    whole = _LOCAL + head[len(_LOCAL) : _NAME_AT] + DATA.encode()
    return _END not in tail and whole.startswith(head)
