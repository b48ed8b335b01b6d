"""``prove``: one self-contained file of chosen versions, with all that proves them.

The file is a bundle like those of the archive, but of these versions alone, repacked with a
readme, a script that checks it, and the proofs. It is made the same again from the same archive.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from fonds.about import SOFTWARE
from fonds.archive import OpenArchive, Version
from fonds.bundle import BundleInfo, SegmentBuilder
from fonds.errors import UsageError
from fonds.formats.bundle import DATA, TEXT, warcinfo_id
from fonds.formats.evidence import FIELD, README, SCRIPT, Transparency, evidence_id
from fonds.formats.evidence_texts import READ_ME, script
from fonds.formats.gz import Level
from fonds.formats.prov import title_of
from fonds.formats.tlog.note import Checkpoint
from fonds.formats.wacz import package as wacz
from fonds.formats.zip import reader as zip_read
from fonds.formats.zip.reader import ZipMember
from fonds.formats.zip.writer import ZipWriter
from fonds.model import stamp
from fonds.prove.content import EvidenceWriter, put, run_of
from fonds.prove.history import transparency
from fonds.storage.staging import Staging

Sign = Callable[[bytes, str, str], Mapping[str, str]]
"""Makes the wacz-auth signature over a manifest, given its time and software."""


@attrs.frozen
class Proven:
    """What was put into an evidence file, and under which head it is proven."""

    id: str
    versions: tuple[Version, ...]
    transparency: Transparency
    manifest: str
    size: int

    @property
    def newest(self) -> Checkpoint:
        """The newest checkpoint in the file."""
        return newest(self.transparency)


def newest(proofs: Transparency) -> Checkpoint:
    """Return the checkpoint of the largest tree that a proof is under."""
    heads = [Checkpoint.parse(one.proof.note.text) for one in proofs.proofs]
    return max(heads, key=lambda head: head.size)


def prove(
    archive: OpenArchive,
    versions: Iterable[Version],
    out: BinaryIO,
    staging: Staging,
    *,
    sign: Sign | None = None,
    level: Level = "fast",
) -> Proven:
    """Write an evidence file of ``versions`` to ``out``, an empty seekable file; return what it is.

    What is archived is checked as it is read, and every proof before it is written, so damage
    never becomes evidence. Making ``out`` durable is the caller's.
    Shape: versions stand in the order of the log, each once.
    Cost: one read of each version's records; holds one version's texts at a time.
    Raises: UsageError without a version, or with too many (some 2,000); WithdrawnError;
    IntegrityError, FormatError on a damaged archive.
    """
    chosen = sorted({version.leaf: version for version in versions}.values(), key=_leaf)
    if not chosen:
        raise UsageError("nothing was named that could be proven")
    proofs = transparency(archive, chosen)
    runs = {run.id: run for run in (run_of(archive, version) for version in chosen)}
    info = BundleInfo(
        bundle=evidence_id(archive.info.archive, [version.version_id for version in chosen]),
        created=_created(proofs),
        software=SOFTWARE,
        operator=None,
        archive=archive.info.archive,
        run="",
        run_record=b"",
        title=evidence_title(archive.info.archive, chosen),
        level=level,
        expected=sum(version.size for version in chosen) + (1 << 26),
    )
    with staging.file("bundle") as plain:
        writer = EvidenceWriter(plain, staging.file, info, list(runs.values()))
        for number, version in enumerate(chosen):
            builder = _builder(info, staging, number)
            put(archive, builder, version)
            writer.add(builder.finish())
        writer.close()
        plain.seek(0)
        manifest, size = _repack(plain, out, info, proofs, sign)
    return Proven(info.bundle, tuple(chosen), proofs, manifest, size)


def evidence_title(archive: str, versions: Sequence[Version]) -> str:
    """Return the title of an evidence file: the document's, or how many there are."""
    if len(versions) == 1:
        return title_of(versions[0].own_provenance, versions[0].statement.target)
    return f"{len(versions)} versions of documents, out of fonds archive {archive}"


def _leaf(version: Version) -> int:
    return version.leaf


def _created(proofs: Transparency) -> str:
    """The time in the newest head: no clock is read, so the same archive gives the same file."""
    time = newest(proofs).time
    assert time is not None  # noqa: S101 - a log of ours states one, and it was read
    return stamp(time)


def _builder(info: BundleInfo, staging: Staging, number: int) -> SegmentBuilder:
    parts = 0

    def open_part() -> tuple[Path, BinaryIO]:
        nonlocal parts
        parts += 1
        part = staging.file(f"part-{number}-{parts}")
        return part.path, part

    return SegmentBuilder(
        warcinfo_id(info.bundle, DATA), warcinfo_id(info.bundle, TEXT), open_part, info.level
    )


def _repack(
    plain: BinaryIO,
    out: BinaryIO,
    info: BundleInfo,
    proofs: Transparency,
    sign: Sign | None,
) -> tuple[str, int]:
    """Copy a bundle's members but the last three; add what makes it evidence."""
    target = ZipWriter(out, info.level)
    ours = (README, wacz.DATAPACKAGE, wacz.DATAPACKAGE_DIGEST)
    for member in zip_read.members(plain):
        if member.name not in ours:
            _copy(plain, member, target)
    target.add(README, READ_ME.encode())
    target.add(SCRIPT, script())
    package = wacz.datapackage(
        target.members, created=info.created, software=info.software, title=info.title
    )
    target.add(wacz.DATAPACKAGE, package)
    extra: dict[str, Any] = {FIELD: proofs.to_json()}
    if sign is not None:
        extra["signedData"] = dict(sign(package, info.created, info.software))
    digest = wacz.datapackage_digest(package, extra)
    if len(digest) > wacz.MAX_JSON:  # no reader would take it
        raise UsageError("too many versions for one file", versions=len(proofs.proofs))
    target.add(wacz.DATAPACKAGE_DIGEST, digest)
    target.close()
    return hashlib.sha256(package).hexdigest(), target.position


def _copy(plain: BinaryIO, member: ZipMember, target: ZipWriter) -> None:
    stored = member.name.endswith(".gz")
    with target.open(member.name, stored=stored, expected=member.size) as sink:
        for chunk in zip_read.chunks(plain, member):
            sink.write(chunk)
