"""As much of CBOR as C2PA claims are written in. Source: RFC 8949, section 3."""

import struct
from typing import Any

_DEEPEST = 40
_MOST_ITEMS = 100_000


class BadCborError(ValueError):
    """Bytes that are not CBOR, or too much of it."""


def decode(data: bytes) -> Any:  # noqa: ANN401 - what the bytes say
    """Return the value that bytes begin with. Raises: BadCborError."""
    try:
        return _Reader(data).value(0)
    except (IndexError, struct.error, UnicodeDecodeError, OverflowError) as fault:
        raise BadCborError("not CBOR") from fault


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._items = 0

    def value(self, deep: int) -> Any:  # noqa: ANN401 - one return a major type
        """Read one item."""
        self._items += 1
        if deep > _DEEPEST or self._items > _MOST_ITEMS:
            raise BadCborError("too deep, or too many items")
        first = self._data[self._at]
        self._at += 1
        major, minor = first >> 5, first & 31
        if major == 7:
            return self._simple(minor)
        length = self._argument(minor)
        if major == 0:
            return length
        if major == 1:
            return None if length is None else -1 - length
        if major in (2, 3):
            return self._string(major, length, deep)
        if major == 4:
            return self._list(length, deep)
        if major == 5:
            return self._map(length, deep)
        return self.value(deep + 1)  # a tag: its meaning is left to who reads the value

    def _argument(self, minor: int) -> int | None:
        if minor < 24:
            return minor
        if minor == 31:
            return None
        if minor > 27:
            raise BadCborError("a reserved length")
        size = 1 << (minor - 24)
        raw = self._take(size)
        return int.from_bytes(raw, "big")

    def _take(self, size: int) -> bytes:
        raw = self._data[self._at : self._at + size]
        if len(raw) < size:
            raise BadCborError("cut short")
        self._at += size
        return raw

    def _ends(self) -> bool:
        if self._data[self._at] == 0xFF:
            self._at += 1
            return True
        return False

    def _string(self, major: int, length: int | None, deep: int) -> bytes | str:
        if length is None:
            pieces = []
            while not self._ends():
                piece = self.value(deep + 1)
                pieces.append(piece.encode() if isinstance(piece, str) else bytes(piece))
            raw = b"".join(pieces)
        else:
            raw = self._take(length)
        return raw.decode("utf-8") if major == 3 else raw

    def _list(self, length: int | None, deep: int) -> list[Any]:
        found: list[Any] = []
        while (length is None and not self._ends()) or (length is not None and len(found) < length):
            found.append(self.value(deep + 1))
        return found

    def _map(self, length: int | None, deep: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        count = 0
        while (length is None and not self._ends()) or (length is not None and count < length):
            key = self.value(deep + 1)
            value = self.value(deep + 1)
            found[key if isinstance(key, str | int) else str(key)] = value
            count += 1
        return found

    def _simple(self, minor: int) -> Any:  # noqa: ANN401 - a JSON value
        if minor in (20, 21):
            return minor == 21
        if minor in (25, 26, 27):
            sign = {25: ">e", 26: ">f", 27: ">d"}[minor]
            return struct.unpack(sign, self._take(struct.calcsize(sign)))[0]
        if minor == 24:
            self._take(1)
        return None
