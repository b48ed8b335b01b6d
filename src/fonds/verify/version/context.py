"""What was read of a version, and the writer of findings for its checks."""

from typing import Any, BinaryIO

import attrs

from fonds.errors import FormatError
from fonds.formats import prov
from fonds.formats.bundle import DATA, STATEMENTS, TEXT, TEXT_ROLES
from fonds.formats.warc.reader import read_at
from fonds.model import RecordRef, Statement
from fonds.verify.report import FindingLog
from fonds.verify.version.provenance import RunRecord
from fonds.verify.version.records import ReadRecord, beginning


@attrs.frozen
class BundleContext:
    """What all versions of a bundle have in common.

    ``archive`` is empty where neither ``fonds.json`` nor the bundle says which archive it is.
    A bundle is of one run, an evidence file of each run that made a version in it.
    """

    name: str
    archive: str
    warcinfo_data: str
    warcinfo_text: str
    runs: tuple[RunRecord, ...]
    evidence: bool = False


@attrs.define
class VersionUnderCheck:
    """What was read of the version under check.

    ``space`` is its UUID as bytes, ``key`` that of its address in the index, ``raw_header`` the
    header of its capture. ``raw_record`` is the id of the record that holds its bytes,
    ``revisit_of`` how the block begins that it revisits.
    """

    statement: Statement
    refs: dict[str, RecordRef]
    version: str
    space: bytes
    raw_header: bytes
    key: str
    records: dict[str, ReadRecord] = attrs.field(factory=dict)
    raw_record: str = ""
    revisit_of: bytes | None = None
    provenance: dict[str, Any] | None = None

    @property
    def swhid(self) -> object:
        """The SWHID that provenance tells of the bytes; None where it tells none."""
        return prov.attributes(self.provenance or {}, "raw").get("f:swhid")


@attrs.frozen
class FindingWriter:
    """Enters findings about versions of one bundle."""

    bundle: BundleContext
    findings: FindingLog

    def record(
        self,
        code: str,
        sentence: str,
        current: VersionUnderCheck,
        role: str,
        record: ReadRecord | None,
    ) -> None:
        """Tell what is wrong with a record of a version."""
        self.findings.report(
            code,
            sentence,
            file=self.bundle.name,
            member=TEXT if role in TEXT_ROLES else DATA,
            record=role,
            offset=record.offset if record is not None else None,
            document=current.statement.doc,
        )

    def statement(self, sentence: str, document: str | None = None) -> None:
        """Tell what is wrong with a statement."""
        self.findings.report(
            "V401", sentence, file=self.bundle.name, member=STATEMENTS, document=document
        )


class Captures:
    """Where the captures of a bundle lie, by digest: what revisits point to.

    Cost: about 300 bytes each.
    """

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file, self._start = file, start
        self._first: dict[str, tuple[int, int]] = {}
        self._blobs: dict[str, bytes] = {}

    def add(self, sha256: str, record: ReadRecord) -> None:
        """Note a capture, unless the same bytes came before."""
        self.add_at(sha256, record.offset, record.size)

    def add_at(self, sha256: str, offset: int, size: int) -> None:
        """Note a capture whose record lies at ``offset``, unless the same bytes came before."""
        self._first.setdefault(sha256, (offset, size))

    def add_blob(self, sha256: str, blob: bytes) -> None:
        """Note the digest in the SWHID of these bytes."""
        self._blobs.setdefault(sha256, blob)

    def blob(self, sha256: str) -> bytes:
        """Return the digest in the SWHID of these bytes, empty where it is not known."""
        return self._blobs.get(sha256, b"")

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._first

    def beginning(self, sha256: str) -> tuple[dict[str, str], bytes]:
        """Return the headers of the first capture of these bytes, and how its block begins."""
        offset, size = self._first[sha256]
        return beginning(self._file, self._start + offset, size)

    def place(self, sha256: str) -> tuple[int, int] | None:
        """Return where the first capture of these bytes lies in the data member."""
        return self._first.get(sha256)

    def block_of(self, sha256: str, limit: int) -> bytes | None:
        """Return these bytes, None where the bundle has them not, or they are too large."""
        place = self._first.get(sha256)
        try:
            if place is not None:
                return read_at(self._file, self._start + place[0], place[1], limit=limit).block
        except FormatError:
            pass  # it was read before, and what is wrong with it was reported
        return None
