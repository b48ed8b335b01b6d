"""The head of an HTTP message that stands in a record. Source: RFC 9112 sections 2 to 5."""

import re
from typing import NamedTuple, Protocol

MAX_HEAD = 1024 * 1024
_STATUS = re.compile(
    rb"HTTP/[0-9]\.?[0-9]?[ \t]+([0-9]{3})(?![0-9])|HTTP/[0-9]\.?[0-9]?[ \t]*\r?\n"
)
_END = re.compile(rb"\r?\n\r?\n")


class Readable(Protocol):
    """Bytes that are read in order."""

    def read(self, size: int = ..., /) -> bytes:
        """Return some of the next bytes, none at the end."""


class MessageHead(NamedTuple):
    """The head of a response: its bytes with the empty line, status, fields in lower case."""

    raw: bytes
    status: int
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Return the first field of a name (in lower case), empty where there is none."""
        return next((value for key, value in self.fields if key == name), "")


def split_head(block: Readable) -> tuple[MessageHead | None, bytes]:
    """Return the head of a response and what was read behind it.

    None where a block is no response, as in old archives, or its head has no end within 1 MiB:
    then all of it is payload. Folded fields are joined.
    """
    held = b""
    while True:
        piece = block.read(1 << 16)
        held += piece
        if len(held) >= 8 and not held.startswith(b"HTTP/"):
            return None, held
        end = _END.search(held)
        if end is not None:
            break
        if not piece or len(held) > MAX_HEAD:
            return None, held
    status = _STATUS.match(held)
    if status is None:
        return None, held
    raw, rest = held[: end.end()], held[end.end() :]
    return MessageHead(raw, int(status[1] or 200), fields_of(raw)), rest


def fields_of(head: bytes) -> tuple[tuple[str, str], ...]:
    """Return the fields of a head, names in lower case, as Latin-1."""
    fields: list[tuple[str, str]] = []
    for line in head.decode("latin-1").split("\n")[1:]:
        text = line.rstrip("\r")
        if text[:1] in (" ", "\t") and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {text.strip()}")
        elif ":" in text:
            name, _, value = text.partition(":")
            fields.append((name.strip().lower(), value.strip()))
    return tuple(fields)
