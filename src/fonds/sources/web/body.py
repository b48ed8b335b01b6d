"""Take the payload out of a body: its chunks joined, its codings undone, nothing lost by it."""

import hashlib
import tempfile
from collections.abc import Iterable
from typing import Any, BinaryIO

import attrs

from fonds.errors import SourceError
from fonds.formats.http.chunked import BadChunkError, Dechunker
from fonds.formats.http.codings import BadCodingError, codings_of, decoded

HELD = 1 << 16
"""Bytes of a payload that are held in memory; a longer one lies in a temporary file."""

FRAMING = 1 << 18
"""Bytes of chunk sizes that are kept."""

CODED = 8 * 1024 * 1024
"""Bytes of a packed body that are kept beside what they unpack to; a larger one stays packed."""


@attrs.define
class Body:
    """A body that was read. ``payload`` is what the document is; the rest says how it was sent.

    ``sha256``, ``sha1`` and ``size`` are those of the body as it was sent, ``plain`` the digests
    of what the chunks hold. ``framing`` and ``coded`` are those of FORMAT.md, section 7b.
    ``partial`` says why it is not whole, ``notes`` are findings.
    """

    payload: BinaryIO
    sha256: str = ""
    sha1: bytes = b""
    md5: str = ""
    size: int = 0
    plain_sha256: str = ""
    plain_sha1: bytes = b""
    framing: list[tuple[str, int]] | None = None
    coded: bytes | None = None
    partial: str = ""
    notes: list[str] = attrs.field(factory=list)

    def facts(self) -> dict[str, Any]:
        """Return how the body was sent as JSON values."""
        facts: dict[str, Any] = {"sha256": self.sha256, "size": self.size}
        if self.framing is not None:
            facts["framing"] = [[before, length] for before, length in self.framing]
        if self.coded is not None:
            facts["coded"] = self.coded.decode("latin-1")
        return facts


def take_body(pieces: Iterable[bytes], *, chunked: bool, encoding: str, decoded_limit: int) -> Body:
    """Read a body to its end, or to where a SourceError or broken framing ends it.

    ``encoding`` is its ``Content-Encoding``. Cost: linear; a payload above 64 KiB lies in a
    temporary file that no name leads to, and is closed by whoever takes it.
    """
    spool: Any = tempfile.SpooledTemporaryFile(HELD)  # noqa: SIM115 - the caller closes it
    body = Body(spool)
    try:
        _read(body, pieces, chunked=chunked)
        spool.seek(0)
        codings = codings_of(encoding)
        if codings and not body.partial and body.size:
            _undo(body, codings, decoded_limit)
    except BaseException:
        body.payload.close()
        raise
    return body


def _read(body: Body, pieces: Iterable[bytes], *, chunked: bool) -> None:
    digests = [
        hashlib.sha256(),
        hashlib.sha1(usedforsecurity=False),
        hashlib.md5(usedforsecurity=False),
    ]
    plain = [hashlib.sha256(), hashlib.sha1(usedforsecurity=False)]
    dechunker, framing = Dechunker(), _Framing()
    try:
        for piece in pieces:
            for digest in digests:
                digest.update(piece)
            body.size += len(piece)
            if not chunked:
                body.payload.write(piece)
                continue
            for run in dechunker.feed(piece):
                framing.add(run.framing, len(run.data))
                for digest in plain:
                    digest.update(run.data)
                body.payload.write(run.data)
        if chunked and not dechunker.finished:
            body.partial = "the body ends before its last chunk"
    except BadChunkError as e:
        body.partial = f"{e.sentence} (offset {e.offset})"
    except SourceError as e:
        body.partial = str(e)
    body.sha256, body.sha1, body.md5 = (
        digests[0].hexdigest(),
        digests[1].digest(),
        digests[2].hexdigest(),
    )
    if chunked:
        body.framing = framing.rows()
        digests = plain
    body.plain_sha256, body.plain_sha1 = digests[0].hexdigest(), digests[1].digest()


class _Framing:
    """What stood around the runs of payload, as far as it is kept."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, int]] = []
        self._size = 0

    def add(self, framing: bytes, length: int) -> None:
        self._size += len(framing)
        if self._size > FRAMING:
            return
        rows = self._rows
        if rows and length and not framing:
            rows[-1] = (rows[-1][0], rows[-1][1] + length)
        elif rows and framing and not rows[-1][1]:
            rows[-1] = (rows[-1][0] + framing.decode("latin-1"), length)
        else:
            rows.append((framing.decode("latin-1"), length))

    def rows(self) -> list[tuple[str, int]] | None:
        return self._rows if self._size <= FRAMING else None


def _undo(body: Body, codings: tuple[str, ...], limit: int) -> None:
    """Undo the codings of a whole body, which is kept beside; else leave it, and say so."""
    packed = body.payload.read(CODED + 1)
    body.payload.seek(0)
    if len(packed) > CODED:
        body.notes.append("the body is stored as it was packed: it is large")
        return
    unpacked: Any = tempfile.SpooledTemporaryFile(HELD)  # noqa: SIM115 - the body's payload
    try:
        for piece in decoded([packed], codings, limit):
            unpacked.write(piece)
    except BadCodingError as e:
        unpacked.close()
        body.notes.append(f"the body is stored as it was packed: {e}")
        return
    unpacked.seek(0)
    body.payload.close()
    body.payload, body.coded = unpacked, packed
