"""The layout of a bundle: member names, record ids and addresses, media types, roles, limits.

Every fact about the layout that both the writer and the verifier need is decided here, once.
Imports nothing but ``canonical`` and ``model``. Source: FORMAT.md, Bundles.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import NamedTuple

import attrs

from fonds.formats.canonical import uuid5, uuid7_stamp, uuid_bytes
from fonds.model import RecordRef

DATA = "archive/data.warc.gz"
TEXT = "archive/text.warc.gz"
PAGES = "pages/pages.jsonl"
STATEMENTS = "fonds/statements.jsonl"
README = "fonds/readme.txt"
PLAIN_INDEX = "indexes/index.cdx"
COMPRESSED_INDEX = "indexes/index.cdx.gz"
SECONDARY_INDEX = "indexes/index.idx"  # where the gzip members of the compressed index begin

PROV_TYPE = "application/json"
EDITS_TYPE = "application/json"
EXTRACTION_TYPE = "application/json"
EXCHANGE_TYPE = "application/json"
TEXT_TYPE = "text/plain;charset=utf-8"
ACCESS_TYPE = "text/html;charset=utf-8"

TEXT_ROLES = ("text", "cleaned")
"""Roles of the records that stand in ``TEXT``; all others stand in ``DATA``."""

EXCERPT = 256
"""Characters of text in a line of ``PAGES``."""


class BundleEntry(NamedTuple):
    """One version inside a segment or a bundle.

    ``places`` maps roles to (offset, length) of gzip members: text and cleaned in the text
    member, the others in the data member; counted from where the segment or the bundle's member
    begins. ``statement`` is the line that will be logged.
    """

    doc: str
    identifier: str
    version: str
    kind: str
    at: str
    target: str
    statement: bytes
    records: tuple[RecordRef, ...]
    title: str
    text: str
    key: str
    places: Mapping[str, tuple[int, int]]
    sketch: bytes | None = None

    @property
    def raw(self) -> RecordRef:
        """The capture, which is always named first."""
        return self.records[0]

    def moved(self, places: Mapping[str, tuple[int, int]]) -> "BundleEntry":
        """Return the same version with its records at other places (``_replace`` costs thrice)."""
        return BundleEntry(
            self.doc, self.identifier, self.version, self.kind, self.at, self.target,
            self.statement, self.records, self.title, self.text, self.key, places,
            self.sketch,
        )  # fmt: skip


def record_id(version: str, role: str) -> str:
    """Return the UUID of a version's record, computed, so that every reader knows it."""
    return uuid5(uuid_bytes(version), role)


def warcinfo_id(bundle: str, member: str) -> str:
    """Return the UUID of a member's warcinfo record, known before the bundle is written."""
    return uuid5(uuid_bytes(bundle), member)


def warcinfo_fields(software: str, operator: str | None, archive: str) -> list[tuple[str, str]]:
    """Return what a warcinfo record says: nothing more, in this order; ``archive`` is a UUID."""
    return [
        ("software", software),
        ("format", "WARC File Format 1.1"),
        (
            "conformsTo",
            "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        ),
        *([("operator", operator)] if operator else []),
        ("isPartOf", f"urn:uuid:{archive}"),
    ]


def bundle_title(archive: str, created: str) -> str:
    """Return the title of an archive's bundle, from the archive's UUID and the bundle's time."""
    return f"fonds {archive} {created[:10]}"


def access_uri(version: str) -> str:
    """Return the target URI of a version's access copy; `.invalid` never resolves anywhere."""
    return f"https://view.invalid/{version}"


def edits_uri(version: str) -> str:
    """Return the target URI of a version's edit ledger."""
    return f"metadata://fonds/{version}/edits"


def has_index(members: Collection[str]) -> bool:
    """Say whether a bundle holds a whole index, in either of its two forms."""
    return PLAIN_INDEX in members or {COMPRESSED_INDEX, SECONDARY_INDEX} <= set(members)


def bundle_name(bundle: str) -> str:
    """Return the name of a bundle's file: a folder for each day, so that none grows without end."""
    day = uuid7_stamp(bundle)[:10].replace("-", "/")
    return f"bundles/{day}/{bundle}.wacz"


@attrs.frozen
class Built:
    """A finished bundle that is still in staging.

    ``entries`` have their final places; ``manifest`` is the hex SHA-256 of datapackage.json;
    ``runs`` says where runs of statements begin in their member, for ``run_at``.
    """

    bundle: str
    manifest: str
    entries: tuple[BundleEntry, ...]
    data_start: int
    text_start: int
    statements_start: int
    runs: bytes
    size: int


def extraction_uri(version: str) -> str:
    """Return the target URI of the record of a version's extraction."""
    return f"metadata://fonds/{version}/extraction"


def sensitive_uri(version: str) -> str:
    """Return the target URI of the record of sensitive metadata."""
    return f"metadata://fonds/{version}/sensitive"


def exchange_uri(version: str) -> str:
    """Return the target URI of the record of how a version was received from a server."""
    return f"metadata://fonds/{version}/exchange"


def reference(role: str, block: bytes, content_type: str) -> RecordRef:
    """Return a statement's reference to a record in memory."""
    from blake3 import blake3  # a quick check needs none of it

    sha256, b3 = hashlib.sha256(block).hexdigest(), blake3(block).hexdigest()
    return RecordRef(role, sha256, b3, len(block), content_type)
