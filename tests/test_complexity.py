"""Functions stay simple by radon's count too; those that are not are listed, and the list shrinks."""

from pathlib import Path

import pytest

radon = pytest.importorskip("radon.complexity")

ROOT = Path(__file__).resolve().parents[1] / "src" / "fonds"
LIST = Path(__file__).with_name("complex_functions.txt")
MOST = 15


def functions(blocks):
    """Every function, method and closure of radon's blocks; a class is the sum of its methods."""
    for block in blocks:
        if hasattr(block, "methods"):
            yield from functions([*block.methods, *block.inner_classes])
        else:
            yield block
            yield from functions(block.closures)


@pytest.mark.slow
def test_complex_functions_are_those_of_the_list():
    found = {
        f"{path.relative_to(ROOT).as_posix()}:{block.fullname}"
        for path in ROOT.rglob("*.py")
        for block in functions(radon.cc_visit(path.read_text(encoding="utf-8")))
        if block.complexity > MOST
    }
    listed = set(LIST.read_text(encoding="utf-8").split())
    assert sorted(found - listed) == [], "more complex than 15: take them apart"
    assert sorted(listed - found) == [], "simple now: take them off the list"
