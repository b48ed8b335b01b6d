"""The anonymous signature of wacz-auth over a manifest. Bytes to values and back.

It is there for viewers that show that a file is signed. It proves less than the log does: the key
is beside the signature, and neither ReplayWeb.page with its default settings nor
``wacz validate`` checks it (measured with 2.5.3 and 0.6.0). ``fonds verify`` does.
Source: WACZ Signing and Verification 0.1.0, section 4; what ArchiveWeb.page writes: ECDSA on
P-384 with SHA-256, the numbers r and s side by side (IEEE P1363), over the text ``sha256:<hex>``.
"""

import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from fonds.errors import FormatError, SignatureError
from fonds.formats.tlog.note import decode_base64, encode_base64

FIELD = "signedData"
VERSION = "0.1.0"
NUMBER = 48  # bytes of r and of s, on P-384
_FIELDS = ("hash", "created", "software", "version", "signature", "publicKey")


def sign_manifest(
    key: ec.EllipticCurvePrivateKey, package: bytes, created: str, software: str
) -> dict[str, str]:
    """Return ``signedData`` for a manifest. The same key and manifest give the same signature.

    ``created`` has to be the manifest's own. Source: RFC 6979 for the signature's number.
    """
    name = _name(package)
    der = key.sign(name.encode(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = utils.decode_dss_signature(der)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "hash": name,
        "created": created,
        "software": software,
        "version": VERSION,
        "signature": encode_base64(r.to_bytes(NUMBER, "big") + s.to_bytes(NUMBER, "big")),
        "publicKey": encode_base64(public),
    }


def check_manifest(signed: object, package: bytes, created: str, software: str) -> bytes:
    """Return the public key (DER) whose holder signed a manifest; whose it is, nobody says.

    ``created`` and ``software`` are what the manifest says.
    Raises: FormatError on another form than the anonymous one; SignatureError.
    """
    if not isinstance(signed, Mapping) or set(signed) != set(_FIELDS):
        raise FormatError("signedData is not an anonymous signature")
    if not all(isinstance(value, str) for value in signed.values()):
        raise FormatError("a field of signedData is not a text")
    value, public = decode_base64(signed["signature"]), decode_base64(signed["publicKey"])
    if value is None or public is None or len(value) != 2 * NUMBER:
        raise FormatError("the signature or its key is malformed")
    if signed["hash"] != _name(package):
        raise SignatureError("the signature is over another manifest")
    if (signed["created"], signed["software"], signed["version"]) != (created, software, VERSION):
        raise SignatureError("the signature's time or program are not the manifest's")
    try:
        key = load_der_public_key(public)
    except ValueError as e:
        raise FormatError("the signature's key is malformed") from e
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP384R1):
        raise FormatError("the signature's key is not on P-384")
    numbers = (int.from_bytes(value[:NUMBER], "big"), int.from_bytes(value[NUMBER:], "big"))
    try:
        key.verify(
            utils.encode_dss_signature(*numbers),
            signed["hash"].encode(),
            ec.ECDSA(hashes.SHA256()),
        )
    except InvalidSignature as e:
        raise SignatureError("the signature over the manifest is invalid") from e
    return public


def _name(package: bytes) -> str:
    return f"sha256:{hashlib.sha256(package).hexdigest()}"
