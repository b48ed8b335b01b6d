"""Every release reads what every release before it wrote, and finds it whole."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

import fonds
from fonds.verify import verify_path

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


@pytest.fixture(params=["v1", "v2"])
def golden(request):
    return GOLDEN / request.param


@pytest.fixture
def archive(golden, tmp_path):
    shutil.copytree(golden / "archive", tmp_path / "archive")
    with fonds.open(tmp_path / "archive", key=tmp_path / "key") as opened:
        yield opened


@pytest.fixture
def expected(golden):
    return json.loads((golden / "expected.json").read_text(encoding="utf-8"))


def test_it_verifies(archive, expected):
    report = archive.verify(rederive=False)
    assert report.ok, report.findings
    assert archive.handle.state.size == expected["log_size"]
    assert archive.handle.state.root.hex() == expected["root"]


def test_it_verifies_quickly_and_says_what_binds_its_files(archive, golden):
    report = archive.verify(quick=True)
    assert report.ok, report.findings
    counts = report.claim("integrity").counts
    unbound = {"v1": 4, "v2": 1}[golden.name]  # a withdrawal bound one of the first two in v2
    assert counts["bundles whose file no leaf binds"] == unbound
    assert counts["bundles"] == {"v1": 4, "v2": 6}[golden.name]


def test_every_version_reads_as_it_was_written(archive, expected):
    found = {document.identifier: document.id for document in archive.documents()}
    assert set(found) == set(expected["documents"])
    for identifier, versions in expected["documents"].items():
        read = archive.versions(found[identifier])
        assert len(read) == len(versions)
        for version, told in zip(read, versions, strict=True):
            assert version.withdrawn == told["withdrawn"]
            if version.withdrawn:
                continue
            assert hashlib.sha256(version.raw).hexdigest() == told["sha256"]
            cleaned = version.cleaned
            digest = None if cleaned is None else hashlib.sha256(cleaned.encode()).hexdigest()
            assert digest == told["cleaned"]
            assert version.title == told["title"]
            assert (len(version.edits.edits) if version.edits else 0) == told["edits"]


def test_its_evidence_file_verifies(golden):
    report = verify_path(golden / "caption.wacz")
    assert report.ok, report.findings
