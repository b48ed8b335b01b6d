"""The server behind ``support.command``: imports all of fonds once, and forks for each command."""

import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import socket
import sys
from pathlib import Path

ENTRIES = {"fonds": "main", "archive-ingest": "archive_ingest"}


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    import fonds

    for module in pkgutil.walk_packages(fonds.__path__, "fonds."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1 << 20, 3)
        if not message:
            return
        wanted = json.loads(message)
        child = os.fork()
        if child == 0:
            control.close()
            _become(wanted, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(json.dumps(_awaited(child, wanted["timeout"])).encode())


def _awaited(child: int, timeout: float) -> dict[str, object]:
    late = False

    def end(*_: object) -> None:
        nonlocal late
        late = True
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    _, status = os.waitpid(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return {"status": os.waitstatus_to_exitcode(status), "late": late}


def _become(wanted: dict, descriptors: list[int]) -> None:
    """Be the command: its streams, folder, environment and arguments; never returns."""
    for target, descriptor in enumerate(descriptors):
        os.dup2(descriptor, target)
        os.close(descriptor)
    os.chdir(bytes.fromhex(wanted["cwd"]))
    os.environ.clear()
    os.environb.update({bytes.fromhex(k): bytes.fromhex(v) for k, v in wanted["env"].items()})
    line = [os.fsdecode(bytes.fromhex(part)) for part in wanted["line"]]
    sys.argv = line
    sys.stdin = io.TextIOWrapper(
        io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8", "surrogateescape"
    )
    sys.stdout = _writer(1, "surrogateescape")
    sys.stderr = _writer(2, "backslashreplace")
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
    status = 0
    try:
        import fonds.cli

        getattr(fonds.cli, ENTRIES[Path(line[0]).name])()
    except SystemExit as e:
        status = e.code if isinstance(e.code, int) else int(e.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            status = status or 120
    os._exit(status)


def _writer(descriptor: int, errors: str) -> io.TextIOWrapper:
    raw = io.FileIO(descriptor, "wb", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), "utf-8", errors, line_buffering=descriptor == 2, write_through=False
    )


if __name__ == "__main__":
    main()
