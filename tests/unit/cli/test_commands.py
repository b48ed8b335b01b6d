"""The commands as people run them: stdout, stderr, exit status."""

import json
import os
import re
import subprocess
import sys

import pytest

from support.command import BIN, run_command

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e]")


@pytest.fixture
def home(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("hello\n")
    return tmp_path


def run(home, *arguments, stdin=b"", command="fonds", **environment):
    env = {
        "PATH": os.environ["PATH"],
        "XDG_CONFIG_HOME": str(home / "config"),
        "LANG": "C.UTF-8",
        "FONDS_ARCHIVE": str(home / "archive"),
        **environment,
    }
    ran = run_command([BIN / command, *arguments], input=stdin, cwd=home, env=env)
    assert b"Traceback" not in ran.stderr, ran.stderr.decode()
    ran.out, ran.err = ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace")
    return ran


def ingest(home, *arguments, **more):
    return run(home, *arguments, "--jobs", "0", command="archive-ingest", **more)


def test_archive_ingest_makes_an_archive_and_says_so(home):
    ran = ingest(home, "in")
    assert ran.returncode == 0
    assert "made a new archive" in ran.err
    assert re.search(r"new +1\n", ran.out)
    again = ingest(home, "in")
    assert again.returncode == 0
    assert re.search(r"unchanged +1\n", again.out)
    assert again.err == ""


def test_json_is_one_object_and_jsonl_a_line_for_each_document(home):
    ran = ingest(home, "in", "--json")
    report = json.loads(ran.out)
    assert (report["new"], report["failed"], report["log_size"]) == (1, 0, 2)
    (home / "in" / "b.txt").write_text("b")
    lines = ingest(home, "in", "--jsonl").out.splitlines()
    rows = {json.loads(line)["source"]: json.loads(line) for line in lines}
    assert rows["in/b.txt"]["status"] == "new"
    assert rows["in/a.txt"]["status"] == "unchanged"
    assert set(rows["in/b.txt"]) >= {"status", "sha256", "document", "version"}


def test_reading_commands(home, seed):
    assert ingest(home, str(seed.parent)).returncode == 0
    name = seed.name
    assert run(home, "cat", name).stdout == seed.read_bytes()
    assert run(home, "cat", "e773fe73").stdout == seed.read_bytes()
    assert run(home, "cat", f"seeds/{name}@1", "--text").stdout == seed.read_bytes()
    cleaned = run(home, "cat", name, "--cleaned").out
    assert "attachment_287176" not in cleaned
    assert json.loads(run(home, "cat", name, "--edits").out)["edits"]
    assert "entity" in json.loads(run(home, "cat", name, "--provenance").out)
    facts = json.loads(run(home, "show", name, "--json").out)
    assert facts["fingerprints"]["sha256"].startswith("e773fe73")
    assert {e["event"] for e in facts["events"]} >= {"capture", "format identification"}
    assert "swh:1:cnt:" in run(home, "show", name).out
    assert json.loads(run(home, "list", "--json").out)["documents"][0]["versions"] == 1
    assert json.loads(run(home, "log", name, "--json").out)["versions"][0]["leaf"] == 1
    assert run(home, "catalog", "rebuild").returncode == 0
    assert run(home, "doctor", "--json").returncode == 0


def test_the_archive_may_be_named_before_the_command_or_after_it(home):
    assert ingest(home, "in", "--archive", "kept").returncode == 0
    before = run(home, "--archive", "kept", "list", "--json")
    assert len(json.loads(before.out)["documents"]) == 1
    assert run(home, "list", "--archive", "kept", "--json").out == before.out
    nearer = run(home, "--archive", "nowhere", "list", "--archive", "kept", "--json")
    assert nearer.out == before.out
    assert run(home, "--archive", "nowhere", "list").returncode == 10


def test_standard_input_with_a_name(home):
    ran = ingest(home, "-", "--id", "my:letter", "--title", "Letter", stdin=b"Dear all")
    assert ran.returncode == 0
    assert run(home, "cat", "my:letter").stdout == b"Dear all"
    assert "Letter" in run(home, "list").out


def test_a_list_of_paths(home):
    for name in ("x/a.txt", "y/a.txt"):
        (home / name).parent.mkdir()
        (home / name).write_text(name)
    ran = ingest(home, "--from-file", "-", "--json", stdin=b"x/a.txt\ny/a.txt\nnone.txt\n")
    report = json.loads(ran.out)
    assert (ran.returncode, report["new"], report["failed"]) == (3, 2, 1)
    assert run(home, "cat", "y/a.txt").out == "y/a.txt"


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["cat", "nothing"], 1, "F103"),
        (["cat", "a.txt@7"], 1, "F112"),
        (["list", "--archive", "nowhere"], 10, "F101"),
        (["ingest", "in/a.txt", "--archive", "foreign"], 10, "F102"),
        (["ingest"], 2, "F100"),
        (["ingest", "in", "--id", "x"], 2, "F100"),
        (["ingest", "in/a.txt", "--meta", "oops"], 2, "F100"),
        (["ingest", "missing.txt"], 3, "F201"),
    ],
)
def test_mistakes_have_a_code_a_hint_and_a_status(home, arguments, status, code):
    ingest(home, "in")
    (home / "foreign").mkdir()
    (home / "foreign" / "theirs").write_text("x")
    ran = run(home, *arguments)
    assert (ran.returncode, code in ran.err, "hint:" in ran.err) == (status, True, True), ran.err


def test_names_and_titles_cannot_speak_to_the_terminal(home):
    evil = "evil\n\x1b]0;owned\x07\u202etxt.exe"
    (home / "in" / evil).write_text("\x1b[31mred\u202e\nsecond\n")
    (home / "in" / "fifo\x1b[2J").unlink(missing_ok=True)
    os.mkfifo(home / "in" / "fifo\x1b[2J")
    ran = ingest(home, "in", "--meta", "creator=\x1b[1mX")
    assert ran.returncode == 3
    outputs = [ran, run(home, "list"), run(home, "show", "in/" + evil), run(home, "list", "--json")]
    for one in outputs:
        assert not CONTROL.search(one.out + one.err), repr(one.out + one.err)


def test_a_missing_key_is_refused_with_what_to_do(home):
    ingest(home, "in")
    (home / "config").rename(home / "elsewhere")
    assert ingest(home, "in").returncode == 0
    (home / "in" / "new.txt").write_text("new")
    ran = ingest(home, "in")
    assert (ran.returncode, "FONDS_KEY" in ran.err) == (12, True)


@pytest.mark.parametrize("damage", [b"garbage", b""])
def test_a_damaged_catalogue_is_made_anew(home, damage):
    ingest(home, "in")
    (home / "archive" / "catalog.sqlite").write_bytes(damage)
    ran = run(home, "cat", "a.txt")
    assert (ran.returncode, ran.out) == (0, "hello\n")
    assert ingest(home, "in").returncode == 0


def test_help_and_import_do_not_load_what_they_do_not_need(home):
    heavy = ("numpy", "magic", "ftfy", "cryptography", "warcio", "rich", "prov")
    for what in ("import fonds", "import fonds.cli"):
        code = f"import sys; {what}; print(sorted(set({heavy}) & set(sys.modules)))"
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert ran.stdout.strip() == "[]", what
    assert "ingest" in run(home, "--help").out
    assert "archive-ingest" in run(home, "--help", command="archive-ingest").out


def test_explain_says_what_a_code_means(home):
    assert "no longer hash" in run(home, "explain", "F401").out
    assert json.loads(run(home, "explain", "V101", "--json").out)["exit_status"] == 30
    assert run(home, "explain", "F999").returncode == 1
