"""C2PA manifests: kept with the bytes, their claims shown as stated.

Nothing is validated here; the evidence of every value says so.
Source: C2PA 2.1, sections 10 (claims) and 11 (manifests); ISO/IEC 19566-5 (JUMBF); RFC 8949 (CBOR).
"""

import hashlib
import json
import struct
from typing import Any

from fonds.extraction.assembly import Assembly
from fonds.extraction.image.cbor import BadCborError, decode

_STATED = "C2PA claim, stated and not verified"
_MOST_BOXES = 2_000
_DEEPEST = 12
_FIELDS = ("claim_generator", "dc:title", "dc:format", "title", "format", "instanceID", "alg",
         "claim_generator_info")  # fmt: skip


def say(manifest: bytes, assembly: Assembly) -> None:
    """Record that there is a manifest store, and what the claims in it state."""
    value = {"size": len(manifest), "sha256": hashlib.sha256(manifest).hexdigest()}
    assembly.say("c2pa:manifest-store", value, "C2PA manifest store, not verified")
    reader = _Reader(assembly)
    reader.boxes(manifest, 0, len(manifest), "", 0)


class _Reader:
    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._count = 0

    def boxes(self, data: bytes, start: int, end: int, label: str, deep: int) -> None:
        """Read boxes within boxes: a superbox begins with its own description."""
        at = start
        while at + 8 <= end and deep < _DEEPEST and self._count < _MOST_BOXES:
            self._count += 1
            size, kind = struct.unpack_from(">I4s", data, at)
            if size == 0:
                size = end - at
            if size < 8 or at + size > end:
                self._assembly.lose("damaged", note="the C2PA manifest is cut short")
                return
            if kind == b"jumb":
                self.boxes(data, at + 8, at + size, label, deep + 1)
            elif kind == b"jumd":
                label = _label(data[at + 8 : at + size])
            elif kind in (b"cbor", b"json"):
                self._content(label, kind, data[at + 8 : at + size])
            at += size

    def _content(self, label: str, kind: bytes, body: bytes) -> None:
        try:
            value = decode(body) if kind == b"cbor" else json.loads(body[:1_000_000])
        except (BadCborError, ValueError, RecursionError):
            self._assembly.lose("damaged", note=f"C2PA: {label[:80]} is not readable")
            return
        if not isinstance(value, dict):
            return
        if label.startswith("c2pa.claim"):
            for name in _FIELDS:
                if name in value:
                    word = name.rpartition(":")[2]
                    self._assembly.say(f"c2pa:{word}", _plain(value[name]), f"{_STATED}: {name}")
        elif label.startswith("c2pa.actions"):
            actions = value.get("actions")
            if isinstance(actions, list):
                self._assembly.say(
                    "c2pa:actions", _plain(actions[:100]), f"{_STATED}: {label[:80]}"
                )
        elif label.startswith("stds.schema-org.CreativeWork"):
            authors = value.get("author")
            self._assembly.say("c2pa:author", _plain(authors), f"{_STATED}: {label[:80]}")


def _label(body: bytes) -> str:
    if len(body) < 18 or not body[16] & 2:
        return ""
    return body[17:].partition(b"\0")[0].decode("utf-8", "replace")


def _plain(value: Any, deep: int = 0) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value as JSON has it: bytes by their digest, deep ones cut."""
    if deep > 6:
        return None
    if isinstance(value, bytes):
        return {"size": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, dict):
        return {str(k)[:200]: _plain(v, deep + 1) for k, v in list(value.items())[:100]}
    if isinstance(value, list):
        return [_plain(v, deep + 1) for v in value[:100]]
    return value
