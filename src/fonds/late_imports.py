"""Import a package's names at first use."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def imports_late(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a package whose names are imported when they are asked for.

    ``homes`` says for each module of it, without the package's name, which names it gives. Who
    needs one light module of the package does not pay for all the others.
    """
    home = {name: module for module, names in homes.items() for name in names.split()}

    def getter(name: str) -> Any:  # noqa: ANN401 - whatever has the name
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home[name]}"), name)
        setattr(sys.modules[package], name, value)  # once
        return value

    return getter
