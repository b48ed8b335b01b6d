"""Write WARC records too large for memory, through warcio. Writes to what it is given.

warcio costs tens of microseconds a record, which is nothing beside a block of megabytes, and it
is the reference implementation of WARC. Where its defaults differ from our format (digests in
SHA-1 and base32, payload digests on metadata), ``WarcMemberWriter`` overrides them; a test holds
that it and ``warc.headers`` give the same bytes.
"""

import hashlib
import io
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from fonds.errors import MalformedWarcError
from fonds.formats import gz


def write_record(
    out: BinaryIO, header: bytes, block: BinaryIO, length: int, level: gz.Level = "fast"
) -> int:
    """Write the record of ``header`` and ``block`` as one gzip member; return its size in bytes.

    ``header`` is from one of the functions of ``warc``; ``block`` is read from its position.

    Cost: one read of ``block``; holds some hundred KiB.
    Raises: MalformedWarcError when ``block`` is not ``length`` bytes long; ``out`` then holds part
    of a record and must be thrown away.
    """
    member = gz.MemberWriter(out, level)
    writer = WarcMemberWriter(member)
    fields = StatusAndHeadersParser(["WARC/1.1"]).parse(io.BytesIO(header))
    kind, content_type = fields.get_header("WARC-Type"), fields.get_header("Content-Type")
    source = _Exactly(block, length)
    record = ArcWarcRecord("warc", kind, fields, source, None, content_type, length)
    record.payload_length = length
    writer.write_record(record)
    if source.left:
        raise MalformedWarcError("block is shorter than its header says", length=length)
    member.close()
    return member.size


class WarcMemberWriter(WARCWriter):  # type: ignore[misc]  # warcio is untyped
    """warcio's writer with our rules: WARC/1.1, SHA-256 in hex, a payload digest only on payloads.

    It compresses nothing itself: ``out`` is a ``gz.MemberWriter``, or a plain file.
    """

    NO_PAYLOAD_DIGEST_TYPES = ("warcinfo", "revisit", "metadata", "request")

    def __init__(self, out: object) -> None:
        super().__init__(out, gzip=False, warc_version="1.1")

    @staticmethod
    def _create_digester() -> "_HexDigester":
        return _HexDigester()


class _HexDigester:
    """SHA-256 as our WARC headers spell it."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()

    def update(self, data: bytes) -> None:
        self._sha256.update(data)

    def __str__(self) -> str:
        return f"sha256:{self._sha256.hexdigest()}"


class _Exactly:
    """A stream that raises when it continues past ``left`` bytes."""

    def __init__(self, source: BinaryIO, left: int) -> None:
        self._source = source
        self.left = left

    def read(self, size: int) -> bytes:
        data = self._source.read(min(size, self.left + 1))
        if len(data) > self.left:
            raise MalformedWarcError("block is longer than its header says")
        self.left -= len(data)
        return data

    def close(self) -> None:
        """Leave the source open; it is the caller's."""
