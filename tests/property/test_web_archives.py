"""Whatever a web archive holds, its reader ends, yields, and raises nothing. Seeded.

FONDS_FUZZ_SECONDS=600 looks for new failures.
"""

import contextlib
import gzip
import io
import os
import random
import time

import pytest

from fonds.formats.warc.foreign import Damage, foreign_records
from fonds.sources.web.capture import WebCapture
from fonds.sources.web.web_archive import Holder, WebArchiveReader
from tests.support.web_archives import PAGE, arc, chunked, site

SECONDS = float(os.environ.get("FONDS_FUZZ_SECONDS", "0"))
ROUNDS = 150


def whole():
    """Return a WARC of a site, a revisit in it, record by record."""
    made = []
    for number, (path, block) in enumerate(site().items()):
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example{path}\r\n"
            f"WARC-Date: 2020-01-01T00:00:0{number}Z\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        made.append(head.encode() + block + b"\r\n\r\n")
    made.append(
        b"WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: http://a.example/r\r\n"
        b"WARC-Refers-To: <urn:uuid:0>\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    )
    return made


def seeds():
    records = whole()
    old = b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(PAGE)
    arcs = arc([("http://a.example/", "1.2.3.4", "19990102030405", "text/html", old)] * 3)
    for parts in (records, arcs):
        yield b"".join(parts)
        yield b"".join(gzip.compress(part, 1, mtime=0) for part in parts)
        yield gzip.compress(b"".join(parts), 1, mtime=0)


PIECES = [
    b"WARC/1.1\r\n", b"WARC/1.0\r\nContent-Length: 5\r\n\r\n", b"\r\n\r\n", b"\n", b"\0" * 50,
    b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"Content-Length: 9999999999\r\n", b"-1", b"\xff" * 9,
    b"HTTP/1.1 200 OK\r\n", b"ffffffffffffffff\r\n", b"http://a 1.1.1.1 20010101000000 a/b 9\n",
]  # fmt: skip


def mutated(data, rng):
    out = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(out) + 1)
        kind = rng.randrange(5)
        if kind == 0 and at < len(out):
            out[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            out[at:at] = rng.choice(PIECES)
        elif kind == 2:
            del out[at : at + rng.randrange(1, 300)]
        elif kind == 3:
            out[at:at] = out[at : at + rng.randrange(1, 2000)]
        else:
            del out[at:]
        if not out:
            out = bytearray(b"W")
    return bytes(out)


def read(data):
    """Read everything twice over; return how many captures and damages there are."""

    @contextlib.contextmanager
    def reopen():
        yield io.BytesIO(data)

    reader = WebArchiveReader(io.BytesIO(data), Holder("file:///a", "a", reopen))
    counts = [0, 0]
    for one in reader.captures():
        counts[not isinstance(one, WebCapture)] += 1
        if isinstance(one, WebCapture):
            body, stamp = one.read(1 << 40)
            assert stamp.size == len(body)
            assert one.target.isascii() and ":" in one.target
    assert sum(counts) <= len(data) // 20 + 3
    for record in foreign_records(io.BytesIO(data)):
        assert 0 <= record.offset <= len(data)
        assert isinstance(record, Damage) or len(record.block.read(10)) <= 10
    return counts


def test_the_seeds_are_whole():
    assert [tuple(read(seed)) for seed in seeds()] == [(9, 0)] * 3 + [(3, 0)] * 3


@pytest.mark.parametrize("number", range(6))
def test_mutations_are_read_to_their_end(number):
    seed = list(seeds())[number]
    rng = random.Random(number)
    end = time.monotonic() + SECONDS / 6
    rounds = 0
    while rounds < ROUNDS or time.monotonic() < end:
        rounds += 1
        data = mutated(seed, rng)
        begun = time.process_time()
        read(data)
        assert time.process_time() - begun < 5
