"""Run a command as a child and say what it cost, by the operating system's own account."""

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

SYNCS = "fsync,fdatasync,syncfs,sync,sync_file_range,msync"
_COUNT = re.compile(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s.*\b(\w+)$", re.M)


@attrs.frozen
class Cost:
    """What one run of a command cost.

    ``cpu`` is user and system time of the child and all its children, seconds; ``peak`` is the
    largest resident size of any one of these processes, bytes; ``printed`` is its stdout.
    """

    wall: float
    cpu: float
    peak: int
    printed: str


class CommandFailedError(Exception):
    """A command under measurement failed; its figures would mean nothing."""


def run(command: Sequence[str], environment: Mapping[str, str], ok: Sequence[int] = (0,)) -> Cost:
    """Run a command to its end. Raises: CommandFailedError with the end of what it said."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as printed:
        begun = time.perf_counter()
        child = subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=printed, stderr=said
        )
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            child.send_signal(signal.SIGTERM)
            raise
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        if child.returncode not in ok:
            said.seek(0)
            end = said.read()[-1500:].decode(errors="replace")
            raise CommandFailedError(f"{' '.join(command)}: status {child.returncode}\n{end}")
        text = printed.read().decode(errors="replace")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, text)


def count_syncs(command: Sequence[str], environment: Mapping[str, str]) -> dict[str, int]:
    """Return how often a command and its children called each of the calls that make durable."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "counts"
        options = ["-f", "--seccomp-bpf", "-c", "-o", str(table), "-e", f"trace={SYNCS}"]
        run(["strace", *options, *command], environment)
        counted = {name: int(n) for n, name in _COUNT.findall(table.read_text())}
    counted.pop("total", None)
    return counted


def stored(folder: Path) -> tuple[int, int]:
    """Return how many bytes and files lie below a folder, by apparent size."""
    size = files = 0
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            size += path.stat().st_size
            files += 1
    return size, files
