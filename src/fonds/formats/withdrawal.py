"""Tombstones, placeholders and pending withdrawals: values and their bytes.

Nothing here holds a URL, a title, a size, or a digest of content: with the statement its nonce is
gone, so that nobody can confirm a guess at what was withdrawn. FORMAT.md, section Withdrawal.
"""

import hashlib
import re
import uuid
from collections.abc import Callable
from typing import Any, Self

import attrs
import orjson

from fonds.errors import FormatError, MalformedStatementError, UnknownVersionError
from fonds.formats.canonical import UUID, canonical
from fonds.formats.statement import parse_statement, statement_digest
from fonds.formats.tlog.note import encode_base64
from fonds.model import Statement, parse_stamp

Secret = Callable[[bytes], bytes]
"""Makes 16 bytes of a message that only the key's holder can make: ``SigningKey.nonce``."""

TEXT_LIMIT = 4096
"""Characters of a reason or of an authority's name."""

PENDING = "withdrawn/pending.json"
"""Where a withdrawal lies that was decided and is not yet done."""

WITHDRAW_LEAF = b'"k":"withdraw"'
"""Stands in every leaf of a withdrawal and in no other: JSON strings escape quotes."""

_MARK = b'{"doc":"urn:uuid:'
_UUID = re.compile(UUID)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@attrs.frozen
class Withdrawn:
    """What replaces a statement that was removed, so that the others keep their places.

    ``statement`` is the digest that the version's leaf holds. ``doc`` is the document's id while
    the archive has other versions of it, else a pseudonym that only the key's holder can tell.
    """

    doc: str
    statement: str

    def __bytes__(self) -> bytes:
        return canonical({"doc": self.doc, "v": 1, "withdrawn": self.statement})

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """Read a line without its line feed. Raises: MalformedStatementError."""
        fields = _fields(line, {"doc", "v", "withdrawn"}, MalformedStatementError)
        doc, digest = fields["doc"], fields["withdrawn"]
        if not _is(_UUID, str(doc).removeprefix("urn:uuid:")) or not _is(_DIGEST, digest):
            raise MalformedStatementError("the place of a withdrawn version is malformed")
        placed = cls(doc, digest)
        if bytes(placed) != line:
            raise MalformedStatementError("a placeholder is not in canonical form")
        return placed


def parse_line(line: bytes) -> Statement | Withdrawn:
    """Read a line of ``fonds/statements.jsonl``: a statement, or what replaces it.

    Raises: MalformedStatementError; UnknownVersionError for a later version of the form.
    """
    # A statement begins with "at" in its canonical form, a placeholder with "doc".
    return Withdrawn.parse(line) if line.startswith(_MARK) else parse_statement(line)


def line_digest(line: bytes) -> str:
    """Return the digest that the leaf of this line's version holds. Raises: as ``parse_line``."""
    return Withdrawn.parse(line).statement if line.startswith(_MARK) else statement_digest(line)


def pseudonym(doc: str, secret: Secret) -> str:
    """Return the id under which the withdrawn versions of a document go when none are left.

    ``secret`` is the key's ``nonce``. The owner computes it again for a document that comes back;
    to everybody else it is a random UUID (version 8).
    """
    number = int.from_bytes(secret(f"withdrawn\n{doc}".encode()), "big")
    number = number & ~(0xF << 76) | (8 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    return f"urn:uuid:{uuid.UUID(int=number)}"


@attrs.frozen
class Tombstone:
    """The public account of one withdrawn version: ``withdrawn/<version uuid>.json``.

    ``leaf`` is the index of the version's leaf; ``version`` is the bare UUID. Whoever holds a
    citation or a copy of the version finds it by that; it says nothing to anybody else.
    """

    at: str
    authority: str
    leaf: int
    reason: str
    statement: str
    version: str

    @property
    def name(self) -> str:
        """The file's name in the archive."""
        return f"withdrawn/{self.version}.json"

    def __bytes__(self) -> bytes:
        fields = attrs.asdict(self) | {"v": 1, "version": f"urn:uuid:{self.version}"}
        return canonical(fields) + b"\n"

    def leaf_bytes(self) -> bytes:
        """Return the leaf that logs the withdrawal. It commits to the tombstone by its digest.

        The words are not in the leaf: what is in the log can never be removed.
        """
        tombstone = f"sha256:{hashlib.sha256(bytes(self)).hexdigest()}"
        return canonical({"k": "withdraw", "s": self.statement, "t": tombstone, "v": 1})

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a tombstone. Raises: FormatError, UnknownVersionError."""
        fields = _fields(data, {"v", *(a.name for a in attrs.fields(cls))})
        del fields["v"]
        version = str(fields["version"]).removeprefix("urn:uuid:")
        tombstone = cls(**(fields | {"version": version}))
        well = _is(_UUID, version) and _is(_DIGEST, tombstone.statement)
        if not well or not _is_count(tombstone.leaf) or not _is_account(tombstone):
            raise FormatError("a tombstone's field is malformed")
        if bytes(tombstone) != data:
            raise FormatError("a tombstone is not in canonical form")
        return tombstone


@attrs.frozen
class Rewrite:
    """Which lines of a bundle's statements become placeholders: their indexes, and which."""

    bundle: str
    lines: tuple[tuple[int, Withdrawn], ...]


@attrs.frozen
class Pending:
    """A withdrawal that was decided: all that is needed to carry it out, or to finish it.

    It lies in the archive from the decision until all is done. ``size`` is the size of the log
    when its leaves were to be written; ``tombstones`` are those that will be. ``seal`` is what
    only the key's holder can make of the rest: nobody else can have a withdrawal carried out, and
    signed, by putting a file into the archive.
    """

    size: int
    bundles: tuple[Rewrite, ...]
    tombstones: tuple[Tombstone, ...]
    seal: str = ""

    def sealed(self, secret: Secret) -> Self:
        """Return it with its seal. ``secret`` is the key's ``nonce``."""
        bare = attrs.evolve(self, seal="")
        return attrs.evolve(self, seal=encode_base64(secret(b"pending\n" + bytes(bare))))

    def __bytes__(self) -> bytes:
        return (
            canonical(
                {
                    "bundles": [
                        {
                            "id": rewrite.bundle,
                            "lines": [
                                {"doc": w.doc, "index": index, "withdrawn": w.statement}
                                for index, w in rewrite.lines
                            ],
                        }
                        for rewrite in self.bundles
                    ],
                    "seal": self.seal,
                    "size": self.size,
                    "tombstones": [bytes(tombstone).decode() for tombstone in self.tombstones],
                    "v": 1,
                }
            )
            + b"\n"
        )

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read it back. Raises: FormatError, UnknownVersionError."""
        fields = _fields(data, {"bundles", "seal", "size", "tombstones", "v"})
        try:
            bundles = tuple(
                Rewrite(
                    bundle["id"],
                    tuple(
                        (line["index"], Withdrawn(line["doc"], line["withdrawn"]))
                        for line in bundle["lines"]
                    ),
                )
                for bundle in fields["bundles"]
            )
            stones = tuple(Tombstone.parse(text.encode()) for text in fields["tombstones"])
            pending = cls(fields["size"], bundles, stones, fields["seal"])
            whole = bytes(pending) == data
        except (TypeError, KeyError, AttributeError) as e:
            raise FormatError("a pending withdrawal is malformed") from e
        if not whole or not _is_count(pending.size) or not stones:
            raise FormatError("a pending withdrawal is not in canonical form")
        return pending


def check_account(reason: str, authority: str) -> None:
    """Refuse words that no tombstone can hold. Raises: FormatError."""
    for name, text in (("reason", reason), ("authority", authority)):
        if not text.strip() or len(text) > TEXT_LIMIT or not _is_text(text):
            raise FormatError(f"the {name} is empty, too long, or no text", limit=TEXT_LIMIT)


def _is_account(tombstone: Tombstone) -> bool:
    try:
        parse_stamp(tombstone.at)
        check_account(tombstone.reason, tombstone.authority)
    except (FormatError, TypeError, ValueError, AttributeError):
        return False
    return True


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _fields(data: bytes, names: set[str], error: type[FormatError] = FormatError) -> dict[str, Any]:
    try:
        fields = orjson.loads(data)
    except orjson.JSONDecodeError as e:
        raise error("not JSON", reason=str(e)) from e
    if isinstance(fields, dict) and fields.get("v", 1) != 1:
        raise UnknownVersionError("a withdrawal of an unknown version", v=fields.get("v"))
    if not isinstance(fields, dict) or set(fields) != names:
        raise error("not the fields of a withdrawal")
    return fields
