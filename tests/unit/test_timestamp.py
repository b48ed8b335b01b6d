"""The verb ``timestamp`` against a real ``openssl ts`` authority on loopback, and its faults."""

import shutil
import subprocess
import threading

import attrs
import pytest

from fonds import timestamp as verb
from fonds.errors import (
    DigestMismatchError,
    MalformedTokenError,
    MissingFileError,
    NetworkError,
    SignatureError,
    StorageError,
    UsageError,
)
from fonds.formats.rfc3161.timestamp import TOKEN_LIMIT, build_request, parse_chain, parse_response
from fonds.log.timestamps import (
    chain_name,
    check_timestamps,
    parse_token_name,
    read_tokens,
    token_name,
)
from fonds.timestamp import Stamped, post_query, stamped, timestamp
from support.logs import grow
from support.memory_store import MemoryStore
from support.tsa import Authority, running, send, served

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "one", "One")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "two", "Two", between=True)


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def checkpoint(store):
    return grow(store, 3, 8).checkpoint


def fetch_from(**authorities):
    def fetch(url, query):
        answer = authorities[url]
        return answer.reply(query) if isinstance(answer, Authority) else answer(query)

    return fetch


def test_a_checkpoint_is_stamped_over_http_and_openssl_agrees(store, checkpoint, one, tmp_path):
    with running(one) as url:
        (result,) = timestamp(store, checkpoint, [url], post_query, [one.root])
    assert (result.error, result.name, result.trusted) == (None, "log/timestamps/8.tsr", True)
    assert result.token.authority == "CN=One TSA"
    assert parse_chain(store.files["log/timestamps/8.chain.pem"]) == [one.signer, one.root]
    for name in ("timestamps/8.tsr", "timestamps/8.chain.pem", "checkpoints/8"):
        (tmp_path / name.replace("/", "-")).write_bytes(store.files[f"log/{name}"])
    command = [
        "openssl", "ts", "-verify", "-data", "checkpoints-8", "-in", "timestamps-8.tsr",
        "-CAfile", one.folder / "root.pem", "-untrusted", "timestamps-8.chain.pem",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "Verification: OK" in done.stdout, done.stderr
    (checked,) = check_timestamps(store, [one.root])
    assert (checked.name, checked.size, checked.trusted, checked.error) == (
        result.name, 8, True, None,
    )  # fmt: skip
    assert checked.token == result.token


def test_several_authorities_have_a_file_each_and_one_that_fails_harms_none(
    store, checkpoint, one, two
):
    other = build_request(b"other bytes").data
    fetch = fetch_from(
        one=one,
        down=lambda query: (_ for _ in ()).throw(NetworkError("down")),
        rubbish=lambda query: b"<html>",
        refuses=lambda query: one.reply(query.replace(b"\x03\x04\x02\x01", b"\x03\x04\x02\x02")),
        replays=lambda query: one.reply(other),
        two=two,
    )
    urls = ["down", "one", "rubbish", "refuses", "replays", "two"]
    results = timestamp(store, checkpoint, urls, fetch)
    assert [(r.url, r.name) for r in results] == [
        ("down", ""), ("one", "log/timestamps/8.tsr"), ("rubbish", ""), ("refuses", ""),
        ("replays", ""), ("two", "log/timestamps/8.2.tsr"),
    ]  # fmt: skip
    assert [type(r.error) for r in results] == [
        NetworkError, type(None), MalformedTokenError, MalformedTokenError, MalformedTokenError,
        type(None),
    ]  # fmt: skip
    assert not any(r.trusted for r in results)
    assert set(stamped(store, checkpoint)) == {results[1].token, results[5].token}
    assert [c.error for c in check_timestamps(store)] == [None, None]
    trust = {c.name: c.trusted for c in check_timestamps(store, [two.root])}
    assert trust == {"log/timestamps/8.2.tsr": True, "log/timestamps/8.tsr": False}
    assert all(c.trusted for c in check_timestamps(store, [one.root, two.root]))


def test_a_token_by_nobody_that_is_trusted_is_not_kept(store, checkpoint, one, two):
    (result,) = timestamp(store, checkpoint, ["one"], fetch_from(one=one), [two.root])
    assert isinstance(result.error, SignatureError)
    assert not stamped(store, checkpoint)


def test_an_answer_to_another_request_over_the_same_bytes_is_refused(store, checkpoint, one):
    before = build_request(store.files["log/checkpoints/8"])
    replay = one.reply(before.data)
    (result,) = timestamp(store, checkpoint, ["one"], lambda url, query: replay)
    assert isinstance(result.error, MalformedTokenError)


def test_only_a_kept_checkpoint_is_stamped(store, checkpoint, one):
    with pytest.raises(UsageError):
        timestamp(store, attrs.evolve(checkpoint, root=bytes(32)), ["one"], fetch_from(one=one))
    with pytest.raises(MissingFileError):
        timestamp(store, attrs.evolve(checkpoint, size=7), ["one"], fetch_from(one=one))


def test_a_failing_disk_is_not_an_authority_that_fails(store, checkpoint, one):
    def create(name, data):
        raise StorageError("full")

    store.create = create
    with pytest.raises(StorageError):
        timestamp(store, checkpoint, ["one"], fetch_from(one=one))


def test_a_crash_between_the_chain_and_the_token_is_passed_by(store, checkpoint, one, two):
    store.files["log/timestamps/8.chain.pem"] = b"the chain of another authority"
    (result,) = timestamp(store, checkpoint, ["one"], fetch_from(one=one), [one.root])
    assert result.name == "log/timestamps/8.2.tsr"
    assert stamped(store, checkpoint) == [result.token]
    assert [c.error for c in check_timestamps(store, [one.root])] == [None]


def test_a_checkpoint_can_have_tokens_enough(store, checkpoint, one, monkeypatch):
    monkeypatch.setattr("fonds.log.timestamps.TOKENS", 2)
    results = timestamp(store, checkpoint, ["one"] * 3, fetch_from(one=one))
    assert [bool(r.error) for r in results] == [False, False, True]


def test_damage_of_any_byte_is_noticed(store, checkpoint, one, two):
    timestamp(store, checkpoint, ["one"], fetch_from(one=one), [one.root])
    name = token_name(8)
    good = store.files[name]
    for at in range(0, len(good), 5):
        store.files[name] = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        (checked,) = check_timestamps(store, [one.root])
        assert checked.error is not None
        assert not checked.trusted
    store.files[name] = good
    chain = store.files.pop(chain_name(8))
    assert [c.trusted for c in check_timestamps(store, [one.root])] == [True]
    for at in (*range(0, len(chain), 7), len(chain) - 40):
        cut = at == len(chain) - 40
        store.files[chain_name(8)] = chain[:at] + (
            b"" if cut else bytes([chain[at] ^ 1]) + chain[at + 1 :]
        )
        (checked,) = check_timestamps(store, [one.root])
        assert isinstance(checked.error, MalformedTokenError | SignatureError)
    store.files[chain_name(8)] = chain
    store.files["log/checkpoints/8"] += b"\n"
    for roots in ([], [one.root]):
        (checked,) = check_timestamps(store, roots)
        assert isinstance(checked.error, DigestMismatchError)
    del store.files["log/checkpoints/8"]
    assert [type(c.error) for c in check_timestamps(store)] == [MissingFileError]


def test_names_of_tokens():
    assert token_name(8) == "log/timestamps/8.tsr"
    assert chain_name(8, 3) == "log/timestamps/8.3.chain.pem"
    for size, number in ((0, 1), (8, 2), (2**62, 64)):
        assert parse_token_name(token_name(size, number)) == (size, number)
    for name in (
        "8.1.tsr",
        "08.tsr",
        "8.0.tsr",
        "8.2.3.tsr",
        "8.chain.pem",
        "x.tsr",
        ".tsr",
        "8.tsr",
    ):
        assert parse_token_name(name) is None
        if name != "8.tsr":
            assert parse_token_name(f"log/timestamps/{name}") is None


def test_a_file_that_is_no_token_is_passed_by(store, checkpoint, one):
    timestamp(store, checkpoint, ["one", "one"], fetch_from(one=one))
    store.files[token_name(8)] = b"rubbish"
    assert len(read_tokens(store, 8)) == 1


# --- the network ------------------------------------------------------------------------------
def reply(one):
    return lambda handler, query: send(handler, 200, one.reply(query))


def test_a_redirect_is_followed_with_the_question(one):
    def answer(handler, query):
        if handler.path == "/there":
            return send(handler, 200, one.reply(query))
        return send(handler, {"/a": 301, "/b": 308}[handler.path], Location="/there")

    with served(answer) as url:
        for path in ("/a", "/b", "/there"):
            assert parse_response(post_query(url + path, build_request(b"x").data)).covers(b"x")


@pytest.mark.parametrize(
    ("status", "location"),
    [
        (302, "ftp://127.0.0.1/"), (302, "file:///etc/passwd"), (307, "//u:p@127.0.0.1/"),
        (302, "http://[::"), (302, "/again"), (303, "/"), (404, ""), (500, ""), (204, ""),
    ],
)  # fmt: skip
def test_other_answers_are_failures(status, location):
    def answer(handler, query):
        send(handler, status, Location=location)

    with served(answer) as url, pytest.raises(NetworkError):
        post_query(url, b"query")


def test_from_https_no_way_leads_back():
    with pytest.raises(NetworkError):
        verb._onward("https://tsa.example/", "http://tsa.example/")
    assert verb._onward("http://tsa.example/a", "https://tsa.example/b") == "https://tsa.example/b"


def test_an_endless_answer_is_cut(one):
    def answer(handler, query):
        send(handler, 200, b"x" * (TOKEN_LIMIT + 1))

    with served(answer) as url, pytest.raises(NetworkError, match="too long"):
        post_query(url, b"query")


def test_a_slow_answer_is_cut():
    over = threading.Event()

    def answer(handler, query):
        handler.send_response(200)
        handler.end_headers()
        while not over.is_set():  # a byte now and then, so that no single read times out
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                return
            over.wait(0.02)

    with served(answer) as url:
        try:
            with pytest.raises(NetworkError):
                post_query(url, b"query", total=0.2)
        finally:
            over.set()


def test_nobody_there_is_a_failure():
    with served(lambda *_: None) as url:
        pass  # the port is free again
    with pytest.raises(NetworkError):
        post_query(url, b"query", connect=1.0)


@pytest.mark.parametrize(
    "url",
    [
        "", "tsa.example", "ftp://tsa.example/", "file:///etc/passwd", "http://", "http:///x",
        "http://a:b@tsa.example/", "http://tsa.example:99999/", "http://tsa.example:0/",
        "http://tsa.example/a b", "http://tsa.example/\r\nX: y", "http://[::1", "http://é.example/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_an_authority_is_refused(url):
    with pytest.raises(UsageError):
        post_query(url, b"query")


def test_https_asks_for_a_certificate(one):
    with served(reply(one)) as url, pytest.raises(NetworkError):
        post_query(url.replace("http:", "https:"), b"query")


def test_a_result_is_a_token_or_an_error():
    assert Stamped("u") == Stamped("u", None, "", False, None)
