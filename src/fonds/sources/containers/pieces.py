"""Where the bytes of a member lie in its container's file, and how they are read back.

A piece travels to a worker process, which opens the container again and reads this member alone.
"""

import bz2
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, TypeAlias

from fonds.errors import DamagedContainerError

CHUNK = 1 << 18

_QUOTED = re.compile(rb"(?m)^>(>*From )")


class Stored(NamedTuple):
    """Bytes that stand in the file as they are. ``crc`` is their CRC-32, where one is stated."""

    offset: int
    size: int
    crc: int | None = None


class Packed(NamedTuple):
    """A compressed member of a ZIP file. ``method`` is 8 for deflate, 12 for bzip2."""

    offset: int
    packed: int
    size: int
    crc: int
    method: int


class Message(NamedTuple):
    """A message of a mailbox, in which lines that begin with ``From`` were quoted."""

    offset: int
    size: int


Piece: TypeAlias = Stored | Packed | Message


def unpack(file: BinaryIO, piece: Piece) -> Iterator[bytes]:
    """Yield the bytes of a member.

    Cost: one pass over it, in pieces of some hundred KiB; no more is yielded than the container
    states, whatever is packed.
    Raises: DamagedContainerError where they are cut short, damaged or more than is stated.
    """
    if isinstance(piece, Message):
        yield _QUOTED.sub(rb"\1", b"".join(_stored(file, piece.offset, piece.size)))
        return
    size = checked = 0
    chunks = (
        _inflated(file, piece)
        if isinstance(piece, Packed)
        else _stored(file, piece.offset, piece.size)
    )
    for chunk in chunks:
        size += len(chunk)
        if size > piece.size:
            raise DamagedContainerError("a member is longer than is stated", stated=piece.size)
        checked = zlib.crc32(chunk, checked)
        yield chunk
    if size != piece.size:
        raise DamagedContainerError("a member is cut short", stated=piece.size, read=size)
    if piece.crc is not None and checked != piece.crc:
        raise DamagedContainerError("a member has another CRC-32 than is stated")


def _stored(file: BinaryIO, offset: int, size: int) -> Iterator[bytes]:
    file.seek(offset)
    while size > 0 and (chunk := file.read(min(size, CHUNK))):
        size -= len(chunk)
        yield chunk


def _inflated(file: BinaryIO, piece: Packed) -> Iterator[bytes]:
    """Decompress without ever holding more than a few chunks, however well a member is packed."""
    try:
        if piece.method == 12:
            bunzip = bz2.BZ2Decompressor()
            for chunk in _stored(file, piece.offset, piece.packed):
                data = chunk
                while not bunzip.eof and (out := bunzip.decompress(data, CHUNK)):
                    data = b""
                    yield out
            return
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        for chunk in _stored(file, piece.offset, piece.packed):
            data = chunk
            while data and (out := inflate.decompress(data, CHUNK)):
                data = inflate.unconsumed_tail
                yield out
        if out := inflate.flush():
            yield out
    except (zlib.error, OSError, ValueError) as e:
        raise DamagedContainerError("a member's packed bytes are damaged", reason=str(e)) from e
