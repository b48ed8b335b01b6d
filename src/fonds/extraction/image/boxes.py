"""The boxes of HEIF, AVIF, JPEG 2000 and JPEG XL.

Our own reading: the wheels that bind libheif carry code under the GPL.
Source: ISO/IEC 14496-12 sections 4.2 and 8.11 (boxes, meta), 23008-12 section 6.5 (properties);
15444-1 annex I (JPEG 2000); 18181-2 (JPEG XL).
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from fonds.extraction.image.found import ImageFacts

_XMP_ID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_C2PA_ID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_EXIF_ID = b"JpgTiffExif->JP2"
_MOST_BOXES = 10_000
_BRANDS = {b"heic": "HEIF", b"heix": "HEIF", b"mif1": "HEIF", b"hevc": "HEIF", b"msf1": "HEIF",
           b"avif": "AVIF", b"avis": "AVIF", b"jp2 ": "JPEG 2000", b"jpx ": "JPEG 2000",
           b"jxl ": "JPEG XL", b"heim": "HEIF", b"heis": "HEIF"}  # fmt: skip


class _Box(NamedTuple):
    kind: bytes
    start: int
    end: int


class _Item(NamedTuple):
    number: int
    kind: bytes
    content_type: bytes


def read_boxes(data: bytes, found: ImageFacts) -> None:
    """Read boxes of the first level, and within ``meta``, ``jp2h`` and ``moov`` what matters."""
    for box in _boxes(data, 0, len(data), found):
        if box.kind == b"ftyp":
            found.format = _BRANDS.get(data[box.start : box.start + 4], found.format or "HEIF")
        elif box.kind == b"meta":
            _meta(data, box, found)
        elif box.kind == b"jp2h":
            _jp2_header(data, box, found)
        elif box.kind == b"Exif":
            _exif(data[box.start : box.end], found)
        elif box.kind == b"xml ":
            found.keep(found.xmp, data[box.start : box.end])
        elif box.kind == b"uuid":
            _by_id(data, box, found)
        elif box.kind == b"jumb":
            found.manifest = data[box.start - 8 : box.end]


def _boxes(data: bytes, start: int, end: int, found: ImageFacts) -> Iterator[_Box]:
    at = start
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1 and at + 16 <= end:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            found.damaged("a box is longer than what it is in", at)
            size = end - at
        yield _Box(kind, at + head, at + size)
        at += size


def _by_id(data: bytes, box: _Box, found: ImageFacts) -> None:
    name, body = data[box.start : box.start + 16], data[box.start + 16 : box.end]
    if name == _XMP_ID:
        found.keep(found.xmp, body)
    elif name == _EXIF_ID:
        found.keep(found.exif, body.removeprefix(b"Exif\0\0"))
    elif name == _C2PA_ID:
        at = body.find(b"jumb")
        found.manifest = body[at - 4 :] if at >= 4 else body


def _jp2_header(data: bytes, outer: _Box, found: ImageFacts) -> None:
    for box in _boxes(data, outer.start, outer.end, found):
        if box.kind == b"ihdr" and box.end - box.start >= 14:
            height, width, components, depth = struct.unpack_from(">IIHB", data, box.start)
            found.width, found.height = width, height
            found.facts |= {"components": components, "bit-depth": (depth & 0x7F) + 1}


def _meta(data: bytes, outer: _Box, found: ImageFacts) -> None:
    items: dict[int, _Item] = {}
    places: dict[int, list[tuple[int, int, int]]] = {}
    primary, idat = 0, 0
    for box in _boxes(data, outer.start + 4, outer.end, found):
        try:
            if box.kind == b"iinf":
                items = _items(data, box, found)
            elif box.kind == b"iloc":
                places = _places(data[box.start : box.end])
            elif box.kind == b"pitm":
                version = data[box.start]
                (primary,) = struct.unpack_from(">I" if version else ">H", data, box.start + 4)
            elif box.kind == b"idat":
                idat = box.start
            elif box.kind == b"iprp":
                _properties(data, box, primary, found)
        except (struct.error, IndexError):
            found.damaged(f"the box {box.kind.decode('latin-1')} is cut short", box.start)
    for item in items.values():
        if item.kind == b"Exif":
            _exif(_content(data, places.get(item.number, []), idat), found)
        elif item.kind == b"mime" and b"rdf+xml" in item.content_type:
            found.keep(found.xmp, _content(data, places.get(item.number, []), idat))


def _exif(block: bytes, found: ImageFacts) -> None:
    """Keep an Exif block: four bytes say how far on the TIFF header is."""
    if len(block) > 8:
        (skip,) = struct.unpack_from(">I", block)
        found.keep(found.exif, block[4 + skip :])


def _items(data: bytes, outer: _Box, found: ImageFacts) -> dict[int, _Item]:
    wide = data[outer.start] > 0
    items: dict[int, _Item] = {}
    for box in _boxes(data, outer.start + (8 if wide else 6), outer.end, found):
        if box.kind != b"infe" or data[box.start] < 2:
            continue
        at = box.start + 4
        if data[box.start] == 2:
            (number,) = struct.unpack_from(">H", data, at)
            at += 4
        else:
            (number,) = struct.unpack_from(">I", data, at)
            at += 6
        kind = data[at : at + 4]
        names = data[at + 4 : box.end].split(b"\0")
        items[number] = _Item(number, kind, names[1] if len(names) > 1 else b"")
    return items


def _places(body: bytes) -> dict[int, list[tuple[int, int, int]]]:
    """Return method, offset and length of each extent of each item."""
    version = body[0]
    sizes = body[4] >> 4, body[4] & 15, body[5] >> 4, body[5] & 15 if version else 0
    offset_size, length_size, base_size, index_size = sizes
    width = 4 if version == 2 else 2
    count = int.from_bytes(body[6 : 6 + width], "big")
    at = 6 + width
    found: dict[int, list[tuple[int, int, int]]] = {}
    for _ in range(min(count, _MOST_BOXES)):
        number = int.from_bytes(body[at : at + width], "big")
        at += width
        method = 0
        if version:
            method = body[at + 1] & 15
            at += 2
        at += 2
        base = int.from_bytes(body[at : at + base_size], "big")
        at += base_size
        extents = int.from_bytes(body[at : at + 2], "big")
        at += 2
        for _ in range(min(extents, 1_000)):
            at += index_size
            offset = int.from_bytes(body[at : at + offset_size], "big")
            at += offset_size
            length = int.from_bytes(body[at : at + length_size], "big")
            at += length_size
            found.setdefault(number, []).append((method, base + offset, length))
        if at > len(body):
            raise IndexError("item locations are cut short")
    return found


def _content(data: bytes, extents: list[tuple[int, int, int]], idat: int) -> bytes:
    pieces = []
    for method, offset, length in extents:
        start = offset + (idat if method == 1 else 0)
        pieces.append(data[start : start + length] if length else data[start:])
    return b"".join(pieces)


def _properties(data: bytes, outer: _Box, primary: int, found: ImageFacts) -> None:
    """Find the dimensions of the primary item, else the largest that are stated."""
    listed: list[tuple[bytes, int, int]] = []
    linked: list[int] = []
    for box in _boxes(data, outer.start, outer.end, found):
        if box.kind == b"ipco":
            listed = [(b.kind, b.start, b.end) for b in _boxes(data, box.start, box.end, found)]
        elif box.kind == b"ipma":
            linked = _linked(data[box.start : box.end], primary)
    sizes = [
        struct.unpack_from(">II", data, start + 4)
        for number, (kind, start, _) in enumerate(listed, 1)
        if kind == b"ispe" and (number in linked or not linked)
    ]
    if sizes:
        found.width, found.height = max(sizes)
    for number, (kind, start, _) in enumerate(listed, 1):
        if kind == b"irot" and number in linked:
            found.facts["rotation"] = (data[start] & 3) * 90
        elif kind == b"pixi" and number in linked:
            found.facts["bit-depth"] = data[start + 5]


def _linked(body: bytes, primary: int) -> list[int]:
    version, wide = body[0], body[3] & 1
    (count,) = struct.unpack_from(">I", body, 4)
    at = 8
    for _ in range(min(count, _MOST_BOXES)):
        width = 4 if version else 2
        number = int.from_bytes(body[at : at + width], "big")
        links = body[at + width]
        at += width + 1
        step = 2 if wide else 1
        mask = 0x7FFF if wide else 0x7F
        found = [
            int.from_bytes(body[at + i * step : at + (i + 1) * step], "big") & mask
            for i in range(links)
        ]
        if number == primary:
            return found
        at += links * step
    return []
