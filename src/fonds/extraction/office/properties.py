"""The properties of compound files.

Our own reading: the library's loops as often as the file says. Source: MS-OLEPS, section 2.
"""

import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from fonds.extraction.assembly import Assembly

_NAMES = {2: "title", 3: "subject", 4: "creator", 5: "ole:keywords", 6: "description",
          7: "ole:template", 8: "ole:last-author", 9: "ole:revision", 11: "ole:printed",
          12: "created", 13: "modified", 14: "ole:pages", 18: "ole:application"}  # fmt: skip
_MORE = {2: "ole:category", 14: "ole:manager", 15: "ole:company"}
_STREAMS = (("\x05SummaryInformation", _NAMES), ("\x05DocumentSummaryInformation", _MORE))
_PERSONS = frozenset({"ole:last-author", "ole:manager"})
_CODE_PAGE, _UTF8 = 1, 65001
_MOST = 200
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def say(ole: Any, assembly: Assembly) -> None:  # noqa: ANN401 - olefile has no types
    """Record what both streams of properties say."""
    for stream, names in _STREAMS:
        if not ole.exists(stream):
            continue
        data = ole.openstream(stream).read()
        try:
            values = _values(data)
        except struct.error:
            assembly.lose("damaged", note="the document properties are damaged")
            continue
        for number, name in names.items():
            evidence = f"{stream[1:]} property {number}"
            assembly.say(name, values.get(number), evidence, name in _PERSONS)


def _values(data: bytes) -> dict[int, Any]:
    (start,) = struct.unpack_from("<I", data, 44)
    _, count = struct.unpack_from("<II", data, start)
    places = dict(
        struct.unpack_from("<II", data, start + 8 + 8 * i) for i in range(min(count, _MOST))
    )
    page = 1252
    if _CODE_PAGE in places:
        (page,) = struct.unpack_from("<H", data, start + places[_CODE_PAGE] + 4)
    codec = "utf-8" if page == _UTF8 else f"cp{page}"
    return {number: _value(data, start + at, codec) for number, at in places.items()}


def _value(data: bytes, at: int, codec: str) -> Any:  # noqa: ANN401 - a JSON value
    kind, size = struct.unpack_from("<II", data, at)
    if kind == 30:
        raw = data[at + 8 : at + 8 + size]
        try:
            return raw.decode(codec, "replace").partition("\0")[0]
        except LookupError:
            return raw.decode("cp1252", "replace").partition("\0")[0]
    if kind == 31:
        return data[at + 8 : at + 8 + 2 * size].decode("utf-16-le", "replace").partition("\0")[0]
    if kind == 64:
        (ticks,) = struct.unpack_from("<Q", data, at + 4)
        if not 0 < ticks < 2_650_467_743_999_999_999:
            return None
        return (_EPOCH + timedelta(microseconds=ticks // 10)).isoformat()
    return size or None if kind == 3 else None
