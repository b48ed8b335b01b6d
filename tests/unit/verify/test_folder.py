"""The names in an archive's folder."""

import shutil
from pathlib import Path

import pytest

from fonds.verify import VerifyReport, verify_path
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


def codes(report: VerifyReport) -> set[str]:
    return {finding.code for finding in report.findings}


def verify(home: Path, **settings: object) -> VerifyReport:
    return verify_path(home / "archive", home / "keys" / "key", jobs=0, **settings)


def test_links_are_no_files(home: Path) -> None:
    bundle = next((home / "archive" / "bundles").rglob("*.wacz"))
    bundle.rename(home / "elsewhere")
    bundle.symlink_to(home / "elsewhere")
    assert {"V101", "V103"} <= codes(verify(home))
