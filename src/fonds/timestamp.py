"""The verb ``timestamp``: have authorities on the network attest when a checkpoint existed.

The network is an argument; ``post_query`` is the one that the faces pass. One authority
that fails is reported and the others are asked all the same: a token is an addition, and a
checkpoint without one is as good as before.
"""

import http.client
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import attrs
from cryptography import x509

from fonds.errors import FondsError, MalformedTokenError, NetworkError, StorageError, UsageError
from fonds.formats.rfc3161.timestamp import (
    TOKEN_LIMIT,
    TimestampToken,
    build_request,
    chain_of,
    check_token,
    parse_response,
)
from fonds.formats.tlog.note import Checkpoint, Note
from fonds.log.timestamps import checkpoint_bytes, read_tokens, store_token
from fonds.storage.store import Store

Fetch: TypeAlias = Callable[[str, bytes], bytes]
"""Takes an authority's URL and a request's bytes, returns the response's. Raises: NetworkError."""

CONNECT = 10.0  # seconds to reach an authority, and between two bytes of its answer
TOTAL = 60.0  # seconds from connecting to the last byte
HOPS = 3  # redirects followed
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = (301, 302, 307, 308)  # 303 would have us ask again without the question


@attrs.frozen
class Stamped:
    """What became of asking one authority: a token and its file's name, or an error.

    ``trusted`` says that the token was checked up to one of the given roots.
    """

    url: str
    token: TimestampToken | None = None
    name: str = ""
    trusted: bool = False
    error: FondsError | None = None


def timestamp(
    store: Store,
    checkpoint: Checkpoint,
    tsa_urls: Iterable[str],
    fetch: Fetch,
    roots: Sequence[x509.Certificate] | None = None,
) -> list[Stamped]:
    """Ask each authority for a token over a stored checkpoint, store the tokens, report on each.

    The token is over the bytes of ``log/checkpoints/<size>``. It is kept if it answers our
    request and, where ``roots`` are given, is by an authority under one of them. An authority
    that stamps the same checkpoint again gives a further file, so ask once. No lock is needed.
    Raises: StorageError, UsageError when this checkpoint is not the one kept; never because an
    authority fails.
    """
    message = checkpoint_bytes(store, checkpoint.size)
    if Note.parse(message).text != str(checkpoint):
        raise UsageError("only a stored checkpoint can be stamped")
    return [_ask(store, checkpoint.size, message, url, fetch, roots or ()) for url in tsa_urls]


def timestamp_head(
    store: Store,
    checkpoint: Checkpoint,
    tsa_urls: Sequence[str],
    fetch: Fetch,
    roots: Sequence[x509.Certificate] | None = None,
    *,
    again: bool = False,
) -> list[Stamped]:
    """Ask as ``timestamp`` does, once: a head with a token for each authority is left alone.

    ``again`` asks all the same. Returns nothing where nobody was asked. Raises: UsageError for a
    log that is empty; as ``timestamp``.
    """
    if checkpoint.size == 0:
        raise UsageError("the log is empty: there is nothing to stamp")
    if not again and len(stamped(store, checkpoint)) >= len(tsa_urls):
        return []
    return timestamp(store, checkpoint, tsa_urls, fetch, roots)


def stamped(store: Store, checkpoint: Checkpoint) -> list[TimestampToken]:
    """Return the tokens that a checkpoint has, unchecked: to ask nobody twice."""
    return read_tokens(store, checkpoint.size)


def _ask(
    store: Store,
    size: int,
    message: bytes,
    url: str,
    fetch: Fetch,
    roots: Sequence[x509.Certificate],
) -> Stamped:
    request = build_request(message)
    try:
        token = parse_response(fetch(url, request.data))
        if token.nonce != request.nonce or not token.covers(message):
            raise MalformedTokenError("the authority answered another request", url=url)
        if roots:
            check_token(token, message, roots)
        name = store_token(store, size, token, chain_of(token, roots))
    except StorageError:
        raise
    except FondsError as e:
        return Stamped(url, error=e)
    return Stamped(url, token, name, trusted=bool(roots))


def post_query(
    url: str,
    query: bytes,
    *,
    connect: float = CONNECT,
    total: float = TOTAL,
    context: ssl.SSLContext | None = None,
) -> bytes:
    """Send a time-stamp query to an authority over HTTP and return the body of its answer.

    http and https only, also after a redirect, and never from https back to http; no proxies, no
    credentials, no cookies. Plain http is usual here and does no harm: a token proves itself.
    Cost: at most 128 KiB, ``total`` seconds for each of at most four requests.
    Raises: NetworkError; UsageError for a URL that is not one of these.
    """
    for _ in range(HOPS + 1):
        target = _target(url)
        status, location, body = _post(target, query, connect, total, context)
        if status not in _REDIRECTS:
            if status != http.client.OK:
                raise NetworkError("the authority did not answer the query", url=url, status=status)
            return body
        url = _onward(url, location)
    raise NetworkError("too many redirects", url=url)


def _onward(url: str, location: str) -> str:
    """Where a redirect leads. Raises: NetworkError where it may not."""
    try:
        onward = urllib.parse.urljoin(url, location)
        secure = _target(onward).scheme == "https"
    except (UsageError, ValueError) as e:
        raise NetworkError("the authority redirects to a malformed address", url=url) from e
    if not secure and url.startswith("https:"):
        raise NetworkError("the authority redirects to an insecure address", url=url)
    return onward


def _target(url: str) -> urllib.parse.SplitResult:
    try:
        target = urllib.parse.urlsplit(url)
        port_is_valid = target.port != 0  # reading it raises where it is no port
    except ValueError:
        raise UsageError("not the address of an authority", url=repr(url)) from None
    plain = url.isascii() and url.isprintable() and " " not in url
    if target.scheme not in _PORTS or not target.hostname or not port_is_valid or not plain:
        raise UsageError("an authority has an http or https address", url=repr(url))
    if target.username is not None or target.password is not None:
        raise UsageError("an address may not hold credentials", host=target.hostname)
    return target


def _post(
    target: urllib.parse.SplitResult,
    query: bytes,
    connect: float,
    total: float,
    context: ssl.SSLContext | None,
) -> tuple[int, str, bytes]:
    host, port = str(target.hostname), target.port or _PORTS[target.scheme]
    connection = (
        http.client.HTTPSConnection(
            host, port, timeout=connect, context=context or ssl.create_default_context()
        )
        if target.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=connect)
    )
    path = urllib.parse.urlunsplit(("", "", target.path or "/", target.query, ""))
    headers = {
        "Content-Type": "application/timestamp-query",
        "Accept": "application/timestamp-reply",
        "User-Agent": "fonds",
    }
    try:
        connection.connect()
        with _Deadline(connection, total) as deadline:
            connection.request("POST", path, query, headers)
            response = connection.getresponse()
            body = response.read(TOKEN_LIMIT + 1)
            if deadline.passed:
                raise NetworkError("the authority took too long", host=host, seconds=total)
    except (OSError, http.client.HTTPException, ValueError) as e:
        raise NetworkError("the authority could not be asked", host=host, reason=str(e)) from e
    finally:
        connection.close()
    if len(body) > TOKEN_LIMIT:
        raise NetworkError("the authority's answer is too long", host=host)
    return response.status, response.headers.get("Location", ""), body


class _Deadline:
    """Cut a connection when its time is over, whatever it is doing.

    A socket's own timeout restarts with each byte, so a server that sends one now and then
    could hold us for ever.
    """

    def __init__(self, connection: http.client.HTTPConnection, seconds: float) -> None:
        self._connection = connection
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self.passed = False

    def __enter__(self) -> "_Deadline":
        self._socket = self._connection.sock
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.passed = True
        try:
            self._socket.shutdown(2)
        except OSError:
            return  # it was over already
