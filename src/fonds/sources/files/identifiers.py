"""Identifiers of files: the part of a path that each is made from, and clashes."""
# ruff: noqa: PTH112, PTH116, PTH118, PTH119
# Paths of inputs are bytes, as the system has them; pathlib knows only text.

import os
import stat
from typing import NamedTuple

from fonds.sources.files.capture import FileCapture, Identity


class RelativeName(NamedTuple):
    """The relative path that an identifier is made of (of a folder: what it begins with, ``x/``).

    ``alone``, ``forced`` and ``former`` are as in ``Origin``; ``former`` is a relative path too.
    """

    relative: bytes
    alone: bool = False
    forced: bool = False
    former: bytes | None = None


class Naming:
    """How the paths that were given become relative paths, without naming this machine.

    A folder gives its own name, so that two folders do not share names by accident; a file gives
    its relative path as it was given, or its name alone where the path is absolute or climbs.
    ``base`` makes all paths below it relative to itself, and ``collection`` stands in front: both
    are the user's choice, and *forced*. Source: FORMAT.md, Identifiers.
    """

    def __init__(
        self, cwd: bytes, base: bytes | None, *, listed: bool, collection: bytes = b""
    ) -> None:
        self._cwd = cwd
        self._base = os.path.normpath(os.path.join(cwd, base)) if base else None
        self._former_base = self._base or (os.path.normpath(cwd) if listed else None)
        self._collection = collection + b"/" if collection else b""

    def of_file(self, path: bytes) -> RelativeName:
        """Return the name of a file that was given, also as an entry of a list."""
        absolute = self._absolute(path)
        below = _below(self._base, absolute)
        if below:
            return RelativeName(self._collection + below, forced=True)
        relative = os.path.normpath(path)
        alone = path.startswith(b"/") or relative == b".." or relative.startswith(b"../")
        name = os.path.basename(absolute) if alone else relative
        former = _below(self._former_base, absolute) or os.path.basename(absolute)
        return self._named(name, former, alone=alone)

    def of_folder(self, path: bytes) -> RelativeName:
        """Return what the names of a folder's contents begin with."""
        absolute = self._absolute(path)
        below = _below(self._base, absolute)
        if below or absolute == self._base:
            return RelativeName(self._collection + (below and below + b"/"), forced=True)
        own = os.path.basename(absolute)
        former = _below(self._former_base, absolute)
        return self._named(own and own + b"/", former and former + b"/", alone=False)

    def _named(self, name: bytes, former: bytes, *, alone: bool) -> RelativeName:
        if self._collection:
            return RelativeName(self._collection + name, forced=True)
        return RelativeName(name, alone, former=former)

    def _absolute(self, path: bytes) -> bytes:
        # normpath keeps two leading slashes, which POSIX lets mean something; here they do not.
        return b"/" + os.path.normpath(os.path.join(self._cwd, path)).lstrip(b"/")


def _below(base: bytes | None, absolute: bytes) -> bytes:
    """The path as seen from a base; empty when it is outside, or is the base itself."""
    if base is None:
        return b""
    anchor = base.rstrip(b"/") + b"/"
    return absolute[len(anchor) :] if absolute.startswith(anchor) else b""


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

    def add_file(self, source: FileCapture) -> None:
        """Remember a file that was named."""
        self._files[source.relative] = source.identity

    def add_folder(self, path: bytes, relative: bytes) -> None:
        """Remember a folder that was named, and what its identifiers begin with."""
        self._folders.append((path, relative))
        self._head = None

    def known(self, source: FileCapture) -> Identity | None:
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
