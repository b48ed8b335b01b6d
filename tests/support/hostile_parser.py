"""A parser that does what it is told, as one would that an attacker has taken over.

The document is the name of a deed. What succeeds is told in the text, so that a test can see it.
"""

import ctypes
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

from fonds.extraction.isolation.messages import answer_message
from fonds.model import Block, Extraction, Loss, MetadataValue


def extract(data, identification, options):
    deed, _, about = data.decode().partition(" ")
    if deed == "freely":  # a limit on descriptors holds nobody who closes one first
        os.close(0)
        deed, _, about = about.partition(" ")
    return DEEDS[deed](about)


def told(text, **more):
    return Extraction(text, "hostile", "1", **more)


def reads(about):
    return told(about.upper(), blocks=(Block("paragraph", 0, len(about)),))


def segfaults(about):
    ctypes.string_at(0)


def hangs(about):
    while True:
        pass


def sleeps(about):
    time.sleep(3600)


def allocates(about):
    hold = bytearray(int(about or 2048) << 20)
    return told(f"held {len(hold)}")


def recurses(about):
    def again():
        return again() + 1

    return told(str(again()))


def raises(about):
    raise ValueError("bad content")


def opens_socket(about):
    with socket.socket() as s:
        s.settimeout(1)
        return told(f"socket {s.fileno()}")


def connects(about):
    with socket.create_connection(("127.0.0.1", int(about)), timeout=1):
        return told("connected")


def opens_passwd(about):
    return told(Path("/etc/passwd").read_text()[:20])


def reads_secret(about):
    return told(Path(about).read_text())


def writes_file(about):
    Path(about).write_text("was here")
    return told("wrote")


def forks(about):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return told("forked")


def executes(about):
    answer = "".join(f"\\{byte:03o}" for byte in answer_message(told("ran"), token()))
    os.dup2(3, 1)
    os.execv("/bin/sh", ["sh", "-c", f"printf '{answer}'"])


def kills_parent(about):
    os.kill(os.getppid(), signal.SIGUSR1)
    return told("sent a signal")


def environment(about):
    return told(json.dumps(dict(os.environ)))


def prints(about):
    print("rubbish on stdout", flush=True)
    os.write(1, b"more of it")
    return told("printed")


def raw(message):
    """Write bytes of one's own to the answers' pipe, which is descriptor 3."""
    os.write(3, message)


def answers_rubbish(about):
    raw(b"\x00" * 7 + b"\x15" + token() + b"{{{{{")
    time.sleep(3600)


def answers_as_another(about):
    raw(answer_message(told("first"), bytes(16)))
    time.sleep(3600)


def answers_huge(about):
    raw(b"\xff" * 8)
    time.sleep(3600)


def token():
    """The token of the request under way, found as whoever runs in the process can find it."""
    frame = sys._getframe()
    while "request" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["request"].token


def answers_twice(about):
    raw(answer_message(told("first"), token()))
    if about:
        time.sleep(float(about))
    return told("second")


def lies(about):
    return {
        "block": told("abc", blocks=(Block("paragraph", 0, 4),)),
        "negative": told("abc", blocks=(Block("paragraph", -1, 2),)),
        "main": told("abc", main_ranges=((0, 9),)),
        "overlap": told("abc", main_ranges=((0, 2), (1, 3))),
        "kind": told("abc", blocks=(Block("<script>", 0, 1),)),
        "loss": told("abc", losses=(Loss("x" * 99),)),
        "value": told("abc", metadata=(MetadataValue("title", "x" * 100_000, "tag"),)),
        "deep": told("abc", settings={"a": [[[[[[[[[]]]]]]]]]}),
        "text": told(17),
    }[about]


def claims_exact(about):
    return told("other", exact=True)


DEEDS = {
    name: deed
    for name, deed in list(globals().items())
    if callable(deed) and getattr(deed, "__module__", "") == __name__
}
