"""Looks for bytes everywhere below a folder: in files, ZIP members, gzip members, SQLite's pages.

A slow and obvious second opinion on what a withdrawal leaves behind. It uses none of fonds.
"""

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

GZIP = b"\x1f\x8b\x08"


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, and all that can be unpacked from them, at any offset."""
    yield data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield from unpacked(archive.read(info))
    at = data.find(GZIP)
    while at >= 0:
        inner = b""
        with contextlib.suppress(zlib.error):
            inner = zlib.decompressobj(31).decompress(data[at:])
        yield inner
        at = data.find(GZIP, at + 1)


def where_found(folder: Path, *needles: bytes) -> list[tuple[str, bytes]]:
    """Every file below ``folder`` that holds one of the needles, packed or not."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        for data in unpacked(path.read_bytes()):
            found += [
                (str(path.relative_to(folder)), needle) for needle in needles if needle in data
            ]
        found += [(str(path), needle) for needle in needles if needle in str(path).encode()]
    return sorted(set(found))
