"""The shape of the code: doctests hold, and every public name says what it is."""

import ast
import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import fonds

ROOT = Path(fonds.__file__).parent
TABLES = ("errors.py", "lexicon.py")  # lists of small things, which are read by looking up
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages([str(ROOT)], "fonds.")
    if not module.name.endswith("__main__")
)


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_doctests_hold(name):
    # verbose=False is said outright: -v of pytest's own would be taken for doctest's.
    assert doctest.testmod(importlib.import_module(name), verbose=False).failed == 0


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_of_a_size_that_can_be_read(path):
    source = path.read_text(encoding="utf-8")
    if path.name not in TABLES:
        assert source.count("\n") <= 400, "is this two things?"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno <= 70, f"{node.name} is long"


def test_every_error_has_its_own_code_and_a_hint():
    from fonds import errors

    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.FondsError)
    ]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    assert all(kind.hint for kind in kinds if kind is not errors.FondsError)


def test_errors_travel_between_processes():
    import pickle

    from fonds.errors import ChangedDuringReadError

    error = pickle.loads(pickle.dumps(ChangedDuringReadError("changed", path="a")))
    assert (error.code, error.facts, str(error)) == ("F205", {"path": "a"}, "changed (path=a)")


# Words of our own that the field has other words for; cleaning/ keeps some until it is rewritten.
BANNED = frozenset(
    "anew bears elsewhere joints kept standing story takeout teller told vouched".split()
)
LOCAL = frozenset({"kept"})  # says what it means of a variable, and too little of anything else
STILL = {
    "extraction/office/docx.py": {"story"},  # Word's own name for a part of its text
    "extraction/office/rtf.py": {"story"},
    "extraction/office/rtfstate.py": {"story"},
    "extraction/office/word97.py": {"story"},
    "withdraw/scope.py": {"elsewhere"},  # a field of --json
}
"""Banned words that are left, by file. A row that is no longer needed fails, so the list shrinks."""

# What our sentences said where the field has a plain word; the fixed texts that are written into
# archives and evidence files are compared to the byte, and change on purpose only.
PHRASES = re.compile(
    r"\b(made anew|making it anew|made otherwise|of its form|says? otherwise|otherwise than"
    r"|in office|took office|vouch(?:es|ed)? for|leaf by which|(?:is|was|were|are) told"
    r"|goes on with|what came of|own word|archiver's word|in hand|take[sn]? in\b)"
)
FIXED_TEXTS = {"archive/readme.py", "bundle/readme.py", "formats/evidence_texts.py"}


def public_classes():
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, path.relative_to(ROOT).as_posix()


TWICE = {"Finding", "Tag"}
"""Class names that still stand for two things. One that no longer does fails: the list shrinks."""


@pytest.mark.slow
def test_no_two_public_classes_bear_one_name():
    homes = {}
    for name, path in public_classes():
        homes.setdefault(name, []).append(path)
    assert {name for name, paths in homes.items() if len(paths) > 1} == TWICE


@pytest.mark.slow
def test_no_file_imports_in_a_circle():
    names = {module: None for module in MODULES}
    imports = {name: set() for name in names}
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("fonds"):
                for one in node.names:
                    full = f"{node.module}.{one.name}"
                    imports.setdefault(module, set()).add(full if full in names else node.module)
    state = {}

    def visit(module, way):
        if state.get(module) == "done":
            return
        assert module not in way, " -> ".join([*way, module])
        for other in sorted(imports.get(module, ())):
            if other != module:
                visit(other, [*way, module])
        state[module] = "done"

    for module in sorted(imports):
        visit(module, [])


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_names_are_the_words_of_the_field(path):
    if "cleaning" in path.parts:
        return
    public, local = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            public |= words_of(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            public |= words_of(node.target.id)
        elif isinstance(node, ast.arg):
            local |= words_of(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            local |= words_of(node.id)
    found = (public | (local - LOCAL)) & BANNED
    assert found == STILL.get(path.relative_to(ROOT).as_posix(), set())


def words_of(name):
    """The words of a name: ``_TOLD_AT`` is told, at; ``HeldElsewhere`` is held, elsewhere."""
    return set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().strip("_").split("_"))


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_sentences_are_in_the_words_of_the_field(path):
    name = path.relative_to(ROOT).as_posix()
    if "cleaning" in path.parts or name in FIXED_TEXTS:
        return
    text = " ".join(path.read_text(encoding="utf-8").split())
    assert [text[max(0, m.start() - 30) : m.end() + 30] for m in PHRASES.finditer(text)] == []


def test_every_exemption_names_a_file():
    assert [name for name in STILL if not (ROOT / name).is_file()] == []


@pytest.mark.slow
def test_every_file_says_what_it_is_and_no_two_say_the_same():
    said = {}
    for path in ROOT.rglob("*.py"):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = text.split("\n\n")[0]
        assert len(first.split()) > 2, f"{path} does not say what it is"
        assert said.setdefault(first, path) == path, f"{path} says what {said[first]} says"


UNIT = Path(__file__).parent / "unit"
OF_MANY_FILES = {"cli/test_commands.py", "cli/test_keeping_commands.py", "cli/test_manners.py"}
"""Tests of commands together. One that goes from here fails, so the list shrinks."""


def test_a_test_is_found_by_the_name_of_its_file():
    """tests/unit/a/test_b.py tests src/fonds/a/b.py, or the package a/b, or a itself (a/test_a)."""
    lost = set()
    for path in UNIT.rglob("test_*.py"):
        folder = ROOT / path.parent.relative_to(UNIT)
        name = path.stem.removeprefix("test_")
        homes = (folder / f"{name}.py", folder / name / "__init__.py")
        if (
            "cleaning" not in path.parts
            and name != folder.name
            and not any(home.is_file() for home in homes)
        ):
            lost.add(path.relative_to(UNIT).as_posix())
    assert lost == OF_MANY_FILES
