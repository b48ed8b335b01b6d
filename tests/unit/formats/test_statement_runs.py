"""Runs of statements: found where they were written, and only an aid."""

import io
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fonds.formats import gz
from fonds.formats.statement_runs import RUN, find_runs, run_at, run_lines, write_runs
from fonds.formats.zip import reader as zip_read
from fonds.formats.zip.writer import ZipWriter

LINES = st.lists(st.binary(max_size=60).map(lambda b: b.replace(b"\n", b"")), max_size=5 * RUN)


def written(lines):
    """The packed member, what it unpacks to, and where its runs begin."""
    file = io.BytesIO()
    writer = ZipWriter(file)
    with writer.open("lines") as member:
        runs = write_runs(member, lines)
    writer.close()
    (found,) = zip_read.members(file)
    packed = file.getvalue()[found.data : found.data + found.compressed]
    return packed, zip_read.read(file, found, 1 << 20), runs


@given(LINES)
def test_every_line_is_found_by_its_run_and_the_stream_is_one(lines):
    packed, content, runs = written(lines)
    assert content == b"".join(line + b"\n" for line in lines)
    assert zlib.decompress(packed, -15) == content  # any reader unpacks it as one stream
    for index, line in enumerate(lines):
        start, end = run_at(runs, index)
        assert run_lines(packed[start:end])[index % RUN] == line
    assert run_at(runs, len(lines) + RUN) is None


@given(LINES)
@example([b""] * (RUN + 1))
def test_what_was_written_is_found_again(lines):
    packed, _, runs = written(lines)
    assert find_runs(packed, lines) == runs


def test_a_stream_that_was_cut_otherwise_has_no_runs():
    lines = [b"%d" % n * 20 for n in range(3 * RUN)]
    deflate = gz.compressor()
    packed = deflate.compress(b"".join(line + b"\n" for line in lines)) + deflate.flush()
    assert find_runs(packed, lines) == b""
    packed, _, _ = written(lines)
    assert find_runs(packed, [*lines[:RUN], b"other", *lines[RUN + 1 :]]) == b""


@pytest.mark.parametrize("runs", [b"", b"\0", b"\0" * 8, b"\xff" * 8, b"\5\0\0\0\1\0\0\0"])
def test_what_is_no_run_is_none(runs):
    assert run_at(runs, 0) is None


@pytest.mark.parametrize("packed", [b"", b"\xff\xff", b"not deflate", b"\x03\x00"])
def test_what_does_not_unpack_has_no_lines(packed):
    assert run_lines(packed) == []


def test_a_run_that_unpacks_without_end_is_bounded():
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(b"\n" * (64 << 20)) + deflate.flush()
    assert sum(map(len, run_lines(packed))) == 0
    assert len(run_lines(packed)) <= RUN * (64 * 1024 + 1)
