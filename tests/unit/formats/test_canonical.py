"""Canonical JSON and names derived from it, against the libraries that define them."""

import uuid

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import MalformedStatementError, UnknownVersionError
from fonds.formats.canonical import canonical, uuid5, uuid7, uuid_bytes
from fonds.formats.statement import (
    bundle_leaf,
    parse_leaf,
    parse_statement,
    print_statement,
    version_leaf,
)
from fonds.model import RecordRef, Statement

text = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_the_fast_form_is_that_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(st.uuids(), text)
def test_uuid5_is_that_of_the_standard_library(namespace, name):
    assert uuid5(namespace.bytes, name) == str(uuid.uuid5(namespace, name))
    assert uuid_bytes(namespace.urn) == namespace.bytes


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_uuid7_holds_the_time_and_the_version(milliseconds, entropy):
    made = uuid.UUID(uuid7(milliseconds, entropy))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == milliseconds


def statement(**changes):
    fields = {
        "kind": "capture",
        "doc": "urn:uuid:" + str(uuid.UUID(int=7)),
        "prev": None,
        "nonce": "AAAAAAAAAAAAAAAAAAAAAA==",
        "at": "2026-11-23T12:00:00.000Z",
        "target": "file:///a.txt",
        "by": "fonds 0.1.0",
        "records": (RecordRef("raw", "0" * 64, "1" * 64, 3, "text/plain"),),
    }
    return Statement(**{**fields, **changes})


def test_a_statement_reads_back():
    one = statement(prev="sha256:" + "a" * 64)
    line = print_statement(one)
    assert parse_statement(line) == one
    assert rfc8785.dumps(__import__("json").loads(line)) == line


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "other"},
        {"doc": "urn:uuid:x"},
        {"prev": "sha256:abc"},
        {"nonce": "AAAA"},
        {"nonce": "!" * 24},
        {"at": "2026-11-23 12:00"},
        {"records": ()},
        {"records": (RecordRef("text", "0" * 64, "1" * 64, 3, ""),)},
        {"records": (RecordRef("raw", "0" * 63, "1" * 64, 3, ""),)},
        {"records": (RecordRef("raw", "0" * 64, "1" * 64, -1, ""),)},
    ],
)
def test_a_statement_that_is_not_of_its_form_is_refused(changes):
    with pytest.raises(MalformedStatementError):
        parse_statement(print_statement(statement(**changes)))


@given(st.binary(max_size=400))
def test_anything_else_is_refused_by_name(data):
    with pytest.raises((MalformedStatementError, UnknownVersionError)):
        parse_statement(data)


def test_any_other_spelling_of_a_statement_is_refused():
    line = print_statement(statement())
    others = [line[:at] for at in range(len(line))]
    others += [line.replace(sign, sign + b" ") for sign in (b",", b"{", b"[")]
    others += [b" " + line, line + b"\n", line.replace(b"file", b"\\u0066ile")]
    for other in others:
        with pytest.raises((MalformedStatementError, UnknownVersionError)):
            parse_statement(other)


def test_leaves_are_canonical():
    digest = "sha256:" + "0" * 64
    bundle = str(uuid.UUID(int=1))
    first, second = bundle_leaf(bundle, 3, "0" * 64), bundle_leaf(bundle, 3, "0" * 64, "1" * 64)
    for leaf in (version_leaf(digest), first, second):
        assert canonical(parse_leaf(leaf)) == leaf
    assert parse_leaf(first)["v"] == 1
    assert parse_leaf(second)["f"] == "sha256:" + "1" * 64


@pytest.mark.parametrize(
    "leaf", [b'{"k":"version","v":2}', b'{"k":"bundle","v":3}', b'{"k":"bundle","v":true}']
)
def test_a_leaf_of_an_unknown_version_is_refused(leaf):
    with pytest.raises(UnknownVersionError):
        parse_leaf(leaf)
