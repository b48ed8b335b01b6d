"""The address of a page: taken apart, in one spelling. Source: RFC 3986, RFC 9110 section 4.2."""

import re
import urllib.parse
from typing import NamedTuple

from fonds.errors import AddressError

MAX_URL = 8192
PORTS = {"http": 80, "https": 443}
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9._~-]{1,253}|[0-9A-Fa-f:.]{2,45}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_KEPT = "!#$%&'()*+,/:;=?@[]~"  # what RFC 3986 allows; the rest is percent-encoded


class Url(NamedTuple):
    """An http or https address in parts; ``target`` is path and query, as requested."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own: the ``Host`` field."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target


def is_address(text: str) -> bool:
    """Whether an input is the address of a page and not a path."""
    return _ADDRESS.match(text) is not None


def parse_url(text: str) -> Url:
    """Return an address in its one spelling: lower case host, no fragment, ASCII alone.

    Raises: AddressError for another scheme, a user name or a password, control characters.

    >>> str(parse_url("HTTP://Example.ORG:80/a b?q=ä#top"))
    'http://example.org/a%20b?q=%C3%A4'
    """
    if len(text) > MAX_URL or _CONTROL.search(text):
        raise AddressError("an address is too long or has control characters", url=text[:200])
    try:
        parts = urllib.parse.urlsplit(text.strip(" "))
        port = parts.port
    except ValueError as e:
        raise AddressError("an address is malformed", url=text[:200], reason=str(e)) from e
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise AddressError("only http and https addresses can be captured", url=text[:200])
    if parts.username is not None or parts.password is not None:
        raise AddressError(
            "an address with a user name or a password is not captured", host=parts.hostname
        )
    host = _ascii_host(parts.hostname or "")
    if not _HOST.fullmatch(host):
        raise AddressError("an address has no host that could be asked", url=text[:200])
    path = urllib.parse.quote(parts.path or "/", safe=_KEPT)
    query = f"?{urllib.parse.quote(parts.query, safe=_KEPT)}" if parts.query else ""
    return Url(scheme, host, PORTS[scheme] if port is None else port, path + query)


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    except UnicodeError as e:
        raise AddressError("a host has no ASCII form", host=host[:200]) from e


def joined(base: Url, reference: str) -> Url:
    """Return the address that a reference leads to, as a redirect does. Raises: AddressError."""
    try:
        return parse_url(urllib.parse.urljoin(str(base), reference.strip(" \t")))
    except ValueError as e:
        raise AddressError("an address is malformed", url=reference[:200]) from e
