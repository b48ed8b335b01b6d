"""A folder that is watched, as people do it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent


@pytest.fixture
def home(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("hello\n")
    return tmp_path


def start(home, *arguments):
    env = {
        "PATH": os.environ["PATH"],
        "XDG_CONFIG_HOME": str(home / "config"),
        "LANG": "C.UTF-8",
        "FONDS_ARCHIVE": str(home / "archive"),
    }
    command = [BIN / "fonds", "watch", "in", "--jobs", "0", "--jsonl", *arguments]
    return subprocess.Popen(
        command, cwd=home, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_what_comes_is_taken_in_and_ctrl_c_ends_it_with_130(home):
    watching = start(home, "--interval", "0.05")
    first = json.loads(watching.stdout.readline())
    assert (first["status"], first["source"]) == ("new", "in/a.txt")
    (home / "in" / "b.txt").write_text("more\n")
    second = json.loads(watching.stdout.readline())
    assert (second["status"], second["source"]) == ("new", "in/b.txt")
    (home / "in" / "a.txt").write_text("hello again\n")
    third = json.loads(watching.stdout.readline())
    assert (third["status"], third["source"], third["version"]) == ("new-version", "in/a.txt", 2)
    watching.send_signal(signal.SIGINT)
    out, err = watching.communicate(timeout=60)
    assert watching.returncode == 130
    assert out == ""
    assert "Traceback" not in err


def test_a_failure_is_told_once_and_shows_in_the_status(home):
    os.mkfifo(home / "in" / "pipe")
    watching = start(home, "--interval", "0", "--looks", "3")
    _, err = watching.communicate(timeout=60)
    assert watching.returncode == 3
    assert err.count("F203") == 1


@pytest.mark.slow
def test_nothing_new_makes_nothing_new(home):
    start(home, "--looks", "1").communicate(timeout=60)
    before = sorted(path for path in (home / "archive").rglob("*") if path.is_file())
    watching = start(home, "--interval", "0", "--looks", "5")
    out, _ = watching.communicate(timeout=60)
    assert (watching.returncode, out) == (0, "")
    assert sorted(path for path in (home / "archive").rglob("*") if path.is_file()) == before
