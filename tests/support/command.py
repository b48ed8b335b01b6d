"""Run ``fonds`` and ``archive-ingest`` as processes of their own, without starting Python for each.

A server (``command_server``) imports everything once and forks for each command: what a test sees
(streams, status, signals, environment, folder) is a process's, and takes a tenth of the time. A
command whose environment changes how Python itself starts is started as a user starts it.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

BIN = Path(sys.executable).parent
_SERVER = Path(__file__).with_name("command_server.py")
_OF_PYTHON = ("PYTHON", "LC_", "LANG")  # beginnings of names that Python reads when it starts
_running: list[tuple[socket.socket, subprocess.Popen[bytes]]] = []


def run_command(line, *, cwd, env, input=b"", timeout=120):  # noqa: A002 - as subprocess has it
    """Return what ``subprocess.run(line, capture_output=True, …)`` returns. Shape: bytes."""
    of_python = {k: v for k, v in env.items() if k.startswith(_OF_PYTHON)}
    if of_python not in ({}, {"LANG": "C.UTF-8"}) or os.environ.get("FONDS_TEST_START_EACH"):
        return subprocess.run(
            line, input=input, capture_output=True, cwd=cwd, env=env, timeout=timeout, check=False
        )
    streams = [os.pipe(), os.pipe(), os.pipe()]
    theirs = [streams[0][0], streams[1][1], streams[2][1]]
    ours = [streams[0][1], streams[1][0], streams[2][0]]
    wanted = {
        "line": [os.fsencode(part).hex() for part in line],
        "cwd": os.fsencode(cwd).hex(),
        "env": {os.fsencode(k).hex(): os.fsencode(v).hex() for k, v in env.items()},
        "timeout": timeout,
    }
    server = _server()
    socket.send_fds(server, [json.dumps(wanted).encode() + b"\n"], theirs)
    for descriptor in theirs:
        os.close(descriptor)
    found: dict[int, bytes] = {}
    threads = [
        threading.Thread(target=_feed, args=(ours[0], input)),
        *(threading.Thread(target=_read, args=(fd, found)) for fd in ours[1:]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answer = json.loads(server.recv(1024))
    if answer["late"]:
        raise subprocess.TimeoutExpired(line, timeout)
    return subprocess.CompletedProcess(line, answer["status"], found[ours[1]], found[ours[2]])


def _server() -> socket.socket:
    """The server of this process, started when it is first needed."""
    if not _running:
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line = [sys.executable, _SERVER, str(there.fileno())]
        _running.append((here, subprocess.Popen(line, pass_fds=[there.fileno()])))
        there.close()
        atexit.register(_end)
    return _running[0][0]


def _end() -> None:
    server, process = _running.pop()
    server.close()
    process.wait()


def _feed(descriptor: int, data: bytes) -> None:
    with open(descriptor, "wb", buffering=0) as stream:
        view = memoryview(data)
        try:
            while view:
                view = view[stream.write(view) :]
        except BrokenPipeError:
            return


def _read(descriptor: int, found: dict[int, bytes]) -> None:
    with open(descriptor, "rb") as stream:
        found[descriptor] = stream.read()
