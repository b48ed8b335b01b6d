"""No spelling of a private address passes, and a name is as private as what it resolves to."""

import ipaddress

import pytest

from fonds.errors import PrivateAddressError
from fonds.sources.web.addresses import allowed_addresses, is_global, literal

PRIVATE = """
    127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
    100.64.0.1 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1
    255.255.255.255 192.88.99.1
    ::1 :: ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    64:ff9b:1::808:808 2002:7f00:1:: 2002:808:808:: 2001:0:808:808::1 2001:db8::1 fc00::1 fd00::1
    fe80::1 fec0::1 ff02::1 100::1 3fff::1 5f00::1 2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1
""".split()
PUBLIC = """
    8.8.8.8 1.1.1.1 93.184.215.14 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 11.0.0.1
    2606:4700:4700::1111 2a00:1450:4001:80b::200e 64:ff9b::808:808
""".split()


@pytest.mark.parametrize("text", PRIVATE)
def test_what_is_not_global_is_refused(text):
    assert not is_global(ipaddress.ip_address(text))
    with pytest.raises(PrivateAddressError):
        allowed_addresses("a.example", 80, lambda host, port: [text])


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_global_is_connected_to(text):
    assert is_global(ipaddress.ip_address(text))
    assert allowed_addresses("a.example", 80, lambda host, port: [text, text]) == [text]


def test_one_private_address_among_public_ones_is_enough():
    with pytest.raises(PrivateAddressError):
        allowed_addresses("a.example", 80, lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(PrivateAddressError):
        allowed_addresses("a.example", 80, lambda host, port: ["fe80::1%eth0"])


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0x7f.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("0x7F000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("0xa9.0xfe.0xa9fe", "169.254.169.254"),
        ("10.65535", "10.0.255.255"),
        ("0", "0.0.0.0"),
        ("0x", "0.0.0.0"),
        ("::1", "::1"),
        ("[::ffff:7f00:1]", "::ffff:127.0.0.1"),
        ("8.8.8.8", "8.8.8.8"),
    ],
)
def test_numbers_are_read_as_systems_read_them_and_never_resolved(host, address):
    def never(host, port):
        raise AssertionError("a number is not asked of a resolver")

    assert literal(host) == ipaddress.ip_address(address)
    if address != "8.8.8.8":
        with pytest.raises(PrivateAddressError):
            allowed_addresses(host, 80, never)


@pytest.mark.parametrize(
    "host",
    [
        "1.2.3.4.5",
        "256.1.1.1",
        "0x100000000",
        "08.1.1.1",
        "a.0xg1.1x2.9999999999",
        "1..2",
        "fe80::zz",
    ],
)
def test_numbers_that_are_no_address_are_refused(host):
    with pytest.raises(PrivateAddressError):
        allowed_addresses(host, 80, lambda host, port: ["8.8.8.8"])


@pytest.mark.parametrize("host", ["a.example", "1.example", "0x7f.example", "3com"])
def test_names_are_names(host):
    assert literal(host) is None


def test_loopback_is_allowed_by_its_own_flag_alone_and_nothing_else_is():
    assert allowed_addresses("127.0.0.1", 1, lambda h, p: [], loopback=True) == ["127.0.0.1"]
    with pytest.raises(PrivateAddressError):
        allowed_addresses("10.0.0.1", 1, lambda h, p: [], loopback=True)
    with pytest.raises(OSError, match="no address"):
        allowed_addresses("a.example", 1, lambda h, p: [])
