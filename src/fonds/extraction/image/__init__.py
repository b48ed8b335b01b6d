"""Images: what they state of themselves. Not one pixel is decoded.

Places, persons and serial numbers are sensitive. Words in the picture are the loss ``image-only``.
"""

import hashlib

from fonds.extraction.assembly import Assembly, guarded
from fonds.extraction.image import content, iptc, jumbf, tiff, xmp
from fonds.extraction.image.boxes import read_boxes
from fonds.extraction.image.found import ImageFacts
from fonds.extraction.image.jpeg import read_jpeg
from fonds.extraction.image.png import read_png
from fonds.extraction.image.small import read_gif, read_other, read_webp
from fonds.extraction.options import DEFAULTS, ExtractOptions
from fonds.model import Extraction, Identification

__all__ = ["MEDIA_TYPES", "TOOL", "VERSION", "extract"]

TOOL, VERSION = "fonds-image", "1"

MEDIA_TYPES = (
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff",
    "image/heic", "image/heif", "image/avif", "image/jp2", "image/jxl", "image/bmp",
    "image/x-ms-bmp",
    "image/vnd.microsoft.icon",    "image/x-icon", "image/x-portable-pixmap",
    "image/vnd.adobe.photoshop", "image/apng",
    "image/jpx", "image/heic-sequence", "image/heif-sequence", "image/x-tga",
)  # fmt: skip
"""What ``extract`` reads."""


def extract(
    data: bytes, identification: Identification, options: ExtractOptions = DEFAULTS
) -> Extraction:
    """Return the metadata of an image, each value with its evidence.

    Never raises on content. Cost: linear, without decoding; holds what is found beside the bytes.
    """
    assembly = Assembly(options.limits)
    with guarded(assembly):
        found = ImageFacts(assembly)
        _read(data, found)
        content.say(found)
        for block in found.exif:
            tiff.read(block, found, "EXIF")
        for packet in found.xmp:
            xmp.read(packet, assembly)
        for block in found.iptc:
            iptc.read(block, assembly)
        if found.manifest:
            jumbf.say(found.manifest, assembly)
        if found.rest is not None:
            rest = data[found.rest :]
            place = {"size": len(rest), "sha256": hashlib.sha256(rest).hexdigest()}
            note = "bytes after the end of the image"
            assembly.lose("attachment", note=note, place=place, offset=found.rest)
    note = "a picture: words in it are not read"
    assembly.lose("image-only", note=note)
    return assembly.finish(TOOL, VERSION)


def _read(data: bytes, found: ImageFacts) -> None:
    """Choose a reader by the first bytes: what a file is called says nothing here."""
    if data.startswith(b"\xff\xd8"):
        read_jpeg(data, found)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        read_png(data, found)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        read_gif(data, found)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        read_webp(data, found)
    elif data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        found.format = "TIFF"
        tiff.read(data, found, "TIFF")
    elif data[4:8] in (b"ftyp", b"JXL ", b"jP  "):
        read_boxes(data, found)
    else:
        read_other(data, found)
