"""Signing checkpoints: by which key, at what time."""

from datetime import timedelta

import pytest

from fonds import log
from fonds.errors import (
    ClockError,
    MalformedTileError,
    MissingKeyError,
    UsageError,
)
from support.logs import (
    KEY,
    NEXT_KEY,
    NOON,
    at,
    grow,
    leaves,
)
from support.memory_store import MemoryStore


def test_time_never_goes_back():
    store = MemoryStore()
    state = grow(store, 3)
    early = log.append(store, state, leaves(3, 4), KEY, NOON - timedelta(days=1))
    assert early.time == state.time + timedelta(milliseconds=1)
    fine = NOON + timedelta(hours=1, microseconds=1999)
    assert log.append(store, early, leaves(4, 5), KEY, fine).time == fine.replace(microsecond=1000)


def test_only_the_active_key_signs():
    store = MemoryStore()
    state = grow(store, 3)
    files = dict(store.files)
    with pytest.raises(MissingKeyError):
        log.append(store, state, leaves(3, 4), NEXT_KEY, at(4))
    with pytest.raises(UsageError):
        log.append(store, state, [b'{"k":"key","note":"","v":1}'], KEY, at(4))
    with pytest.raises(MalformedTileError):
        log.append(store, state, [b"x" * 65536], KEY, at(4))
    assert store.files == files


@pytest.mark.parametrize("year", [1, 1900, 1969, 2200, 9999])
def test_no_checkpoint_is_signed_by_an_impossible_clock(year):
    store = MemoryStore()
    state = grow(store, 3)
    before = dict(store.files)
    with pytest.raises(ClockError):
        log.append(store, state, leaves(3, 4), KEY, NOON.replace(year=year))
    assert store.files == before
