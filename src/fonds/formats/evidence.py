"""The proofs in an evidence file: keys, inclusion proofs, time-stamps. Pure.

It is under ``transparency`` in ``datapackage-digest.json``, outside the manifest: what proves
a file may be renewed without the file becoming another. Every value is on a line of its own
and is a number or a text, so that a shell script can read it.
Source: FORMAT.md, Evidence.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import attrs

from fonds.errors import FormatError
from fonds.formats.canonical import uuid5, uuid_bytes
from fonds.formats.tlog.keyring import KeyRing
from fonds.formats.tlog.note import decode_base64, encode_base64
from fonds.formats.tlog.proof import Proof

FIELD = "transparency"
README = "fonds/readme.txt"
SCRIPT = "fonds/verify.sh"
_FIELDS = {"v", "archive", "origin", "keys", "rotations", "proofs", "timestamps"}


@attrs.frozen
class StatementProof:
    """A proof that the leaf of one statement is in the log. Shape: ``statement`` counts from 1."""

    statement: int
    proof: Proof


@attrs.frozen
class TimestampedHead:
    """A time-stamp over a checkpoint's bytes, and the certificates kept beside it.

    Shape: ``token`` is the DER of a TimeStampResp, ``chain`` is PEM and may be empty.
    """

    checkpoint: bytes
    token: bytes
    chain: bytes


@attrs.frozen
class Transparency:
    """All that proves the statements of an evidence file to be in the log of their archive.

    ``rotations`` has the leaf of each rotation, oldest first. Nothing of it is
    true before it was checked, and the first key has to be known from elsewhere.
    """

    archive: str
    ring: KeyRing
    rotations: tuple[bytes, ...]
    proofs: tuple[StatementProof, ...]
    timestamps: tuple[TimestampedHead, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the object in the digest file. Shape: the order of the fields is fixed."""
        return {
            "v": 1,
            "archive": self.archive,
            "origin": self.ring.origin,
            "keys": self.ring.to_json(),
            "rotations": [leaf.decode() for leaf in self.rotations],
            "proofs": [
                {"statement": one.statement, "proof": bytes(one.proof).decode()}
                for one in self.proofs
            ],
            "timestamps": [
                {
                    "checkpoint": one.checkpoint.decode(),
                    "token": encode_base64(one.token),
                    "chain": one.chain.decode("ascii"),
                }
                for one in self.timestamps
            ],
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read it strictly: the result prints the same JSON. Raises: FormatError."""
        if not isinstance(value, dict) or set(value) != _FIELDS or value["v"] != 1:
            raise FormatError("the proofs of an evidence file are malformed")
        archive, origin = _text(value, "archive"), _text(value, "origin")
        keys = value["keys"]
        if not isinstance(keys, list):
            raise FormatError("an evidence file names no keys")
        read = cls(
            archive,
            KeyRing.from_json(origin, keys),
            tuple(_bytes(leaf) for leaf in _rows(value, "rotations", str)),
            tuple(_proof(row) for row in _rows(value, "proofs", dict)),
            tuple(_stamped(row) for row in _rows(value, "timestamps", dict)),
        )
        if origin != origin_of(archive):
            raise FormatError(
                "the log of an evidence file is not that of its archive", origin=origin[:200]
            )
        if list(read.to_json().items()) != list(value.items()):
            raise FormatError("the proofs of an evidence file are not in canonical form")
        return read


def origin_of(archive: str) -> str:
    """Return the name of an archive's log."""
    return f"fonds.invalid/{archive}"


def evidence_id(archive: str, versions: Sequence[str]) -> str:
    """Return the UUID of an evidence file, from which its own records have theirs.

    It is made of the versions' UUIDs and leads to no bundle of the archive.
    Shape: ``versions`` in the order of their statements. Raises: ValueError on what is no UUID.
    """
    return uuid5(uuid_bytes(archive), "\n".join(["evidence", *versions]))


def run_record_id(file: str, number: int) -> str:
    """Return the UUID of the record of an evidence file's first, second … run."""
    return uuid5(uuid_bytes(file), "run" if number == 1 else f"run{number}")


def _proof(row: Mapping[str, Any]) -> StatementProof:
    if list(row) != ["statement", "proof"] or type(row["statement"]) is not int:
        raise FormatError("a proof of an evidence file is malformed")
    return StatementProof(row["statement"], Proof.parse(_bytes(_text(row, "proof"))))


def _stamped(row: Mapping[str, Any]) -> TimestampedHead:
    if list(row) != ["checkpoint", "token", "chain"]:
        raise FormatError("a time-stamp of an evidence file is malformed")
    token, chain = decode_base64(_text(row, "token")), _text(row, "chain")
    if not token or not chain.isascii():
        raise FormatError("a time-stamp of an evidence file is malformed")
    return TimestampedHead(_bytes(_text(row, "checkpoint")), token, chain.encode("ascii"))


def _rows(value: Mapping[str, Any], name: str, kind: type) -> list[Any]:
    rows = value[name]
    if not isinstance(rows, list) or not all(isinstance(row, kind) for row in rows):
        raise FormatError("a list of an evidence file is malformed", name=name)
    return rows


def _text(value: Mapping[str, Any], name: str) -> str:
    text = value[name]
    if not isinstance(text, str):
        raise FormatError("a field of an evidence file is not a text", name=name)
    return text


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as e:
        raise FormatError("a text of an evidence file is not UTF-8") from e
