"""Publishing a bundle: what a leaf binds of it, against hashlib and zipfile."""

import base64
import hashlib
import hmac
import io
import zipfile

import pytest

from fonds.commit import bundle_uuid, check_seal, nonce
from fonds.errors import DigestMismatchError, FormatError
from support.logs import KEY
from support.small_archive import make_archive


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    make_archive(folder).close()
    return min((folder / "archive/bundles").rglob("*.wacz")).read_bytes()


def test_a_seal_is_the_digests_of_the_file_and_of_its_manifest(bundle):
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        manifest = hashlib.sha256(file.read("datapackage.json")).hexdigest()
    seal = check_seal(io.BytesIO(bundle))
    assert (seal.manifest, seal.file) == (manifest, hashlib.sha256(bundle).hexdigest())


def test_no_member_can_change_under_a_seal(bundle):
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        starts = {info.filename: info.header_offset for info in file.infolist()}
    for name, start in starts.items():
        at = start + 30 + len(name)  # the first byte of the content, after the local header
        damaged = bundle[:at] + bytes([bundle[at] ^ 1]) + bundle[at + 1 :]
        if name == "datapackage-digest.json":  # it is in no manifest: the file alone binds it
            assert check_seal(io.BytesIO(damaged)).file != check_seal(io.BytesIO(bundle)).file
            continue
        with pytest.raises((FormatError, DigestMismatchError)):
            check_seal(io.BytesIO(damaged))


def test_a_nonce_is_an_hmac_of_document_and_version_before():
    doc, prev = "urn:uuid:3f0c0f2e-4a54-4d0a-9f0d-0d7c3c7f5a11", "sha256:" + "0" * 64
    for before in (None, prev):
        message = f"version\n{doc}\n{before or ''}".encode()
        expected = hmac.new(KEY.nonce_secret, message, "sha256").digest()[:16]
        assert base64.b64decode(nonce(KEY, doc, before)) == expected


def test_the_uuid_of_a_bundle_is_in_its_name():
    name = "bundles/2026/11/23/019b2132-497e-72c7-820c-823170754964.wacz"
    assert bundle_uuid(name) == "019b2132-497e-72c7-820c-823170754964"
