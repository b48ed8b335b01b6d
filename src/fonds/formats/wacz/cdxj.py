"""CDXJ, the index of a WACZ: the place of each URL's record in a WARC. Pure.

A line is ``key SP timestamp SP JSON LF``; lines are sorted bytewise. They are spelled as
cdxj-indexer spells them, down to the spaces, so that indexing our WARC again with that tool gives
this very file. Past ``MAX_PLAIN`` lines the index is a chain of gzip members of ``BLOCK`` lines
with a small index of its own (``index.idx``), so that a replayer needs to fetch one block only.

Source: CDXJ 0.1.0; WACZ 1.1.1 section 5; FORMAT.md, Index.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from fonds.errors import MalformedIndexError
from fonds.formats import gz
from fonds.formats.bundle import DATA
from fonds.formats.wacz.surt import key

__all__ = ["IndexEntry", "index_files", "key", "line", "parse_index", "parse_line", "timestamp"]

BLOCK = 300  # lines in a gzip member: what pywb and ReplayWeb.page expect to fetch at once
MAX_PLAIN = 1000  # lines: ReplayWeb.page reads a plain index whole before it shows anything
MAX_LINE = 256 * 1024  # bytes: a URL of 64 KiB, escaped, and its key

_FRONT = re.compile(rb"([^ \x00-\x1f\x7f]{1,200000}) (\d{14}) (\{[^\x00-\x1f\x7f]*\})\n")
_META = b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n'
_BLOCK_LINE = re.compile(
    rb"([^ \x00-\x1f\x7f]{1,200000} \d{14}) "
    rb'\{"offset": (0|[1-9]\d{0,17}), "length": ([1-9]\d{0,17}), '
    rb'"digest": "sha256:([0-9a-f]{64})"\}\n'
)
_NEEDS_NO_ESCAPE = re.compile(r"[ !#-\[\]-~]*")
_FIELDS = ("url", "mime", "digest", "length", "offset", "filename")


@attrs.frozen
class IndexEntry:
    """One line of an index. ``fields`` is the whole JSON object."""

    key: str
    timestamp: str
    url: str
    mime: str
    digest: str
    length: int
    offset: int
    filename: str
    record_digest: str | None
    fields: dict[str, Any]


def timestamp(date: str) -> str:
    """The 14 digits of an RFC 3339 time in UTC; fractions of a second are cut off.

    >>> timestamp("2026-11-23T17:00:00.123Z")
    '20261123170000'
    """
    return date[0:4] + date[5:7] + date[8:10] + date[11:13] + date[14:16] + date[17:19]


def line(
    *,
    key: str,
    date: str,
    url: str,
    mime: str,
    digest: str,
    length: int,
    offset: int,
    filename: str,
    status: str = "",
    record_digest: str = "",
) -> bytes:
    """One index line, LF and all.

    Shape: ``key`` is ``key(url)``, made once per document; ``date`` is the record's WARC-Date;
    ``mime`` is without parameters (``warc/revisit`` for a revisit); digests are with label;
    ``status`` is only for HTTP; ``offset`` and ``length`` are of the gzip member.
    Raises: nothing; values that a WARC header accepts are fine here too.
    """
    code = f'"status": "{status}", ' if status else ""
    seal = f', "recordDigest": "{record_digest}"' if record_digest else ""
    return (
        f'{key} {timestamp(date)} {{"url": {_quoted(url)}, "mime": {_quoted(mime)}, {code}'
        f'"digest": "{digest}", "length": "{length:d}", "offset": "{offset:d}", '
        f'"filename": "{filename}"{seal}}}\n'
    ).encode()


def _quoted(text: str) -> str:
    """Return a JSON string with escapes for all but ASCII."""
    if _NEEDS_NO_ESCAPE.fullmatch(text):
        return f'"{text}"'
    return json.dumps(text)


def index_files(lines: Sequence[bytes], level: gz.Level = "fast") -> list[tuple[str, bytes]]:
    """The index members of a bundle, name and content, in the order they have in the ZIP.

    ``lines`` in any order; they come out sorted, and a line given twice is there once. Up to 1,000
    lines they are ``indexes/index.cdx``; above, ``indexes/index.idx`` and
    ``indexes/index.cdx.gz``.

    Cost: holds all lines (about 400 bytes each) and their compressed form.
    """
    ordered = sorted(set(lines))
    if len(ordered) <= MAX_PLAIN:
        return [("indexes/index.cdx", b"".join(ordered))]
    members, heads, offset = [], [_META], 0
    for at in range(0, len(ordered), BLOCK):
        member = gz.member(b"".join(ordered[at : at + BLOCK]), level)
        front = ordered[at].partition(b"{")[0]  # key, timestamp and the space after it
        digest = hashlib.sha256(member).hexdigest()
        heads.append(
            front
            + f'{{"offset": {offset}, "length": {len(member)}, '
            f'"digest": "sha256:{digest}"}}\n'.encode()
        )
        members.append(member)
        offset += len(member)
    return [("indexes/index.idx", b"".join(heads)), ("indexes/index.cdx.gz", b"".join(members))]


def parse_line(raw: bytes) -> IndexEntry:
    """Read one line, LF and all. Raises: MalformedIndexError on any other form."""
    found = _FRONT.fullmatch(raw) if len(raw) <= MAX_LINE else None
    if not found:
        raise MalformedIndexError("not an index line", line=ascii(raw[:200]))
    try:
        fields = json.loads(found[3])
        front = found[1].decode()
    except (ValueError, RecursionError) as e:
        raise MalformedIndexError("not an index line", line=ascii(raw[:200])) from e
    if not all(isinstance(fields.get(name), str) for name in _FIELDS):
        raise MalformedIndexError("index line lacks a field", line=ascii(raw[:200]))
    if not isinstance(fields.get("recordDigest", ""), str):
        raise MalformedIndexError("index line with a malformed digest", line=ascii(raw[:200]))
    return IndexEntry(
        key=front,
        timestamp=found[2].decode(),
        url=fields["url"],
        mime=fields["mime"],
        digest=fields["digest"],
        length=_number(fields["length"]),
        offset=_number(fields["offset"]),
        filename=fields["filename"],
        record_digest=fields.get("recordDigest"),
        fields=fields,
    )


def parse_index(lines: Iterator[bytes]) -> Iterator[IndexEntry]:
    """Read lines and check that they are sorted bytewise and none is there twice."""
    last = b""
    for raw in lines:
        if raw <= last:
            raise MalformedIndexError("index is not sorted", line=ascii(raw[:200]))
        last = raw
        yield parse_line(raw)


@attrs.frozen
class IndexBlock:
    """The place of one gzip member of ``index.cdx.gz``; ``front`` is its first key and time."""

    front: str
    offset: int
    length: int
    sha256: str


def parse_blocks(idx: bytes) -> tuple[IndexBlock, ...]:
    """Read ``index.idx``: blocks in order, without a gap. Raises: MalformedIndexError."""
    if not idx.startswith(_META):
        raise MalformedIndexError("not a block index", found=ascii(idx[:200]))
    blocks: list[IndexBlock] = []
    offset = 0
    for raw in idx.splitlines(keepends=True)[1:]:
        found = _BLOCK_LINE.fullmatch(raw)
        if not found or int(found[2]) != offset:
            raise MalformedIndexError("not a line of a block index", line=ascii(raw[:200]))
        block = IndexBlock(found[1].decode(), offset, int(found[3]), found[4].decode())
        blocks.append(block)
        offset += block.length
    return tuple(blocks)


def block_lines(member: bytes, block: IndexBlock) -> list[bytes]:
    """The lines in the ``member`` that ``block`` names, each with its LF.

    Cost: holds the member unpacked, at most 300 lines of 256 KiB.
    Raises: MalformedIndexError when it is not that member, or not of lines.
    """
    if len(member) != block.length or hashlib.sha256(member).hexdigest() != block.sha256:
        raise MalformedIndexError("block is not the one that was indexed", offset=block.offset)
    reader = gz.MemberReader(io.BytesIO(member), 0, len(member), MalformedIndexError)
    data = reader.read_all(BLOCK * MAX_LINE) if reader.begin() else None
    if data is None or reader.position != len(member):
        raise MalformedIndexError("block is not one gzip member", offset=block.offset)
    lines = data.splitlines(keepends=True)
    if not 0 < len(lines) <= BLOCK or not lines[0].startswith(block.front.encode() + b" {"):
        raise MalformedIndexError("block does not begin as indexed", offset=block.offset)
    return lines


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or str(int(text)) != text:
        raise MalformedIndexError("not a number", text=ascii(text[:40]))
    return int(text)


_FILENAME = DATA.rpartition("/")[2]

# Addresses that normalising leaves as they are: no capitals, escapes, dots or dashes in front.
_PLAIN_FILE = re.compile(r"file://((?:/[a-z0-9_][a-z0-9_.-]{0,254}){1,64})", re.ASCII)


def url_key(url: str) -> str:
    """Return ``cdxj.key(url)``; of plain file names at a tenth of its cost. Raises: as it does."""
    plain = _PLAIN_FILE.fullmatch(url)
    return f"file:{plain[1]}" if plain and len(url) < 1000 else key(url)


def index_line(
    key: str, date: str, url: str, mime: str, sha256: str, length: int, offset: int
) -> bytes:
    """Return ``cdxj.line`` of a record of the data member, at half of its cost."""
    texts = url + mime
    if '"' in texts or "\\" in texts:  # all else that a header can hold is not escaped in JSON
        return line(
            key=key,
            date=date,
            url=url,
            mime=mime,
            digest=f"sha256:{sha256}",
            length=length,
            offset=offset,
            filename=_FILENAME,
        )
    return plain_line(key, timestamp(date), url, mime, sha256, length, offset)


def plain_line(
    key: str, timestamp: str, url: str, mime: str, sha256: str, length: int, offset: int
) -> bytes:
    """Return ``index_line`` of a URL and a type in which JSON escapes nothing."""
    return (
        f'{key} {timestamp} {{"url": "{url}", "mime": "{mime}", "digest": "sha256:{sha256}", '
        f'"length": "{length}", "offset": "{offset}", "filename": "{_FILENAME}"}}\n'
    ).encode()
