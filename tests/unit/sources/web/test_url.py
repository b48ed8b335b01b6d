"""One address has one spelling; what is no address of a page is refused."""

import pytest

from fonds.errors import AddressError
from fonds.sources.web.url import is_address, joined, parse_url


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://EXAMPLE.org:443/A?b#c", "https://example.org/A?b"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("http://example.org/a b", "http://example.org/a%20b"),
        ("http://example.org/%C3%A4?q=%26", "http://example.org/%C3%A4?q=%26"),
        ("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4"),
        ("http://[2606:4700::1]/x", "http://[2606:4700::1]/x"),
        (" http://example.org/ ", "http://example.org/"),
    ],
)
def test_an_address_has_one_spelling(given, read):
    url = parse_url(given)
    assert str(url) == read
    assert parse_url(read) == url


@pytest.mark.parametrize(
    "given",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "http:///x",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org:99999/",
        "http://example.org/\r\nHost: b",
        "http://exa mple.org/",
        "http://example.org\\@evil.example/",
        "http://a.example/" + "x" * 9000,
        "http://[::1",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(given):
    with pytest.raises(AddressError):
        parse_url(given)


def test_a_redirect_is_read_against_its_page():
    base = parse_url("https://example.org/a/b?c")
    assert str(joined(base, "../d")) == "https://example.org/d"
    assert str(joined(base, "//other.example/x")) == "https://other.example/x"
    assert str(joined(base, "?e")) == "https://example.org/a/b?e"
    with pytest.raises(AddressError):
        joined(base, "javascript:alert(1)")


def test_only_http_is_an_address_among_inputs():
    assert is_address("HTTP://a") and is_address("https://a")
    assert not is_address("s3://a") and not is_address("http:/a") and not is_address("x/http://a")
