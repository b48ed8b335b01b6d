"""The SWHID of content: the name that Software Heritage and git give to exact bytes. Pure.

Source: SWHID 1.2, section 5.4 (ISO/IEC 18670).
"""

import hashlib
import re

SWHID = "swh:1:cnt:"
"""How the SWHID of content begins; 40 hex digits follow."""

_FORM = re.compile(r"swh:1:cnt:([0-9a-f]{40})")


def git_blob(size: int) -> "hashlib._Hash":
    """Return a hash of what git hashes before ``size`` bytes of content.

    SHA-1 names a git blob here and guards nothing.
    """
    return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)


def blob_of(data: bytes) -> bytes:
    """Return the 20 bytes that stand in the SWHID of some content.

    >>> blob_of(b"").hex()
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    sha1 = git_blob(len(data))
    sha1.update(data)
    return sha1.digest()


def parse_swhid(text: object) -> bytes | None:
    """Return the 20 bytes in a SWHID of content, None for anything else."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    return bytes.fromhex(found[1]) if found else None
