"""What the store really asks the system for, read from a trace of its system calls."""

import subprocess
import sys

import pytest

from fonds.storage.local import create_root
from support.fsync_audit import audit, strace, trace
from support.points import points

USE = """
import sys
from fonds.storage.local import create_root
with create_root(sys.argv[1]) as store, store.lock(), store.staging("audit") as staging:
    with staging.file("segment") as segment:
        segment.write(b"never published")
    bundle = staging.file("bundle")
    bundle.write(b"x" * 3_000_000)
    bundle.seek(5)
    bundle.write(b"patched")
    bundle.seal()
    store.publish(bundle, "bundles/2026/11/23/bundle.wacz")
    print("published", flush=True)
    with staging.file("other") as other:
        other.write(b"y")
    store.publish(other.path, "bundles/2026/11/23/other.wacz")
    store.create_many((f"log/tile/0/{n:03}", bytes(n)) for n in range(3))
    store.create_many((f"log/tile/1/{n:03}", bytes(n)) for n in range(40))
    store.create("log/checkpoints/3", b"note")
    store.replace("log/checkpoint", b"note")
    print("logged", flush=True)
    store.delete("log/tile/0/001")
    store.create("log/checkpoints/3", b"note")
    store.settle("bundles/2026/11/23/other.wacz")
"""


def test_everything_is_synced_before_it_is_named_and_before_success_is_told(tmp_path):
    log, root = tmp_path / "trace", tmp_path / "archive"
    done = trace([sys.executable, "-c", USE, root], log)
    assert done.returncode == 0, done.stderr
    lines = log.read_text().splitlines()
    assert sum("fsync(" in line for line in lines) > 10
    assert audit(lines, root) == []


BEGIN = "import os, sys; root = sys.argv[1]; os.mkdir(root); "
WRITE = (
    BEGIN
    + """
fd = os.open(root + "/.fonds-1-1.tmp", os.O_CREAT | os.O_WRONLY); os.write(fd, b"x")
def sync(path):
    at = os.open(path, os.O_RDONLY); os.fsync(at); os.close(at)
"""
)


@pytest.mark.parametrize(
    ("script", "finding"),
    [
        (WRITE + "os.link(root + '/.fonds-1-1.tmp', root + '/x'); sync(root)", "link"),
        (WRITE + "os.rename(root + '/.fonds-1-1.tmp', root + '/x'); sync(root)", "rename"),
        (WRITE + "os.fsync(fd); os.link(root + '/.fonds-1-1.tmp', root + '/x')", "the end"),
        (
            WRITE + "os.fsync(fd); os.rename(root + '/.fonds-1-1.tmp', root + '/x')\n"
            "os.write(1, b'done'); sync(root)",
            "success was reported",
        ),
        (BEGIN + "os.mkdir(root + '/bundles')", "/bundles:"),
        (BEGIN + "open(root + '/x', 'w').write('x')", "written in place"),
    ],
)
def test_the_audit_finds_what_is_missing(script, finding, tmp_path):
    log, root = tmp_path / "trace", tmp_path / "archive"
    done = trace([sys.executable, "-c", script, root], log)
    assert done.returncode == 0, done.stderr
    assert any(finding in one for one in audit(log.read_text().splitlines(), root))


def test_the_audit_reads_interrupted_lines():
    lines = [
        '12 mkdir("/archive/a", 0700 <unfinished ...>',
        "13 fsync(3</elsewhere>) = 0",
        "12 <... mkdir resumed>) = 0",
        '12 mkdir("/archive/b", 0700) = -1 EEXIST (File exists)',
    ]
    assert audit(lines, "/archive") == ["/archive/a: /archive was not synced before the end"]


INJECT = """
import sys
from fonds.errors import StorageError
from fonds.storage.local import LocalStore
with LocalStore(sys.argv[1]) as store:
    try:
        with store.staging("x") as staging:
            file = staging.file("bundle")
            file.write(b"new" * 1000)
            store.publish(file, "bundles/2026/b")
        store.create_many((f"log/tile/{n}", b"new") for n in range(3))
        store.create("log/checkpoints/2", b"new")
        store.replace("log/checkpoint", b"new")
        print("logged", flush=True)
    except StorageError as e:
        sys.exit(f"{type(e).__name__} {e.facts.get('reason')}")
"""
AFTER = {f"log/tile/{n}": b"new" for n in range(3)}
AFTER |= {"bundles/2026/b": b"new" * 1000, "log/checkpoints/2": b"new", "log/checkpoint": b"new"}
TIMES = {"fsync": 15, "linkat": 5, "rename": 1, "write": 6, "fchmod": 6, "mkdir": 6}


@pytest.mark.parametrize("call", TIMES)
@pytest.mark.parametrize("how", ["signal=KILL", "error=EIO"])
def test_a_real_kill_or_error_at_any_point_leaves_old_or_new(call, how, tmp_path):
    """The same as the in-process matrix, with real signals and errors in a real process."""
    struck = 0
    tried = points(TIMES[call])
    for number in tried:
        root = tmp_path / f"{number}"
        with create_root(root) as store:
            store.create("log/checkpoint", b"old")
        command = [strace(), "-f", "-o", "/dev/null", "-e", f"trace={call}"]
        command += ["-e", f"inject={call}:{how}:when={number}", sys.executable, "-c", INJECT, root]
        done = subprocess.run(command, capture_output=True, text=True)
        struck += done.returncode != 0
        assert "Traceback" not in done.stderr
        with create_root(root) as store:
            store.sweep()
            found = {name: store.read(name) for name in store.names() if name in AFTER}
            assert found.keys() >= {"log/checkpoint"}
            for name, data in found.items():
                assert data == AFTER[name] or (name, data) == ("log/checkpoint", b"old")
            if "logged" in done.stdout:
                assert found == AFTER
    assert struck == len(tried)
