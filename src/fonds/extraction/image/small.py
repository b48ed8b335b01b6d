"""The blocks of GIF and WebP; of other formats, what Pillow knows.

Source: GIF89a, sections 17–26; WebP container specification (RFC 9649), section 2.
"""

import io
import struct
import warnings

from PIL import Image

from fonds.extraction.image.found import ImageFacts
from fonds.extraction.image.jpeg import photoshop, profile

_MOST_BLOCKS = 1_000_000
_XMP = b"XMP DataXMP"
_OTHERS = ("BMP", "ICO", "PPM", "PSD", "TGA", "PCX", "SGI", "JPEG2000", "DDS", "XBM", "XPM", "CUR")


def read_gif(data: bytes, found: ImageFacts) -> None:
    """Read block by block: comments, XMP, the number of frames."""
    found.format = "GIF"
    if len(data) < 13:
        found.damaged("the GIF is cut short", len(data))
        return
    found.width, found.height, packed = struct.unpack_from("<HHB", data, 6)
    at = 13 + (3 << ((packed & 7) + 1) if packed & 0x80 else 0)
    frames = 0
    for _ in range(_MOST_BLOCKS):
        kind = data[at : at + 1]
        if kind == b";":
            if data[at + 1 :].strip(b"\0\r\n"):
                found.rest = at + 1
            break
        if kind == b"!" and at + 2 <= len(data):
            at = _extension(data, at, found)
        elif kind == b"," and at + 10 <= len(data):
            frames += 1
            local = data[at + 9]
            at += 10 + (3 << ((local & 7) + 1) if local & 0x80 else 0) + 1
            at = _pass_over(data, at)
        else:
            found.damaged("the GIF is damaged or cut short", at)
            break
    found.facts["frames"] = frames


def _extension(data: bytes, at: int, found: ImageFacts) -> int:
    kind, at = data[at + 1], at + 2
    if kind == 0xFE:
        end = _pass_over(data, at)
        text = _joined(data, at).rstrip(b"\0")
        found.assembly.say("image:comment", _text(text), "GIF comment")
        return end
    if kind == 0xFF and data[at + 1 : at + 12] == _XMP:
        start = at + 12
        end = data.find(b"\x01\xff\xfe\xfd", start)
        if end > 0:
            found.keep(found.xmp, data[start:end])
            return min(len(data), end + 258)
    return _pass_over(data, at)


def _pass_over(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def _joined(data: bytes, at: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while at < len(data) and data[at] and size < 1024 * 1024:
        pieces.append(data[at + 1 : at + 1 + data[at]])
        size += data[at]
        at += data[at] + 1
    return b"".join(pieces)


def read_webp(data: bytes, found: ImageFacts) -> None:
    """Read chunk by chunk: dimensions, EXIF, XMP, profile."""
    found.format = "WebP"
    (stated,) = struct.unpack_from("<I", data, 4)
    end = min(len(data), 8 + stated)
    at = 12
    frames = 0
    while at + 8 <= end:
        kind, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        if len(body) < size:
            found.damaged("a chunk is cut short", at)
        if kind == b"VP8X" and len(body) >= 10:
            found.width = 1 + int.from_bytes(body[4:7], "little")
            found.height = 1 + int.from_bytes(body[7:10], "little")
        elif kind == b"VP8 " and len(body) >= 10 and not found.width:
            width, height = struct.unpack_from("<HH", body, 6)
            found.width, found.height = width & 0x3FFF, height & 0x3FFF
        elif kind == b"VP8L" and len(body) >= 5 and not found.width:
            bits = int.from_bytes(body[1:5], "little")
            found.width, found.height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        elif kind == b"EXIF":
            found.keep(found.exif, body.removeprefix(b"Exif\0\0"))
        elif kind == b"XMP ":
            found.keep(found.xmp, body)
        elif kind == b"ICCP":
            profile(body, found)
        elif kind == b"C2PA":
            found.manifest = body
        elif kind == b"ANMF":
            frames += 1
        at += 8 + size + size % 2
    if frames:
        found.facts["frames"] = frames
    if data[8 + stated :].strip(b"\0\r\n"):
        found.rest = 8 + stated


def read_other(data: bytes, found: ImageFacts) -> None:
    """Ask Pillow for format and dimensions, without decoding; of Photoshop files read resources."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a bomb is only one for who decodes it
            with Image.open(io.BytesIO(data), formats=_OTHERS) as image:
                found.format = image.format or ""
                found.width, found.height = image.size
                found.facts["mode"] = image.mode
    except Image.DecompressionBombError:
        _by_hand(data, found)
    except Exception:  # noqa: BLE001 - a reader of many formats fails in many ways
        found.damaged("not an image of a known format")
    if data.startswith(b"8BPS") and len(data) > 34:
        (colours,) = struct.unpack_from(">I", data, 26)
        if 34 + colours <= len(data):
            (size,) = struct.unpack_from(">I", data, 30 + colours)
            photoshop(data[34 + colours : 34 + colours + size], found)


def _by_hand(data: bytes, found: ImageFacts) -> None:
    """Read the dimensions of a BMP that Pillow refuses for its size."""
    found.format = "BMP" if data.startswith(b"BM") else ""
    if found.format and len(data) >= 26:
        found.width, height = struct.unpack_from("<ii", data, 18)
        found.height = abs(height)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
