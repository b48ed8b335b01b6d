"""Export: a method of ``fonds.Archive``."""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fonds import archive
from fonds.api_input import AnyPath, names_of
from fonds.model import parse_stamp

if TYPE_CHECKING:
    from fonds.export import Exported


class ExportingArchive:
    """What an archive hands over in the formats of others."""

    now: "Callable[[], datetime]"

    @property
    def handle(self) -> archive.OpenArchive:
        """The open archive."""
        raise NotImplementedError

    def export(
        self,
        format: str,
        folder: AnyPath,
        documents: AnyPath | Iterable[AnyPath] = (),
        *,
        all_versions: bool = False,
        compress: str | None = None,
        edits: bool = False,
        source: str | None = None,
        where: str | None = None,
        time: str | datetime | None = None,
    ) -> "Exported":
        """Write documents (none named: all) into a folder, in a format that others read.

        Args:
            format: tree, bag, ocfl, jsonl, csv or parquet.
            folder: made where it is not there; nothing in it is overwritten.
            documents: names; those of versions (``NAME@2``) mean these alone.
            all_versions: all versions, not only the newest.
            compress: gz or zst, for jsonl.
            edits: add the ledgers of edits to rows.
            source: who hands a bag over.
            where: an expression that chooses versions, as ``fonds list --where`` takes it.
            time: what the export says of when it was made; the same one gives the same bytes.

        Returns: an Exported; a version that is damaged is named in it and left out.

        Raises: UsageError, UnknownDocumentError; ExistsError where other files are in the way;
        StorageError.
        """
        from fonds.export import ExportOptions, export

        moment = parse_stamp(time) if isinstance(time, str) else time or self.now()
        options = ExportOptions(moment, all_versions, compress, edits, source, where)
        return export(self.handle, format, Path(os.fspath(folder)), options, names_of(documents))
