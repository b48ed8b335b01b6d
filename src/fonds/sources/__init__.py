"""Where documents come from. A source yields captures lazily, in bounded memory.

What cannot be captured is yielded too, as a ``Refusal`` with its reason: nothing is passed over in
silence, and the run continues.
"""

from fonds.sources.files.capture import FileCapture, SpooledCapture
from fonds.sources.files.excludes import DEFAULTS as DEFAULT_EXCLUDES
from fonds.sources.files.excludes import Excludes
from fonds.sources.files.path_list import listed
from fonds.sources.files.reading import spool
from fonds.sources.files.sidecar import read_sidecar, sidecar_at
from fonds.sources.files.walk import walk
from fonds.sources.memory import BytesCapture
from fonds.sources.source import (
    Capture,
    OpenCapture,
    Origin,
    Refusal,
    Source,
    Stated,
    Within,
    target_of,
)

__all__ = [
    "DEFAULT_EXCLUDES",
    "BytesCapture",
    "Capture",
    "Excludes",
    "FileCapture",
    "OpenCapture",
    "Origin",
    "Refusal",
    "Source",
    "SpooledCapture",
    "Stated",
    "Within",
    "listed",
    "read_sidecar",
    "sidecar_at",
    "spool",
    "target_of",
    "walk",
]
