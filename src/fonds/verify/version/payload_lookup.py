"""Find the bytes that a version names and another bundle holds.

A version that describes or reprocesses its document names the bytes of an earlier version
by their digest, and that one mostly lies in another bundle. (That there is such an earlier version
of the same document, found by ``prev``, is checked with the chains: V405.) Here the bytes are
looked for in the indexes of all bundles. Nothing is believed: who reads them compares their digest.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import attrs

from fonds.errors import FondsError, FormatError
from fonds.formats.bundle import (
    DATA,
    STATEMENTS,
    has_index,
)
from fonds.formats.lines import split_lines
from fonds.formats.statement import MAX_LINE, parse_statement
from fonds.formats.wacz import cdxj
from fonds.formats.warc.reader import read_at
from fonds.formats.zip import reader as zip_reader
from fonds.formats.zip.reader import ZipMember
from fonds.storage import durable
from fonds.verify.version.index import index_lines
from fonds.verify.version.records import HELD

_STORES = b'"kind":"capture"'  # quotes inside a string are escaped, so this is the field
_DIGEST = re.compile(rb'"digest": "sha256:([0-9a-f]{64})"')
_REVISIT = "warc/revisit"


@attrs.frozen
class PayloadLocation:
    """A record that has some bytes, as an index says: its bundle, and its place in that file."""

    path: Path
    offset: int
    size: int


PayloadLocations = Mapping[str, PayloadLocation]
"""Records in other bundles by the SHA-256 of their block."""


def find_payloads(bundles: Mapping[str, Path]) -> dict[str, dict[str, PayloadLocation]]:
    """Return, by bundle, where the bytes lie that its versions name and do not store.

    Cost: a read of the statements of all bundles, and of their indexes if anything is looked for;
    200 bytes a version that stores none. What is damaged is passed over: its own check reports it.
    """
    wanted = {bundle: set(_named(path)) for bundle, path in bundles.items()}
    sought = {digest.encode() for digests in wanted.values() for digest in digests}
    locations: dict[str, PayloadLocation] = {}
    for path in bundles.values() if sought else ():
        for entry, start in _entries(path, sought):
            location = PayloadLocation(path, start + entry.offset, entry.length)
            locations.setdefault(entry.digest.removeprefix("sha256:"), location)
    return {
        bundle: {digest: locations[digest] for digest in digests if digest in locations}
        for bundle, digests in wanted.items()
        if digests
    }


def read_payload(location: PayloadLocation | None, sha256: str) -> bytes | None:
    """Return the bytes of this digest, None where they are not where they were said to be."""
    if location is None:
        return None
    try:
        with open(durable.open_for_reading(location.path), "rb") as file:
            record = read_at(file, location.offset, location.size, limit=HELD)
    except (FondsError, OSError):
        return None  # the check of that bundle reports it
    return record.block if record.sha256 == sha256 else None


def _named(path: Path) -> Iterator[str]:
    """Yield the digests of bytes that versions name and do not store."""
    try:
        with open(durable.open_for_reading(path), "rb") as file:
            members = _members(file)
            chunks = zip_reader.chunks(file, members[STATEMENTS]) if STATEMENTS in members else ()
            for line in split_lines(chunks, limit=MAX_LINE + 1):
                if _STORES not in line:
                    try:
                        yield parse_statement(line[:-1]).records[0].sha256
                    except FormatError:
                        continue  # damaged, or a version that was withdrawn
    except (FondsError, OSError):
        return


def _entries(path: Path, sought: set[bytes]) -> Iterator[tuple[cdxj.IndexEntry, int]]:
    """Yield the index entries of records with these bytes, and where the data member begins."""
    try:
        with open(durable.open_for_reading(path), "rb") as file:
            members = _members(file)
            if DATA in members and has_index(members):
                for line in index_lines(file, members):
                    found = _DIGEST.search(line)
                    if found and found[1] in sought:
                        entry = cdxj.parse_line(line)
                        if entry.mime != _REVISIT:
                            yield entry, members[DATA].data
    except (FondsError, OSError):
        return


def _members(file: BinaryIO) -> dict[str, ZipMember]:
    return {member.name: member for member in zip_reader.members(file)}
