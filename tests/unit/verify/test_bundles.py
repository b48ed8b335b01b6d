"""Bundles against the log, also those that the log does not hold."""

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


def test_a_bundle_that_waits_to_be_logged_is_a_notice(home: Path) -> None:
    """The log as it was before the last commit, with the bundle of that commit in place."""
    forget_last_commit(home / "archive")
    report = verify_path(home / "archive", home / "nowhere", jobs=0)
    assert report.ok
    assert codes(report) == {"V108", "V110", "V121"}
    assert report.exit_status == 0


def test_a_bundle_that_is_copied_under_another_name_is_an_error(home: Path) -> None:
    bundle = next((home / "archive" / "bundles").rglob("*.wacz"))
    name = bundle.name
    twin = bundle.with_name(name[:-6] + ("1" if name[-6] == "0" else "0") + name[-5:])
    shutil.copy(bundle, twin)
    report = verify(home)
    assert "V109" in codes(report)
    assert report.exit_status == 30


def forget_last_commit(root: Path) -> None:
    """Leave the log as a crash does between publishing the last bundle and logging it."""
    sizes = sorted(int(p.name) for p in (root / "log" / "checkpoints").iterdir())
    (root / "log" / "checkpoints" / str(sizes[-1])).unlink()
    before = (root / "log" / "checkpoints" / str(sizes[-2])).read_bytes()
    checkpoint = root / "log" / "checkpoint"
    checkpoint.unlink()
    checkpoint.write_bytes(before)
