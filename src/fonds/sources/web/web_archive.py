"""The captures that a web archive holds: WARC and ARC, whoever wrote it.

Every ``response`` and ``resource`` is a version of the document that its address names; what the
record says (when, from where, its fields and digests) is in the exchange. A ``revisit`` is the
earlier record that it names, as it was then.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, NamedTuple

from fonds.errors import DamagedContainerError, SourceError, UnsupportedMemberError
from fonds.formats.canonical import canonical
from fonds.formats.http.message import MessageHead, split_head
from fonds.formats.warc.foreign import Damage, ForeignRecord, foreign_records, iso_date
from fonds.sources.source import Within, quoted
from fonds.sources.web.body import Body, take_body
from fonds.sources.web.capture import WebCapture, captured
from fonds.sources.web.url import is_address, parse_url
from fonds.sources.web.wacz import Upstream

MAX_ATTACHED = 1024 * 1024
"""Bytes of a request, or of a metadata record, that are attached to a capture."""

MAX_DECODED = 1024**3
KNOWN = 500_000
"""Payloads of one web archive that a revisit may name."""

_CHUNK = re.compile(rb"[ \t]*[0-9A-Fa-f]{1,16}[ \t]*(?:;[^\r\n]*)?\r?\n")
_DIGEST = re.compile(r"(sha-?1|sha-?256|md5)[:=](\S+)", re.IGNORECASE)
_KEPT_FIELDS = 100

Opener = Callable[[], AbstractContextManager[BinaryIO]]


Earlier = Callable[[str, str], Iterator[bytes] | None]
"""Gives the payload that is stored of an address and a time, None where there is none."""


class Holder(NamedTuple):
    """The file that is read: its identifier, its name for people, a way to open it once more."""

    target: str
    display: str
    reopen: Opener
    upstream: Upstream | None = None  # of the WACZ that it lies in
    earlier: Earlier = lambda address, date: None


class _Waiting(NamedTuple):
    """A capture whose request may follow."""

    record: ForeignRecord
    body: Body
    head: MessageHead | None
    facts: dict[str, Any]


class WebArchiveReader:
    """Reads one web archive. Cost: one pass; a payload is held up to 64 KiB, else in a file."""

    def __init__(self, stream: BinaryIO, holder: Holder) -> None:
        self._stream, self._holder = stream, holder
        self._payloads: dict[bytes, int] = {}  # short digest of a payload's name -> offset
        self._waiting: _Waiting | None = None
        self._requests: dict[str, bytes] = {}  # the last request before its response

    def captures(self) -> Iterator[WebCapture | tuple[str, SourceError]]:
        """Yield captures in the file's order; a place and an error for what is damaged."""
        try:
            for found in foreign_records(self._stream):
                if isinstance(found, Damage):
                    error = DamagedContainerError(found.sentence, offset=found.offset)
                    yield f"offset {found.offset}", error
                elif found.type in _CAPTURES:
                    yield from self._flush()
                    yield from self._begin(found)
                else:
                    self._attach(found)
            yield from self._flush()
        finally:
            if self._waiting is not None:
                self._waiting.body.payload.close()

    # --- captures -----------------------------------------------------------------------------
    def _begin(self, record: ForeignRecord) -> Iterator[tuple[str, SourceError]]:
        """Read a capture, which then waits for its request."""
        if record.get("Fonds-Role") not in ("", "raw") or record.get("WARC-Segment-Number") > "1":
            return
        if not record.target:
            yield (
                f"offset {record.offset}",
                DamagedContainerError("a record has no address", offset=record.offset),
            )
            return
        head, body = _taken(record)
        facts = _record_facts(record)
        if record.type == "revisit":
            earlier = self._revisited(record)
            if earlier is None:
                body.payload.close()
                yield (
                    record.target,
                    UnsupportedMemberError(
                        "a revisit of a record that is not here", offset=record.offset
                    ),
                )
                return
            body.payload.close()
            body = earlier
        else:
            self._remember(record, body)
            _check_digest(record, head, body)
        if record.block.problem:
            body.partial = body.partial or record.block.problem
        self._waiting = _Waiting(record, body, head, facts)

    def _flush(self) -> Iterator[WebCapture]:
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return
        with waiting.body.payload:
            yield self._made(waiting)

    def _made(self, waiting: _Waiting) -> WebCapture:
        record, body, head, facts = waiting
        url = _address(record.target)
        exchange: dict[str, Any] = {"v": 1, "url": url, "at": record.date, "record": facts}
        if record.get("WARC-IP-Address"):
            exchange["ip"] = record.get("WARC-IP-Address")
        if head is not None:
            exchange["status"] = head.status
            exchange["response"] = head.raw.decode("latin-1")
        exchange["body"] = body.facts()
        request = self._requests.pop(record.get("WARC-Record-ID"), None)
        request = request or self._requests.pop(record.get("WARC-Concurrent-To"), None)
        self._requests.clear()
        if request is not None:
            exchange["request"] = request.decode("latin-1")
        if body.partial:
            exchange["partial"] = body.partial
        if body.notes:
            exchange["notes"] = body.notes
        declared = head.get("content-type") if head is not None else _declared(record)
        place = record.get("WARC-Record-ID").strip("<>") or f"offset {record.offset}"
        within = Within(self._holder.target, place, self._facts(record, url))
        shown = f"{self._holder.display}!/{record.target}"
        return captured(
            url, body, canonical(exchange), declared or None, within, shown, record.date
        )

    def _facts(self, record: ForeignRecord, url: str) -> dict[str, str]:
        """What the container says of a capture."""
        facts = {"captured": record.date} if record.date else {}
        upstream = self._holder.upstream
        if upstream is not None:
            facts.update(upstream.facts)
            title = upstream.titles.get(record.target) or upstream.titles.get(url)
            if title:
                facts["title"] = title
        return facts

    def _attach(self, record: ForeignRecord) -> None:
        """Keep a request, or what a metadata record says, for the capture that it belongs to."""
        names = (record.get("WARC-Concurrent-To"), record.get("WARC-Refers-To"))
        if record.type == "request":
            data = _held(record)
            for name in (*names, record.get("WARC-Record-ID")):
                if name and data is not None:
                    self._requests[name] = data
            while len(self._requests) > 16:
                del self._requests[next(iter(self._requests))]
        elif record.type == "metadata" and self._waiting is not None:
            own = self._waiting.record.get("WARC-Record-ID")
            data = _held(record) if own and own in names else None
            if data is not None:
                said = data.decode("utf-8", "replace")
                self._waiting.facts.setdefault("metadata", []).append(said)

    # --- revisits -----------------------------------------------------------------------------
    def _remember(self, record: ForeignRecord, body: Body) -> None:
        if len(self._payloads) >= KNOWN or body.partial:
            return
        for name in (
            record.get("WARC-Record-ID"),
            _digest_name(record.get("WARC-Payload-Digest")),
            f"{record.target} {record.date}",
        ):
            if name:
                self._payloads.setdefault(_short(name), record.offset)

    def _revisited(self, record: ForeignRecord) -> Body | None:
        """Read the payload that a revisit names, from this file or the archive; else None."""
        refers = record.get("WARC-Refers-To-Target-URI").strip("<>")
        for name in (
            record.get("WARC-Refers-To"),
            _digest_name(record.get("WARC-Payload-Digest")),
            f"{refers} {iso_date(record.get('WARC-Refers-To-Date'))}",
        ):
            offset = self._payloads.get(_short(name)) if name else None
            if offset is not None and (body := self._again(offset, name, record)) is not None:
                return body
        date = iso_date(record.get("WARC-Refers-To-Date"))
        stored = self._holder.earlier(_address(refers), date) if refers and date else None
        if stored is None:
            return None
        return take_body(stored, chunked=False, encoding="", decoded_limit=MAX_DECODED)

    def _again(self, offset: int, name: str, revisit: ForeignRecord) -> Body | None:
        """Read the record of a name again, which begins at, or in the member at, an offset."""
        with self._holder.reopen() as stream:
            for found in foreign_records(stream, offset):
                if isinstance(found, Damage) or found.offset != offset:
                    return None
                names = (
                    found.get("WARC-Record-ID"),
                    _digest_name(found.get("WARC-Payload-Digest")),
                    f"{found.target} {found.date}",
                )
                if found.type in ("response", "resource") and name in names:
                    return _taken(found)[1]
        return None


_CAPTURES = frozenset({"response", "resource", "revisit"})


def _taken(record: ForeignRecord) -> tuple[MessageHead | None, Body]:
    """Read a record's block: the head of a response, and the body as payload."""
    head, first = (None, b"")
    if record.type in ("response", "revisit"):
        head, first = split_head(record.block)
    chunked = head is not None and head.get("transfer-encoding").lower().endswith("chunked")

    def pieces() -> Iterator[bytes]:
        if first:
            yield first
        while piece := record.block.read():
            yield piece

    # Some programs store the body without its chunks, and leave the head as it came.
    chunked = chunked and (not first or _CHUNK.match(first[:1024]) is not None)
    encoding = head.get("content-encoding") if head is not None else ""
    return head, take_body(pieces(), chunked=chunked, encoding=encoding, decoded_limit=MAX_DECODED)


def _check_digest(record: ForeignRecord, head: MessageHead | None, body: Body) -> None:
    """Compare the payload's digest with the one that the record states, where it states one.

    Programs disagree whether chunks belong to the payload; either is right.
    """
    stated = record.get("WARC-Payload-Digest")
    if not stated and head is None:
        stated = record.get("WARC-Block-Digest")
    name = _digest_name(stated)
    if not name or body.partial or record.block.problem:
        return
    mine = {
        f"sha1:{body.sha1.hex()}",
        f"sha1:{body.plain_sha1.hex()}",
        f"sha256:{body.sha256}",
        f"sha256:{body.plain_sha256}",
        f"md5:{body.md5}",
    }
    if name.partition(":")[0] in ("sha1", "sha256", "md5") and name not in mine:
        body.partial = f"its payload is not the one that the record's digest names ({stated[:100]})"


def _digest_name(stated: str) -> str:
    """Return a digest in one spelling: the algorithm, and hexadecimal digits; empty for none."""
    found = _DIGEST.fullmatch(stated.strip())
    if found is None:
        return stated.strip()
    algorithm = found[1].lower().replace("-", "")
    size = {"sha1": 20, "sha256": 32, "md5": 16}[algorithm]
    text = found[2]
    try:
        if len(text) == 2 * size:
            return f"{algorithm}:{bytes.fromhex(text).hex()}"
        padded = text.upper() + "=" * (-len(text) % 8)
        return f"{algorithm}:{base64.b32decode(padded).hex()}"
    except (ValueError, binascii.Error):
        return stated.strip()


def _short(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=12).digest()


def _held(record: ForeignRecord) -> bytes | None:
    """Return a record's block, None where it is too long to be attached."""
    data = b""
    while piece := record.block.read():
        data += piece
        if len(data) > MAX_ATTACHED:
            return None
    return data


def _record_facts(record: ForeignRecord) -> dict[str, Any]:
    """What the record says of itself, as its fields stand."""
    return {
        "version": record.version,
        "offset": record.offset,
        "fields": [[name, value] for name, value in record.fields[:_KEPT_FIELDS]],
    }


def _declared(record: ForeignRecord) -> str:
    return record.get("WARC-Identified-Payload-Type") or record.get("Content-Type")


def _address(target: str) -> str:
    """Return the address that a record names, in the spelling that a capture of it has."""
    if is_address(target):
        try:
            return str(parse_url(target))
        except SourceError:
            pass  # it is kept as it stands: somebody captured it under that name
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+", target):
        return target
    scheme, colon, rest = target.partition(":")
    if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return f"{scheme}:{quoted(rest.encode('utf-8', 'replace'))}"
    return "urn:x-unnamed:" + quoted(target.encode("utf-8", "replace"))
