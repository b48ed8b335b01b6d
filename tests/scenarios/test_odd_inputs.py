"""One odd file, name, word or environment never ends a run, and none is called a fault of fonds."""

import json
import os
import random
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

import fonds
from fonds.errors import ClockError
from fonds.verify import verify_path
from support.archives import Clock, files, new_archive
from support.command import BIN, run_command

FAULT = (b"F000", b"Traceback")


class Home:
    """A folder with the commands and a key folder of its own."""

    def __init__(self, path):
        self.path = path

    def run(self, command, *arguments, stdin=b"", env=None, close_stdin=False):
        settings = {
            "PATH": os.environ["PATH"],
            "XDG_CONFIG_HOME": str(self.path / "config"),
            "LANG": "C.UTF-8",
        } | (env or {})
        line = [os.fsencode(BIN / command), *(os.fsencode(one) for one in arguments)]
        if close_stdin:
            line = [b"/bin/sh", b"-c", b'exec "$@" <&-', b"sh", *line]
            ran = subprocess.run(
                line, input=stdin, capture_output=True, cwd=self.path, env=settings, timeout=120
            )
        else:
            ran = run_command(line, input=stdin, cwd=self.path, env=settings)
        assert not any(word in ran.stderr for word in FAULT), ran.stderr.decode("utf-8", "replace")
        return ran

    def ingest(self, *arguments, **more):
        return self.run("archive-ingest", *arguments, "--archive", "arc", "--jobs", "0", **more)

    def fonds(self, *arguments, **more):
        return self.run("fonds", "--archive", "arc", *arguments, **more)

    def write(self, name, data=b"text\n"):
        path = self.path / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


@pytest.mark.parametrize(
    "seconds", [2**63 // 10**9 + 7, 2**64 // 10**9 - 9, -(10**9), 15_000_000_000]
)
def test_file_times_of_any_year_are_stored_and_found_unchanged(home, seconds):
    path = home.write("s/a.txt")
    home.write("s/b.txt")
    try:
        os.utime(path, ns=(seconds * 10**9, seconds * 10**9))
    except (OverflowError, OSError):
        pytest.skip("this system cannot set such a time")
    first, second = home.ingest("s", "--json"), home.ingest("s", "--json")
    assert json.loads(first.stdout)["new"] == 2
    assert json.loads(second.stdout)["unchanged"] == 2
    assert b"file date" in home.fonds("show", "a.txt").stdout


@pytest.mark.parametrize(
    "name", [b"\xe9t\xe9.txt", b"\x82\xa0.txt", b"a\xff\xfe b.txt", b"\xed\xa0\x80"]
)
def test_a_name_that_is_not_utf_8_names_its_document(home, name):
    home.write(b"in/" + name, b"bytes of " + name)
    assert home.ingest("in").returncode == 0
    assert home.fonds("cat", name).stdout == b"bytes of " + name
    for command in ("show", "log", "verify", "explain"):
        assert home.fonds(command, name).returncode == 0
    assert json.loads(home.fonds("list", name, "--json").stdout)["documents"]
    assert home.fonds("get", name, "-o", "out").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--meta", b"creator=Fran\xe7ois"),
        ("--id", b"\xff"),
        ("--source-url", b"http://e.example/\xe9"),
        ("--collection", b"\xe9"),
        ("--profile", b"\xe9"),
        ("--charset", b"\xe9"),
    ],
)
def test_words_of_options_are_utf_8(home, arguments):
    home.write("t.txt")
    assert home.ingest("t.txt", *arguments).returncode == 2
    assert home.ingest("t.txt", env={"FONDS_OPERATOR": "\udce9"}).returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "shift_jis"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_output_in_any_encoding(home, env):
    text = 'تقرير [caption id="attachment_7" width="300"]\nسطر[/caption] — é 日本\n'
    home.write("تقرير é.txt", text.encode())
    assert home.ingest("تقرير é.txt", env=env).returncode == 0
    for arguments in (
        ["list"],
        ["show", "تقرير é.txt"],
        ["explain", "تقرير é.txt"],
        ["verify"],
        ["log", "تقرير é.txt"],
    ):
        assert home.fonds(*arguments, env=env).returncode == 0
    rows = json.loads(home.fonds("list", "--json", env=env).stdout)["documents"]
    assert rows[0]["name"] == "تقرير é.txt"


@pytest.mark.parametrize("ends", [b"\n", b"\0"])
def test_the_mark_at_the_beginning_of_a_list_is_no_part_of_a_path(home, ends):
    home.write("l/x.txt", b"x")
    home.write("l/y.txt", b"y")
    home.write("paths", b"\xef\xbb\xbf" + ends.join([b"l/x.txt", b"l/y.txt"]))
    null = ["-0"] if ends == b"\0" else []
    ran = home.ingest("--from-file", "paths", "--json", *null)
    assert json.loads(ran.stdout)["new"] == 2
    home.write("wide", "l/x.txt\n".encode("utf-16"))
    assert home.ingest("--from-file", "wide").returncode == 2


@pytest.mark.skipif(not Path("/proc/self/mounts").exists(), reason="this system has no /proc")
def test_files_that_the_system_makes_while_they_are_read(home):
    ran = home.ingest("/proc/filesystems", "/proc/version", "--json")
    assert json.loads(ran.stdout)["new"] == 2
    assert home.fonds("cat", "filesystems").stdout == Path("/proc/filesystems").read_bytes()
    again = home.ingest("/proc/version", "--json")  # it is read again: no stamp shows a change
    assert json.loads(again.stdout)["unchanged"] == 1


def test_standard_input_that_is_closed_is_no_empty_document(home):
    assert home.ingest("-", "--id", "x", close_stdin=True).returncode == 2
    assert home.ingest("--from-file", "-", close_stdin=True).returncode == 2
    assert home.run("fonds", "clean", "-", close_stdin=True).returncode == 2
    assert not (home.path / "arc").exists()


@pytest.mark.parametrize("year", [1, 1960, 1969, 2200, 9999])
def test_an_impossible_clock_is_refused_before_anything_is_made(year, tmp_path):
    (tmp_path / "a.txt").write_text("a")

    def early():
        return datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)

    with pytest.raises(ClockError):
        fonds.init(tmp_path / "arc", key=tmp_path / "key", now=early)
    assert not (tmp_path / "arc").exists()
    with fonds.init(tmp_path / "arc", key=tmp_path / "key") as archive:
        archive.now = early
        with pytest.raises(ClockError):
            archive.ingest(tmp_path / "a.txt", jobs=0)


@pytest.mark.parametrize("year", [1960, 2200, 2300, 9998])
def test_what_an_older_fonds_archived_by_an_impossible_clock_is_named(year, tmp_path, monkeypatch):
    for module in ("ingest.verb", "log.checkpoint", "archive.handle"):
        monkeypatch.setattr(f"fonds.{module}.check_clock", lambda now: None)
    source = files(tmp_path / "in", a_txt="a", b_txt="b")
    with new_archive(tmp_path, clock=Clock(datetime(year, 1, 1, tzinfo=UTC))) as archive:
        archive.ingest([source], jobs=0)
        archive.prove("a.txt", tmp_path / "e.wacz")
    for path in (tmp_path / "archive", tmp_path / "e.wacz"):
        report = verify_path(path, tmp_path / "key", jobs=0)
        named = [finding for finding in report.findings if finding.code == "V408"]
        assert named, path
        assert str(year) in named[-1].sentence
        assert {f.code for f in report.findings if f.severity == "error"} <= {"V207"}


WORDS = (
    b"", b"-", b"--", b"@", b"@1", b"x@0", b"x@99999999999", b"\xff", b"\xed\xa0\x80", b"a\nb",
    b"../..", b"/", b".", b"%00", b"file:///%", b"urn:uuid:", b"sha256:ab", b"deadbeef", b"[",
    b"**",
    b"s3://b/k", b"https://[::1", b"\xd8\xaa", b"a" * 5000, b"\x1b[31m", b"con", b"~", b"--json=",
)  # fmt: skip
COMMANDS = (
    ("list",), ("list", "--since"), ("list", "--type"), ("list", "--language"), ("show",), ("cat",),
    ("cat", "--text"), ("log",), ("explain",), ("verify",), ("verify", "--since"),
    ("verify", "--head"),
    ("verify", "--witness"), ("verify", "--key-from"), ("verify", "--sample"), ("get", "-o", "out"),
    ("prove", "-o", "out.wacz"), ("withdraw", "-n"), ("clean",), ("head", "--cosigned"), ("help",),
    ("ingest", "-n"), ("ingest", "-n", "in", "--exclude"), ("ingest", "-n", "in", "--include"),
    ("ingest", "-n", "in", "--collection"), ("ingest", "-n", "in/a.txt", "--meta"),
    ("ingest", "-n", "in/a.txt", "--source-url"), ("ingest", "-n", "--from-file"),
    ("ingest", "-n", "in", "--base"), ("timestamp", "--roots"), ("key", "show"), (),
)  # fmt: skip


@pytest.mark.slow
def test_no_word_in_any_place_is_a_fault(home):
    """A seeded sample of commands, words, encodings and environments: each ends with a status."""
    random_ = random.Random(20261201)
    home.write("in/a.txt", b"hello\n")
    home.ingest("in")
    environments = (
        {}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"COLUMNS": "1"}, {"COLUMNS": "x"},
        {"FONDS_OPERATOR": ""}, {"FONDS_KEY": "/nowhere"}, {"FONDS_TSA": "\udcff"},
        {"HOME": "/nowhere"},
    )  # fmt: skip
    for _ in range(40):
        arguments = [*random_.choice(COMMANDS), random_.choice(WORDS)]
        if random_.random() < 0.5:
            arguments.append("--json")
        ran = home.fonds(*arguments, env=random_.choice(environments))  # which looks for faults
        assert ran.returncode in (0, 1, 2, 3, 10, 12, 13, 20, 30, 40), arguments
        if ran.returncode == 2 and "--json" in arguments:
            assert "error" in json.loads(ran.stdout), arguments


ENVIRONMENTS = [
    {"HOME": "/nonexistent"}, {"TMPDIR": "/nonexistent"}, {"TZ": "garbage/x"}, {"LANG": "xx_YY"},
    {"LC_ALL": "C"}, {"LC_ALL": "tr_TR.UTF-8"}, {"COLUMNS": "abc"}, {"COLUMNS": "-4"},
    {"COLUMNS": "9" * 20}, {"TERM": "\x1b[31m"}, {"SOURCE_DATE_EPOCH": "zz"}, {"MAGIC": "/none"},
    {"FONDS_KEY": "/etc"}, {"FONDS_KEY": ""}, {"FONDS_ARCHIVE": "/etc/hostname"},
    {"FONDS_ARCHIVE": ""}, {"XDG_CONFIG_HOME": "relative"}, {"XDG_CONFIG_HOME": "/etc/hostname"},
    {"XDG_CONFIG_HOME": "\udcff\udcfe"}, {"PATH": "/nonexistent"}, {"FORCE_COLOR": "1"},
    {"OMP_NUM_THREADS": "zz"}, {"FONDS_DEBUG": "\x1b"}, {"LD_LIBRARY_PATH": "/nonexistent"},
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("odd", ENVIRONMENTS, ids=lambda odd: "=".join(*map(ascii, odd.items())))
def test_no_environment_is_a_fault(home, odd):
    home.write("in/a.txt")
    ran = home.run("archive-ingest", "in", "--archive", "arc", "--jobs", "0", env=odd)
    assert ran.returncode in (0, 2, 12), ran.stderr
    assert home.run("fonds", "--archive", "arc", "list", env=odd).returncode in (0, 10)
    assert home.run("fonds", "list", env=odd).returncode in (0, 10)
