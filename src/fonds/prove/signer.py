"""The key of wacz-auth signatures: made at first use, stored beside the archive's key."""

from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from fonds.archive import OpenArchive
from fonds.errors import AlreadyWrittenError, MalformedKeyError, MissingFileError
from fonds.formats.wacz.auth import sign_manifest
from fonds.prove.evidence import Sign
from fonds.storage import durable
from fonds.storage.keys import KEY_LIMIT, PRIVATE


def wacz_signer(archive: OpenArchive) -> Sign:
    """Return what signs manifests for viewers. The key is made if there is none yet.

    It has nothing to do with the log: losing it loses nothing that is proven.
    Raises: MalformedKeyError, StorageError.
    """
    path = archive.keys.path.with_name(archive.keys.path.name + ".wacz")
    key = _load(path) or _make(archive, path)

    def sign(package: bytes, created: str, software: str) -> Mapping[str, str]:
        return sign_manifest(key, package, created, software)

    return sign


def _load(path: Path) -> ec.EllipticCurvePrivateKey | None:
    try:
        data = durable.read_bounded(path, KEY_LIMIT)
    except MissingFileError:
        return None
    try:
        key = load_pem_private_key(data, None)
    except (ValueError, TypeError) as e:
        raise MalformedKeyError("the signing key for viewers is not PEM", path=str(path)) from e
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP384R1):
        raise MalformedKeyError("the signing key for viewers is not on P-384", path=str(path))
    return key


def _make(archive: OpenArchive, path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP384R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        durable.write_once(archive.store.disk, path, pem, mode=PRIVATE)
    except AlreadyWrittenError:  # another process was faster
        return _load(path) or key
    return key
