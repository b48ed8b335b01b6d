"""Whether a file is an evidence file, and what its own records must be named by.

Nothing is checked here: a glance decides how the file is to be read.
"""

import re
from typing import BinaryIO

import attrs
import orjson

from fonds.errors import FondsError
from fonds.formats.bundle import DATA, STATEMENTS
from fonds.formats.canonical import UUID
from fonds.formats.evidence import FIELD, SCRIPT, evidence_id
from fonds.formats.lines import split_lines
from fonds.formats.statement import MAX_LINE, parse_statement, version_id
from fonds.formats.wacz import package as wacz_package
from fonds.formats.warc import reader as warc_reader
from fonds.formats.zip import reader as zip_reader
from fonds.formats.zip.reader import ZipMember

_UUID = re.compile(UUID)
_RUNS = 100_000  # run records that are counted


@attrs.frozen
class EvidenceLayout:
    """How an evidence file is read.

    ``file`` is the UUID that its own records are named by, ``archive`` that of the archive it
    says it is from; None where they cannot be known. ``runs`` is how many runs it has records of.
    """

    file: str | None
    archive: str | None
    runs: int


def evidence_layout(file: BinaryIO) -> EvidenceLayout | None:
    """Return how to read a file as evidence, or None where it is not made as such.

    Cost: a read of its statements and of its first records. Raises: nothing for damage.
    """
    try:
        members = {member.name: member for member in zip_reader.members(file)}
    except FondsError:
        return None
    transparency = _transparency(file, members)
    if SCRIPT not in members and transparency is None:
        return None
    archive = transparency.get("archive") if isinstance(transparency, dict) else None
    archive_id = archive if isinstance(archive, str) and _UUID.fullmatch(archive) else None
    return EvidenceLayout(_file_id(file, members, archive_id), archive_id, _runs(file, members))


def _transparency(file: BinaryIO, members: dict[str, ZipMember]) -> object:
    member = members.get(wacz_package.DATAPACKAGE_DIGEST)
    try:
        fields = (
            orjson.loads(zip_reader.read(file, member, wacz_package.MAX_JSON)) if member else None
        )
    except (FondsError, orjson.JSONDecodeError):
        return None
    return fields.get(FIELD) if isinstance(fields, dict) else None


def _file_id(file: BinaryIO, members: dict[str, ZipMember], archive: str | None) -> str | None:
    if STATEMENTS not in members or archive is None:
        return None
    try:
        lines = split_lines(zip_reader.chunks(file, members[STATEMENTS]), limit=MAX_LINE + 1)
        read = (parse_statement(line[:-1]) for line in lines)
        return evidence_id(archive, [version_id(one.doc, one.nonce) for one in read])
    except (FondsError, ValueError):
        return None


def _runs(file: BinaryIO, members: dict[str, ZipMember]) -> int:
    """How many records of runs stand before the first of a version."""
    count = 0
    if DATA in members:
        start = members[DATA].data
        try:
            for record in warc_reader.records(file, start, start + members[DATA].compressed):
                if count > _RUNS or "fonds-version" in record.fields:
                    break
                count += record.type == "metadata"
        except FondsError:
            pass
    return max(count, 1)
