"""``fonds verify`` and ``fonds head`` as somebody types them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fonds.cli import main
from support.small_archive import make_archive


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command")
    make_archive(folder).close()
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


def fonds(home: Path, *arguments: str) -> int:
    where = ["--archive", str(home / "archive"), "--key", str(home / "keys" / "key")]
    return typed(arguments[0], *where, *arguments[1:])


def typed(*arguments: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["fonds", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
    return int(left.value.code or 0)


def test_a_sound_archive_exits_0_and_says_what_is_not_proven(home, capsys) -> None:
    assert fonds(home, "verify") == 0
    said = capsys.readouterr().out
    assert "not proven" in said
    assert "all that was checked holds" in said
    for claim in ("integrity", "completeness", "history", "time", "derivation"):
        assert f"\n{claim}" in f"\n{said}"


def test_damage_exits_30_and_form_20(home, capsys) -> None:
    (home / "archive" / "README.txt").chmod(0o644)
    (home / "archive" / "README.txt").write_text("mine")
    assert fonds(home, "verify", "--quiet") == 20
    assert "V107" in capsys.readouterr().out
    (home / "archive" / "log" / "checkpoints" / "0").unlink()
    assert fonds(home, "verify", "--quiet") == 30
    assert "V101" in capsys.readouterr().out


def test_no_archive_exits_10(tmp_path, capsys) -> None:
    assert typed("verify", "--archive", str(tmp_path / "nothing")) == 10
    assert "F101" in capsys.readouterr().err


def test_json_is_one_object(home, capsys) -> None:
    (home / "archive" / "stray\u202e\x1b.txt").write_text("x")
    assert fonds(home, "verify", "--json") == 30
    report = json.loads(capsys.readouterr().out)
    assert report["exit_status"] == 30
    (finding,) = report["findings"]
    assert finding["code"] == "V102"
    assert finding["hint"]


def test_names_cannot_speak_to_the_terminal(home, capsys) -> None:
    (home / "archive" / "stray\u202e\x1b[31m.txt").write_text("x")
    assert fonds(home, "verify") == 30
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_a_head_is_printed_and_taken_back(home, capsys) -> None:
    assert fonds(home, "head") == 0
    head = home / "head.txt"
    head.write_text(capsys.readouterr().out)
    assert head.read_bytes() == (home / "archive" / "log" / "checkpoint").read_bytes()
    assert fonds(home, "head", "--json") == 0
    (home / "head.json").write_text(capsys.readouterr().out)
    for name in ("head.txt", "head.json"):
        assert fonds(home, "verify", "--head", str(home / name)) == 0
        assert "heads compared" in capsys.readouterr().out
    assert fonds(home, "verify", "--head", str(home / "missing")) == 2


def test_parts_and_files(home, capsys) -> None:
    bundle = next((home / "archive" / "bundles").rglob("*.wacz"))
    assert fonds(home, "verify", str(bundle)) == 0
    assert "in the log" in capsys.readouterr().out
    assert fonds(home, "verify", "f.txt") == 0
    assert fonds(home, "verify", "--sample", "1/2") == 0
    assert fonds(home, "verify", "--quick") == 0
    assert "are skipped" in capsys.readouterr().out
    assert fonds(home, "verify", "--rederive", "--since", "0") == 0
    assert "reproducible" in capsys.readouterr().out
    for wrong in (
        ["--sample", "x"],
        ["--sample", "3/2"],
        ["--quick", "--deep"],
        ["--since", "9999"],
    ):
        assert fonds(home, "verify", *wrong) == 2
    assert fonds(home, "verify", "no such document") == 1


@pytest.mark.slow
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("form", ["", "--json"])
def test_a_stream_that_came_closed_hides_no_verdict(home: Path, closed: str, form: str) -> None:
    """It is the null device then, and never a file of the archive that was opened next."""
    where = f"--archive {home / 'archive'} --key {home / 'keys' / 'key'}"
    command = f"{sys.executable} -c 'from fonds.cli import main; main()' verify {where} {form}"
    (home / "archive" / "README.txt").unlink()
    ran = subprocess.run(
        ["sh", "-c", f"{command} {closed}"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 30, ran.stderr
    assert ran.stderr == ""


def test_the_help_says_what_quick_does(capsys) -> None:
    assert typed("verify", "--help") == 0
    assert "its digest in the log" in " ".join(capsys.readouterr().out.split())
