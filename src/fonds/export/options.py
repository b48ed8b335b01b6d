"""The options of an export, and what became of it. Values only."""

from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

FORMATS = ("tree", "bag", "ocfl", "jsonl", "csv", "parquet")
"""The formats, by the names that the command takes."""

ROWS_OF_A_PART = 10_000


@attrs.frozen
class ExportOptions:
    """What is exported. The newest versions, or ``all_versions``; ``time`` is said to be now.

    ``compress`` is ``gz`` or ``zst`` for JSON Lines, ``edits`` adds the ledgers to rows.
    ``source`` is who hands a bag over, ``where`` an expression that chooses versions.
    """

    time: datetime
    all_versions: bool = False
    compress: str | None = None
    edits: bool = False
    source: str | None = None
    where: str | None = None


@attrs.frozen
class Exported:
    """What an export wrote: its folder, numbers of versions and files, and what failed.

    ``failed`` maps identifiers with versions to what is wrong; those are left out.
    ``withdrawn`` is how many versions are not there because they were withdrawn.
    """

    format: str
    folder: Path
    versions: int
    files: int
    bytes: int
    withdrawn: int
    failed: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        return {**attrs.asdict(self), "folder": str(self.folder)}
