"""The parser process: read documents from stdin, answer on stdout, and hold nothing else.

Started as ``python -m fonds.extraction.isolation SETUP``; SETUP is JSON that names the rooms, the
limits, the layers to put on, and the process to follow. All is imported first; then everything is
given up; then the first message says which layers hold.
"""

import codecs
import encodings
import gc
import os
import pkgutil
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import BinaryIO

import orjson

from fonds.extraction.isolation import layers, messages
from fonds.extraction.options import ExtractOptions
from fonds.model import Extraction, Identification, Loss

_Room = Callable[[bytes, Identification, ExtractOptions], Extraction]
_ORPHAN_AFTER = 5_000  # milliseconds between looks whether the process that started this lives
_TOOL, _VERSION = "fonds-parser", "1"


def main() -> None:
    """Serve documents until stdin ends or the process that started this one does."""
    setup = orjson.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    rooms = {name: _load(name) for name in setup["rooms"]}
    _load_codecs()
    gc.collect()
    gc.freeze()
    answers = os.dup(1)  # what a library prints must not mix with answers
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)
    held = layers.give_up(setup["memory"], setup["seconds"], setup["layers"])
    _write(answers, messages.pack({"layers": [list(layer) for layer in held]}))
    with os.fdopen(0, "rb", closefd=False) as requests:
        while (request := _next(requests, setup["parent"])) is not None:
            data = requests.read(request.size)
            if len(data) != request.size:
                return
            with suppress(OSError, ValueError):
                layers.renew(request.options.limits.seconds)
            answer, sound = _answer(rooms[request.room], data, request)
            _write(answers, answer)
            if not sound:
                return  # memory ran out somewhere: who knows in what state


def _load(name: str) -> _Room:
    """Import a room, and let it import what it would only import at the first document."""
    module_name, _, function = name.partition(":")
    module = import_module(module_name)
    prepare = getattr(module, "prepare", None)
    if callable(prepare):  # a room may also have a module of that name
        prepare()
    room: _Room = getattr(module, function)
    return room


def _load_codecs() -> None:
    """Import every codec: ``bytes.decode`` opens a file when a codec is first used."""
    for module in pkgutil.iter_modules(encodings.__path__):
        with suppress(ImportError, LookupError):  # some are of another system
            codecs.lookup(module.name)


def _next(requests: BinaryIO, parent: int) -> messages.ParseRequest | None:
    """Wait for a request; None when there will be none."""
    poll = select.poll()
    poll.register(0, select.POLLIN)
    while not poll.poll(_ORPHAN_AFTER):
        if os.getppid() != parent:
            return None
    head = requests.read(messages.HEAD.size)
    if len(head) < messages.HEAD.size:
        return None
    (length,) = messages.HEAD.unpack(head)
    return messages.read_request(requests.read(length))


def _answer(room: _Room, data: bytes, request: messages.ParseRequest) -> tuple[bytes, bool]:
    """Return the answer's message, and whether the process is fit for another document."""
    sound = True
    try:
        extraction = room(data, request.identification, request.options)
        message = messages.answer_message(extraction, request.token)
        if len(message) <= messages.ANSWER_LIMIT:
            return message, sound
        loss = Loss("limit", len(message), note="the text and its blocks are too long to hand over")
    except MemoryError:
        sound = False
        mib = request.options.limits.memory >> 20
        loss = Loss("limit", len(data), note=f"more than {mib} MiB of memory (limit: memory)")
    except RecursionError:
        loss = Loss("limit", note="nested deeper than a parser can follow (limit: depth)")
    except Exception as e:  # noqa: BLE001 - whatever a parser does with bad content is a loss
        loss = Loss("parser-died", note=f"the parser stopped: {type(e).__name__}")
    nothing = Extraction(None, _TOOL, _VERSION, losses=(loss,))
    return messages.answer_message(nothing, request.token), sound


def _write(descriptor: int, message: bytes) -> None:
    view = memoryview(message)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main()
