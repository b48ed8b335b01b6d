"""The lines of pages and index that a version's records must have. Part of verify; pure."""

from collections.abc import Iterator
from typing import Any

from fonds.bundle import access_uri
from fonds.bundle.segment import PROV_TYPE
from fonds.formats import prov
from fonds.formats.canonical import uuid5
from fonds.verify.expect import TEXT_ROLES
from fonds.verify.index import index_line
from fonds.verify.pages import EXCERPT
from fonds.verify.seen import Seen


def pages_of(seen: Seen) -> Iterator[dict[str, Any]]:
    """Yield what each page of a version must say; None stands for what cannot be known here."""
    statement, document = seen.statement, seen.provenance
    title = None if document is None else prov.title_of(document, statement.target)
    yield {
        "id": seen.version,
        "url": statement.target,
        "ts": statement.at,
        "title": title,
        "size": statement.records[0].size,
        "text": _excerpt(seen),
    }
    access = seen.refs.get("access")
    if access is not None:
        yield {
            "id": uuid5(seen.space, "access"),
            "url": access_uri(seen.version),
            "ts": statement.at,
            "title": None if title is None else f"{title} (reading copy)",
            "size": access.size,
            "text": "",
        }


def _excerpt(seen: Seen) -> str | None:
    """How the text to read begins, or None where it cannot be known here."""
    for role in ("cleaned", "text"):
        if role in seen.refs:
            got = seen.got.get(role)
            return _text_of(got.block if got is not None else None)
    if seen.provenance is None:
        return None
    if prov.attributes(seen.provenance, "text").get("f:sameAs") != "raw":
        return ""
    if seen.revisit_of is not None:
        return _text_of(seen.revisit_of)
    raw = seen.got.get("raw")
    return _text_of(raw.block if raw is not None else None)


def _text_of(block: bytes | None) -> str | None:
    if block is None:
        return None
    return block[: 4 * EXCERPT].decode("utf-8", "ignore")[:EXCERPT]


def index_lines_of(seen: Seen) -> Iterator[tuple[bytes, int]]:
    """Yield the index lines that the records must have, each with its record's offset."""
    statement, version = seen.statement, seen.version
    for role, got in seen.got.items():
        ref = seen.refs[role]
        if role == "raw":
            revisit = seen.revisit_of is not None
            mime = "warc/revisit" if revisit else ref.type.partition(";")[0]
            key, url = seen.key, statement.target
        elif role in TEXT_ROLES:
            continue
        elif role == "access":
            key, url, mime = f"invalid,view)/{version}", access_uri(version), "text/html"
        else:
            key, mime = f"fonds)/{version}/{role}", PROV_TYPE
            url = f"metadata://fonds/{version}/{role}"
        line = index_line(key, statement.at, url, mime, ref.sha256, got.size, got.offset)
        yield line, got.offset
