"""What happens when processing a document breaks, kills its worker, or never ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fonds import derive
from fonds.errors import WorkersError
from fonds.ingest import Limits, pool
from fonds.model import Status
from support.archives import Clock, files, new_archive

TESTS = Path(__file__).resolve().parents[2]


def test_a_fault_in_a_stage_costs_a_document_its_text_and_nothing_else(tmp_path, monkeypatch):
    real = derive.extract

    def faulty(data, identification):
        if b"poison" in data:
            raise IndexError("a bug")
        return real(data, identification)

    monkeypatch.setattr(derive, "extract", faulty)
    source = files(tmp_path / "in", a_txt="fine", b_txt="poison", c_txt="fine too")
    outcomes = []
    with new_archive(tmp_path) as archive:
        archive.ingest([str(source)], jobs=0, acknowledge=outcomes.append)
        assert [o.status for o in outcomes] == [Status.NEW] * 3
        assert archive.get("b.txt").raw == b"poison"
        assert archive.get("b.txt").text is None
        assert archive.get("a.txt").text == "fine"
        assert archive.verify().ok
    (note,) = next(o for o in outcomes if o.display.endswith("b.txt")).notes
    assert "IndexError" in note


DEADLY = """
import os, signal
from fonds import derive
from support.archives import Clock

real = derive.extract
def deadly(data, identification):
    if b"KILL" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"LOOP" in data:
        while True: pass
    return real(data, identification)

class Deadly(Clock):
    "A clock that travels to the workers, and brings this module's fault with it."

if __name__ != "__main__":
    derive.extract = deadly
"""

SCRIPT = """
import os, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from deadly import Deadly
from support.archives import new_archive
from fonds.ingest import Limits
home = Path(sys.argv[1])
with new_archive(home, clock=Deadly()) as archive:
    report = archive.ingest([str(home / "in")], jobs=2,
                            limits=Limits(batch_documents=4, cpu_seconds=1.0))
    print(dict(report.counts))
    for name in sorted(os.listdir(home / "in")):
        assert archive.get(name).raw == (home / "in" / name).read_bytes(), name
    assert archive.get("f3.txt").text is None
    assert archive.get("f2.txt").text is not None
    assert archive.verify().ok
"""


def run_python(script: Path | str, home: Path, **more):
    """Run a script file, or a script on standard input, as a user does."""
    return subprocess.run(
        [sys.executable, script, home],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "XDG_CONFIG_HOME": str(home)},
        **more,
    )


@pytest.mark.slow
@pytest.mark.parametrize("word", ["KILL", "LOOP"])
def test_a_document_that_kills_its_worker_keeps_its_bytes(tmp_path, word):
    texts = {f"f{i}_txt": f"document {i} {word if i == 3 else ''}" for i in range(12)}
    files(tmp_path / "in", **texts)
    (tmp_path / "deadly.py").write_text(DEADLY)
    script = tmp_path / "run.py"
    script.write_text(SCRIPT.format(tests=str(TESTS)))
    ran = run_python(script, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "12" in ran.stdout
    assert "Traceback" not in ran.stderr


NO_GUARD = """
import sys
from pathlib import Path
import fonds
from fonds.ingest import Limits
home = Path(sys.argv[1])
print("begun")
with fonds.init(home / "archive", key=home / "key") as archive:
    report = archive.ingest([str(home / "in")], jobs=2, limits=Limits(batch_documents=7))
    print(sum(report.counts.values()), archive.verify(jobs=2).ok)
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["file", "standard input"])
def test_a_script_without_a_guard_has_workers_that_do_not_run_it(tmp_path, way):
    files(tmp_path / "in", **{f"f{i}_txt": f"document {i}\n" * 10 for i in range(30)})
    script = tmp_path / "run.py"
    script.write_text(NO_GUARD)
    if way == "file":
        ran = run_python(script, tmp_path)
    else:
        ran = run_python("-", tmp_path, input=NO_GUARD, cwd=tmp_path)
    assert ran.stdout == "begun\n30 True\n", ran.stderr
    assert ran.returncode == 0


def ingested(tmp_path, monkeypatch, documents, **options):
    """Ingest ``documents`` files; return how many pools of workers were made for them."""
    pools = []
    real = pool.worker_pool
    monkeypatch.setattr(pool, "worker_pool", lambda *args: pools.append(args) or real(*args))
    contents = {f"f{i}_txt": f"document {i}" for i in range(documents)}
    source = files(tmp_path / "in", **contents)
    with new_archive(tmp_path) as archive:
        report = archive.ingest([str(source)], **options)
        assert report.counts == {Status.NEW: documents}
        assert archive.get("f1.txt").raw == b"document 1"
    return len(pools)


def test_a_handful_of_small_documents_starts_no_workers(tmp_path, monkeypatch):
    assert ingested(tmp_path, monkeypatch, 5) == 0


def test_more_than_a_handful_starts_workers(tmp_path, monkeypatch):
    assert ingested(tmp_path, monkeypatch, pool.FEW + 1) == 1


def test_who_asks_for_workers_gets_them(tmp_path, monkeypatch):
    assert ingested(tmp_path, monkeypatch, 2, jobs=1) == 1


def test_workers_take_over_from_this_process_when_more_comes(tmp_path, monkeypatch):
    small = Limits(batch_documents=10)
    assert ingested(tmp_path, monkeypatch, 25, limits=small) == 1


def test_a_large_document_is_never_read_by_this_process(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "LITTLE", 10)
    assert ingested(tmp_path, monkeypatch, 2) == 1


def test_a_clock_that_no_worker_could_read_is_refused_by_name(tmp_path):
    source = files(tmp_path / "in", a_txt="one")
    clock = Clock()
    with new_archive(tmp_path, clock=lambda: clock()) as archive:
        with pytest.raises(WorkersError, match="clock"):
            archive.ingest([str(source)], jobs=1)
        assert archive.ingest([str(source)]).counts == {Status.NEW: 1}
