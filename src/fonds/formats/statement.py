"""Version statements and the leaves that commit to them. Bytes to values and back.

A statement is one line of canonical JSON that says what a version is. Its SHA-256 is what the
log holds; its nonce keeps anybody from guessing at the log's leaves. FORMAT.md, Statement.
"""

import base64
import binascii
import hashlib
import re
from functools import lru_cache
from typing import Any

import orjson

from fonds.errors import FormatError, MalformedStatementError, UnknownVersionError
from fonds.formats.canonical import UUID, canonical, uuid5, uuid_bytes
from fonds.formats.warc.fields import is_field_value
from fonds.model import RecordRef, Statement, parse_stamp

KINDS = ("capture", "reprocess", "describe", "revisit")
ROLES = ("raw", "text", "cleaned", "edits", "prov", "access", "extraction", "sensitive", "exchange")
MAX_LINE = 64 * 1024
"""Bytes of a statement line; a target URI may be long, but not without end."""

_HEX = re.compile(r"[0-9a-f]{64}")
_URN = re.compile(f"urn:uuid:{UUID}")
_FIELDS = {"v", "kind", "doc", "prev", "nonce", "at", "target", "by", "records"}
_RECORD_FIELDS = {"role", "sha256", "blake3", "size", "type"}


def print_statement(statement: Statement) -> bytes:
    """Return the statement's line, without the line feed.

    Raises: MalformedStatementError for a media type that no record could have.
    """
    if not all(is_field_value(record.type) for record in statement.records):
        raise MalformedStatementError("a media type is empty, or begins or ends with a space")
    return canonical(
        {
            "v": 1,
            "kind": statement.kind,
            "doc": statement.doc,
            "prev": statement.prev,
            "nonce": statement.nonce,
            "at": statement.at,
            "target": statement.target,
            "by": statement.by,
            "records": [
                {
                    "role": r.role,
                    "sha256": r.sha256,
                    "blake3": r.blake3,
                    "size": r.size,
                    "type": r.type,
                }
                for r in statement.records
            ],
        }
    )


def parse_statement(line: bytes) -> Statement:
    """Read a statement's line strictly: known fields, known roles, its one spelling.

    Raises: MalformedStatementError; UnknownVersionError for a later version of the form.
    """
    if len(line) > MAX_LINE:
        raise MalformedStatementError("a statement is too long", bytes=len(line))
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as e:
        raise MalformedStatementError("a statement is not JSON", reason=str(e)) from e
    if not isinstance(fields, dict):
        raise MalformedStatementError("a statement is not a JSON object")
    if fields.get("v") != 1:
        raise UnknownVersionError("a statement of unknown version", v=fields.get("v"))
    if canonical(fields) != line:
        raise MalformedStatementError("a statement is not in canonical form")
    _check(fields)
    records = tuple(RecordRef(**record) for record in fields["records"])
    rest = {name: fields[name] for name in _FIELDS - {"v", "records"}}
    return Statement(records=records, **rest)


def _check(fields: dict[str, Any]) -> None:
    """Raise if a field is malformed."""

    def demand(holds: object, what: str) -> None:
        if not holds:
            raise MalformedStatementError(f"a statement's {what} is malformed")

    demand(set(fields) == _FIELDS, "set of fields")
    demand(fields["kind"] in KINDS, "kind")
    texts = [fields[name] for name in ("doc", "nonce", "at", "target", "by")]
    demand(all(isinstance(text, str) for text in texts), "text fields")
    demand(_URN.fullmatch(fields["doc"]), "doc")
    prev = fields["prev"]
    demand(
        prev is None
        or (isinstance(prev, str) and prev[:7] == "sha256:" and _HEX.fullmatch(prev[7:])),
        "prev",
    )
    try:
        nonce = base64.b64decode(fields["nonce"], validate=True)
        # What base64 leaves over of its last digit is nothing, and has one spelling.
        demand(base64.b64encode(nonce).decode() == fields["nonce"], "nonce")
        demand(len(nonce) == 16, "nonce")
        parse_stamp(fields["at"])
    except (binascii.Error, ValueError) as e:
        raise MalformedStatementError("a statement's nonce or time is malformed") from e
    demand(isinstance(fields["records"], list) and fields["records"], "list of records")
    roles = []
    for record in fields["records"]:
        demand(isinstance(record, dict) and set(record) == _RECORD_FIELDS, "record")
        demand(record["role"] in ROLES, "record's role")
        demand(is_field_value(record["type"]), "record's type")
        demand(type(record["size"]) is int and record["size"] >= 0, "record's size")
        for name in ("sha256", "blake3"):
            demand(
                isinstance(record[name], str) and _HEX.fullmatch(record[name]), "record's digest"
            )
        roles.append(record["role"])
    demand(len(set(roles)) == len(roles) and roles[0] == "raw", "order of records")


def statement_digest(line: bytes) -> str:
    """Return ``sha256:`` and the digest of a statement's line: what ``prev`` and a leaf hold."""
    return "sha256:" + hashlib.sha256(line).hexdigest()


def previous_of(line: bytes) -> bytes | None:
    """Return the 32 bytes of the digest under ``prev`` in a statement's line, None without one.

    It reads only that: a raw quote ends every JSON string, so the first ``,"prev":`` is the field.
    """
    _, _, rest = line.partition(b',"prev":')
    return bytes.fromhex(rest[8:72].decode()) if rest.startswith(b'"sha256:') else None


def version_leaf(digest: str) -> bytes:
    """Return the leaf that commits to a version by its statement's digest.

    It names no URL, title or content, so it can stay when the content has to go.
    """
    return b'{"k":"version","s":"%b","v":1}' % digest.encode()


def bundle_leaf(bundle: str, versions: int, manifest_sha256: str, file_sha256: str = "") -> bytes:
    """Return the leaf of a bundle, which comes before the leaves of its versions.

    It commits to the bundle's file, and to the manifest in it, which says what the file unpacks
    to whatever packed it. A later leaf of the same bundle (after a withdrawal) takes its place.
    Without the file's digest it is a leaf of version 1, as releases wrote it at first.
    """
    leaf: dict[str, Any] = {"k": "bundle", "id": bundle, "n": versions, "v": 1}
    leaf["s"] = f"sha256:{manifest_sha256}"
    if file_sha256:
        leaf |= {"f": f"sha256:{file_sha256}", "v": 2}
    return canonical(leaf)


def parse_leaf(leaf: bytes) -> dict[str, Any]:
    """Read a leaf. Raises: FormatError unless it is canonical JSON with ``k`` and a known ``v``.

    A leaf of a bundle is of version 1 or 2, every other of 1.
    """
    try:
        fields = orjson.loads(leaf)
    except orjson.JSONDecodeError as e:
        raise FormatError("a leaf of the log is not JSON", reason=str(e)) from e
    if not isinstance(fields, dict) or canonical(fields) != leaf or "k" not in fields:
        raise FormatError("a leaf of the log is malformed")
    version = fields.get("v")
    if type(version) is not int or not 1 <= version <= (2 if fields["k"] == "bundle" else 1):
        raise UnknownVersionError("a leaf of unknown version", v=version)
    return fields


def document_id(archive: str, identifier: str) -> str:
    """Return the id of the document that ``identifier`` names in an archive.

    It is computed, not assigned, so that workers agree on it without asking each other.
    """
    return "urn:uuid:" + uuid5(_namespace(archive), identifier)


@lru_cache(maxsize=16)
def _namespace(archive: str) -> bytes:
    return uuid_bytes(archive)


def version_id(doc: str, nonce: str) -> str:
    """Return the UUID of a version; its nonce makes it unlike every other of the document."""
    return uuid5(uuid_bytes(doc), nonce)


# The fast way. Most statements hold plain ASCII only, and of those one expression knows the whole
# canonical line: what it accepts, ``parse_statement`` accepts with the same values (a property
# test says so), at a fifth of the cost. All else takes the slow way.
_SHA = r"[0-9a-f]{64}"
_ROLES = frozenset(ROLES)
_PLAIN = r"[ !#-\[\]-~]"  # printable ASCII that JSON does not escape

MEDIA_TYPE = rf"(?! ){_PLAIN}{{1,200}}(?<! )"
"""A media type, in an expression for a statement: a field of a head has no space at its ends."""

NONCE = r"[A-Za-z0-9+/]{21}[AQgw]=="
"""16 bytes in their one spelling of base64."""

_RECORD = (
    rf'\{{"blake3":"({_SHA})","role":"([a-z]{{3,10}})","sha256":"({_SHA})",'
    rf'"size":(0|[1-9][0-9]{{0,17}}),"type":"({MEDIA_TYPE})"\}}'
)

_UNNAMED = _RECORD.replace("(0|", "(?:0|").replace('"(', '"(?:')

_RECORDS = re.compile(_RECORD)

_LINE = re.compile(
    r'\{"at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)",'
    rf'"by":"({_PLAIN}{{1,200}})",'
    rf'"doc":"(urn:uuid:{UUID})",'
    rf'"kind":"(capture|reprocess|describe|revisit)","nonce":"({NONCE})",'
    rf'"prev":(?:null|"(sha256:{_SHA})"),"records":\[({_UNNAMED}(?:,{_UNNAMED}){{0,8}})\],'
    rf'"target":"({_PLAIN}{{1,8000}})","v":1\}}'
)


def read_statement(line: bytes) -> Statement:
    """Return what ``parse_statement`` returns. Cost: 10 us. Raises: as it does."""
    found = _LINE.fullmatch(line.decode("latin-1")) if len(line) <= MAX_LINE else None
    if found is None:
        return parse_statement(line)
    at, by, doc, kind, nonce, prev, listed, target = found.groups()
    records = tuple(
        [
            RecordRef(role, sha256, blake3, int(size), media_type)
            for blake3, role, sha256, size, media_type in _RECORDS.findall(listed)
        ]
    )
    roles = [record.role for record in records]
    if roles[0] != "raw" or len(set(roles)) != len(roles) or not _ROLES.issuperset(roles):
        return parse_statement(line)
    if not _is_time(at):
        return parse_statement(line)
    return Statement(kind, doc, prev, nonce, at, target, by, records)


def _is_time(at: str) -> bool:
    """Whether the fields of a time are in range for every month; others take the slow way."""
    return (
        "01" <= at[5:7] <= "12"
        and "01" <= at[8:10] <= "28"
        and at[11:13] <= "23"
        and at[14:16] <= "59"
        and at[17:19] <= "59"
        and at[:4] != "0000"
    )
