"""WARC records, read strictly."""

import hashlib
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fonds.errors import MalformedWarcError
from fonds.formats import gz
from fonds.formats.warc import reader as warc_reader
from support import bundles

KINDS = ["raw", "response", "request", "prov", "access", "cleaned", "revisit"]
ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
RESOURCE = {
    "record_id": ID,
    "date": "2026-11-23T17:00:00.123Z",
    "target": "file:///a.txt",
    "warcinfo_id": ID,
    "content_type": "text/plain;charset=utf-8",
    "sha256": "0" * 64,
    "length": 3,
    "version": ID,
    "role": "raw",
}
HEAD = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n"


def read(data, **options):
    return list(warc_reader.records(io.BytesIO(data), 0, len(data), **options))


def read_one(content, **options):
    """The record in a gzip member of ``content``."""
    (record,) = read(gz.member(content), **options)
    return record


def slow_parse(head):
    """What a head says, written for clarity: the second implementation."""
    lines = head.decode().split("\r\n")
    assert lines[0] == "WARC/1.1"
    headers = {}
    for line in lines[1:]:
        name, value = line.split(": ", 1)
        assert value == value.strip(" ")
        assert value
        assert all(ord(c) >= 32 and not 127 <= ord(c) < 160 for c in value)
        assert all(c.isascii() and (c.isalnum() or c in "!#$%&'*+-.^_`|~") for c in name)
        assert 0 < len(name) <= 64
        assert name.lower() not in headers or name.lower() == "warc-concurrent-to"
        headers.setdefault(name.lower(), value)
    return headers


def test_all_records_are_read_in_order_with_their_places():
    data, _ = bundles.warcs(bundles.DOCUMENTS)
    found = read(bytes(data.out))
    assert [(r.offset, r.size, r.header, r.block) for r in found] == data.places
    assert [r.sha256 for r in found] == [hashlib.sha256(p[3]).hexdigest() for p in data.places]
    for record, (_, _, head, block) in zip(found, data.places, strict=True):
        assert record.fields == slow_parse(head[:-4])
        assert {k.lower(): v for k, v in record.field_lines} == record.fields
        assert (record.length, record.type) == (len(block), record.fields["warc-type"])


def test_one_record_is_read_where_the_index_says():
    data, _ = bundles.warcs(bundles.DOCUMENTS)
    file = io.BytesIO(b"before" + bytes(data.out))
    for offset, size, head, block in data.places:
        record = warc_reader.read_at(file, 6 + offset, size)
        assert (record.header, record.block, record.size) == (head, block, size)
        for wrong in (size - 1, size + 1, 0):
            with pytest.raises(MalformedWarcError):
                warc_reader.read_at(file, 6 + offset, wrong)
        with pytest.raises(MalformedWarcError):
            warc_reader.read_at(file, 7 + offset, size)


@pytest.mark.parametrize("size", [0, 100, 101, 300_000, 3_000_000])
def test_a_large_block_is_streamed_and_hashed(size):
    block = bytes(i * i & 255 for i in range(1000)) * (size // 1000) + b"x" * (size % 1000)
    member = gz.member(HEAD % size + block + b"\r\n\r\n")
    seen, fed = [], bytearray()

    def sink(record):
        seen.append((record.length, record.block, record.sha256))
        return fed.extend

    (record,) = read(member, limit=100, sink=sink)
    assert record.sha256 == hashlib.sha256(block).hexdigest()
    assert record.size == len(member)
    if size <= 100:
        assert (record.block, seen) == (block, [])
    else:
        assert (record.block, bytes(fed), seen) == (None, block, [(size, None, "")])
        assert read(member, limit=100)[0].sha256 == record.sha256  # nobody wants the chunks


@pytest.mark.parametrize("size", [0, 5, 300_000])
def test_one_record_is_opened_and_its_block_taken_in_pieces(size):
    block = b"\r\n\r\n".ljust(size, b"x")[:size]
    member = gz.member(HEAD % size + block + b"\r\n\r\n")
    file = io.BytesIO(b"before" + member + b"after")
    record, pieces = warc_reader.open_at(file, 6, len(member))
    assert (record.length, record.block, record.size) == (size, None, len(member))
    assert record.fields["warc-type"] == "resource"
    assert b"".join(pieces) == block
    for wrong in (len(member) - 1, len(member) + 1, 0):
        with pytest.raises(MalformedWarcError):
            b"".join(warc_reader.open_at(file, 6, wrong)[1])


@pytest.mark.parametrize("limit", [0, 10**9])
@pytest.mark.parametrize("over", [-5, -4, -3, -1, 0, 1])
def test_a_head_that_ends_where_a_chunk_ends(over, limit):
    """What is unpacked comes 64 KiB at a time at first."""
    length = 64 * 1024 + over - len(HEAD % 100) - len(b"A: \r\n")
    head = (HEAD % 100)[:-2] + b"A: " + b"v" * length + b"\r\n\r\n"
    assert len(head) == 64 * 1024 + over
    member = gz.member(head + b"x" * 100 + b"\r\n\r\n")
    (record,) = read(member, limit=limit)
    assert record.sha256 == hashlib.sha256(b"x" * 100).hexdigest()
    assert b"".join(warc_reader.open_at(io.BytesIO(member), 0, len(member))[1]) == b"x" * 100


@pytest.mark.parametrize("limit", [0, 10**6])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n\r\n",
        b"WARC/1.1",
        b"WARC/1.1\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 1\r\n\r\nx\r\n\r\n",
        b"WARC/1.1\r\nContent-Length: 1\r\n\r\nx\r\n\r\n",
        b"WARC/1.1\r\nWARC-Type: resource\r\n\r\nx\r\n\r\n",
        HEAD % 2 + b"x\r\n\r\n",
        HEAD % 0 + b"x\r\n\r\n",
        HEAD % 1 + b"x\r\n\r\nrubbish",
        HEAD % 1 + b"x\r\n\r\n" + HEAD % 1 + b"x\r\n\r\n",
        HEAD % 1 + b"x\r\n\r",
        HEAD % 1 + b"x\n\n\r\n",
        HEAD % 1 + b"x",
        HEAD % 10**17 + b"x\r\n\r\n",
    ],
)
def test_what_is_not_one_record_is_refused(content, limit):
    with pytest.raises(MalformedWarcError) as caught:
        read_one(content, limit=limit)
    assert caught.value.facts["offset"] == 0
    member = gz.member(content)
    with pytest.raises(MalformedWarcError):
        b"".join(warc_reader.open_at(io.BytesIO(member), 0, len(member))[1])


@pytest.mark.parametrize(
    "length", ["", "01", "-1", "+1", "1 ", "1_0", "١", "1.0", "0x1", "9" * 19, "9" * 5000]
)
def test_a_length_has_one_spelling(length):
    content = f"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\nx\r\n\r\n"
    with pytest.raises(MalformedWarcError):
        read_one(content.encode())


@pytest.mark.parametrize(
    "line",
    [
        "no colon", "A:b", ": b", "A: ", "A:  b", "A: b ", "A b: c", " A: b", "A: b\n c", "é: b",
        "A: \x01", "A: \x85", "A: \t", "X" * 65 + ": b", "warc-TYPE: x", "A: b\r", "A",
        "A: b: c\r\nD", "A\r\nB: c: d",
    ],
)  # fmt: skip
def test_a_line_that_is_no_field_is_refused(line):
    head = f"WARC/1.1\r\nWARC-Type: resource\r\n{line}\r\nContent-Length: 1"
    with pytest.raises(MalformedWarcError):
        warc_reader.parse_header(head.encode())


def test_values_may_hold_colons_spaces_and_any_script():
    head = "WARC/1.1\r\nA: b: c:  d\r\nB: é م 時\r\nWARC-Concurrent-To: 1\r\nWARC-Concurrent-To: 2"
    assert warc_reader.parse_header(head.encode()) == {
        "a": "b: c:  d",
        "b": "é م 時",
        "warc-concurrent-to": "1",
    }
    with pytest.raises(MalformedWarcError):
        warc_reader.parse_header(b"WARC/1.1\r\nA: \xff")
    with pytest.raises(MalformedWarcError):  # one-letter values are one object in CPython
        warc_reader.parse_header(b"WARC/1.1\r\nA: x\r\na: x")


LINES = st.lists(
    st.text(st.sampled_from("aAbB: \r\n\té\x85-"), max_size=8)
    | st.sampled_from(["A: b", "b: c", "C: d: e", "a: x", "WARC-Concurrent-To: 1"]),
    max_size=5,
)


def outcome(parse, head):
    try:
        return parse(head)
    except (AssertionError, ValueError, MalformedWarcError):
        return None


@given(LINES)
@example(["A", "b: c: d"])
@example(["b: c: d", "A"])
def test_the_parser_agrees_with_the_slow_one(lines):
    head = "\r\n".join(["WARC/1.1", *lines]).encode()
    assert outcome(warc_reader.parse_header, head) == outcome(slow_parse, head)
    # again, now that the shape is known
    assert outcome(warc_reader.parse_header, head) == outcome(slow_parse, head)


@pytest.fixture
def no_shapes(monkeypatch):
    monkeypatch.setattr(warc_reader, "_shapes", {})
    return warc_reader._shapes


@given(st.lists(st.text(st.sampled_from("aA: \r\n\té\x85\0"), max_size=6), min_size=3, max_size=3))
@example(["x\r\nB: y", "c", "d"])
def test_a_known_shape_changes_nothing(values):
    head = "WARC/1.1\r\nWARC-Type: resource\r\nA: {}\r\nb: {}\r\nC: {}"
    known = head.format("1", "2", "3").encode()
    for given_ in (known, known, head.format(*values).encode()):
        assert outcome(warc_reader.parse_header, given_) == outcome(slow_parse, given_)


def test_hostile_heads_cannot_fill_the_memory_with_shapes(no_shapes):
    for i in range(200):
        warc_reader.parse_header(f"WARC/1.1\r\nA{i}: b".encode())
    assert len(no_shapes) == 64
    no_shapes.clear()
    many = "".join(f"\r\nA{i}: b" for i in range(900))
    assert len(warc_reader.parse_header(f"WARC/1.1{many}".encode())) == 900
    assert not no_shapes


def test_heads_have_limits():
    many = "".join(f"A{i}: b\r\n" for i in range(1001))
    with pytest.raises(MalformedWarcError):
        read_one(f"WARC/1.1\r\n{many}\r\n\r\n\r\n".encode())
    with pytest.raises(MalformedWarcError):
        read_one(b"WARC/1.1\r\nA: " + b"x" * 2_000_000 + b"\r\n\r\n\r\n\r\n")
    long = "".join(f"Name-{i}: {'v' * 900}\r\n" for i in range(900))
    content = f"WARC/1.1\r\nWARC-Type: resource\r\n{long}Content-Length: 0\r\n\r\n\r\n\r\n"
    assert len(read_one(content.encode()).fields) == 902


@pytest.mark.slow
@pytest.mark.parametrize("step", [7, 4096])
def test_cuts_are_found_wherever_they_are(step):
    data, _ = bundles.warcs(bundles.DOCUMENTS)
    whole = bytes(data.out)
    ends = {offset + size for offset, size, _, _ in data.places} | {0}
    for end in range(0, len(whole), step):
        if end in ends:
            assert len(read(whole[:end])) == sum(1 for e in ends if 0 < e <= end)
            continue
        with pytest.raises(MalformedWarcError):
            read(whole[:end])


def test_samples_of_others_are_read_or_refused(shared):
    folder = shared / "samples" / "warc"
    kinds = [record.type for record in read((folder / "four-documents.warc.gz").read_bytes())]
    assert sorted(kinds) == ["conversion"] * 4 + ["metadata"] * 4 + ["resource"] * 4 + ["warcinfo"]
    with pytest.raises(MalformedWarcError):
        read((folder / "four-documents-cut-short.warc.gz").read_bytes())
