"""A server on this machine that answers with scripted bytes, and a network that leads only there."""

import contextlib
import socket
import threading
from datetime import UTC, datetime

from fonds.sources.web.connection import Network
from fonds.sources.web.limits import WebLimits


def answer(body=b"", status="200 OK", *fields):
    """Return the bytes of a whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


NOT_FOUND = answer(b"no", "404 Not Found")


class Server:
    """Answers each path with bytes, a list of bytes (one for each request), or a function.

    ``requests`` are those that came, head by head.
    """

    def __init__(self, answers):
        self.answers, self.requests = answers, []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self):
        self._listener.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self._answer(connection)

    def _answer(self, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        self.requests.append(head)
        path = head.split(b" ")[1].decode()
        made = self.answers.get(path, NOT_FOUND)
        if isinstance(made, list):
            made = made.pop(0) if len(made) > 1 else made[0]
        if callable(made):
            made = made(head)
        for piece in [made] if isinstance(made, bytes) else made:
            connection.sendall(piece)


class Clock:
    """Goes on by a step each time it is looked at, and by what is slept."""

    def __init__(self, step=0.0):
        self.now, self.step, self.slept = 0.0, step, []

    def monotonic(self):
        self.now += self.step
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def network(clock=None, resolve=None):
    """Return the network of tests: a clock of their own, names as they say."""
    clock = clock or Clock()
    resolve = resolve or (lambda host, port: [host])
    return Network(resolve=resolve, monotonic=clock.monotonic, sleep=clock.sleep)


def limits(server, **more):
    return WebLimits(ports=frozenset({80, 443, server.port}), loopback=True, **more)


def at(day=1):
    return datetime(2026, 1, day, 12, tzinfo=UTC)
