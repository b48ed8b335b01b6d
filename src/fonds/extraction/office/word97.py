"""Word files from 97 to 2003, by their piece table.

Runs that are hidden or deleted are kept apart. Source: MS-DOC, sections 2.4.1 (text), 2.5 (FIB),
2.8.35 (piece table), 2.9.33 (character properties), 2.6.1 (sprm).
"""

import bisect
import struct
from typing import Any

from fonds.extraction.assembly import Assembly

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _WHICH_TABLE = 0x0100, 0x0200
_STORIES = (("", 0x4C), ("footnote", 0x50), ("header", 0x54), ("", 0x58), ("comment", 0x5C),
            ("endnote", 0x60), ("text-box", 0x64), ("text-box", 0x68))  # fmt: skip
_CLX, _CHPX = 0x01A2, 0x00FA  # where the FIB says where tables lie
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_VANISH, _DELETED = 0x083C, 0x0800
_SIGNS = {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "\u2011", "\x1f": "\u00ad",
          "\t": "\t", "\n": "\n"}  # fmt: skip
_MOST_PIECES = 200_000


def read(ole: Any, assembly: Assembly) -> None:  # noqa: ANN401 - olefile has no types
    """Put all stories of the document into the assembly."""
    document = ole.openstream("WordDocument").read()
    magic, version = struct.unpack_from("<HH", document)
    (flags,) = struct.unpack_from("<H", document, 0x0A)
    if magic != _MAGIC or version < _WORD_97:
        assembly.lose("no-extractor", note="a Word file from before 1997")
        return
    if flags & _ENCRYPTED:
        assembly.lose("encrypted", note="an old Word file locked with a password is not opened")
        return
    table = ole.openstream("1Table" if flags & _WHICH_TABLE else "0Table").read()
    text, positions = _text(document, table)
    marks = _marked(document, table)
    at = 0
    for kind, offset in _STORIES:
        (count,) = struct.unpack_from("<i", document, offset)
        if count > 0:
            _story(text[at : at + count], positions[at : at + count], marks, kind, assembly)
            at += count


def _text(document: bytes, table: bytes) -> tuple[str, list[int]]:
    """Return all characters, and for each the byte of the document where it is."""
    offset, size = struct.unpack_from("<II", document, _CLX)
    clx = table[offset : offset + size]
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:  # properties that pieces refer to
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        raise ValueError("no piece table")
    (length,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + length]
    count = min((len(plc) - 4) // 12, _MOST_PIECES)
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    pieces: list[str] = []
    positions: list[int] = []
    for index in range(count):
        (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)
        many = ends[index + 1] - ends[index]
        if not 0 <= many <= len(document):
            raise ValueError("a piece is longer than the document")
        packed = bool(place & 0x40000000)
        start = (place & 0x3FFFFFFF) // 2 if packed else place & 0x3FFFFFFF
        width = 1 if packed else 2
        raw = document[start : start + many * width]
        # each unit stays one character, so that counts of characters hold
        piece = raw.decode("cp1252", "replace") if packed else _units(raw)
        pieces.append(piece)
        positions += range(start, start + len(piece) * width, width)
        if len(positions) > len(document):
            raise ValueError("pieces overlap")
    return "".join(pieces), positions


def _units(raw: bytes) -> str:
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))


def _marked(document: bytes, table: bytes) -> tuple[list[int], list[tuple[int, str]]]:
    """Return where runs begin, sorted, and for each its end and what sets it apart."""
    offset, size = struct.unpack_from("<II", document, _CHPX)
    plc = table[offset : offset + size]
    count = max(0, (len(plc) - 4) // 8)
    found: list[tuple[int, int, str]] = []
    for index in range(count):
        (page,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * index)
        block = document[(page & 0x3FFFFF) * 512 :][:512]
        if len(block) < 512:
            continue
        runs = block[511]
        for run in range(min(runs, 101)):
            start, end = struct.unpack_from("<II", block, 4 * run)
            at = block[4 * (runs + 1) + run] * 2
            kind = _kind(block[at + 1 : at + 1 + block[at]]) if at else ""
            if kind:
                found.append((start, end, kind))
    found.sort()
    return [start for start, _, _ in found], [(end, kind) for _, end, kind in found]


def _kind(properties: bytes) -> str:
    """Return what a run's properties set it apart as: ``deleted``, ``hidden`` or nothing."""
    at, kind = 0, ""
    while at + 3 <= len(properties):
        (code,) = struct.unpack_from("<H", properties, at)
        size = _SIZES.get(code >> 13, properties[at + 2] + 1)
        if code == _DELETED and properties[at + 2]:
            return "deleted"
        if code == _VANISH and properties[at + 2] & 1:
            kind = "hidden"
        at += 2 + size
    return kind


def _story(
    text: str,
    positions: list[int],
    marks: tuple[list[int], list[tuple[int, str]]],
    kind: str,
    assembly: Assembly,
) -> None:
    starts, ends = marks
    shown: list[str] = []
    apart: dict[str, list[str]] = {"hidden": [], "deleted": []}
    fields: list[bool] = []  # for each open field, whether its result has begun
    before = "\n"
    for char, position in zip(text, positions, strict=True):
        if char == "\x13":
            fields.append(False)
        elif char == "\x14" and fields:
            fields[-1] = True
        elif char == "\x15" and fields:
            fields.pop()
        elif not all(fields):
            continue
        elif char in "\r\x07":
            line = _joined(shown)
            cell = char == "\x07"
            if line:
                assembly.add(kind or ("table-cell" if cell else "paragraph"), line, {}, before)
            before = "\t" if cell and line else "\n"
            shown.clear()
        else:
            sign = _SIGNS.get(char, "" if char < " " else char)
            index = bisect.bisect_right(starts, position) - 1
            if index >= 0 and position < ends[index][0]:
                apart[ends[index][1]].append(sign)
            else:
                shown.append(sign)
    assembly.add(kind or "paragraph", _joined(shown), {}, before)
    if hidden := _joined(apart["hidden"]):
        assembly.lose("hidden-text", note="text set as hidden")
        assembly.say("ole:hidden-text", hidden, "WordDocument sprmCFVanish", sensitive=True)
    if deleted := _joined(apart["deleted"]):
        assembly.lose("tracked-deletion", note="text that was deleted")
        assembly.say("ole:deleted-text", deleted, "WordDocument sprmCFRMarkDel", sensitive=True)


def _joined(units: list[str]) -> str:
    """Return text; a pair of surrogates becomes the one character that it is."""
    text = "".join(units)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
