"""What writing and reading records costs, beside warcio and FastWARC in the same run.

    python benchmarks/formats.py [FOLDER]

CPU time, best of five, over the text files below FOLDER (this repository, unless told), each cut
to its first 8,000 bytes, repeated until there are 3,000.
"""

import hashlib
import io
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import warcio.archiveiterator
from fastwarc.warc import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from fonds.formats import gz
from fonds.formats.wacz import cdxj
from fonds.formats.warc import headers as warc
from fonds.formats.warc import reader as warc_read
from fonds.formats.zip import reader as zip_read
from fonds.formats.zip.writer import ZipWriter

COUNT = 3000
ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
DATE = "2026-11-23T17:00:00.123Z"


def documents(folder: Path) -> list[bytes]:
    """Three thousand documents."""
    found = sorted(p for end in ("py", "md", "txt") for p in folder.rglob(f"*.{end}"))
    contents = [data for p in found if (data := p.read_bytes()[:8000])]
    return list(islice(cycle(contents), COUNT))


def head(number: int, data: bytes, sha256: str) -> bytes:
    """A capture's head."""
    return warc.resource_headerer(
        record_id=ID,
        date=DATE,
        target=f"file:///inbox/{number}.txt",
        warcinfo_id=ID,
        content_type="text/plain;charset=utf-8",
        sha256=sha256,
        length=len(data),
        version=ID,
        role="raw",
        blake3="0" * 64,
    )


def best(work: Callable[[], object]) -> float:
    """Microseconds of CPU a document."""
    times = []
    for _ in range(5):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times) / COUNT * 1e6


def with_warcio(docs: list[bytes], heads: list[bytes]) -> None:
    """Write through warcio's objects, digests given."""
    writer = WARCWriter(io.BytesIO(), gzip=True, warc_version="1.1")
    for data, raw in zip(docs, heads, strict=True):
        fields = [tuple(line.split(": ", 1)) for line in raw.decode().split("\r\n")[1:-2]]
        headers = StatusAndHeaders("", fields, protocol="WARC/1.1")
        record = writer.create_warc_record(
            "", "resource", payload=io.BytesIO(data), length=len(data), warc_headers=headers
        )
        writer.write_record(record)


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1])
    docs = documents(folder)
    digests = [hashlib.sha256(data).hexdigest() for data in docs]
    heads = list(map(head, range(COUNT), docs, digests))
    pairs = list(zip(heads, docs, strict=True))
    members = [warc.record(*pair) for pair in pairs]
    whole = b"".join(members)
    places, at = [], 0
    for member in members:
        places.append((at, len(member)))
        at += len(member)
    file = io.BytesIO(whole)
    bundle = io.BytesIO()
    writer = ZipWriter(bundle)
    writer.add("archive/data.warc.gz", whole, stored=True)
    writer.close()

    def fastwarc_read() -> None:
        for record in ArchiveIterator(io.BytesIO(whole), parse_http=False):
            hashlib.sha256(record.reader.read()).hexdigest()

    def warcio_read() -> None:
        for record in warcio.archiveiterator.ArchiveIterator(io.BytesIO(whole)):
            hashlib.sha256(record.raw_stream.read()).hexdigest()

    def write_zip() -> None:
        ZipWriter(io.BytesIO()).add("archive/data.warc.gz", whole, stored=True)

    mean = sum(map(len, docs)) // COUNT
    print(f"{COUNT} documents of {mean} bytes on average; microseconds of CPU a document")
    for name, work in (
        ("head", lambda: list(map(head, range(COUNT), docs, digests))),
        ("record, fast", lambda: [warc.record(*pair) for pair in pairs]),
        ("record, small", lambda: [warc.record(*pair, "small") for pair in pairs[:300] * 10]),
        ("  warcio, digests given", lambda: with_warcio(docs, heads)),
        ("key of a file URI", lambda: [cdxj.key(f"file:///inbox/{i}.txt") for i in range(COUNT)]),
        ("ZIP: copy, CRC and SHA-256", write_zip),
        ("read all, SHA-256", lambda: list(map(len, _blocks(file, len(whole))))),
        ("read one by its place", lambda: [warc_read.read_at(file, *place) for place in places]),
        ("ZIP: content's CRC", lambda: _drain(bundle)),
        ("  FastWARC, SHA-256", fastwarc_read),
        ("  warcio, SHA-256", warcio_read),
    ):  # fmt: skip
        print(f"{name:28} {best(work):8.1f}")
    print(f"gzip: {gz.tool()} {len(whole) / sum(map(len, docs)):.3f} of the documents' bytes")


def _blocks(file: io.BytesIO, end: int):
    return (record.block for record in warc_read.records(file, 0, end))


def _drain(bundle: io.BytesIO) -> None:
    for member in zip_read.members(bundle):
        for _ in zip_read.chunks(bundle, member):
            pass


if __name__ == "__main__":
    main()
