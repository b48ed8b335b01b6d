"""Keep documents: exact bytes, provenance, a reversibly cleaned text, and proof.

    >>> import fonds                                            # doctest: +SKIP
    >>> with fonds.init("my-archive") as archive:               # doctest: +SKIP
    ...     archive.ingest(["letters/"])
    ...     archive.get("letters/first.txt").cleaned

``init`` and ``open`` give an archive; ``identify``, ``fingerprint`` and ``clean`` are the pure
functions behind it. Heavy libraries are imported when something first needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fonds.about import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from fonds.api import Archive, Document, init, open
    from fonds.clean import clean
    from fonds.fingerprint import fingerprint
    from fonds.identify import identify

__all__ = [
    "Archive",
    "Document",
    "__version__",
    "clean",
    "fingerprint",
    "identify",
    "init",
    "open",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import the public names when they are first used: ``import fonds`` stays instant."""
    if name in ("clean", "fingerprint", "identify"):
        return import_module(f"fonds.{name}")  # a room that answers calls: see fonds.callable
    if name in __all__:
        return getattr(import_module("fonds.api"), name)
    raise AttributeError(f"module 'fonds' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
