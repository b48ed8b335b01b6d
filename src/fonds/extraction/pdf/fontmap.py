"""What an embedded TrueType font says of its glyphs: their characters and their widths. Pure.

A PDF whose table of characters (ToUnicode) has no entry for a glyph makes PDFium answer with the
glyph's number, which looks like some letter. The font itself, where it still has a ``cmap``,
tells such numbers from letters, and often which letter the glyph is.
Source: ISO/IEC 14496-22 (OpenType), tables cmap (formats 4 and 12), hmtx, hhea, head.
"""

import struct
from collections.abc import Mapping

import attrs

_NEAR = 0.02  # of the em: widths in a PDF are rounded
_MOST = 70_000  # characters of one font


@attrs.frozen
class FontMap:
    """Characters by glyph, glyphs by character, and each glyph's advance in parts of the em."""

    by_glyph: Mapping[int, int]
    glyphs: Mapping[int, int]
    advances: tuple[float, ...]

    def advance(self, glyph: int) -> float:
        """Return a glyph's advance, by the rule that the last width holds for all that follow."""
        if not self.advances:
            return 0.0
        return self.advances[min(glyph, len(self.advances) - 1)]

    def draws(self, char: int, advance: float) -> bool:
        """Say whether a character with this advance may be what the font draws for it."""
        return char in self.glyphs and abs(self.advance(self.glyphs[char]) - advance) < _NEAR


def read(data: bytes) -> FontMap | None:
    """Read a font, or return None where it has no table of characters or is damaged."""
    try:
        tables = _tables(data)
        if "cmap" not in tables or "hmtx" not in tables:
            return None
        pairs = _cmap(data, tables["cmap"])
        if not pairs:
            return None
        by_glyph: dict[int, int] = {}
        for char, glyph in pairs.items():
            by_glyph.setdefault(glyph, char)
        return FontMap(by_glyph, pairs, _advances(data, tables))
    except (struct.error, IndexError, KeyError):
        return None


def _tables(data: bytes) -> dict[str, int]:
    if data[:4] not in (b"\x00\x01\x00\x00", b"true", b"OTTO"):
        return {}
    (count,) = struct.unpack_from(">H", data, 4)
    found = {}
    for at in range(min(count, 64)):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * at)
        found[tag.decode("latin-1")] = offset
    return found


def _cmap(data: bytes, start: int) -> dict[int, int]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    pairs: dict[int, int] = {}
    for at in range(min(count, 16)):
        platform, encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * at)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            _subtable(data, start + offset, pairs)
    return pairs


def _subtable(data: bytes, start: int, pairs: dict[int, int]) -> None:
    (kind,) = struct.unpack_from(">H", data, start)
    if kind == 4:
        _segments(data, start, pairs)
    elif kind == 12:
        (groups,) = struct.unpack_from(">I", data, start + 12)
        for at in range(min(groups, _MOST)):
            first, last, glyph = struct.unpack_from(">III", data, start + 16 + 12 * at)
            if last - first > _MOST or len(pairs) > _MOST:
                return
            for char in range(first, last + 1):
                pairs.setdefault(char, glyph + char - first)


def _segments(data: bytes, start: int, pairs: dict[int, int]) -> None:
    (double,) = struct.unpack_from(">H", data, start + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + double)
    deltas = struct.unpack_from(f">{count}H", data, start + 16 + 2 * double)
    place = start + 16 + 3 * double
    offsets = struct.unpack_from(f">{count}H", data, place)
    for at, (first, last) in enumerate(zip(starts, ends, strict=True)):
        if last < first or first == 0xFFFF or len(pairs) > _MOST:
            continue
        for char in range(first, last + 1):
            glyph = char
            if offsets[at]:
                where = place + 2 * at + offsets[at] + 2 * (char - first)
                (glyph,) = struct.unpack_from(">H", data, where)
                if not glyph:
                    continue
            pairs.setdefault(char, (glyph + deltas[at]) & 0xFFFF)


def _advances(data: bytes, tables: Mapping[str, int]) -> tuple[float, ...]:
    (units,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (count,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    values = struct.unpack_from(">" + "Hh" * count, data, tables["hmtx"])
    return tuple(width / (units or 1000) for width in values[::2])
