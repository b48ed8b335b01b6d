"""The shape of the code: doctests hold, and every public name says what it is."""

import ast
import doctest
import importlib
import pkgutil
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


@pytest.mark.parametrize("name", MODULES)
def test_doctests_hold(name):
    # verbose=False is said outright: -v of pytest's own would be taken for doctest's.
    assert doctest.testmod(importlib.import_module(name), verbose=False).failed == 0


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_of_a_size_that_can_be_read(path):
    source = path.read_text(encoding="utf-8")
    if path.name not in TABLES:
        assert source.count("\n") <= 400, "is this two things?"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
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
