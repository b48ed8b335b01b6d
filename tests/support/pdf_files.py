"""PDF files of a few hundred bytes, written by hand for one property each."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def stream(content: bytes, extra: bytes = b"", packed: bool = False) -> bytes:
    """Return a stream object."""
    if packed:
        content, extra = zlib.compress(content), extra + b"/Filter/FlateDecode"
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), extra, content)


def file(
    objects: Mapping[int, bytes], trailer: bytes = b"", header: bytes = b"%PDF-1.7\n"
) -> bytes:
    """Return a file of numbered objects, the first of which is the catalogue."""
    out = bytearray(header)
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def pages(
    contents: Sequence[bytes],
    *,
    resources: bytes = b"/Font<</F1 3 0 R>>",
    catalog: bytes = b"",
    page: bytes = b"",
    more: Mapping[int, bytes] | None = None,
    trailer: bytes = b"",
    packed: bool = False,
) -> bytes:
    """Return a file with one page for each content stream; further objects begin at 100."""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * at) for at in range(len(contents)))
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids),
        3: FONT,
    }
    for at, content in enumerate(contents):
        objects[10 + 2 * at] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents %d 0 R%s>>"
            % (resources, 11 + 2 * at, page)
        )
        objects[11 + 2 * at] = stream(content, packed=packed)
    objects.update(more or {})
    return file(objects, trailer)


def line(text: str, x: float = 72, y: float = 700, size: float = 12, before: str = "") -> bytes:
    """Return the operators that show a line of Latin text."""
    shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    body = f"BT {before} /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({shown}) Tj ET\n"
    return body.encode("cp1252")


def image(width: int = 595, height: int = 842) -> bytes:
    """Return the operators that paint the image /Im over the lower left of the page."""
    return b"q %d 0 0 %d 0 0 cm /Im Do Q\n" % (width, height)


IMAGE = stream(
    b"\x80",
    b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
)
