"""Check the index against the lines that the records must have."""

import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from fonds.errors import FormatError, MalformedIndexError
from fonds.formats.bundle import COMPRESSED_INDEX, DATA, PLAIN_INDEX, SECONDARY_INDEX
from fonds.formats.lines import split_lines
from fonds.formats.wacz import cdxj
from fonds.formats.zip import reader as zip_reader
from fonds.formats.zip.reader import ZipMember
from fonds.verify.report import FindingLog

_MAX_IDX = 64 * 1024 * 1024  # bytes of index.idx: a line of 300 bytes for 300 lines of index
HELD = 24 * 1024 * 1024
"""Bytes of lines that are held as they are: those of a bundle of a hundred thousand records."""

_DIGEST = 16  # bytes; every line is longer
_SHOWN = 100  # missing or surplus lines that are named


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

    def compare(self, lines: Iterator[bytes], report: Callable[[str, int | None], None]) -> None:
        """Take the lines of the index; report which are too many, too few or out of order."""
        last, reported = b"", 0
        for line in lines:
            if line <= last:
                report("the index is not sorted, or has a line twice", None)
                reported += 1
            last = line
            if self._offsets.pop(line if self._room >= 0 else _digest(line), None) is None:
                reported += 1
                if reported <= _SHOWN:
                    report(_surplus(line), None)
            if reported > _SHOWN:
                return
        for offset in list(self._offsets.values())[:_SHOWN]:
            report("a record has no line in the index", offset)


def _digest(line: bytes) -> bytes:
    return hashlib.sha256(line).digest()[:_DIGEST]


def check_index(
    file: BinaryIO,
    name: str,
    members: dict[str, ZipMember],
    expected: IndexSum,
    findings: FindingLog,
) -> None:
    """Compare a bundle's index with what it must hold."""
    member = PLAIN_INDEX if PLAIN_INDEX in members else COMPRESSED_INDEX
    count = len(expected)

    def report(sentence: str, offset: int | None) -> None:
        findings.report(
            "V501", sentence, file=name, member=member if offset is None else DATA, offset=offset
        )

    if (member == PLAIN_INDEX) != (count <= cdxj.MAX_PLAIN):
        report(f"an index of {count} lines has the other form", None)
    try:
        expected.compare(index_lines(file, members, count), report)
    except FormatError as e:
        report(str(e), None)
    findings.count("integrity", "index lines", count)


def index_lines(
    file: BinaryIO, members: dict[str, ZipMember], count: int | None = None
) -> Iterator[bytes]:
    """Yield the lines of an index of either form; ``count`` is how many there must be, if known.

    Raises: MalformedIndexError, MalformedZipError.
    """
    if PLAIN_INDEX in members:
        chunks = zip_reader.chunks(file, members[PLAIN_INDEX])
        return split_lines(chunks, limit=cdxj.MAX_LINE, error=MalformedIndexError)
    return _block_lines(file, members, count)


def _block_lines(
    file: BinaryIO, members: dict[str, ZipMember], count: int | None
) -> Iterator[bytes]:
    """Yield the lines of an index in blocks, each block full but the last."""
    idx = zip_reader.read(file, members[SECONDARY_INDEX], _MAX_IDX)
    blocks = cdxj.parse_blocks(idx)
    data = members[COMPRESSED_INDEX]
    if sum(block.length for block in blocks) != data.size:
        raise MalformedIndexError("the blocks do not fill their member", member=COMPRESSED_INDEX)
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
