"""Stages that can be called by their room's name: ``fonds.clean(text)``. Floor 0.

``fonds.clean`` is a package of many modules and, to users of the library, a function. Importing
any module of it binds the package's name in ``fonds``, so a function of that name there would be
lost; the package itself answers the call instead.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def make_callable(module: str, function: Callable[..., Any]) -> None:
    """Let a call of the module be a call of ``function``."""

    class CallableModule(ModuleType):
        __doc__ = function.__doc__

        def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the function's own
            return function(*args, **kwargs)

    sys.modules[module].__class__ = CallableModule
