"""Key files: they keep a secret, survive crashes, and refuse what is not a key."""

import contextlib
import json
import os
import pickle
import shutil
import stat

import attrs
import orjson
import pytest

from fonds import log
from fonds.errors import (
    AlreadyWrittenError,
    FormatError,
    MalformedKeyError,
    MissingKeyError,
    StorageError,
)
from fonds.formats.tlog.note import Note, signers
from fonds.storage.disk import Disk
from fonds.storage.keys import HeadFile, KeyFile, SigningKey, create_key, default_folder
from support.faulty_disk import Cut, FaultyDisk
from support.logs import ARCHIVE, KEY, NEXT_KEY, ORIGIN, RING, at, grow
from support.memory_store import MemoryStore


def test_a_new_key_signs_and_survives_its_file(tmp_path):
    key = create_key(ARCHIVE, ORIGIN, os.urandom)
    file = KeyFile(tmp_path / "keys" / ARCHIVE, Disk())
    file.create(key)
    file.create(key)  # once more after a crash
    assert file.load() == file.load(key.verify_key) == key
    assert signers(Note("text\n", (key.sign("text\n"),)), [key.verify_key]) == (key.verify_key,)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    with pytest.raises(AlreadyWrittenError):
        file.create(create_key(ARCHIVE, ORIGIN, os.urandom))
    assert file.load() == key


def test_two_keys_share_nothing():
    one, other = (create_key(ARCHIVE, ORIGIN, os.urandom) for _ in range(2))
    assert len({one.seed, one.nonce_secret, other.seed, other.nonce_secret}) == 4
    after = one.successor(os.urandom)
    assert after.seed != one.seed
    assert after.nonce(b"x") == one.nonce(b"x")


def test_nonces_are_repeatable_and_apart():
    assert KEY.nonce(b"x") == KEY.nonce(b"x")
    assert len(KEY.nonce(b"x")) == 16
    assert KEY.nonce(b"x") != KEY.nonce(b"y")
    assert KEY.nonce(b"x") != attrs.evolve(KEY, nonce_secret=b"m" * 32).nonce(b"x")


def test_no_secret_is_ever_printed(tmp_path):
    key = SigningKey(ARCHIVE, ORIGIN, b"SECRET-SECRET-SECRET-SECRET-SEED", b"SECRET" * 5 + b"xx")
    assert key.verify_key
    shown = [repr(key), str(key), f"{key}", repr([key])]
    bad = bytes(key).replace(b'"v":1', b'"v":2')
    for data in (bad, bad[:-3], b"[" + bad):
        with pytest.raises(MalformedKeyError) as caught:
            SigningKey.parse(data)
        shown += [str(caught.value), repr(caught.value), repr(caught.value.__context__)]
    assert not any("SECRET" in text or "U0VDUkVU" in text for text in shown)
    assert pickle.loads(pickle.dumps(key)) == key  # a worker process may need its nonces


def good() -> dict[str, object]:
    return orjson.loads(bytes(KEY))


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"v": "1"}, {"seed": "AAAA"}, {"seed": 7}, {"nonce_secret": None},
        {"archive": "x"}, {"archive": ARCHIVE.upper()}, {"origin": "a b"}, {"origin": ""},
        {"more": 1}, {"seed": "!" * 44},
    ],
)  # fmt: skip
def test_what_is_not_a_key_file_is_refused(change):
    with pytest.raises(MalformedKeyError):
        SigningKey.parse(orjson.dumps(good() | change))
    with pytest.raises(MalformedKeyError):
        SigningKey.parse(b"[]")


def test_a_key_file_may_be_laid_out_anew():
    assert SigningKey.parse(json.dumps(good(), indent=2).encode()) == KEY


def test_a_missing_or_huge_or_other_key_is_told_apart(tmp_path):
    file = KeyFile(tmp_path / ARCHIVE, Disk())
    with pytest.raises(MissingKeyError):
        file.load()
    file.path.write_bytes(b"x" * 5000)
    file.path.chmod(0o600)
    with pytest.raises(FormatError):
        file.load()
    file.path.write_bytes(bytes(KEY))
    with pytest.raises(MissingKeyError):
        file.load(NEXT_KEY.verify_key)


def test_the_head_is_kept_beside_the_key(tmp_path):
    file = KeyFile(tmp_path / ARCHIVE, Disk())
    assert file.head.read() is None
    state = grow(MemoryStore(), 3)
    file.head.keep(bytes(state.note))
    file.head.keep(bytes(state.note))
    assert HeadFile(tmp_path / f"{ARCHIVE}.head", Disk()).read() == bytes(state.note)


def test_the_folder_is_the_users_own():
    assert default_folder().parts[-2:] == ("fonds", "keys")


@pytest.mark.parametrize("fault", ["lost", "landed", "cut"])
def test_a_rotation_of_the_file_survives_any_one_call(tmp_path, fault):
    """Stage, log, promote: whatever fails, the active key can be loaded afterwards."""

    def rotate(place, disk, store):
        file = KeyFile(place / ARCHIVE, disk)
        state = log.recover(store, log.read_state(store, RING))
        new = file.stage(KEY.successor(lambda n: b"2" * n))
        log.rotate(store, state, file.load(), new, at(9))
        file.promote()

    def fresh():
        shutil.rmtree(tmp_path / "at", ignore_errors=True)
        (tmp_path / "at").mkdir()
        KeyFile(tmp_path / "at" / ARCHIVE, FaultyDisk()).create(KEY)
        store = MemoryStore()
        grow(store, 3)
        return store

    sound = FaultyDisk()
    rotate(tmp_path / "at", sound, fresh())
    sizes = set()
    for number in range(1, len(sound.calls) + 1):
        store = fresh()
        with contextlib.suppress(StorageError, Cut):
            rotate(tmp_path / "at", FaultyDisk(number, fault), store)
        state = log.recover(store, log.read_state(store, RING))
        file = KeyFile(tmp_path / "at" / ARCHIVE, FaultyDisk())
        key = file.load(state.ring.newest.key)
        state = log.append(store, state, [b"one more"], key, at(99))
        sizes.add(state.size)
        again = file.stage(key.successor(lambda n: b"3" * n))
        state = log.rotate(store, state, key, again, at(999))
        assert file.promote() == again == file.load(state.ring.newest.key)
    assert sizes == {4, 5}


def test_a_folder_is_no_key_file(tmp_path):
    with pytest.raises(MissingKeyError, match="not a key file"):
        KeyFile(tmp_path, Disk()).load()
