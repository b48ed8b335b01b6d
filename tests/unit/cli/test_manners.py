"""What the commands say: of mistakes, of what has no text, of damage; and how they look."""

import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import termios
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fonds.archive.listing import readable
from fonds.cli import COMMANDS, fonds
from fonds.cli.show import file_date
from fonds.cli.terminal import counted
from unit.cli.test_commands import BIN, ingest, run

BINARY = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
"""1,032 bytes that are no text, of a picture that is none either."""


@pytest.fixture
def home(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Harbour report\n\nhello\n")
    return tmp_path


def on_terminal(home, *arguments, columns=80, answer=b""):
    """Run a command with a terminal for its streams; return (status, what it showed)."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home)
        os.environ |= {
            "XDG_CONFIG_HOME": str(home / "config"), "FONDS_ARCHIVE": str(home / "archive"),
            "COLUMNS": str(columns), "TERM": "dumb", "LANG": "C.UTF-8",
        }  # fmt: skip
        os.execv(BIN / "fonds", ["fonds", *arguments])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    if answer:
        os.write(terminal, answer)
    shown = b""
    try:
        while piece := os.read(terminal, 65536):
            shown += piece
    except OSError:  # the other end was closed
        pass
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8", "replace")


# --- what has no text -----------------------------------------------------------------------------
def test_what_has_no_text_is_said_at_once_and_later(home):
    (home / "in" / "pic.bin").write_bytes(BINARY)
    report = json.loads(ingest(home, "in", "--json").out)
    assert (report["new"], report["without_text"]) == (2, 1)
    assert "without text" in ingest(home, "in", "--reprocess", "--archive", "other").out
    facts = json.loads(run(home, "show", "pic.bin", "--json").out)
    assert facts["has_text"] is False
    assert facts["without_text"]
    assert "none, so there is nothing to read" in run(home, "show", "pic.bin").out
    ran = run(home, "cat", "pic.bin", "--text")
    assert (ran.returncode, "F111" in ran.err, "fonds list" in ran.err) == (1, True, False)


def test_a_line_for_a_document_without_text_says_so(home):
    (home / "in" / "pic.bin").write_bytes(BINARY)
    rows = [json.loads(line) for line in ingest(home, "in", "--jsonl").out.splitlines()]
    assert {row["source"]: row.get("without_text", False) for row in rows} == {
        "in/a.txt": False,
        "in/pic.bin": True,
    }


# --- mistakes -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["cat", "a.txt@9"], 1, "F112"),
        (["cat", "absent"], 1, "F103"),
        (["prove", "a.txt", "-o", "."], 2, "F110"),
        (["prove", "a.txt", "-o", "no/folder/e.wacz"], 2, "F109"),
        (["ingest", "--from-file", "absent"], 2, "F109"),
        (["ingest", "in", "--exclude", ""], 2, "F100"),
        (["ingest", "in/a.txt", "--source-url", "https://me:secret@e.example/"], 2, "F100"),
        (["clean", "absent"], 3, "F201"),
        (["clean", "in/pic.bin"], 3, "F214"),
        (["list", "--archive", "gs://bucket/x"], 2, "F100"),
        (["init", "ftp://host/x"], 2, "F100"),
        (["list", "--since", "yesterday"], 2, "F100"),
        (["list", "--archive", "in/a.txt"], 10, "F102"),
        (["verify", "absent.wacz", "--archive", "nowhere"], 2, "F109"),
        (["get", "--all", "a.txt", "-o", "out"], 2, "F100"),
    ],
)
def test_mistakes_are_called_by_their_cause(home, arguments, status, code):
    (home / "in" / "pic.bin").write_bytes(BINARY)
    ingest(home, "in")
    ran = run(home, *arguments, "--json")
    error = json.loads(ran.out)["error"]
    assert (ran.returncode, error["code"], error["exit_status"]) == (status, code, status)
    assert "secret" not in ran.err
    assert not [path for path in home.iterdir() if path.name in ("gs:", "ftp:", "no", "nowhere")]


@pytest.mark.parametrize(
    "arguments",
    [
        ["cat"],
        ["lsit"],
        ["key", "rotate", "--wait", "x"],
        ["list", "--no-such"],
        ["prove", "a.txt"],
    ],
)
def test_wrong_usage_is_json_where_json_is_wished(home, arguments):
    ran = run(home, *arguments, "--json")
    error = json.loads(ran.out)["error"]
    assert (ran.returncode, error["code"], error["exit_status"]) == (2, "F100", 2)


@pytest.mark.parametrize(
    ("typo", "meant"), [("lst", "list"), ("verfy", "verify"), ("ingst", "ingest")]
)
def test_a_mistyped_command_is_guessed(home, typo, meant):
    ran = run(home, typo)
    assert (ran.returncode, f"Did you mean {meant}" in ran.err) == (2, True)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_three_ways(name):
    for arguments in ([name, "-h"], [name, "--help"], ["help", name]):
        result = CliRunner().invoke(fonds, arguments)
        assert (result.exit_code, "Usage:" in result.output) == (0, True)
    assert fonds.get_command(click.Context(fonds), name).help


def test_an_address_that_gives_nothing_makes_no_archive(home):
    for address, code in (
        ("http://10.0.0.1/page", "F230"),
        ("https://a:b@e.example/page", "F213"),
        ("ftp://e.example/page", "F213"),
    ):
        ran = ingest(home, address, "--archive", "made")
        assert (ran.returncode, code in ran.err, (home / "made").exists()) == (3, True, False)
    ran = ingest(home, "typo1", "typo2", "--archive", "made")
    assert (ran.returncode, (home / "made").exists()) == (3, False)
    ran = ingest(home, "in", "-n", "--archive", "made")
    assert (ran.returncode, (home / "made").exists()) == (0, False)
    assert "would be new  1" in ran.out


def test_a_key_that_is_not_this_archives_is_called_so(home):
    ingest(home, "in")
    run(home, "init", "other")
    keys = home / "config" / "fonds" / "keys"
    mine = json.loads((home / "archive" / "fonds.json").read_text())["archive"]
    (other,) = [one for one in keys.iterdir() if one.suffix != ".head" and one.name != mine]
    (home / "in" / "b.txt").write_text("new")
    wrong = ingest(home, "in", FONDS_KEY=str(other))
    assert (wrong.returncode, "F114" in wrong.err, other.name in wrong.err) == (12, True, True)
    absent = ingest(home, "in", FONDS_KEY=str(home / "none"))
    assert (absent.returncode, "F105" in absent.err, str(home / "none") in absent.err) == (
        12,
        True,
        True,
    )
    assert run(home, "list", FONDS_KEY=str(home / "none")).returncode == 0  # reading needs no key


def test_missing_rights_are_not_a_failing_disk(tmp_path):
    import errno

    from fonds.errors import NoSpaceError, NotPermittedError
    from fonds.storage.disk import failure

    for number in (errno.EACCES, errno.EPERM, errno.EROFS):
        error = failure(OSError(number, os.strerror(number)), "open_new", tmp_path)
        assert (type(error), error.exit_status) == (NotPermittedError, 13)
    full = failure(OSError(errno.ENOSPC, ""), "write", tmp_path)
    assert (type(full), full.exit_status) == (NoSpaceError, 40)


# --- files that are not ours ----------------------------------------------------------------------
def test_a_file_of_another_tool_is_not_ours_and_a_damaged_one_is(home):
    import zipfile

    ingest(home, "in")
    with zipfile.ZipFile(home / "theirs.wacz", "w") as made:
        made.writestr("archive/data.warc.gz", b"x")
        made.writestr("datapackage.json", b"{}")
    (home / "noise.wacz").write_bytes(b"this is no ZIP file at all" * 99)
    for name in ("theirs.wacz", "noise.wacz"):
        ran = run(home, "verify", name)
        assert (ran.returncode, "F313" in ran.err, "broken" in ran.out) == (20, True, False)
    (bundle,) = (home / "archive" / "bundles").rglob("*.wacz")
    (home / "cut.wacz").write_bytes(bundle.read_bytes()[:-400])
    ran = run(home, "verify", "cut.wacz")
    assert (ran.returncode, "broken" in ran.out) == (20, True)


def test_damage_names_the_documents_in_the_bundle(home):
    for number in range(8):
        (home / "in" / f"d {number}.txt").write_text(f"text {number}")
    ingest(home, "in")
    shutil.copytree(home / "archive", home / "bad")
    (bundle,) = (home / "bad" / "bundles").rglob("*.wacz")
    data = bytearray(bundle.read_bytes())
    data[900] ^= 0xFF
    bundle.chmod(0o644)
    bundle.write_bytes(data)
    ran = run(home, "verify", "bad")
    assert ran.returncode in (20, 30)
    assert "9 versions in this bundle, by the catalogue: in/a.txt, in/d 0.txt" in ran.out
    assert "and 4 more" in ran.out
    (hit,) = json.loads(run(home, "verify", "bad", "--json").out)["documents_hit"].values()
    assert (hit["versions"], len(hit["identifiers"])) == (9, 9)
    (home / "bad" / "catalog.sqlite").unlink()
    assert "by the catalogue" not in run(home, "verify", "bad").out


# --- list and show --------------------------------------------------------------------------------
@pytest.fixture
def several(home):
    for name, text in (
        ("تقرير الميناء.txt", "الميناء\n\nنص عربي طويل عن الميناء والسفن التي تصل إليه كل يوم\n"),
        ("WhatsApp Chat.txt", "Bread\n\nhow to bake it\n"),
        ("ÉTÉ.md", "summer\n"),
    ):
        (home / "in" / name).write_text(text)
    (home / "in" / "z.bin").write_bytes(BINARY)
    assert ingest(home, "in").returncode == 0
    return home


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("تقرير", ["in/تقرير الميناء.txt"]),
        ("whatsapp chat", ["in/WhatsApp Chat.txt"]),
        ("HARBOUR", ["in/a.txt"]),  # in the title
        ("e\u0301te\u0301", ["in/ÉTÉ.md"]),
        ("%D8%AA", ["in/تقرير الميناء.txt"]),  # as the identifier spells it
        ("nothing of this", []),
    ],
)
def test_words_find_documents_in_names_and_titles(several, word, names):
    rows = json.loads(run(several, "list", word, "--json").out)["documents"]
    assert [row["name"] for row in rows] == names
    assert run(several, "list", word, "--count").out == f"{len(names)}\n"


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (
            ["--type", "text/plain", "--sort", "name"],
            ["in/WhatsApp Chat.txt", "in/a.txt", "in/تقرير الميناء.txt"],
        ),
        (["--type", "application"], ["in/z.bin"]),
        (["--language", "ar"], ["in/تقرير الميناء.txt"]),
        (["--sort", "size", "--reverse", "--limit", "1"], ["in/z.bin"]),
        (["--since", "2199"], []),
        (["--limit", "0"], []),
    ],
)  # fmt: skip
def test_documents_are_chosen_and_sorted(several, options, names):
    rows = json.loads(run(several, "list", *options, "--json").out)["documents"]
    found = [row["name"] for row in rows]
    assert found == names or sorted(found) == sorted(names)


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_rows_fit_the_terminal(several, columns):
    (several / "in" / ("long name " * 12 + ".txt")).write_text("A title " * 15 + "\n\ntext\n")
    ingest(several, "in")
    status, shown = on_terminal(several, "list", columns=columns)
    rows = [line for line in shown.splitlines() if "in/" in line]
    assert (status, len(rows)) == (0, 6)
    assert all(
        len(row.replace("\u2068", "").replace("\u2069", "").rstrip()) <= columns for row in rows
    )
    assert any("…" in row for row in rows)


def test_binary_on_a_terminal_is_asked_about(several):
    status, shown = on_terminal(several, "cat", "z.bin", answer=b"n\n")
    assert (status, "1.0 KiB of " in shown, "\x00" in shown) == (0, True, False)
    status, shown = on_terminal(several, "cat", "a.txt")
    assert (status, "Harbour report" in shown) == (0, True)


def test_show_tells_who_when_where_and_with_what(home):
    (home / "in" / "a.txt").write_text("The harbour of the town is deep enough for ships. " * 9)
    os.utime(home / "in" / "a.txt", (1_500_000_000, 1_500_000_000))
    ingest(home, "in", "--operator", "Ada")
    facts = json.loads(run(home, "show", "a.txt", "--json").out)
    assert (facts["operator"], facts["file_date"], facts["leaf"]) == (
        "Ada",
        "2017-07-14T02:40:00Z",
        1,
    )
    assert (home / "archive" / facts["bundle"]).is_file()
    assert facts["tools"]["fonds"]
    shown = run(home, "show", "a.txt").out
    for word in ("Ada", "2017-07-14T02:40:00Z", facts["bundle"], "tools of the run", "leaf"):
        assert word in shown
    assert len(facts["fingerprints"]["minhash/1"]) == 512
    assert facts["fingerprints"]["minhash/1"] not in shown


def test_show_tells_of_a_withdrawal(home):
    ingest(home, "in")
    why = ("--reason", "asked by the author", "--authority", "the board")
    assert run(home, "withdraw", "in/a.txt", *why, "-y").returncode == 0
    shown = run(home, "show", "in/a.txt").out
    assert all(word in shown for word in ("asked by the author", "the board", "withdrawn/"))
    told = json.loads(run(home, "show", "in/a.txt", "--json").out)["withdrawal"]
    assert set(told) == {"when", "authority", "reason", "tombstone"}


def test_what_was_left_out_is_counted(home):
    for name in (".DS_Store", "b.tmp", ".git/config", "c.log"):
        path = home / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    report = json.loads(ingest(home, "in", "--exclude", "*.log", "--json").out)
    assert report["excluded"] == {".DS_Store": 1, "*.tmp": 1, ".git": 1, "*.log": 1}
    assert report["new"] == 1
    again = json.loads(ingest(home, "in", "--no-default-excludes", "--json").out)
    assert (again["new"], again["unchanged"], again["excluded"], again["gone"]) == (4, 1, {}, [])
    assert ingest(home, "in", "--json").returncode == 0  # what is left out again is not gone
    assert json.loads(ingest(home, "in", "--json").out)["gone"] == []


@pytest.mark.parametrize(("number", "words"), [(1, "1 entry"), (0, "0 entries"), (2, "2 entries")])
def test_numbers_agree_with_their_nouns(number, words):
    assert counted(number, "entry", "entries") == words


def test_dates_of_any_year(home):
    assert file_date(None) is None
    assert file_date(str(253_402_300_800 * 10**9)) == "253402300800 s after 1970"
    assert readable("urn:x") == "urn:x"


def test_a_progress_bar_shows_bytes_and_their_total(home):
    (home / "in" / "long.bin").write_bytes(os.urandom(1 << 20) * 24)
    status, shown = on_terminal(home, "ingest", "in", "--jobs", "0", columns=120)
    assert status == 0
    assert "24.0 MiB" in shown or "/24.0" in shown


def test_no_file_is_left_by_the_meter(home):
    (home / "in" / "long.bin").write_bytes(os.urandom(1 << 20) * 12)
    assert ingest(home, "in").returncode == 0
    left = [path for path in (home / "archive" / "staging").rglob("*") if path.is_file()]
    assert [path.name for path in left if path.name.startswith("read-")] == []


def test_python_is_not_needed_to_read_what_get_writes(home):
    ingest(home, "in")
    assert run(home, "get", "a.txt", "-o", "out").returncode == 0
    line = ["cmp", "in/a.txt", "out/in/a.txt"]
    assert subprocess.run(line, cwd=home, check=False).returncode == 0
    assert Path(home / "out/in/a.txt").read_bytes() == (home / "in/a.txt").read_bytes()
