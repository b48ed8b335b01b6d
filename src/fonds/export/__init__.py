"""Export: hand documents over in the formats of others. Every digest is checked on the way.

Nothing that was withdrawn is exported; nothing is written outside the folder that is named.
"""

from fonds.export.options import FORMATS, Exported, ExportOptions
from fonds.export.verb import export

__all__ = ["FORMATS", "ExportOptions", "Exported", "export"]
