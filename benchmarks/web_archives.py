"""The time to read a web archive of small records, beside warcio and FastWARC.

Run: python benchmarks/web_archives.py [RECORDS]. Prints microseconds a record, the best of three;
every reader reads every byte of every block.
"""

import gzip
import io
import sys
import time


def site(records: int) -> bytes:
    """Return a WARC of small responses, each with its request, one gzip member a record."""
    made = []
    for number in range(records // 2):
        body = b"<html><title>Page %d</title><p>Some words.</p></html>" % number
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(
            body
        )
        for kind, content in (("response", block + body), ("request", b"GET / HTTP/1.1\r\n\r\n")):
            head = (
                f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}-{number}>\r\n"
                f"WARC-Target-URI: http://a.example/{number}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
                f"Content-Type: application/http;msgtype={kind}\r\n"
                f"Content-Length: {len(content)}\r\n\r\n"
            )
            made.append(gzip.compress(head.encode() + content + b"\r\n\r\n", 6, mtime=0))
    return b"".join(made)


def by_fonds(data: bytes) -> int:
    """Read all records with the tolerant reader."""
    from fonds.formats.warc.foreign import Damage, foreign_records

    count = 0
    for record in foreign_records(io.BytesIO(data)):
        assert not isinstance(record, Damage)  # noqa: S101 - a benchmark
        while record.block.read():
            pass
        count += 1
    return count


def by_warcio(data: bytes) -> int:
    """Read all records with warcio."""
    from warcio.archiveiterator import ArchiveIterator

    count = 0
    for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True):
        record.raw_stream.read()
        count += 1
    return count


def by_fastwarc(data: bytes) -> int:
    """Read all records with FastWARC."""
    from fastwarc.warc import ArchiveIterator

    count = 0
    for record in ArchiveIterator(io.BytesIO(data), parse_http=False):
        record.reader.read()
        count += 1
    return count


def main() -> None:
    """Print the figures."""
    records = int(sys.argv[1]) if sys.argv[1:] else 20_000
    data = site(records)
    for read in (by_fonds, by_warcio, by_fastwarc):
        best = min(_timed(read, data, records) for _ in range(3))
        print(f"{read.__name__:12} {best * 1e6 / records:6.1f} us a record")


def _timed(read: object, data: bytes, records: int) -> float:
    begun = time.process_time()
    assert read(data) == records  # type: ignore[operator] # noqa: S101
    return time.process_time() - begun


if __name__ == "__main__":
    main()
