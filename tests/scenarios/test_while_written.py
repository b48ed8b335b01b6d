"""Commit, withdrawal and verify: at every moment a reader sees an archive that verifies.

``docs/durability.md``, promise 3. The writer stands still at each call to its disk while the whole
archive is verified, or goes on by some calls whenever the verification reads a file.
"""

import itertools
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from fonds.storage.disk import Disk
from fonds.verify import VerifyReport, verify_path
from fonds.verify.lenient_store import LenientStore
from fonds.withdraw import plan, withdraw
from support.archives import files, new_archive, reopened
from support.points import ALL, sample


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two bundles that both hold versions of a document, and share its bytes."""
    home = tmp_path_factory.mktemp("written") / "home"
    home.mkdir()
    source = files(home / "in", secret_txt="secret", same_txt="the same", twin_txt="the same")
    with new_archive(home) as archive:
        archive.ingest([str(source)], jobs=0)
        archive.ingest([str(files(source, secret_txt="secret 2", more_txt="more"))], jobs=0)
    shutil.rmtree(source)
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


def write(home: Path, disk: Disk) -> None:
    """Withdraw, ingest, withdraw: one writer after the other, as fast as the disk lets them."""
    with reopened(home, disk=disk) as archive:
        for name in ("secret.txt", "more.txt"):
            withdraw(archive.handle, plan(archive.handle, name), "why", "who", archive.now)
            archive.ingest([str(files(home / "in", new_txt=f"new {name}"))], jobs=0)


def verify(home: Path, *, quick: bool) -> VerifyReport:
    return verify_path(home / "archive", home / "key", jobs=0, quick=quick)


def errors(report: VerifyReport) -> list[object]:
    return [(f.code, f.sentence, f.place) for f in report.findings if f.severity == "error"]


class Watched(Disk):
    """A disk that lets somebody look before each call."""

    def __init__(self, look: Callable[[], None]) -> None:
        super().__init__()
        self.look = look

    def perform(self, call, path, function, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.look()
        return function(*args, **kwargs)


@pytest.mark.slow
@pytest.mark.parametrize("quick", [True, False])
def test_at_every_moment_an_archive_verifies(home: Path, quick: bool) -> None:
    told: list[set[str]] = []

    moments = itertools.count()

    def look() -> None:
        if next(moments) % 3 and not ALL:
            return
        report = verify(home, quick=quick)
        assert errors(report) == []
        told.append({finding.code for finding in report.findings})

    write(home, Watched(look))
    assert len(told) > (60 if ALL else 20)
    # Each of these moments was seen.
    assert {"V108", "V110", "V113", "V115", "V614"} <= set().union(*told)


class InStep:
    """A writer that goes on by ``pace`` calls to its disk whenever a reader reads a file."""

    def __init__(self, home: Path, pace: int) -> None:
        self.pace, self.over, self.failed = pace, False, False
        self._go, self._came = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, args=(home,))
        self._thread.start()
        self._came.acquire()

    def _run(self, home: Path) -> None:
        try:
            write(home, Watched(self._wait))
        except BaseException:
            self.failed = True
            raise
        finally:
            self.over = True
            self._came.release()

    def _wait(self) -> None:
        self._came.release()
        self._go.acquire()

    def step(self, calls: int) -> None:
        for _ in range(calls):
            if not self.over:
                self._go.release()
                self._came.acquire()

    def finish(self) -> None:
        while not self.over:
            self.step(1)
        self._thread.join()
        assert not self.failed


def in_step(
    home: Path, first: int, pace: int, monkeypatch: pytest.MonkeyPatch, *, quick: bool
) -> VerifyReport:
    """Verify while a writer, ``first`` calls ahead, goes on with every file that is read."""
    writer = InStep(home, pace)
    read = LenientStore.read

    def stepping(self: LenientStore, *arguments: object) -> bytes:
        writer.step(writer.pace)
        return read(self, *arguments)  # type: ignore[arg-type]

    try:
        writer.step(first)
        with monkeypatch.context() as patch:
            patch.setattr(LenientStore, "read", stepping)
            return verify(home, quick=quick)
    finally:
        writer.finish()


@pytest.mark.slow
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("pace", [1, 2, 5])
@pytest.mark.parametrize("first", sample(range(0, 120, 9)))
def test_a_writer_at_work_is_no_damage(
    first: int, pace: int, quick: bool, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert errors(in_step(home, first, pace, monkeypatch, quick=quick)) == []
    after = verify(home, quick=quick)
    assert errors(after) == []


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("first", [0, 40, 80])
def test_damage_is_found_while_a_writer_is_at_work(
    first: int, quick: bool, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reopened(home) as archive:
        archive.ingest([str(files(home / "other", other_txt="other"))], jobs=0)
    bundle = max((home / "archive" / "bundles").rglob("*.wacz"))
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.unlink()
    bundle.write_bytes(data)
    report = in_step(home, first, 1, monkeypatch, quick=quick)
    assert {place.file for *_, place in errors(report)} == {  # type: ignore[misc,attr-defined]
        str(bundle.relative_to(home / "archive"))
    }


def test_a_checkpoint_of_two_commits_ago_is_no_commit_that_was_cut_off(home: Path) -> None:
    log = home / "archive" / "log"
    newest = (log / "checkpoint").read_bytes()
    sizes = sorted(int(path.name) for path in (log / "checkpoints").iterdir())
    for back, code in ((-2, "V614"), (-3, "V606")):
        (log / "checkpoint").unlink()
        (log / "checkpoint").write_bytes((log / "checkpoints" / str(sizes[back])).read_bytes())
        report = verify_path(home / "archive", home / "nowhere", jobs=0)
        assert code in {finding.code for finding in report.findings}
        assert report.ok == (code == "V614")
        if report.ok:
            assert report.head is not None
            assert report.head["size"] == sizes[-1]
    (log / "checkpoint").unlink()
    (log / "checkpoint").write_bytes(newest)
