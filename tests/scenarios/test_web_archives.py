"""Web archives in an archive: versions by date, whatever order they come in, and nothing twice."""

import base64
import gzip
import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest

import fonds
from tests.support.command import BIN, run_command
from tests.support.loopback import Server
from tests.support.web_archives import PAGE, arc, by_warcio, members, site

URL = "http://a.example/page"


def warc(*captures, url=URL):
    """Return a WARC of a page: (date, words)."""
    made = b""
    for number, (date, words) in enumerate(captures):
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>%s</p>" % words
        digest = base64.b32encode(hashlib.sha1(block.partition(b"\r\n\r\n")[2]).digest()).decode()
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
            f"WARC-Record-ID: <urn:uuid:{date}-{number}>\r\nWARC-Payload-Digest: sha1:{digest}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        made += gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)
    return made


@pytest.fixture
def archive(tmp_path):
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    with fonds.init(tmp_path / "archive", key=tmp_path / "key", now=lambda: now) as made:
        yield made


def ingest(archive, path, data):
    path.write_bytes(data)
    report = archive.ingest(path, jobs=0, members_only=True)
    return report.new, report.changed, report.unchanged, report.failed


def holds(archive):
    report = archive.verify(rederive=True)
    return [one.code for one in report.findings if one.severity != "notice"] == []


def test_an_older_archive_that_comes_later_is_not_the_newest(archive, tmp_path):
    newer = warc(("2020-05-01T00:00:00Z", b"new"), ("2021-05-01T00:00:00Z", b"newest"))
    older = warc(("2010-05-01T00:00:00Z", b"old"), ("2020-05-01T10:00:00Z", b"new"))
    assert ingest(archive, tmp_path / "newer.warc.gz", newer) == (1, 1, 0, 0)
    assert ingest(archive, tmp_path / "older.warc.gz", older) == (0, 1, 1, 0)
    assert [one.raw for one in archive.versions(URL)] == [
        b"<p>new</p>", b"<p>newest</p>", b"<p>old</p>",
    ]  # fmt: skip
    assert archive.get(URL).raw == b"<p>newest</p>"
    assert archive.get(URL + "@3").captured == "2010-05-01T00:00:00.000Z"
    assert ingest(archive, tmp_path / "again.warc.gz", newer) == (0, 0, 2, 0)
    assert holds(archive)


def test_the_same_page_on_another_day_is_a_revisit_and_comes_in_order(archive, tmp_path):
    days = [(f"2020-05-{day:02}T00:00:00Z", b"same") for day in range(1, 9)]
    assert ingest(archive, tmp_path / "a.warc.gz", warc(*days)) == (1, 7, 0, 0)
    kinds = [one.statement.kind for one in archive.versions(URL)]
    assert kinds == ["capture"] + ["revisit"] * 7
    assert holds(archive)
    with fonds.open(archive.path, key=tmp_path / "key") as opened:
        assert opened.ingest(tmp_path / "a.warc.gz", members_only=True).unchanged == 8


def test_rows_of_versions(archive, tmp_path):
    data = warc(("2021-05-01T00:00:00Z", b"b"), ("2020-05-01T00:00:00Z", b"a"))
    ingest(archive, tmp_path / "a.warc.gz", data)
    line = [BIN / "fonds", "list", "--versions", "--json", "--archive", str(archive.path)]
    done = run_command(line, cwd=tmp_path, env={"HOME": str(tmp_path), "LANG": "C.UTF-8"})
    rows = json.loads(done.stdout)["versions"]
    assert [(row["version"], row["captured"], row["kind"]) for row in rows] == [
        (2, "2020-05-01T00:00:00.000Z", "capture"),
        (1, "2021-05-01T00:00:00.000Z", "capture"),
    ]
    assert set(rows[0]) == set("identifier version kind captured at sha256 type size title".split())
    assert rows[0]["sha256"] == hashlib.sha256(b"<p>a</p>").hexdigest()
    assert rows[0]["identifier"] == URL


def test_a_site_through_the_command_and_damaged(tmp_path):
    server = Server(site())
    data = by_warcio(server, tmp_path / "site.warc.gz")
    server.close()
    env = {"FONDS_KEY": str(tmp_path / "key"), "HOME": str(tmp_path), "LANG": "C.UTF-8"}

    def run(*arguments):
        line = [BIN / arguments[0], *map(str, arguments[1:]), "--json"]
        done = run_command(line, cwd=tmp_path, env=env)
        return done.returncode, json.loads(done.stdout), done.stderr.decode()

    status, report, _ = run("archive-ingest", "site.warc.gz")
    assert (status, report["new"]) == (0, 1 + len(site()))
    status, listed, _ = run("fonds", "list")
    shas = {row["identifier"]: row["sha256"] for row in listed["documents"]}
    page = hashlib.sha256(PAGE).hexdigest()
    assert all(shas[server.url(p)] == page for p in ("/", "/gzip", "/br", "/deflate", "/chunked"))
    texts = {row["identifier"]: row["title"] for row in listed["documents"]}
    assert texts[server.url("/br")] == "A page"

    cut = members(data)[3]
    (tmp_path / "bad.warc.gz").write_bytes(data[:cut] + b"garbage" + data[cut:-9])
    status, report, said = run("archive-ingest", "bad.warc.gz")
    assert (status, report["new"], report["failed"]) == (3, 1, 2)
    assert f"offset={cut}" in said and report["unchanged"] >= len(site()) - 1
    status, _, _ = run("fonds", "verify", "--rederive")
    assert status == 0


def test_wacz_arc_and_our_own_bundle(archive, tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(warc(("2020-05-01T00:00:00Z", b"words")))
    line = [sys.executable, "-m", "wacz.main", "create", "-o", "made.wacz", "a.warc.gz"]
    subprocess.run(line, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    report = archive.ingest(tmp_path / "made.wacz", jobs=0)
    assert (report.failed, archive.get(URL).raw) == (0, b"<p>words</p>")
    assert archive.get("made.wacz").raw == (tmp_path / "made.wacz").read_bytes()
    rows = arc([("http://old.example/", "1.2.3.4", "19990102030405", "text/html", b"<p>old</p>")])
    assert ingest(archive, tmp_path / "old.arc", b"".join(rows)) == (1, 0, 0, 0)
    assert archive.get("http://old.example/").captured == "1999-01-02T03:04:05.000Z"
    assert holds(archive)

    with fonds.init(tmp_path / "second", key=tmp_path / "key2") as second:
        for bundle in sorted((archive.path / "bundles").rglob("*.wacz")):
            second.ingest(bundle, jobs=0, members_only=True)
        for document in archive.documents():
            if not document.identifier.startswith("file:///"):
                assert second.get(document.identifier).raw == archive.get(document.identifier).raw
        assert [one.code for one in second.verify().findings if one.severity != "notice"] == []


def test_a_wacz_whose_member_was_changed_is_said_so(archive, tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(warc(("2020-05-01T00:00:00Z", b"words")))
    line = [sys.executable, "-m", "wacz.main", "create", "-o", "made.wacz", "a.warc.gz"]
    subprocess.run(line, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    with (
        zipfile.ZipFile(tmp_path / "made.wacz") as made,
        zipfile.ZipFile(tmp_path / "bad.wacz", "w") as bad,
    ):
        for name in made.namelist():
            data = made.read(name)
            bad.writestr(name, data + b"\n" if name.startswith("indexes/") else data)
    assert archive.ingest(tmp_path / "made.wacz", jobs=0).failed == 0
    outcomes = []
    archive.ingest(tmp_path / "bad.wacz", jobs=0, acknowledge=outcomes.append)
    said = [str(one.error) for one in outcomes if one.error is not None]
    assert any("indexes/" in text for text in said), said


def test_a_signed_wacz_says_who_signed_it_and_its_titles(archive, shared):
    archive.ingest(shared / "samples/wacz/four-documents-signed.wacz", jobs=0)
    version = archive.get("https://library.example/ar.txt")
    facts = version.own_provenance["entity"]["v:container"]
    assert facts["f:signature"].startswith("valid, by the holder of a key of sha256 ")
    assert facts["f:title"] == "تقرير قصير"
    assert facts["f:captured"] == version.captured == "2026-03-01T09:30:00.000Z"
    assert holds(archive)


def test_a_damaged_copy_takes_no_captures_place(archive, tmp_path):
    whole = warc(("2020-05-01T00:00:00Z", b"words that are whole" * 50))
    plain = gzip.decompress(whole)
    assert ingest(archive, tmp_path / "cut.warc", plain[:-500]) == (1, 0, 0, 1)
    assert archive.get(URL).exchange["partial"]
    assert ingest(archive, tmp_path / "whole.warc.gz", whole) == (0, 1, 0, 0)
    assert ingest(archive, tmp_path / "cut-again.warc", plain[:-300]) == (0, 0, 0, 2)
    assert ingest(archive, tmp_path / "cut.warc", plain[:-500]) == (0, 0, 1, 1)
    assert archive.get(URL).raw == b"<p>" + b"words that are whole" * 50 + b"</p>"


def test_a_revisit_of_a_record_in_another_file_is_resolved_in_the_archive(archive, tmp_path):
    revisit = (
        b"WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: http://a.example/page\r\n"
        b"WARC-Date: 2021-01-01T00:00:00Z\r\nWARC-Refers-To-Target-URI: http://a.example/page\r\n"
        b"WARC-Refers-To-Date: 2020-05-01T00:00:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    )
    assert ingest(archive, tmp_path / "later.warc", revisit) == (0, 0, 0, 1)
    assert ingest(archive, tmp_path / "a.warc.gz", warc(("2020-05-01T00:00:00Z", b"x"))) == (
        1, 0, 0, 0,
    )  # fmt: skip
    assert ingest(archive, tmp_path / "later.warc", revisit) == (0, 1, 0, 0)
    newest = archive.get(URL)
    assert (newest.statement.kind, newest.raw, newest.captured[:4]) == (
        "revisit", b"<p>x</p>", "2021",
    )  # fmt: skip
    assert holds(archive)
