"""The index: lines, blocks, and reading them back."""

import hashlib
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import FormatError, MalformedIndexError
from fonds.formats import gz, lines
from fonds.formats.wacz import cdxj

FIELDS = {
    "key": "com,example)/",
    "date": "2026-11-23T17:00:00.123Z",
    "url": "https://example.com/",
    "mime": "text/html",
    "digest": "sha256:00",
    "length": 12,
    "offset": 34,
    "filename": "data.warc.gz",
}
LINE = cdxj.line(**FIELDS)


def made(count):
    return [
        cdxj.line(**FIELDS | {"key": f"com,example)/{i:05}", "offset": i}) for i in range(count)
    ]


def test_a_line_is_this():
    line = cdxj.line(**FIELDS, status="200", record_digest="sha256:11")
    assert line == (
        b'com,example)/ 20261123170000 {"url": "https://example.com/", "mime": "text/html", '
        b'"status": "200", "digest": "sha256:00", "length": "12", "offset": "34", '
        b'"filename": "data.warc.gz", "recordDigest": "sha256:11"}\n'
    )


@given(st.text(), st.text(), st.integers(0, 2**62), st.integers(0, 2**62))
def test_a_line_is_read_as_it_was_written(url, mime, length, offset):
    try:
        line = cdxj.line(**FIELDS | {"url": url, "mime": mime, "length": length, "offset": offset})
    except UnicodeEncodeError:
        pytest.fail("JSON escapes everything that is not ASCII")
    entry = cdxj.parse_line(line)
    assert (entry.url, entry.mime, entry.length, entry.offset) == (url, mime, length, offset)
    assert (entry.key, entry.timestamp) == ("com,example)/", "20261123170000")
    assert entry.record_digest is None


@pytest.mark.parametrize(
    "change",
    [
        (b"\n", b""), (b"\n", b"\r\n"), (b" 2026", b"  2026"),
        (b"20261123170000", b"2026112317000"),
        (b'"34"', b"34"), (b'"34"', b'"034"'), (b'"34"', b'"-4"'), (b'"url": ', b'"uri": '),
        (b"{", b"["), (b"}\n", b"\n"), (b"}\n", b"} \n"), (b"com", b"\xff"), (b"com", b"\x00"),
        (b'"sha256:00"', b'"sha256:00", "recordDigest": 1'), (b'"34"', b"[" * 100_000),
    ],
)  # fmt: skip
def test_other_lines_are_refused(change):
    line = cdxj.line(**FIELDS)
    assert change[0] in line
    with pytest.raises(MalformedIndexError):
        cdxj.parse_line(line.replace(*change, 1))


def test_an_index_is_sorted_by_bytes_and_has_no_line_twice():
    given = [cdxj.line(**FIELDS | {"key": k}) for k in ("b)/", "a-b)/", "a)/", "a)/b", "a)/")]
    ((name, data),) = cdxj.index_files(given)
    assert name == "indexes/index.cdx"
    read = list(lines.split_lines([data]))
    assert read == sorted(set(given))
    assert [entry.key for entry in cdxj.parse_index(iter(read))] == ["a)/", "a)/b", "a-b)/", "b)/"]
    for wrong in (read[::-1], [read[0], read[0]]):
        with pytest.raises(MalformedIndexError):
            list(cdxj.parse_index(iter(wrong)))


def test_up_to_a_thousand_lines_the_index_is_plain():
    assert [name for name, _ in cdxj.index_files(made(1000))] == ["indexes/index.cdx"]
    assert cdxj.index_files([]) == [("indexes/index.cdx", b"")]


@pytest.mark.parametrize("count", [1001, 1200, 1201])
def test_a_larger_index_is_in_blocks_that_can_be_read_alone(count):
    given = made(count)
    (first, idx), (second, packed) = cdxj.index_files(given[::-1])
    assert (first, second) == ("indexes/index.idx", "indexes/index.cdx.gz")
    meta = json.loads(idx.splitlines()[0].removeprefix(b"!meta 0 "))
    assert meta == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    blocks = cdxj.parse_blocks(idx)
    found = []
    for block in blocks:
        member = packed[block.offset : block.offset + block.length]
        found += cdxj.block_lines(member, block)
        assert found[-1].count(b"\n") == 1
    assert found == given
    assert sum(block.length for block in blocks) == len(packed)


def test_wrong_blocks_are_refused():
    (_, idx), (_, packed) = cdxj.index_files(made(1001))
    first, second = cdxj.parse_blocks(idx)[:2]
    member = packed[: first.length]
    for wrong in (packed[: first.length + 1], packed[: first.length - 1], b"", member[:-1] + b"\1"):
        with pytest.raises(MalformedIndexError):
            cdxj.block_lines(wrong, first)
    with pytest.raises(MalformedIndexError):
        cdxj.block_lines(member, second)
    for damaged in (
        b"",
        idx[1:],
        idx.replace(b'"offset": 0', b'"offset": 1'),
        idx + b"\n",
        idx[:-1],
    ):
        with pytest.raises(MalformedIndexError):
            cdxj.parse_blocks(damaged)


@pytest.mark.parametrize("content", [b"", b"com,other)/ 2026\n" * 3, b"\n" * 400])
def test_a_block_of_other_lines_is_refused(content):
    for member in (gz.member(content), gz.member(LINE) + gz.member(content)):
        digest = hashlib.sha256(member).hexdigest()
        block = cdxj.IndexBlock("com,example)/ 20261123170000", 0, len(member), digest)
        with pytest.raises(MalformedIndexError):
            cdxj.block_lines(member, block)


# --- lines ------------------------------------------------------------------------------------
@given(
    st.lists(st.binary(max_size=20).map(lambda b: b.replace(b"\n", b"") + b"\n"), max_size=9),
    st.data(),
)
def test_lines_come_out_whole_however_the_chunks_are_cut(expected, data):
    whole = b"".join(expected)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=9)))
    ends = [0, *cuts, len(whole)]
    chunks = [whole[a:b] for a, b in itertools.pairwise(ends)]
    assert list(lines.split_lines(chunks)) == expected


def test_lines_have_a_limit_and_an_end():
    assert list(lines.split_lines([b"1234\n"], limit=5)) == [b"1234\n"]
    for chunks in ([b"12345\n"], [b"123", b"45\n"], [b"123", b"456"], [b"1\n123456"]):
        with pytest.raises(FormatError):
            list(lines.split_lines(chunks, limit=5))
    with pytest.raises(MalformedIndexError):
        list(lines.split_lines([b"1"], error=MalformedIndexError))
