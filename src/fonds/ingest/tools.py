"""Which tools this installation works with, for provenance."""

from importlib.metadata import PackageNotFoundError, version

from fonds.about import VERSION
from fonds.extraction import TOOLS as EXTRACTORS
from fonds.identification import tools as identification_tools

_LIBRARIES = ("blake3", "chardet", "ftfy", "isal", "numpy", "python-magic", "warcio")


def tools() -> list[tuple[str, str]]:
    """Return names and versions of everything that has a part in what is stored."""
    from fonds.cleaning import RULESET

    found = [("fonds", VERSION), ("fonds-rules", RULESET), *EXTRACTORS, *identification_tools()]
    for name in _LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:  # an optional one that is not installed here
            continue
    return found
