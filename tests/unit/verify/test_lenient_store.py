"""What lies in the place of a file is told of by name, and all else is checked."""

import os
import shutil
from pathlib import Path

import pytest

from fonds.verify import verify_path
from support.small_archive import make_archive


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unreadable")
    make_archive(folder).close()
    return folder


NAMES = [
    "fonds.json", "README.txt", "catalog.sqlite", "log/checkpoint", "log/checkpoints/0",
    "log/checkpoints/7", "log/cosigned/7", "log/timestamps/7.tsr", "log/tile/0/000.p/18",
    "log/tile/entries/000.p/18", "withdrawn/pending.json",
    "withdrawn/00000000-0000-0000-0000-000000000000.json", "FORMAT.md",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["link", "fifo", "folder"])
@pytest.mark.parametrize("quick", [True, False])
def test_it_is_found_and_ends_nothing(
    kind: str, name: str, quick: bool, made: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(made, tmp_path / "home"))
    path = home / "archive" / name
    path.parent.mkdir(exist_ok=True)
    elsewhere = home / "elsewhere"
    if path.exists():
        path.rename(elsewhere)
    if kind == "link":
        path.symlink_to(elsewhere)
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    report = verify_path(home / "archive", home / "keys" / "key", jobs=0, quick=quick)
    told = {finding.code for finding in report.findings if finding.place.file == name}
    assert ("V103" in told) == (kind != "folder")
    assert report.claim("integrity").counts["bundles"] == 5
    if kind != "folder":
        assert report.exit_status == 30
