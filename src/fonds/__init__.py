"""Keep documents: exact bytes, provenance, a reversibly cleaned text, and proof.

    >>> import fonds                                            # doctest: +SKIP
    >>> with fonds.init("my-archive") as archive:               # doctest: +SKIP
    ...     archive.ingest("letters/")
    ...     archive.get("letters/first.txt").cleaned

``init`` and ``open`` give an archive; ``identify``, ``fingerprint``, ``extract`` and ``clean`` are
the functions behind it; ``errors`` holds every error that is raised on purpose. Heavy libraries are
imported when something first needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fonds.about import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from fonds import errors
    from fonds.api import Archive, Document
    from fonds.api_extract import extract
    from fonds.archive import Version
    from fonds.cleaning import clean
    from fonds.fingerprints import fingerprint
    from fonds.identification import identify
    from fonds.ingest import IngestOutcome, IngestReport, Limits, Options
    from fonds.opening import init, open
    from fonds.sources import BytesCapture

__all__ = [
    "Archive",
    "BytesCapture",
    "Document",
    "IngestOutcome",
    "IngestReport",
    "Limits",
    "Options",
    "Version",
    "__version__",
    "clean",
    "errors",
    "extract",
    "fingerprint",
    "identify",
    "init",
    "open",
]


_HOMES = {
    "BytesCapture": "fonds.sources",
    "Limits": "fonds.ingest",
    "Options": "fonds.ingest",
    "IngestOutcome": "fonds.ingest",
    "IngestReport": "fonds.ingest",
    "Version": "fonds.archive",
    "clean": "fonds.cleaning",
    "extract": "fonds.api_extract",
    "fingerprint": "fonds.fingerprints",
    "identify": "fonds.identification",
    "init": "fonds.opening",
    "open": "fonds.opening",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import the public names when they are first used: ``import fonds`` stays instant."""
    if name not in __all__:
        raise AttributeError(f"module 'fonds' has no attribute {name!r}")
    if name == "errors":
        return import_module("fonds.errors")
    value = getattr(import_module(_HOMES.get(name, "fonds.api")), name)
    globals()[name] = value  # once
    return value


def __dir__() -> list[str]:
    return __all__
