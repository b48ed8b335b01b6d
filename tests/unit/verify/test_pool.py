"""Workers that die: no report is lost, and no sound bundle is blamed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fonds.verify import pool
from fonds.verify.bundle.task import BundleCheck, BundleTask
from support.small_archive import make_archive


def check(task: BundleTask) -> BundleCheck:
    """In the place of the real check: a task named so kills its process, always or once."""
    once = task.name == "once" and not task.path.exists()
    if once:
        task.path.write_bytes(b"")
    if once or task.name == "always":
        os.kill(os.getpid(), signal.SIGKILL)
    return BundleCheck(task, (), {"integrity": {"bundles": 1}})


@pytest.mark.slow
@pytest.mark.parametrize(("at", "fork"), [(0, True), (3, False), (19, True)])
def test_a_worker_that_dies_once_costs_nothing(
    at: int, fork: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Far more bundles are left than were under way."""
    monkeypatch.setattr(pool, "check_bundle", check)
    monkeypatch.setattr("fonds.processes.may_fork", lambda: fork)
    names = ["well"] * 20
    names[at] = "once"
    tasks = [BundleTask(tmp_path / "died", name, None, None, "deep") for name in names]
    notes: list[str] = []
    found = list(pool.check_bundles(tasks, 2, notes.append))
    assert [one.task for one in found] == tasks
    assert all(one.counts and one.sound for one in found)
    assert not notes


def test_a_bundle_that_kills_whoever_reads_it_is_told_and_the_rest_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "check_bundle", check)
    monkeypatch.setattr("fonds.processes.may_fork", lambda: True)
    names = ["well"] * 12
    names[2] = names[7] = "always"
    tasks = [BundleTask(tmp_path / "died", name, None, None, "deep") for name in names]
    found = list(pool.check_bundles(tasks, 1))
    assert [one.task for one in found] == tasks
    told = [[finding.code for finding in one.findings] for one in found]
    assert told == [["V112"] if name == "always" else [] for name in names]


THREADED = """
import sys, threading
import fonds
stop = threading.Event()
threading.Thread(target=stop.wait).start()
try:
    with fonds.open(sys.argv[1], key=sys.argv[2]) as archive:
        report = archive.verify(jobs=2)
    notes = report.claim("integrity").notes
    print(report.ok, len(report.findings), any("no worker process" in n for n in notes))
finally:
    stop.set()
"""


def test_a_threaded_script_without_a_guard_gets_a_true_report(tmp_path: Path) -> None:
    """Processes are then not forked, and none of them imports the script."""
    make_archive(tmp_path).close()
    script = tmp_path / "script.py"
    script.write_text(THREADED)
    ran = subprocess.run(
        [sys.executable, script, tmp_path / "archive", tmp_path / "keys" / "key"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == "True 0 False\n", ran.stderr
    assert ran.returncode == 0


WORKERS = """
import signal
from fonds.verify import pool
workers = pool._pool(2)
workers.submit(str).result()
print("begun", flush=True)
workers.submit(signal.pause).result()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_process_that_started_them(number: int, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(WORKERS)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"begun\n"
        parent.send_signal(number)
        # The workers have the same end of this pipe: it is read to its end when all are gone.
        assert parent.communicate(timeout=60)[0] == b""
