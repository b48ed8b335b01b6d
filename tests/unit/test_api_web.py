"""Pages become versions: new, unchanged, seen again on a later day, changed; and all of it holds."""

import json
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator

import fonds
from fonds.verify import verify_path
from tests.support.command import BIN, run_command
from tests.support.loopback import Server, answer, limits, network

PAGE = b"<html><title>A page</title><body><p>Some words of a page that stays.</p></body></html>"
HTML = "Content-Type: text/html; charset=utf-8"
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'


@pytest.fixture
def archive(tmp_path):
    with fonds.init(tmp_path / "archive", key=tmp_path / "key") as made:
        yield made


@pytest.fixture
def server():
    made = Server(
        {
            "/": answer(b"", "302 Found", "Location: /page"),
            "/page": answer(PAGE, "200 OK", HTML, 'ETag: "1"'),
        }
    )
    yield made
    made.close()


def ingest(archive, server, day, path="/page", **settings):
    archive.now = lambda: datetime(2026, 12, day, 12, tzinfo=UTC)
    source = archive.web(server.url(path), limits=limits(server), network=network(), **settings)
    report = archive.ingest(source, jobs=0)
    return report.new, report.changed, report.unchanged, report.failed


def test_a_page_over_days(archive, server):
    url = server.url("/page")
    assert ingest(archive, server, 1, "/") == (2, 0, 0, 0)  # the redirect too
    assert ingest(archive, server, 1) == (0, 0, 1, 0)
    server.answers["/page"] = NOT_MODIFIED
    assert ingest(archive, server, 1) == (0, 0, 1, 0)
    assert b'If-None-Match: "1"' in server.requests[-1]
    assert ingest(archive, server, 2) == (0, 1, 0, 0)  # still so on that day
    assert ingest(archive, server, 2) == (0, 0, 1, 0)
    server.answers["/page"] = answer(PAGE.replace(b"stays", b"went"), "200 OK", HTML)
    assert ingest(archive, server, 2) == (0, 1, 0, 0)

    versions = archive.versions(url)
    assert [one.statement.kind for one in versions] == ["capture", "revisit", "capture"]
    assert [one.exchange["status"] for one in versions] == [200, 304, 200]
    assert versions[0].raw == versions[1].raw == PAGE
    assert versions[1].text == versions[0].text and "stays" in versions[1].text
    assert versions[0].statement.records[0].type == "text/html;charset=utf-8"
    assert archive.get(server.url("/")).exchange["status"] == 302
    report = archive.verify(rederive=True)
    assert [one.code for one in report.findings if one.severity != "notice"] == []


def test_a_page_that_is_gone_stays_in_the_archive(archive, server):
    ingest(archive, server, 1)
    server.answers["/page"] = answer(b"", "404 Not Found")
    assert ingest(archive, server, 2) == (0, 0, 0, 1)
    assert len(archive.versions(server.url("/page"))) == 1


def test_a_page_in_evidence_carries_its_exchange(archive, server, tmp_path):
    ingest(archive, server, 1)
    ingest(archive, server, 2)
    for number in (1, 2):
        out = tmp_path / f"{number}.wacz"
        archive.prove(f"{server.url('/page')}@{number}", out)
        report = verify_path(out, None)
        assert [one.code for one in report.findings if one.severity != "notice"] == []
        if all(map(shutil.which, ("unzip", "openssl", "xxd", "awk"))):
            with zipfile.ZipFile(out) as file:
                script = file.read("fonds/verify.sh")
            said = subprocess.run(["sh", "-s", out], input=script, capture_output=True)
            assert said.returncode == 0, said.stdout.decode() + said.stderr.decode()
        with zipfile.ZipFile(out) as file, file.open("archive/data.warc.gz") as data:
            exchange = [
                record.raw_stream.read()
                for record in ArchiveIterator(data)
                if str(record.rec_headers.get_header("WARC-Target-URI")).endswith("/exchange")
            ]
        assert json.loads(exchange[0])["status"] == 200


def test_a_list_of_addresses_and_files(tmp_path, server):
    server.answers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /secret")
    server.answers["/secret"] = answer(PAGE)
    (tmp_path / "a.txt").write_text("a file")
    lines = f"a.txt\n{server.url('/page')}\n{server.url('/secret')}\n"
    (tmp_path / "list").write_text(lines)

    def run(*arguments):
        line = [BIN / "archive-ingest", *arguments, "--allow-loopback", "--delay", "0", "--json"]
        line += ["--port", str(server.port), "--jobs", "0"]
        env = {"FONDS_KEY": str(tmp_path / "key"), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        done = run_command(line, cwd=tmp_path, env=env)
        return done.returncode, json.loads(done.stdout), done.stderr.decode()

    status, report, said = run("--from-file", "list")
    assert (status, report["new"], report["failed"], "F233" in said) == (3, 2, 1, True)
    status, report, said = run("--from-file", "list", "--ignore-robots")
    assert (status, report["new"], report["unchanged"]) == (0, 1, 2)
    status, report, said = run(server.url("/page"), "a.txt")
    assert (status, report["unchanged"]) == (0, 2)

    def ask(*line):
        env = {"FONDS_KEY": str(tmp_path / "key"), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        done = run_command([BIN / "fonds", *line], cwd=tmp_path, env=env)
        return done.returncode, done.stdout

    status, shown = ask("show", server.url("/page"), "--json")
    exchange = json.loads(shown)["exchange"]
    assert (exchange["status"], exchange["ip"]) == (200, "127.0.0.1")
    status, whole = ask("cat", server.url("/page"), "--exchange")
    assert json.loads(whole)["request"].startswith("GET /page HTTP/1.1\r\n")
    assert ask("cat", "a.txt", "--exchange")[0] == 1
    assert b"ip" in ask("show", server.url("/page"))[1]


def test_an_address_among_sources_is_fetched_and_a_private_one_refused(archive, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    outcomes = []
    report = archive.ingest(
        ["http://10.0.0.1/", str(tmp_path / "a.txt")], jobs=0, acknowledge=outcomes.append
    )
    assert (report.new, report.failed) == (1, 1)
    assert [one.error.code for one in outcomes if one.error] == ["F230"]


def test_a_stop_ends_the_requests(archive, server):
    source = archive.web([server.url("/page")] * 3, limits=limits(server), network=network())
    source.stop = lambda: len(server.requests) >= 2  # robots.txt, and one page
    assert len(list(source.captures())) == 1
