"""The examples in the docstrings of the cleaner hold."""

import doctest
import importlib

import pytest

MODULES = ["kinds", "ownrules", "rules.placeholders", "rules.navigation"]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    results = doctest.testmod(importlib.import_module(f"fonds.cleaning.{name}"))
    assert results.attempted > 0
    assert results.failed == 0
