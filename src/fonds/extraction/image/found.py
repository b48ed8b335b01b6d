"""What the readers of image containers hand on."""

from typing import Any

from fonds.extraction.assembly import Assembly

MOST = 16 * 1024 * 1024  # bytes of one metadata block, unpacked
MOST_BLOCKS = 64  # metadata blocks of one kind
MOST_UNPACKED = 64 * 1024 * 1024  # bytes of all compressed blocks of an image


class ImageFacts:
    """The metadata blocks of one image, as bytes, and its size in pixels."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.format = ""
        self.width = 0
        self.height = 0
        self.facts: dict[str, Any] = {}  # of the container: bit depth, colour type, frames
        self.exif: list[bytes] = []
        self.xmp: list[bytes] = []
        self.iptc: list[bytes] = []
        self.manifest = b""
        self.unpacked = 0
        self.rest: int | None = None  # where bytes begin that are no part of the image

    def keep(self, kind: list[bytes], block: bytes) -> None:
        """Keep a block, within bounds."""
        if len(kind) >= MOST_BLOCKS or len(block) > MOST:
            self.assembly.lose("limit", note=f"metadata over {MOST} bytes, or too many blocks")
        elif block:
            kind.append(block)

    def damaged(self, note: str, offset: int | None = None) -> None:
        """Record that the container is damaged."""
        self.assembly.lose("damaged", note=note, offset=offset)
