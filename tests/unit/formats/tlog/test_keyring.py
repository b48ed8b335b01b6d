"""Key rings and key leaves."""

import pytest

from fonds.errors import FormatError, MalformedKeyError, SignatureError
from fonds.formats.tlog.keyring import (
    KeyRing,
    RingKey,
    is_key_leaf,
    parse_rotation,
    rotation_leaf,
    rotation_text,
)
from fonds.formats.tlog.note import Checkpoint, Note, VerifyKey
from support.logs import KEY, NEXT_KEY, ORIGIN, RING

OLD, NEW = KEY.verify_key, NEXT_KEY.verify_key


def leaf(text: str, *signatures) -> bytes:
    return rotation_leaf(Note(text, signatures))


def rotation(first: int = 8) -> bytes:
    text = rotation_text(ORIGIN, first, OLD, NEW)
    return leaf(text, KEY.sign(text), NEXT_KEY.sign(text))


def test_a_ring_survives_fonds_json():
    ring = KeyRing(ORIGIN, (*RING.keys, RingKey(8, NEW)))
    assert KeyRing.from_json(ORIGIN, ring.to_json()) == ring
    assert ring.to_json() == [{"from": 0, "vkey": str(OLD)}, {"from": 8, "vkey": str(NEW)}]
    assert [ring.at(size) for size in (0, 7, 8, 99)] == [OLD, OLD, NEW, NEW]


@pytest.mark.parametrize(
    "keys",
    [
        [], [{"from": 1, "vkey": str(OLD)}], [{"from": 0, "vkey": str(OLD)}] * 2,
        [{"from": 0, "vkey": str(OLD)}, {"from": 0, "vkey": str(NEW)}],
        [{"from": 0, "vkey": str(OLD)}, {"from": 5, "vkey": str(OLD)}],
        [{"from": False, "vkey": str(OLD)}], [{"from": 0, "vkey": 1}], [{"vkey": str(OLD)}],
        [{"from": 0, "vkey": str(OLD), "to": 3}], [[]], ["x"],
        [{"from": 0, "vkey": str(VerifyKey("other.example", OLD.public))}],
        [{"from": 0, "vkey": str(OLD)}, {"from": 2**63, "vkey": str(NEW)}],
    ],
)  # fmt: skip
def test_what_is_not_a_ring_is_refused(keys):
    with pytest.raises(MalformedKeyError):
        KeyRing.from_json(ORIGIN, keys)


def test_an_origin_that_names_no_key_is_refused():
    with pytest.raises(MalformedKeyError):
        KeyRing.from_json("with space", [])


def test_the_key_in_office_must_have_signed():
    ring = RING.with_key(8, NEW)
    text = str(Checkpoint(ORIGIN, 8, b"\0" * 32))
    assert ring.checkpoint(Note(text, (NEXT_KEY.sign(text),))).size == 8
    with pytest.raises(SignatureError):
        ring.checkpoint(Note(text, (KEY.sign(text),)))
    other = str(Checkpoint("other.example", 8, b"\0" * 32))
    with pytest.raises(SignatureError):
        ring.checkpoint(Note(other, (NEXT_KEY.sign(other),)))


def test_a_key_leaf_hands_over():
    assert is_key_leaf(rotation())
    assert RING.rotated(rotation(), 7) == RING.with_key(8, NEW)
    assert parse_rotation(rotation()).text.startswith("fonds-key/1\n")


def test_a_key_leaf_is_good_for_one_place_and_needs_both_signatures():
    text = rotation_text(ORIGIN, 8, OLD, NEW)
    back = rotation_text(ORIGIN, 8, NEW, OLD)
    for bad, error in [
        (rotation(9), MalformedKeyError),
        (leaf(text, KEY.sign(text)), SignatureError),
        (leaf(text, NEXT_KEY.sign(text)), SignatureError),
        (leaf(text, NEXT_KEY.sign(back), KEY.sign(text)), SignatureError),
        (leaf(back, KEY.sign(back), NEXT_KEY.sign(back)), MalformedKeyError),
        (leaf("fonds-key/2\n" + text[12:], KEY.sign(text)), FormatError),
        (leaf("one line\n", KEY.sign(text)), FormatError),
        (rotation().replace(b'"v":1', b'"v": 1'), MalformedKeyError),
        (b'{"k":"key","note":"x\\ud800","v":1}', FormatError),
        (b'{"k":"key","v":1}', MalformedKeyError),
        (b'["k"]', MalformedKeyError),
        (b"{", MalformedKeyError),
    ]:
        with pytest.raises(error):
            RING.rotated(bad, 7)


def test_other_leaves_are_no_key_leaves():
    assert not is_key_leaf(b'{"k":"version","s":"sha256:00","v":1}')
    assert not is_key_leaf(b'{"k":"withdraw","reason":"\\"k\\":\\"key\\"","v":1}')
    assert not is_key_leaf(b'{"a":{"k":"key"},"k":"withdraw"}')
    assert not is_key_leaf(b'[{"k":"key"}]')
    assert not is_key_leaf(b'"k":"key"')
