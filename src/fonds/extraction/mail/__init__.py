"""Mail: messages as files, and web pages saved as mail (MHTML).

Text parts and HTML parts are both in the text; attachments and nested messages are losses that
name them. Signatures are kept and stated, not verified.
"""

import hashlib
import re

import attrs

from fonds.extraction.assembly import Assembly, guarded
from fonds.extraction.mail import headers as mail_headers
from fonds.extraction.mail.bodies import blocks_of
from fonds.extraction.mail.decoding import decoded, undone
from fonds.extraction.mail.headers import Headers
from fonds.extraction.mail.parts import Part, Splitter
from fonds.extraction.options import DEFAULTS, ExtractOptions
from fonds.extraction.webpart import read_html
from fonds.model import Extraction, Identification

__all__ = ["MEDIA_TYPES", "TOOL", "VERSION", "extract"]

TOOL, VERSION = "fonds-mail", "1"

MEDIA_TYPES = (
    "message/rfc822", "message/x-emlx", "message/global", "multipart/related",
    "application/x-mimearchive", "message/news",
)  # fmt: skip
"""What ``extract`` reads."""

_EMLX = re.compile(rb"\A[ \t]{0,8}([0-9]{1,10})[ \t]{0,8}\r?\n")
_ADDRESSES = {"from": "creator", "to": "mail:to", "cc": "mail:cc", "bcc": "mail:bcc",
              "reply-to": "mail:reply-to", "sender": "mail:sender"}  # fmt: skip
_UNVERIFIED = frozenset({
    "dkim-signature", "arc-seal", "arc-message-signature", "arc-authentication-results",
    "authentication-results", "received-spf", "received", "domainkey-signature",
    "x-google-dkim-signature", "list-unsubscribe-post",
})  # fmt: skip
_NAMES = {"subject": "title", "date": "date", "message-id": "identifier",
          "snapshot-content-location": "source", "content-language": "language"}  # fmt: skip
_UNSEEN = frozenset({"bcc", "x-originating-ip", "x-sender-ip", "x-client-ip"})
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime",
                        "application/pgp-encrypted"})  # fmt: skip
_MOST_HEADERS = 2_000


def extract(
    data: bytes, identification: Identification, options: ExtractOptions = DEFAULTS
) -> Extraction:
    """Return the text, headers and losses of a message.

    Never raises on content. Cost: linear; holds the largest part decoded beside the message.
    ``main_ranges`` leave out HTML parts that say the same as a text part.
    """
    assembly = Assembly(options.limits)
    if len(data) > options.limits.mail:
        note = f"read up to {options.limits.mail} bytes (limits.mail)"
        assembly.lose("limit", note=note)
        data = data[: options.limits.mail]
    seconds: list[tuple[int, int]] = []
    with guarded(assembly):
        seconds += _message(_without_wrapping(data, assembly), assembly, options)
    result = assembly.finish(TOOL, VERSION)
    return _with_main(result, seconds) if seconds else result


def _message(data: bytes, assembly: Assembly, options: ExtractOptions) -> list[tuple[int, int]]:
    """Read all parts; return the ranges of those that say again what a text part says."""
    splitter = Splitter(data)
    splitter.split()
    assembly.take(splitter.losses)
    _headers(splitter.headers, assembly)
    seconds: list[tuple[int, int]] = []
    for part in splitter.parts:
        begin = assembly.length
        _part(part, data, assembly, options)
        assembly.take(part.headers.losses)
        if _is_second(part, splitter.parts) and assembly.length > begin:
            seconds.append((begin, assembly.length))
    return seconds


def _without_wrapping(data: bytes, assembly: Assembly) -> bytes:
    """Return the message in an ``.emlx``: a length, the message, a property list of Apple Mail."""
    found = _EMLX.match(data)
    if found is None:
        return data
    start, size = found.end(), int(found[1])
    if start + size > len(data):
        assembly.lose("damaged", note="the message is shorter than its file says")
    rest = data[start + size :]
    if rest.strip():
        text = rest.decode("utf-8", "replace").strip()
        assembly.say("mail:emlx-properties", text, "the property list after the message")
    return data[start : start + size]


def _headers(headers: Headers, assembly: Assembly) -> None:
    charset = headers.parameter("content-type", "charset")
    headers = Headers(headers.fields, charset)
    for name, raw in headers.fields[:_MOST_HEADERS]:
        low = name.lower()
        hidden = low in _UNSEEN
        if low in _ADDRESSES:
            people = headers.addresses(raw)
            value = people[0] if low == "from" and len(people) == 1 else people
            assembly.say(_ADDRESSES[low], value, name, hidden)
            continue
        text = headers.decode(raw)
        if low == "date":
            shown = mail_headers.date(text)
            assembly.say("date", shown or text, f"{name}: {text[:100]}" if shown else name)
        elif low == "subject":
            assembly.say("title", text, name)
            assembly.add("heading", text, {"part": "0", "path": name})
        elif low in ("references", "in-reply-to"):
            ids = text.split()
            assembly.say(f"mail:{low}", ids if low == "references" else text, name)
        else:
            evidence = f"{name} (not verified)" if low in _UNVERIFIED else name
            assembly.say(_NAMES.get(low, f"mail:{low}"), text, evidence, hidden)
    if len(headers.fields) > _MOST_HEADERS:
        assembly.lose("limit", note=f"more than {_MOST_HEADERS} headers")
    assembly.take(headers.losses)


def _part(part: Part, data: bytes, assembly: Assembly, options: ExtractOptions) -> None:
    """Add one leaf: text, a web page, or something that is named and not read."""
    raw = data[part.start : part.end]
    place = {"part": part.number}
    encoding = part.headers.raw("content-transfer-encoding") or b""
    body, loss = undone(raw, encoding.decode("ascii", "replace"))
    if loss is not None:
        assembly.lose(loss.kind, loss.count, f"part {part.number}: {loss.note}", place)
    disposition = (part.headers.raw("content-disposition") or b"").partition(b";")[0]
    attached = disposition.strip().lower() == b"attachment"
    if part.media_type in _ENCRYPTED or "multipart/encrypted" in part.within:
        if part.media_type != "application/pgp-encrypted":
            _attachment(part, body, assembly, kind="encrypted")
    elif attached or not part.media_type.startswith("text/"):
        if body or attached or part.media_type != "text/plain":
            _attachment(part, body, assembly)
    elif part.media_type == "text/html":
        charset = part.headers.parameter("content-type", "charset")
        read_html(body, assembly, options, place, charset or None)
    elif part.media_type in ("text/css", "text/javascript"):
        _attachment(part, body, assembly)
    else:
        charset = part.headers.parameter("content-type", "charset")
        text, loss = decoded(body, charset, where=f"part {part.number}")
        if loss is not None:
            assembly.take([loss])
        text = text.replace("\r\n", "\n").strip("\n")
        if text:
            assembly.embed(Extraction(text, TOOL, VERSION, blocks=blocks_of(text)), place)


def _attachment(part: Part, body: bytes, assembly: Assembly, kind: str = "attachment") -> None:
    """Record what is not read here, by name, type, size and digest."""
    name = part.headers.parameter("content-disposition", "filename") or part.headers.parameter(
        "content-type", "name"
    )
    if not name and part.media_type == "message/rfc822":
        inner = Splitter(body[: 64 * 1024])
        inner.split()
        name = inner.headers.decode(inner.headers.raw("subject") or b"")
    location = part.headers.raw("content-location")
    place = {
        "part": part.number,
        "name": name,
        "type": part.media_type,
        "size": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    if location:
        place["location"] = part.headers.decode(location)
    what = {"message/rfc822": "a message within the message", "encrypted": "an encrypted part"}
    note = what.get(part.media_type, what.get(kind, "a file sent with the message"))
    assembly.lose(kind, note=f"{note}: {name or part.number}", place=place)


def _is_second(part: Part, parts: list[Part]) -> bool:
    """Say whether a part is the HTML of what a text part of the same alternative says."""
    if part.media_type != "text/html":
        return False
    for kind, number in zip(part.within, part.group, strict=True):
        if kind == "multipart/alternative":
            return any(
                p.media_type == "text/plain" and number in p.group and p.end > p.start
                for p in parts
            )
    return False


def _with_main(result: Extraction, seconds: list[tuple[int, int]]) -> Extraction:
    ranges: list[tuple[int, int]] = []
    at = 0
    for start, end in seconds:
        if start > at:
            ranges.append((at, start))
        at = end
    if at < len(result.text or ""):
        ranges.append((at, len(result.text or "")))
    return attrs.evolve(result, main_ranges=tuple(ranges)) if ranges else result
