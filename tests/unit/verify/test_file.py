"""One bundle file, away from its archive."""

import shutil
from pathlib import Path

import pytest

from fonds.verify import verify_path
from support.small_archive import make_archive


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make_archive(folder).close()
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may harm."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def test_a_bundle_is_verified_alone(home: Path) -> None:
    for bundle in (home / "archive" / "bundles").rglob("*.wacz"):
        report = verify_path(bundle)
        assert report.ok, report.findings
        assert report.claim("history").state == "not checked"
        assert any("in the log" in line for line in report.not_proven)
        moved = home / "any name.wacz"
        shutil.copy(bundle, moved)
        assert verify_path(moved).ok
