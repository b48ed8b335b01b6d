"""Rotating the key: the old one stops, the chain of a document's versions continues."""

import secrets

import pytest

from fonds.commit import rotate
from fonds.errors import MissingKeyError
from fonds.formats.tlog.note import VerifyKey
from support.archives import files, new_archive


def test_a_rotation_makes_a_new_key_active_and_keeps_the_nonces(tmp_path):
    with new_archive(tmp_path) as archive:
        archive.ingest([str(files(tmp_path / "in", a_txt="one"))], jobs=0)
        old = archive.handle.signing_key()
        new = rotate(archive.handle, archive.now, secrets.token_bytes)
        assert isinstance(new, VerifyKey)
        assert new != old.verify_key
        assert archive.handle.signing_key().verify_key == new
        assert archive.handle.signing_key().nonce(b"m") == old.nonce(b"m")
        archive.ingest([str(files(tmp_path / "in", a_txt="two"))], jobs=0)
        assert [version.raw for version in archive.versions("a.txt")] == [b"one", b"two"]
        assert archive.verify().ok


def test_without_the_old_key_nothing_is_rotated(tmp_path):
    with new_archive(tmp_path) as archive:
        for path in tmp_path.rglob(archive.id):
            path.unlink()
        (tmp_path / "key").unlink(missing_ok=True)
        with pytest.raises(MissingKeyError):
            rotate(archive.handle, archive.now, secrets.token_bytes)
