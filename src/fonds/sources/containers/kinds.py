"""Which files are containers, by their content. Office files, EPUB and programs are not."""

import bz2
import io
import lzma
import zlib

from fonds.sources import wordpress
from fonds.sources.containers import mailbox_members

HEAD = 4096
"""Bytes at the beginning that decide."""

PACKERS = {b"\x1f\x8b\x08": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz", b"(\xb5/\xfd": "zst"}
_WEB_ARCHIVE = (b"WARC/0.", b"WARC/1.", b"filedesc:")
UNPACKED = 16 << 10  # bytes unpacked to look for a TAR header


def kind_of(head: bytes) -> str | None:
    """Return ``zip``, ``tar``, ``tar.gz`` (bz2, xz, zst), ``mailbox``, ``wordpress``,
    ``web-archive``, or None.

    A ZIP may still be an office file, which takes a look inside.

    >>> kind_of(b"PK" + bytes([3, 4]) + bytes(30)), kind_of(b"Dear all")
    ('zip', None)
    """
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head[257:262] == b"ustar" or _is_old_tar(head):
        return "tar"
    for mark, packer in PACKERS.items():
        if head.startswith(mark):
            inside = _unpacked(packer, head)
            if packer in ("gz", "zst") and inside.startswith(_WEB_ARCHIVE):
                return "web-archive"
            return f"tar.{packer}" if kind_of(inside) == "tar" else None
    if head.startswith(_WEB_ARCHIVE):
        return "web-archive"
    if wordpress.MARK in head and b"<rss" in head:
        return "wordpress"
    return "mailbox" if mailbox_members.is_mailbox(head) else None


def _is_old_tar(head: bytes) -> bool:
    """Whether a header of before POSIX begins the file: its checksum decides."""
    if len(head) < 512 or not head[0]:
        return False
    try:
        stated = int(head[148:156].strip(b" \0") or b"0", 8)
    except ValueError:
        return False
    return stated > 256 and stated == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def _unpacked(packer: str, head: bytes) -> bytes:
    """Return the beginning of what is packed, as far as the head of the file holds it."""
    try:
        if packer == "gz":
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, UNPACKED)
        if packer == "bz2":
            return bz2.BZ2Decompressor().decompress(head, UNPACKED)
        if packer == "xz":
            return lzma.LZMADecompressor(memlimit=128 << 20).decompress(head, UNPACKED)
        from zstandard import ZstdDecompressor

        with ZstdDecompressor().stream_reader(io.BytesIO(head)) as reader:
            return bytes(reader.read(512))
    except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError):
        return b""
    except Exception as e:
        if type(e).__name__ != "ZstdError":
            raise
        return b""
