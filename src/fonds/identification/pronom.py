"""Ask PRONOM, through pygfried, where the extra ``pronom`` is installed.

pygfried is a Go library: it hangs for ever in a process forked after its first use, so it is
imported here at the first call and the call belongs in a spawned worker. It reads paths only; it
is given a descriptor's path, so that it sees exactly the bytes that are archived and not what
the name on disk may meanwhile point to. It therefore never sees a file name: what the extension
says is another opinion.
"""

import os
import re
from functools import cache
from importlib.util import find_spec
from typing import Any, BinaryIO

from fonds.errors import UsageError
from fonds.model import Opinion

TOOL = "pygfried"
_DESCRIPTORS = "/proc/self/fd/"


def opinion(whole: bytes | BinaryIO) -> Opinion | None:
    """Return the PRONOM id of a document; None where pygfried is not there or cannot say.

    Cost: 0.4 ms and more; a document held as bytes is copied once in memory.
    """
    if not available():
        return None
    if not isinstance(whole, bytes):
        try:
            return _ask(whole.fileno())
        except OSError:  # not a real file
            return None
    descriptor = os.memfd_create("fonds-pronom")
    try:
        with memoryview(whole) as rest:
            done = 0
            while done < len(rest):
                done += os.write(descriptor, rest[done:])
        return _ask(descriptor)
    finally:
        os.close(descriptor)


@cache
def available() -> bool:
    """Say whether pygfried is installed and the system lets it read a descriptor."""
    return (
        find_spec("pygfried") is not None
        and hasattr(os, "memfd_create")
        and os.path.isdir(_DESCRIPTORS)  # noqa: PTH112 - one stat; no path is kept
    )


@cache
def version() -> str | None:
    """Return the versions of Siegfried and of PRONOM's signatures; None if not installed."""
    if not available():
        return None
    descriptor = os.memfd_create("fonds-pronom")
    try:
        os.write(descriptor, b"%PDF-1.4\n")
        answer = _identify(descriptor)
    finally:
        os.close(descriptor)
    details = " ".join(str(i.get("details", "")) for i in answer.get("identifiers", ()))
    return f"siegfried {answer.get('siegfried', '')} {details}".strip()


@cache
def release() -> str:
    """Return the release of PRONOM's signatures that answers, as ``PRONOM V125``."""
    found = re.search(r"SignatureFile_(V\d{1,6})", version() or "")
    return f"PRONOM {found[1]}" if found else "PRONOM, release unknown"


def require() -> None:
    """Raises: UsageError where PRONOM's ids are asked for and pygfried cannot give them."""
    if not available():
        raise UsageError("PRONOM ids need pygfried: pip install 'fonds[pronom]'")


def _ask(descriptor: int) -> Opinion | None:
    import pygfried

    try:
        answer = _identify(descriptor)
    except pygfried.GoError as e:
        return Opinion(TOOL, version() or "", "pronom", note=str(e)[:200])
    matches = [m for file in answer.get("files", ()) for m in file.get("matches", ())]
    if not matches or matches[0].get("id") in (None, "", "UNKNOWN"):
        return None
    best = matches[0]
    # "extension mismatch" says only that a descriptor has no extension
    warnings = [w for w in str(best.get("warning", "")).split("; ") if w != "extension mismatch"]
    note = "; ".join(part for part in (str(best.get("basis", "")), *warnings, release()) if part)
    return Opinion(TOOL, version() or "", "pronom", best.get("mime") or None, best["id"], note)


def _identify(descriptor: int) -> dict[str, Any]:
    import pygfried

    return dict(pygfried.identify(f"{_DESCRIPTORS}{descriptor}", True))
