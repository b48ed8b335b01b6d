"""Small archives for tests: a clock that ticks, randomness that repeats, a key beside them."""

import hashlib
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs

import fonds
from fonds.storage.disk import Disk


@attrs.define
class Clock:
    """A clock that advances by a second each time somebody looks. It can travel to a worker."""

    at: datetime = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    step: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        self.at += self.step
        return self.at


def randomness(seed: str = "fonds"):
    """Bytes that look random and are the same in every run."""
    numbers = itertools.count()
    return lambda size: hashlib.shake_256(f"{seed}{next(numbers)}".encode()).digest(size)


def new_archive(folder: Path, *, disk: Disk | None = None, clock: Clock | None = None):
    """An archive in ``folder/archive``, its key in ``folder/key``."""
    return fonds.init(
        folder / "archive",
        key=folder / "key",
        now=clock or Clock(),
        randomness=randomness(),
        disk=disk,
    )


def reopened(folder: Path, *, disk: Disk | None = None, clock: Clock | None = None):
    """The archive that ``new_archive`` made, opened by another process a day later."""
    clock = clock or Clock(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    return fonds.open(folder / "archive", key=folder / "key", now=clock, disk=disk)


def files(folder: Path, **contents: str | bytes) -> Path:
    """Write files named by keyword (``a_txt`` is ``a.txt``) into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder
