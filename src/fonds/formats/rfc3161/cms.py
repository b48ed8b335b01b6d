"""Checks of a time-stamp's CMS envelope that the library leaves out.

Authorities send their certificates in any order, where DER wants them sorted and the library
refuses them otherwise. The order is not signed, so sorting is safe. On the other hand the library
passes over fields that are not signed either and yet have one right value; those are checked here,
so that as little as possible of a stored token can change unnoticed.
Source: RFC 5652 sections 5.1 and 5.3; RFC 5754; X.690 section 11.6.
"""

from typing import TypeAlias

from fonds.errors import MalformedTokenError

Element: TypeAlias = tuple[int, int, int, int]
"""A DER element inside some bytes: its tag, where it starts, where its content starts, its end."""

_SEQUENCE, _SET, _FIRST = 0x30, 0x31, 0xA0  # [0] constructed
_DEPTH = 64  # elements of a sequence that are looked at

# DER of OIDs, as hex: digest algorithm to the signature algorithms that go with it.
_RSA = "2a864886f70d010101"  # rsaEncryption, which goes with any digest
_PAIRS = {
    "608648016503040201": (_RSA, "2a864886f70d01010b", "2a8648ce3d040302"),  # SHA-256
    "608648016503040202": (_RSA, "2a864886f70d01010c", "2a8648ce3d040303"),  # SHA-384
    "608648016503040203": (_RSA, "2a864886f70d01010d", "2a8648ce3d040304", "2b6570"),  # SHA-512
}
_PSS = "2a864886f70d01010a"  # RSASSA-PSS names its digest in parameters that are verified with


def elements(data: bytes, start: int, end: int) -> list[Element]:
    """Return the DER elements that lie side by side from ``start`` to ``end``.

    Raises: MalformedTokenError when they do not fill it, or are more than a token may have.
    """
    found: list[Element] = []
    at = start
    while at < end:
        if at + 2 > end or len(found) == _DEPTH:
            raise MalformedTokenError("the token's envelope is malformed", offset=at)
        tag, size, body = data[at], data[at + 1], at + 2
        if size > 0x80:
            width = size & 0x7F
            size, body = int.from_bytes(data[body : body + width], "big"), body + width
            if width > 4 or body > end:
                raise MalformedTokenError("the token's envelope is malformed", offset=at)
        if body + size > end:
            raise MalformedTokenError("the token's envelope is malformed", offset=at)
        found.append((tag, at, body, body + size))
        at = body + size
    return found


def sorted_certificates(response: bytes) -> bytes:
    """Return a time-stamp response with the certificates in its token in the order of DER.

    A response without a token, or without certificates, comes back as it is.
    Raises: MalformedTokenError.
    """
    for tag, _, start, end in _signed_data(response):
        if tag == _FIRST:
            found = sorted(response[c[1] : c[3]] for c in elements(response, start, end))
            return response[:start] + b"".join(found) + response[end:]
    return response


def check_envelope(response: bytes) -> None:
    """Return if the unsigned fields of a token's envelope are those of its kind.

    Raises: MalformedTokenError.
    """
    fields = _signed_data(response)
    if not fields or _content(response, fields[0]) != b"\x03" or fields[-1][0] != _SET:
        raise MalformedTokenError("not the signed data of a token")
    for signer in elements(response, fields[-1][2], fields[-1][3]):
        _, digest, *rest = _signer_fields(response, signer)
        algorithm = rest[1] if rest and rest[0][0] == _FIRST else rest[0]
        goes_with = _PAIRS.get(_oid(response, digest), ())
        oid = _oid(response, algorithm)
        if oid not in (*goes_with, _PSS):
            raise MalformedTokenError("an algorithm that does not fit its digest", oid=oid)


def _signer_fields(data: bytes, signer: Element) -> list[Element]:
    """The signer's id, digest algorithm, signed attributes, signature algorithm, signature."""
    fields = elements(data, signer[2], signer[3])
    if len(fields) < 5 or _content(data, fields[0]) != b"\x01":
        raise MalformedTokenError("not a signer of a token")
    return fields[1:]


def _signed_data(response: bytes) -> list[Element]:
    """The fields of the token's SignedData; none where the response has no token."""
    fields = elements(response, *_inside(response, _only(elements(response, 0, len(response)))))
    if len(fields) < 2:
        return []
    content = elements(response, *_inside(response, fields[1]))
    wrapped = elements(response, *_inside(response, content[-1]))
    return elements(response, *_inside(response, _only(wrapped)))


def _only(found: list[Element]) -> Element:
    if len(found) != 1:
        raise MalformedTokenError("the token's envelope is malformed")
    return found[0]


def _oid(data: bytes, algorithm: Element) -> str:
    found = elements(data, algorithm[2], algorithm[3])
    if algorithm[0] != _SEQUENCE or not found:
        raise MalformedTokenError("not an algorithm", offset=algorithm[1])
    return _content(data, found[0]).hex()


def _inside(data: bytes, element: Element) -> tuple[int, int]:
    if element[0] not in (_SEQUENCE, _FIRST) or element[2] == element[3]:
        raise MalformedTokenError("the token's envelope is malformed", offset=element[1])
    return element[2], element[3]


def _content(data: bytes, element: Element) -> bytes:
    return data[element[2] : element[3]]
