"""``fonds prove`` as people run it."""

import json
import os
import stat
import zipfile

import pytest

from support.command import BIN, run_command


def run(home, *arguments, command="fonds"):
    env = {
        "PATH": os.environ["PATH"],
        "XDG_CONFIG_HOME": str(home / "config"),
        "LANG": "C.UTF-8",
        "FONDS_ARCHIVE": str(home / "archive"),
        "TMPDIR": str(home),
    }
    ran = run_command([BIN / command, *arguments], cwd=home, env=env)
    assert b"Traceback" not in ran.stderr, ran.stderr.decode()
    return ran


@pytest.fixture
def home(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("hello\n")
    (tmp_path / "in" / "b.txt").write_text("\u202eodd\n")
    assert run(tmp_path, "in", "--jobs", "0", command="archive-ingest").returncode == 0
    return tmp_path


def test_it_writes_a_file_and_says_what_is_in_it(home):
    ran = run(home, "prove", "a.txt", "-o", "a.wacz")
    assert ran.returncode == 0
    out = ran.stdout.decode()
    assert "file:///in/a.txt version 1, leaf 1" in out
    assert "proven under the head of 3 leaves" in out
    assert "time stamps: none" in out
    assert "the key by another way" in ran.stderr.decode()
    path = home / "a.wacz"
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert zipfile.ZipFile(path).testzip() is None
    assert sorted(p.name for p in home.iterdir()) == ["a.wacz", "archive", "config", "in"]


def test_json(home):
    ran = run(home, "prove", "a.txt", "b.txt@1", "-o", "both.wacz", "--json")
    facts = json.loads(ran.stdout)
    assert [row["identifier"] for row in facts["versions"]] == [
        "file:///in/a.txt",
        "file:///in/b.txt",
    ]
    assert facts["bytes"] == (home / "both.wacz").stat().st_size
    assert (facts["head"]["size"], facts["timestamps"]) == (3, 0)
    assert facts["key"].startswith("fonds.invalid/")


def test_to_stdout(home):
    run(home, "prove", "a.txt", "-o", "a.wacz")
    ran = run(home, "prove", "a.txt", "-o", "-")
    assert ran.stdout == (home / "a.wacz").read_bytes()
    assert run(home, "prove", "a.txt", "-o", "-", "--json").returncode == 2


def test_it_writes_over_nothing(home):
    (home / "a.wacz").write_text("mine")
    ran = run(home, "prove", "a.txt", "-o", "a.wacz")
    assert ran.returncode == 2
    assert b"nothing is overwritten" in ran.stderr
    assert (home / "a.wacz").read_text() == "mine"


def test_what_is_not_there(home):
    assert run(home, "prove", "nothing.txt", "-o", "n.wacz").returncode == 1
    assert run(home, "prove", "a.txt@2", "-o", "n.wacz").returncode == 1
    assert run(home, "prove", "a.txt").returncode == 2
    assert run(home, "prove", "-o", "n.wacz").returncode == 2
    assert not (home / "n.wacz").exists()


def test_a_signature_for_viewers(home):
    assert run(home, "prove", "a.txt", "-o", "a.wacz", "--sign-wacz").returncode == 0
    fields = json.loads(zipfile.ZipFile(home / "a.wacz").read("datapackage-digest.json"))
    assert list(fields) == ["path", "hash", "transparency", "signedData"]
    (key,) = (home / "config" / "fonds" / "keys").glob("*.wacz")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
