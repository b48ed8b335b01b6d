"""What a withdrawal leaves: one spelling each, and read strictly."""

import hashlib
import hmac
import json
import uuid

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import FormatError
from fonds.formats.statement import statement_digest
from fonds.formats.withdrawal import (
    Pending,
    Rewrite,
    Tombstone,
    Withdrawn,
    line_digest,
    parse_line,
    pseudonym,
)

digests = st.binary(min_size=32, max_size=32).map(lambda b: f"sha256:{b.hex()}")
uuids = st.uuids().map(str)
texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60).filter(
    str.strip
)
placeholders = st.builds(Withdrawn, uuids.map("urn:uuid:".__add__), digests)
times = st.datetimes().map(lambda t: f"{t:%Y}".zfill(4) + f"-{t:%m-%dT%H:%M:%S}.000Z")
stones = st.builds(Tombstone, times, texts, st.integers(0, 1 << 40), texts, digests, uuids)
rewrites = st.builds(
    Rewrite,
    uuids,
    st.lists(st.tuples(st.integers(0, 9999), placeholders), max_size=3).map(tuple),
)
pendings = st.builds(
    Pending,
    st.integers(0, 1 << 40),
    st.lists(rewrites, max_size=3).map(tuple),
    st.lists(stones, min_size=1, max_size=3).map(tuple),
    st.text("abc=", max_size=24),
)


@given(placeholders)
def test_a_placeholder_reads_back(place):
    assert parse_line(bytes(place)) == place
    assert line_digest(bytes(place)) == place.statement
    assert json.loads(bytes(place)) == {"doc": place.doc, "v": 1, "withdrawn": place.statement}


@given(stones)
def test_a_tombstone_reads_back_and_its_leaf_commits_to_it(stone):
    assert Tombstone.parse(bytes(stone)) == stone
    leaf = json.loads(stone.leaf_bytes())
    told = f"sha256:{hashlib.sha256(bytes(stone)).hexdigest()}"
    assert leaf == {"k": "withdraw", "s": stone.statement, "t": told, "v": 1}


@given(pendings)
def test_a_pending_withdrawal_reads_back(pending):
    assert Pending.parse(bytes(pending)) == pending


@given(pendings, st.integers(0, 1 << 40))
def test_a_seal_is_over_all_the_rest(pending, size):
    def secret(message):
        return hmac.digest(b"s" * 32, message, "sha256")[:16]

    sealed = pending.sealed(secret)
    assert sealed.sealed(secret) == sealed
    other = attrs.evolve(sealed, size=size)
    assert (other.sealed(secret) == other) == (size == pending.size)
    assert sealed != pending.sealed(lambda message: b"x" * 16)


@given(st.one_of(placeholders, stones, pendings), st.data())
def test_no_byte_of_them_can_change_unnoticed(value, data):
    """Another spelling is refused; what is accepted is another value."""
    whole = bytes(value)
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != whole[at]))
    changed = whole[:at] + bytes([byte]) + whole[at + 1 :]
    try:
        other = type(value).parse(changed)
    except FormatError:
        return
    assert other != value
    assert bytes(other) == changed


@pytest.mark.parametrize(
    "line",
    [
        b'{"doc":"urn:uuid:x","v":1,"withdrawn":"sha256:' + b"0" * 64 + b'"}',
        b'{"doc":"urn:uuid:00000000-0000-8000-8000-000000000000","v":1,"withdrawn":"sha256:0"}',
        b'{"doc":"urn:uuid:00000000-0000-8000-8000-000000000000","v":2,"withdrawn":"sha256:'
        + b"0" * 64
        + b'"}',
        b'{"doc":"urn:uuid:00000000-0000-8000-8000-000000000000","v":1,"withdrawn":"sha256:'
        + b"0" * 64
        + b'"} ',
        b"[]",
        b"",
    ],
)
def test_what_is_no_line_is_refused(line):
    with pytest.raises(FormatError):
        parse_line(line)


@given(st.binary(max_size=200))
def test_rubbish_is_refused_by_name(data):
    for kind in (Withdrawn, Tombstone, Pending):
        with pytest.raises(FormatError):
            kind.parse(data)


def test_a_statement_is_told_from_its_placeholder():
    line = b'{"at":"2026-11-23T17:00:00.000Z","by":"x"}'
    assert line_digest(line) == statement_digest(line)


def test_a_pseudonym_is_the_keyed_digest_of_the_document():
    """Against a second way of making it: bytes, then the fields of RFC 9562 section 5.8."""
    doc = "urn:uuid:00000000-0000-5000-8000-000000000000"
    secret = b"s" * 32
    made = pseudonym(doc, lambda message: hmac.digest(secret, message, "sha256")[:16])
    raw = bytearray(hmac.new(secret, b"withdrawn\n" + doc.encode(), "sha256").digest()[:16])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    assert made == f"urn:uuid:{uuid.UUID(bytes=bytes(raw))}"
    assert uuid.UUID(made[9:]).version == 8
