"""Every release reads what fonds 0.1.0 wrote, and finds it whole."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

import fonds
from fonds.verify import verify_path

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "v1"


@pytest.fixture
def archive(tmp_path):
    shutil.copytree(GOLDEN / "archive", tmp_path / "archive")
    with fonds.open(tmp_path / "archive", key=tmp_path / "key") as opened:
        yield opened


@pytest.fixture
def expected():
    return json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))


def test_it_verifies(archive, expected):
    report = archive.verify(rederive=False)
    assert report.ok, report.findings
    assert archive.handle.state.size == expected["log_size"]
    assert archive.handle.state.root.hex() == expected["root"]


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


def test_its_evidence_file_verifies(tmp_path):
    report = verify_path(GOLDEN / "caption.wacz")
    assert report.ok, report.findings
