"""Codings are undone as other programs made them, within limits, and damage is said."""

import gzip
import zlib

import brotli
import pytest
import zstandard

from fonds.formats.http.codings import BadCodingError, codings_of, decoded

TEXT = bytes(range(256)) * 2000 + b"the end"


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT, quality=3),
    "zstd": zstandard.compress(TEXT),
}


def undone(data, *codings, limit=1 << 30, step=1000):
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    return b"".join(decoded(pieces, codings, limit))


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("step", [1, 1000, 1 << 30])
def test_each_coding_is_undone(coding, step):
    assert undone(PACKED[coding], coding, step=step) == TEXT


def test_bare_deflate_members_and_layers():
    assert undone(raw_deflate(TEXT), "deflate") == TEXT
    assert undone(PACKED["gzip"] * 2, "gzip") == TEXT * 2
    assert undone(PACKED["gzip"] + b"\0\0garbage", "gzip") == TEXT
    assert undone(gzip.compress(PACKED["br"]), "br", "gzip") == TEXT
    assert undone(TEXT) == TEXT


@pytest.mark.parametrize("coding", PACKED)
def test_damage_is_said(coding):
    packed = PACKED[coding]
    for bad in (packed[: len(packed) // 2], b"\x00" + packed, b"<html>not packed"):
        with pytest.raises(BadCodingError):
            undone(bad, coding)


@pytest.mark.parametrize("coding", PACKED)
def test_a_bomb_ends_at_the_limit(coding):
    bomb = {
        "gzip": lambda d: gzip.compress(d, 1),
        "deflate": lambda d: zlib.compress(d, 1),
        "br": lambda d: brotli.compress(d, quality=1),
        "zstd": zstandard.compress,
    }[coding](bytes(1 << 24))
    got = 0
    with pytest.raises(BadCodingError, match="limit"):
        for piece in decoded([bomb], [coding], 1 << 20):
            assert len(piece) <= 1 << 17
            got += len(piece)
    assert got <= 1 << 20


def test_names_of_codings():
    assert codings_of("x-gzip,  BR") == ("gzip", "br")
    assert codings_of("identity") == codings_of("") == ()
    with pytest.raises(BadCodingError, match="unknown"):
        undone(b"x", "compress")
