"""Get: write documents out as files, from an archive, an evidence file or a bundle.

Names are made safe for every system, and a list says which file is which document. Nothing is
written outside the folder, nothing is overwritten, no link is followed; every byte is checked
against its digest before its file gets its name.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from fonds.archive.listing import readable
from fonds.errors import (
    ExistsError,
    FondsError,
    NoTextError,
    StorageError,
    UsageError,
)
from fonds.get.items import PARTS, EvidenceFile, Item, Part, items_named, items_of
from fonds.get.names import Names, safe_path, split_ending
from fonds.storage.outgoing import OutgoingFolder

__all__ = ["EvidenceFile", "GetReport", "Item", "Saved", "items_named", "items_of", "save"]

LIST = "which-is-which.tsv"
"""The list of files whose names are not those of their documents, in the folder."""

HELD = 10_000  # rows of that list that are held, and failures of a report


@attrs.frozen
class Saved:
    """The result for one version: its file below the folder, or the error.

    ``new`` is False where the same bytes were there already; ``renamed`` says that the file's name
    is not the document's.
    """

    identifier: str
    document: str
    version: int
    file: str | None
    size: int
    new: bool = False
    renamed: bool = False
    error: FondsError | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        row: dict[str, Any] = attrs.asdict(self, filter=lambda field, value: field.name != "error")
        if self.error is not None:
            row["error"] = {
                "code": self.error.code, "message": str(self.error), "hint": self.error.hint,
            }  # fmt: skip
        return row


@attrs.frozen
class GetReport:
    """What was written: numbers of files and bytes, the list's name where one was needed."""

    folder: Path
    files: int
    unchanged: int
    failed: int
    without_text: int
    bytes: int
    list: str | None
    failures: tuple[Saved, ...]


@attrs.define
class _Saving:
    out: OutgoingFolder
    part: Part
    on_saved: Callable[[Saved], None]
    names: Names = attrs.field(factory=Names)
    files: int = 0
    unchanged: int = 0
    failed: int = 0
    without_text: int = 0
    bytes: int = 0
    renamed: list[Saved] = attrs.field(factory=list)
    failures: list[Saved] = attrs.field(factory=list)

    def one(self, item: Item) -> None:
        """Write one version; a failure is reported, and the others are written."""
        path = _named(item, self.part)
        taken = self.names.take(path)
        known = readable(item.identifier).split("/") == list(safe_path(item.identifier))
        renamed = not known or taken != path
        size = 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for chunk in item.chunks(self.part):
                size += len(chunk)
                yield chunk

        about = (item.identifier, item.document, item.version)
        try:
            new = self.out.write(taken, counted())
        except StorageError:
            raise  # the disk, or ours: nothing further can be written
        except FondsError as e:
            self._failed(Saved(*about, None, 0, error=e))
            return
        self.files += new
        self.unchanged += not new
        self.bytes += size
        saved = Saved(*about, "/".join(taken), size, new, renamed)
        if renamed and len(self.renamed) < HELD:
            self.renamed.append(saved)
        self.on_saved(saved)

    def _failed(self, saved: Saved) -> None:
        if isinstance(saved.error, NoTextError):
            self.without_text += 1
        else:
            self.failed += 1
        if len(self.failures) < HELD:
            self.failures.append(saved)
        self.on_saved(saved)

    def list_renamed(self) -> str | None:
        """Write the list of files whose names differ from those of their documents."""
        if not self.renamed:
            return None
        rows = ["file\tidentifier\tversion\tdocument\n"]
        rows += [
            f"{one.file}\t{one.identifier}\t{one.version}\t{one.document}\n" for one in self.renamed
        ]
        data = "".join(rows).encode("utf-8", "backslashreplace")
        for number in range(1, 1000):
            name = LIST if number == 1 else f"which-is-which~{number}.tsv"
            try:
                self.out.write(self.names.take((name,)), [data])
            except ExistsError:
                continue
            return name
        raise UsageError("too many lists are in this folder", folder=str(self.out.path))


def save(
    items: Iterable[Item],
    folder: Path,
    part: str = "raw",
    on_saved: Callable[[Saved], None] = lambda saved: None,
) -> GetReport:
    """Write versions into a folder, which is made where it is not there; return what was done.

    ``part`` is ``raw`` (the exact bytes), ``text`` or ``cleaned``, which are UTF-8. ``on_saved`` is
    called with each as it is written. A version that is damaged, has no text, or whose name
    another file has, fails alone. Files have their names only when they are whole and durable.
    Cost: one read and one write of each; holds the names.
    Raises: UsageError, StorageError.
    """
    if part not in PARTS:
        raise UsageError("a part is raw, text or cleaned", part=part)
    with OutgoingFolder(folder) as out:
        saving = _Saving(out, part, on_saved)
        for item in items:
            saving.one(item)
        listed = saving.list_renamed()
        out.settle()
    return GetReport(
        folder, saving.files, saving.unchanged, saving.failed, saving.without_text, saving.bytes,
        listed, tuple(saving.failures),
    )  # fmt: skip


def _named(item: Item, part: Part) -> tuple[str, ...]:
    """Return the safe path of a version's file: the number before the ending, a text's after it."""
    *folders, name = safe_path(item.identifier)
    if item.numbered:
        stem, ending = split_ending(name)
        name = f"{stem}@{item.version}{ending}"
    return (*folders, name if part == "raw" else _of_text(name, part))


def _of_text(name: str, part: Part) -> str:
    if part == "text":
        return name if name.lower().endswith(".txt") else f"{name}.txt"
    stem = name[:-4] if name.lower().endswith(".txt") else name
    return f"{stem}.cleaned.txt"
