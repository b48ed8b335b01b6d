"""A connection to one pinned address, bounded in time; every byte is seen as it is on the wire.

No proxy, no netrc, no cookies: the environment of whoever archives has no part in what is asked.
"""

import hashlib
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from fonds.closing import Closing
from fonds.errors import NetworkError, PrivateAddressError
from fonds.sources.web.addresses import Resolver, allowed_addresses, system_resolver
from fonds.sources.web.limits import WebLimits
from fonds.sources.web.url import Url

_PIECE = 1 << 16


class Tls(NamedTuple):
    """What a connection's TLS was: version, cipher, and the server's certificates (DER).

    Before Python 3.13 only the server's own certificate is known.
    """

    version: str
    cipher: str
    certificates: tuple[bytes, ...]

    @property
    def facts(self) -> dict[str, Any]:
        """The same as JSON values; a certificate by its digest and in PEM."""
        return {
            "version": self.version,
            "cipher": self.cipher,
            "certificates": [
                {
                    "sha256": hashlib.sha256(one).hexdigest(),
                    "pem": ssl.DER_cert_to_PEM_cert(one),
                }
                for one in self.certificates
            ],
        }


class Network(NamedTuple):
    """What a capture needs of the world: name resolution, sockets, trust, a clock, patience."""

    resolve: Resolver = system_resolver
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Connection(Closing):
    """Bytes to and from one server. All methods raise NetworkError; a time limit is one."""

    def __init__(self, url: Url, limits: WebLimits, network: Network, deadline: float) -> None:
        self._limits, self._network, self._deadline = limits, network, deadline
        self.address, self._socket = _connected(url, limits, network, deadline)
        self.tls: Tls | None = None
        if url.scheme == "https":
            try:
                self._secure(url.host)
            except BaseException:
                self._socket.close()
                raise

    def send(self, data: bytes) -> None:
        """Send all of the bytes."""
        try:
            self._socket.settimeout(self._patience())
            self._socket.sendall(data)
        except OSError as e:
            raise NetworkError("the request could not be sent", reason=_why(e)) from e

    def receive(self) -> bytes:
        """Return the next bytes, none at the end."""
        try:
            self._socket.settimeout(self._patience())
            return self._socket.recv(_PIECE)
        except OSError as e:
            raise NetworkError("the answer could not be read", reason=_why(e)) from e

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _patience(self) -> float:
        left = self._deadline - self._network.monotonic()
        if left <= 0:
            raise TimeoutError(f"it took longer than {self._limits.total:g} s in all")
        return min(self._limits.idle, left)

    def _secure(self, host: str) -> None:
        try:
            self._socket.settimeout(min(self._limits.connect, self._patience()))
            secured = self._network.context().wrap_socket(self._socket, server_hostname=host)
        except (OSError, ValueError) as e:
            raise NetworkError("no secure connection", host=host, reason=_why(e)) from e
        self._socket = secured
        chain = getattr(secured, "get_unverified_chain", None)
        if chain is not None:
            certificates = tuple(bytes(one) for one in chain())
        else:
            certificates = (secured.getpeercert(binary_form=True) or b"",)
        cipher = secured.cipher()
        self.tls = Tls(secured.version() or "", cipher[0] if cipher else "", certificates)


def _connected(
    url: Url, limits: WebLimits, network: Network, deadline: float
) -> tuple[str, socket.socket]:
    """Connect to the first of a host's addresses that answers.

    Raises: PrivateAddressError, NetworkError.
    """
    if url.port not in limits.ports:
        raise PrivateAddressError("this port is not allowed", host=url.host, port=url.port)
    try:
        addresses = allowed_addresses(url.host, url.port, network.resolve, loopback=limits.loopback)
    except (OSError, UnicodeError) as e:
        raise NetworkError("the host has no address", host=url.host, reason=_why(e)) from e
    failed: OSError | None = None
    for address in addresses[:4]:
        patience = min(limits.connect, deadline - network.monotonic())
        try:
            if patience <= 0:
                raise TimeoutError("the time is up")
            return address, network.connect((address, url.port), patience)
        except OSError as e:
            failed = e
    raise NetworkError("the host does not answer", host=url.host, reason=_why(failed))


def _why(error: BaseException | None) -> str:
    return str(getattr(error, "strerror", None) or error or "unknown")[:300]
