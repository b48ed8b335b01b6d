"""Logs for tests: a fixed key, clock and archive."""

from datetime import UTC, datetime, timedelta

from fonds import log
from fonds.formats.tlog.keyring import KeyRing, RingKey
from fonds.storage.keys import SigningKey
from support.memory_store import MemoryStore

ARCHIVE = "3f0c0f2e-4a54-4d0a-9f0d-0d7c3c7f5a11"
ORIGIN = f"fonds.invalid/{ARCHIVE}"
KEY = SigningKey(ARCHIVE, ORIGIN, b"1" * 32, b"n" * 32)
NEXT_KEY = SigningKey(ARCHIVE, ORIGIN, b"2" * 32, b"n" * 32)
RING = KeyRing(ORIGIN, (RingKey(0, KEY.verify_key),))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def at(size: int) -> datetime:
    """A clock that has advanced a second for each leaf."""
    return NOON + timedelta(seconds=size)


def leaves(start: int, end: int) -> list[bytes]:
    return [b'{"k":"version","s":"sha256:%064d","v":1}' % i for i in range(start, end)]


def grow(store, *sizes: int, state: log.LogState | None = None) -> log.LogState:
    """A log that was committed at each of ``sizes``."""
    state = state or log.start(store, RING, KEY, NOON)
    for size in sizes:
        state = log.append(store, state, leaves(state.size, size), KEY, at(size))
    return state


def faults(store, state: log.LogState) -> list[tuple[str, str]]:
    """What ``check_all`` finds: codes and names."""
    return [(f.error.code, f.name) for c in log.check_all(store, state) for f in c.faults]


def damaged() -> tuple[MemoryStore, log.LogState]:
    """A store with a log of four commits, to be damaged, and the state of that log."""
    store = MemoryStore()
    return store, grow(store, 3, 256, 300, 700)


def rotated(*sizes: int) -> tuple[MemoryStore, log.LogState]:
    """A log that was committed at each of ``sizes``, and whose key was then rotated."""
    store = MemoryStore()
    state = log.rotate(store, grow(store, *sizes), KEY, NEXT_KEY, at(sizes[-1] + 1))
    return store, state
