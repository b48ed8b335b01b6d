"""Archives, bundles and verify: damage is always noticed and named, never with a traceback."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from fonds.formats.wacz import cdxj
from fonds.formats.zip import reader as zip_read
from fonds.storage.disk import Disk
from fonds.storage.keys import HeadFile
from fonds.storage.local import LocalStore
from fonds.verify.archive import verify_archive
from fonds.verify.bundle.check import check_bundle
from fonds.verify.bundle.task import BundleTask
from fonds.verify.log.logged import LoggedBundle
from fonds.verify.options import VerifyOptions
from fonds.verify.report import VerifyReport
from support.damage import (
    Damage,
    Forgery,
    Patient,
    forgeries,
    manifests_of,
    of_bytes,
    of_files,
    sealed_wrongly,
)
from support.points import sample
from support.small_archive import make_archive

SEED = 20261123
POSITIONS = 34  # bytes that are flipped in each file


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    """An archive whose first bundle has its index in blocks, made so by a lower bound."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cdxj, "MAX_PLAIN", 12)
        patch.setattr(cdxj, "BLOCK", 4)
        folder = tmp_path_factory.mktemp("damage")
        make_archive(folder).close()
        yield Patient(folder / "archive")


def verify(patient: Patient, **settings: object) -> VerifyReport:
    head = HeadFile(patient.root.parent / "keys" / "key.head", Disk())
    return verify_archive(LocalStore(patient.root), head, VerifyOptions(jobs=0, **settings))


def unnoticed(patient: Patient, damages: list[Damage]) -> list[str]:
    """Do each damage alone; return those that were not named."""
    missed = []
    for damage in sample(damages, every=8):
        patient.harm(damage)
        try:
            report = verify(patient)
        finally:
            patient.heal(damage)
        named = {finding.place.file or "" for finding in report.findings}
        if not named & set(damage.blamed):
            missed.append(f"{damage.name}: {sorted(f.code for f in report.findings)} {named}")
    return missed


def test_bits_that_only_pad_a_deflated_member_are_found(patient: Patient) -> None:
    name, data = next((n, d) for n, d in patient.files.items() if n.startswith("bundles/"))
    missed = []
    for member in zip_read.members(io.BytesIO(data)):
        at = member.data + member.compressed - 1
        flipped = data[:at] + bytes([data[at] ^ 0x80]) + data[at + 1 :]
        if not is_noticed(patient, Damage(member.name, {name: flipped}, (name,))):
            missed.append(member.name)
    assert missed == []


def is_noticed(patient: Patient, damage: Damage) -> bool:
    patient.harm(damage)
    try:
        return bool(verify(patient).findings)
    finally:
        patient.heal(damage)


def test_an_intact_archive_gives_no_finding(patient: Patient) -> None:
    report = verify(patient)
    assert report.findings == ()
    assert report.exit_status == 0
    assert {claim.claim: claim.state for claim in report.claims} == {
        "integrity": "holds",
        "completeness": "holds",
        "history": "holds",
        "time": "not checked",
        "derivation": "checked in part",
    }


@pytest.mark.slow
def test_every_damage_by_a_disk_is_found_and_the_file_named(patient: Patient) -> None:
    damages = list(of_bytes(patient.files, POSITIONS, SEED))
    assert len(damages) > 800
    assert unnoticed(patient, damages) == []


@pytest.mark.slow
def test_every_file_that_is_dropped_moved_or_added_is_named(patient: Patient) -> None:
    damages = list(of_files(patient.files))
    assert len(damages) > 150
    assert unnoticed(patient, damages) == []


@pytest.mark.slow
def test_a_resealed_bundle_is_found_by_what_is_in_it(patient: Patient, tmp_path: Path) -> None:
    """Even if the log had bound the forged manifest: statements, records and lists must agree."""
    missed, count = [], 0
    for name in sorted(n for n in patient.files if n.startswith("bundles/"))[:3]:
        made = list(forgeries(patient.files[name]))
        count += len(made)
        for forgery in sample(made, every=8):
            found = check_forgery(patient, name, forgery, tmp_path)
            if not found & forgery.codes:
                missed.append(f"{name[-12:]} {forgery.name}: {sorted(found)}")
    assert missed == []
    assert count > 500


def test_a_bundle_that_is_sealed_wrongly_is_found(patient: Patient, tmp_path: Path) -> None:
    """Whatever the log says of it."""
    missed, count = [], 0
    for name in sorted(n for n in patient.files if n.startswith("bundles/"))[:2]:
        made = list(sealed_wrongly(patient.files[name]))
        count += len(made)
        for forgery in sample(made, every=8):
            found = check_forgery(patient, name, forgery, tmp_path)
            if not found & forgery.codes:
                missed.append(f"{name[-12:]} {forgery.name}: {sorted(found)}")
    assert missed == []
    assert count > 100


def check_forgery(patient: Patient, name: str, forgery: Forgery, folder: Path) -> set[str]:
    path = folder / "bundle.wacz"
    path.write_bytes(forgery.bundle)
    bundle = name.rpartition("/")[2].removesuffix(".wacz")
    logged = LoggedBundle(0, 0, manifests_of(forgery.bundle), leaves_of(patient, name))
    checked = check_bundle(BundleTask(path, name, bundle, None, "deep", logged))
    codes = {finding.code for finding in checked.findings}
    return codes | ({"V402", "V403"} if checked.digests is not None else set())


def leaves_of(patient: Patient, name: str) -> bytes:
    import hashlib

    from support.damage import Parts

    statements = Parts.of(patient.files[name]).statements
    digests = [hashlib.sha256(line[:-1]).digest() for line in statements]
    return hashlib.sha256(b"".join(digests)).digest()
