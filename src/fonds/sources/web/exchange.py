"""One request and its answer, byte for byte as they were on the wire.

h11 reads the answer's head and finds its end; what is kept is what the socket gave.
Source: RFC 9110, RFC 9112.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

import attrs

from fonds.errors import BadAnswerError, SourceError
from fonds.formats.http.chunked import BadChunkError, Dechunker
from fonds.formats.http.codings import BadCodingError, codings_of, decoded
from fonds.model import stamp
from fonds.sources.web.connection import Connection, Network, Tls
from fonds.sources.web.limits import USER_AGENT, WebLimits
from fonds.sources.web.url import Url

HELD = 1 << 20
"""Bytes of a body that are held in memory; a longer one lies in a temporary file."""

FRAMING = 1 << 18
"""Bytes of chunk sizes that are kept."""

CODED = 32 * 1024 * 1024
"""Bytes of a packed body that are kept beside what they unpack to."""


class Validators(NamedTuple):
    """What a server said of the state that is stored: for the question whether it changed."""

    etag: str | None = None
    modified: str | None = None


@attrs.define
class Exchange:
    """A request, the answer's head, and the payload, from one connection.

    ``payload`` is the body with its framing undone, and its codings where that was possible.
    ``framing`` is, for a chunked body, the bytes before each run of payload and that run's
    length. ``coded`` is the body as it was packed, where it was. ``partial`` says why the body is
    not whole. ``notes`` are findings.
    """

    url: Url
    began: datetime
    address: str
    tls: Tls | None
    request: bytes
    head: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: BinaryIO
    framing: list[tuple[str, int]] | None = None
    coded: bytes | None = None
    wire_sha256: str = ""
    wire_size: int = 0
    partial: str = ""
    notes: list[str] = attrs.field(factory=list)

    def field(self, name: str) -> str | None:
        """Return the first field of a name (in lower case), None where there is none."""
        return next((value for key, value in self.headers if key == name), None)

    def facts(self) -> dict[str, Any]:
        """Return the exchange as JSON values. Bytes stand as Latin-1 text, one letter a byte."""
        body: dict[str, Any] = {"sha256": self.wire_sha256, "size": self.wire_size}
        if self.framing is not None:
            body["framing"] = [[before, length] for before, length in self.framing]
        if self.coded is not None:
            body["coded"] = self.coded.decode("latin-1")
        facts: dict[str, Any] = {
            "v": 1,
            "url": str(self.url),
            "at": stamp(self.began),
            "ip": self.address,
            "status": self.status,
            "request": self.request.decode("latin-1"),
            "response": self.head.decode("latin-1"),
            "body": body,
        }
        if self.tls is not None:
            facts["tls"] = self.tls.facts
        if self.partial:
            facts["partial"] = self.partial
        if self.notes:
            facts["notes"] = list(self.notes)
        return facts


def validators_of(record: Mapping[str, Any]) -> Validators:
    """Return what a stored exchange says of the state that it gave; nothing but of a 200 or 304."""
    if record.get("status") not in (200, 304) or record.get("partial"):
        return Validators()
    found: dict[str, str] = {}
    for line in str(record.get("response", "")).split("\r\n"):
        name, _, value = line.partition(":")
        found[name.strip().lower()] = value.strip(" \t")
    return Validators(found.get("etag"), found.get("last-modified"))


def request_of(url: Url, validators: Validators | None) -> bytes:
    """Return the request for an address: identity coding, nothing of the user.

    Fields that a server gave and that are sent back are checked: none can end a line.
    """
    fields = [
        ("Host", url.authority),
        ("User-Agent", USER_AGENT),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]
    for name, value in (
        ("If-None-Match", validators.etag if validators else None),
        ("If-Modified-Since", validators.modified if validators else None),
    ):
        if value and re.fullmatch(r"[\t -~]{1,1024}", value):
            fields.append((name, value))
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return f"GET {url.target} HTTP/1.1\r\n{lines}\r\n".encode("ascii")


def exchange(
    url: Url,
    limits: WebLimits,
    network: Network,
    now: datetime,
    validators: Validators | None = None,
) -> Exchange:
    """Ask for an address and read the answer to its end, or to where it breaks.

    Cost: at most ``limits.total`` seconds; a body above 1 MiB lies in a temporary file that no
    name leads to. Raises: PrivateAddressError, NetworkError, BadAnswerError where not even a head
    came.
    """
    deadline = network.monotonic() + limits.total
    request = request_of(url, validators)
    with Connection(url, limits, network, deadline) as connection:
        connection.send(request)
        reader = _Reader(connection, limits)
        head, response = reader.head()
        made = Exchange(
            url, now, connection.address, connection.tls, request, head, response.status_code,
            tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers),
            tempfile.SpooledTemporaryFile(HELD),  # type: ignore[arg-type] # noqa: SIM115
        )  # fmt: skip
        try:
            _take_body(made, reader, limits)
        except BaseException:
            made.payload.close()
            raise
    return made


class _Reader:
    """The answer, through h11, with the bytes that h11 was given beside it."""

    def __init__(self, connection: Connection, limits: WebLimits) -> None:
        import h11  # only captures from the web need it

        self._h11 = h11
        self._connection, self._limits = connection, limits
        self._machine = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.head)
        self._machine.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
        self._machine.send(h11.EndOfMessage())
        self._held = b""

    def head(self) -> tuple[bytes, Any]:
        """Return the bytes of the answer's head, interim ones before it too, and h11's Response."""
        raw = b""
        while True:
            event = self._event()
            if event is self._h11.NEED_DATA:
                piece = self._connection.receive()
                raw += piece
                if len(raw) > 2 * self._limits.head:
                    raise BadAnswerError(
                        "the head is larger than the limit", limit=self._limits.head
                    )
                self._machine.receive_data(piece)
            elif isinstance(event, self._h11.Response):
                trailing = self._machine.trailing_data[0]
                self._held = trailing
                return raw[: len(raw) - len(trailing)], event
            elif not isinstance(event, self._h11.InformationalResponse):
                raise BadAnswerError("the connection was closed before an answer came")

    def body(self) -> Iterator[bytes]:
        """Yield the body's bytes as they were sent, to the end that its framing gives.

        Raises: BadAnswerError, NetworkError.
        """
        fed = self._held
        while True:
            before = fed
            fed = b""
            try:
                ended, left = self._progress()
            except BadAnswerError:
                if before:
                    yield before
                raise
            own = before[: len(before) - len(left)] if ended else before
            if own:
                yield own
            if ended:
                return
            fed = self._connection.receive()
            self._machine.receive_data(fed)

    def _progress(self) -> tuple[bool, bytes]:
        """Let h11 look at what it was given; say whether the message ended, and what is left."""
        while True:
            event = self._event()
            if event is self._h11.NEED_DATA:
                return False, b""
            if isinstance(event, self._h11.EndOfMessage):
                return True, self._machine.trailing_data[0]
            if not isinstance(event, self._h11.Data):
                raise BadAnswerError("the answer does not end as it should")

    def _event(self) -> Any:  # noqa: ANN401 - h11 has a class for each
        try:
            return self._machine.next_event()
        except self._h11.RemoteProtocolError as e:
            raise BadAnswerError("the answer is malformed", reason=str(e)[:200]) from e


def _take_body(made: Exchange, reader: _Reader, limits: WebLimits) -> None:
    """Read the body into ``payload``; what breaks it off is noted as ``partial``."""
    chunked = (made.field("transfer-encoding") or "").lower().endswith("chunked")
    dechunker = Dechunker() if chunked else None
    framing = _Framing() if chunked else None
    digest = hashlib.sha256()
    try:
        for piece in reader.body():
            digest.update(piece)
            made.wire_size += len(piece)
            if dechunker is None or framing is None:
                made.payload.write(piece)
            else:
                for segment in dechunker.feed(piece):
                    framing.add(segment.framing, len(segment.data))
                    made.payload.write(segment.data)
            if made.wire_size > limits.body:
                raise BadAnswerError("the body is larger than the limit", limit=limits.body)
    except BadChunkError as e:
        made.partial = f"{e.sentence} (offset {e.offset})"
    except SourceError as e:
        made.partial = str(e)
    made.wire_sha256 = digest.hexdigest()
    if framing is not None:
        made.framing = framing.rows()
    made.payload.seek(0)
    codings = codings_of(made.field("content-encoding") or "")
    if codings and not made.partial:
        _undo(made, codings, limits)


class _Framing:
    """What stood around the runs of payload, as far as it is kept."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, int]] = []
        self._size = 0

    def add(self, framing: bytes, length: int) -> None:
        self._size += len(framing)
        if self._size > FRAMING:
            return
        rows = self._rows
        if rows and length and not framing:
            rows[-1] = (rows[-1][0], rows[-1][1] + length)
        elif rows and framing and not rows[-1][1]:
            rows[-1] = (rows[-1][0] + framing.decode("latin-1"), length)
        else:
            rows.append((framing.decode("latin-1"), length))

    def rows(self) -> list[tuple[str, int]] | None:
        return self._rows if self._size <= FRAMING else None


def _undo(made: Exchange, codings: tuple[str, ...], limits: WebLimits) -> None:
    """Undo the codings of a whole body, which is kept beside; else leave it, and say so."""
    packed = made.payload.read(CODED + 1)
    if len(packed) > CODED:
        made.notes.append("the body is stored as it was packed: it is large")
        made.payload.seek(0)
        return
    unpacked: Any = tempfile.SpooledTemporaryFile(HELD)  # noqa: SIM115 - the exchange's payload
    try:
        for piece in decoded([packed], codings, limits.decoded):
            unpacked.write(piece)
    except BadCodingError as e:
        unpacked.close()
        made.notes.append(f"the body is stored as it was packed: {e}")
        made.payload.seek(0)
        return
    unpacked.seek(0)
    made.payload.close()
    made.payload, made.coded = unpacked, packed
