"""One folder of a walk, read through its descriptor."""
# ruff: noqa: PTH119
# Paths of inputs are bytes, as the system has them; pathlib knows only text.

import bisect
import os
import stat
from collections.abc import Iterator

import attrs

from fonds.errors import SourceError, UnreadableSourceError
from fonds.sources.files.capture import Identity
from fonds.sources.files.identifiers import RelativeName
from fonds.sources.files.reading import FOLDER, display_of, explain, open_at

SIDECAR = b".meta.toml"
"""What the name of a sidecar adds to that of its document."""


@attrs.define
class SourceFolder:
    """A folder being walked: its place, its identity, its names, and those still to be taken.

    Shape: ``path`` is free of links, ``shown`` is as the person named it, ``relative`` begins
    the identifiers of what is inside (empty, or ending in ``/``). ``name`` is that of the folder
    that was given, which this one is or lies in. ``descriptor`` is None while the walk is far
    below; ``inside`` and ``shown_inside`` begin the paths of entries.
    """

    path: bytes
    shown: bytes
    relative: bytes
    name: RelativeName
    identity: Identity
    names: list[bytes]
    descriptor: int | None
    rest: Iterator[bytes] = attrs.field(init=False)
    sidecars: bool = attrs.field(init=False)  # whether any name may be a sidecar's
    inside: bytes = attrs.field(init=False)
    shown_inside: bytes = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.rest = iter(self.names)
        self.sidecars = any(name.endswith(SIDECAR) for name in self.names)
        self.inside, self.shown_inside = join(self.path, b""), join(self.shown, b"")

    @classmethod
    def open(
        cls,
        path: bytes,
        shown: bytes,
        relative: bytes,
        top: RelativeName,
        seen: os.stat_result,
        above: int | None = None,
    ) -> "SourceFolder":
        """Open and list the very folder that was seen. Raises: OSError, UnreadableSourceError."""
        name = path if above is None else os.path.basename(path)
        descriptor = os.open(name, FOLDER, dir_fd=above)
        try:
            if _identity(descriptor) != (seen.st_dev, seen.st_ino):
                raise _swapped(shown)
            names = _names(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(path, shown, relative, top, (seen.st_dev, seen.st_ino), names, descriptor)

    def holds(self, name: bytes) -> bool:
        """Whether the folder lists this name."""
        at = bisect.bisect_left(self.names, name)
        return at < len(self.names) and self.names[at] == name

    def lstat(self, name: bytes) -> os.stat_result:
        """Look at an entry, not through it. Raises: OSError."""
        return os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)

    def lstat_beneath(self, inner: bytes, skip: frozenset[Identity]) -> os.stat_result | None:
        """Look at a path inside, following no link on the way; None when it is to be passed.

        Raises: OSError, also when a folder on the way has become a link.
        """
        *folders, name = inner.split(b"/")
        at = self._again()
        try:
            for folder in folders:
                below = os.open(folder, FOLDER, dir_fd=at)
                os.close(at)
                at = below
                if _identity(at) in skip:
                    return None
            state = os.stat(name, dir_fd=at, follow_symlinks=False)
        finally:
            os.close(at)
        return None if (state.st_dev, state.st_ino) in skip else state

    def is_sidecar(self, name: bytes) -> bool:
        """Whether an entry is the sidecar of a file beside it (a sidecar itself has none)."""
        stem = name.removesuffix(SIDECAR)
        if stem in (name, b"") or not self.holds(stem) or self.is_sidecar(stem):
            return False
        try:
            return not stat.S_ISDIR(self.lstat(stem).st_mode)
        except OSError:
            return False

    def sidecar(self, name: bytes) -> bytes | None:
        """The name of an entry's sidecar, if it has one."""
        if not self.sidecars:
            return None
        beside = name + SIDECAR
        return beside if self.holds(beside) and self.is_sidecar(beside) else None

    def reopen(self, below: "SourceFolder") -> None:
        """Open the folder again on the way back from one below it.

        Raises: UnreadableSourceError when it is neither above that one nor in its old place.
        """
        if below.descriptor is not None:
            try:
                self.descriptor = self._checked(os.open(b"..", FOLDER, dir_fd=below.descriptor))
            except (OSError, SourceError):
                self.descriptor = None  # moved: perhaps only the one below was
            else:
                return
        self.descriptor = self._again()

    def close(self) -> None:
        """Give the descriptor back."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def _again(self) -> int:
        try:
            return self._checked(open_at(self.path, FOLDER))
        except OSError as e:
            raise explain(e, self.shown) from e

    def _checked(self, descriptor: int) -> int:
        if _identity(descriptor) != self.identity:
            os.close(descriptor)
            raise _swapped(self.shown)
        return descriptor


def join(folder: bytes, name: bytes) -> bytes:
    """Return the path of an entry of a folder."""
    return folder + name if folder.endswith(b"/") else folder + b"/" + name


def _names(descriptor: int) -> list[bytes]:
    """Return the names in a folder, in bytewise order."""
    # All at once, as no name holds a NUL: encoding them one by one takes as long as listing them.
    listing = os.fsencode("\0".join(os.listdir(descriptor)))
    return sorted(listing.split(b"\0")) if listing else []


def _identity(descriptor: int) -> Identity:
    state = os.fstat(descriptor)
    return state.st_dev, state.st_ino


def _swapped(shown: bytes) -> UnreadableSourceError:
    return UnreadableSourceError(
        "the folder was moved or swapped while it was read", path=display_of(shown)
    )
