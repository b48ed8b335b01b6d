"""Which addresses a capture may connect to: global ones only, in whatever spelling they come.

Without this guard a page that is archived on a server could name the server's own network: a
router, a metadata service, a database. Source: IANA IPv4 and IPv6 Special-Purpose Address
Registries; RFC 6890, RFC 6052 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo), RFC 5214 (ISATAP);
WHATWG URL Standard section 3.5 (how browsers read a host that is a number).
"""

import ipaddress
import re
import socket
from collections.abc import Callable

from fonds.errors import PrivateAddressError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
"""Gives the addresses of a host. Raises: OSError."""

_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
_V6_GLOBAL = ipaddress.IPv6Network("2000::/3")
_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"],
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
_LAST_LABEL_IS_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)\.?", re.DOTALL)
_MAX_HOST = 253


def is_global(address: IPAddress) -> bool:
    """Whether an address is one that anybody on the internet could reach.

    An IPv6 address that carries an IPv4 one is as global as that: NAT64 is; 6to4, Teredo, and the
    mapped and compatible forms never are, since nothing is served under them.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _V4)
    if address in _NAT64:
        return is_global(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return address in _V6_GLOBAL and not any(address in network for network in _V6)


def literal(host: str) -> IPAddress | None:
    """Return the address that a host is, in any spelling that a system would take; else None.

    Raises: PrivateAddressError for a number that is no address.

    >>> str(literal("0x7f.1"))
    '127.0.0.1'
    """
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host.strip("[]"))
        except ValueError as e:
            raise PrivateAddressError("a host is no address", host=host[:_MAX_HOST]) from e
    if not _LAST_LABEL_IS_NUMBER.fullmatch(host):
        return None
    value = _number(host)
    if value is None:
        raise PrivateAddressError("a host is a number and no address", host=host[:_MAX_HOST])
    return ipaddress.IPv4Address(value)


def _number(host: str) -> int | None:
    """Read one to four numbers, decimal, octal or hexadecimal, of which the last fills the rest."""
    parts = host[:_MAX_HOST].removesuffix(".").split(".")
    if len(parts) > 4:
        return None
    numbers = []
    for part in parts:
        try:
            if part[:2] in ("0x", "0X"):
                numbers.append(int(part[2:] or "0", 16))
            else:
                numbers.append(int(part, 8 if len(part) > 1 and part[0] == "0" else 10))
        except ValueError:
            return None
    *before, last = numbers
    if any(one > 255 for one in before) or last >= 256 ** (5 - len(numbers)):
        return None
    return last + sum(one << (8 * (3 - n)) for n, one in enumerate(before))


def allowed_addresses(
    host: str, port: int, resolve: Resolver, *, loopback: bool = False
) -> list[str]:
    """Return the addresses to connect to; whoever connects uses these and asks no more.

    ``loopback`` allows this machine besides, for tests alone. Raises: PrivateAddressError where
    any of them is not global; OSError where there is none.
    """
    own = literal(host)
    found = [str(own)] if own is not None else resolve(host, port)
    if not found:
        raise OSError(f"no address of {host}")
    for text in found:
        address = ipaddress.ip_address(text.partition("%")[0])
        if "%" not in text and (is_global(address) or (loopback and address.is_loopback)):
            continue
        raise PrivateAddressError(
            "the address is not one of the public internet", host=host, address=text
        )
    return list(dict.fromkeys(found))


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host, as it would connect. Raises: OSError."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))
