"""Patterns that are compiled when they are first used. Floor 3.

A long list of words takes milliseconds to compile, and most runs of the cleaner meet no text that
any of them is held against.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

Found = re.Match[str] | None


class Lazily:
    """A pattern as ``re.compile`` would return it, compiled at its first use."""

    match: Callable[..., Found]
    search: Callable[..., Found]
    fullmatch: Callable[..., Found]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[Any]]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a method of the pattern
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in ("match", "search", "fullmatch", "finditer", "findall"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)

    def made(self, found: re.Match[str]) -> bool:
        """Tell whether ``found`` is a match of this pattern."""
        return found.re.pattern == self.pattern
