"""Damaged and hostile files: only a FormatError ever comes out, and what comes out is true."""

import contextlib
import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonds.errors import FormatError
from fonds.formats import gz, lines
from fonds.formats.wacz import cdxj
from fonds.formats.wacz import package as wacz
from fonds.formats.warc import reader as warc_read
from fonds.formats.zip import reader as zip_read
from support import bundles
from support.points import examples

DOCUMENTS = [bundles.DOCUMENTS[0], bundles.DOCUMENTS[2]]
WHOLE, MEMBERS = bundles.bundle(DOCUMENTS)
PLACES = {member.name: member for member in MEMBERS}
LIMIT = 1024 * 1024


def read_bundle(data):
    """Read everything in a bundle through the strict readers."""
    file = io.BytesIO(data)
    members = {member.name: member for member in zip_read.members(file)}
    for name, member in members.items():
        content = zip_read.read(file, member, LIMIT)
        if name.endswith(".warc.gz"):
            for record in warc_read.records(file, member.data, member.data + member.size):
                yield name, record.header, record.block
        elif name == "indexes/index.cdx":
            for entry in cdxj.parse_index(lines.split_lines([content], error=FormatError)):
                yield name, entry.key
        elif name == "indexes/index.idx":
            yield name, cdxj.parse_blocks(content)
        elif name == wacz.DATAPACKAGE:
            yield name, wacz.parse_datapackage(content)
        elif name == wacz.DATAPACKAGE_DIGEST:
            yield name, wacz.parse_datapackage_digest(content)[0]
        elif name.startswith("pages/"):
            for line in lines.split_lines([content]):
                yield name, wacz.parse_page(line)
        else:
            yield name, content


TRUTH = list(read_bundle(WHOLE))

damage = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "insert", "move", "set"]),
        st.integers(0, len(WHOLE) - 1),
        st.integers(0, len(WHOLE) - 1),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=4,
)


def damaged(whole, changes):
    data = bytearray(whole)
    for kind, a, b, value in changes:
        at = a % max(len(data), 1)
        if kind == "flip" and data:
            data[at] ^= 1 << (value & 7)
        elif kind == "set" and data:
            data[at] = value
        elif kind == "cut":
            del data[at : at + value]
        elif kind == "insert":
            data[at:at] = bytes((value,)) * (b % 50)
        elif kind == "move":
            data[at:at] = data[b : b + value]
    return bytes(data)


@settings(max_examples=examples(300), deadline=None)
@given(damage)
def test_a_damaged_bundle_is_refused_or_says_the_same(changes):
    try:
        found = list(read_bundle(damaged(WHOLE, changes)))
    except FormatError:
        return
    assert found == TRUTH


@settings(max_examples=examples(300), deadline=None)
@given(damage, st.sampled_from([100, LIMIT]))
def test_a_damaged_warc_never_gives_another_record(changes, limit):
    """What was read before the damage is what was written; nothing is made up after it."""
    member = PLACES["archive/data.warc.gz"]
    whole = WHOLE[member.data : member.data + member.size]
    truth = {(r.header, r.sha256) for r in warc_read.records(io.BytesIO(whole), 0, len(whole))}
    data = damaged(whole, changes)
    found = []
    with contextlib.suppress(FormatError):
        found.extend(warc_read.records(io.BytesIO(data), 0, len(data), limit=limit))
    for record in found:  # CRC-32 holds against these few changes
        assert (record.header, record.sha256) in truth


@settings(max_examples=examples(300), deadline=None)
@given(st.binary(max_size=300), st.sampled_from([10, LIMIT]))
def test_no_content_of_a_member_breaks_the_warc_reader(content, limit):
    for data in (
        content,
        b"WARC/1.1\r\n" + content,
        b"WARC/1.1\r\nWARC-Type: a\r\nContent-Length: 5\r\n\r\n" + content,
        b"WARC/1.1\r\nWARC-Type: a\r\nContent-Length: 50\r\n\r\n" + content + b"\r\n\r\n",
    ):
        packed = gz.member(data)
        try:
            list(warc_read.records(io.BytesIO(packed), 0, len(packed), limit=limit))
        except FormatError:
            continue


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["path", "hash", "bytes", "resources", "url", "ts"]), inner
        )
    ),
    max_leaves=8,
)


@settings(max_examples=examples(200), deadline=None)
@given(json_like)
def test_no_json_breaks_the_readers(value):
    import json

    text = json.dumps({"profile": "data-package", "resources": [value], "path": value}).encode()
    spaced = json.dumps(json.loads(text), indent=2).encode() + b"\n"
    line = b"com,a)/ 20261123170000 " + json.dumps({"url": value}).encode() + b"\n"
    for read, data in (
        (wacz.parse_datapackage, text),
        (wacz.parse_datapackage, spaced),
        (wacz.parse_datapackage_digest, spaced),
        (wacz.parse_page, text + b"\n"),
        (wacz.parse_page, json.dumps(value).encode() + b"\n"),
        (cdxj.parse_line, line),
        (cdxj.parse_line, line.replace(b'{"url"', b'{"url": "", "mime"')),
    ):
        try:
            read(data)
        except FormatError:
            continue


def peak(function):
    """Bytes of Python memory that ``function`` holds at most."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("length", [10**8, 10**9, 10**17])
def test_a_record_of_zeros_is_read_in_bounded_memory(length):
    """A few hundred kilobytes that unpack to a hundred megabytes, or claim to."""
    head = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n" % length
    out = io.BytesIO()
    writer = gz.MemberWriter(out)
    writer.write(head)
    for _ in range(100):
        writer.write(bytes(10**6))
    writer.write(b"\r\n\r\n")
    writer.close()
    data = out.getvalue()

    def read():
        try:
            (record,) = warc_read.records(io.BytesIO(data), 0, len(data))
        except FormatError:
            assert length > 10**8
        else:
            assert record.length == length

    assert peak(read) < 8 * 1024 * 1024


def test_a_head_that_never_ends_is_read_in_bounded_memory():
    data = gz.member(b"WARC/1.1\r\n" + b"A: b\r\n" * 10_000_000)

    def read():
        with pytest.raises(FormatError):
            list(warc_read.records(io.BytesIO(data), 0, len(data)))

    assert peak(read) < 8 * 1024 * 1024
