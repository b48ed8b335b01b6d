"""This project's own archive: made by the command, checked by the released code and by others."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture
def copy(tmp_path):
    """The archive as a clone has it, where reading it may make a catalogue."""
    shutil.copytree(REPOSITORY / "archive", tmp_path / "archive")
    for path in (tmp_path / "archive").glob("catalog.sqlite*"):
        path.unlink()
    return tmp_path / "archive"


def run(copy, command, *arguments):
    env = {
        "PATH": os.environ["PATH"],
        "XDG_CONFIG_HOME": str(copy.parent / "config"),
        "FONDS_ARCHIVE": str(copy),
    }
    return subprocess.run(
        [BIN / command, *map(str, arguments)], capture_output=True, env=env, timeout=120
    )


def test_it_verifies_and_holds_the_seeds_byte_for_byte(copy):
    verified = run(copy, "fonds", "verify", "--json")
    assert verified.returncode == 0, verified.stdout
    listed = json.loads(run(copy, "fonds", "list", "--json").stdout)["documents"]
    seeds = [p for p in (REPOSITORY / "seeds").iterdir() if not p.name.endswith(".meta.toml")]
    assert len(listed) == len(seeds)
    for seed in seeds:
        assert run(copy, "fonds", "cat", seed.name).stdout == seed.read_bytes()


def test_on_a_clone_the_seeds_are_unchanged_and_something_new_is_refused(copy, tmp_path):
    again = run(copy, "archive-ingest", REPOSITORY / "seeds", "--json", "--jobs", "0")
    assert again.returncode == 0, again.stderr
    report = json.loads(again.stdout)
    assert (report["unchanged"], report["new"], report["failed"]) == (1, 0, 0)
    (tmp_path / "new.txt").write_text("new")
    refused = run(copy, "archive-ingest", tmp_path / "new.txt", "--jobs", "0")
    assert refused.returncode == 12
    assert b"hint:" in refused.stderr


def test_other_tools_agree(copy):
    (bundle,) = copy.rglob("*.wacz")
    for module, arguments in (
        ("wacz.main", ["validate", "-f", str(bundle)]),
        ("zipfile", ["-t", str(bundle)]),
    ):
        pytest.importorskip(module.partition(".")[0])
        code = f"import sys, {module} as tool; sys.exit(tool.main())"
        ran = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code, *arguments], capture_output=True
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_specification_has_a_clause_for_every_code():
    """FORMAT.md is for strangers: every error and finding that fonds names stands in it."""
    from fonds.verify.finding_codes import CODES

    text = (REPOSITORY / "archive" / "FORMAT.md").read_text(encoding="utf-8")
    missing = [code for code in CODES if code not in text]
    assert missing == []
