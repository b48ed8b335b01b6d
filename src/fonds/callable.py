"""Packages that answer calls and import late: ``fonds.clean(text)``. Floor 0.

``fonds.clean`` is a package of many modules and, to users of the library, a function. Importing
any module of it binds the package's name in ``fonds``, so a function of that name there would be
lost; the package itself answers the call instead.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def make_callable(module: str, function: Callable[..., Any]) -> None:
    """Let a call of the module be a call of ``function``."""

    class CallableModule(ModuleType):
        __doc__ = function.__doc__

        def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the function's own
            return function(*args, **kwargs)

    sys.modules[module].__class__ = CallableModule


def imports_late(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a package whose names are imported when they are asked for.

    ``homes`` says for each module of it, without the package's name, which names it gives. Who
    needs one light module of the package does not pay for all the others.
    """
    home = {name: module for module, names in homes.items() for name in names.split()}

    def getter(name: str) -> Any:  # noqa: ANN401 - whatever bears the name
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home[name]}"), name)
        setattr(sys.modules[package], name, value)  # once
        return value

    return getter
