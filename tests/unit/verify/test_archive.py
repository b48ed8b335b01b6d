"""What verify claims of an archive and what it does not: modes, heads, samples, trust."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import fonds
from fonds.api import Archive
from fonds.errors import NotAnArchiveError, UsageError
from fonds.verify import VerifyReport, verify_path
from fonds.verify.finding_codes import CLAIMS
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


@pytest.fixture
def archive(home: Path) -> Iterator[Archive]:
    with fonds.open(home / "archive", key=home / "keys" / "key") as opened:
        yield opened


def codes(report: VerifyReport) -> set[str]:
    return {finding.code for finding in report.findings}


def verify(home: Path, **settings: object) -> VerifyReport:
    return verify_path(home / "archive", home / "keys" / "key", jobs=0, **settings)


def test_claims_stand_apart_with_what_was_counted(archive: Archive) -> None:
    report = archive.verify(jobs=0)
    assert report.ok
    assert [claim.claim for claim in report.claims] == list(CLAIMS)
    assert report.claim("integrity").counts["bundles"] == 5
    assert report.claim("integrity").counts["revisits"] == 1
    assert report.claim("completeness").counts["versions"] == 13
    assert report.claim("completeness").counts["documents"] == 7
    assert report.claim("history").counts["leaves"] == 18
    assert report.claim("derivation").counts["ledgers"] >= 3


def test_what_is_not_proven_is_always_said(home: Path) -> None:
    held = verify(home).not_proven
    assert any("named source" in line for line in held)
    assert any("claims of the archive" in line for line in held)
    assert not any("rolled back" in line for line in held)
    alone = verify_path(home / "archive", home / "nowhere", jobs=0)
    assert any("rolled back" in line for line in alone.not_proven)


def test_the_report_is_json(archive: Archive) -> None:
    told = json.loads(json.dumps(archive.verify(jobs=0).to_json()))
    assert told["ok"] is True
    assert told["claims"]["history"]["state"] == "holds"


def test_quick_says_what_it_skips_and_still_finds_every_flip(home: Path) -> None:
    assert any("are skipped" in n for n in verify(home, quick=True).claim("integrity").notes)
    bundle = next((home / "archive" / "bundles").rglob("*.wacz"))
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.unlink()
    bundle.write_bytes(data)
    report = verify(home, quick=True)
    assert report.exit_status in (20, 30)
    assert any(f.place.file and f.place.file.endswith(bundle.name) for f in report.findings)


def test_a_rolled_back_log_is_found_with_a_held_head(home: Path, archive: Archive) -> None:
    old = shutil.copytree(home / "archive", home / "old")
    (home / "source" / "new.txt").write_text("new\n")
    archive.ingest([home / "source" / "new.txt"], jobs=0)
    archive.close()
    shutil.rmtree(home / "archive")
    shutil.copytree(old, home / "archive")
    assert codes(verify(home)) == {"V604"}
    unheld = verify_path(home / "archive", home / "nowhere", jobs=0)
    assert unheld.ok  # and it says that this was not to be seen
    assert any("rolled back" in line for line in unheld.not_proven)


def test_a_fork_is_found_with_a_held_head(home: Path) -> None:
    """Two archives grow apart from one copy; each head convicts the other."""
    other = Path(shutil.copytree(home, home.parent / "other"))
    for place, text in ((home, "one\n"), (other, "two\n")):
        (place / "source" / "new.txt").write_text(text)
        with fonds.open(place / "archive", key=place / "keys" / "key") as archive:
            archive.ingest([place / "source" / "new.txt"], jobs=0)
    head = (other / "archive" / "log" / "checkpoint").read_bytes()
    assert codes(verify(home, heads=(("a letter", head),))) == {"V605"}
    assert verify(home).ok


def test_a_head_of_another_archive_is_no_head(home: Path) -> None:
    note = (home / "archive" / "log" / "checkpoint").read_bytes()
    for head in (b"nonsense\n", note.replace(b"fonds.invalid/", b"fonds.invalid/0", 1)):
        assert "V609" in codes(verify(home, heads=(("a letter", head),)))


def test_a_reader_without_the_key_keeps_the_head_it_saw(home: Path) -> None:
    mine = home / "reader" / "key"
    verify_path(home / "archive", mine, jobs=0, keep_head=True)
    kept = mine.with_name("key.head").read_bytes()
    assert kept == (home / "archive" / "log" / "checkpoint").read_bytes()
    old = shutil.copytree(home / "archive", home / "old")
    (home / "source" / "new.txt").write_text("new\n")
    with fonds.open(home / "archive", key=home / "keys" / "key") as archive:
        archive.ingest([home / "source" / "new.txt"], jobs=0)
    verify_path(home / "archive", mine, jobs=0, keep_head=True)
    assert mine.with_name("key.head").read_bytes() != kept
    report = verify_path(old, mine, jobs=0, keep_head=True)
    assert codes(report) == {"V604"}


def test_since_reads_only_what_came_after(home: Path) -> None:
    whole = verify(home).claim("integrity").counts["bundles"]
    sizes = sorted(int(p.name) for p in (home / "archive" / "log" / "checkpoints").iterdir())
    part = verify(home, since=sizes[-2])
    assert part.ok
    assert part.claim("integrity").counts["bundles"] == 1 < whole
    assert part.claim("integrity").state == "checked in part"
    note = (home / "archive" / "log" / "checkpoints" / str(sizes[2])).read_bytes()
    assert verify(home, since=note).claim("integrity").counts["bundles"] == len(sizes) - 3
    with pytest.raises(UsageError):
        verify(home, since=sizes[-1] + 1)


def test_samples_together_are_the_whole(home: Path) -> None:
    whole = verify(home).claim("integrity").counts
    parts = [verify(home, sample=(n, 3)) for n in (1, 2, 3)]
    assert all(part.ok for part in parts)
    bundles = [part.claim("integrity").counts.get("bundles", 0) for part in parts]
    assert sum(bundles) == whole["bundles"]
    with pytest.raises(UsageError):
        verify(home, sample=(4, 3))


def test_a_document_is_verified_with_the_bundles_that_hold_it(archive: Archive) -> None:
    report = archive.verify(documents=["f.txt"], jobs=0)
    assert report.ok
    assert report.claim("integrity").counts["bundles"] == 1
    assert archive.verify(documents=["a.txt"], jobs=0).claim("integrity").counts["bundles"] == 3
    assert archive.verify(documents=["a.txt@2"], jobs=0).claim("integrity").counts["bundles"] == 1


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NotAnArchiveError):
            verify_path(path)


def test_rederive_makes_the_texts_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = verify(home, rederive=True)
    assert report.ok
    assert report.claim("derivation").counts["reproducible"] >= 4
    from fonds.verify.version import rederive

    monkeypatch.setattr(rederive, "RULESET", "another")
    report = verify(home, rederive=True)
    assert codes(report) == {"V802"}
    assert report.exit_status == 0


def test_rederive_shows_how_texts_differ(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fonds.ledger import Cleaned

    monkeypatch.setattr("fonds.cleaning.clean", lambda text, *_: Cleaned(text + "more\n"))
    report = verify(home, rederive=True)
    assert codes(report) == {"V801"}
    assert any("+more" in finding.diff for finding in report.findings)


def test_several_processes_answer_like_one(home: Path) -> None:
    one = verify(home).to_json()
    two = verify_path(home / "archive", home / "keys" / "key", jobs=2).to_json()
    assert one["claims"] == two["claims"]


def test_workers_are_forked_only_from_a_process_of_one_thread(monkeypatch):
    import os

    from fonds.verify import pool

    for threads, forks in ((["1"], True), (["1", "2"], False)):
        monkeypatch.setattr(os, "listdir", lambda path, threads=threads: threads)
        with pool._pool(1) as made:
            assert made.forks is forks
    monkeypatch.undo()
    sizes = [pool.ENOUGH_FORKED] * 2
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    monkeypatch.setattr("fonds.processes.may_fork", lambda: True)
    assert pool.default_jobs(sizes) == 2
    assert pool.default_jobs(sizes[:1]) == 0
    assert pool.default_jobs(sizes, quick=True) == 0  # hashing them is done before they start
    monkeypatch.setattr("fonds.processes.may_fork", lambda: False)
    assert pool.default_jobs(sizes) == 0
