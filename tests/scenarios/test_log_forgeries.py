"""Log and verify: well-made logs, signed with the archive's own key, that say other things."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from fonds import log
from fonds.archive.info import Info
from fonds.formats.statement import bundle_leaf, version_leaf
from fonds.storage.disk import Disk
from fonds.storage.keys import KeyFile
from fonds.storage.local import LocalStore
from fonds.verify import VerifyReport, verify_path
from support.small_archive import make_archive

Forge = Callable[[list[bytes]], list[bytes]]
DIGEST = "sha256:" + "0" * 64


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forged")
    make_archive(folder).close()
    return folder


def forged(made: Path, home: Path, forge: Forge) -> VerifyReport:
    """Sign a log of other leaves, in place of the archive's, and verify without a held head."""
    shutil.copytree(made, home)
    root = home / "archive"
    store = LocalStore(root)
    info = Info.parse(store.read("fonds.json"))
    key = KeyFile(home / "keys" / "key", Disk()).load()
    state = log.read_state(store, info.ring)
    leaves = list(log.entries(store, state, 0, state.size))
    born = log.read_state(store, info.ring).time.replace(year=2026)
    shutil.rmtree(root / "log")
    changed = forge(leaves)
    created = datetime.fromisoformat(info.created)
    state = log.start(store, info.ring, key, created)
    for commit in commits(changed):
        state = log.append(store, state, commit, key, max(born, created))
    store.close()
    return verify_path(root, home / "nowhere", jobs=0)


def commits(leaves: list[bytes]) -> Iterator[list[bytes]]:
    """One commit a bundle, as ingest makes them."""
    commit: list[bytes] = []
    for leaf in leaves:
        if b'"k":"bundle"' in leaf and commit:
            yield commit
            commit = []
        commit.append(leaf)
    if commit:
        yield commit


def test_the_same_leaves_signed_again_are_well(made: Path, tmp_path: Path) -> None:
    report = forged(made, tmp_path / "same", lambda leaves: leaves)
    assert report.ok, report.findings


def test_an_emptied_log_is_like_a_crash_unless_a_head_is_held(made: Path, tmp_path: Path) -> None:
    report = forged(made, tmp_path / "home", lambda leaves: [])
    assert {finding.code for finding in report.findings} == {"V108", "V121"}
    assert any("rolled back" in line for line in report.not_proven)
    held = verify_path(tmp_path / "home" / "archive", tmp_path / "home" / "keys" / "key", jobs=0)
    assert "V604" in {finding.code for finding in held.findings}
    assert held.exit_status == 30


def cases() -> Iterator[tuple[str, Forge]]:
    for at in range(18):
        yield f"drop {at}", lambda x, at=at: x[:at] + x[at + 1 :]
        yield f"double {at}", lambda x, at=at: x[: at + 1] + x[at:]
        if at < 17:
            yield f"swap {at}", lambda x, at=at: [*x[:at], x[at + 1], x[at], *x[at + 2 :]]
        yield f"other version {at}", lambda x, at=at: [*x[:at], version_leaf(DIGEST), *x[at + 1 :]]
    yield "reverse", lambda x: x[::-1]
    yield "twice", lambda x: x + x
    yield "not JSON", lambda x: [*x, b"leaf"]
    yield "not canonical", lambda x: [*x, b'{"v":1, "k":"version"}']
    yield "unknown kind", lambda x: [*x, b'{"k":"other","v":1}']
    yield "unknown version", lambda x: [*x, b'{"k":"version","v":2}']
    yield "a bundle that never was", lambda x: [*x, bundle_leaf(UUID, 1, "0" * 64), OTHER]
    yield "a bundle rewritten that never was", lambda x: [*x, bundle_leaf(UUID, 0, "0" * 64)]
    yield (
        "a withdrawal of nothing",
        lambda x: [
            *x,
            b'{"k":"withdraw","s":"%b","t":"%b","v":1}' % (DIGEST.encode(), DIGEST.encode()),
        ],
    )
    yield "a version alone", lambda x: [*x, OTHER]
    yield "a bundle cut short", lambda x: [*x, bundle_leaf(UUID, 3, "0" * 64), OTHER]


EXPECTED = {
    "drop 0": {"V611"},
    "double 1": {"V611"},
    "reverse": {"V611"},
    "not JSON": {"V607"},
    "not canonical": {"V607"},
    "unknown kind": {"V607"},
    "unknown version": {"V607"},
    "a bundle that never was": {"V101"},
    "a bundle rewritten that never was": {"V611"},
    "a withdrawal of nothing": {"V611"},
    "a version alone": {"V611"},
    "a bundle cut short": {"V611"},
    "other version 3": {"V402"},
}
UUID = "01a20959-a69c-7d83-8358-713b97f24835"
OTHER = version_leaf(DIGEST)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "forge"), list(cases()), ids=[name for name, _ in cases()])
def test_a_log_that_says_other_things_is_found(
    made: Path, tmp_path: Path, name: str, forge: Forge
) -> None:
    report = forged(made, tmp_path / "home", forge)
    assert report.exit_status == 30, report.findings
    codes = {finding.code for finding in report.findings}
    assert codes & EXPECTED.get(name, codes), codes
