"""The headers of a mail, decoded whatever they are written in.

Source: RFC 5322 (messages), RFC 2047 (encoded words), RFC 2231 (parameters), RFC 6532 (UTF-8).
"""

import binascii
import re
from datetime import datetime
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime
from typing import Any

from fonds.extraction.mail.decoding import decoded, to_text
from fonds.model import Loss

LONGEST = 64 * 1024  # bytes of a header that are decoded
_WORD = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?\s]{0,4000})\?=")
_BROKEN_WORD = re.compile(
    r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?\r\n]{0,4000}?)\?="
)
_MOST_ADDRESSES = 2_000
_LONG_PARAMETERS = 16 * 1024


class Headers:
    """Names and raw values in order, with ``losses`` of what could not be decoded."""

    def __init__(self, fields: list[tuple[str, bytes]], charset: str) -> None:
        self.fields = fields
        self.losses: list[Loss] = []
        self._charset = charset

    def raw(self, name: str) -> bytes | None:
        """Return the first value under a name in lower case, or None."""
        return next((value for key, value in self.fields if key.lower() == name), None)

    def media_type(self) -> str:
        """Return the media type in lower case; empty where none is stated, or no sound one."""
        value = (self.raw("content-type") or b"").partition(b";")[0].strip().lower()
        text = value.decode("ascii", "replace")
        return text if text.count("/") == 1 and text.isascii() and " " not in text else ""

    def parameter(self, name: str, parameter: str) -> str:
        """Return a parameter of a header, decoded by RFC 2231 or as an encoded word."""
        raw = (self.raw(name) or b"")[:_LONG_PARAMETERS]
        if not raw:
            return ""
        message = Message()
        message["content-type"] = raw.decode("utf-8", "surrogateescape")
        try:
            value = message.get_param(parameter)
        except Exception:  # noqa: BLE001 - the library's parser fails in many ways on hostile input
            self.losses.append(Loss("damaged", note=f"the parameters of {name} are not readable"))
            return ""
        if value is None:
            return ""
        if isinstance(value, tuple):
            charset, _, encoded = value
            octets = encoded.encode("latin-1", "replace")
            try:
                return collapse_rfc2231_value(value) if not charset else to_text(octets, charset)[0]
            except (LookupError, UnicodeError):
                return encoded
        return self.decode(value.encode("utf-8", "surrogateescape"))

    def decode(self, raw: bytes) -> str:
        """Return a header's value as text: encoded words, UTF-8, or bytes of an old charset."""
        if len(raw) > LONGEST:
            self.losses.append(Loss("limit", note=f"a header is cut at {LONGEST} bytes"))
            raw = raw[:LONGEST]
        if raw.isascii():
            text = raw.decode("ascii")
        else:
            text, loss = decoded(raw, self._charset, where="a header")
            if loss is not None:
                self.losses.append(loss)
        return words(text, self.losses) if "=?" in text else text

    def addresses(self, raw: bytes) -> list[str]:
        """Return addresses as ``Name <address>``. The structure is read before it is decoded."""
        text = raw[:LONGEST].decode("utf-8", "surrogateescape")
        try:
            pairs = getaddresses([_escaped(text)])[:_MOST_ADDRESSES]
        except Exception:  # noqa: BLE001 - as above
            pairs = []
        found: list[str] = []
        for name, address in pairs:
            shown = self.decode(name.encode("utf-8", "surrogateescape")).strip()
            plain = self.decode(address.encode("utf-8", "surrogateescape"))
            if shown or plain:
                found.append(f"{shown} <{plain}>" if shown and plain else plain or shown)
        return found or [self.decode(raw)]


def _escaped(text: str) -> str:
    """Return an address list in which encoded words cannot be taken for structure."""
    return re.sub(r"(=\?[^?\s]{1,60}\?[qQ]\?[^?\s]{0,400}),([^?\s]{0,400}\?=)", r"\1=2C\2", text)


def date(text: str) -> str | None:
    """Return a date as ISO 8601 with its zone, or None where it is none."""
    try:
        moment: datetime = parsedate_to_datetime(text[:200])
        return moment.isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def words(text: str, losses: list[Loss]) -> str:
    """Return text with its encoded words decoded.

    White space between two of them is dropped, and bytes of neighbours in one charset are joined
    before they are decoded: writers cut characters in two.
    """
    pattern = _WORD if _WORD.search(text) else _BROKEN_WORD
    out: list[str] = []
    end = 0
    pending: list[Any] = []  # charset and bytes of a word that may go on in the next

    def flush() -> None:
        if pending:
            charset, octets = pending
            shown, loss = to_text(octets, charset)
            if loss is not None:
                losses.append(loss)
            out.append(shown)
            pending.clear()

    for found in pattern.finditer(text):
        between = text[end : found.start()]
        charset, encoding, payload = found[1].lower(), found[2].lower(), found[3]
        octets = _payload(encoding, payload)
        if pending and not between.strip(" \t\r\n"):
            if pending[0] == charset:
                pending[1] += octets
                end = found.end()
                continue
            flush()
        else:
            flush()
            out.append(between)
        pending[:] = [charset, octets]
        end = found.end()
    flush()
    out.append(text[end:])
    return "".join(out)


def _payload(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "surrogateescape")
    if encoding == "q":
        return binascii.a2b_qp(raw, header=True)
    raw = raw.rstrip(b"=")
    try:
        return binascii.a2b_base64(raw[: len(raw) - (len(raw) % 4 == 1)] + b"==")
    except binascii.Error:
        return raw
