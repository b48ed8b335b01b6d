"""How a golden archive is made, once for each form of what fonds writes: never to be run again.

    python -m support.golden FOLDER        (in tests/)

The seeds of ``small_archive``, begun as fonds 0.1.0 began archives (the leaves of its first two
bundles bind the manifest alone) and gone on with as it writes now; then one document withdrawn
out of the first bundle, the key handed over, and one document more. Its keys are thrown away.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import fonds
from fonds.api import Archive
from fonds.commit import rotate
from fonds.formats.statement import bundle_leaf
from support.small_archive import clock, make_archive


def make(target: Path) -> None:
    """Put ``archive``, ``caption.wacz`` and ``expected.json`` into a new folder."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        with mock.patch("fonds.commit.publish.bundle_leaf", _first_two_of_version_1()):
            make_archive(folder).close()
        with fonds.open(folder / "archive", key=folder / "keys" / "key", now=clock()) as archive:
            archive.withdraw("c.txt", reason="an order", authority="the archivist")
            rotate(archive.handle, archive.now, os.urandom)
            after = folder / "after.txt"
            after.write_text("after the change of keys\n")
            archive.ingest([after], jobs=0)
            target.mkdir(parents=True)
            archive.prove(["e.txt"], target / "caption.wacz")
            told = expected_of(archive)
        shutil.copytree(folder / "archive", target / "archive",
                        ignore=shutil.ignore_patterns("catalog.sqlite*", "staging"))  # fmt: skip
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
        (target / "expected.json").write_text(text + "\n", encoding="utf-8")


def _first_two_of_version_1() -> Callable[..., bytes]:
    """What makes the leaf of a bundle: the first two it is asked for bind no file."""
    asked: list[bytes] = []

    def leaf(bundle: str, versions: int, manifest: str, file: str) -> bytes:
        asked.append(bundle_leaf(bundle, versions, manifest, file if len(asked) > 1 else ""))
        return asked[-1]

    return leaf


def expected_of(archive: Archive) -> dict[str, Any]:
    """What ``test_golden`` compares: every version as a reader must find it."""
    documents: dict[str, list[dict[str, Any]]] = {}
    for document in archive.documents():
        documents[document.identifier] = rows = []
        for version in archive.versions(document.id):
            row: dict[str, Any] = {"number": version.number, "withdrawn": version.withdrawn}
            if not version.withdrawn:
                cleaned = version.cleaned
                row |= {
                    "sha256": _digest(version.raw),
                    "cleaned": None if cleaned is None else _digest(cleaned.encode()),
                    "title": version.title,
                    "edits": len(version.edits.edits) if version.edits else 0,
                }
            rows.append(row)
    state = archive.handle.state
    return {"documents": documents, "log_size": state.size, "root": state.root.hex()}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
