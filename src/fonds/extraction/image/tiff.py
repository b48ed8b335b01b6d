"""The directories of TIFF, in which Exif stands too.

Every offset is held against the length, no directory is read twice, and values are bounded.
Source: TIFF 6.0, section 2; Exif 3.0 (CIPA DC-008), section 4.6; BigTIFF.
"""

import hashlib
import struct
from typing import Any

from PIL import ExifTags

from fonds.extraction.image.found import ImageFacts
from fonds.extraction.image.jpeg import photoshop

_MOST_ENTRIES = 5_000  # in all directories of one block
_MOST_DIRECTORIES = 64
_LONGEST = 64 * 1024  # bytes of one value that are read
_MOST_NUMBERS = 256  # numbers of one value that are listed
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4,
          16: 8, 17: 8, 18: 8}  # fmt: skip
_NUMBERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I",
            16: "Q", 17: "q", 18: "Q"}  # fmt: skip
_DOWN = {0x8769: "Exif", 0x8825: "GPS", 0xA005: "Interop", 0x014A: "Sub"}
_DC = {0x010E: "description", 0x013B: "creator", 0x8298: "rights", 0x9003: "date",
       0x0132: "modified", 0x9C9B: "title"}  # fmt: skip
_PERSONS = frozenset({0xA430, 0xA431, 0xA435, 0xC62F, 0xA437, 0x927C, 0xFDE8, 0xFDE9, 0xA438})
_BLOCKS = {0x02BC: "xmp", 0x83BB: "iptc"}
_PHOTOSHOP = 0x8649
_WINDOWS = range(0x9C9B, 0x9CA0)  # titles and comments of Windows, in UTF-16
_SILENT = frozenset({0x0111, 0x0117, 0x0144, 0x0145, 0x8773, 0x0201, 0x0202, 0x0150, 0x0153})
_CODES = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}
_MORE_NAMES = {0x9010: "OffsetTime", 0x9011: "OffsetTimeOriginal", 0x9012: "OffsetTimeDigitized",
               0xA460: "CompositeImage", 0xA436: "ImageTitle", 0xA437: "Photographer",
               0xA438: "ImageEditor", 0xA439: "CameraFirmware", 0xA43A: "RAWDevelopingSoftware",
               0xA43B: "ImageEditingSoftware", 0xA43C: "MetadataEditingSoftware"}  # fmt: skip


def read(data: bytes, found: ImageFacts, source: str) -> None:
    """Record what all directories of a block say. ``source`` is *EXIF* or *TIFF*."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        found.damaged(f"the {source} block does not begin as TIFF does")
        return
    reader = _Reader(data, order, found, source)
    big = data[2:4] in (b"+\0", b"\0+")
    reader.big = big
    try:
        (first,) = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)
        reader.directories(first)
    except struct.error:
        found.damaged(f"the {source} block is cut short")


class _Reader:
    def __init__(self, data: bytes, order: str, found: ImageFacts, source: str) -> None:
        self.big = False
        self._data = data
        self._order = order
        self._found = found
        self._source = source
        self._seen: set[int] = set()
        self._entries = 0
        self._gps: dict[int, Any] = {}

    def directories(self, first: int) -> None:
        """Read the chain of directories from the first on, and those below each."""
        at, number = first, 0
        todo = [(at, "IFD0")]
        while todo:
            at, name = todo.pop(0)
            if not at:
                continue
            if at in self._seen:
                self._found.damaged("a directory points at itself or at one before it")
                continue
            if len(self._seen) >= _MOST_DIRECTORIES:
                self._found.assembly.lose(
                    "limit", note=f"more than {_MOST_DIRECTORIES} directories"
                )
                break
            self._seen.add(at)
            below, after = self._directory(at, name)
            todo += below
            if name.startswith("IFD"):
                number += 1
                todo.append((after, f"IFD{number}"))
        self._position()

    def _directory(self, at: int, name: str) -> tuple[list[tuple[int, str]], int]:
        data, order = self._data, self._order
        wide = self.big
        entry_size, head = (20, 8) if wide else (12, 2)
        (count,) = struct.unpack_from(order + ("Q" if wide else "H"), data, at)
        below: list[tuple[int, str]] = []
        start = at + head
        for index in range(count):
            self._entries += 1
            if self._entries > _MOST_ENTRIES:
                self._found.assembly.lose("limit", note=f"more than {_MOST_ENTRIES} tags")
                return below, 0
            position = start + index * entry_size
            tag, kind = struct.unpack_from(order + "HH", data, position)
            (many,) = struct.unpack_from(order + ("Q" if wide else "I"), data, position + 4)
            self._entry(tag, kind, many, position, name, below)
        end = start + count * entry_size
        size = 8 if wide else 4
        if end + size > len(data):
            return below, 0
        (after,) = struct.unpack_from(order + ("Q" if wide else "I"), data, end)
        return below, after

    def _entry(
        self, tag: int, kind: int, many: int, position: int, name: str, below: list[tuple[int, str]]
    ) -> None:
        unit = _SIZES.get(kind)
        if unit is None:
            return
        size = unit * many
        inline, at = (8, position + 12) if self.big else (4, position + 8)
        if size > inline:
            (at,) = struct.unpack_from(self._order + ("Q" if self.big else "I"), self._data, at)
        if at + size > len(self._data):
            self._found.damaged(f"tag 0x{tag:04X} points outside the block")
            return
        if tag in _DOWN and kind in (4, 13, 18, 9):
            pointers = self._numbers(kind, min(many, 8), at)
            below += [(int(p), _DOWN[tag]) for p in pointers]
            return
        self._value(tag, kind, many, at, size, name)

    def _value(self, tag: int, kind: int, many: int, at: int, size: int, name: str) -> None:
        raw = self._data[at : at + min(size, _LONGEST)]
        if tag in _BLOCKS and name == "IFD0":
            whole = self._data[at : at + size]
            self._found.keep(getattr(self._found, _BLOCKS[tag]), whole)
            return
        if tag == _PHOTOSHOP and name == "IFD0":
            photoshop(self._data[at : at + size], self._found)
            return
        if tag in _SILENT:
            return  # where pixels lie says nothing to a reader
        value = self._decoded(tag, kind, many, at, raw, size)
        self._dimensions(tag, value, name)
        if name == "GPS":
            self._gps[tag] = value
        self._say(tag, value, name)

    def _decoded(self, tag: int, kind: int, many: int, at: int, raw: bytes, size: int) -> Any:  # noqa: ANN401 - a JSON value
        if tag in _WINDOWS:
            return raw.decode("utf-16-le", "replace").rstrip("\0")
        if kind == 2:
            return _text(raw.rstrip(b"\0")).strip("\0")
        if tag in (0x9286, 0x001B, 0x001C) and raw[:8] in _CODES:
            return self._commented(raw)
        if kind == 7 or (kind == 1 and many > _MOST_NUMBERS):
            return _undefined(raw, size)
        if kind in (5, 10):
            values = self._rationals(kind, min(many, _MOST_NUMBERS), at)
        else:
            values = self._numbers(kind, min(many, _MOST_NUMBERS), at)
        return values[0] if len(values) == 1 else values

    def _commented(self, raw: bytes) -> str:
        """Decode a comment that begins with the name of its charset."""
        codec, body = _CODES[raw[:8]], raw[8:]
        if codec == "utf-16":
            codec = "utf-16-le" if self._order == "<" else "utf-16-be"
            if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
                codec = "utf-16"
        if codec == "ascii":
            return _text(body.rstrip(b"\0 "))
        return body.decode(codec, "replace").rstrip("\0 ")

    def _numbers(self, kind: int, many: int, at: int) -> list[Any]:
        return list(struct.unpack_from(f"{self._order}{many}{_NUMBERS[kind]}", self._data, at))

    def _rationals(self, kind: int, many: int, at: int) -> list[Any]:
        sign = "I" if kind == 5 else "i"
        flat = struct.unpack_from(f"{self._order}{2 * many}{sign}", self._data, at)
        return [
            above // below if below and above % below == 0 else f"{above}/{below}"
            for above, below in zip(flat[::2], flat[1::2], strict=True)
        ]

    def _dimensions(self, tag: int, value: Any, name: str) -> None:  # noqa: ANN401 - a JSON value
        if self._source == "TIFF" and name == "IFD0" and isinstance(value, int):
            if tag == 0x0100:
                self._found.width = value
            elif tag == 0x0101:
                self._found.height = value

    def _say(self, tag: int, value: Any, name: str) -> None:  # noqa: ANN401 - a JSON value
        names = ExifTags.GPSTAGS if name == "GPS" else ExifTags.TAGS
        word = _MORE_NAMES.get(tag) if name != "GPS" else None
        word = word or names.get(tag) or f"0x{tag:04X}"
        if name == "Interop":
            word = {1: "InteropIndex", 2: "InteropVersion"}.get(tag, word)
        main = name in ("IFD0", "Exif")
        term = _DC.get(tag) if main else None
        prefix = "exif" if main or name in ("GPS", "Interop") else f"exif:{name.lower()}"
        if tag in (0x9003, 0x0132) and main and isinstance(value, str):
            value = _stamp(value)
        evidence = f"{self._source} {name} 0x{tag:04X} {word}"
        sensitive = name == "GPS" or tag in _PERSONS
        self._found.assembly.say(term or f"{prefix}:{word}", value, evidence, sensitive)

    def _position(self) -> None:
        """Say where the picture was taken, in decimal degrees, and in the file's notation."""
        for tag, word in ((2, "latitude"), (4, "longitude")):
            parts, side = self._gps.get(tag), self._gps.get(tag - 1)
            if not isinstance(parts, list) or len(parts) != 3 or not isinstance(side, str):
                continue
            try:
                degrees, minutes, seconds = (_number(part) for part in parts)
            except (ValueError, ZeroDivisionError):
                continue
            value = degrees + minutes / 60 + seconds / 3600
            sign = -1 if side[:1] in ("S", "W") else 1
            evidence = f"{self._source} GPS 0x{tag:04X}, in degrees"
            self._found.assembly.say(
                f"gps:{word}", round(sign * value, 8), evidence, sensitive=True
            )


def _number(value: Any) -> float:  # noqa: ANN401 - a number, or a rational as text
    if isinstance(value, str):
        above, _, below = value.partition("/")
        return int(above) / int(below)
    return float(value)


def _undefined(raw: bytes, size: int) -> Any:  # noqa: ANN401 - a JSON value
    """Return bytes without a stated meaning: as text where they are, else their digest."""
    if size <= 64:
        plain = raw.rstrip(b"\0")
        if plain and all(0x20 <= byte < 0x7F for byte in plain):
            return plain.decode("ascii")
        return raw.hex(" ")
    return {"size": size, "sha256": hashlib.sha256(raw).hexdigest()}


def _stamp(text: str) -> str:
    """Return ``2024:05:07 13:05:00`` as ISO 8601, and anything else as it is."""
    if len(text) == 19 and text[4] == text[7] == ":" and text[:4].isdigit():
        return f"{text[:4]}-{text[5:7]}-{text[8:10]}T{text[11:]}"
    return text


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
