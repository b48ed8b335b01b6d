"""HTML within books and mail: read by the reader of web pages. Floor 3: pure."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import attrs

from fonds.extraction.assembly import Assembly
from fonds.extraction.options import ExtractOptions, MainRule
from fonds.model import Extraction, Identification

_extract: Callable[..., Extraction] | None
try:
    _extract = import_module("fonds.extraction.html").extract
except (ImportError, AttributeError):  # the parser of web pages is not installed
    _extract = None


def read_html(
    data: bytes,
    assembly: Assembly,
    options: ExtractOptions,
    place: Mapping[str, Any],
    charset: str | None = None,
) -> bool:
    """Put the full text of an HTML part into the assembly; False where nothing can read it."""
    if _extract is None:
        return False
    inner = attrs.evolve(options, main_rule=MainRule.NONE)
    assembly.embed(_extract(data, Identification("text/html", charset), inner), place)
    return True
