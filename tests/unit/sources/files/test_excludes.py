"""Patterns of what is passed over, against git itself and by hand."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import UsageError
from fonds.sources import DEFAULT_EXCLUDES, Excludes, walk
from fonds.sources.files.excludes import default_of, name_matches
from support.archives import files

TREE = (
    "a.txt", "a.log", "keep.log", "docs/a.txt", "docs/b.log", "docs/build/x.bin", "build/y.bin",
    "deep/er/build/z", "deep/er/a.txt", "x[1].txt", "résumé.md", "Makefile", "src/foo/bar/baz.c",
)  # fmt: skip
PATTERNS = (
    ["*.log"], ["*.log", "!keep.log"], ["build/"], ["/build"], ["docs/"], ["docs/*.log"], ["**/build"],
    ["deep/**"], ["deep/**/build"], ["src/**/baz.c"], ["*/a.txt"], ["x\\[1\\].txt"],
    ["[A-L]*"], ["[!a-z]*"], ["a.*", "!a.txt"], ["/*", "!/docs"], ["foo/bar"], ["**/*.c"], ["*"],
    ["docs", "!docs/a.txt"], ["/deep/er/"], ["./a.txt"], ["a.txt/"],
)  # fmt: skip


def found(folder, **settings):
    return {one.display.partition("/")[2] for one in walk(["in"], cwd=folder, **settings)}


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name in TREE:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")
@pytest.mark.parametrize("patterns", PATTERNS, ids=" ".join)
def test_patterns_mean_what_they_mean_to_git(tree, patterns):
    if patterns == ["./a.txt"]:
        pytest.skip("git knows no such path; here it is the path that it looks like")
    subprocess.run(["git", "init", "-q", "in"], check=True, cwd=tree)
    (tree / "in/.git/info/exclude").write_text("\n".join(patterns) + "\n")
    line = ["git", "-c", "core.quotePath=off", "ls-files", "-z", "--others", "--exclude-standard"]
    ran = subprocess.run(line, check=True, cwd=tree / "in", capture_output=True)
    wanted = {name for name in ran.stdout.decode().split("\0") if name}
    shutil.rmtree(tree / "in/.git")
    assert found(tree, excludes=Excludes.of(patterns, defaults=False)) == wanted


def test_what_was_left_out_is_counted_by_its_pattern(tree):
    excludes = Excludes.of(["*.log", "build/"])
    found(tree, excludes=excludes)
    assert excludes.counts == {"*.log": 3, "build/": 3}


def test_an_include_that_comes_first_lets_nothing_else_in(tree):
    only = Excludes.of([(True, "*.txt"), (False, "docs/")])
    assert found(tree, excludes=only) == {"a.txt", "deep/er/a.txt", "x[1].txt"}
    back = Excludes.of([(False, "*.log"), (True, "keep.log")])
    assert found(tree, excludes=back) == set(TREE) - {"a.log", "docs/b.log"}


LEFTOVERS = (
    ".git", ".DS_Store", "Thumbs.db", "THUMBS.DB", "a.tmp", "A.TMP", "a.txt~", ".a.swp", ".#a",
    "#a#", "~$report.docx", ".~lock.a.odt#", ".svn",
)  # fmt: skip
GENUINE = (
    "git", ".gitignore", "tmp", "tmp.txt", "a.tmp.txt", "~", "swp", "a.swp", "#1 report.txt", "#a",
    "Thumbs.dbx", ".hidden", "~$", "notes~1.txt", ".~lock", "DS_Store",
)  # fmt: skip


def test_the_default_list_takes_leftovers_and_nothing_else():
    assert [name for name in LEFTOVERS if not default_of(name.encode())] == []
    kept = [name for name in GENUINE if not default_of(name.encode())]
    assert set(GENUINE) - set(kept) <= {"~", "~$"}
    assert {default_of(name.encode()) for name in LEFTOVERS} <= set(DEFAULT_EXCLUDES)


def test_what_is_named_outright_is_never_left_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files(tmp_path / ".git", config="x")
    (tmp_path / "a.tmp").write_text("a")
    excludes = Excludes.of(["*"])
    named = list(walk(["a.tmp"], excludes=excludes)) + list(walk([".git"], excludes=Excludes()))
    assert [one.display for one in named] == ["a.tmp", ".git/config"]
    assert [one.display for one in walk(["a.tmp"], listed=True, excludes=excludes)] == ["a.tmp"]


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_a_name_matches_as_slowly_tried(pattern, name):
    def slowly(rest, text):
        if not rest:
            return not text
        if rest[0] == "*":
            return slowly(rest[1:], text) or (bool(text) and slowly(rest, text[1:]))
        return bool(text) and rest[0] in ("?", text[0]) and slowly(rest[1:], text[1:])

    assert name_matches(pattern.encode(), name.encode()) == slowly(pattern, name)


def test_a_question_mark_is_a_character_and_not_a_byte():
    assert name_matches(b"r?sum?.md", "résumé.md".encode())
    assert name_matches(b"?.txt", b"\xff.txt")


@pytest.mark.slow
def test_no_pattern_takes_for_ever():
    excludes = Excludes.of(["*a" * 1000 + "b", "**/a/" * 500 + "b"], defaults=False)
    assert not excludes.passes(b"a/" * 500 + b"c", b"c", is_folder=False)
    assert not name_matches(b"*a" * 1000 + b"b", b"a" * 2000)


@pytest.mark.parametrize("pattern", ["", "/", "!", "x" * 5000])
def test_a_pattern_that_says_nothing_is_refused(pattern):
    with pytest.raises(UsageError):
        Excludes.of([pattern])
