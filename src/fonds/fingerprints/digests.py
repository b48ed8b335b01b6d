"""SHA-256, BLAKE3 and SWHID of some bytes, all from one read.

SHA-256 is what the standards around us speak, BLAKE3 is a second, independent name (should one
of them fall, the other still holds), SWHID is how Software Heritage and git name a file.
"""

import hashlib
from collections.abc import Iterable

from blake3 import blake3

from fonds.errors import ChangedDuringReadError
from fonds.formats.swhid import SWHID, git_blob
from fonds.model import Fingerprint

THREADS_FROM = 1024 * 1024  # bytes; below it starting threads costs more than it saves


class Hasher:
    """Make a fingerprint chunk by chunk, for a caller that does more with each chunk.

    The size has to be known first: a SWHID is the git blob id, and git hashes the size before
    the content.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._seen = 0
        self._sha256 = hashlib.sha256()
        self._sha1 = git_blob(size)
        threads = blake3.AUTO if size > THREADS_FROM else 1
        self._blake3 = blake3(max_threads=threads)

    def update(self, chunk: bytes | memoryview) -> None:
        """Take in the next bytes. Chunks of 1 MiB or more let BLAKE3 use its threads."""
        self._seen += len(chunk)
        self._sha256.update(chunk)
        self._blake3.update(chunk)
        self._sha1.update(chunk)

    def finish(self) -> Fingerprint:
        """Return the fingerprint. Raises: ChangedDuringReadError when the size was not as said."""
        if self._seen != self._size:
            raise ChangedDuringReadError(
                "the input is not as long as it was said to be", said=self._size, read=self._seen
            )
        return Fingerprint(
            size=self._size,
            sha256=self._sha256.hexdigest(),
            blake3=self._blake3.hexdigest(),
            swhid=f"{SWHID}{self._sha1.hexdigest()}",
        )


def fingerprint(data: bytes) -> Fingerprint:
    """Return the fingerprint of bytes that are held whole.

    >>> fingerprint(b"").swhid
    'swh:1:cnt:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    size = len(data)
    threads = blake3.AUTO if size > THREADS_FROM else 1
    sha1 = git_blob(size)
    sha1.update(data)
    return Fingerprint(
        size,
        hashlib.sha256(data).hexdigest(),
        blake3(data, max_threads=threads).hexdigest(),
        f"{SWHID}{sha1.hexdigest()}",
    )


def fingerprint_stream(chunks: Iterable[bytes], size: int) -> Fingerprint:
    """Return the fingerprint of bytes that come in chunks and are ``size`` long together.

    Cost: one pass, holds one chunk.
    Raises: ChangedDuringReadError when they are not ``size`` long.
    """
    hasher = Hasher(size)
    for chunk in chunks:
        hasher.update(chunk)
    return hasher.finish()
