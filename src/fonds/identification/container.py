"""Look inside a ZIP to say what it is: libmagic calls a third of all .docx octet-stream.

Every size in a ZIP may be a lie, so nothing
is believed: at most 10,000 names and 2 MiB of directory are read, at most 64 KiB of a member is
inflated, and what does not parse is no opinion.
"""

import io
import struct
import zlib
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from fonds.model import Opinion

TOOL = ("fonds-container", "1")

MOST_ENTRIES = 10_000
MOST_DIRECTORY = 2 * 1024 * 1024  # bytes of the central directory
MOST_OF_A_MEMBER = 64 * 1024  # bytes of a member, stored or inflated
_FAR = 0xFFFFFFFF  # stands where a number does not fit into 32 bits
_TAIL = 65_535 + 22 + 20  # bytes that hold the end record, its comment and a ZIP64 locator

_END, _END64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL, _LOCAL = struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s5H3L2H")

_OFFICE = "application/vnd.openxmlformats-officedocument."
_MACRO = ".macroenabled.12"
_MAIN_PARTS = (  # what [Content_Types].xml calls the main part, and the document's media type
    (b"wordprocessingml.document.main+xml", f"{_OFFICE}wordprocessingml.document"),
    (b"wordprocessingml.template.main+xml", f"{_OFFICE}wordprocessingml.template"),
    (b"ms-word.document.macroEnabled.main+xml", f"application/vnd.ms-word.document{_MACRO}"),
    (b"ms-word.template.macroEnabledTemplate", f"application/vnd.ms-word.template{_MACRO}"),
    (b"spreadsheetml.sheet.main+xml", f"{_OFFICE}spreadsheetml.sheet"),
    (b"spreadsheetml.template.main+xml", f"{_OFFICE}spreadsheetml.template"),
    (b"ms-excel.sheet.macroEnabled.main+xml", f"application/vnd.ms-excel.sheet{_MACRO}"),
    (b"ms-excel.template.macroEnabled.main+xml", f"application/vnd.ms-excel.template{_MACRO}"),
    (b"ms-excel.sheet.binary.macroEnabled", f"application/vnd.ms-excel.sheet.binary{_MACRO}"),
    (b"presentationml.presentation.main+xml", f"{_OFFICE}presentationml.presentation"),
    (b"presentationml.slideshow.main+xml", f"{_OFFICE}presentationml.slideshow"),
    (b"presentationml.template.main+xml", f"{_OFFICE}presentationml.template"),
    (
        b"ms-powerpoint.presentation.macroEnabled.main+xml",
        f"application/vnd.ms-powerpoint.presentation{_MACRO}",
    ),
    (b"ms-visio.drawing.main+xml", "application/vnd.ms-visio.drawing.main+xml"),
    (b"ms-package.xps-fixeddocumentsequence+xml", "application/vnd.ms-xpsdocument"),
    (b"ms-package.3dmanufacturing-3dmodel+xml", "model/3mf"),
)
_BY_NAME = (  # a member's name, and what has it; the first that fits is meant
    (b"word/document.xml", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/presentation.xml", f"{_OFFICE}presentationml.presentation"),
    (b"AndroidManifest.xml", "application/vnd.android.package-archive"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
    (b"doc.kml", "application/vnd.google-earth.kmz"),
)


class _Member(NamedTuple):
    method: int
    compressed: int
    offset: int


def opinion(head: bytes, whole: bytes | BinaryIO | None) -> Opinion | None:
    """Return what kind of document a ZIP is, or None when it is none, or just a ZIP.

    Reads ``whole`` by its directory; without it, what stands in ``head``. A file is left at the
    position where it was.
    """
    if not head.startswith(b"PK\x03\x04"):
        return None
    if whole is None or isinstance(whole, bytes):
        return _opinion(io.BytesIO(head if whole is None else whole))
    position = whole.tell()
    try:
        return _opinion(whole)
    finally:
        whole.seek(position)


def _opinion(file: BinaryIO) -> Opinion | None:
    try:
        members = _directory(file) or _in_order(file)
        found = _kind(file, members)
    except (struct.error, zlib.error, OverflowError, ValueError, OSError):
        return None  # damaged, or not ours to understand: other opinions remain
    if found is None:
        return None
    media_type, evidence = found
    return Opinion(*TOOL, "container", media_type, None, evidence)


def _kind(file: BinaryIO, members: Mapping[bytes, _Member]) -> tuple[str, str] | None:
    if b"mimetype" in members:  # ODF, EPUB and their kin say it themselves
        stated = _read(file, members[b"mimetype"])[:128].strip()
        if stated.startswith((b"application/", b"image/")) and stated.isascii():
            return stated.decode("ascii").lower(), "mimetype"
    package = members.get(b"datapackage.json")
    if package and b'"wacz_version"' in _read(file, package):
        return "application/wacz", "datapackage.json"
    if b"[Content_Types].xml" in members:
        types = _read(file, members[b"[Content_Types].xml"])
        for part, media_type in _MAIN_PARTS:
            if part in types:
                return media_type, "[Content_Types].xml"
    for name, media_type in _BY_NAME:
        if name in members:
            return media_type, name.decode("ascii")
    if b"META-INF/container.xml" in members and any(n.endswith(b".opf") for n in members):
        return "application/epub+zip", "META-INF/container.xml"
    return None


def _directory(file: BinaryIO) -> dict[bytes, _Member]:
    """Read the names in the central directory; empty when there is none to be found."""
    size = file.seek(0, io.SEEK_END)
    start = file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return {}
    *_, length, offset, _ = _END.unpack_from(tail, at)
    if _FAR in (offset, length):
        if at < _LOCATOR.size:
            return {}
        end64: int = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)[2]
        file.seek(end64)
        *_, length, offset = _END64.unpack(file.read(_END64.size))
        at = end64 - start
    # bytes put before the ZIP (a self-extractor's program) move every offset by as much
    shift = max(0, start + at - length - offset)
    file.seek(offset + shift)
    return _central(file.read(min(length, MOST_DIRECTORY)), shift)


def _central(directory: bytes, shift: int) -> dict[bytes, _Member]:
    members: dict[bytes, _Member] = {}
    at = 0
    for _ in range(MOST_ENTRIES):
        if directory[at : at + 4] != b"PK\x01\x02" or len(directory) - at < _CENTRAL.size:
            break
        fields = _CENTRAL.unpack_from(directory, at)
        method, compressed, offset = fields[4], fields[8], fields[16]
        name_size, extra_size, comment_size = fields[10:13]
        at += _CENTRAL.size
        name = directory[at : at + name_size]
        at += name_size
        if offset == _FAR:
            offset = _far_offset(directory[at : at + extra_size], fields[8:10])
        members.setdefault(name, _Member(method, compressed, offset + shift))
        at += extra_size + comment_size
    return members


def _far_offset(extra: bytes, sizes: tuple[int, ...]) -> int:
    """Return a member's offset past 4 GiB. Source: APPNOTE 4.5.3, the ZIP64 extra field.

    The field holds only what did not fit: each size that is all ones comes before the offset.
    """
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            before = 8 * sum(size == _FAR for size in sizes)
            offset: int = struct.unpack_from("<Q", extra, at + 4 + before)[0]
            return offset
        at += 4 + length
    return _FAR


def _in_order(file: BinaryIO) -> dict[bytes, _Member]:
    """Read names from one local header to the next, for a ZIP whose end is not available."""
    members: dict[bytes, _Member] = {}
    at = 0
    for _ in range(MOST_ENTRIES):
        file.seek(at)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            break
        fields = _LOCAL.unpack(header)
        flags, method, compressed = fields[2], fields[3], fields[7]
        name_size, extra_size = fields[9:11]
        name = file.read(name_size)
        members.setdefault(name, _Member(method, compressed, at))
        if flags & 8 and not compressed:
            break  # the size follows the data: the next header cannot be found
        at += _LOCAL.size + name_size + extra_size + compressed
    return members


def _read(file: BinaryIO, member: _Member) -> bytes:
    """Return the first 64 KiB of a member; empty when it is not where it is said to be."""
    file.seek(member.offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        return b""
    fields = _LOCAL.unpack(header)
    file.seek(member.offset + _LOCAL.size + fields[9] + fields[10])
    if member.method == 0:
        return file.read(min(member.compressed, MOST_OF_A_MEMBER))
    if member.method != 8:
        return b""
    # the stated size may be missing in a local header; inflating stops by itself
    data = file.read(MOST_OF_A_MEMBER)
    return zlib.decompressobj(-15).decompress(data, MOST_OF_A_MEMBER)
