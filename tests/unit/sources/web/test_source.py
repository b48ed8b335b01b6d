"""Pages are captured from servers of every kind: kind, broken and hostile."""

import contextlib
import gzip
import hashlib
import json
import pickle
import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fonds.sources import Refusal
from fonds.sources.web.exchange import Validators
from fonds.sources.web.limits import WebLimits
from fonds.sources.web.source import KnownPage, WebSource
from tests.support.loopback import NOT_FOUND, Clock, Server, answer, at, limits, network

PAGE = b"<html><title>A page</title><p>Words.</p></html>"


@pytest.fixture
def serve():
    servers = []

    def start(answers):
        servers.append(Server(answers))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def fetch(server, *paths, clock=None, bounds=None, **settings):
    """Return the captures of paths, as (address, bytes, exchange), and codes of refusals."""
    clock = clock or Clock()

    def resolve(host, port):
        if host == "no.example":
            raise OSError("no such name")
        return [host]

    source = WebSource(
        [p if "://" in p else server.url(p) for p in paths],
        at,
        limits(server, **(bounds or {})),
        network(clock, resolve),
        **settings,
    )
    found, refused = [], []
    for one in source.captures():
        if isinstance(one, Refusal):
            refused.append((one.display, one.error.code))
            continue
        data, stamp = pickle.loads(pickle.dumps(one)).read(1 << 30)
        assert stamp.size == len(data) == one.stamp.size
        with one.open() as opened:
            assert opened.stream.read() == data
        found.append((one.target, data, json.loads(one.exchange)))
    return found, refused


def body_of(payload, exchange):
    """Put the body together again as FORMAT.md says."""
    body = exchange["body"]
    if "coded" in body:
        payload = body["coded"].encode("latin-1")
    if "framing" not in body:
        return payload
    out, at_ = b"", 0
    for before, length in body["framing"]:
        out += before.encode("latin-1") + payload[at_ : at_ + length]
        at_ += length
    return out


def test_a_page_is_kept_with_its_exchange_byte_for_byte(serve):
    sent = answer(PAGE, "200 OK", "Content-Type: text/html", 'ETag:  "x"', "X-Odd: \xe9")
    server = serve({"/a?b": sent})
    [(url, data, exchange)], refused = fetch(server, "/a?b#part")
    assert (url, data, refused) == (server.url("/a?b"), PAGE, [])
    assert exchange["response"].encode("latin-1") + body_of(data, exchange) == sent
    robots, asked = server.requests
    assert robots.startswith(b"GET /robots.txt HTTP/1.1\r\n")
    assert exchange["request"].encode() == asked
    assert (exchange["ip"], exchange["status"], exchange["at"]) == (
        "127.0.0.1",
        200,
        "2026-01-01T12:00:00.000Z",
    )
    assert b"Cookie" not in asked and b"Authorization" not in asked


def test_a_chunked_body_can_be_put_together_again(serve):
    body = b"\r\n".join((b"5;x=y", b"Hello", b"00a", b", world...", b"0", b"T: 1", b"", b""))
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    server = serve({"/": [[head + body[:3], body[3:14], body[14:]]]})
    [(_, data, exchange)], _ = fetch(server, "/")
    assert data == b"Hello, world..."
    assert body_of(data, exchange) == body
    assert "partial" not in exchange


def test_a_packed_body_is_unpacked_and_kept_as_it_was(serve):
    packed = gzip.compress(PAGE)
    server = serve({"/": answer(packed, "200 OK", "Content-Encoding: gzip")})
    [(_, data, exchange)], _ = fetch(server, "/")
    assert (data, body_of(data, exchange)) == (PAGE, packed)


def test_a_bomb_and_a_broken_coding_are_kept_packed(serve):
    bomb = gzip.compress(bytes(1 << 22))
    server = serve(
        {
            "/bomb": answer(bomb, "200 OK", "Content-Encoding: gzip"),
            "/broken": answer(b"no gzip", "200 OK", "Content-Encoding: gzip"),
        }
    )
    found, refused = fetch(server, "/bomb", "/broken", bounds={"decoded": 1 << 20})
    assert [data for _, data, _ in found] == [bomb, b"no gzip"]
    assert all("as it was packed" in exchange["notes"][0] for *_, exchange in found)
    assert not refused


def test_redirects_are_captures_of_their_own(serve):
    server = serve({"/a": answer(b"moved", "301 Moved", "Location: b"), "/b": answer(PAGE)})
    found, refused = fetch(server, "/a")
    assert [(u, d, e["status"]) for u, d, e in found] == [
        (server.url("/a"), b"moved", 301),
        (server.url("/b"), PAGE, 200),
    ]
    assert not refused


def test_redirects_end_at_the_limit_in_circles_and_at_private_addresses(serve):
    hops = {f"/{n}": answer(b"", "302 Found", f"Location: /{n + 1}") for n in range(20)}
    elsewhere = {
        "/meta": "http://169.254.169.254/latest",
        "/hex": "http://0x7f.1.2.3.4.5/",
        "/ten": "http://10.0.0.1/",
        "/port": "http://127.0.0.1:22/",
        "/file": "file:///etc/passwd",
    }
    away = {path: answer(b"", "302 Found", f"Location: {to}") for path, to in elsewhere.items()}
    circle = {
        "/x": answer(b"", "302 F", "Location: /y"),
        "/y": answer(b"", "302 F", "Location: /x"),
    }
    server = serve(hops | away | circle)
    found, refused = fetch(server, "/0")
    assert (len(found), [code for _, code in refused]) == (11, ["F231"])
    found, refused = fetch(server, "/x")
    assert (len(found), [code for _, code in refused]) == (2, ["F231"])
    for path in elsewhere:
        found, refused = fetch(server, path)
        assert (len(found), [code for _, code in refused]) == (
            1,
            ["F213" if path == "/file" else "F230"],
        )


def test_a_name_is_resolved_anew_for_each_request_and_the_answer_pinned(serve):
    server = serve({"/": answer(b"", "302 Found", "Location: /next")})
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])
    net = network(resolve=lambda host, port: next(answers))
    source = WebSource([f"http://a.example:{server.port}/"], at, limits(server), net)
    first, second = source.captures()
    assert json.loads(first.exchange)["ip"] == "127.0.0.1"
    assert b"Host: a.example:" in server.requests[0]
    assert second.error.code == "F230"


def test_loopback_is_refused_without_its_flag(serve):
    server = serve({"/": answer(PAGE)})
    bounds = WebLimits(ports=frozenset({server.port}))
    (one,) = WebSource([server.url("/")], at, bounds, network()).captures()
    assert (one.error.code, server.requests) == ("F230", [])


def cut(head):
    return b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"


BROKEN_CHUNK = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\nxx"
BAD = {
    "/cut": (cut, b"only this"),
    "/chunk": (BROKEN_CHUNK, b"abc"),
    "/chunk-long": (BROKEN_CHUNK.replace(b"zz", b"2") + b"xxxxx", b"abcxx"),
    "/chunk-end": (BROKEN_CHUNK[:-6], b"abc"),
}


@pytest.mark.parametrize("path", BAD)
def test_a_body_that_breaks_off_is_kept_as_partial_after_other_tries(serve, path):
    made, whole = BAD[path]
    server = serve({path: made})
    clock = Clock()
    [(_, data, exchange)], refused = fetch(server, path, clock=clock)
    assert (data, bool(exchange["partial"]), refused) == (whole, True, [])
    assert sum(path.encode() in head for head in server.requests) == 3


def test_a_partial_body_takes_no_documents_place(serve):
    server = serve({"/cut": cut})
    known = KnownPage(Validators(), list)
    found, refused = fetch(server, "/cut", known=lambda url: known)
    assert (found, [code for _, code in refused]) == ([], ["F231"])


@pytest.mark.parametrize(
    "made",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * (1 << 20) + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100000 + b"\r\n",
        b"\xff" * 1000,
    ],
)
def test_what_is_no_answer_is_refused(serve, made):
    server = serve({"/": made})
    found, refused = fetch(server, "/")
    assert found == []
    assert refused[0][1] in ("F231", "F209")


def test_a_drip_ends_when_the_time_is_up(serve):
    def drip(head):
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        for _ in range(100000):
            yield b"x"

    server = serve({"/": drip})
    bounds = {"total": 100.0, "tries": 1}
    [(_, data, exchange)], _ = fetch(server, "/", clock=Clock(step=1.0), bounds=bounds)
    assert "longer than 100 s" in exchange["partial"]
    assert len(data) < 100000


def test_a_body_larger_than_the_limit_is_kept_as_far_as_that(serve):
    server = serve({"/": answer(bytes(1 << 20))})
    [(_, data, exchange)], _ = fetch(server, "/", bounds={"body": 1 << 18, "tries": 1})
    assert "larger than the limit" in exchange["partial"]
    assert 1 << 18 < len(data) <= (1 << 18) + (1 << 16)


def test_a_long_body_lies_in_a_file_that_goes_with_its_capture(serve):
    import gc
    from pathlib import Path

    data = bytes(range(256)) * (1 << 13)
    server = serve({"/": answer(data)})
    source = WebSource([server.url("/")], at, limits(server), network())
    (one,) = source.captures()
    path = Path(one.data.path)
    assert path.read_bytes() == data == pickle.loads(pickle.dumps(one)).read(1 << 30)[0]
    assert path.exists()
    del one
    gc.collect()
    assert not path.exists()


@pytest.mark.parametrize(
    ("status", "tries"), [("404 N", 1), ("410 G", 1), ("403 F", 1), ("503 U", 3)]
)
def test_a_server_that_gives_nothing_is_said_so(serve, status, tries):
    server = serve({"/": answer(b"sorry", status, "Retry-After: 7")})
    clock = Clock()
    found, refused = fetch(server, "/", clock=clock)
    assert (found, [code for _, code in refused]) == ([], ["F232"])
    assert sum(b"GET / " in head for head in server.requests) == tries
    assert clock.slept.count(7.0) == tries - 1


def test_another_try_may_succeed(serve):
    server = serve(
        {"/": [answer(b"", "503 U", "Retry-After: Thu, 01 Jan 2026 12:00:09 GMT"), answer(PAGE)]}
    )
    clock = Clock()
    [(_, data, _)], refused = fetch(server, "/", clock=clock)
    assert (data, refused, 9.0 in clock.slept) == (PAGE, [], True)


def test_a_host_is_given_a_pause_between_requests(serve):
    server = serve({"/a": answer(PAGE), "/b": answer(PAGE)})
    clock = Clock()
    fetch(server, "/a", "/b", clock=clock, bounds={"delay": 2.5})
    assert clock.slept == [2.5, 2.5]


def test_what_is_stored_is_asked_for_with_its_validators(serve):
    server = serve({"/": b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'})
    known = KnownPage(
        Validators('"v1"', "Thu, 01 Jan 2026 00:00:00 GMT"), lambda: [PAGE[:5], PAGE[5:]]
    )
    [(_, data, exchange)], _ = fetch(server, "/", known=lambda url: known)
    assert (data, exchange["status"]) == (PAGE, 304)
    assert b'If-None-Match: "v1"\r\nIf-Modified-Since: Thu, 01' in server.requests[-1]
    evil = KnownPage(Validators('"a"\r\nX: y'), lambda: [PAGE])
    fetch(server, "/", known=lambda url: evil)
    assert b"X: y" not in server.requests[-1]
    found, refused = fetch(server, "/")  # a 304 that nobody asked for
    assert (found, refused[0][1]) == ([], "F232")


ROBOTS = answer(b"User-agent: *\nDisallow: /secret\n")


def test_robots_txt_binds_lists_and_requisites_and_is_noted_for_a_page_named_by_hand(serve):
    server = serve({"/robots.txt": ROBOTS, "/secret": answer(PAGE), "/open": answer(PAGE)})
    [(_, _, exchange)], refused = fetch(server, "/secret")
    assert ("named by hand" in exchange["notes"][0], refused) == (True, [])
    found, refused = fetch(server, "/secret", "/open", listed=True)
    assert ([url for url, *_ in found], refused) == (
        [server.url("/open")],
        [(server.url("/secret"), "F233")],
    )
    [(_, _, exchange)], refused = fetch(server, "/secret", listed=True, ignore_robots=True)
    assert "overridden" in exchange["notes"][0]


@pytest.mark.parametrize(
    ("robots", "listed", "noted"),
    [(NOT_FOUND, 1, False), (answer(b"", "503 U"), 0, True), (b"", 0, True)],
)
def test_a_host_without_rules_and_one_that_fails(serve, robots, listed, noted):
    server = serve({"/robots.txt": robots, "/": answer(PAGE)})
    found, _ = fetch(server, "/", listed=True)
    assert len(found) == listed
    [(_, _, exchange)], _ = fetch(server, "/")
    assert ("notes" in exchange) == noted


def test_a_page_comes_with_what_it_needs(serve):
    page = b"""<html><head><base href="/d/"><link rel="stylesheet" href="s.css">
        <link rel=canonical href=/no><script src="//127.0.0.1:1/j.js"></script></head>
        <img src="a.png" srcset="b.png 2x, c.png 3x"><img src="data:,x"><img src="a.png">
        <a href=/no>x</a><img src="/secret.png"></html>"""
    server = serve(
        {
            "/robots.txt": answer(b"User-agent: *\nDisallow: /secret"),
            "/p": answer(page, "200 OK", "Content-Type: text/html; charset=utf-8"),
            "/d/s.css": answer(b"a{}"),
            "/d/a.png": answer(b"png"),
            "/d/b.png": answer(b"", "302 F", "Location: c.png"),
        }
    )
    found, refused = fetch(server, "/p", with_requisites=True)
    assert [url.removeprefix(server.url("")) for url, *_ in found] == [
        "/p", "/d/a.png", "/d/s.css", "/d/b.png",
    ]  # fmt: skip
    codes = {url: code for url, code in refused}
    assert codes[server.url("/secret.png")] == "F233"
    assert codes["http://127.0.0.1:1/j.js"] == "F230"
    assert codes[server.url("/d/c.png")] == "F232"


def test_a_server_that_is_not_there(serve):
    server = serve({})
    server.close()
    found, refused = fetch(server, "/", "http://no.example/", bounds={"connect": 1.0})
    assert (found, refused[0][1]) == ([], "F209")


def certificate(folder, name):
    """Make a key and a certificate of its own for a host; return their file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin.replace(year=2120))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(own + made.public_bytes(Encoding.PEM))
    return path, made.public_bytes(Encoding.DER)


def test_tls_is_recorded_with_its_certificate_and_a_wrong_one_is_refused(tmp_path):
    path, der = certificate(tmp_path, "a.example")
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(path)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def serve_tls():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with (
                contextlib.suppress(OSError),
                theirs.wrap_socket(connection, server_side=True) as tls,
            ):
                tls.recv(65536)
                tls.sendall(answer(PAGE))

    threading.Thread(target=serve_tls, daemon=True).start()
    bounds = WebLimits(ports=frozenset({port}), loopback=True, tries=1)
    net = network(resolve=lambda host, port: ["127.0.0.1"])
    trusting = net._replace(context=lambda: ssl.create_default_context(cafile=path))
    url = f"https://a.example:{port}/"
    (one,) = WebSource([url], at, bounds, trusting).captures()
    tls = json.loads(one.exchange)["tls"]
    assert tls["certificates"][0]["sha256"] == hashlib.sha256(der).hexdigest()
    assert tls["version"].startswith("TLSv1.")
    (wrong,) = WebSource([url], at, bounds, net).captures()
    (other,) = WebSource([url.replace("a.", "b.")], at, bounds, trusting).captures()
    assert (wrong.error.code, other.error.code) == ("F209", "F209")
    assert "certificate" in str(wrong.error) and "b.example" in str(other.error)
    listener.close()
