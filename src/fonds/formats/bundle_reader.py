"""Read a bundle: its members, its statements, or all that the catalogue needs."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import attrs

from fonds.errors import FormatError, MalformedZipError
from fonds.formats import prov
from fonds.formats.bundle import DATA, STATEMENTS, TEXT, BundleEntry
from fonds.formats.statement import version_id
from fonds.formats.statement_runs import find_runs
from fonds.formats.wacz import cdxj
from fonds.formats.wacz import package as wacz_package
from fonds.formats.warc import reader as warc_reader
from fonds.formats.withdrawal import Withdrawn, parse_line
from fonds.formats.zip import reader as zip_reader
from fonds.formats.zip.reader import ZipMember

Sketch = Callable[[str], bytes | None]
"""Makes the near-duplicate sketch of a text."""

MAX_STATEMENTS = 1024 * 1024 * 1024  # bytes of fonds/statements.jsonl


@attrs.frozen
class Scanned:
    """What a bundle holds, for the catalogue and for adopting it into the log.

    ``entries`` has one for each version's leaf; a withdrawn version has only its place.
    """

    entries: tuple[BundleEntry | Withdrawn, ...]
    manifest: str
    data_start: int
    text_start: int
    statements_start: int
    runs: bytes


@attrs.define
class _Found:
    """What was read from the records of one version so far."""

    places: dict[str, tuple[int, int]] = attrs.field(factory=dict)
    document: dict[str, Any] = attrs.field(factory=dict)  # the provenance, read
    sketch: bytes | None = None
    capture: bytes | None = None  # held until the provenance says whether it is the text


def member_table(file: BinaryIO) -> dict[str, ZipMember]:
    """Return the members of a bundle by name. Raises: MalformedZipError where one is missing."""
    table = {member.name: member for member in zip_reader.members(file)}
    for name in (DATA, TEXT, STATEMENTS, wacz_package.DATAPACKAGE):
        if name not in table:
            raise MalformedZipError("a bundle lacks a member", member=name)
    return table


def statement_lines(file: BinaryIO, members: dict[str, ZipMember]) -> list[bytes]:
    """Return the statements of a bundle, one line a version, without line feeds."""
    data = zip_reader.read(file, members[STATEMENTS], MAX_STATEMENTS)
    if data and not data.endswith(b"\n"):
        raise FormatError("the last statement does not end its line", member=STATEMENTS)
    return data.split(b"\n")[:-1]


def scan(file: BinaryIO, sketch: Sketch | None = None) -> Scanned:
    """Read a whole bundle once and return what the catalogue stores of it.

    Cost: one pass over all records; holds some hundred bytes a version.
    Raises: FormatError where the bundle is malformed.
    """
    members = member_table(file)
    found: dict[str, _Found] = {}
    for record in _records(file, members[DATA]):
        _note(found, record, sketch)
    for record in _records(file, members[TEXT]):
        _note(found, record, sketch)
    lines = statement_lines(file, members)
    entries = tuple(_entry(line, found) for line in lines)
    manifest = zip_reader.read(file, members[wacz_package.DATAPACKAGE], wacz_package.MAX_JSON)
    return Scanned(
        entries,
        hashlib.sha256(manifest).hexdigest(),
        members[DATA].data,
        members[TEXT].data,
        members[STATEMENTS].data,
        find_runs(_packed(file, members[STATEMENTS]), lines),
    )


def _packed(file: BinaryIO, member: ZipMember) -> bytes:
    file.seek(member.data)
    return file.read(member.compressed)


def _records(file: BinaryIO, member: ZipMember) -> Iterator[warc_reader.Record]:
    return warc_reader.records(file, member.data, member.data + member.compressed)


def _note(found: dict[str, _Found], record: warc_reader.Record, sketch: Sketch | None) -> None:
    version = record.fields.get("fonds-version", "").removeprefix("urn:uuid:")
    role = record.fields.get("fonds-role", "")
    if not version:
        return
    about = found.setdefault(version, _Found())
    about.places[role] = (record.offset, record.size)
    if role == "raw" and sketch:
        about.capture = record.block
    elif role == "prov" and record.block is not None:
        document = prov.parse(record.block)
        about.document = document
        same = prov.attributes(document, "text").get("f:sameAs") == "raw"
        if sketch and same and about.capture is not None:
            about.sketch = sketch(about.capture.decode("utf-8", "replace"))
        about.capture = None
    elif role in ("text", "cleaned") and sketch and record.block is not None:
        # The cleaned text comes after the extracted one and takes its place.
        about.sketch = sketch(record.block.decode("utf-8", "replace"))


def _entry(line: bytes, found: dict[str, _Found]) -> BundleEntry | Withdrawn:
    statement = parse_line(line)
    if isinstance(statement, Withdrawn):
        return statement
    version = version_id(statement.doc, statement.nonce)
    about = found.get(version)
    if about is None or "prov" not in about.places:
        raise FormatError("a bundle lacks the records of a version it states", version=version)
    target, document = statement.target, about.document
    identifier = str(prov.attributes(document, "raw").get("f:identifier", target))
    return BundleEntry(
        doc=statement.doc,
        identifier=identifier,
        version=version,
        kind=statement.kind,
        at=statement.at,
        target=statement.target,
        statement=line,
        records=tuple(statement.records),
        title=prov.title_of(document, target),
        text="",
        key=cdxj.key(statement.target),
        places=about.places,
        sketch=about.sketch,
    )
