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


@pytest.mark.parametrize(
    "time", ["ffffffff-ffff", "ffb6a3f4-0000", "f0000000-0000", "e7b00000-0000"]
)
@pytest.mark.parametrize("day", ["1960/01/01", "1969/12/31"])
def test_a_bundle_by_a_clock_before_1970_is_named(day: str, time: str, home: Path) -> None:
    bundle = next((home / "archive" / "bundles").rglob("*.wacz"))
    folder = home / "archive" / "bundles" / day
    folder.mkdir(parents=True)
    bundle.rename(folder / f"{time}-7000-8000-000000000000.wacz")
    found = [f for f in verify(home).findings if f.code == "V104"]
    assert any(day in str(finding) for finding in found)
