"""``fonds.init`` and ``fonds.open``: create an archive, or open one."""

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fonds.api import Archive, system_clock
from fonds.api_input import AnyPath, folder_of, say_nothing
from fonds.archive import create, current_catalog, open_archive
from fonds.storage.disk import Disk


def init(
    path: AnyPath,
    *,
    key: AnyPath | None = None,
    now: Callable[[], datetime] = system_clock,
    randomness: Callable[[int], bytes] = secrets.token_bytes,
    notice: Callable[[str], None] | None = None,
    disk: Disk | None = None,
) -> Archive:
    """Make an archive in a new or empty folder, or open the one that is there.

    Its signing key goes to ``key``, else to the user's own folder of keys; never inside.
    ``notice`` is called with sentences for people. Raises: ForeignFolderError where the folder
    holds something else.
    """
    handle = create(
        folder_of(path),
        now=now(),
        randomness=randomness,
        sync=lambda archive: current_catalog(archive, notice or say_nothing),
        key_path=Path(key) if key else None,
        disk=disk,
    )
    return Archive(handle, now, notice)


def open(
    path: AnyPath,
    *,
    key: AnyPath | None = None,
    now: Callable[[], datetime] = system_clock,
    notice: Callable[[str], None] | None = None,
    disk: Disk | None = None,
) -> Archive:
    """Open an archive. ``notice`` is called with sentences for people.

    Raises: NotAnArchiveError; IntegrityError, FormatError on a damaged log.
    """
    handle = open_archive(
        folder_of(path),
        sync=lambda archive: current_catalog(archive, notice or say_nothing),
        key_path=Path(key) if key else None,
        disk=disk,
    )
    return Archive(handle, now, notice)
