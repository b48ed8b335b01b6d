"""The documentation against the program: commands, options, codes, JSON fields, pages that run."""

import doctest
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


@pytest.mark.slow
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


def test_the_architecture_names_files_that_are_there():
    page = (DOCS / "explanation/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:src/fonds/|tests/unit/)?[\w/]+(?:\.py|/))`", page))
    assert len(named) > 30
    examples = {"src/fonds/a/b.py", "tests/unit/a/test_b.py"}
    assert [name for name in named - examples if not (ROOT / "src/fonds" / name).exists()] == []


def test_what_is_not_proven_is_said_in_the_words_of_verify():
    from fonds.verify.log.timestamps import UNATTESTED
    from fonds.verify.report import NOT_PROVEN, UNDERIVED, UNREAD

    page = (DOCS / "explanation/proven.md").read_text(encoding="utf-8").replace("`", "")
    sentences = (*NOT_PROVEN, UNDERIVED.partition(":")[0], UNREAD, UNATTESTED.partition(" (")[0])
    assert [sentence for sentence in sentences if sentence not in page] == []


def test_every_public_name_is_in_the_reference_of_the_api():
    import fonds

    page = (DOCS / "reference/api.md").read_text(encoding="utf-8")
    named = {name.rpartition(".")[2] for name in re.findall(r"^::: ([\w.]+)", page, re.M)}
    assert set(fonds.__all__) - {"__version__", "errors"} - named == set()


def blocks(page, language):
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def environment(folder):
    return os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(folder / "config"),
    }


@pytest.mark.slow
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
    assert '[caption id="attachment_7" width="300"]The port of Brest' in ran.stdout
    assert "Dear Ann,\nThe port of Brest\nThe port is quiet.\n" in ran.stdout  # cleaned
    assert "attachment_id = 7" in ran.stdout  # lifted, says explain
    assert "which is the one that you gave\nNOT checked by this script" in ran.stdout
    assert "checks it.\nAll checks hold" in ran.stdout


@pytest.mark.slow
@pytest.mark.skipif(
    not all(map(shutil.which, ("unzip", "openssl", "xxd", "sha256sum"))),
    reason="unzip, openssl, xxd or sha256sum is not here",
)
def test_the_commands_of_the_how_to_pages_run(tmp_path):
    """One after the other in one folder: each page uses what the pages before it made."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/letter.txt").write_text("Dear Ann\n")
    (tmp_path / "papers/letter.txt.meta.toml").write_text(
        blocks("how-to/institution.md", "toml")[0]
    )
    script = "set -e\n"
    for page in ("institution", "court", "verify-without-fonds", "withdraw", "move"):
        found = blocks(f"how-to/{page}.md", "sh")
        assert found, page
        script += f"echo '--- {page}'\n" + "\n".join(found)
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment(tmp_path), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Letter to Ann" in ran.stdout  # the sidecar of the page is read
    assert ran.stdout.count("All checks hold") == 2
    assert "key 2" in ran.stdout  # after the rotation


@pytest.mark.slow
def test_the_examples_of_the_readme_run(tmp_path):
    """The first command is run as it stands, but for the installation; then the console's."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = re.findall(r"^```sh\n(.*?)^```", readme, re.M | re.S)[0].rpartition("&& ")[2]
    (console,) = re.findall(r"^```console\n(.*?)^```", readme, re.M | re.S)
    lines = [line.removeprefix("$ ") for line in console.splitlines()]
    script = "set -e\n" + "\n".join([first, *lines]).replace(".venv/bin/", "")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "some.txt").write_text("the port &amp;#8217;s light\n")
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment(tmp_path), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert len(lines) > 10
    (program,) = re.findall(r"^```python\n(.*?)^```", readme, re.M | re.S)
    (tmp_path / "python").mkdir()
    (tmp_path / "python/seeds").symlink_to(tmp_path / "seeds")
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path / "python", env=environment(tmp_path),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


def test_the_notebook_page_prints_what_it_says():
    examples = "\n".join(blocks("how-to/notebook.md", "python"))
    test = doctest.DocTestParser().get_doctest(examples, {}, "notebook.md", "notebook.md", 0)
    ran = doctest.DocTestRunner(verbose=False).run(test)
    assert (ran.failed, ran.attempted > 5) == (0, True)


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


RUNS = {
    "ingest": "ingest in nothing --archive a --gone", "list": "list", "show": "show a.txt",
    "cat": "cat a.txt", "history": "history a.txt", "explain": "explain a.txt", "verify": "verify",
    "head": "head", "prove": "prove a.txt -o e.wacz", "get": "get a.txt -o out",
    "doctor": "doctor", "clean": "clean in/a.txt", "extract": "extract in/p.html", "init": "init",
    "key show": "key show", "catalog rebuild": "catalog rebuild", "key rotate": "key rotate",
    "withdraw": "withdraw b.txt --dry-run", "diff": "diff gone.txt in/p.html",
    "similar": "similar in/p.html --threshold 0", "duplicates": "duplicates", "find": "find in/a.txt",
    "annotate": "annotate a.txt --meta x=y", "reprocess": "reprocess a.txt",
    "report": "report a.txt -o report.html", "search": "search text", "index": "index",
    "status": "status", "export": "export jsonl more-rows", "check-export": "check-export rows",
    "resolve": "resolve rows/rows.jsonl",
}  # fmt: skip
MORE_RUNS = [
    ("show", "show gone.txt@1"), ("history", "history gone.txt"), ("history", "log gone.txt"), ("explain", "explain V101"),
    ("explain", "explain p.html"), ("list", "list --count"), ("cat", "cat a.txt --edits"),
    ("verify", "verify --quick"), ("verify", "verify bad"), ("get", "get --all -o out2 --cleaned"),
    ("extract", "extract in/a.txt"), ("Errors", "cat nothing"), ("Errors", "list --nothing"),
]  # fmt: skip
NOT_RUN = {("timestamp",)}
"""Commands with ``--json`` that need a network."""


def test_every_command_with_json_output_is_run_here():
    with_json = {words for words, command in commands(group) if "--json" in options(command)}
    assert with_json == {tuple(name.split()) for name in RUNS} | NOT_RUN


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    (folder / "in").mkdir()
    (folder / "in/a.txt").write_text('Le port [caption id="attachment_7" width="300"] de Brest\n')
    (folder / "in/a.txt.meta.toml").write_text('title = "T"\n')
    (folder / "in/b.txt").write_text("b\n")
    (folder / "in/gone.txt").write_text("gone\n")
    (folder / "in/moved.txt").write_text("moved\n")
    (folder / "in/p.html").write_text(
        "<title>T</title><p>Text of a page that says enough to be compared with others</p>"
    )
    env = environment(folder) | {"FONDS_ARCHIVE": "a"}

    def run(line):
        run_command([BIN / "fonds", *line.split()], cwd=folder, env=env)

    run("ingest in -q --jobs 0")
    (folder / "in/gone.txt").write_text("second\n")
    run("ingest in -q --jobs 0")
    run("export jsonl rows")
    run("withdraw gone.txt@1 --reason r --authority a --yes")
    (folder / "in/gone.txt").unlink()
    (folder / "in/moved.txt").rename(folder / "in/here.txt")
    shutil.copytree(folder / "a", folder / "bad")
    for bundle in (folder / "bad").rglob("*.wacz"):
        data = bundle.read_bytes()
        bundle.unlink()
        bundle.write_bytes(data[:900] + bytes([data[900] ^ 1]) + data[901:])
    return folder


def paths(value, path=""):
    """The path of every value in JSON: ``a.b`` in an object, ``a[]`` in a list."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield f"{path}[]"
        for inner in value:
            yield from paths(inner, f"{path}[]")
    else:
        yield path


def described(command):
    """What a section of the page describes: patterns of paths, ``*`` standing for any name."""
    page = (DOCS / "json.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    wanted = {command, f"{command} --json"}
    ((_, text),) = [(head, text) for head, text in sections if wanted & set(head.split(", "))]
    fields = re.findall(r"`([\w./*\[\]-]+)`", text)
    fields += [
        field[: i + 2] for field in fields for i in range(len(field)) if field[i:][:2] == "[]"
    ]
    fields += [field.rstrip("[]") for field in fields]  # null where there is no list
    return [re.compile(re.escape(field).replace(r"\*", ".+")) for field in fields]


def check_fields(command, printed):
    known = described(command)
    found = sorted({path for path in paths(printed) if path})
    assert [path for path in found if not any(one.fullmatch(path) for one in known)] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "line"), [*RUNS.items(), *MORE_RUNS], ids=lambda value: value.replace(" ", "-")
)
def test_every_field_of_json_output_is_described(command, line, home):
    env = environment(home) | {"FONDS_ARCHIVE": "a"}
    ran = run_command([BIN / "fonds", *line.split(), "--json"], cwd=home, env=env)
    printed = json.loads(ran.stdout)
    assert (command == "Errors") == ("error" in printed)
    check_fields(command, printed)


def test_every_field_of_jsonl_output_is_described(home):
    env = environment(home) | {"FONDS_ARCHIVE": "a"}
    (home / "in/a.txt").write_text("another\n")
    (home / "in/x.bin").write_bytes(bytes(range(256)))
    line = ["ingest", "in", "nothing", "--jsonl", "--jobs", "0"]
    ran = run_command([BIN / "fonds", *line], cwd=home, env=env)
    rows = [json.loads(row) for row in ran.stdout.splitlines()]
    assert {row["status"] for row in rows} == {"new", "new-version", "unchanged", "failed"}
    for row in rows:
        check_fields("ingest --jsonl", row)


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
