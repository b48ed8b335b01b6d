"""Which characters a PDF's tables of characters (ToUnicode) can give, and for which codes. Pure.

PDFium answers with a glyph's code where the table has nothing for it, and its answer does not say
so. A character that no table gives, or whose own code no table knows, may be such a code.
Source: ISO 32000-2:2020, 9.10.3; Adobe Technical Remark 5411.
"""

import re
import zlib

import attrs

_REFERENCE = re.compile(rb"/ToUnicode\s+(\d{1,10})\s+(\d{1,5})\s+R")
_STREAM = re.compile(rb"stream\r?\n")
_HEX = rb"<([0-9A-Fa-f\s]*)>"
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)(?:endbf|\Z)", re.DOTALL)
_PAIR = re.compile(_HEX + rb"\s*" + _HEX)
_RANGE = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[([^\]]*)\])")
_ITEM = re.compile(_HEX)
_IDENTITY = re.compile(rb"/CIDToGIDMap\s*/Identity")
_OTHER_MAP = re.compile(rb"/CIDToGIDMap\s+\d")

_MOST_TABLES = 200
_LARGEST = 1 << 21  # bytes of one table
_MOST_ENTRIES = 200_000


@attrs.frozen
class Tables:
    """All characters that the tables give, the codes they give them for, and how glyphs count.

    ``identity`` says that codes are the numbers of glyphs in their fonts.
    """

    characters: frozenset[str]
    codes: frozenset[int]
    identity: bool

    def surely_code(self, char: str) -> bool:
        """Say that no table gives this character: it is the number of a glyph without a name."""
        return char not in self.characters and ord(char) not in self.codes

    def maybe_code(self, char: str) -> bool:
        """Say that a glyph of this number would have no name."""
        return ord(char) not in self.codes


def read(data: bytes) -> Tables | None:
    """Read all tables of a document, or return None where none is found. Cost: one search."""
    described = [data, *_object_streams(data)]
    references = {m.groups() for part in described for m in _REFERENCE.finditer(part)}
    characters: set[str] = set()
    codes: set[int] = set()
    for number, generation in sorted(references)[:_MOST_TABLES]:
        _table(_stream(data, number, generation), characters, codes)
    if not characters:
        return None
    identity = any(map(_IDENTITY.search, described)) and not any(map(_OTHER_MAP.search, described))
    return Tables(frozenset(characters), frozenset(codes), identity)


def _object_streams(data: bytes) -> list[bytes]:
    """Return the unpacked object streams of a document, where fonts may be described."""
    found: list[bytes] = []
    at = data.find(b"/ObjStm")
    while at >= 0 and len(found) < _MOST_TABLES:
        start = _STREAM.search(data, at, at + 1024)
        if start:
            found.append(_inflated(data, start.end()))
        at = data.find(b"/ObjStm", at + 7)
    return found


def _inflated(data: bytes, start: int) -> bytes:
    end = data.find(b"endstream", start)
    try:
        packed = data[start : end if end > 0 else len(data)][:_LARGEST]
        return zlib.decompressobj().decompress(packed, _LARGEST)
    except zlib.error:
        return b""


def _stream(data: bytes, number: bytes, generation: bytes) -> bytes:
    places = list(re.finditer(rb"(?<!\d)" + number + rb"\s+" + generation + rb"\s+obj\b", data))
    if not places:
        return b""
    head = places[-1].end()  # an update appends
    start = _STREAM.search(data, head, head + 4096)
    if start is None:
        return b""
    end = data.find(b"endstream", start.end())
    body = data[start.end() : end if end > 0 else len(data)][:_LARGEST]
    if b"/FlateDecode" not in data[head : start.start()]:
        return body
    return _inflated(data, start.end())


def _table(table: bytes, characters: set[str], codes: set[int]) -> None:
    for kind, section in _SECTION.findall(table):
        if len(codes) > _MOST_ENTRIES:
            return
        if kind == b"bfchar":
            for code, value in _PAIR.findall(section):
                _entry(code, _text(value), characters, codes)
            continue
        for low, high, first, items in _RANGE.findall(section):
            start, end = _number(low), _number(high)
            if not start <= end <= start + 0xFFFF:
                continue
            if items:
                values = [_text(value) for value in _ITEM.findall(items)]
            else:
                text = _text(first)
                values = [text[:-1] + chr(min(ord(text[-1]) + at, 0x10FFFF))
                          for at in range(end - start + 1)] if text else []  # fmt: skip
            for at, value in enumerate(values[: end - start + 1]):
                if value:
                    characters.update(value)
                    codes.add(start + at)


def _entry(code: bytes, value: str, characters: set[str], codes: set[int]) -> None:
    if value:
        characters.update(value)
        codes.add(_number(code))


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _text(digits: bytes) -> str:
    packed = b"".join(digits.split())
    return bytes.fromhex(packed.decode() + "0" * (len(packed) % 2)).decode("utf-16-be", "ignore")
