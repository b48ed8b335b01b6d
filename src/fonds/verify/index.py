"""The index against the lines that the records must have. Part of verify."""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from fonds.bundle.names import DATA
from fonds.errors import FormatError, MalformedIndexError
from fonds.formats import cdxj, zip_read
from fonds.formats.lines import split_lines
from fonds.formats.zip_read import Member
from fonds.verify.report import Book

PLAIN, BLOCKS, BLOCK_INDEX = "indexes/index.cdx", "indexes/index.cdx.gz", "indexes/index.idx"
_MAX_IDX = 64 * 1024 * 1024  # bytes of index.idx: a line of 300 bytes for 300 lines of index
HELD = 24 * 1024 * 1024
"""Bytes of lines that are held as they are: those of a bundle of a hundred thousand records."""

_DIGEST = 16  # bytes; every line is longer
_SHOWN = 100  # missing or surplus lines that are named
_FILENAME = DATA.rpartition("/")[2]
# Addresses that normalising leaves as they are: no capitals, escapes, dots or dashes in front.
_PLAIN = re.compile(r"file://((?:/[a-z0-9_][a-z0-9_.-]{0,254}){1,64})", re.ASCII)


def url_key(url: str) -> str:
    """Return ``cdxj.key(url)``; of plain file names at a tenth of its cost. Raises: as it does."""
    plain = _PLAIN.fullmatch(url)
    return f"file:{plain[1]}" if plain and len(url) < 1000 else cdxj.key(url)


def index_line(
    key: str, date: str, url: str, mime: str, sha256: str, length: int, offset: int
) -> bytes:
    """Return ``cdxj.line`` of a record of the data member, at half of its cost."""
    told = url + mime
    if '"' in told or "\\" in told:  # all else that a head can hold stands for itself in JSON
        return cdxj.line(
            key=key,
            date=date,
            url=url,
            mime=mime,
            digest=f"sha256:{sha256}",
            length=length,
            offset=offset,
            filename=_FILENAME,
        )
    return plain_line(key, cdxj.timestamp(date), url, mime, sha256, length, offset)


def plain_line(
    key: str, timestamp: str, url: str, mime: str, sha256: str, length: int, offset: int
) -> bytes:
    """Return ``index_line`` of a URL and a type in which JSON escapes nothing."""
    return (
        f'{key} {timestamp} {{"url": "{url}", "mime": "{mime}", "digest": "sha256:{sha256}", '
        f'"length": "{length}", "offset": "{offset}", "filename": "{_FILENAME}"}}\n'
    ).encode()


class IndexSum:
    """The lines that an index must have: as they are, or by digest where there are very many.

    Cost: at most ``HELD`` bytes of lines, and then about 120 bytes a line.
    """

    def __init__(self) -> None:
        self._offsets: dict[bytes, int] = {}
        self._room = HELD  # negative where lines are held by their digests

    def __len__(self) -> int:
        return len(self._offsets)

    def add(self, line: bytes, offset: int) -> None:
        """Expect a line, of the record at ``offset``."""
        if self._room < 0:
            line = _digest(line)
        else:
            self._room -= len(line)
        self._offsets[line] = offset
        if self._room < 0 and len(line) > _DIGEST:
            self._offsets = {_digest(line): at for line, at in self._offsets.items()}

    def compare(self, lines: Iterator[bytes], tell: Callable[[str, int | None], None]) -> None:
        """Take the lines of the index; tell which are too many, too few or out of order."""
        last, told = b"", 0
        for line in lines:
            if line <= last:
                tell("the index is not sorted, or a line stands twice", None)
                told += 1
            last = line
            if self._offsets.pop(line if self._room >= 0 else _digest(line), None) is None:
                told += 1
                if told <= _SHOWN:
                    tell(_surplus(line), None)
            if told > _SHOWN:
                return
        for offset in list(self._offsets.values())[:_SHOWN]:
            tell("a record has no line in the index", offset)


def _digest(line: bytes) -> bytes:
    return hashlib.sha256(line).digest()[:_DIGEST]


def check_index(
    file: BinaryIO, name: str, members: dict[str, Member], expected: IndexSum, book: Book
) -> None:
    """Compare a bundle's index with what it must hold."""
    member = PLAIN if PLAIN in members else BLOCKS
    count = len(expected)

    def tell(sentence: str, offset: int | None) -> None:
        book.find(
            "V501", sentence, file=name, member=member if offset is None else DATA, offset=offset
        )

    if (member == PLAIN) != (count <= cdxj.MAX_PLAIN):
        tell(f"an index of {count} lines has the other form", None)
    try:
        expected.compare(index_lines(file, members, count), tell)
    except FormatError as e:
        tell(str(e), None)
    book.count("integrity", "index lines", count)


def index_lines(
    file: BinaryIO, members: dict[str, Member], count: int | None = None
) -> Iterator[bytes]:
    """Yield the lines of an index of either form; ``count`` is how many there must be, if known.

    Raises: MalformedIndexError, MalformedZipError.
    """
    if PLAIN in members:
        chunks = zip_read.chunks(file, members[PLAIN])
        return split_lines(chunks, limit=cdxj.MAX_LINE, error=MalformedIndexError)
    return _block_lines(file, members, count)


def _block_lines(file: BinaryIO, members: dict[str, Member], count: int | None) -> Iterator[bytes]:
    """Yield the lines of an index in blocks, each block full but the last."""
    idx = zip_read.read(file, members[BLOCK_INDEX], _MAX_IDX)
    blocks = cdxj.parse_blocks(idx)
    data = members[BLOCKS]
    if sum(block.length for block in blocks) != data.size:
        raise MalformedIndexError("the blocks do not fill their member", member=BLOCKS)
    for number, block in enumerate(blocks):
        file.seek(data.data + block.offset)
        lines = cdxj.block_lines(file.read(block.length), block)
        if count is not None and len(lines) != min(cdxj.BLOCK, count - number * cdxj.BLOCK):
            raise MalformedIndexError("a block has another number of lines", offset=block.offset)
        yield from lines


def _surplus(line: bytes) -> str:
    try:
        entry = cdxj.parse_line(line)
    except FormatError as e:
        return str(e)
    return f"a line that fits no record: {entry.url[:200]!a} at offset {entry.offset}"
