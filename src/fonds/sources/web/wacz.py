"""What a WACZ file says of the web archives in it: hashes, titles, and who signed it.

Read leniently, since others wrote it. Nothing is believed: each claim is compared with the bytes,
and what holds is carried into provenance as what somebody upstream stated.
Source: WACZ 1.1.1; WACZ Signing and Verification 0.1.0.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from fonds.errors import DamagedContainerError, FondsError, SourceError
from fonds.formats.wacz.auth import check_manifest

MANIFEST, DIGEST, PAGES = b"datapackage.json", b"datapackage-digest.json", b"pages/"
MAX_JSON = 32 * 1024 * 1024
MAX_PAGES = 100_000
_MAX_TITLE = 300

Member = Callable[[], Iterator[bytes]]
"""Gives the bytes of a member in pieces. Raises: SourceError."""


class Upstream(NamedTuple):
    """What holds of a WACZ: facts of the file, titles by address, and what does not hold."""

    facts: Mapping[str, str]
    titles: Mapping[str, str]
    problems: tuple[tuple[bytes, SourceError], ...]


def upstream_of(members: Mapping[bytes, Member]) -> Upstream | None:
    """Return what a WACZ says of its members; None where a ZIP is none.

    Cost: a read of every member. What cannot be read is a problem.
    """
    if MANIFEST not in members:
        return None
    problems: list[tuple[bytes, SourceError]] = []
    data = _read(members[MANIFEST], MANIFEST, problems)
    package = _json(data)
    if package is None or not isinstance(package.get("resources"), list):
        problems.append((MANIFEST, DamagedContainerError("a WACZ manifest that cannot be read")))
        return Upstream({}, {}, tuple(problems))
    _check_members(package["resources"], members, problems)
    facts = {"manifest": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    software = package.get("software")
    if isinstance(software, str):
        facts["software"] = software[:_MAX_TITLE]
    if DIGEST in members:
        _check_digest(
            _json(_read(members[DIGEST], DIGEST, problems)), data, package, facts, problems
        )
    titles = _titles(members, problems)
    return Upstream(facts, titles, tuple(problems))


def _check_members(
    resources: list[Any], members: Mapping[bytes, Member], problems: list[tuple[bytes, SourceError]]
) -> None:
    named = set()
    for entry in resources:
        path = entry.get("path") if isinstance(entry, dict) else None
        if not isinstance(path, str):
            problems.append(
                (MANIFEST, DamagedContainerError("an entry of the manifest has no path"))
            )
            continue
        name = path.encode("utf-8", "replace")
        named.add(name)
        if name not in members:
            problems.append(
                (name, DamagedContainerError("a member that the manifest names is missing"))
            )
        elif (found := _digest_of(members[name], str(entry.get("hash")))) != entry.get("hash"):
            error = DamagedContainerError(
                "a member is not as the manifest says", member=path, found=found
            )
            problems.append((name, error))
    for name in members:
        if name not in named and name not in (MANIFEST, DIGEST) and not name.endswith(b"/"):
            error = DamagedContainerError("a member that the manifest does not name")
            problems.append((name, error))


def _digest_of(member: Member, stated: str) -> str:
    """Return a member's digest as the manifest would spell it."""
    algorithm = stated.partition(":")[0]
    if algorithm not in ("sha256", "sha512", "sha1", "md5"):
        return "a digest of no known algorithm"
    digest = hashlib.new(algorithm, usedforsecurity=False)
    try:
        for piece in member():
            digest.update(piece)
    except SourceError as e:
        return str(e)
    return f"{algorithm}:{digest.hexdigest()}"


def _check_digest(
    fields: dict[str, Any] | None,
    data: bytes,
    package: dict[str, Any],
    facts: dict[str, str],
    problems: list[tuple[bytes, SourceError]],
) -> None:
    """Compare the digest file with the manifest, and look at who signed it."""
    stated = facts["manifest"]
    if fields is None or fields.get("hash") != stated:
        problems.append((DIGEST, DamagedContainerError("it names another manifest", found=stated)))
        return
    signed = fields.get("signedData")
    if not isinstance(signed, dict):
        return
    try:
        facts["signature"] = _signature(signed, stated, data, package)
    except (FondsError, ValueError) as e:
        error = DamagedContainerError("the signature does not hold", reason=str(e)[:_MAX_TITLE])
        problems.append((DIGEST, error))


def _signature(signed: dict[str, Any], stated: str, data: bytes, package: dict[str, Any]) -> str:
    """Say who signed a manifest. Raises: FondsError, ValueError where that does not hold."""
    if "publicKey" in signed:
        created, software = str(package.get("created")), str(package.get("software"))
        key = check_manifest(signed, data, created, software)
        return f"valid, by the holder of a key of sha256 {hashlib.sha256(key).hexdigest()}"
    return _domain_signature(signed, stated)


def _domain_signature(signed: dict[str, Any], stated: str) -> str:
    import base64

    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509 import load_pem_x509_certificate

    domain = str(signed.get("domain"))[:_MAX_TITLE]
    if signed.get("hash") != stated:
        raise ValueError("it is over another manifest")
    key = load_pem_x509_certificate(str(signed.get("domainCert")).encode()).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("its key is of a kind that is not checked")  # noqa: TRY004 - it is data
    try:
        key.verify(
            base64.b64decode(str(signed.get("signature"))),
            stated.encode(),
            ec.ECDSA(hashes.SHA256()),
        )
    except InvalidSignature as e:
        raise ValueError("it is not by the key of its certificate") from e
    return f"valid, by a certificate for {domain} whose issuer was not checked"


def _titles(
    members: Mapping[bytes, Member], problems: list[tuple[bytes, SourceError]]
) -> dict[str, str]:
    titles: dict[str, str] = {}
    for name in members:
        if not (name.startswith(PAGES) and name.endswith(b".jsonl")):
            continue
        for line in _read(members[name], name, problems).split(b"\n"):
            page = _json(line) if line else None
            url, title = (page.get("url"), page.get("title")) if page else (None, None)
            if isinstance(url, str) and isinstance(title, str) and len(titles) < MAX_PAGES:
                titles[url] = title[:_MAX_TITLE]
    return titles


def _read(member: Member, name: bytes, problems: list[tuple[bytes, SourceError]]) -> bytes:
    data = b""
    try:
        for piece in member():
            data += piece
            if len(data) > MAX_JSON:
                raise DamagedContainerError("a member of a WACZ is too long to be read")
    except SourceError as e:
        problems.append((name, e))
    return data


def _json(data: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None
