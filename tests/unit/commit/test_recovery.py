"""The writer's first step: what a crash left is finished, and somebody else's bundle is not."""

import shutil
from datetime import UTC, datetime

import pytest

import fonds
from fonds.commit import newest_of, prepare
from fonds.errors import RollbackError
from support.archives import Clock, files, new_archive, randomness, reopened


@pytest.fixture
def home(tmp_path):
    """An archive whose second bundle is published and not logged, as after a crash."""
    with new_archive(tmp_path) as archive:
        archive.ingest([str(files(tmp_path / "in", a_txt="one"))], jobs=0)
    shutil.copytree(tmp_path / "archive/log", tmp_path / "log before")
    head = next(tmp_path.rglob("*.head"))
    shutil.copy(head, tmp_path / "head before")
    with reopened(tmp_path) as archive:
        archive.ingest([str(files(tmp_path / "in", b_txt="two"))], jobs=0)
    return tmp_path


def go_back(home, *, head):
    shutil.rmtree(home / "archive/log")
    shutil.copytree(home / "log before", home / "archive/log")
    if head:
        shutil.copy(home / "head before", next(home.rglob("*.head")))


def prepared(home):
    notices = []
    with reopened(home) as archive, archive.handle.store.lock():
        prepare(archive.handle, archive.now, notices.append)
        return archive.handle.state.size, notices


def test_a_bundle_that_was_published_is_logged(home):
    go_back(home, head=True)
    size, notices = prepared(home)
    assert size == 4  # two bundles of one version each
    (notice,) = notices
    assert notice.endswith("was published before a crash and is logged now")
    assert prepared(home) == (4, [])  # once is enough


def test_a_log_older_than_the_head_beside_the_key_is_refused(home):
    go_back(home, head=False)
    with pytest.raises(RollbackError):
        prepared(home)


def test_a_bundle_of_another_archive_is_not_logged(home, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    clock = Clock(datetime(2026, 11, 25, tzinfo=UTC))
    with fonds.init(
        other / "archive", key=other / "key", now=clock, randomness=randomness("other")
    ) as archive:
        archive.ingest([str(files(other / "in", c_txt="three"))], jobs=0)
    (bundle,) = (other / "archive/bundles").rglob("*.wacz")
    shutil.copytree(other / "archive/bundles", home / "archive/bundles", dirs_exist_ok=True)
    size, notices = prepared(home)
    assert size == 4
    (notice,) = notices
    assert bundle.name in notice
    assert "cannot be adopted" in notice


def test_the_newest_version_of_a_withdrawn_document_is_known_to_the_key_alone(home):
    with reopened(home) as archive:
        doc = archive.get("a.txt").document
        archive.withdraw("a.txt", reason="r", authority="a")
        key = archive.handle.signing_key()
        assert newest_of(archive.handle, key, [doc])[doc].number == 1
        assert newest_of(archive.handle, None, [doc]) == {}
