"""``withdraw``, ``timestamp`` and ``key`` as people run them."""

import json
import os
import pty
import shutil
import subprocess

import pytest

from support.residue import where_found
from support.tsa import Authority, running
from unit.cli.test_commands import BIN, ingest, run

WHY = ("--reason", "an order", "--authority", "the court")
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")


@pytest.fixture
def home(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("the words that have to go\n")
    (tmp_path / "in" / "b.txt").write_text("these stay\n")
    (tmp_path / "in" / "c.txt").write_text("the words that have to go\n")
    ingest(tmp_path, "in")
    return tmp_path


# --- withdraw -----------------------------------------------------------------------------------
def test_a_dry_run_says_what_goes_what_stays_and_what_is_beyond(home):
    ran = run(home, "withdraw", "a.txt", "--dry-run")
    assert ran.returncode == 0
    assert "would be withdrawn: all its versions" in ran.out
    assert "OTHER DOCUMENTS WITH THE SAME BYTES" in ran.out
    assert "file:///in/c.txt" in ran.out
    assert "backups" in ran.out
    assert run(home, "cat", "a.txt").out == "the words that have to go\n"


def test_a_script_says_yes(home):
    for name in ("a.txt", "c.txt"):
        ran = run(home, "withdraw", name, *WHY, "--yes", "--json")
        assert ran.returncode == 0, ran.err
        answer = json.loads(ran.out)
        assert len(answer["tombstones"]) == len(answer["bundles"]) == len(answer["versions"]) == 1
    assert where_found(home / "archive", b"the words that have to go", b"a.txt", b"c.txt") == []
    assert run(home, "cat", "b.txt").out == "these stay\n"
    assert run(home, "verify").returncode == 0
    assert run(home, "list").out.count("(withdrawn)") == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("a.txt", *WHY), "F100"),  # there is no terminal to confirm on
        (("a.txt", "--yes"), "F100"),
        (("a.txt", "--yes", "--reason", "x"), "F100"),
        (("nothing.txt", *WHY, "--yes"), "F103"),
    ],
)
def test_without_a_word_of_confirmation_nothing_is_done(home, arguments, code):
    ran = run(home, "withdraw", *arguments)
    assert ran.returncode in (1, 2)
    assert code in ran.err
    assert "hint:" in ran.err
    assert run(home, "cat", "a.txt").returncode == 0


@pytest.mark.parametrize("right", [True, False])
def test_a_person_types_the_beginning_of_the_id(home, right):
    doc = json.loads(run(home, "show", "a.txt", "--json").out)["document"]
    master, slave = pty.openpty()
    environment = {
        "PATH": os.environ["PATH"],
        "XDG_CONFIG_HOME": str(home / "config"),
        "LANG": "C.UTF-8",
        "FONDS_ARCHIVE": str(home / "archive"),
    }
    command = [BIN / "fonds", "withdraw", "a.txt", *WHY]
    process = subprocess.Popen(
        command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    os.close(slave)
    os.write(master, f"{doc[9:17] if right else 'yes'}\n".encode())
    out, err = process.communicate(timeout=60)
    os.close(master)
    assert b"cannot be undone" in err
    assert b"other documents with the same bytes" in out.lower()
    assert (process.returncode == 0) == right
    assert (run(home, "cat", "a.txt").returncode == 0) != right


def test_a_document_that_comes_back_is_announced(home):
    run(home, "withdraw", "a.txt", *WHY, "--yes")
    ran = ingest(home, "in")
    assert ran.returncode == 0
    assert "was withdrawn before: passed over" in ran.err
    assert "withdrawn" in ran.out
    assert run(home, "cat", "a.txt").returncode == 1
    ran = ingest(home, "in", "--again")
    assert ran.returncode == 0
    assert "was withdrawn before" in ran.err
    assert run(home, "cat", "a.txt@2").out == "the words that have to go\n"
    ran = run(home, "cat", "a.txt@1")
    assert ran.returncode == 1
    assert "F106" in ran.err


# --- timestamp ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "one", "One")


def tokens(home):
    return sorted(path.name for path in (home / "archive" / "log" / "timestamps").glob("*"))


def test_nothing_leaves_the_machine_unless_an_authority_is_named(home):
    ran = run(home, "timestamp")
    assert ran.returncode == 2
    assert "no default" in ran.err
    ran = ingest(home, "in", "--timestamp")
    assert ran.returncode == 2


@needs_openssl
def test_a_token_is_kept_and_nobody_is_asked_twice(home, authority):
    roots = str(authority.folder / "root.pem")
    with running(authority) as url:
        ran = run(home, "timestamp", "--tsa", url, "--roots", roots, "--json")
        assert ran.returncode == 0, ran.err
        (token,) = json.loads(ran.out)["tokens"]
        assert token["trusted"]
        assert tokens(home) == ["4.chain.pem", "4.tsr"]
        again = run(home, "timestamp", FONDS_TSA=url)
        assert "already" in again.err
        assert len(tokens(home)) == 2
        more = run(home, "timestamp", "--again", FONDS_TSA=url)
        assert "4.2.tsr" in more.out
    assert run(home, "verify").returncode == 0


@needs_openssl
def test_ingest_stamps_what_it_has_stored(home, authority):
    (home / "in" / "d.txt").write_text("d")
    with running(authority) as url:
        ran = ingest(home, "in", "--timestamp", "--tsa", url, "--json")
    assert ran.returncode == 0
    assert json.loads(ran.out)["timestamps"][0]["name"] == "log/timestamps/6.tsr"
    assert tokens(home) == ["6.chain.pem", "6.tsr"]


@needs_openssl
def test_an_authority_that_fails_is_reported_and_fails_no_ingest(home, authority):
    (home / "in" / "d.txt").write_text("d")
    nobody = "http://127.0.0.1:9/"
    with running(authority) as url:
        ran = ingest(home, "in", "--timestamp", FONDS_TSA=f"{nobody} {url}")
        assert ran.returncode == 0
        assert "no time stamp from http://127.0.0.1:9/" in ran.err
        assert "F209" in ran.err
        assert tokens(home) == ["6.chain.pem", "6.tsr"]
        ran = run(home, "timestamp", "--again", "--tsa", nobody)
    assert ran.returncode == 3


# --- key ----------------------------------------------------------------------------------------
def test_a_new_key_takes_office_and_the_old_signatures_hold(home):
    before = json.loads(run(home, "key", "show", "--json").out)
    assert [entry["from"] for entry in before["keys"]] == [0]
    ran = run(home, "key", "rotate")
    assert ran.returncode == 0
    assert "active" in ran.out
    after = json.loads(run(home, "key", "show", "--json").out)
    assert [entry["from"] for entry in after["keys"]] == [0, 5]
    assert after["keys"][0] == before["keys"][0]
    assert after["can_write"]
    (home / "in" / "d.txt").write_text("d")
    assert ingest(home, "in").returncode == 0
    verified = run(home, "verify")
    assert verified.returncode == 0, verified.out
    assert run(home, "cat", "a.txt").returncode == 0


def test_a_private_key_is_never_shown(home):
    (key,) = [p for p in (home / "config" / "fonds" / "keys").iterdir() if "." not in p.name]
    seed = json.loads(key.read_text())["seed"]
    for ran in (run(home, "key", "show"), run(home, "key", "rotate", "--json")):
        assert seed not in ran.out + ran.err
    assert where_found(home / "archive", seed.encode()) == []
