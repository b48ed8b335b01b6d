"""A PDF's bytes before they are parsed: what is wrong with them, and what would burst. Pure.

PDFium repairs much and says nothing of it, so the damage that can be seen from outside is looked
for here. A stream that unpacks to more than the limit is emptied in a copy: its page loses its
text, the others keep theirs. Source: ISO 32000-2:2020, 7.5 (file structure), 7.4.4 (Flate).
"""

import re
import zlib

import attrs

from fonds.extraction.options import ExtractLimits
from fonds.extraction.pdf import forms
from fonds.model import Loss

_HEADER = b"%PDF-"
_HEAD = 1024  # bytes in which readers look for the header
_TAIL = 2048
_STARTXREF = re.compile(rb"startxref\s+(\d{1,15})")
_XREF = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")
_STREAM = re.compile(rb"stream\r?\n")
_CATALOG = re.compile(
    rb"(\d{1,10})\s+(\d{1,5})\s+obj\s*<<(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.DOTALL
)
_PAGE = re.compile(
    rb"(\d{1,10})\s+(\d{1,5})\s+obj\s*<<(?:(?!endobj).){0,2000}?/Type\s*/Page\b(?!s)", re.DOTALL
)

# What is not unpacked to read text: pictures, fonts (by their own limits), profiles.
_KEPT = re.compile(rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)|/Length1\b|/N\s+\d")
_SHOWS = re.compile(rb"T[jJ]\b")
_MOST_SHOWS = 120_000  # in one content stream: no page is read that has as many
_LARGE = 2 * 1024 * 1024

_SAMPLE = 64 * 1024  # packed bytes by which a stream is judged
_SUSPECT = 2048  # packed bytes: what is shorter unpacks to two MiB at most, once
_MOST_STREAMS = 200_000
_BLOCK = 1 << 20
_EMPTY = zlib.compress(b"")


@attrs.define
class Prepared:
    """The bytes to parse, and the losses that are known before."""

    data: bytes
    losses: list[Loss] = attrs.field(factory=list)


def prepare(data: bytes, limits: ExtractLimits) -> Prepared:
    """Look a PDF over in one pass. Its own bytes come back unless a stream had to be emptied."""
    found = Prepared(data)
    start = data.find(_HEADER, 0, 1 << 16)
    if start > 0:
        note = f"{start} bytes stand before the header"
        found.losses.append(Loss("damaged", offset=0, note=note))
        if start > _HEAD - len(_HEADER):
            found.data = data[start:]
    elif start < 0:
        found.losses.append(Loss("damaged", offset=0, note="there is no header of a PDF"))
    damage = _end(data, max(start, 0))
    if damage:
        found.losses.append(Loss("damaged", offset=len(data), note=damage))
    _streams(found, limits)
    _forms(found)
    return found


def _forms(found: Prepared) -> None:
    """Cut the calls of forms that would be drawn without end."""
    cut = forms.endless(found.data)
    if not cut:
        return
    changed = bytearray(found.data)
    for form in cut:
        forms.cut(changed, form)
    found.data = bytes(changed)
    note = f"{len(cut)} forms call one another without end; what they call is not read"
    found.losses.append(Loss("damaged", len(cut), offset=cut[0].start, note=note))


def _end(data: bytes, start: int) -> str:
    """Return what is wrong with the end of a file, or nothing."""
    tail = data[-_TAIL:]
    places = _STARTXREF.findall(tail)
    if not places:
        return "the end of the file is missing; its objects were searched for"
    place = int(places[-1])
    if not any(_XREF.match(data[at : at + 40]) for at in (place, place + start) if at < len(data)):
        return "the table of objects is not where the file says; its objects were searched for"
    return ""


def _streams(found: Prepared, limits: ExtractLimits) -> None:
    """Empty the packed streams that are larger than the limit."""
    data = found.data
    changed: bytearray | None = None
    for count, match in enumerate(_STREAM.finditer(data)):
        if count > _MOST_STREAMS:
            break
        head = data[max(0, match.start() - 512) : match.start()]
        head = head[head.rfind(b"obj") + 3 :]
        filters = head.count(b"/FlateDecode") + head.count(b"/Fl ")
        if not filters or _KEPT.search(head):
            continue
        end = data.find(b"endstream", match.end())
        end = len(data) if end < 0 else end
        size = end - match.end()
        if (size < _SUSPECT and filters < 2) or not _bursts(data, match.end(), end, head, limits):
            continue
        if changed is None:
            changed = bytearray(data)
        changed[match.end() : end] = (_EMPTY * filters).ljust(size, b"\n")[:size]
        note = "a stream unpacks to more text than is read; `unpacked` raises the limit"
        found.losses.append(
            Loss("limit", offset=match.end(), note=note, place={"limit": "unpacked"})
        )
    if changed is not None:
        found.data = bytes(changed)


def _bursts(data: bytes, start: int, end: int, head: bytes, limits: ExtractLimits) -> bool:
    """Say whether a stream unpacks to more than may be, by its ratio first, then by counting."""
    most = limits.unpacked // 4
    filters = head.count(b"/FlateDecode") + head.count(b"/Fl ")
    packed = data[start:end]
    first = _unpacked(packed[:_SAMPLE], _BLOCK + _SAMPLE * limits.ratio)
    if b"/RunLengthDecode" in head or b"/RL " in head:
        return _count(packed, most // 64) > most // 64
    if filters > 1:
        return _count(first, most) > most
    if len(packed) > _SAMPLE or len(first) >= _LARGE:
        whole = _unpacked(packed, most + 1)
        shows = sum(1 for _ in _SHOWS.finditer(whole)) if len(whole) >= _LARGE else 0
        return len(whole) > most or shows > _MOST_SHOWS
    return False


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""


def _count(packed: bytes, most: int) -> int:
    """Count the bytes that packed ones unpack to, up to a limit, in blocks that are thrown away."""
    unpacker = zlib.decompressobj()
    total = 0
    try:
        while packed and total <= most:
            block = unpacker.decompress(packed, _BLOCK)
            total += len(block)
            packed = unpacker.unconsumed_tail
            if unpacker.eof or not block:
                break
    except zlib.error:
        pass
    return total


def rescued(data: bytes) -> bytes | None:
    """Return a PDF that lost its end with a trailer for the pages that are there, or None.

    Nothing of it is changed; a catalogue is named or, where that is lost too, made of the pages.
    """
    catalogs = list(_CATALOG.finditer(data))
    if catalogs:
        number, generation = catalogs[-1].groups()
        root = number + b" " + generation + b" R"
        return (
            data + b"\nendstream\nendobj\ntrailer\n<</Root " + root + b">>\nstartxref\n0\n%%EOF\n"
        )
    pages = [m.group(1) + b" " + m.group(2) + b" R" for m in _PAGE.finditer(data)]
    if not pages:
        return None
    kids = b" ".join(pages[:5000])
    count = str(min(len(pages), 5000)).encode()
    made = (
        b"\nendstream\nendobj\n9999998 0 obj\n<</Type/Catalog/Pages 9999999 0 R>>\nendobj\n"
        b"9999999 0 obj\n<</Type/Pages/Count " + count + b"/Kids[" + kids + b"]>>\nendobj\n"
        b"trailer\n<</Root 9999998 0 R>>\nstartxref\n0\n%%EOF\n"
    )
    return data + made
