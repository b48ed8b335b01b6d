"""One request and its answer, byte for byte as they were on the wire.

h11 reads the answer's head and finds its end; what is kept is what the socket gave.
Source: RFC 9110, RFC 9112.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

import attrs

from fonds.errors import BadAnswerError
from fonds.model import stamp
from fonds.sources.web.body import Body, take_body
from fonds.sources.web.connection import Connection, Network, Tls
from fonds.sources.web.limits import USER_AGENT, WebLimits
from fonds.sources.web.url import Url


class Validators(NamedTuple):
    """What a server said of the state that is stored: for the question whether it changed."""

    etag: str | None = None
    modified: str | None = None


@attrs.define
class Exchange:
    """A request, the answer's head, and the payload, from one connection.

    ``body`` holds the payload, and how it was sent.
    """

    url: Url
    began: datetime
    address: str
    tls: Tls | None
    request: bytes
    head: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    body: Body

    @property
    def payload(self) -> BinaryIO:
        """The document's bytes; whoever takes the exchange closes it."""
        return self.body.payload

    def field(self, name: str) -> str | None:
        """Return the first field of a name (in lower case), None where there is none."""
        return next((value for key, value in self.headers if key == name), None)

    def facts(self) -> dict[str, Any]:
        """Return the exchange as JSON values. Bytes stand as Latin-1 text, one letter a byte."""
        facts: dict[str, Any] = {
            "v": 1,
            "url": str(self.url),
            "at": stamp(self.began),
            "ip": self.address,
            "status": self.status,
            "request": self.request.decode("latin-1"),
            "response": self.head.decode("latin-1"),
            "body": self.body.facts(),
        }
        if self.tls is not None:
            facts["tls"] = self.tls.facts
        if self.body.partial:
            facts["partial"] = self.body.partial
        if self.body.notes:
            facts["notes"] = list(self.body.notes)
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

    Cost: at most ``limits.total`` seconds; a body above 64 KiB lies in a temporary file that no
    name leads to. Raises: PrivateAddressError, NetworkError, BadAnswerError where not even a head
    came.
    """
    deadline = network.monotonic() + limits.total
    request = request_of(url, validators)
    with Connection(url, limits, network, deadline) as connection:
        connection.send(request)
        reader = _Reader(connection, limits)
        head, response = reader.head()
        headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers)
        fields = dict(reversed(headers))
        body = take_body(
            _bounded(reader.body(), limits.body),
            chunked=fields.get("transfer-encoding", "").lower().endswith("chunked"),
            encoding=fields.get("content-encoding", ""),
            decoded_limit=limits.decoded,
        )
    return Exchange(
        url, now, connection.address, connection.tls, request, head, response.status_code,
        headers, body,
    )  # fmt: skip


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


def _bounded(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Yield pieces up to the one that passes a limit. Raises: BadAnswerError."""
    size = 0
    for piece in pieces:
        size += len(piece)
        yield piece
        if size > limit:
            raise BadAnswerError("the body is larger than the limit", limit=limit)
