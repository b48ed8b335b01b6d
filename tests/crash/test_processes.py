"""Several real processes on one archive: one writer at a time, whoever dies."""

import json
import signal
import subprocess
import sys
from collections import Counter

import pytest

from fonds.errors import LockedError
from fonds.storage.local import LocalStore, create_root

WRITER = """
import json, os, signal, sys
from fonds.storage.local import LocalStore

root, name, rounds, dies = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
sys.stdin.readline()  # all begin together
with LocalStore(root) as store:
    for number in range(rounds):
        with store.staging("w" + chr(97 + int(name))) as staging:
            file = staging.file("bundle")
            file.write(f"{name} {number}".encode())
            store.publish(file, f"bundles/{name}/{number}")
            with store.lock(wait=None, sleep=lambda _seconds: os.sched_yield()):
                log = json.loads(store.read("log/checkpoint"))
                if number == dies:
                    os.kill(os.getpid(), signal.SIGKILL)  # with the lock held
                store.create(f"log/{len(log)}", f"{name} {number}".encode())
                store.replace("log/checkpoint", json.dumps([*log, f"{name} {number}"]).encode())
                if number == -dies:
                    os.kill(os.getpid(), signal.SIGKILL)
        print(name, number, flush=True)
"""

HOLDER = """
import sys
from fonds.storage.local import LocalStore
with LocalStore(sys.argv[1]) as store, store.lock(), store.staging("held"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def start(script, *args):
    command = [sys.executable, "-c", script, *map(str, args)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def root(tmp_path):
    with create_root(tmp_path / "archive") as store:
        store.create("log/checkpoint", b"[]")
    return tmp_path / "archive"


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_a_second_process_is_refused_until_the_first_ends(end, root):
    holder = start(HOLDER, root)
    assert holder.stdout.readline() == "held\n"
    with LocalStore(root) as store:
        with pytest.raises(LockedError), store.lock():
            pass
        assert store.sweep() == 0  # what a living writer stages is its own
        if end == "kill":
            holder.kill()
        holder.communicate("\n")
        with store.lock():
            assert store.sweep() == (end == "kill")
        assert holder.returncode == (-signal.SIGKILL if end == "kill" else 0)


@pytest.mark.parametrize("count", [2, 8])
def test_processes_take_turns_and_lose_nothing_when_some_are_killed(count, root):
    """Half of the writers are killed with the lock in hand; no acknowledged write is lost."""
    rounds = 6
    # -5 dies after its write and before it could tell; 3 dies before its write
    dies = [rounds if n % 2 else (3 if n % 4 else -5) for n in range(count)]
    writers = [start(WRITER, root, n, rounds, dies[n]) for n in range(count)]
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    told = []
    for n, writer in enumerate(writers):
        out, err = writer.communicate(timeout=300)
        assert err == ""
        assert writer.returncode == (0 if dies[n] == rounds else -signal.SIGKILL)
        told += out.splitlines()
    with LocalStore(root) as store:
        log = json.loads(store.read("log/checkpoint"))
        assert max(Counter(log).values()) == 1
        assert set(told) <= set(log)
        unacknowledged = set(log) - set(told)
        assert unacknowledged == {f"{n} 5" for n in range(count) if dies[n] == -5}
        for number, entry in enumerate(log):
            writer, turn = entry.split()
            assert store.read(f"log/{number}") == entry.encode()
            assert store.read(f"bundles/{writer}/{turn}") == entry.encode()
        # the bundle of a writer killed before its log entry is there, whole, and not logged
        published = {name.removeprefix("bundles/") for name in store.names("bundles")}
        unlogged = published - {entry.replace(" ", "/") for entry in log}
        assert unlogged == {f"{n}/3" for n in range(count) if dies[n] == 3}
        with store.lock():
            store.sweep()
        left = [path.name for path in (root / "staging").iterdir()]
        assert left == [".lock"]
