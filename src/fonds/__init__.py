"""Keep documents: exact bytes, provenance, a reversibly cleaned text, and proof.

    >>> import fonds                                            # doctest: +SKIP
    >>> with fonds.init("my-archive") as archive:               # doctest: +SKIP
    ...     archive.ingest(["letters/"])
    ...     archive.get("letters/first.txt").cleaned

``init`` and ``open`` give an archive; ``identify``, ``fingerprint``, ``extract`` and ``clean`` are
the functions behind it. Heavy libraries are imported when something first needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fonds.about import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from fonds.api import Archive, Document, extract, init, open
    from fonds.cleaning import clean
    from fonds.fingerprints import fingerprint
    from fonds.identification import identify

__all__ = [
    "Archive",
    "Document",
    "__version__",
    "clean",
    "extract",
    "fingerprint",
    "identify",
    "init",
    "open",
]


_HOMES = {
    "clean": "fonds.cleaning",
    "fingerprint": "fonds.fingerprints",
    "identify": "fonds.identification",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import the public names when they are first used: ``import fonds`` stays instant."""
    if name not in __all__:
        raise AttributeError(f"module 'fonds' has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "fonds.api")), name)
    globals()[name] = value  # once
    return value


def __dir__() -> list[str]:
    return __all__
