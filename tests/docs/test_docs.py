"""The documentation against the program: commands, options, codes, JSON fields, pages that run."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from fonds.cli import fonds as group
from support.command import BIN, run_command

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def load(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_program_says():
    """Run ``python tools/make_docs.py`` where this fails."""
    for name, text in load("make_docs").pages().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, name


def test_every_page_is_in_the_site_and_every_link_leads_somewhere():
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in DOCS.rglob("*.md"):
        assert str(page.relative_to(DOCS)) in nav, page
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in link:
                assert (page.parent / link).exists(), (page, link)


def blocks(page, language):
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def environment(folder):
    return os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(folder / "config"),
    }


@pytest.mark.skipif(
    not all(map(shutil.which, ("unzip", "openssl", "xxd", "sha256sum"))),
    reason="unzip, openssl, xxd or sha256sum is not here",
)
def test_the_start_page_runs(tmp_path):
    script = "set -e\n" + "\n".join(blocks("start.md", "sh"))
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment(tmp_path), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (tmp_path / "out").is_dir()
    assert 'caption id="attachment_7"' in ran.stdout
    assert "All checks hold" in ran.stdout or "holds" in ran.stdout


def test_a_source_of_ones_own_runs(tmp_path):
    (program,) = blocks("how-to/source.md", "python")
    rows = [{"url": "https://a.example/1", "text": "one", "author": "Ann"},
            {"url": "https://a.example/2", "text": "two"}]  # fmt: skip
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    program += "\nprint(report.new, archive.id != '')\n"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment(tmp_path),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout.startswith("2 True"), ran.stderr


def commands(command, prefix=()):
    """Every command that a user can run. The groups import theirs when asked, so they are asked."""
    context = click.Context(command, **command.context_settings)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        if isinstance(child, click.Group):
            yield from commands(child, (*prefix, name))
        elif not child.hidden:
            yield (*prefix, name), child


def options(command):
    return [name for one in command.params for name in (*one.opts, *one.secondary_opts)]


ARGUMENTS = {
    ("ingest",): ["in", "--archive", "a"], ("list",): [], ("show",): ["a.txt"], ("cat",): ["a.txt"],
    ("log",): ["a.txt"], ("explain",): ["a.txt"], ("verify",): [], ("head",): [],
    ("prove",): ["a.txt", "-o", "e.wacz"], ("get",): ["a.txt", "-o", "out"], ("doctor",): [],
    ("clean",): ["in/a.txt"], ("extract",): ["in/p.html"], ("init",): [], ("key", "show"): [],
    ("catalog", "rebuild"): [], ("withdraw",): ["b.txt", "--dry-run"], ("key", "rotate"): [],
}  # fmt: skip
NOT_RUN = {("timestamp",)}
"""Commands with ``--json`` that need a network."""


def test_every_command_with_json_output_is_run_here():
    with_json = {words for words, command in commands(group) if "--json" in options(command)}
    assert with_json == ARGUMENTS.keys() | NOT_RUN


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    (folder / "in").mkdir()
    (folder / "in/a.txt").write_text('Le port [caption id="attachment_7" width="300"] de Brest\n')
    (folder / "in/b.txt").write_text("b\n")
    (folder / "in/p.html").write_text("<title>T</title><p>Text of a page</p>")
    env = environment(folder) | {"FONDS_ARCHIVE": "a"}
    command = [BIN / "fonds", "ingest", "in", "-q", "--jobs", "0"]
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("words", sorted(ARGUMENTS), ids=" ".join)
def test_every_field_of_json_output_is_described(words, home):
    described = set(re.findall(r"`([\w/.-]+)`", (DOCS / "json.md").read_text(encoding="utf-8")))
    env = environment(home) | {"FONDS_ARCHIVE": "a"}
    line = [BIN / "fonds", *words, *ARGUMENTS[words], "--json"]
    ran = run_command(line, cwd=home, env=env)
    assert ran.returncode == 0, ran.stderr
    printed = ran.stdout.decode()
    fields = json.loads(printed.splitlines()[0] if printed.count("\n") == 1 else printed)
    names = set(fields if isinstance(fields, dict) else fields[0])
    assert not names - described, sorted(names - described)


def test_every_command_and_option_is_in_its_part_of_the_reference():
    page = (DOCS / "reference/cli.md").read_text(encoding="utf-8")
    parts = dict(re.findall(r"^## fonds ([^\n]+)\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    found = dict(commands(group))
    assert len(found) > 15, "the walk over the commands finds too few"
    for words, command in found.items():
        part = parts[" ".join(words)]
        for option in options(command):
            if option.startswith("--"):
                assert re.search(rf"{re.escape(option)}(?![\w-])", part), (words, option)


def test_examples_in_help_texts_keep_their_lines():
    """A block that begins with ``\\b`` is printed as it stands; one in a raw string was not."""
    for words, command in commands(group):
        shown = command.get_help(
            click.Context(command, info_name=words[-1], **command.context_settings)
        )
        assert "\\b" not in shown, words
