"""What lies in a folder, as one digest: two faults that leave the same need one check between them.

Many calls change nothing (locks, syncs, looks), so the tree that a fault at call N leaves is often
the very one that call N - 1 left. A check is a function of the tree and of what was acknowledged;
it is made once for each pair, and nothing is left unchecked.
"""

import hashlib
import re
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_PROCESS = re.compile(r"(?<=staging/)\d+(?=-)")  # the number of the process, in a folder's name
_STAGED = re.compile(r"(^|/)staging/\d+-[^/]*/")


class States:
    """The states of folders that were checked, with what the check returned."""

    def __init__(self) -> None:
        self._checked: dict[Hashable, object] = {}
        self.met = 0

    def once(self, folder: Path, check: Callable[[], T], *facts: Hashable) -> T:
        """Return what ``check`` returns; call it only for a state that is new."""
        self.met += 1
        state = (digest_of(folder), *facts)
        if state not in self._checked:
            self._checked[state] = check()
        return self._checked[state]


def digest_of(folder: Path) -> bytes:
    """Return a digest of all names and bytes below a folder; times and modes are not in it.

    Of what a dead writer left in ``staging/`` the names alone: it is swept and never read.
    """
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        real = path.relative_to(folder).as_posix()
        name = _PROCESS.sub("N", real)
        is_read = path.is_file() and not _STAGED.search(real)
        content = hashlib.sha256(path.read_bytes()).digest() if is_read else b"by name"
        whole.update(f"{len(name)}:{name}".encode() + content)
    return whole.digest()
