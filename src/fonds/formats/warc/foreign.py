"""Read web archives that others wrote: tolerant, streaming, past damage to the next record.

The verifier's reader is strict and stays so; this one takes what is found in the wild: WARC 0.18
to 1.1 and ARC, folded fields, ``<…>`` around addresses, wrong lengths, garbage between records,
flipped bits, ends that are cut off. What is wrong is yielded beside the records, with its offset.
Source: ISO 28500:2017 (WARC 1.1); Internet Archive, Arc File Format (1996).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple

import attrs

from fonds.formats.warc.feed import Feed, FeedError

CUT_SHORT = "the record is cut short"
MOST_RETURNS = 20
"""Times that a file is read again from within a record whose length is beyond its end."""

MAX_LINE = 64 * 1024
MAX_HEADER = 1024 * 1024
_ARC_TYPE = {"filedesc": "warcinfo", "dns": "resource"}
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|[+-]00:?00)?)?"
)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")


class Damage(NamedTuple):
    """What is wrong at an offset of the file. Of a packed file it is where the member begins."""

    offset: int
    sentence: str


class RecordBlock:
    """The block of a record, read once. ``problem`` says, after its end, why it is not whole."""

    def __init__(self, feed: Feed, length: int) -> None:
        self._feed, self._left = feed, length
        self._begun = False
        self.problem = ""

    def read(self, size: int = 1 << 16) -> bytes:
        """Return some of the next bytes, none at the end."""
        if not self._left or self.problem:
            return b""
        try:
            if self._begun and self._feed.at_member and self._feed.starts_record():
                self.problem = "the record is shorter than its length"
                return b""
            piece = self._feed.read(min(size, self._left))
        except FeedError as e:
            self.problem = f"the record is damaged: {e.sentence}"
            return b""
        self._begun = True
        if not piece:
            self.problem = CUT_SHORT
        self._left -= len(piece)
        return piece

    def skip(self) -> None:
        """Pass over what is left."""
        while self.read():
            pass


@attrs.frozen
class ForeignRecord:
    """A record: where it begins, its fields as they stand, and its block, to be read at once.

    An ARC record has the fields that WARC gives to what ARC says of it.
    """

    offset: int
    version: str
    fields: tuple[tuple[str, str], ...]
    block: RecordBlock

    def get(self, name: str) -> str:
        """Return the first field of a name, whatever its case; empty where there is none."""
        lower = name.lower()
        return next((value for key, value in self.fields if key.lower() == lower), "")

    @property
    def type(self) -> str:
        """The kind of record: ``response``, ``resource``, ``revisit`` and so on."""
        return self.get("WARC-Type").lower()

    @property
    def target(self) -> str:
        """The address, without the brackets that wget puts around it."""
        target = self.get("WARC-Target-URI").strip()
        return target[1:-1] if target.startswith("<") and target.endswith(">") else target

    @property
    def date(self) -> str:
        """When it was captured, as an ISO time of milliseconds; empty where it does not say."""
        return iso_date(self.get("WARC-Date"))


def foreign_records(file: BinaryIO, start: int = 0) -> Iterator[ForeignRecord | Damage]:
    """Yield the records of a web archive in order, and what is damaged between and in them.

    A record's block is to be read before the next record is asked for; what is not read is
    passed over. Cost: linear; a header of at most 1 MiB is held.
    """
    feed = Feed(file, start)
    returns = 0
    while True:
        offset = feed.offset
        record: ForeignRecord | None = None
        try:
            if not feed.skip_line_ends():
                return
            offset = feed.offset
            record, problem = _record(feed)
        except FeedError as e:
            offset, problem = e.offset, e.sentence
        if problem:
            yield Damage(offset, problem)
        place = feed.place
        if record is not None:
            yield record
            record.block.skip()
            if record.block.problem:
                yield Damage(record.offset, record.block.problem)
            if record.block.problem == CUT_SHORT and returns < MOST_RETURNS:
                returns += 1
                if not _returned(feed, place):
                    return
                continue
        if (record is None or record.block.problem) and not _resumed(feed):
            return


def _returned(feed: Feed, place: tuple[int, int]) -> bool:
    """Whether a record was found in a block that is said to be longer than the file."""
    try:
        feed.go_back(place)
    except FeedError:
        return False
    return feed.resume()


def _resumed(feed: Feed) -> bool:
    """Whether another record was found after damage."""
    try:
        if feed.starts_record():
            return True
    except FeedError:
        return feed.resume()  # which meets it again, and looks behind it
    return feed.resume()


def _record(feed: Feed) -> tuple[ForeignRecord | None, str]:
    """Read a record's header; return it, and what is wrong with it. Raises: FeedError."""
    offset = feed.offset
    if not feed.starts_record():
        return None, "bytes that belong to no record"
    first = feed.line(MAX_LINE)
    if not first.startswith(b"WARC/"):
        fields = _arc_fields(first)
        version = "ARC/1"
    else:
        version = first.strip().decode("latin-1")
        found = _fields(feed)
        if isinstance(found, str):
            return None, found
        fields = found
    stated = next((v for k, v in fields if k.lower() == "content-length"), "").strip()
    if not (stated.isascii() and stated.isdigit() and len(stated) < 19):
        return None, f"a record of no possible length ({stated[:40]!r})"
    length = int(stated)
    problem = ""
    if not feed.is_packed:
        true = _true_length(feed, length)
        if true != length:
            problem = f"a record of {true} bytes says that it has {length}"
            length = true
    return ForeignRecord(offset, version, tuple(fields), RecordBlock(feed, length)), problem


def _true_length(feed: Feed, length: int) -> int:
    """Return the length of the block before us: as stated, where a record's end follows it."""
    start = feed.offset
    after = feed.look(start + length, 4)
    ends = after[:4] in (b"\r\n\r\n", b"\n\n") or after[:1] == b"\n" or after[:4] == b"WARC"
    if ends or after[:2] == b"\r\n":
        return length
    if not after and feed.look(start + length - 1, 1) == b"" and length:
        end = feed.find_record(start)
        has_next = feed.look(end, 1) != b""
        return _without_end(feed, start, end) if has_next else length
    if not after:
        return length
    return _without_end(feed, start, feed.find_record(start))


def _without_end(feed: Feed, start: int, end: int) -> int:
    """Return the length of a block that ends before ``end``, without the two line ends after it."""
    tail = feed.look(max(start, end - 4), min(4, end - start))
    for mark in (b"\r\n\r\n", b"\n\n", b"\r\n", b"\n"):
        if tail.endswith(mark):
            return end - len(mark) - start
    return end - start


def _fields(feed: Feed) -> list[tuple[str, str]] | str:
    """Read header lines to the empty one; return a sentence where they do not end."""
    held = feed.held_header(MAX_LINE)
    if held is not None:
        return _parsed(held.decode("utf-8", "replace").split("\r\n"))
    lines: list[str] = []
    size = 0
    while True:
        line = feed.line(MAX_LINE)
        size += len(line)
        if not line:
            return "a header that is cut short"
        if not line.endswith(b"\n") or size > MAX_HEADER:
            return "a header that is too long" if feed.peek(1) else "a header that is cut short"
        if line in (b"\n", b"\r\n"):
            return _parsed(lines)
        lines.append(line.decode("utf-8", "replace"))


def _parsed(lines: list[str]) -> list[tuple[str, str]]:
    """Return names and values of header lines; folded ones are joined."""
    fields: list[tuple[str, str]] = []
    for text in lines:
        if text[:1] in (" ", "\t") and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {text.strip()}")
            continue
        name, _, value = text.partition(":")
        fields.append((name.strip(), value.strip()))
    return fields


def _arc_fields(line: bytes) -> list[tuple[str, str]]:
    """Return what the line of an ARC record says: address, IP, date, type, …, length."""
    text = line.rstrip(b"\r\n").decode("utf-8", "replace")
    head, length = text.rsplit(" ", 1)
    found = re.search(r" ([0-9a-fA-F.:]+) (\d{14}) (.+)$", head)
    if found is None:
        return []
    target = head[: found.start()]
    kind = _ARC_TYPE.get(target.partition(":")[0], "response")
    return [
        ("WARC-Type", kind),
        ("WARC-Target-URI", target),
        ("WARC-IP-Address", found[1]),
        ("WARC-Date", found[2]),
        ("Content-Type", found[3].split(" ")[0]),
        ("Content-Length", length),
    ]


def iso_date(text: str) -> str:
    """Return a record's date as an ISO time of milliseconds, empty where it is none.

    >>> iso_date("20260102030405"), iso_date("2026-01-02T03:04:05.123456Z"), iso_date("soon")
    ('2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05.123Z', '')
    """
    found = _DIGITS.fullmatch(text.strip()) or _ISO.fullmatch(text.strip())
    if found is None:
        return ""
    parts = [part or "0" for part in found.groups()]
    try:
        year, month, day, hour, minute, second = map(int, parts[:6])
        at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return ""
    fraction = parts[6] if len(parts) > 6 else "0"
    milliseconds = fraction.ljust(3, "0")[:3]
    return f"{at:%Y-%m-%dT%H:%M:%S}.{milliseconds}Z"
