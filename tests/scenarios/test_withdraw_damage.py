"""Damage that looks like a withdrawal, and withdrawals that look like damage."""

import shutil

import attrs
import pytest

from fonds.formats.withdrawal import PENDING, Pending, Rewrite, Tombstone, Withdrawn
from fonds.withdraw import plan, withdraw
from support.archives import files, new_archive


@pytest.fixture
def archive(tmp_path):
    with new_archive(tmp_path) as archive:
        source = files(tmp_path / "in", a_txt="goes", b_txt="stays")
        archive.ingest([str(source)], jobs=0)
        (bundle,) = (archive.path / "bundles").rglob("*.wacz")
        shutil.copy(bundle, tmp_path / "old.wacz")
        withdraw(archive.handle, plan(archive.handle, "a.txt"), "why", "who", archive.now)
        assert archive.verify().ok
        yield archive


def errors(archive):
    return {f.code for f in archive.verify().findings if f.severity == "error"}


def bundle_of(archive):
    (bundle,) = (archive.path / "bundles").rglob("*.wacz")
    return bundle


def stone_of(archive):
    (stone,) = (archive.path / "withdrawn").iterdir()
    return stone


def overwrite(path, data):
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def test_the_old_bundle_put_back_is_found(archive, tmp_path):
    overwrite(bundle_of(archive), (tmp_path / "old.wacz").read_bytes())
    assert "V206" in errors(archive)


def test_a_tombstone_that_was_changed_or_lost_is_found(archive):
    path = stone_of(archive)
    data = path.read_bytes()
    for changed in (data.replace(b'"why"', b'"not"'), data + b"\n", b"{}\n", b""):
        overwrite(path, changed)
        assert errors(archive) == {"V114"}
    path.unlink()
    assert errors(archive) == {"V114"}
    overwrite(path, data)
    assert errors(archive) == set()


def test_a_tombstone_too_many_is_found(archive):
    version = archive.get("b.txt")
    digest = f"sha256:{version.row.statement.hex()}"
    at = "2026-11-23T12:00:00.000Z"
    stone = Tombstone(at, "who", version.leaf, "why", digest, version.version_id)
    (archive.path / stone.name).write_bytes(bytes(stone))
    assert errors(archive) == {"V114"}


def test_a_pending_withdrawal_excuses_nothing_but_what_it_would_do(archive, tmp_path):
    pending = archive.path / PENDING
    pending.write_bytes(b"{}\n")
    assert errors(archive) == {"V114"}
    digest = "sha256:" + "0" * 64
    doc = "urn:uuid:00000000-0000-8000-8000-000000000000"
    stone = Tombstone("2026-11-23T12:00:00.000Z", "x", 1, "y", digest, doc[9:])
    other = Rewrite("01a209cf-5ce7-7cfe-802a-d65cb96cd5a0", ((0, Withdrawn(doc, digest)),))
    overwrite(pending, bytes(Pending(6, (other,), (stone,))))
    assert errors(archive) == set()
    assert "V115" in {f.code for f in archive.verify().findings}
    overwrite(bundle_of(archive), (tmp_path / "old.wacz").read_bytes()[:-7])
    assert errors(archive)


def test_a_pending_withdrawal_that_nobody_decided_is_not_carried_out(archive, tmp_path):
    """Whoever can write into the folder must not have the key sign a withdrawal of theirs."""
    version = archive.get("b.txt")
    digest = f"sha256:{version.row.statement.hex()}"
    stone = Tombstone(
        "2026-11-23T12:00:00.000Z", "x", version.leaf, "y", digest, version.version_id
    )
    place = (version.leaf - 1, Withdrawn(version.document, digest))
    forged = Pending(5, (Rewrite(bundle_of(archive).stem, (place,)),), (stone,))
    for seal in ("", "AAAAAAAAAAAAAAAAAAAAAA=="):
        overwrite(archive.path / PENDING, bytes(attrs.evolve(forged, seal=seal)))
        report = archive.ingest([str(files(tmp_path / "more", c_txt=f"new {seal}"))], jobs=0)
    assert report.log_size == 9
    assert archive.get("b.txt").raw == b"stays"
    assert not (archive.path / stone.name).exists()
