"""The catalogue against the log: a missing one is a notice, one that lies is an error."""

import shutil
import sqlite3
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


def test_a_missing_or_broken_catalogue_is_no_damage(home: Path) -> None:
    catalog = home / "archive" / "catalog.sqlite"
    db = sqlite3.connect(catalog)
    db.execute("UPDATE versions SET statement = zeroblob(32) WHERE leaf = 3")
    db.commit()
    db.close()
    report = verify(home)
    assert (codes(report), report.exit_status) == ({"V123"}, 30)
    assert report.findings[0].place.leaf == 3
    assert "statement" in report.findings[0].sentence
    catalog.unlink()
    report = verify(home)
    assert (codes(report), report.exit_status) == ({"V121"}, 0)
    catalog.write_bytes(b"not a database at all" * 1000)
    report = verify(home)
    assert (codes(report), report.exit_status) == ({"V122"}, 0)
