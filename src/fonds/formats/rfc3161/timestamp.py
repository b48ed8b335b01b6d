"""RFC 3161 time-stamps: a request's bytes, a response's meaning, and its check offline.

A token says that an authority saw some bytes' SHA-256 at a time. Whom to trust is an argument:
nothing here knows a root certificate, and nothing that lies beside a token is ever trusted.
The CMS signature and the certificate path are checked by ``rfc3161-client``.
Source: RFC 3161; RFC 5816; FORMAT.md section Timestamps.
"""

import contextlib
import hashlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import attrs
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from fonds.errors import DigestMismatchError, MalformedTokenError, SignatureError
from fonds.formats.rfc3161.cms import check_envelope, sorted_certificates

TOKEN_LIMIT = 128 * 1024  # bytes of a response; with a long chain in it a few kilobytes
CHAIN_LIMIT = 256 * 1024  # bytes of a chain file
CERTIFICATES = 16  # certificates of a chain at most
_HASHES = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}


@attrs.frozen
class Request:
    """What is sent to an authority: DER bytes, and the nonce that the answer must repeat."""

    data: bytes
    nonce: int


@attrs.frozen
class TimestampToken:
    """A granted response: what it covers, its time, and its claimed authority.

    Nothing of it is true before ``check_token`` has returned.
    Shape: ``response`` is the DER of the whole response, as ``openssl ts`` takes it; ``policy`` is
    a dotted OID; ``authority`` is the signer's name as RFC 4514 writes it, or "" where the token
    does not carry its certificate.
    """

    response: bytes = attrs.field(repr=False)
    time: datetime
    authority: str
    policy: str
    serial: int
    nonce: int | None
    hash_oid: str
    imprint: bytes
    certificates: tuple[x509.Certificate, ...] = attrs.field(repr=False)

    def covers(self, message: bytes) -> bool:
        """Say whether the token is over these bytes."""
        algorithm = _HASHES.get(self.hash_oid)
        return algorithm is not None and algorithm(message).digest() == self.imprint


def build_request(message: bytes) -> Request:
    """Return a request for a token over ``message``: SHA-256, with a nonce, certificate wanted.

    The nonce is fresh and comes from the library; it guards against a replayed answer, and what
    is kept of it does not depend on it.
    """
    builder = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256)
    request = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    return Request(request.as_bytes(), request.nonce or 0)


def parse_response(data: bytes) -> TimestampToken:
    """Read an authority's response. Raises: MalformedTokenError, also on a refusal."""
    return _token(_decode(data), data)


def check_token(
    token: TimestampToken,
    message: bytes,
    roots: Sequence[x509.Certificate],
    intermediates: Iterable[x509.Certificate] = (),
) -> None:
    """Return if an authority under one of ``roots`` stamped ``message``, at the token's time.

    Certificates have to be valid at that time, not now; the signer's has to be for time-stamping
    alone. ``intermediates`` help to build the path and are never trusted themselves.
    Raises: DigestMismatchError when it is over other bytes; SignatureError; MalformedTokenError.
    Source: RFC 3161 section 2.3; RFC 5280 section 6.
    """
    if not token.covers(message):
        raise DigestMismatchError("the time-stamp is over other bytes", authority=token.authority)
    if not roots:
        raise SignatureError("no root certificate was given to check a time-stamp with")
    builder = VerifierBuilder()
    known = list(roots)
    for root in dict.fromkeys(known):
        builder = builder.add_root_certificate(root)
    # The library gives path helpers and roots to OpenSSL alike, where any self-signed one is an
    # end of the path. So what came with the token may not be self-signed: anyone can make those.
    beside = list(intermediates)
    if not _agree([*known, *token.certificates, *beside]):
        raise SignatureError("a certificate of the time-stamp is not the one stored beside it")
    helpers = [c for c in beside if c.issuer != c.subject and c not in known]
    signer = signer_certificate(token, helpers)
    if not token.certificates:
        if signer is None:
            raise SignatureError("the certificate of the time-stamp is missing")
        builder = builder.tsa_certificate(signer)
    for helper in dict.fromkeys(helpers):
        builder = builder.add_intermediate_certificate(helper)
    response = _decode(token.response)
    digest = _HASHES[token.hash_oid](message).digest()
    try:
        with _reading("time-stamp token"):
            builder.build().verify(response, digest)
    except VerificationError as e:
        raise SignatureError(
            "the time-stamp is not by an authority under the given roots",
            authority=token.authority,
            reason=str(e)[:300],
        ) from e


def signer_certificate(
    token: TimestampToken, others: Iterable[x509.Certificate] = ()
) -> x509.Certificate | None:
    """Return the certificate that the token names as its signer's, if it is available."""
    with _reading("time-stamp token"):
        infos = list(_decode(token.response).signed_data.signer_infos)
        wanted = [(info.issuer, info.serial_number) for info in infos]
    if len(wanted) != 1:
        raise MalformedTokenError("a token has one signer", signers=len(wanted))
    for certificate in (*token.certificates, *others):
        if (certificate.issuer, certificate.serial_number) == wanted[0]:
            return certificate
    return None


def chain_of(
    token: TimestampToken, others: Sequence[x509.Certificate] = ()
) -> list[x509.Certificate]:
    """Return the certificates to store beside a token, for when they are no longer available.

    Shape: the signer's first, each followed by its issuer's as far as they are available, the root
    last; then what else the token carries.
    """
    path = _path(token, others)
    return path + [c for c in token.certificates if c not in path]


def is_chain(token: TimestampToken, chain: Sequence[x509.Certificate]) -> bool:
    """Say whether certificates are what ``chain_of`` gave for this token, to the byte.

    Each on the path is signed by the next and a root by itself; the others lie in the token too.
    """
    path = _path(token, chain)
    ends = not path or path[-1] in token.certificates or _issued(path[-1], path[-1])
    return ends and chain_of(token, chain) == list(chain)


def print_chain(chain: Iterable[x509.Certificate]) -> bytes:
    """Return certificates as PEM, in their order."""
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain)


def parse_chain(data: bytes) -> list[x509.Certificate]:
    """Read certificates from PEM. Raises: MalformedTokenError."""
    if not data.strip():
        return []
    with _reading("file of certificates"):
        chain = [_sound(c) for c in x509.load_pem_x509_certificates(data)]
    if len(chain) > CERTIFICATES:
        raise MalformedTokenError("too many certificates", certificates=len(chain))
    return chain


@contextlib.contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turn what the libraries raise on malformed bytes into one named error."""
    try:
        with warnings.catch_warnings():  # odd certificates are no news for the user
            warnings.simplefilter("ignore")
            yield
    except (ValueError, KeyError, OverflowError, x509.InvalidVersion, UnsupportedAlgorithm) as e:
        raise MalformedTokenError(f"not a {what}", reason=str(e)[:300]) from e


def _decode(data: bytes) -> TimeStampResponse:
    if len(data) > TOKEN_LIMIT:
        raise MalformedTokenError("the time-stamp is too long", bytes=len(data))
    with _reading("time-stamp response"):
        return decode_timestamp_response(sorted_certificates(data))


def _token(response: TimeStampResponse, data: bytes) -> TimestampToken:
    if response.status != PKIStatus.GRANTED:
        said = "; ".join(response.status_string)[:300]
        raise MalformedTokenError("the authority refused", status=response.status, said=said)
    check_envelope(data)
    with _reading("time-stamp token"):
        info = response.tst_info
        token = TimestampToken(
            response=data,
            time=info.gen_time,
            authority="",
            policy=info.policy.dotted_string,
            serial=info.serial_number,
            nonce=info.nonce,
            hash_oid=info.message_imprint.hash_algorithm.dotted_string,
            imprint=info.message_imprint.message,
            certificates=tuple(
                _sound(x509.load_der_x509_certificate(der))
                for der in sorted(response.signed_data.certificates)[:CERTIFICATES]
            ),
        )
        signer = signer_certificate(token)
        name = signer.subject.rfc4514_string() if signer else ""
    return attrs.evolve(token, authority=name)


def _sound(certificate: x509.Certificate) -> x509.Certificate:
    """Return the certificate after reading its names, which the library puts off until asked."""
    _ = certificate.issuer, certificate.subject
    if certificate.serial_number <= 0:
        raise ValueError("a serial number is positive")
    return certificate


def _path(token: TimestampToken, others: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """The signer's certificate and those above it, as far as they are available."""
    path: list[x509.Certificate] = []
    step = signer_certificate(token, others)
    while step is not None and step not in path and len(path) < CERTIFICATES:
        path.append(step)
        step = next((c for c in (*token.certificates, *others) if _issued(path[-1], c)), None)
    return path


def _agree(certificates: Iterable[x509.Certificate]) -> bool:
    """Say whether certificates of one issuer and number are always one and the same."""
    known: dict[tuple[x509.Name, int], x509.Certificate] = {}
    with _reading("certificate"):
        return all(known.setdefault((c.issuer, c.serial_number), c) == c for c in certificates)


def _issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion):
        return False
    return True
