"""Reading a system-call trace for what a power cut could take.

``strace`` shows what a program really asked the system for, whatever its own tests believe.
The rules: a file is synced after its last write and before it gets a name that counts; a name
is synced (its folder is) before success is reported; nothing is written in place. Files in
``staging/`` and temporary ones never count.
"""

import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,sendfile,"
    "copy_file_range,fsync,fdatasync,syncfs,sync,msync,link,linkat,symlink,symlinkat,rename,"
    "renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,rmdir"
)
_LINE = re.compile(r"(?:\[pid +)?(\d+)\]? +(\w+)\((.*)\) += +(-?\d+)")
_UNFINISHED = re.compile(r"(?:\[pid +)?(\d+)\]? +(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"(?:\[pid +)?(\d+)\]? +<\.\.\. \w+ resumed>(.*)$")
_PATHS = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DESCRIPTOR = re.compile(r"(\d+)<([^>]*)>")
_WRITES = {"write", "pwrite64", "writev", "pwritev", "pwritev2", "ftruncate", "sendfile"}
_WRITES |= {"copy_file_range"}


def strace() -> str:
    """The strace program; the test is skipped, aloud, where there is none that works."""
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed: durability is not audited on this machine")
    if subprocess.run([program, "-o", os.devnull, "true"], capture_output=True).returncode:
        pytest.skip("strace may not trace here: durability is not audited on this machine")
    return program


def trace(command: Sequence[str | Path], log: Path, **options) -> subprocess.CompletedProcess:
    """Run a command under strace, its calls into ``log``."""
    asked = [strace(), "-f", "-y", "-s", "0", "-e", f"trace={CALLS}", "-o", log]
    return subprocess.run([*asked, "--", *command], capture_output=True, text=True, **options)


def audit(lines: Iterable[str], root: Path, exempt: tuple[str, ...] = ()) -> list[str]:
    """Return what is wrong with a trace, one sentence each; ``exempt`` are file name beginnings.

    Success is reported by a write to descriptor 1, and by the end of the trace.
    """
    auditor = _Auditor(os.fspath(root), exempt)
    for call, args, result in _calls(lines):
        if result >= 0:
            auditor.see(call, args)
    auditor.acknowledged("the end")
    return auditor.findings


def _calls(lines: Iterable[str]):
    begun = {}
    for line in lines:
        line = line.rstrip("\n")
        if match := _UNFINISHED.match(line):
            begun[match[1]] = match[2]
            continue
        if match := _RESUMED.match(line):
            line = f"{match[1]} {begun.pop(match[1], '')}{match[2]}"
        if match := _LINE.match(line):
            yield match[2], match[3], int(match[4])


class _Auditor:
    def __init__(self, root: str, exempt: tuple[str, ...]) -> None:
        self.root, self.exempt = root, exempt
        self.dirty: set[str] = set()  # files with writes that no sync has followed
        self.unsynced: dict[str, set[str]] = defaultdict(set)  # folder -> names that may vanish
        self.findings: list[str] = []
        self.counted = 0

    def see(self, call: str, args: str) -> None:
        descriptor = _DESCRIPTOR.match(args)
        paths = _PATHS.findall(args)
        if call in _WRITES:
            if call == "write" and descriptor and descriptor[1] == "1":
                self.acknowledged("success was reported")
            elif descriptor:
                self._written(descriptor[2])
        elif call in ("fsync", "fdatasync") and descriptor:
            self.dirty.discard(descriptor[2])
            self.unsynced.pop(descriptor[2], None)
        elif call in ("syncfs", "sync"):
            self.dirty.clear()
            self.unsynced.clear()
        elif call in ("link", "linkat", "rename", "renameat", "renameat2"):
            self._named(paths[0], paths[1], call)
        elif call in ("mkdir", "mkdirat") or (
            call in ("unlink", "unlinkat", "rmdir") and self._counts(paths[0])
        ):
            self._entry(paths[0])

    def acknowledged(self, when: str) -> None:
        for folder, names in self.unsynced.items():
            self.findings += [f"{name}: {folder} was not synced before {when}" for name in names]
        self.unsynced.clear()

    def _written(self, path: str) -> None:
        self.dirty.add(path)
        if self._counts(path):
            self.findings.append(f"{path}: written in place")

    def _named(self, source: str, target: str, call: str) -> None:
        if self._counts(target):
            self.counted += 1
            if source in self.dirty:
                self.findings.append(f"{target}: {call} before its bytes were synced")
            self._entry(target)

    def _entry(self, path: str) -> None:
        if self._counts(path):
            self.unsynced[os.path.dirname(path)].add(path)  # noqa: PTH120 - a string of a trace

    def _counts(self, path: str) -> bool:
        if not path.startswith(self.root + "/"):
            return False
        name = path.removeprefix(self.root + "/")
        return not (
            name == "staging"
            or name.startswith(("staging/", *self.exempt))
            or name.rsplit("/", 1)[-1].startswith(".fonds-")
        )
