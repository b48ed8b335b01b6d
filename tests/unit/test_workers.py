"""What every process of fonds does first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = "import numpy, os; print(len(os.listdir('/proc/self/task')))"


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells of threads")
@pytest.mark.parametrize(
    "first",
    [
        "from fonds.workers import use_one_thread; use_one_thread()",
        "from fonds.workers import follow; import os; follow(os.getppid())",
    ],
    ids=["command", "worker"],
)
def test_a_process_of_ours_has_one_thread(first):
    ran = subprocess.run([sys.executable, "-c", f"{first}; {COUNT}"], capture_output=True)
    assert ran.stdout == b"1\n"


def test_who_says_how_many_threads_there_are_is_heeded():
    again = "import os; from fonds.workers import use_one_thread; use_one_thread()"
    told = subprocess.run(
        [sys.executable, "-c", f"{again}; print(os.environ['OPENBLAS_NUM_THREADS'])"],
        capture_output=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "3"},
    )
    assert told.stdout == b"3\n"
