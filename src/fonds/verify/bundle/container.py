"""A bundle as a file: the ZIP, its members, and the chain of digests over them."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import BinaryIO

import attrs

from fonds.errors import FondsError, FormatError, MalformedZipError
from fonds.formats.bundle import (
    COMPRESSED_INDEX,
    DATA,
    PAGES,
    PLAIN_INDEX,
    README,
    SECONDARY_INDEX,
    STATEMENTS,
    TEXT,
)
from fonds.formats.canonical import uuid7_stamp
from fonds.formats.evidence import SCRIPT
from fonds.formats.wacz import package as wacz_package
from fonds.formats.wacz.package import DATAPACKAGE, DATAPACKAGE_DIGEST
from fonds.formats.zip import reader as zip_reader
from fonds.formats.zip import records as zip_records
from fonds.formats.zip.reader import ZipMember
from fonds.model import parse_stamp, stamp
from fonds.verify.report import FindingLog

_FRONT = (DATA, TEXT)
_BACK = (PAGES, STATEMENTS, README, DATAPACKAGE, DATAPACKAGE_DIGEST)
HELD = 16 * 1024 * 1024
"""Bytes of a member that is unpacked once and held, where it is read twice."""

ORDERS = ((*_FRONT, PLAIN_INDEX, *_BACK), (*_FRONT, SECONDARY_INDEX, COMPRESSED_INDEX, *_BACK))
"""The members of a bundle in the order in which they lie, with either form of the index."""

_EVIDENCE = tuple(
    tuple(name for one in order for name in ((one, SCRIPT) if one == README else (one,)))
    for order in ORDERS
)


@attrs.frozen
class Container:
    """A bundle's members and its manifest, as far as they could be read.

    ``digest`` is the manifest's SHA-256, empty where it cannot be read. ``good`` names the members
    whose bytes are those of the manifest. ``proof`` is what the digest file carries under
    ``transparency``: an evidence file has it. ``cache`` has the contents of members that are read
    again, as far as they are small.
    """

    members: dict[str, ZipMember]
    digest: str
    package: wacz_package.Package | None
    good: frozenset[str]
    proof: object = None
    cache: Mapping[str, list[bytes]] = attrs.field(factory=dict)

    @property
    def created(self) -> str:
        """When the bundle was made, as its manifest says; empty where it does not."""
        value = self.package.fields.get("created") if self.package else None
        return value if isinstance(value, str) else ""

    @property
    def software(self) -> str:
        """What made the bundle, as its manifest says; empty where it does not."""
        value = self.package.fields.get("software") if self.package else None
        return value if isinstance(value, str) else ""

    def chunks(self, file: BinaryIO, name: str) -> Iterable[bytes]:
        """Return the content of a member, piece by piece. Raises: MalformedZipError."""
        return self.cache.get(name) or zip_reader.chunks(file, self.members[name])

    @property
    def title(self) -> str | None:
        """The manifest's title."""
        value = self.package.fields.get("title") if self.package else None
        return value if isinstance(value, str) else None


def open_container(
    file: BinaryIO,
    name: str,
    logged: tuple[str, ...],
    findings: FindingLog,
    *,
    evidence: bool = False,
) -> Container | None:
    """Check everything about a bundle but what its members mean.

    ``logged`` has the manifest's SHA-256 as the bundle's leaf has it; while a withdrawal is under
    way any that was logged will do. It is empty for a bundle that no log speaks of. A file that
    is ``evidence`` has a member more.
    Cost: one read of the file. Returns None where it is no ZIP file.
    """
    try:
        listed = zip_reader.members(file)
    except MalformedZipError as e:
        at = e.facts.get("offset")
        findings.report("V201", str(e), file=name, offset=at if isinstance(at, int) else None)
        return None
    members = {member.name: member for member in listed}
    _check_names(listed, _EVIDENCE if evidence else ORDERS, name, findings)
    package, manifest = _manifest(file, members, name, logged, findings)
    proof = _digest_file(file, members, name, manifest, findings, in_archive=bool(logged))
    cache: dict[str, list[bytes]] = {}
    good = _contents(file, members, package, name, cache, findings)
    findings.count("integrity", "bundles")
    findings.count("integrity", "members", len(listed))
    return Container(members, manifest, package, good, proof, cache)


def _check_names(
    listed: tuple[ZipMember, ...],
    orders: tuple[tuple[str, ...], ...],
    name: str,
    findings: FindingLog,
) -> None:
    names = tuple(member.name for member in listed)
    if names not in orders:
        want = orders[COMPRESSED_INDEX in names]
        lost = [n for n in want if n not in names]
        extra = [n for n in names if n not in want]
        for missing in lost:
            findings.report("V202", "a member is missing", file=name, member=missing)
        for surplus in extra:
            findings.report("V202", "an unexpected member", file=name, member=surplus)
        if not lost and not extra:
            findings.report("V202", "the members are out of order", file=name)
    for member in listed:
        stored = member.method == zip_records.STORED
        if stored != member.name.endswith(".gz"):
            how = "stored" if stored else "compressed"
            findings.report("V202", f"a member is {how}", file=name, member=member.name)


def _manifest(
    file: BinaryIO,
    members: dict[str, ZipMember],
    name: str,
    logged: tuple[str, ...],
    findings: FindingLog,
) -> tuple[wacz_package.Package | None, str]:
    """Read the manifest; return it and its digest, as far as there is one."""
    if DATAPACKAGE not in members:
        return None, ""
    try:
        data = zip_reader.read(file, members[DATAPACKAGE], wacz_package.MAX_JSON)
    except FormatError as e:
        findings.report("V208", str(e), file=name, member=DATAPACKAGE)
        return None, ""
    digest = hashlib.sha256(data).hexdigest()
    if logged and digest not in logged:
        sentence = f"its sha256 is {digest}, logged is {logged[0]}"
        findings.report("V206", sentence, file=name, member=DATAPACKAGE)
    try:
        package = wacz_package.parse_datapackage(data)
    except FormatError as e:
        findings.report("V203", str(e), file=name, member=DATAPACKAGE)
        return None, digest
    if not _is_spelt(package, data):
        sentence = "it does not say what a manifest of fonds says, and that alone"
        findings.report("V207", sentence, file=name, member=DATAPACKAGE)
    version = package.fields.get("wacz_version")
    if version != wacz_package.WACZ_VERSION:
        sentence = f"wacz_version is {ascii(version)[:40]}, not {wacz_package.WACZ_VERSION}"
        findings.report("V207", sentence, file=name, member=DATAPACKAGE)
    return package, digest


def _is_spelt(package: wacz_package.Package, data: bytes) -> bool:
    """Whether a manifest is the one that fonds writes of its title, software, time and members.

    Viewers show more fields, such as a description, which nobody who holds the key wrote.
    """
    stated = {name: package.fields.get(name, "") for name in ("created", "software", "title")}
    if not all(isinstance(value, str) for value in stated.values()):
        return False
    try:
        return wacz_package.datapackage(package.resources, **stated) == data
    except ValueError:
        return False


def _digest_file(
    file: BinaryIO,
    members: dict[str, ZipMember],
    name: str,
    manifest: str,
    findings: FindingLog,
    *,
    in_archive: bool,
) -> object:
    if DATAPACKAGE_DIGEST not in members:
        return None
    try:
        data = zip_reader.read(file, members[DATAPACKAGE_DIGEST], wacz_package.MAX_JSON)
        stated, fields = wacz_package.parse_datapackage_digest(data)
    except FondsError as e:
        code = "V208" if isinstance(e, MalformedZipError) else "V203"
        findings.report(code, str(e), file=name, member=DATAPACKAGE_DIGEST)
        return None
    if manifest and stated != manifest:
        sentence = f"it names sha256 {stated}, the manifest's is {manifest}"
        findings.report("V204", sentence, file=name, member=DATAPACKAGE_DIGEST)
    known = {"path", "hash"} if in_archive else {"path", "hash", "signedData", "transparency"}
    if not fields.keys() <= known:
        sentence = f"it has unknown fields: {ascii(sorted(fields.keys() - known))[:200]}"
        findings.report("V203", sentence, file=name, member=DATAPACKAGE_DIGEST)
    return fields.get("transparency")


def _contents(
    file: BinaryIO,
    members: dict[str, ZipMember],
    package: wacz_package.Package | None,
    name: str,
    cache: dict[str, list[bytes]],
    findings: FindingLog,
) -> frozenset[str]:
    """Hash every member and compare it with the manifest; return the names of those that agree.

    What is small and read again is put into ``cache``, if nothing was wrong with it.
    """
    stated = {resource.name: resource for resource in package.resources} if package else {}
    own = {DATAPACKAGE, DATAPACKAGE_DIGEST}
    if package is not None:
        for lost in stated.keys() - members.keys():
            findings.report(
                "V205", "the manifest names it, and it is missing", file=name, member=lost
            )
        for extra in members.keys() - stated.keys() - own:
            findings.report("V205", "the manifest does not name it", file=name, member=extra)
        order = [n for n in members if n not in own]
        if sorted(stated) == sorted(order) and list(stated) != order:
            findings.report("V207", "it lists the members in another order", file=name,
                      member=DATAPACKAGE)  # fmt: skip
    good = set()
    for member in members.values():
        if member.name in own:
            continue
        digest = hashlib.sha256()
        keep: list[bytes] = []
        twice = member.name in (PAGES, STATEMENTS) and member.size <= HELD
        try:
            for chunk in zip_reader.chunks(file, member):
                digest.update(chunk)
                if twice:
                    keep.append(chunk)
        except MalformedZipError as e:
            findings.report("V208", str(e), file=name, member=member.name, offset=None)
            continue
        cache[member.name] = keep
        findings.count("integrity", "compressed bytes", member.compressed)
        resource = stated.get(member.name)
        if resource is None:
            continue
        if digest.hexdigest() != resource.sha256:
            sentence = f"its sha256 is {digest.hexdigest()}, the manifest's {resource.sha256}"
            findings.report("V205", sentence, file=name, member=member.name)
        elif member.size != resource.size:
            sentence = f"it has {member.size} bytes, the manifest says {resource.size}"
            findings.report("V205", sentence, file=name, member=member.name)
        else:
            good.add(member.name)
    return frozenset(good)


def check_created(container: Container, name: str, bundle: str, findings: FindingLog) -> None:
    """Check the manifest's time against the one in the bundle's UUIDv7."""
    created = container.created
    try:
        is_time = stamp(parse_stamp(created)) == created
    except ValueError:
        is_time = False
    if not is_time:
        findings.report(
            "V207", "created is not a time in canonical form", file=name, member=DATAPACKAGE
        )
    elif created != uuid7_stamp(bundle):
        sentence = f"created is {created}, the bundle's name says {uuid7_stamp(bundle)}"
        findings.report("V207", sentence, file=name, member=DATAPACKAGE)
