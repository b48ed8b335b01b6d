"""The segments of a JPEG.

Source: ITU-T T.81, annex B (segments); Exif 3.0, section 4.7 (APP1); XMP part 3, section 1.1.3;
Photoshop File Formats (image resources, APP13); C2PA 2.1, section A.3.1 (APP11).
"""

import re
import struct

from fonds.extraction.image.found import MOST, ImageFacts

_MARKER = re.compile(rb"\xff[\x01-\xfe]")
_NEXT = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_MOST_SEGMENTS = 20_000
_PROCESSES = {0xC0: "baseline", 0xC1: "extended sequential", 0xC2: "progressive", 0xC3: "lossless"}


def read_jpeg(data: bytes, found: ImageFacts) -> None:
    """Read segment by segment; entropy-coded data is passed over by its next marker."""
    found.format = "JPEG"
    at = 2
    more: dict[bytes, dict[int, bytes]] = {}
    boxes: dict[int, dict[int, bytes]] = {}
    for _ in range(_MOST_SEGMENTS):
        at = _marker(data, at)
        if at < 0:
            found.damaged("the JPEG ends without an end marker", len(data))
            break
        kind = data[at + 1]
        if kind == 0xD9:
            _after_end(data, at + 2, found)
            break
        if kind in _ALONE:
            at += 2
            continue
        if at + 4 > len(data):
            found.damaged("a segment is cut short", at)
            break
        (length,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + length]
        if length < 2 or len(body) < length - 2:
            found.damaged("a segment is cut short", at)
        if kind == 0xDA:
            at = _scan_end(data, at + 2 + length)
            continue
        _segment(kind, body, found, more, boxes)
        at += 2 + max(2, length)
    _join(found, more, boxes)


def _marker(data: bytes, at: int) -> int:
    """Return where the next marker begins, passing over fill bytes and rubbish."""
    found = _MARKER.search(data, at)
    return found.start() if found else -1


def _scan_end(data: bytes, at: int) -> int:
    found = _NEXT.search(data, at)
    return found.start() if found else len(data)


def _after_end(data: bytes, at: int, found: ImageFacts) -> None:
    if data[at:].strip(b"\0\r\n\xff"):
        found.rest = at


def _segment(
    kind: int, body: bytes, found: ImageFacts, more: dict[bytes, dict[int, bytes]],
    boxes: dict[int, dict[int, bytes]],
) -> None:  # fmt: skip
    if kind in _FRAMES and len(body) >= 6:
        depth, height, width, components = struct.unpack_from(">BHHB", body)
        if not found.width:
            found.width, found.height = width, height
            found.facts |= {"bit-depth": depth, "components": components}
            found.facts["process"] = _PROCESSES.get(kind, "other")
    elif kind == 0xE1 and body.startswith(b"Exif\0"):
        found.keep(found.exif, body[6:])
    elif kind == 0xE1 and body.startswith(_XMP):
        found.keep(found.xmp, body[len(_XMP) :])
    elif kind == 0xE1 and body.startswith(_MORE_XMP) and len(body) > len(_MORE_XMP) + 40:
        at = len(_MORE_XMP)
        size, offset = struct.unpack_from(">II", body, at + 32)
        if size <= MOST and len(more) < 8:
            more.setdefault(body[at : at + 32], {})[offset] = body[at + 40 :]
        else:
            found.assembly.lose("limit", note=f"extended XMP over {MOST} bytes")
    elif kind == 0xED and body.startswith(_PHOTOSHOP):
        photoshop(body[len(_PHOTOSHOP) :], found)
    elif kind == 0xEB and body.startswith(b"JP") and len(body) > 16:
        number, sequence = struct.unpack_from(">HI", body, 2)
        boxes.setdefault(number, {})[sequence] = body[8:]
    elif kind == 0xFE:
        text = body.rstrip(b"\0")
        found.assembly.say("image:comment", _text(text), "JPEG comment")
    elif kind == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= 12:
        unit, across, down = struct.unpack_from(">BHH", body, 7)
        value = {"unit": {1: "inch", 2: "cm"}.get(unit, "none"), "x": across, "y": down}
        found.facts["density"] = value
    elif kind == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
        profile(body[14:], found)


def _join(
    found: ImageFacts, more: dict[bytes, dict[int, bytes]], boxes: dict[int, dict[int, bytes]]
) -> None:
    """Put together what is spread over segments: extended XMP, and JUMBF."""
    for pieces in more.values():
        found.keep(found.xmp, b"".join(pieces[at] for at in sorted(pieces)))
    for pieces in boxes.values():
        # each segment repeats the box header; the first keeps it
        ordered = [pieces[at] for at in sorted(pieces)]
        joined = ordered[0] + b"".join(piece[8:] for piece in ordered[1:])
        if joined[4:8] == b"jumb":
            found.manifest = found.manifest or joined


def photoshop(data: bytes, found: ImageFacts) -> None:
    """Read image resource blocks: IPTC is one, XMP may be."""
    at = 0
    while data[at : at + 4] == b"8BIM" and at + 12 <= len(data):
        (kind,) = struct.unpack_from(">H", data, at + 4)
        name = data[at + 6] + 1
        at += 6 + name + name % 2
        if at + 4 > len(data):
            break
        (size,) = struct.unpack_from(">I", data, at)
        body = data[at + 4 : at + 4 + size]
        if kind == 0x0404:
            found.keep(found.iptc, body)
        elif kind == 0x0424:
            found.keep(found.xmp, body)
        at += 4 + size + size % 2


def profile(data: bytes, found: ImageFacts) -> None:
    """Record the name of a colour profile. Source: ICC.1:2022, sections 7.2, 9.2.41, 10.13."""
    if len(data) < 132 or data[36:40] != b"acsp":
        return
    (count,) = struct.unpack_from(">I", data, 128)
    for entry in range(min(count, 100)):
        at = 132 + 12 * entry
        if at + 12 > len(data) or data[at : at + 4] != b"desc":
            continue
        offset, size = struct.unpack_from(">II", data, at + 4)
        body = data[offset : offset + min(size, 4096)]
        if body[:4] == b"desc" and len(body) > 12:
            (length,) = struct.unpack_from(">I", body, 8)
            text = body[12 : 12 + min(length, 1000)].rstrip(b"\0").decode("latin-1")
        elif body[:4] == b"mluc" and len(body) >= 28:
            length, start = struct.unpack_from(">II", body, 20)
            text = body[start : start + min(length, 2000)].decode("utf-16-be", "replace")
        else:
            continue
        found.facts.setdefault("color-profile", text)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
