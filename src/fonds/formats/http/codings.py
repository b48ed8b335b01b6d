"""Undo content codings: gzip, deflate, brotli, zstd. Bounded, whatever the bytes say.

Source: RFC 9110 section 8.4; RFC 7932 (brotli); RFC 8878 and RFC 9659 (zstd, window of 8 MiB).
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

KNOWN = ("gzip", "deflate", "br", "zstd")
"""Codings that can be undone; ``x-gzip`` and ``identity`` are other names of one and of none."""

_STEP = 1 << 16


class BadCodingError(ValueError):
    """A body is not in the coding that is stated, ends too early, or is larger than the limit."""


def codings_of(field: str) -> tuple[str, ...]:
    """Return the codings that a ``Content-Encoding`` names, in the order they were applied.

    >>> codings_of("GZIP, identity , br")
    ('gzip', 'br')
    """
    names = (name.strip().lower() for name in field.split(",", 16))
    return tuple({"x-gzip": "gzip"}.get(n, n) for n in names if n not in ("", "identity"))


def decoded(pieces: Iterable[bytes], codings: Iterable[str], limit: int) -> Iterator[bytes]:
    """Yield a body with its codings undone.

    Cost: linear in what comes out, of which no more than ``limit`` bytes do; one piece of 64 KiB
    and the coding's own window are held. Raises: BadCodingError.
    """
    for coding in reversed(tuple(codings)):
        make = _DECODERS.get(coding)
        if make is None:
            raise BadCodingError(f"an unknown coding: {coding[:40]!r}")
        pieces = make(pieces)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise BadCodingError("it unpacks to more bytes than the limit")
        if piece:
            yield piece


def _inflated(pieces: Iterable[bytes], bits: Callable[[bytes], int]) -> Iterator[bytes]:
    unpacker: Any = None
    held = b""
    for piece in pieces:
        held += piece
        if unpacker is None and len(held) < 2:
            continue
        while held:
            if unpacker is None or unpacker.eof:
                if unpacker is not None and not held.startswith(b"\x1f\x8b"):
                    return  # zeros or garbage after the last member, as browsers pass over it
                unpacker = zlib.decompressobj(bits(held))
            try:
                yield unpacker.decompress(held, _STEP)
            except zlib.error as e:
                raise BadCodingError(f"its packed bytes are damaged: {e}") from e
            held = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if unpacker is None or not unpacker.eof:
        raise BadCodingError("its packed bytes end too early")


def _gzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    return _inflated(pieces, lambda held: zlib.MAX_WBITS | 16)


def _deflate(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Zlib, as the specification says, or bare deflate, as some servers send."""
    return _inflated(pieces, _deflate_bits)


def _deflate_bits(held: bytes) -> int:
    is_zlib = held[0] & 0x0F == 8 and int.from_bytes(held[:2]) % 31 == 0
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS


def _brotli(pieces: Iterable[bytes]) -> Iterator[bytes]:
    import brotli  # few bodies are packed so

    unpacker = brotli.Decompressor()
    try:
        for piece in pieces:
            if unpacker.is_finished():
                return  # what follows is passed over, as after gzip
            while out := unpacker.process(piece, output_buffer_limit=_STEP):
                yield out
                piece = b""
                if unpacker.is_finished():
                    break
    except brotli.error as e:
        raise BadCodingError("its packed bytes are damaged") from e
    if not unpacker.is_finished():
        raise BadCodingError("its packed bytes end too early")


def _zstd(pieces: Iterable[bytes]) -> Iterator[bytes]:
    import zstandard

    source: Any = _Pieces(pieces)
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 23).stream_reader(
        source, read_across_frames=True
    )
    empty = True
    try:
        while piece := reader.read(_STEP):
            empty = False
            yield piece
    except zstandard.ZstdError as e:
        raise BadCodingError("its packed bytes are damaged") from e
    if empty and source.size:
        raise BadCodingError("its packed bytes end too early")


class _Pieces:
    """Pieces as a file that is read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._held, self.size = iter(pieces), b"", 0

    def read(self, size: int) -> bytes:
        if not self._held:
            self._held = next(self._pieces, b"")
            self.size += len(self._held)
        piece, self._held = self._held[:size], self._held[size:]
        return piece


_DECODERS: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
