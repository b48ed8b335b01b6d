"""The parser process as its caller sees it: give it a document, get an extraction that is checked.

Whatever becomes of the process (it crashes, hangs, eats memory, answers rubbish), its document
gets a loss and the next one a new process. The caller never waits longer than the limit.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import orjson

from fonds.extraction.isolation import messages
from fonds.extraction.isolation.layers import ALL, DOCUMENTS, Layer
from fonds.extraction.options import MIB, ExtractLimits, ExtractOptions
from fonds.model import Extraction, Identification, Loss

TOOL, VERSION = "fonds-parser", "1"

GROWTH = 128 * MIB
"""Resident bytes above those after its first document, past which a process is replaced."""

_START_WITHIN = 60.0  # seconds for the imports of a process; a loaded machine takes several
_LOOK_AT_MEMORY_EVERY = 16  # documents; and after each large one
_LARGE = MIB
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PIPE = MIB  # bytes of a pipe's buffer, where the system lets us


class _DiedError(Exception):
    """The process is gone, or no longer to be used: the loss says why."""

    def __init__(self, kind: str, note: str) -> None:
        super().__init__(note)
        self.loss = Loss(kind, note=note)


class _StaleAnswerError(Exception):
    """What was read answers another request: an earlier document left it in the pipe."""


@attrs.define
class _Process:
    """One running process, what it reported of its layers, and how much it has done."""

    popen: subprocess.Popen[bytes]
    owner: int
    layers: tuple[Layer, ...] = ()
    documents: int = 0
    resident: int = 0

    @property
    def to_it(self) -> int:
        """The descriptor of its stdin."""
        assert self.popen.stdin is not None  # noqa: S101 - started with a pipe
        return self.popen.stdin.fileno()

    @property
    def from_it(self) -> int:
        """The descriptor of its stdout."""
        assert self.popen.stdout is not None  # noqa: S101 - started with a pipe
        return self.popen.stdout.fileno()

    def quiet(self) -> bool:
        """Whether it lives and says nothing unasked: what is left over would be the next answer."""
        poll = select.poll()
        poll.register(self.from_it, select.POLLIN)
        return not poll.poll(0) and self.popen.poll() is None


class ParserProcess:
    """A parser process that is started when the first document comes, and kept.

    ``rooms`` are the functions it may call, as ``module:function``; ``limits`` bind the process;
    ``wanted`` are the layers to put on (fewer only to see what each does). ``clock`` gives
    seconds that only grow, ``token`` that many bytes that nobody can guess. Not for several
    threads at once. Close it, or let it end with its owner: it notices within seconds.
    """

    def __init__(
        self,
        rooms: Sequence[str],
        limits: ExtractLimits,
        wanted: Sequence[str] = ALL,
        clock: Callable[[], float] = time.monotonic,
        token: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._rooms = tuple(rooms)
        self._limits = limits
        self._wanted = tuple(wanted)
        self._clock = clock
        self._token = token
        self._process: _Process | None = None

    @property
    def pid(self) -> int | None:
        """The process's number, None where none runs."""
        return self._process.popen.pid if self._process else None

    def layers(self) -> tuple[Layer, ...]:
        """Return which layers of isolation hold; starts the process if need be."""
        try:
            return self._running().layers
        except _DiedError as e:
            return (Layer("process", False, e.loss.note),)

    def extract(
        self,
        room: str,
        data: bytes,
        identification: Identification,
        options: ExtractOptions,
    ) -> Extraction:
        """Have ``room`` read a document. Never raises on what the document or the process does.

        Losses: ``parser-died`` where the process crashed or answered what is no extraction,
        ``limit`` where it was too slow or too large. Cost: that of the room, some 50 µs and the
        copying of the bytes; 0.3 to 0.8 s more where a process has to be started.
        """
        try:
            return self._asked(room, data, identification, options)
        except _StaleAnswerError:
            self.close()  # not this document's fault: it is asked again, of a new process
        try:
            return self._asked(room, data, identification, options)
        except _StaleAnswerError:
            self.close()
            return _nothing(Loss("parser-died", note="it answered out of turn"))

    def _asked(
        self,
        room: str,
        data: bytes,
        identification: Identification,
        options: ExtractOptions,
    ) -> Extraction:
        try:
            process = self._running()
        except _DiedError as e:
            return _nothing(e.loss)
        token = self._token(messages.TOKEN)
        request = messages.ParseRequest(room, identification, options, len(data), token)
        deadline = self._clock() + options.limits.seconds
        try:
            self._send(process, (messages.request_message(request), data), deadline)
            answer = messages.read_answer(self._answer_to(token, process, deadline))
        except _DiedError as e:
            self.close()
            return _nothing(self._reason(process, e.loss, options.limits))
        except messages.AnswerError as e:
            self.close()
            return _nothing(Loss("parser-died", note=f"its answer is no extraction: {e}"))
        process.documents += 1
        spent = answer.tool == TOOL and any(loss.kind == "limit" for loss in answer.losses)
        if spent or self._worn(process, len(data)):
            self.close()
        held = [layer.name for layer in process.layers if layer.holds]
        return attrs.evolve(answer, settings={**answer.settings, "isolation": ["process", *held]})

    def close(self) -> None:
        """End the process, if one runs. The next document starts another."""
        process, self._process = self._process, None
        if process is None or process.owner != os.getpid():
            return  # a process that another one started is not ours to end
        with suppress(ProcessLookupError, PermissionError):
            process.popen.kill()
        for stream in (process.popen.stdin, process.popen.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        process.popen.wait()

    def __enter__(self) -> "ParserProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        with suppress(Exception):  # at the interpreter's end anything may be gone
            self.close()

    def _running(self) -> _Process:
        """Return a process that lives and is ours, started where there is none."""
        process = self._process
        if process is not None and process.owner == os.getpid() and process.quiet():
            return process
        self.close()
        process = self._process = self._start()
        try:
            fields = orjson.loads(self._receive(process, self._clock() + _START_WITHIN))
            process.layers = _layers(fields)
        except (ValueError, TypeError, KeyError, _DiedError) as e:
            self.close()
            raise _DiedError("parser-died", "the parser process did not start") from e
        return process

    def _start(self) -> _Process:
        setup = {
            "rooms": self._rooms,
            "memory": self._limits.memory,
            "seconds": self._limits.seconds,
            "layers": self._wanted,
            "parent": os.getpid(),
        }
        command = [sys.executable, "-P", "-m", "fonds.extraction.isolation"]
        try:
            popen = subprocess.Popen(
                [*command, orjson.dumps(setup).decode()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the caller
                bufsize=0,
            )
        except OSError as e:
            raise _DiedError("parser-died", "the parser process did not start") from e
        process = _Process(popen, os.getpid())
        for descriptor in (process.to_it, process.from_it):
            os.set_blocking(descriptor, False)
            _widen(descriptor)
        return process

    def _send(self, process: _Process, parts: Sequence[bytes], deadline: float) -> None:
        """Write all, unless the process dies, is late, or speaks before it was asked."""
        poll = select.poll()
        poll.register(process.to_it, select.POLLOUT)
        poll.register(process.from_it, select.POLLIN)
        for part in parts:
            view = memoryview(part)
            while view:
                try:
                    view = view[os.write(process.to_it, view) :]
                except BlockingIOError:
                    ready = poll.poll(self._left(deadline))
                    if any(fd == process.from_it for fd, _ in ready):
                        raise _StaleAnswerError from None
                except OSError as e:
                    raise _DiedError("parser-died", "the parser process ended") from e

    def _receive(self, process: _Process, deadline: float) -> bytes:
        """Read one message. Nothing may follow it."""
        head = self._read(process, messages.HEAD.size, deadline)
        (length,) = messages.HEAD.unpack(head)
        if length > messages.ANSWER_LIMIT:
            raise _DiedError("parser-died", "its answer is longer than any may be")
        return self._read(process, length, deadline)

    def _answer_to(self, token: bytes, process: _Process, deadline: float) -> bytes:
        """Read the answer to a request. Raises: _StaleAnswerError where it is another's."""
        message = self._receive(process, deadline)
        if message[: len(token)] != token:
            raise _StaleAnswerError
        return message[len(token) :]

    def _read(self, process: _Process, size: int, deadline: float) -> bytes:
        poll = select.poll()
        poll.register(process.from_it, select.POLLIN)
        pieces, missing = [], size
        while missing:
            try:
                piece = os.read(process.from_it, min(missing, _PIPE))
            except BlockingIOError:
                poll.poll(self._left(deadline))
                continue
            if not piece:
                raise _DiedError("parser-died", "the parser process ended")
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def _left(self, deadline: float) -> int:
        """Milliseconds until the deadline. Raises: _DiedError when it is past."""
        left = deadline - self._clock()
        if left <= 0:
            raise _DiedError("limit", "")
        return int(left * 1000) + 1

    def _reason(self, process: _Process, loss: Loss, limits: ExtractLimits) -> Loss:
        """Say why a process ended: late, by a signal, or of itself."""
        if loss.kind == "limit":
            return Loss("limit", note=f"it took over {limits.seconds:g} s (limit: seconds)")
        if loss.note != "the parser process ended":
            return loss
        status = process.popen.returncode
        if status == -signal.SIGXCPU:
            return Loss("limit", note=f"it took over {limits.seconds:g} s (limit: seconds)")
        if status is not None and status < 0:
            with suppress(ValueError):
                return Loss("parser-died", note=f"ended by {signal.Signals(-status).name}")
        return loss

    def _worn(self, process: _Process, size: int) -> bool:
        """Say whether a process has done enough, or holds more memory than it should."""
        if process.documents >= DOCUMENTS:
            return True
        first = process.documents == 1
        if not first and size < _LARGE and process.documents % _LOOK_AT_MEMORY_EVERY:
            return False
        now = _resident(process.popen.pid)
        if first:
            process.resident = min(now, GROWTH)
        return now > process.resident + GROWTH


def _nothing(loss: Loss) -> Extraction:
    return Extraction(None, TOOL, VERSION, losses=(loss,))


def _layers(fields: Any) -> tuple[Layer, ...]:  # noqa: ANN401 - JSON, to be checked
    rows = [Layer(str(name)[:40], holds is True, str(note)[:200]) for name, holds, note in
            fields["layers"]]  # fmt: skip
    if [row.name for row in rows] != list(ALL):
        raise ValueError("not the layers")
    return tuple(rows)


def _environment() -> dict[str, str]:
    """What the process needs to find the same modules; it empties even that."""
    own = str(Path(__file__).resolve().parents[3])
    paths = [own, *(path for path in sys.path if path and Path(path).is_absolute())]
    return {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _widen(descriptor: int) -> None:
    """Make a pipe hold more, so that a document passes in fewer turns. Linux only."""
    import fcntl

    with suppress(OSError, AttributeError):
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE)


def _resident(pid: int) -> int:
    """The resident bytes of a process, 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0
