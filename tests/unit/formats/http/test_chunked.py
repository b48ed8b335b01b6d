"""Chunked bodies, as RFC 9112 has them and as broken servers send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.formats.http.chunked import BadChunkError, Dechunker, dechunked


def pieces_of(data, cuts):
    at = 0
    for cut in [*sorted(cuts), len(data)]:
        yield data[at:cut]
        at = cut


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), st.lists(st.integers(0, 400)))
def test_however_it_is_cut_the_payload_is_the_chunks_and_the_segments_are_the_body(chunks, cuts):
    body = b"".join(b"%x;a=b\r\n%s\r\n" % (len(one), one) for one in chunks)
    body += b"0\r\nTrailer: x\r\n\r\n"
    cuts = [cut for cut in cuts if cut < len(body)]
    assert b"".join(dechunked(pieces_of(body, cuts))) == b"".join(chunks)
    machine = Dechunker()
    segments = [s for piece in pieces_of(body, cuts) for s in machine.feed(piece)]
    assert b"".join(s.framing + s.data for s in segments) == body
    assert (machine.finished, machine.rest) == (True, b"")


@pytest.mark.parametrize(
    ("body", "before", "offset"),
    [
        (b"3\r\nabc\r\n", b"abc", 8),
        (b"3\r\nab", b"ab", 5),
        (b"3\r\nabcd\r\n0\r\n\r\n", b"abc", 6),
        (b"zz\r\nabc", b"", 0),
        (b"-1\r\nabc", b"", 0),
        (b"\r\n", b"", 0),
        (b"1" * 40000, b"", 0),
        (b"f" * 17 + b"\r\n", b"", 0),
        (b"", b"", 0),
    ],
)
def test_what_comes_before_the_damage_is_given_and_the_damage_is_named(body, before, offset):
    got = b""
    with pytest.raises(BadChunkError) as caught:
        for piece in dechunked([body]):
            got += piece
    assert (got, caught.value.offset) == (before, offset)


def test_what_follows_the_last_chunk_is_not_payload():
    machine = Dechunker()
    assert b"".join(s.data for s in machine.feed(b"1\na\n0\n\nGET /")) == b"a"
    assert machine.rest == b"GET /"
