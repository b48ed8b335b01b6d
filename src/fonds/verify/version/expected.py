"""The headers that records must have, from their version's statement."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from fonds.errors import FormatError, MalformedWarcError
from fonds.formats import prov
from fonds.formats.bundle import (
    EXCERPT,
    PROV_TYPE,
    TEXT_ROLES,
    access_uri,
    edits_uri,
    exchange_uri,
    extraction_uri,
    sensitive_uri,
)
from fonds.formats.canonical import uuid5
from fonds.formats.extraction_record import main_ranges_of, main_text
from fonds.formats.prov import prov_uri
from fonds.formats.wacz.cdxj import index_line
from fonds.formats.warc import headers as warc_headers
from fonds.formats.warc.reader import parse_header
from fonds.model import RecordRef, Statement
from fonds.verify.version.context import VersionUnderCheck

_DIGESTS = frozenset(
    {"warc-block-digest", "warc-payload-digest", "fonds-payload-digest", "content-length"}
)


def possible(make: Callable[..., bytes], **fields: Any) -> bytes | None:  # noqa: ANN401
    """Return the header that ``make`` gives, None where a value cannot stand in a header at all."""
    with contextlib.suppress(MalformedWarcError):
        return make(**fields)
    return None


def raw_header(statement: Statement, version: str, space: bytes, warcinfo: str) -> bytes:
    """Return the header of a capture; ``space`` is the version's UUID as bytes."""
    ref = statement.records[0]
    return warc_headers.resource_header(
        record_id=uuid5(space, "raw"),
        date=statement.at,
        target=statement.target,
        warcinfo_id=warcinfo,
        content_type=ref.type,
        sha256=ref.sha256,
        length=ref.size,
        version=version,
        role="raw",
        blake3=ref.blake3,
    )


def revisit_header(
    statement: Statement, version: str, space: bytes, warcinfo: str, first: dict[str, str]
) -> bytes | None:
    """Return the header of a revisit of the record whose headers are ``first``.

    None where those are such that nothing can refer to them.
    """
    ref = statement.records[0]
    return possible(
        warc_headers.revisit_header,
        record_id=uuid5(space, "raw"),
        date=statement.at,
        target=statement.target,
        warcinfo_id=warcinfo,
        refers_to=first.get("warc-record-id", "")[10:-1],
        refers_to_target=first.get("warc-target-uri", ""),
        refers_to_date=first.get("warc-date", ""),
        payload_sha256=ref.sha256,
        version=version,
        role="raw",
        blake3=ref.blake3,
    )


_OWN_URIS = {
    "prov": prov_uri,
    "edits": edits_uri,
    "extraction": extraction_uri,
    "sensitive": sensitive_uri,
    "exchange": exchange_uri,
}


def derived_header(
    statement: Statement,
    version: str,
    space: bytes,
    ref: RecordRef,
    warcinfo: str,
    raw_record: str,
    date: str,
) -> bytes | None:
    """Return the header of any record but the capture.

    ``raw_record`` is the capture's id; ``date`` is when the record was made.
    """
    role = ref.role
    if role in TEXT_ROLES:
        text = role == "cleaned" and statement.record("text") is not None
        return possible(
            warc_headers.conversion_header,
            record_id=uuid5(space, role),
            date=date,
            target=statement.target,
            warcinfo_id=warcinfo,
            refers_to=uuid5(space, "text") if text else raw_record,
            sha256=ref.sha256,
            length=ref.size,
            version=version,
            role=role,
            content_type=ref.type,
        )
    if role == "access":
        return possible(
            warc_headers.resource_header,
            record_id=uuid5(space, role),
            date=date,
            target=access_uri(version),
            warcinfo_id=warcinfo,
            content_type=ref.type,
            sha256=ref.sha256,
            length=ref.size,
            version=version,
            role=role,
            concurrent_to=raw_record,
        )
    return possible(
        warc_headers.metadata_header,
        record_id=uuid5(space, role),
        date=date,
        target=_OWN_URIS[role](version),
        warcinfo_id=warcinfo,
        content_type=ref.type,
        sha256=ref.sha256,
        length=ref.size,
        version=version,
        role=role,
        refers_to=raw_record,
    )


def differences(found: bytes, expected: bytes | None) -> list[tuple[str, str]]:
    """Say how a header differs from the one it must be: pairs of a finding's code and a sentence.

    Raises: MalformedWarcError when ``found`` is no header.
    """
    if found == expected:
        return []
    if expected is None:
        return [("V303", "its fields are not possible in a record")]
    have, want = parse_header(found[:-4]), parse_header(expected[:-4])
    found_differences = []
    for name in [*want, *(name for name in have if name not in want)]:
        if have.get(name) != want.get(name):
            code = "V308" if name in _DIGESTS else "V303"
            found_differences.append(
                (code, f"{name} is {_quoted(have, name)}, not {_quoted(want, name)}")
            )
    return found_differences or [("V303", "its fields are not in canonical order or spelling")]


def _quoted(fields: dict[str, str], name: str) -> str:
    return ascii(fields[name][:200]) if name in fields else "absent"


def pages_of(current: VersionUnderCheck) -> Iterator[dict[str, Any]]:
    """Yield what each page of a version must say; None stands for what cannot be known here."""
    statement, document = current.statement, current.provenance
    title = None if document is None else prov.title_of(document, statement.target)
    yield {
        "id": current.version,
        "url": statement.target,
        "ts": statement.at,
        "title": title,
        "size": statement.records[0].size,
        "text": excerpt_of(current),
    }
    access = current.refs.get("access")
    if access is not None:
        yield {
            "id": uuid5(current.space, "access"),
            "url": access_uri(current.version),
            "ts": statement.at,
            "title": None if title is None else f"{title} (reading copy)",
            "size": access.size,
            "text": "",
        }


def excerpt_of(current: VersionUnderCheck) -> str | None:
    """Return how the text to read begins, or None where it cannot be known here."""
    if "text" in current.refs and "extraction" in current.refs and "cleaned" not in current.refs:
        return _main_excerpt(current)
    for role in ("cleaned", "text"):
        if role in current.refs:
            record = current.records.get(role)
            return _text_of(record.block if record is not None else None)
    if current.provenance is None:
        return None
    if prov.attributes(current.provenance, "text").get("f:sameAs") != "raw":
        return ""
    if current.revisit_of is not None:
        return _text_of(current.revisit_of)
    raw = current.records.get("raw")
    return _text_of(raw.block if raw is not None else None)


def _main_excerpt(current: VersionUnderCheck) -> str | None:
    """How the main text begins, or None where it is not held."""
    extraction, text = current.records.get("extraction"), current.records.get("text")
    if extraction is None or text is None or extraction.block is None or text.block is None:
        return None
    try:
        ranges = main_ranges_of(extraction.block)
        return main_text(text.block.decode("utf-8", "surrogatepass"), ranges)[:EXCERPT]
    except (FormatError, UnicodeDecodeError):
        return None  # it was read before, and what is wrong with it was reported


def _text_of(block: bytes | None) -> str | None:
    if block is None:
        return None
    return block[: 4 * EXCERPT].decode("utf-8", "ignore")[:EXCERPT]


def index_lines_of(current: VersionUnderCheck) -> Iterator[tuple[bytes, int]]:
    """Yield the index lines that the records must have, each with its record's offset."""
    statement, version = current.statement, current.version
    for role, record in current.records.items():
        ref = current.refs[role]
        if role == "raw":
            revisit = current.revisit_of is not None
            mime = "warc/revisit" if revisit else ref.type.partition(";")[0]
            key, url = current.key, statement.target
        elif role in TEXT_ROLES:
            continue
        elif role == "access":
            key, url, mime = f"invalid,view)/{version}", access_uri(version), "text/html"
        else:
            key, mime = f"fonds)/{version}/{role}", PROV_TYPE
            url = f"metadata://fonds/{version}/{role}"
        line = index_line(key, statement.at, url, mime, ref.sha256, record.size, record.offset)
        yield line, record.offset
