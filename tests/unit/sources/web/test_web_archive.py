"""Web archives of other programs: every capture with its address, date and bytes; damage passed."""

import contextlib
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import time

import pytest
import zstandard

from fonds.sources.web.capture import WebCapture
from fonds.sources.web.web_archive import Holder, WebArchiveReader
from tests.support.loopback import Server
from tests.support.web_archives import PAGE, arc, by_warcio, members, records, site


def read(data):
    """Return captures as (address, date, bytes), exchanges, and what was damaged."""

    @contextlib.contextmanager
    def reopen():
        yield io.BytesIO(data)

    found, exchanges, damage = [], [], []
    reader = WebArchiveReader(io.BytesIO(data), Holder("file:///a.warc", "a.warc", reopen))
    for one in reader.captures():
        if isinstance(one, WebCapture):
            found.append((one.target, one.captured, one.read(1 << 30)[0]))
            exchanges.append(json.loads(one.exchange))
            assert one.within.container == "file:///a.warc"
        else:
            damage.append(one)
    return found, exchanges, damage


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    server = Server(site())
    data = by_warcio(server, tmp_path_factory.mktemp("warc") / "site.warc.gz")
    server.close()
    return data


def expected(data):
    return [
        (url, date[:19] + f".{(date[20:-1] or '0')[:3]:0<3}Z", body)
        for url, date, body in records("response", data)
    ]


def test_what_warcio_recorded_is_read_as_warcio_reads_it(recorded):
    found, exchanges, damage = read(recorded)
    assert (found, damage) == (expected(recorded), [])
    assert len(found) == len(site())
    by_path = {"/" + e["url"].rpartition("/")[2]: e for e in exchanges}
    for path in ("/", "/gzip", "/br", "/deflate", "/chunked"):
        assert (
            dict(zip([u for u, *_ in found], [b for *_, b in found], strict=True))[
                by_path[path]["url"]
            ]
            == PAGE
        )
        assert by_path[path]["request"].startswith(f"GET {path} HTTP/1.1\r\n")
    sent = site()["/br"].partition(b"\r\n\r\n")[2]
    assert by_path["/br"]["body"]["coded"].encode("latin-1") == sent
    assert by_path["/br"]["body"]["sha256"] == hashlib.sha256(sent).hexdigest()
    assert by_path["/chunked"]["body"]["framing"][0] == ["7\r\n", 7]
    assert (by_path["/moved"]["status"], by_path["/gone"]["status"]) == (302, 404)
    assert by_path["/form"]["request"].endswith("\r\n\r\na=b")
    assert by_path["/"]["ip"] == "127.0.0.1"
    assert not any("partial" in e or "notes" in e for e in exchanges)


@pytest.mark.parametrize("form", ["plain", "whole", "zstd"])
def test_the_same_plain_packed_whole_and_in_zstd(recorded, form):
    plain = gzip.decompress(recorded)
    data = {
        "plain": plain,
        "whole": gzip.compress(plain),
        "zstd": b"".join(
            zstandard.compress(gzip.decompress(recorded[a:b]))
            for a, b in zip(members(recorded), members(recorded)[1:], strict=False)
        ),
    }[form]
    found, _, damage = read(data)
    assert (found, damage) == (expected(recorded), [])


def test_damage_costs_the_record_that_has_it_and_no_other(recorded):
    whole = expected(recorded)
    starts = members(recorded)
    victim = starts[3]  # a response
    lost = records("response", recorded[:victim])
    for bad in (
        recorded[: victim + 40] + bytes([recorded[victim + 40] ^ 8]) + recorded[victim + 41 :],
        recorded[:victim] + b"garbage" * 99 + recorded[victim:],
        recorded[:victim] + b"\x1f\x8b\x08" * 99 + recorded[victim:],
        recorded[: victim + 30] + recorded[starts[4] :],
    ):
        found, _, damage = read(bad)
        assert damage and damage[0][1].facts["offset"] == victim
        assert found[: len(lost)] == whole[: len(lost)]
        assert found[-(len(whole) - len(lost) - 1) :] == whole[len(lost) + 1 :]


@pytest.mark.parametrize("packed", [False, True])
def test_the_end_may_be_cut_anywhere(recorded, packed):
    data = recorded if packed else gzip.decompress(recorded)
    whole = expected(recorded)
    for cut in range(0, len(data), 97):
        found, _, damage = read(data[:cut])
        complete = [one for one, there in zip(found, whole, strict=False) if one == there]
        assert len(found) - len(complete) <= 1
        assert damage or cut in members(recorded) or len(found) == len(complete)


LENGTHS = [b"-1", b"99999999", b"3", b"1e3", b"", b"9" * 40, b"0x10"]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_wrong_length_costs_no_other_record(recorded, length):
    plain = gzip.decompress(recorded)
    at = plain.index(b"WARC-Type: response")
    begin = plain.index(b"Content-Length: ", at) + 16
    end = plain.index(b"\r\n", begin)
    bad = plain[:begin] + length + plain[end:]
    for data in (bad, gzip.compress(bad)):
        found, _, damage = read(data)
        assert damage
        assert found[-len(site()) + 1 :] == expected(recorded)[1:]


def record(kind, target, block, *fields, length=None):
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {target}",
        "WARC-Date: 2016-05-04T03:02:01Z",
        *fields,
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def test_oddities_of_the_wild():
    http = b"HTTP/1.1 200 OK\nContent-Type: text/plain\n\nfine"
    digest = "sha256:" + hashlib.sha256(b"fine").hexdigest()
    data = (
        record("response", "<http://a.example/x>", http, f"WARC-Payload-Digest: {digest}")
        + record("resource", "http://a.example/a b", b"r", "X-Folded: one\r\n  two")
        + record(
            "response",
            "http://a.example/not-chunked",
            http.replace(b"\n\n", b"\nTransfer-Encoding: chunked\n\n"),
        )
        + record("response", "http://a.example/old", b"<html>no head</html>")
        + record(
            "response",
            "dns:a.example",
            b"20160504\na.example. 1 IN A 1.2.3.4",
            "Content-Type: text/dns",
        )
        + record(
            "response", "http://a.example/wrong", http, "WARC-Payload-Digest: sha1:" + "A" * 32
        )
    )
    found, exchanges, damage = read(data)
    assert [(url, body) for url, _, body in found] == [
        ("http://a.example/x", b"fine"),
        ("http://a.example/a%20b", b"r"),
        ("http://a.example/not-chunked", b"fine"),
        ("http://a.example/old", b"<html>no head</html>"),
        ("dns:a.example", b"20160504\na.example. 1 IN A 1.2.3.4"),
        ("http://a.example/wrong", b"fine"),
    ]
    assert {date for _, date, _ in found} == {"2016-05-04T03:02:01.000Z"}
    assert ["X-Folded", "one two"] in exchanges[1]["record"]["fields"]
    assert damage == []
    assert ["partial" in e for e in exchanges] == [False] * 5 + [True]


def test_a_header_without_end_is_passed_over():
    good = record("resource", "http://a.example/", b"good")
    long = b"WARC/1.0\r\nWARC-Type: resource\r\nX: " + b"y" * (1 << 21) + b"\r\n\r\n"
    found, _, damage = read(good + long + good)
    assert (len(found), len(damage)) == (2, 1)
    assert damage[0][1].facts["offset"] == len(good)
    found, _, damage = read(gzip.compress(good) + gzip.compress(long) + gzip.compress(good))
    assert (len(found), len(damage)) == (2, 1)


def test_a_record_at_once_behind_a_broken_header_is_read():
    good = record("resource", "http://a.example/", b"good")
    broken = b"WARC/1.0\r\nContent-Length: -1\r\n\r\n"
    found, _, damage = read(good + broken + broken + good)
    assert (len(found), len(damage)) == (2, 2)


def test_what_looks_like_beginnings_costs_little():
    """Time and memory are those of the length, whatever the bytes look like."""
    good = record("resource", "http://a.example/", b"good")
    for noise in (b"a:" * 1_000_000, b"a: 20200101000000 " * 100_000, b"\nWARC/1.0 x" * 100_000):
        begun = time.process_time()
        found, _, damage = read(good + noise + b"\r\n" + good)
        assert (len(found), len(damage)) == (2, 1)
        assert time.process_time() - begun < 5
    packed = gzip.compress(good)
    found, _, damage = read(packed + b"\x1f\x8b\x08" * 100_000 + packed)
    assert (len(found), len(damage)) == (2, 1)


def test_revisits_are_resolved_or_named():
    http = b"HTTP/1.1 200 OK\r\n\r\nsame"
    digest = (
        "WARC-Payload-Digest: sha1:"
        + __import__("base64").b32encode(hashlib.sha1(b"same").digest()).decode()
    )
    first = record("response", "http://a.example/", http, digest, "WARC-Record-ID: <urn:uuid:1>")
    by_id = record("revisit", "http://a.example/2", b"", "WARC-Refers-To: <urn:uuid:1>")
    by_digest = record(
        "revisit", "http://a.example/3", b"HTTP/1.1 304 Not Modified\r\n\r\n", digest
    )
    by_place = record(
        "revisit", "http://a.example/4", b"",
        "WARC-Refers-To-Target-URI: http://a.example/", "WARC-Refers-To-Date: 2016-05-04T03:02:01Z",
    )  # fmt: skip
    nowhere = record("revisit", "http://a.example/5", b"", "WARC-Refers-To: <urn:uuid:9>")
    for pack in (lambda d: d, gzip.compress):
        found, exchanges, damage = read(
            b"".join(map(pack, (first, by_id, by_digest, by_place, nowhere)))
        )
        assert [(url[-1], body) for url, _, body in found] == [
            ("/", b"same"), ("2", b"same"), ("3", b"same"), ("4", b"same"),
        ]  # fmt: skip
        assert [place for place, _ in damage] == ["http://a.example/5"]
        assert exchanges[2]["status"] == 304


def test_arc_files():
    http = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old</p>"
    rows = arc(
        [
            ("http://a.example/", "1.2.3.4", "19990102030405", "text/html", http),
            ("http://a.example/with space", "1.2.3.4", "19990102030406", "text/html", http),
            ("http://a.example/bare", "1.2.3.4", "19990102030407", "text/html", b"<p>bare</p>"),
        ]
    )
    for data in (b"".join(rows), b"".join(map(gzip.compress, rows)), gzip.compress(b"".join(rows))):
        found, exchanges, damage = read(data)
        assert found == [
            ("http://a.example/", "1999-01-02T03:04:05.000Z", b"<p>old</p>"),
            ("http://a.example/with%20space", "1999-01-02T03:04:06.000Z", b"<p>old</p>"),
            ("http://a.example/bare", "1999-01-02T03:04:07.000Z", b"<p>bare</p>"),
        ]
        assert (damage, exchanges[0]["ip"]) == ([], "1.2.3.4")
    found, _, damage = read(rows[0] + rows[1] + b"\x00garbage\n" + rows[2] + rows[3])
    assert (len(found), len(damage)) == (3, 1)


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_what_wget_recorded(tmp_path):
    server = Server(site())
    urls = [server.url(path) for path in ("/", "/chunked", "/moved", "/gone")]
    line = ["wget", "-q", "--no-config", "-t", "1", "--warc-file=out", "-O", "body", *urls]
    subprocess.run(line, cwd=tmp_path, timeout=60, check=False)
    server.close()
    found, exchanges, damage = read((tmp_path / "out.warc.gz").read_bytes())
    pages = [(url, body) for url, _, body in found if url.startswith("http://127")]
    assert pages == [
        (urls[0], PAGE), (urls[1], PAGE), (urls[2], b""), (urls[0], PAGE), (urls[3], b"no such page"),
    ]  # fmt: skip
    assert damage == []
    assert not any("partial" in exchange for exchange in exchanges)
    assert exchanges[0]["request"].startswith("GET / HTTP/1.1\r\n")
