"""Time the log: append at once, read the head, prove, check all; in memory and on this disk.

python benchmarks/log_append.py [LEAVES] [FOLDER]
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fonds import log
from fonds.storage.local import create_root
from support.logs import KEY, NOON, RING, at, leaves
from support.memory_store import MemoryStore


def timed(label, count, unit, action):
    start = time.perf_counter()
    result = action()
    seconds = time.perf_counter() - start
    print(f"{label:32} {seconds * 1e3:9.2f} ms {seconds * 1e6 / count:9.2f} us {unit}")
    return result


def run(store, name, count):
    print(f"-- {name}, {count:,} leaves")
    state = log.start(store, RING, KEY, NOON)
    data = leaves(0, count)
    state = timed(
        "append at once", count, "a leaf", lambda: log.append(store, state, data, KEY, at(count))
    )
    more = leaves(count, count + 100)
    state = timed(
        "append 100 more", 100, "a leaf",
        lambda: log.append(store, state, more, KEY, at(count + 100)),
    )  # fmt: skip
    timed("read_state", 1, "", lambda: log.read_state(store, RING, bytes(state.note)))
    timed("recover", 1, "", lambda: log.recover(store, state, bytes(state.note)))
    timed("prove", 1, "", lambda: log.prove(store, state, count // 3))
    found = timed(
        "check_all",
        count,
        "a leaf",
        lambda: [f for c in log.check_all(store, state) for f in c.faults],
    )
    assert not found


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    run(MemoryStore(), "memory", count)
    where = sys.argv[2] if len(sys.argv) > 2 else None
    with (
        tempfile.TemporaryDirectory(dir=where) as folder,
        create_root(Path(folder) / "archive") as store,
    ):
        run(store, f"disk ({folder})", count)
