"""Canonical JSON, and names derived from it. Pure.

One value has one spelling (RFC 8785), so that a digest of it means the value and not a mood of
the writer. ``rfc8785`` is the reference; the fast path below gives the same bytes for what
statements and leaves are made of, and a test says so.
"""

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Any

import orjson

from fonds.model import stamp

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
"""A UUID in its one spelling here, as a pattern without groups. Source: RFC 9562 section 4."""

UUID7 = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
"""A UUIDv7: its version digit is 7 and its variant bits are 10. Source: RFC 9562 section 5.7."""


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the RFC 8785 form of a JSON value without fractions, with ASCII object keys.

    orjson sorts keys by their UTF-8 bytes, which for ASCII is the UTF-16 order that the RFC
    demands, and escapes exactly the characters that it names. Numbers with fractions are where
    the two differ, so no fonds structure that is hashed holds any.
    Source: RFC 8785 section 3.2.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def uuid5(namespace: bytes, name: str) -> str:
    """Return the UUIDv5 of ``name`` in a namespace of 16 bytes, as text.

    The same as ``uuid.uuid5`` at a quarter of its cost; every record of a bundle has one.
    Source: RFC 9562 section 5.5.
    """
    h = hashlib.sha1(namespace + name.encode(), usedforsecurity=False).hexdigest()
    return f"{h[:8]}-{h[8:12]}-5{h[13:16]}-{_VARIANT[h[16]]}{h[17:20]}-{h[20:32]}"


def uuid_bytes(text: str) -> bytes:
    """Return the 16 bytes of a UUID written with or without ``urn:uuid:``."""
    return bytes.fromhex(text.removeprefix("urn:uuid:").replace("-", ""))


_LAST_MILLISECOND = 253_402_300_799_999  # 9999-12-31T23:59:59.999Z


def uuid7(milliseconds: int, entropy: bytes) -> str:
    """Return the UUIDv7 of a time and 10 bytes of entropy, which are the caller's to choose.

    Source: RFC 9562 section 5.7.
    """
    number = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(entropy[:10], "big")
    number = number & ~(0xF << 76) | (7 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    return str(uuid.UUID(int=number))


def uuid7_stamp(text: str) -> str:
    """Return the time that is in a UUIDv7, as every time is written.

    One past the year 9999, which a clock before 1970 once gave, is printed as the end of that year.
    """
    milliseconds = min(int(text.replace("-", "")[:12], 16), _LAST_MILLISECOND)
    whole = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return stamp(whole.replace(microsecond=milliseconds % 1000 * 1000))
