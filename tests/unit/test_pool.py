"""src/fonds/pool.py: worker processes as an executor of the standard kind, and what differs."""

import math
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from fonds import pool, processes
from fonds.errors import UnknownDocumentError, WorkersError
from fonds.pool import WorkerProcesses, run_alone, run_in_order

# Other tests may have started threads. What is called here needs none of their locks.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


@pytest.fixture(params=["forked", "started anew"])
def fork(request: pytest.FixtureRequest) -> bool:
    return request.param == "forked"


def slow_square(number: int) -> int:
    time.sleep(0.01 if number % 3 else 0)
    return number * number


def died(number: int) -> int:
    """Die of 3."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def lambda_of(number: int) -> object:
    return lambda: number  # which cannot be sent back


def noisy(word: str) -> str:
    print(word, flush=True)
    os.write(1, word.encode())
    return word + os.read(0, 10).decode()


def test_results_come_in_order_and_from_other_processes(fork: bool) -> None:
    with WorkerProcesses(2, fork=fork) as workers:
        found = list(run_in_order(workers, slow_square, range(40), 4))
        pids = {workers.submit(os.getpid).result() for _ in range(3)}
    assert found == [(n, n * n) for n in range(40)]
    assert os.getpid() not in pids
    assert workers.begun


def test_large_tasks_and_answers_fit_through(fork: bool) -> None:
    data = os.urandom(3_000_000)
    with WorkerProcesses(1, fork=fork) as workers:
        assert workers.submit(bytes.__add__, data, data).result() == data + data


def test_what_a_task_raises_is_raised_here_and_the_worker_goes_on(fork: bool) -> None:
    with WorkerProcesses(1, fork=fork) as workers:
        with pytest.raises(ValueError, match="math domain error") as caught:
            workers.submit(math.sqrt, -1).result()
        assert "In a worker process" in "".join(caught.value.__notes__)
        with pytest.raises(SystemExit):
            workers.submit(sys.exit, 3).result()
        assert workers.submit(math.sqrt, 4).result() == 2


def test_what_cannot_be_sent_is_said_and_breaks_nothing(fork: bool) -> None:
    with WorkerProcesses(1, fork=fork) as workers:
        with pytest.raises(RuntimeError, match="cannot be sent"):
            workers.submit(lambda_of, 1).result()
        error = UnknownDocumentError("none", name="x")
        with pytest.raises(AttributeError, match="lambda"):
            workers.submit(lambda: error)
        assert workers.submit(math.sqrt, 4).result() == 2


def test_a_death_breaks_the_pool_and_those_under_way_are_returned(fork: bool) -> None:
    done = []
    results = run_in_order(workers := WorkerProcesses(2, fork=fork), died, range(100), 5)
    while True:
        try:
            done.append(next(results)[0])
        except StopIteration as e:
            suspects = e.value
            break
    assert done == list(range(len(done)))
    assert done + suspects == list(range(len(done) + len(suspects)))
    assert 3 in suspects
    assert len(suspects) <= 5
    with pytest.raises(BrokenExecutor):
        workers.submit(died, 1)
    workers.shutdown()
    assert workers.begun


def test_a_suspect_that_did_nothing_gets_its_result(fork: bool) -> None:
    assert run_alone(WorkerProcesses(1, fork=fork), died, 4) == 4
    with pytest.raises(BrokenExecutor):
        run_alone(WorkerProcesses(1, fork=fork), died, 3)


def test_a_worker_that_never_begins_blames_no_task(fork: bool) -> None:
    with pytest.raises(WorkersError):
        run_alone(WorkerProcesses(1, os._exit, (1,), fork=fork), died, 1)


def test_no_worker_at_all_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(WorkersError):
        WorkerProcesses(2)


def test_killing_a_pool_waits_for_nobody(fork: bool) -> None:
    workers = WorkerProcesses(2, fork=fork)
    pids = [workers.submit(os.getpid).result()]
    futures = [workers.submit(time.sleep, 1000) for _ in range(6)]
    workers.kill()
    assert all(isinstance(future.exception(0), BrokenExecutor) for future in futures)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_cancelled_work_is_not_begun(fork: bool) -> None:
    workers = WorkerProcesses(1, fork=fork)
    futures = [workers.submit(slow_square, n) for n in range(50)]
    workers.shutdown(cancel_futures=True)
    assert futures[-1].cancelled()
    with pytest.raises(RuntimeError):
        workers.submit(slow_square, 1)


def test_as_many_processes_as_tasks_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    real = processes._spawn
    monkeypatch.setattr(processes, "_spawn", lambda *args: started.append(1) or real(*args))
    with WorkerProcesses(8) as workers:
        workers.submit(slow_square, 1).result()
        assert len(started) == 1
        for future in [workers.submit(slow_square, n) for n in range(3)]:
            future.result()
        assert 1 < len(started) <= 3


def test_stray_output_stays_out_of_the_answers(fork: bool) -> None:
    with WorkerProcesses(1, fork=fork) as workers:
        assert workers.submit(noisy, "word").result() == "word"


NOT_REACHED = """
import os, sys
sys.path.insert(0, sys.argv[1])
import fonds
from fonds.pool import WorkerProcesses
os.chdir(sys.argv[2])
with WorkerProcesses(1) as workers:
    there = workers.submit(eval, "(__import__('fonds').__file__, __import__('sys').path)").result()
    main = workers.submit(eval, "vars(__import__('__main__')).get('SCRIPT')").result()
SCRIPT = True
print(there[0] == fonds.__file__, any(not p.startswith('/') for p in there[1]), main)
"""


def test_workers_find_the_package_as_the_parent_did_and_nothing_in_the_folder(
    tmp_path: Path,
) -> None:
    source = Path(pool.__file__).parents[1]
    (tmp_path / "pickle.py").write_text("raise SystemExit('taken in')")
    ran = subprocess.run(
        [sys.executable, "-", source, tmp_path],
        input="SCRIPT = True\n" + NOT_REACHED,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == "True False None\n", ran.stderr


INTERRUPTED = """
import os, signal, time
from fonds.pool import WorkerProcesses
signal.signal(signal.SIGINT, lambda *_: None)
workers = WorkerProcesses(2)
futures = [workers.submit(str, n) for n in range(2)]
print("begun", flush=True)
while not all(future.done() for future in futures):
    os.killpg(0, signal.SIGINT)
    time.sleep(0.001)
print([future.result() for future in futures])
workers.shutdown()
"""


def test_ctrl_c_is_the_parents_to_answer_from_the_first_moment() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert ran.stdout == "begun\n['0', '1']\n", ran.stderr
    assert ran.stderr == ""
