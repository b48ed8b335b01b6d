"""The chunks of a PNG. Source: PNG, third edition, sections 5.3 and 11."""

import struct
import zlib

from fonds.extraction.image import xmp
from fonds.extraction.image.found import MOST, MOST_UNPACKED, ImageFacts
from fonds.extraction.image.jpeg import photoshop, profile

_COLOURS = {0: "greyscale", 2: "truecolour", 3: "indexed", 4: "greyscale with alpha",
            6: "truecolour with alpha"}  # fmt: skip
_DC = {"Title": "title", "Author": "creator", "Description": "description",
       "Copyright": "rights", "Creation Time": "date", "Source": "source"}  # fmt: skip
_XMP = "XML:com.adobe.xmp"
_MOST_CHUNKS = 100_000


def read_png(data: bytes, found: ImageFacts) -> None:
    """Read chunk by chunk; what a chunk says of its length is held against the file's."""
    found.format = "PNG"
    at = 8
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(data):
            found.damaged("the PNG ends without an end chunk", at)
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            found.damaged(f"a chunk says that it has {length} bytes, more than are there", at)
            return
        if kind == b"IEND":
            if data[at + 12 + length :].strip(b"\0\r\n"):
                found.rest = at + 12 + length
            return
        if kind != b"IDAT":
            _chunk(kind, data[at + 8 : at + 8 + length], found)
        at += 12 + length


def _chunk(kind: bytes, body: bytes, found: ImageFacts) -> None:
    if kind == b"IHDR" and len(body) >= 13:
        found.width, found.height, depth, colour = struct.unpack_from(">IIBB", body)
        found.facts |= {"bit-depth": depth, "colour": _COLOURS.get(colour, str(colour))}
    elif kind == b"eXIf":
        found.keep(found.exif, body.removeprefix(b"Exif\0\0"))
    elif kind == b"tEXt":
        key, _, value = body.partition(b"\0")
        _say(key.decode("latin-1"), value.decode("latin-1"), found, "tEXt")
    elif kind == b"zTXt":
        key, _, value = body.partition(b"\0")
        unpacked = _inflated(value[1:], found)
        _say(key.decode("latin-1"), unpacked.decode("latin-1"), found, "zTXt")
    elif kind == b"iTXt":
        _international(body, found)
    elif kind == b"tIME" and len(body) == 7:
        year, *rest = struct.unpack(">H5B", body)
        stamp = "{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}Z".format(year, *rest)
        found.assembly.say("modified", stamp, "PNG tIME")
    elif kind == b"pHYs" and len(body) == 9:
        across, down, unit = struct.unpack(">IIB", body)
        found.facts["density"] = {"unit": "metre" if unit else "none", "x": across, "y": down}
    elif kind == b"iCCP":
        name, _, packed = body.partition(b"\0")
        found.facts["color-profile-name"] = name.decode("latin-1")
        profile(_inflated(packed[1:], found), found)
    elif kind == b"caBX":
        found.manifest = body
    elif kind == b"acTL" and len(body) >= 4:
        found.facts["frames"] = struct.unpack_from(">I", body)[0]


def _international(body: bytes, found: ImageFacts) -> None:
    key, _, rest = body.partition(b"\0")
    packed, rest = rest[:1] == b"\1", rest[2:]
    _, _, rest = rest.partition(b"\0")
    _, _, value = rest.partition(b"\0")
    if packed:
        value = _inflated(value, found)
    _say(key.decode("latin-1"), value.decode("utf-8", "replace"), found, "iTXt")


def _say(key: str, text: str, found: ImageFacts, kind: str) -> None:
    if key == _XMP or key == "Raw profile type xmp":
        block = text.encode("utf-8") if key == _XMP else _raw_profile(text)
        found.keep(found.xmp, block)
    elif key.startswith("Raw profile type "):
        block = _raw_profile(text)
        if key.endswith(("exif", "APP1")):
            if xmp.is_packet(block):
                found.keep(found.xmp, block)
            else:
                found.keep(found.exif, block.removeprefix(b"Exif\0\0"))
        elif key.endswith("iptc"):
            if block.startswith(b"8BIM"):
                photoshop(block, found)
            else:
                found.keep(found.iptc, block)
        elif key.endswith("8bim"):
            photoshop(block, found)
    else:
        name = _DC.get(key, f"png:{key[:79]}")
        found.assembly.say(name, text, f"PNG {kind} {key[:79]}")


def _raw_profile(text: str) -> bytes:
    """Return the bytes that ImageMagick writes as hexadecimal after a name and a length."""
    pieces = text.split("\n", 3)
    digits = "".join("".join(pieces[3:]).split())
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return b""


def _inflated(packed: bytes, found: ImageFacts) -> bytes:
    """Return at most ``MOST`` bytes: a chunk may say that it has a gigabyte."""
    if found.unpacked >= MOST_UNPACKED:
        found.assembly.lose("limit", note=f"chunks unpack to more than {MOST_UNPACKED} bytes")
        return b""
    inflater = zlib.decompressobj()
    try:
        out = inflater.decompress(packed, MOST)
        found.unpacked += len(out)
    except zlib.error:
        found.damaged("a compressed chunk does not unpack")
        return b""
    if inflater.unconsumed_tail:
        found.assembly.lose("limit", note=f"a chunk unpacks to more than {MOST} bytes")
    return out
