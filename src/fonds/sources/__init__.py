"""Where documents come from: files, folders, lists, standard input. Floor 3.

Sources are yielded lazily, in bounded memory. What cannot be read is yielded too, as a
``Refusal`` with its reason: nothing is skipped in silence, and the run goes on.
"""

from fonds.sources.files.path_list import listed
from fonds.sources.files.reading import OpenSource, open_file, read_file, read_path, spool
from fonds.sources.files.sidecar import read_sidecar, sidecar_of
from fonds.sources.files.walk import walk
from fonds.sources.source import Refusal, Source, target_of

__all__ = [
    "OpenSource",
    "Refusal",
    "Source",
    "listed",
    "open_file",
    "read_file",
    "read_path",
    "read_sidecar",
    "sidecar_of",
    "spool",
    "target_of",
    "walk",
]
