"""Walk folders that may be deep, wide, hostile and changing.

Depth first, names in bytewise order, one listing for each folder on the way down. Everything is
looked at relative to the descriptor of its folder, so that nobody who swaps a folder for a link
meanwhile can lead the walk elsewhere; no path is ever too long, and no tree too deep.
"""
# ruff: noqa: PTH109, PTH112, PTH116, PTH119
# Paths of inputs are bytes, as the system has them; pathlib knows only text.

import os
import re
import stat
from collections.abc import Iterable, Iterator

from fonds.errors import (
    AddressError,
    IdentifierClashError,
    LinkOutsideError,
    MissingSourceError,
    NotAFileError,
    SourceError,
)
from fonds.sources.files.capture import FileCapture, Identity
from fonds.sources.files.excludes import Excludes
from fonds.sources.files.folder import SIDECAR, SourceFolder
from fonds.sources.files.identifiers import Claims, Naming, RelativeName
from fonds.sources.files.reading import display_of, explain, stamp_of
from fonds.sources.source import Refusal

_ADDRESS = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://")

OPEN_FOLDERS = 32
"""SourceFolder descriptors held at one time; those further up are reopened on the way back."""


def walk(
    arguments: Iterable[bytes | str],
    *,
    base: bytes | str | None = None,
    skip: frozenset[Identity] = frozenset(),
    listed: bool = False,
    collection: bytes | str = b"",
    cwd: bytes | str | None = None,
    excludes: Excludes | None = None,
) -> Iterator[FileCapture | Refusal]:
    """Yield the files of ``arguments`` (files and folders), and what cannot be archived.

    Identifiers are made as ``Naming`` says; ``listed`` arguments are entries of a list. A second
    file that would get the identifier of a first is refused; the same file named again is passed
    (this is not looked for among the entries of a list, which may be millions).

    A link to a regular file inside the folder given is followed, one to a folder inside it is
    passed (its files are met in their own place); links out of it, to nothing or in circles are
    refused, and so are FIFOs, sockets and devices. ``x.meta.toml`` beside a file ``x`` is its
    sidecar and no document. ``skip`` are files and folders to pass, such as the archive itself;
    ``excludes`` passes over entries of folders by their names, and counts them.

    Cost: lazily; memory for one listing of each folder on the way down, 32 descriptors.
    Raises: nothing on what is found; what fails is yielded as a Refusal.
    """
    here = os.fsencode(cwd) if cwd else os.getcwdb()
    naming = Naming(
        here,
        os.fsencode(base) if base else None,
        listed=listed,
        collection=os.fsencode(collection),
    )
    claims = Claims()
    for argument in arguments:
        found = _argument(os.fsencode(argument), naming, None if listed else claims, skip, excludes)
        yield from _unclaimed(found, claims) if claims else found


def _unclaimed(
    found: Iterable[FileCapture | Refusal], claims: Claims
) -> Iterator[FileCapture | Refusal]:
    """Leave out what was named before; refuse another file under the identifier of a first."""
    for one in found:
        if isinstance(one, Refusal) or not (known := claims.known(one)):
            yield one
        elif known != one.identity:
            yield Refusal(one.path, one.display, one.relative, _clash(one))


def _argument(
    path: bytes,
    naming: Naming,
    claims: Claims | None,
    skip: frozenset[Identity],
    excludes: Excludes | None,
) -> Iterator[FileCapture | Refusal]:
    found: FileCapture | Refusal | SourceFolder | None
    try:
        found = _named(path, naming, skip)
    except OSError as e:
        found = _refusal(path, naming.of_file(path).relative, explain(e, path))
    except SourceError as e:
        found = _refusal(path, naming.of_file(path).relative, e)
    if isinstance(found, SourceFolder):
        yield from _descend(found, skip, excludes)
        if claims is not None:
            claims.add_folder(found.path, found.relative)
    elif found:
        yield found
        if claims is not None and isinstance(found, FileCapture):
            claims.add_file(found)


def _named(
    path: bytes, naming: Naming, skip: frozenset[Identity]
) -> "FileCapture | SourceFolder | None":
    """Look at what a person named. If it is a link it is followed: it was asked for."""
    if not path or b"\0" in path:
        raise MissingSourceError("there is no such file", path=display_of(path))
    if _ADDRESS.match(path) and not os.path.lexists(path):
        raise AddressError("this is an address, not a file", address=display_of(path))
    os.stat(path)  # the system follows 40 links at most, and so do we
    real = os.path.realpath(path, strict=True)
    state = os.lstat(real)
    if (state.st_dev, state.st_ino) in skip:
        return None
    if stat.S_ISDIR(state.st_mode):
        name = naming.of_folder(path)
        return SourceFolder.open(real, path, name.relative, name, state)
    if _is_sidecar(path):
        return None
    beside = path + SIDECAR
    sidecar = beside if os.path.lexists(beside) else None
    if not stat.S_ISREG(state.st_mode):
        raise _no_file(path)
    return _capture(real, path, naming.of_file(path), state, sidecar)


def _descend(
    top: SourceFolder, skip: frozenset[Identity], excludes: Excludes | None
) -> Iterator[FileCapture | Refusal]:
    """Walk depth first with a stack of our own: no recursion limit, few descriptors."""
    stack = [top]
    try:
        while stack:
            folder = stack[-1]
            for name in folder.rest:  # which resumes where it was left for a folder below
                found = _entry(folder, name, top, skip, excludes)
                if isinstance(found, SourceFolder):
                    stack.append(found)
                    if len(stack) > OPEN_FOLDERS:
                        stack[-1 - OPEN_FOLDERS].close()
                    break
                if found is not None:
                    yield found
            else:
                yield from _leave(stack)
    finally:
        for folder in stack:
            folder.close()


def _leave(stack: list[SourceFolder]) -> Iterator[Refusal]:
    """Go back up. A folder that cannot be found again is given up, aloud."""
    left = stack.pop()
    while stack and stack[-1].descriptor is None:
        up = stack[-1]
        try:
            up.reopen(left)
        except SourceError as e:
            stack.pop()
            yield _refusal(up.shown, up.relative.rstrip(b"/"), e)
    left.close()


def _entry(
    folder: SourceFolder,
    name: bytes,
    top: SourceFolder,
    skip: frozenset[Identity],
    excludes: Excludes | None,
) -> FileCapture | Refusal | SourceFolder | None:
    path, shown = folder.inside + name, folder.shown_inside + name
    relative = folder.relative + name
    try:
        state = os.stat(name, dir_fd=folder.descriptor, follow_symlinks=False)
        if (state.st_dev, state.st_ino) in skip:
            return None
        mode = state.st_mode
        if excludes is not None and excludes.passes(
            path[len(top.inside) :], name, is_folder=stat.S_ISDIR(mode)
        ):
            return None
        if stat.S_ISDIR(mode):
            return SourceFolder.open(
                path, shown, relative + b"/", top.name, state, folder.descriptor
            )
        if folder.sidecars and folder.is_sidecar(name):
            return None
        if stat.S_ISLNK(mode):
            followed = _follow(folder, name, top, skip)
            if followed is None:
                return None
            path, state = followed
            mode = state.st_mode
        if not stat.S_ISREG(mode):
            raise _no_file(shown)
        beside = folder.sidecar(name) if folder.sidecars else None
        return _capture(
            path, shown, _inside(top.name, relative), state, beside and folder.inside + beside
        )
    except OSError as e:
        return _refusal(shown, relative, explain(e, shown))
    except SourceError as e:
        return _refusal(shown, relative, e)


def _follow(
    folder: SourceFolder, name: bytes, top: SourceFolder, skip: frozenset[Identity]
) -> tuple[bytes, os.stat_result] | None:
    """Return where a link inside the tree leads; None when the walk reaches that without it.

    Raises: LinkOutsideError, OSError.
    """
    link = folder.inside + name
    try:
        os.stat(name, dir_fd=folder.descriptor)  # the system follows 40 links at most
        real = os.path.realpath(link, strict=True)
    except FileNotFoundError:
        raise LinkOutsideError("a link that leads nowhere", path=display_of(link)) from None
    inside = top.inside
    if not real.startswith(inside):
        if real == top.path:
            return None
        raise LinkOutsideError("a link that leads out of the folder", path=display_of(link))
    state = top.lstat_beneath(real[len(inside) :], skip)
    if state is None or stat.S_ISDIR(state.st_mode):
        return None
    return real, state


def _is_sidecar(path: bytes) -> bool:
    """Whether a file that was named is the sidecar of one beside it."""
    stem = path.removesuffix(SIDECAR)
    if stem == path or not os.path.basename(stem) or not os.path.lexists(stem):
        return False
    return not os.path.isdir(stem) and not _is_sidecar(stem)


def _inside(top: RelativeName, relative: bytes) -> RelativeName:
    """The name of a file inside the folder that was given."""
    former = None if top.former is None else top.former + relative[len(top.relative) :]
    return RelativeName(relative, top.alone, top.forced, former)


def _capture(
    path: bytes, shown: bytes, name: RelativeName, state: os.stat_result, sidecar: bytes | None
) -> FileCapture:
    return FileCapture(
        path,
        display_of(shown),
        name.relative,
        state.st_dev,
        stamp_of(state),
        sidecar,
        name.alone,
        name.forced,
        None if name.former == name.relative else name.former,
    )


def _no_file(shown: bytes) -> NotAFileError:
    return NotAFileError("this is no regular file", path=display_of(shown))


def _refusal(path: bytes, relative: bytes, error: SourceError) -> Refusal:
    return Refusal(path, display_of(path), relative, error)


def _clash(source: FileCapture) -> IdentifierClashError:
    return IdentifierClashError(
        "another input has the identifier that this would get",
        path=source.display,
        identifier=source.target,
    )
