"""Identifiers of files: which part of a path they are made of, and who has one already. Floor 3."""
# ruff: noqa: PTH112, PTH116, PTH118, PTH119
# Paths of inputs are bytes, as the system has them; pathlib knows only text.

import os
import stat

from fonds.sources.source import Identity, Source


class Naming:
    """How the paths that were named become relative paths.

    A file that is named gives its base name and a folder nothing, so that what is inside has the
    path within it: the same command gives the same identifiers wherever it is run. Entries of a
    list keep their path as it stands, relative to ``cwd``; ``base`` makes all paths relative to
    itself. What lies outside of ``cwd`` or ``base`` is named as if it had been named alone.
    """

    def __init__(self, cwd: bytes, base: bytes | None, *, listed: bool) -> None:
        self._cwd = cwd
        self._base = os.path.normpath(os.path.join(cwd, base or b"")) if base or listed else None

    def of_file(self, path: bytes) -> bytes:
        """Return the relative path of a file that was named."""
        return self._below(path) or os.path.basename(self._absolute(path))

    def of_folder(self, path: bytes) -> bytes:
        """Return what the relative paths of a folder's contents begin with."""
        below = self._below(path)
        return below + b"/" if below else b""

    def _below(self, path: bytes) -> bytes:
        """The path as seen from the base; empty when it is outside, or is the base itself."""
        if self._base is None:
            return b""
        anchor = self._base.rstrip(b"/") + b"/"
        absolute = self._absolute(path)
        return absolute[len(anchor) :] if absolute.startswith(anchor) else b""

    def _absolute(self, path: bytes) -> bytes:
        # normpath keeps two leading slashes, which POSIX lets mean something; here they do not.
        return b"/" + os.path.normpath(os.path.join(self._cwd, path)).lstrip(b"/")


class Claims:
    """Who has which identifier, of all that was named before.

    Of folders nothing is remembered but their place: whether one holds a path is asked of the
    disk, so that memory does not grow with the number of files.
    """

    def __init__(self) -> None:
        self._files: dict[bytes, Identity] = {}
        self._folders: list[tuple[bytes, bytes]] = []
        self._head: bytes | None = None
        self._kept: list[bytes] = []

    def __bool__(self) -> bool:
        """Whether anything was named before."""
        return bool(self._files or self._folders)

    def add_file(self, source: Source) -> None:
        """Remember a file that was named."""
        self._files[source.relative] = source.identity

    def add_folder(self, path: bytes, relative: bytes) -> None:
        """Remember a folder that was named, and what its identifiers begin with."""
        self._folders.append((path, relative))
        self._head = None

    def known(self, source: Source) -> Identity | None:
        """Return which file has this source's identifier already, None when no file has."""
        head, slash, name = source.relative.rpartition(b"/")
        for folder in self._near(head + slash):
            if found := _file_at(os.path.join(folder, name)):
                return found
        return self._files.get(source.relative)

    def _near(self, head: bytes) -> list[bytes]:
        """Return the folders where a path that begins so would be; the last answer is kept."""
        if head != self._head:
            self._head = head
            inner = [
                (path, head[len(begins) :])
                for path, begins in self._folders
                if head.startswith(begins)
            ]
            joined = (os.path.join(path, rest) for path, rest in inner)
            self._kept = [path for path in joined if os.path.isdir(path)]
        return self._kept


def _file_at(path: bytes) -> Identity | None:
    try:
        state = os.stat(path)
    except (OSError, ValueError):
        return None
    return (state.st_dev, state.st_ino) if stat.S_ISREG(state.st_mode) else None
