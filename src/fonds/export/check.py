"""Check an export without the archive: are all files there, whole, and no others."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import orjson

from fonds.errors import FormatError, NoSuchFileError
from fonds.export.writer import LIST

LARGEST_LIST = 1 << 30


@attrs.frozen
class ExportCheck:
    """What a check found: how many files are right, and a sentence for each that is not."""

    format: str
    files: int
    findings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the export is whole and unchanged."""
        return not self.findings

    def to_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        return {
            "format": self.format,
            "files": self.files,
            "ok": self.ok,
            "findings": list(self.findings),
        }


def check_export(folder: Path) -> ExportCheck:
    """Compare an export with the list that it was written with. No link is followed.

    Cost: one read of all files. Raises: NoSuchFileError where there is no such folder;
    FormatError where the list is missing (the export was cut off) or malformed.
    """
    if not folder.is_dir():
        raise NoSuchFileError("there is no such folder", path=str(folder))
    listed = _list(folder)
    findings = []
    right = 0
    wanted = {LIST}
    for one in listed["files"]:
        wanted.add(one["path"])
        problem = _problem(folder, one)
        if problem is None:
            right += 1
        else:
            findings.append(f"{one['path']}: {problem}")
    findings += [
        f"{path}: a file that the export did not write" for path in _others(folder, wanted)
    ]
    return ExportCheck(str(listed.get("format", "")), right, tuple(findings))


def _list(folder: Path) -> dict[str, Any]:
    path = folder / LIST
    if path.is_symlink() or not path.is_file():
        raise FormatError(f"there is no {LIST}: the export is not whole", path=str(folder))
    if path.stat().st_size > LARGEST_LIST:
        raise FormatError("the list of the export is too large", path=str(path))
    try:
        listed = orjson.loads(path.read_bytes())
        files = listed["files"]
        sound = all(_is_sound(one["path"], one["size"]) for one in files)
    except (ValueError, TypeError, LookupError) as e:
        raise FormatError("the list of the export is malformed", path=str(path)) from e
    if not sound:
        raise FormatError("the list of the export names places outside it", path=str(path))
    return dict(listed)


def _is_sound(path: object, size: object) -> bool:
    """Whether an entry names a file below the folder, and no place outside it."""
    if not isinstance(path, str) or not isinstance(size, int):
        return False
    parts = path.split("/")
    return not path.startswith("/") and ".." not in parts and "" not in parts and "\0" not in path


def _problem(folder: Path, one: dict[str, Any]) -> str | None:
    """Return what is wrong with one file, None where it is as it was written."""
    path = folder
    for part in one["path"].split("/"):
        path /= part
        if path.is_symlink():
            return "a link is in its place"
    if not path.is_file():
        return "it is missing"
    if path.stat().st_size != one["size"]:
        return "its size has changed"
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return None if digest.hexdigest() == one.get("sha256") else "its bytes have changed"


def _others(folder: Path, wanted: set[str]) -> Iterator[str]:
    for at, folders, names in os.walk(folder):
        for name in (*names, *(one for one in folders if (Path(at) / one).is_symlink())):
            path = (Path(at) / name).relative_to(folder).as_posix()
            if path not in wanted and not name.startswith(".fonds-"):
                yield path
