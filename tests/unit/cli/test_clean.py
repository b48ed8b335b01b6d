"""`fonds clean` and `fonds explain` as people run them."""

import json
import os
import pty
import re
import subprocess

import pytest

from support.command import BIN, run_command

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e]")
TAG = '[caption id="attachment_7" align="alignleft" width="30"]'


def run(home, *arguments, stdin=b"", command="fonds"):
    env = {
        "PATH": os.environ["PATH"],
        "XDG_CONFIG_HOME": str(home / "config"),
        "LANG": "C.UTF-8",
        "FONDS_ARCHIVE": str(home / "archive"),
    }
    ran = run_command([BIN / command, *arguments], input=stdin, cwd=home, env=env)
    assert b"Traceback" not in ran.stderr, ran.stderr.decode()
    return ran


def test_clean_writes_the_text_and_leaves_the_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"One {TAG} two.\n")
    ran = run(tmp_path, "clean", "a.txt")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"One two.\n", b"")
    assert path.read_text() == f"One {TAG} two.\n"


def test_clean_reads_stdin_and_gives_back_what_is_clean(tmp_path):
    data = "Plain [sic] text. ‏عربي\n".encode()
    assert run(tmp_path, "clean", "-", stdin=data).stdout == data


def test_clean_finds_out_the_charset(tmp_path):
    ran = run(tmp_path, "clean", "-", stdin="Übergröße fährt Straße, Äpfel\n".encode("latin-1"))
    assert ran.stdout.decode() == "Übergröße fährt Straße, Äpfel\n"


def test_explain_shows_context_what_was_lifted_and_no_live_controls(tmp_path):
    text = f'Eins\u202e {TAG} zwei \x1b[31mrot. هذا [caption id="attachment_8" width="3"] نص\n'
    ran = run(tmp_path, "clean", "--explain", "-", stdin=text.encode())
    shown = ran.stdout.decode()
    assert ran.returncode == 0
    assert f"[-{TAG}-]" in shown
    assert "attachment_id = 7" in shown
    assert "line 1, at" in shown
    assert "\u2067" in shown  # what runs from right to left is shown so
    assert not CONTROL.search(shown.replace("\u2067", ""))
    assert b"edits" in ran.stderr


def test_diff_is_a_unified_diff(tmp_path):
    ran = run(tmp_path, "clean", "--diff", "-", stdin=f"a\n{TAG}b\nc\n".encode())
    assert ran.stdout.decode().splitlines() == [
        "--- stdin",
        "+++ stdin (cleaned)",
        "@@ -1,3 +1,3 @@",
        " a",
        f"-{TAG}b",
        "+b",
        " c",
    ]


def test_json_holds_a_ledger_that_leads_back(tmp_path):
    from fonds.ledger import parse_ledger

    text = f"a {TAG} b\n"
    answer = json.loads(run(tmp_path, "clean", "--json", "-", stdin=text.encode()).stdout)
    ledger = parse_ledger(json.dumps(answer["ledger"]).encode())
    assert ledger.undo(answer["text"]) == text


@pytest.mark.parametrize(("text", "status"), [("plain\n", 0), (f"a {TAG} b\n", 1)])
def test_detect_only_tells_by_its_exit_status(tmp_path, text, status):
    ran = run(tmp_path, "clean", "--detect-only", "-", stdin=text.encode())
    assert ran.returncode == status
    assert (b"shortcode" in ran.stdout) is bool(status)


def test_profiles(tmp_path):
    ran = run(tmp_path, "clean", "--profile", "minimal", "-", stdin=f"a {TAG} b\n".encode())
    assert ran.stdout.decode() == f"a {TAG} b\n"
    assert run(tmp_path, "clean", "--profile", "rough", "-").returncode == 2


def test_what_is_no_text_is_refused(tmp_path):
    assert run(tmp_path, "clean", "absent.txt").returncode == 3
    assert run(tmp_path, "clean", ".").returncode == 3
    assert run(tmp_path, "clean", "-", stdin=b"\x00\x01\xff\xfe\x00PNG" * 50).returncode == 3


def test_explain_a_document_of_the_archive(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(f"One {TAG} two.\n")
    (tmp_path / "in" / "b.txt").write_text("Nothing.\n")
    assert run(tmp_path, "in", "--jobs", "0", command="archive-ingest").returncode == 0
    ran = run(tmp_path, "explain", "in/a.txt")
    assert f"[-{TAG}-]" in ran.stdout.decode()
    assert "version 1" in ran.stdout.decode()
    diff = run(tmp_path, "explain", "--diff", "in/a.txt").stdout.decode()
    assert "+One two." in diff
    answer = json.loads(run(tmp_path, "explain", "--json", "in/a.txt").stdout)
    assert answer["ledger"]["edits"][0]["lifted"]["attachment_id"] == "7"
    clean_one = run(tmp_path, "explain", "in/b.txt")
    assert clean_one.stdout == b""
    assert b"nothing was cleaned" in clean_one.stderr
    assert json.loads(run(tmp_path, "explain", "--json", "in/b.txt").stdout)["edits"] == []


def test_a_terminal_gets_colours_and_safe_text(tmp_path):
    (tmp_path / "a.txt").write_text(f"One {TAG} two \x1b[31m.\n")
    out = b""
    parent, child = pty.openpty()
    env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with subprocess.Popen(
        [BIN / "fonds", "clean", "--explain", "a.txt"], cwd=tmp_path, stdout=child, env=env,
        stderr=subprocess.DEVNULL,
    ) as ran:  # fmt: skip
        os.close(child)
        while True:
            try:
                piece = os.read(parent, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            out += piece
    os.close(parent)
    assert ran.returncode == 0
    assert b"\x1b[9;31m" in out or b"\x1b[31" in out
    assert b"\\x1b[31m" in out
